// SPDX-License-Identifier: AGPL-3.0-only

package network

import (
	"slices"
	"strings"
	"testing"
)

func TestCommunesOfTheReferenceCase(t *testing.T) {
	for code, name := range map[string]string{
		"34172": "Montpellier",
		"34301": "Sète",
		"34003": "Agde",
		"34028": "Bédarieux",
		"34199": "Pézenas",
		"34077": "Clapiers",
		"34120": "Jacou",
		"34210": "Le Pouget",
		"34255": "Saint-Gély-du-Fesc",
		"34270": "Saint-Jean-de-Védas",
		"34178": "Murviel-lès-Béziers",
	} {
		want := Commune{Code: code, Name: name, Departement: "34"}
		if got, ok := CommuneByCode(code); !ok || got != want {
			t.Errorf("%s is %v (%t), want %v", code, got, ok, want)
		}
		if got := CommunesNamed(strings.ToUpper(name), 5); !slices.Contains(got, want) {
			t.Errorf("%q proposes %v", strings.ToUpper(name), got)
		}
	}
}

func TestCommunesFarFromTheMainland(t *testing.T) {
	for code, want := range map[string]Commune{
		"2A004": {"2A004", "Ajaccio", "2A"},
		"97411": {"97411", "Saint-Denis", "974"},
		"97701": {"97701", "Saint-Barthélemy", "977"},
		"98818": {"98818", "Nouméa", "988"},
		"75056": {"75056", "Paris", "75"},
	} {
		if got, ok := CommuneByCode(code); !ok || got != want {
			t.Errorf("%s is %v (%t), want %v", code, got, ok, want)
		}
	}
}

func TestUnknownCommunes(t *testing.T) {
	for name, code := range map[string]string{
		"empty":               "",
		"a post code":         "34000",
		"a name":              "Montpellier",
		"a district of Paris": "75101",
		"past the end":        "99999",
		"before the start":    "00000",
		"lower-case Corsica":  "2a004",
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := CommuneByCode(code); ok {
				t.Errorf("%q is taken as %v", code, got)
			}
		})
	}
}

func TestCommunesNamedHoweverTyped(t *testing.T) {
	for name, tt := range map[string]struct{ typed, first string }{
		"small letters":                 {"montpellier", "34172"},
		"no accent":                     {"sete", "34301"},
		"capital with an accent":        {"SÈTE", "34301"},
		"accents apart (NFD)":           {"Se\u0300te", "34301"},
		"wrong accent":                  {"Pézénas", "34199"},
		"spaces for hyphens":            {"saint gely du fesc", "34255"},
		"abbreviated saint":             {"St-Gély", "34255"},
		"typographic apostrophe":        {"l’abergement-clémenciat", "01001"},
		"without its article":           {"pouget", "34210"},
		"the last word of a name":       {"vedas", "34270"},
		"ligature typed as two letters": {"oeuilly", "02565"},
		"spaces around":                 {"  agde ", "34003"},
		"half a name":                   {"murviel-les-b", "34178"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := CommunesNamed(tt.typed, 3); len(got) == 0 || got[0].Code != tt.first {
				t.Errorf("%q proposes %v, want %s first", tt.typed, got, tt.first)
			}
		})
	}
}

func TestTheBestAnswerComesFirst(t *testing.T) {
	var names []string
	for _, c := range CommunesNamed("lyon", 100) {
		names = append(names, c.Name)
	}
	want := []string{"Lyon", "Lyons-la-Forêt", "Beauvoir-en-Lyons"}
	if !slices.Equal(slices.DeleteFunc(names, func(n string) bool { return !slices.Contains(want, n) }), want) {
		t.Errorf("lyon proposes %q", names)
	}
}

func TestAnswersAreOrderedByRankAndName(t *testing.T) {
	var before string
	valleys := CommunesNamed("val", 40_000)
	for _, c := range valleys {
		name := fold(c.Name)
		order := string(rune('0'+rank(name, "val"))) + name
		if order < before {
			t.Fatalf("%s stands too late", c.Name)
		}
		before = order
	}
	if len(valleys) < 100 {
		t.Errorf("%d communes of a valley", len(valleys))
	}
}

func TestNoMoreThanAskedFor(t *testing.T) {
	if got := CommunesNamed("saint", 7); len(got) != 7 {
		t.Errorf("%d communes for 7", len(got))
	}
	for _, typed := range []string{"", "  ", "-", "'", "xqzw", "🏛", "\xff"} {
		if got := CommunesNamed(typed, 5); len(got) != 0 {
			t.Errorf("%q proposes %v", typed, got)
		}
	}
	if got := CommunesNamed("saint", 0); got != nil {
		t.Errorf("none were asked for: %v", got)
	}
}

func TestTheListIsWhole(t *testing.T) {
	list := communes()
	if len(list.all) != 34_969 {
		t.Errorf("%d communes, the edition of 2026 has 34 969", len(list.all))
	}
	for i, c := range list.all {
		if len(c.Code) != 5 || c.Name == "" || !strings.HasPrefix(c.Code, c.Departement) {
			t.Errorf("odd line %v", c)
		}
		if i > 0 && list.all[i-1].Code >= c.Code {
			t.Errorf("%s is out of order", c.Code)
		}
		if strings.Trim(list.folded[i], "abcdefghijklmnopqrstuvwxyz ") != "" {
			t.Errorf("%s folds to %q", c.Name, list.folded[i])
		}
	}
}

func TestASpoiltListIsNamed(t *testing.T) {
	if _, err := readCommunes([]byte("not gzip")); err == nil {
		t.Error("bytes that are not gzip were read")
	}
	if _, err := readCommunes(communesCSV[:len(communesCSV)/2]); err == nil {
		t.Error("half a list was read")
	}
	if _, err := parseCommunes("34172,Montpellier\n"); err == nil {
		t.Error("a line without département was read")
	}
}

func BenchmarkReadCommunes(b *testing.B) {
	for b.Loop() {
		if _, err := readCommunes(communesCSV); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCommunesNamed(b *testing.B) {
	for _, typed := range []string{"s", "saint", "montpellier"} {
		b.Run(typed, func(b *testing.B) {
			for b.Loop() {
				CommunesNamed(typed, 10)
			}
		})
	}
}
