// SPDX-License-Identifier: AGPL-3.0-only

package pdf_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/platform/pdf"
)

// tool runs one of the PDF programs the tests judge with.
func tool(t testing.TB, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is not installed: run `make test`, which installs what the tests need", name)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// stored writes the document to a file and gives its path.
func stored(t testing.TB, out pdf.Rendered) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out.pdf")
	if err := os.WriteFile(path, out.Bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// check has qpdf read the whole file; a warning is an error.
func check(t testing.TB, out pdf.Rendered) {
	t.Helper()
	tool(t, "qpdf", "--check", stored(t, out))
}

// pageTexts extracts the text of each page.
func pageTexts(t testing.TB, out pdf.Rendered) []string {
	t.Helper()
	text := tool(t, "pdftotext", "-layout", stored(t, out), "-")
	return strings.Split(strings.TrimSuffix(text, "\f"), "\f")
}

// flat joins words, as a reader does over line ends.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// bare keeps the letters alone: a cut word has none of its own spaces.
func bare(s string) string { return strings.Join(strings.Fields(s), "") }

func sentence(n int) string {
	return fmt.Sprintf("Moyen %d : l’arrêté méconnaît l’article L. 252-%d du code de la sécurité intérieure, dès lors que « la nécessité de chaque caméra » n’est pas établie ; n° %d, fin%d.", n, n, n, n)
}

// memoir is prose of 160 sentences in long and short paragraphs under headings.
func memoir(sentences int) *pdf.Document {
	d := pdf.New(sampleMeta)
	d.Title("MÉMOIRE")
	var text []string
	paragraph := 0
	for n := 1; n <= sentences; n++ {
		text = append(text, sentence(n))
		if n%(1+paragraph%7) == 0 || n == sentences {
			paragraph++
			if paragraph%4 == 0 {
				d.Heading(1+paragraph%3, fmt.Sprintf("Intertitre %d. – Où l’œuvre s’achève", paragraph))
			}
			d.Numbered(paragraph, pdf.Plain(strings.Join(text, " ")))
			text = nil
		}
	}
	return d
}

func TestMemoirLosesNoSentence(t *testing.T) {
	out := render(t, memoir(160))
	check(t, out)
	if out.Pages < 9 {
		t.Fatalf("only %d pages", out.Pages)
	}
	text := flat(withoutFurniture(pageTexts(t, out)))
	found := 0
	for n := 1; n <= 160; n++ {
		if strings.Contains(text, flat(pdf.French(sentence(n)))) {
			found++
		} else if found == n-1 {
			t.Errorf("sentence %d is not in the text", n)
		}
	}
	if found != 160 {
		t.Errorf("%d sentences of 160", found)
	}
}

var numberInMargin = regexp.MustCompile(`(?m)^\s*\d+\.\s{2,}`)

// withoutFurniture drops heads, feet and paragraph numbers.
func withoutFurniture(pages []string) string {
	var out strings.Builder
	for _, p := range pages {
		for line := range strings.SplitSeq(p, "\n") {
			if !strings.Contains(line, sampleMeta.Running) && !strings.HasPrefix(strings.TrimSpace(line), "Page ") {
				out.WriteString(numberInMargin.ReplaceAllString(line, "") + "\n")
			}
		}
	}
	return out.String()
}

func TestPageNumbersAndHeadings(t *testing.T) {
	out := render(t, memoir(160))
	pages := pageTexts(t, out)
	if len(pages) != out.Pages {
		t.Fatalf("%d pages of text, %d announced", len(pages), out.Pages)
	}
	for i, p := range pages {
		lines := strings.Split(strings.TrimSpace(p), "\n")
		foot := strings.TrimSpace(lines[len(lines)-1])
		if want := fmt.Sprintf("Page %d sur %d", i+1, out.Pages); foot != want {
			t.Errorf("page %d ends with %q, want %q", i+1, foot, want)
		}
		if hasRunning := strings.Contains(p, sampleMeta.Running); hasRunning != (i > 0) {
			t.Errorf("page %d: running head is %v", i+1, hasRunning)
		}
		body := strings.TrimSpace(strings.Join(lines[:len(lines)-1], "\n"))
		if last := body[strings.LastIndex(body, "\n")+1:]; strings.Contains(last, "Intertitre") {
			t.Errorf("page %d ends with a heading: %q", i+1, last)
		}
	}
}

var wordBox = regexp.MustCompile(`<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">`)

// lineEnds gives the right edge of each line of the first page, in millimetres,
// from top to bottom, foot left out.
func lineEnds(t *testing.T, out pdf.Rendered) []float64 {
	t.Helper()
	var ends []float64
	last := -10.0
	for _, m := range wordBox.FindAllStringSubmatch(tool(t, "pdftotext", "-bbox", "-l", "1", stored(t, out), "-"), -1) {
		y, _ := strconv.ParseFloat(m[2], 64)
		x, _ := strconv.ParseFloat(m[3], 64)
		if y > 780 {
			continue
		}
		if y-last > 5 {
			ends = append(ends, 0)
			last = y
		}
		ends[len(ends)-1] = max(ends[len(ends)-1], x*25.4/72)
	}
	return ends
}

func TestJustifiedEdges(t *testing.T) {
	d := pdf.New(pdf.Meta{})
	d.Paragraph(pdf.Text{
		{Text: strings.Repeat("Le préfet soutient : « rien n’est établi » ; or les 11\u202f400 habitants, n° 3, p. 12, sont filmés ! ", 8)},
		pdf.Bold("En droit"), {Text: ", " + strings.Repeat("la nécessité de chacune des caméras doit être établie ", 6)},
		pdf.Italic("a fortiori"), {Text: " ici."},
	})
	ends := lineEnds(t, render(t, d))
	if len(ends) < 8 {
		t.Fatalf("only %d lines", len(ends))
	}
	for i, x := range ends[:len(ends)-1] {
		if math.Abs(x-185) > 0.1 {
			t.Errorf("line %d ends at %.2f mm, want 185", i+1, x)
		}
	}
	if last := ends[len(ends)-1]; last > 180 {
		t.Errorf("last line is stretched to %.2f mm", last)
	}
}

func TestTableRepeatsItsHeadAndKeepsItsRows(t *testing.T) {
	d := pdf.New(sampleMeta)
	table := people(400)
	table.Rows[7][4] = strings.Repeat("9999 boulevard des Adresses interminables, bâtiment C ", 6)
	d.Table(table)
	out := render(t, d)
	check(t, out)
	pages := pageTexts(t, out)
	for i, p := range pages {
		if strings.Count(p, "Nom et prénom") != 1 {
			t.Errorf("page %d has %d heads", i+1, strings.Count(p, "Nom et prénom"))
		}
	}
	all := bare(strings.Join(pages, " "))
	for i := range 400 {
		if want := fmt.Sprintf("%druedesTémoins", i%97+1); !strings.Contains(all, want) {
			t.Fatalf("row %d is lost", i+1)
		}
	}
	if got := strings.Count(all, "9999"); got != 6 {
		t.Errorf("long address printed %d times of 6", got)
	}
}

type outline struct {
	Title string    `json:"title"`
	Page  int       `json:"destpageposfrom1"`
	Kids  []outline `json:"kids"`
}

func TestOutlineReachesItsPages(t *testing.T) {
	d := pdf.New(sampleMeta)
	d.Heading(3, "Œuvre d’abord")
	d.Heading(1, "I. – Première")
	d.Paragraph(pdf.Plain("Texte."))
	d.PageBreak()
	d.Heading(2, "A. – Deuxième : Nguyễn (a) \\ <b>")
	d.Heading(3, "1. Troisième")
	d.Paragraph(pdf.Plain("Texte."))
	d.PageBreak()
	d.Heading(2, "B. – Quatrième")
	out := render(t, d)
	check(t, out)
	var read struct {
		Outlines []outline `json:"outlines"`
	}
	if err := json.Unmarshal([]byte(tool(t, "qpdf", "--json", "--json-key=outlines", stored(t, out))), &read); err != nil {
		t.Fatal(err)
	}
	got := describe(read.Outlines)
	want := "Œuvre d’abord@1[] I. – Première@1[A. – Deuxième\u00a0: Nguyễn (a) \\ <b>@2[1. Troisième@2[]] B. – Quatrième@3[]]"
	if got != want {
		t.Errorf("outline\n got %s\nwant %s", got, want)
	}
}

func describe(entries []outline) string {
	var out []string
	for _, e := range entries {
		out = append(out, fmt.Sprintf("%s@%d[%s]", e.Title, e.Page, describe(e.Kids)))
	}
	return strings.Join(out, " ")
}

func TestInformation(t *testing.T) {
	out := render(t, sampleRequete())
	info := tool(t, "pdfinfo", stored(t, out))
	for _, want := range []string{sampleMeta.Title, sampleMeta.Author, sampleMeta.Subject, "Contrechamp", "Fri Apr  3", fmt.Sprintf("Pages:           %d", out.Pages)} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo lacks %q:\n%s", want, info)
		}
	}
	for _, want := range []string{"/Lang <FEFF00660072002D00460052>", "/DisplayDocTitle true", "/PageMode /UseOutlines", "/ID [<"} {
		if !bytes.Contains(out.Bytes, []byte(want)) {
			t.Errorf("the file lacks %s", want)
		}
	}
	if bytes.Contains(out.Bytes, []byte("FPDF")) {
		t.Error("the writer left its name")
	}
}

