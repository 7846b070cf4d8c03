// SPDX-License-Identifier: AGPL-3.0-only

package network

import (
	"strings"
)

// Fold spells a text so that it can be searched and compared whatever its case,
// accents, hyphens and apostrophes: "Préfet de l’Hérault" gives
// "prefet de l herault". It is what the stored search words are made of.
func Fold(text string) string { return fold(text) }

// proposals is how many communes are proposed for what was typed.
const proposals = 12

// ReadCommune reads what somebody typed for a commune: "Montpellier", "34172" or
// "Montpellier (34172)". When it names none, or several of the same name, ok is
// false and near holds communes to choose from, possibly none.
func ReadCommune(typed string) (commune Commune, ok bool, near []Commune) {
	typed = strings.TrimSpace(typed)
	if commune, ok = CommuneByCode(strings.ToUpper(codeIn(typed))); ok {
		return commune, true, nil
	}
	near = CommunesNamed(typed, proposals)
	wanted := spellOut(fold(typed))
	same := 0
	for _, c := range near {
		if fold(c.Name) == wanted {
			same++
		}
	}
	if same == 1 {
		return near[0], true, nil
	}
	return Commune{}, false, near
}

// codeIn is the code at the end of "Montpellier (34172)", or the whole text.
func codeIn(typed string) string {
	if open := strings.LastIndex(typed, "("); open >= 0 && strings.HasSuffix(typed, ")") {
		return strings.TrimSpace(typed[open+1 : len(typed)-1])
	}
	return typed
}

// Label is how a commune is written where it must be told from others:
// "Montpellier (34172)". It reads back with ReadCommune.
func (c Commune) Label() string {
	if c.Code == "" {
		return ""
	}
	return c.Name + " (" + c.Code + ")"
}

// Matcher tells of a text whether it holds every word that was typed, whatever
// the case and accents; nil when no word was typed.
func Matcher(typed string) func(text string) bool {
	words := strings.Fields(Fold(typed))
	if len(words) == 0 {
		return nil
	}
	return func(text string) bool {
		folded := Fold(text)
		for _, word := range words {
			if !strings.Contains(folded, word) {
				return false
			}
		}
		return true
	}
}
