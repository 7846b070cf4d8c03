// SPDX-License-Identifier: AGPL-3.0-only

package decision

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// courtsCSV gives each département its courts, as the code de justice
// administrative does: tribunal administratif by art. R221-3 (last changed
// 9 November 2015), cour administrative d'appel by art. R221-7 (last changed
// 23 June 2023). Last checked against both articles as in force on
// 3 April 2026. Ordered by code of département, Corsica in the place of 20.
//
//go:embed courts.csv
var courtsCSV string

// Courts are the administrative courts of one département or overseas
// territory. The tribunal competent for a decision is that of the seat of the
// authority that took it (CJA R312-1), not that of the claimant's home.
type Courts struct {
	DepartementCode string // "34", "2A", "974"
	Departement     string // "Hérault"
	Tribunal        string // place of the tribunal administratif: see TribunalName
	CourtOfAppeal   string // place of the cour administrative d'appel: see CourtOfAppealName
}

// CourtsOf returns the courts of the département of that code (CJA R221-3 and
// R221-7), or false when there is no such département.
func CourtsOf(departementCode string) (Courts, bool) {
	all := courts()
	i := slices.IndexFunc(all, func(c Courts) bool { return c.DepartementCode == departementCode })
	if i < 0 {
		return Courts{}, false
	}
	return all[i], true
}

// Departements returns every département and overseas territory with its
// courts, in the order of the codes (2A and 2B after 19).
func Departements() []Courts { return slices.Clone(courts()) }

// TribunalName is the full French name of the tribunal administratif of a
// place: "Tribunal administratif de Montpellier", "d’Orléans", "de La Réunion",
// "de la Guadeloupe". An empty place gives an empty name.
func TribunalName(place string) string { return courtName("Tribunal administratif", place) }

// CourtOfAppealName is the full French name of the cour administrative d'appel
// of a place: "Cour administrative d’appel de Toulouse".
func CourtOfAppealName(place string) string {
	return courtName("Cour administrative d’appel", place)
}

// withArticle are the territories whose name takes an article. La Réunion
// carries its own, and a capital with it; the cities and the other islands
// take none, nor does the tribunal of Nouvelle-Calédonie by its own usage.
var withArticle = []string{"Guadeloupe", "Martinique", "Guyane", "Polynésie française"}

func courtName(court, place string) string {
	first, _ := utf8.DecodeRuneInString(place)
	switch {
	case place == "":
		return ""
	case slices.Contains(withArticle, place):
		return court + " de la " + place
	case strings.ContainsRune("AEIOUYÉÈÊÎÔ", first):
		return court + " d’" + place
	}
	return court + " de " + place
}

// courts reads the table once. Its lines are plain: no name holds a comma, so
// none is quoted.
var courts = sync.OnceValue(func() []Courts {
	lines := strings.Split(strings.TrimSpace(courtsCSV), "\n")[1:]
	all := make([]Courts, len(lines))
	for i, line := range lines {
		cells := strings.Split(line, ",")
		all[i] = Courts{cells[0], cells[1], cells[2], cells[3]}
	}
	return all
})