func TestSameInputSameBytes(t *testing.T) {
	first := render(t, sampleRequete())
	sum := sha256.Sum256(first.Bytes)
	if hex.EncodeToString(sum[:]) != first.SHA256 {
		t.Error("the digest is not that of the bytes")
	}
	for range 4 {
		if again := render(t, sampleRequete()); again.SHA256 != first.SHA256 {
			t.Fatal("two renderings differ")
		}
	}
	d := sampleRequete()
	if render(t, d).SHA256 != render(t, d).SHA256 {
		t.Error("rendering a document twice differs")
	}
}

func TestOddText(t *testing.T) {
	long := strings.Repeat("anticonstitutionnellement", 12)
	for name, tt := range map[string]struct{ in, want, replaced string }{
		"emoji":               {"Zoé 😀 Exemple 𠮷", "Zoé □ Exemple □", "😀𠮷"},
		"invalid UTF-8":       {"a\xff\xfeb", "a□□b", "\ufffd"},
		"invalid and French":  {"a\xff ; b", "a□\u202f; b", "\ufffd"},
		"NUL and controls":    {"a\x00b\x1bc", "abc", "\x00\x1b"},
		"combining accents":   {"E\u0301lise Nguye\u0302\u0303n", "Élise Nguyễn", ""},
		"a word of 300":       {long, long, ""},
		"ideographs":          {"名前", "□□", "前名"},
		"soft hyphen":         {"vidéo\u00adprotection", "vidéoprotection", ""},
		"tabs and line feeds": {"a\tb\r\nc", "a b c", ""},
		"Greek and Cyrillic":  {"Ελλάδα Москва", "Ελλάδα Москва", ""},
		"a web address":       {"https://exemple.invalid/" + strings.Repeat("chemin-long/", 30), "https://exemple.invalid/" + strings.Repeat("chemin-long/", 30), ""},
		"only spaces":         {"   ", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			out := render(t, everywhere(tt.in))
			check(t, out)
			if string(out.Replaced) != tt.replaced {
				t.Errorf("replaced %q, want %q", string(out.Replaced), tt.replaced)
			}
			all := bare(tool(t, "pdftotext", "-raw", stored(t, out), "-"))
			if !strings.Contains(all, "début"+bare(tt.want)+"fin") {
				t.Errorf("the paragraph lost text: %s", all)
			}
			if got := strings.Count(all, bare(tt.want)); got < 5 && tt.want != "" && len(tt.want) < 30 {
				t.Errorf("%q printed %d times", tt.want, got)
			}
		})
	}
}

