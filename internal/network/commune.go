// SPDX-License-Identifier: AGPL-3.0-only

package network

import (
	"slices"
	"strings"
)

// Commune is a French commune as it exists today.
type Commune struct {
	Code        string // INSEE code, five characters: "34172"; not the post code
	Name        string // with its accents and its article: "Le Pouget"
	Departement string // code of its département: "34", "2A", "974"
}

// CommuneByCode finds a commune by its INSEE code.
func CommuneByCode(code string) (Commune, bool) {
	all := communes().all
	i, found := slices.BinarySearchFunc(all, code, func(c Commune, code string) int {
		return strings.Compare(c.Code, code)
	})
	if !found {
		return Commune{}, false
	}
	return all[i], true
}

// CommunesNamed proposes at most limit communes for what somebody has typed so
// far, whatever its accents, case, hyphens and apostrophes; "st" and "ste" are
// read as "saint" and "sainte". Communes of exactly that name come first, then
// names that begin with it, then names with a later word that begins with it
// ("pouget" finds Le Pouget); by name within each. Nothing typed proposes
// nothing.
func CommunesNamed(typed string, limit int) []Commune {
	wanted := spellOut(fold(typed))
	if wanted == "" || limit <= 0 {
		return nil
	}
	list := communes()
	var ranked [ranks][]int
	for i, name := range list.folded {
		if r := rank(name, wanted); r < ranks {
			ranked[r] = append(ranked[r], i)
		}
	}
	return list.first(limit, ranked)
}

// How well a name answers what was typed, best first.
const (
	exact = iota
	beginning
	laterWord
	ranks // as many as there are; also: no answer at all
)

func rank(name, wanted string) int {
	for at := 0; ; {
		found := strings.Index(name[at:], wanted)
		if found < 0 {
			return ranks
		}
		at += found
		switch {
		case at == 0 && len(name) == len(wanted):
			return exact
		case at == 0:
			return beginning
		case name[at-1] == ' ':
			return laterWord
		}
		at++
	}
}

// first returns the best communes, each rank by name and then by code.
func (l communeList) first(limit int, ranked [ranks][]int) []Commune {
	var best []Commune
	for _, found := range ranked {
		if len(best) == limit {
			break
		}
		slices.SortStableFunc(found, func(a, b int) int {
			return strings.Compare(l.folded[a], l.folded[b])
		})
		for _, i := range found[:min(len(found), limit-len(best))] {
			best = append(best, l.all[i])
		}
	}
	return best
}
