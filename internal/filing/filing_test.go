// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"slices"
	"strings"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

func TestCitations(t *testing.T) {
	for typed, want := range map[string][]int{
		"rien":                        nil,
		"(pièce n° 3)":                {3},
		"[pièce 3]":                   {3},
		"[Piece 12]":                  {12},
		"voir la pièce n°7, p. 2":     {7},
		"la pièce n° 3 et 12 caméras": {3},
		"(pièces n° 3, 5 et 7)":       {3, 5, 7},
		"(pièce 3 et 5)":              {3, 5},
		"pièces nos 4 à 6":            {4, 5, 6},
		"pièces n°s 8-9 ; pièce n\u00ba\u00a01": {1, 8, 9},
		"une pièce de 12 m²":                    nil,
		"trois pièces, 4 caméras":               nil,
	} {
		if got := citations(typed); !slices.Equal(got, want) {
			t.Errorf("%q cites %v, want %v", typed, got, want)
		}
	}
	if n := len(citations("pièces 1 à 999999")); n > maxRange+1 {
		t.Errorf("a slip of the keyboard cites %d exhibits", n)
	}
}

func TestReferencesTakeOneForm(t *testing.T) {
	for typed, want := range map[string]string{
		"[pièce 3]":            "(pièce_n°_3)",
		"(Pièce n°3)":          "(pièce_n°_3)",
		"( pièces 3,5 et  7 )": "(pièces_n°_3, 5 et_7)",
		"(pièces n° 4-6)":      "(pièces_n°_4_à_6)",
		"(pièce n° 9, p. 4)":   "(pièce n° 9, p. 4)",
		"[à compléter]":        "[à compléter]",
	} {
		if got := strings.ReplaceAll(normalise(typed), noBreak, "_"); got != want {
			t.Errorf("%q becomes %q, want %q", typed, got, want)
		}
	}
}