// everywhere puts a text into every kind of block.
func everywhere(s string) *pdf.Document {
	d := pdf.New(pdf.Meta{Title: s, Author: s, Running: s, Language: "fr"})
	d.Paragraph(pdf.Plain("début " + s + " fin"))
	d.Court(s)
	d.Title(s)
	d.Subtitle(pdf.Plain(s))
	d.Heading(1, s)
	d.Numbered(1234, pdf.Plain(s))
	d.Quote(pdf.Text{pdf.Bold(s), pdf.Italic(s)})
	d.List([]pdf.Text{pdf.Plain(s), nil})
	d.Definition(s, pdf.Plain(s))
	d.Table(pdf.Table{Caption: s, Columns: []pdf.Column{{Head: s, Width: math.NaN()}, {Head: s, Width: -1, Align: pdf.Centre}}, Rows: [][]string{{s, s}, {s}, {}}})
	d.Signatures([]pdf.Signature{{Name: s, Capacity: s, Note: s}, {}, {Name: s}})
	return d
}

func TestSizes(t *testing.T) {
	empty := render(t, pdf.New(pdf.Meta{}))
	check(t, empty)
	if empty.Pages != 1 {
		t.Errorf("an empty document has %d pages", empty.Pages)
	}
	for _, rows := range []int{0, 1, 2, 15000} {
		d := pdf.New(pdf.Meta{})
		d.Table(people(rows))
		out := render(t, d)
		check(t, out)
		if got := strings.Count(tool(t, "pdftotext", "-layout", stored(t, out), "-"), "française"); got != rows {
			t.Errorf("%d rows printed of %d", got, rows)
		}
	}
}

func TestHugeParagraphAndCell(t *testing.T) {
	var words []string
	for i := range 7200 {
		words = append(words, fmt.Sprintf("mot%04d", i))
	}
	text := strings.Join(words, " ")
	d := pdf.New(pdf.Meta{})
	d.Paragraph(pdf.Plain(text))
	d.Table(pdf.Table{Columns: []pdf.Column{{Head: "Tête"}, {Head: "Autre"}}, Rows: [][]string{{"avant", "x"}, {text, "y"}, {"après", "z"}}})
	out := render(t, d)
	check(t, out)
	all := tool(t, "pdftotext", "-layout", stored(t, out), "-")
	for _, w := range words {
		if strings.Count(all, w) != 2 {
			t.Fatalf("%s printed %d times of 2", w, strings.Count(all, w))
		}
	}
}

func TestRefusals(t *testing.T) {
	d := pdf.New(pdf.Meta{})
	d.Table(pdf.Table{Columns: []pdf.Column{{Head: "une"}}, Rows: [][]string{{"a", "b"}}})
	if _, err := d.Render(context.Background()); err == nil {
		t.Error("a row with more cells than columns is accepted")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := sampleRequete().Render(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled rendering gives %v", err)
	}
}
