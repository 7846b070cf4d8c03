// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/network"
)

// The départements by the article that their names take; those that are not
// here take « la » or, before a vowel or a mute h, « l’ ».
var (
	departementsWithLe = []string{
		"Bas-Rhin", "Calvados", "Cantal", "Cher", "Doubs", "Finistère", "Gard", "Gers", "Haut-Rhin", "Jura", "Loiret", "Lot",
		"Morbihan", "Nord", "Pas-de-Calais", "Puy-de-Dôme", "Rhône", "Tarn", "Territoire de Belfort", "Val-d’Oise", "Val-de-Marne", "Var",
	}
	departementsWithLes = []string{
		"Alpes-de-Haute-Provence", "Alpes-Maritimes", "Ardennes", "Bouches-du-Rhône", "Côtes-d’Armor", "Deux-Sèvres", "Hautes-Alpes",
		"Hautes-Pyrénées", "Hauts-de-Seine", "Landes", "Pyrénées-Atlantiques", "Pyrénées-Orientales",
		"Terres australes et antarctiques françaises", "Vosges", "Yvelines",
	}
	departementsWithout = []string{"Paris", "La Réunion", "Mayotte", "Clipperton"}
)

// ofDepartement says « du Gard », « de l’Hérault », « des Landes », « de la
// Drôme », « de Paris », « d’Ille-et-Vilaine ».
func ofDepartement(name string) string {
	name, _, _ = strings.Cut(strings.ReplaceAll(name, "'", "’"), " (")
	vowel := strings.ContainsAny(network.Fold(name)[:min(1, len(network.Fold(name)))], "aeiouy")
	switch {
	case slices.Contains(departementsWithout, name), strings.HasPrefix(name, "Saint-"), strings.Contains(name, "-et-"):
		if vowel {
			return "d’" + name
		}
		return "de " + name
	case slices.Contains(departementsWithLe, name):
		return "du " + name
	case slices.Contains(departementsWithLes, name):
		return "des " + name
	case vowel, name == "Hérault":
		return "de l’" + name
	}
	return "de la " + name
}

// houseNumber is that of a building, which French sets off by a comma.
var houseNumber = regexp.MustCompile(`^(\d+(?: ?(?:bis|ter|quater|[A-D]))?) +(\pL)`)

// street writes « 1, place de l’Exemple ».
func street(typed string) string { return houseNumber.ReplaceAllString(typed, "$1, $2") }

// closed ends an apposition: « Sacha Fictif, président, agit ».
func closed(name string) string {
	if strings.Contains(name, ", ") {
		return name + ","
	}
	return name
}

// signatory is the person who signs for an association, left to write while
// nobody has confirmed who that is.
func signatory(name string) string {
	if unconfirmed(name) {
		return Unfinished + " : signataire]"
	}
	return name
}

func unconfirmed(name string) bool {
	return name == "" || strings.Contains(network.Fold(name), "a confirmer")
}

// cameras counts them: « 1 caméra », « 488 caméras ».
func cameras(n *int) string {
	if *n < 2 {
		return strconv.Itoa(*n) + noBreak + "caméra"
	}
	return strconv.Itoa(*n) + noBreak + "caméras"
}

// place names the commune that a decision is about, when there is a single one
// and the title of the decision does not name it already.
func place(d decision.Decision) string {
	commune, found := d.Commune()
	if !found || names(d.Title, commune.Name) {
		return ""
	}
	return commune.Name
}
