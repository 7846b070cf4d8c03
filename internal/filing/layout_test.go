// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/pdf"
	"contrechamp.org/contrechamp/internal/testkit"
)

var sampleFolder = flag.String("sample", "", "write the sample request into this folder, to look at it")

func rendered(t *testing.T, c Case, at time.Time) pdf.Rendered {
	t.Helper()
	page, _, err := compose(c, at)
	if err != nil {
		t.Fatal(err)
	}
	out, err := page.Render(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// printed is the text of a PDF, as a reader would copy it.
func printed(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out.pdf")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("pdftotext is needed (package poppler-utils): %v %s", err, out)
	}
	return string(out)
}

func sealedSample() Case {
	c := sampleCase()
	c.Status = Sealed
	return c
}

func TestGoldenRequest(t *testing.T) {
	out := rendered(t, sealedSample(), testkit.Now)
	if len(out.Replaced) > 0 {
		t.Errorf("characters without a glyph: %q", out.Replaced)
	}
	got := readable(printed(t, out.Bytes))
	const path = "testdata/annulment_request.golden.txt"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the request no longer reads as %s; UPDATE_GOLDEN=1 renews it once the difference is meant:\n%s", path, difference(got, string(want)))
	}
	if *sampleFolder != "" {
		if err := os.WriteFile(filepath.Join(*sampleFolder, "request.pdf"), out.Bytes, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// readable keeps the words and lines of a printed text and marks its pages; the
// width of the white between them is the business of the tool that read it.
func readable(text string) string {
	var out strings.Builder
	for page := range strings.SplitSeq(strings.TrimSuffix(text, "\f"), "\f") {
		for line := range strings.SplitSeq(page, "\n") {
			if words := strings.Fields(line); len(words) > 0 {
				out.WriteString(strings.Join(words, " ") + "\n")
			}
		}
		out.WriteString("----\n")
	}
	return out.String()
}

// difference shows the first line that differs.
func difference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return "got  " + a[i] + "\nwant " + b[i]
		}
	}
	return "one is longer than the other"
}

func TestRequestIsTheSameEveryTime(t *testing.T) {
	first, second := rendered(t, sealedSample(), testkit.Now), rendered(t, sealedSample(), testkit.Now)
	if !bytes.Equal(first.Bytes, second.Bytes) {
		t.Error("two renderings of one case differ")
	}
}

func TestDraftSaysSoOnEveryPage(t *testing.T) {
	pages := strings.Split(strings.TrimSuffix(printed(t, rendered(t, sampleCase(), time.Time{}).Bytes), "\f"), "\f")
	if len(pages) < 5 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, page := range pages {
		if !strings.Contains(page, "PROJET") {
			t.Errorf("page %d does not say that it is a draft", i+1)
		}
	}
	if strings.Contains(printed(t, rendered(t, sealedSample(), time.Time{}).Bytes), "PROJET") {
		t.Error("a sealed request calls itself a draft")
	}
}

func TestWhoSigns(t *testing.T) {
	c := sealedSample()
	if n := len((&sheet{Case: c, words: mustWords(t)}).signatures()); n != 4 {
		t.Errorf("without a lawyer every claimant signs (CJA R414-4): %d blocks for 4 claimants", n)
	}
	c.Counsels = []appeal.Counsel{{ID: "1", Name: "Maud Exemple", Bar: "Montpellier"}}
	blocks := (&sheet{Case: c, words: mustWords(t)}).signatures()
	if len(blocks) != 1 || blocks[0].Name != "Maud Exemple" || !strings.Contains(blocks[0].Capacity, "barreau de Montpellier") {
		t.Errorf("with a lawyer, the lawyer signs: %+v", blocks)
	}
}

func mustWords(t *testing.T) wording {
	t.Helper()
	w, err := wordingOf(AnnulmentRequest)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestInterveners(t *testing.T) {
	if text := printed(t, rendered(t, sealedSample(), testkit.Now).Bytes); strings.Contains(text, "Intervention") {
		t.Error("an intervener stands in the request of the claimants (CJA R632-1)")
	}
}

func TestEveryClaimantStandsInTheAnnex(t *testing.T) {
	c := sealedSample()
	for i := range 120 {
		details := coplaintiff.Details{Kind: coplaintiff.NaturalPerson, GivenName: "Personne", FamilyName: "Fictive-" + string(rune('A'+i%26)), Street: "1 rue de l’Exemple", Town: "Sète"}
		c.Parties = append(c.Parties, coplaintiff.Party{
			CoPlaintiff: coplaintiff.CoPlaintiff{Number: 10 + i, Details: details}, Roles: []coplaintiff.Role{{Kind: coplaintiff.Claimant}},
		})
	}
	c.Counsels = []appeal.Counsel{{Name: "Maud Exemple"}}
	text := printed(t, rendered(t, c, testkit.Now).Bytes)
	if n := strings.Count(text, "Fictive-"); n < 120 {
		t.Errorf("%d of 120 claimants are named", n)
	}
	if !strings.Contains(text, "Et 118 autres requérants") {
		t.Error("the first page does not point to the annex")
	}
	if n := strings.Count(text, "Domicile ou siège"); n < 3 {
		t.Errorf("the head of the annex is printed %d times", n)
	}
}

func TestUnknownDatesAreSaidToBe(t *testing.T) {
	c := sealedSample()
	c.Decisions[0].SignedOn, c.Decisions[0].PublishedOn = calendar.Day{}, calendar.Day{}
	if text := printed(t, rendered(t, c, testkit.Now).Bytes); strings.Count(text, "confirmer") < 2 {
		t.Error("the table of decisions hides that dates are unknown")
	}
}
