// SPDX-License-Identifier: AGPL-3.0-only

package decision_test

import (
	"slices"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/network"
)

func TestCourtsOf(t *testing.T) {
	for code, want := range map[string][2]string{
		"34":  {"Montpellier", "Toulouse"}, // Marseille until 1 March 2022
		"11":  {"Montpellier", "Toulouse"},
		"30":  {"Nîmes", "Toulouse"},
		"2A":  {"Bastia", "Marseille"},
		"45":  {"Orléans", "Versailles"},
		"93":  {"Montreuil", "Paris"},
		"33":  {"Bordeaux", "Bordeaux"},
		"974": {"La Réunion", "Bordeaux"},
		"988": {"Nouvelle-Calédonie", "Paris"},
	} {
		got, ok := decision.CourtsOf(code)
		if !ok || got.Tribunal != want[0] || got.CourtOfAppeal != want[1] {
			t.Errorf("%s: %v (%t), want %v", code, got, ok, want)
		}
	}
}

func TestNoCourtsOfNowhere(t *testing.T) {
	for _, code := range []string{"", "20", "2a", "1", "96", "34172", "Hérault", "departement_code"} {
		if got, ok := decision.CourtsOf(code); ok {
			t.Errorf("%q has %v", code, got)
		}
	}
}

func TestTheTableOfCourtsIsWhole(t *testing.T) {
	all := decision.Departements()
	if len(all) != 109 {
		t.Errorf("%d départements and territories, want 109", len(all))
	}
	inOrder := slices.IsSortedFunc(all, func(a, b decision.Courts) int {
		return strings.Compare(place(a.DepartementCode), place(b.DepartementCode))
	})
	if !inOrder {
		t.Error("the départements are out of order")
	}
	for _, c := range all {
		if c.DepartementCode == "" || c.Departement == "" || c.Tribunal == "" || c.CourtOfAppeal == "" {
			t.Errorf("a gap in %v", c)
		}
		if got, ok := decision.CourtsOf(c.DepartementCode); !ok || got != c {
			t.Errorf("%s stands twice", c.DepartementCode)
		}
	}
}

// place puts Corsica where the number 20 was.
func place(code string) string {
	return strings.NewReplacer("2A", "20A", "2B", "20B").Replace(code)
}

func TestTheCallerCannotSpoilTheTable(t *testing.T) {
	decision.Departements()[0] = decision.Courts{}
	if got, ok := decision.CourtsOf("01"); !ok || got.Tribunal != "Lyon" {
		t.Errorf("the Ain now has %v", got)
	}
}

func TestEveryCommuneHasItsCourts(t *testing.T) {
	seen := map[string]bool{}
	for letter := 'a'; letter <= 'z'; letter++ {
		for _, c := range network.CommunesNamed(string(letter), 40_000) {
			seen[c.Departement] = true
		}
	}
	for departement := range seen {
		if _, ok := decision.CourtsOf(departement); !ok {
			t.Errorf("no courts for the communes of %s", departement)
		}
	}
	if len(seen) != 109 {
		t.Errorf("communes of %d départements", len(seen))
	}
}

// Written out in full, so that each was read by a person.
var tribunals = map[string]string{
	"Amiens":                   "d’Amiens",
	"Bastia":                   "de Bastia",
	"Besançon":                 "de Besançon",
	"Bordeaux":                 "de Bordeaux",
	"Caen":                     "de Caen",
	"Cergy-Pontoise":           "de Cergy-Pontoise",
	"Châlons-en-Champagne":     "de Châlons-en-Champagne",
	"Clermont-Ferrand":         "de Clermont-Ferrand",
	"Dijon":                    "de Dijon",
	"Grenoble":                 "de Grenoble",
	"Guadeloupe":               "de la Guadeloupe",
	"Guyane":                   "de la Guyane",
	"La Réunion":               "de La Réunion",
	"Lille":                    "de Lille",
	"Limoges":                  "de Limoges",
	"Lyon":                     "de Lyon",
	"Marseille":                "de Marseille",
	"Martinique":               "de la Martinique",
	"Mayotte":                  "de Mayotte",
	"Melun":                    "de Melun",
	"Montpellier":              "de Montpellier",
	"Montreuil":                "de Montreuil",
	"Nancy":                    "de Nancy",
	"Nantes":                   "de Nantes",
	"Nice":                     "de Nice",
	"Nouvelle-Calédonie":       "de Nouvelle-Calédonie",
	"Nîmes":                    "de Nîmes",
	"Orléans":                  "d’Orléans",
	"Paris":                    "de Paris",
	"Pau":                      "de Pau",
	"Poitiers":                 "de Poitiers",
	"Polynésie française":      "de la Polynésie française",
	"Rennes":                   "de Rennes",
	"Rouen":                    "de Rouen",
	"Saint-Barthélemy":         "de Saint-Barthélemy",
	"Saint-Martin":             "de Saint-Martin",
	"Saint-Pierre-et-Miquelon": "de Saint-Pierre-et-Miquelon",
	"Strasbourg":               "de Strasbourg",
	"Toulon":                   "de Toulon",
	"Toulouse":                 "de Toulouse",
	"Versailles":               "de Versailles",
	"Wallis-et-Futuna":         "de Wallis-et-Futuna",
}

func TestEveryCourtIsNamedInFrench(t *testing.T) {
	appeal := []string{"Bordeaux", "Douai", "Lyon", "Marseille", "Nancy", "Nantes", "Paris", "Toulouse", "Versailles"}
	for _, c := range decision.Departements() {
		want, known := tribunals[c.Tribunal]
		if got := decision.TribunalName(c.Tribunal); !known || got != "Tribunal administratif "+want {
			t.Errorf("%s: %q, want %q", c.Tribunal, got, want)
		}
		got := decision.CourtOfAppealName(c.CourtOfAppeal)
		if !slices.Contains(appeal, c.CourtOfAppeal) || got != "Cour administrative d’appel de "+c.CourtOfAppeal {
			t.Errorf("%s: %q", c.CourtOfAppeal, got)
		}
	}
	if got := decision.TribunalName(""); got != "" {
		t.Errorf("no place is named %q", got)
	}
}

func BenchmarkCourtsOf(b *testing.B) {
	for b.Loop() {
		decision.CourtsOf("989")
	}
}