func TestBlocks(t *testing.T) {
	got := blocks("## Titre\nun\ndeux\n> cité\n> encore\nsuite\n\ntrois :\n- a\n- b\n\n\n#hashtag\n-5 degrés")
	want := []block{
		{subheading, "Titre"}, {numbered, "un\ndeux"}, {quotation, "cité\nencore"}, {continued, "suite"},
		{numbered, "trois :"}, {item, "a"}, {item, "b"}, {numbered, "#hashtag\n-5 degrés"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	if len(blocks("")) != 0 {
		t.Error("nothing typed makes a paragraph")
	}
}

func TestDepartementsHaveTheirArticle(t *testing.T) {
	for name, want := range map[string]string{
		"Gard": "du Gard", "Hérault": "de l’Hérault", "Haute-Garonne": "de la Haute-Garonne", "Landes": "des Landes", "Ain": "de l’Ain",
		"Côtes-d'Armor": "des Côtes-d’Armor", "Ille-et-Vilaine": "d’Ille-et-Vilaine", "Lot-et-Garonne": "de Lot-et-Garonne",
		"Paris": "de Paris", "La Réunion": "de La Réunion", "Rhône (métropole de Lyon comprise)": "du Rhône", "Drôme": "de la Drôme",
	} {
		if got := ofDepartement(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	known := map[string]bool{}
	for _, courts := range decision.Departements() {
		name, _, _ := strings.Cut(strings.ReplaceAll(courts.Departement, "'", "’"), " (")
		known[name] = true
	}
	for _, name := range slices.Concat(departementsWithLe, departementsWithLes, departementsWithout) {
		if !known[name] {
			t.Errorf("no département is called %s", name)
		}
	}
}

func TestSmallGrammar(t *testing.T) {
	one, many := 1, 488
	for got, want := range map[string]string{
		cameras(&one): "1_caméra", cameras(&many): "488_caméras", street("1 place de l’Exemple"): "1, place de l’Exemple",
		street("3 bis rue X"): "3 bis, rue X", street("12, rue Y"): "12, rue Y", closed("A. B, président"): "A. B, président,", closed("A. B"): "A. B",
		to("Préfet du Gard"): "au préfet du Gard", to("Préfète du Gard"): "à la préfète du Gard", signatory("à confirmer"): "[à compléter : signataire]",
	} {
		if got = strings.ReplaceAll(got, noBreak, "_"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestMarks(t *testing.T) {
	got := blocks("### Sous-titre\n* a\n1. premier\n2) second\n2026. Une année")
	want := []block{{subsubheading, "Sous-titre"}, {item, "a"}, {ordered, "1. premier"}, {ordered, "2) second"}, {continued, "2026. Une année"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	text := spans("du **gras (pièce n° 3)** et de l’*italique* ; 3 * 4 * 5")
	var bold, italic string
	for _, span := range text {
		if span.Bold {
			bold += span.Text
		}
		if span.Italic {
			italic += span.Text + "|"
		}
	}
	if bold != "gras (pièce\u00a0n°\u00a03)" || italic != "pièce\u00a0n°\u00a03|italique|" || text[len(text)-1].Text != " ; 3 * 4 * 5" {
		t.Errorf("got %+v", text)
	}
}

func TestStrayMarksAreGaps(t *testing.T) {
	for typed, want := range map[string]bool{
		"# Titre": true, "un **gras": true, "##Titre": true, "#### Titre": true, "un **gras\n\nfini**": true,
		"## Titre\n\n**gras** *italique*": false, "#hashtag": false, "5 * 3": false,
	} {
		c := sampleCase()
		c.Costs = typed
		if got := slices.Contains(keys(Blocking(c.Gaps())), "stray_mark"); got != want {
			t.Errorf("%q: stray mark %v", typed, got)
		}
	}
}

func TestNamesInSentences(t *testing.T) {
	for name, want := range map[string]string{
		"Préfet de l’Hérault": "du préfet de l’Hérault", "Préfète de l’Exemple": "de la préfète de l’Exemple",
		"Commune d’Agde": "de la commune d’Agde", "Maire de Sète": "du maire de Sète", "SIVOM": "de SIVOM",
	} {
		if got := by(name); got != want {
			t.Errorf("by(%s) = %s, want %s", name, got, want)
		}
	}
	for name, want := range map[string]string{"Sète": "de Sète", "Agde": "d’Agde", "Le Pouget": "du Pouget", "Île-d’Aix": "d’Île-d’Aix"} {
		if got := of(name); got != want {
			t.Errorf("of(%s) = %s, want %s", name, got, want)
		}
	}
}

func TestLawyersHaveTheirTitleOnce(t *testing.T) {
	for name, want := range map[string]string{"Maud Exemple": "Me Maud Exemple", "Me Exemple": "Me Exemple", "SCP Exemple": "SCP Exemple"} {
		if got := master(name); got != want {
			t.Errorf("master(%s) = %s", name, got)
		}
	}
}

func TestFileNamesAreThoseThatCourtsTake(t *testing.T) {
	for title, want := range map[string]string{
		"Requête introductive d’instance":  "Requete_introductive_d_instance.pdf",
		"Œuvre n° 2026.01 – Łódź / 50 %":   "OEuvre_n_2026_01_Lodz_50.pdf",
		"視":                                "document.pdf",
		strings.Repeat("a", 75) + " b c d": strings.Repeat("a", 75) + ".pdf",
	} {
		got := Filing{Text: Text{Title: title}}.fileName()
		if got != want || len(got) > fileNameMax {
			t.Errorf("%q is saved as %s, want %s", title, got, want)
		}
	}
}

func keys(gaps []Gap) (keys []string) {
	for _, g := range gaps {
		keys = append(keys, strings.TrimPrefix(g.Key, "filing.gap."))
	}
	return keys
}

func TestSampleLacksNothing(t *testing.T) {
	if gaps := sampleCase().Gaps(); len(gaps) > 0 {
		t.Errorf("gaps in a complete case: %v", keys(gaps))
	}
}

func TestGaps(t *testing.T) {
	day := time.Now()
	for name, tt := range map[string]struct {
		change  func(*Case)
		want    string
		warning bool
	}{
		"nobody claims":       {func(c *Case) { c.Parties = nil }, "claimant", false},
		"no representative":   {func(c *Case) { c.Parties[0].Roles = c.Parties[0].Roles[:1] }, "representative", false},
		"a homeless claimant": {func(c *Case) { c.Parties[1].Street = "" }, "address", false},
		"nothing contested":   {func(c *Case) { c.Decisions = nil }, "decision", false},
		"no facts":            {func(c *Case) { c.Facts = "" }, "facts", false},
		"no discussion":       {func(c *Case) { c.ExternalLegality, c.InternalLegality = "", "" }, "discussion", false},
		"no conclusions":      {func(c *Case) { c.Conclusions = "" }, "conclusions", false},
		"left to write":       {func(c *Case) { c.Costs += " [À compléter : montant]" }, "unfinished", false},
		"unknown exhibit":     {func(c *Case) { c.Facts += " [pièce 13]" }, "exhibit_unknown", false},
		"withdrawn exhibit":   {func(c *Case) { c.Exhibits[7].WithdrawnAt = &day }, "exhibit_withdrawn", false},
		"act not joined":      {func(c *Case) { c.Exhibits[0].Title = "Une pièce" }, "not_joined", true},
		"no proof of silence": {func(c *Case) { c.Decisions[0].Kind, c.Decisions[0].Number = decision.ImplicitRejection, "" }, "no_proof", true},
		"an exhibit unused":   {func(c *Case) { c.Facts = strings.ReplaceAll(c.Facts, " (pièce n°2)", "") }, "uncited", true},
		"nobody to sign":      {func(c *Case) { c.Parties[3].Signatory = "À confirmer" }, "signatory", false},
		"unsigned":            {func(c *Case) { c.Decisions[0].SignedOn = calendar.Day{} }, "signed_unknown", true},
		"unpublished":         {func(c *Case) { c.Decisions[0].PublishedOn = calendar.Day{} }, "published_unknown", true},
	} {
		t.Run(name, func(t *testing.T) {
			c := sampleCase()
			tt.change(&c)
			gaps := c.Gaps()
			if tt.want != "uncited" { // what is left out of the text cites nothing
				gaps = slices.DeleteFunc(gaps, func(g Gap) bool { return g.Key == "filing.gap.uncited" })
			}
			if got := keys(gaps); !slices.Equal(got, []string{tt.want}) {
				t.Fatalf("gaps %v, want %s", got, tt.want)
			}
			if gaps[0].Warning != tt.warning {
				t.Errorf("warning %v, want %v", gaps[0].Warning, tt.warning)
			}
		})
	}
}

func TestWhoNeedsARepresentative(t *testing.T) {
	c := sampleCase()
	c.Parties[0].Roles = c.Parties[0].Roles[:1]
	c.Counsels = []appeal.Counsel{{Name: "Maud Exemple"}}
	if gaps := c.Gaps(); len(gaps) > 0 {
		t.Errorf("a lawyer signs, so no representative is needed (CJA R411-5): %v", keys(gaps))
	}
	c.Counsels, c.Parties = nil, c.Parties[:1]
	if gaps := c.Gaps(); len(gaps) > 0 {
		t.Errorf("a single claimant needs none: %v", keys(gaps))
	}
}

func TestJoinedByItsBytes(t *testing.T) {
	c := sampleCase()
	c.Exhibits[0].Title = "L’arrêté"
	c.Decisions[0].File = c.Exhibits[0].File
	if e, found := c.Joined(c.Decisions[0]); !found || e.Number != 1 {
		t.Error("the same bytes are the same document")
	}
	c = sampleCase()
	c.Decisions[0].Number = "2025.10.DS.099"
	if _, found := c.Joined(c.Decisions[0]); found {
		t.Error("a number that only begins alike is another decision")
	}
}

func TestProposedTextInventsNothing(t *testing.T) {
	c := sampleCase()
	c.Text = Text{Title: "Essai"}
	known, err := propose(c, calendar.MustDay("2026-03-02"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Par l’arrêté n° 2025.10.DS.0999 du 3 octobre 2025, le préfet de l’Hérault a renouvelé", "de la commune de Montpellier, pour 488\u00a0caméras " + Reference(1),
		"publiée le 6 octobre 2025 (RAA n° 187 spécial)", "recours gracieux a été formé le 20 novembre 2025", "rejet le 21 janvier 2026",
	} {
		if !strings.Contains(known.Facts, want) {
			t.Errorf("the facts do not say %q:\n%s", want, known.Facts)
		}
	}
	for _, want := range []string{
		"tribunal administratif de Montpellier (article R. 221-3", "Demeurent à Montpellier, commune dont les voies publiques sont placées sous la surveillance du système contesté : Camille Exemple et Dominique Modèle.",
		"[à compléter : lien avec les lieux filmés de Łucja d’Essai-Œuvrard]", "L’association Ligue des droits de l’Homme a pour objet",
		"désignent Camille Exemple comme représentant unique",
	} {
		if !strings.Contains(known.Admissibility, want) {
			t.Errorf("the admissibility does not say %q:\n%s", want, known.Admissibility)
		}
	}
	if want := "- ANNULER l’arrêté n° 2025.10.DS.0999 du 3 octobre 2025 du préfet de l’Hérault ;\n- ANNULER la décision implicite de rejet du recours gracieux"; !strings.Contains(known.Conclusions, want) {
		t.Errorf("the conclusions do not say %q:\n%s", want, known.Conclusions)
	}
	c.Decisions[0].SignedOn, c.Decisions[0].PublishedOn, c.Events, c.Exhibits = calendar.Day{}, calendar.Day{}, nil, []evidence.Exhibit{}
	unknown, err := propose(c, calendar.MustDay("2026-03-02"))
	if err != nil {
		t.Fatal(err)
	}
	if n := unfinished(unknown.Facts); n != 5 {
		t.Errorf("%d of 5 unknown facts are left to write:\n%s", n, unknown.Facts)
	}
	if len(citations(unknown.Facts)) > 0 {
		t.Error("an exhibit is cited that is not there")
	}
}

func TestProposedTextOfAnEmptyAppeal(t *testing.T) {
	c := Case{Filing: Filing{Kind: AnnulmentRequest}}
	text, err := propose(c, calendar.MustDay("2026-03-02"))
	if err != nil {
		t.Fatal(err)
	}
	c.Text = text
	if got := keys(Blocking(c.Gaps())); !slices.Contains(got, "claimant") || !slices.Contains(got, "decision") {
		t.Errorf("gaps %v", got)
	}
	rendered(t, c, time.Time{}) // an empty draft can still be looked at
}

func TestWithinTheOrdinaryLimit(t *testing.T) {
	c := sampleCase()
	c.Earlier = nil
	c.Parties = c.Parties[:1:1]
	c.Parties[0].CoPlaintiff = coplaintiff.CoPlaintiff{Details: coplaintiff.Details{Kind: coplaintiff.NaturalPerson, FamilyName: "Exemple", Street: "1", Town: "Montpellier"}}
	early, err := propose(c, calendar.MustDay("2025-12-01"))
	if err != nil || !strings.Contains(early.Admissibility, "Le délai expire le 8 décembre 2025") || unfinished(early.Admissibility) > 0 {
		t.Errorf("published on 6 October 2025: %v\n%s", err, early.Admissibility)
	}
	late, err := propose(c, calendar.MustDay("2025-12-09"))
	if err != nil || unfinished(late.Admissibility) != 1 {
		t.Errorf("after the limit the lawyer writes: %v\n%s", err, late.Admissibility)
	}
}
