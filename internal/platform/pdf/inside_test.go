// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/phpdave11/gofpdf"
)

// TestWidthsAreTheWritersOwn: a difference would show as ragged right edges.
func TestWidthsAreTheWritersOwn(t *testing.T) {
	writer := gofpdf.New("P", "mm", "A4", "")
	for f := range faceCount {
		writer.AddUTF8FontFromBytes(family, string(f.style()), f.ttf())
		writer.SetFont(family, string(f.style()), bodySize)
		for _, s := range []string{"Œuvrard, Łukasiewicz, Nguyễn Thị Đặng", "« n° 3 » : 1\u202f234 €\u00a0; □", "0123456789-–—…’"} {
			if got, want := f.width(s, bodySize), writer.GetStringWidth(s); math.Abs(got-want) > 1e-9 {
				t.Errorf("face %d, %q: %.6f mm, the writer says %.6f", f, s, got, want)
			}
		}
	}
}

func TestFontsHaveTheLettersOfNames(t *testing.T) {
	for f := range faceCount {
		for r := rune(0x20); r < 0x180; r++ {
			if !unicode.IsControl(r) && !f.has(r) {
				t.Errorf("face %d lacks %U", f, r)
			}
		}
		for r := rune(0x1ea0); r <= 0x1ef9; r++ {
			if !f.has(r) {
				t.Errorf("face %d lacks %U", f, r)
			}
		}
	}
}

// TestNoLonelyLine: a paragraph leaves at least two lines on each page.
func TestNoLonelyLine(t *testing.T) {
	for shift := range 12 {
		d := New(Meta{})
		d.Space(1)
		d.Paragraph(Plain("x"))
		d.Space(float64(shift) * 3)
		for p := range 40 {
			d.Paragraph(Plain(strings.Repeat(fmt.Sprintf("p%03d ", p), 5+(p*37)%160)))
		}
		f, err := d.layout(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		lonely(t, f)
	}
}

func lonely(t *testing.T, f *flow) {
	t.Helper()
	total, onPage := map[string]int{}, map[string]int{}
	for i, p := range f.pages {
		seen := map[string]map[float64]bool{}
		for _, m := range p.marks {
			name := strings.Fields(m.text)[0]
			if seen[name] == nil {
				seen[name] = map[float64]bool{}
			}
			seen[name][m.y] = true
		}
		for name, ys := range seen {
			total[name] += len(ys)
			onPage[fmt.Sprintf("%s page %d", name, i)] = len(ys)
		}
	}
	for where, lines := range onPage {
		name := strings.Fields(where)[0]
		if strings.HasPrefix(name, "p") && lines == 1 && total[name] > 1 {
			t.Errorf("one line of %d alone: %s", total[name], where)
		}
	}
}

func TestSpacesStayEven(t *testing.T) {
	text := strings.Repeat("Il ressort des mentions de l’avis que la commission départementale de vidéoprotection a examiné les demandes de renouvellement sans disposer d’informations circonstanciées. ", 30)
	f := newFlow(&cleaner{french: true})
	lines := f.compose(Plain(text), regular, bodySize, measure, Left, true)
	gap := regular.width(" ", bodySize)
	for i, l := range lines[:len(lines)-1] {
		if math.Abs(l.width-measure) > 1e-6 {
			t.Errorf("line %d is %.3f mm wide", i, l.width)
		}
		for j := 1; j < len(l.marks); j++ {
			prev := l.marks[j-1]
			space := l.marks[j].x - prev.x - regular.width(strings.TrimSpace(prev.text), bodySize)
			if strings.HasSuffix(prev.text, " ") && (space > 2.2*gap || space < (1-shrink)*gap-1e-6) {
				t.Errorf("line %d: a space of %.2f times the ordinary", i, space/gap)
			}
		}
	}
}

func TestFrench(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"high marks":       {"Vrai ; faux ! Quoi ?", "Vrai\u202f; faux\u202f! Quoi\u202f?"},
		"marks stuck":      {"Vrai; faux! Quoi?!", "Vrai\u202f; faux\u202f! Quoi\u202f?!"},
		"colon":            {"Ainsi : oui, ainsi: non", "Ainsi\u00a0: oui, ainsi\u00a0: non"},
		"quotes":           {"il dit « oui »: «non»", "il dit «\u00a0oui\u00a0»\u00a0: «\u00a0non\u00a0»"},
		"numbers":          {"pièce n° 3, n°4, N° 5", "pièce n°\u00a03, n°\u00a04, N°\u00a05"},
		"references":       {"art. L. 252-1, p. 3, § 4, M. Exemple", "art.\u00a0L.\u00a0252-1, p.\u00a03, §\u00a04, M.\u00a0Exemple"},
		"articles":         {"l’article L. 252-1, l’article 8, articles R421-1 et R. 421-5", "l’article\u00a0L.\u00a0252-1, l’article\u00a08, articles\u00a0R421-1 et R.\u00a0421-5"},
		"other articles":   {"un article de presse, article Lyonnais", "un article de presse, article Lyonnais"},
		"percent and euro": {"17 % de 200 €", "17\u00a0% de 200\u00a0€"},
		"web and hours":    {"https://a.fr/?b=1;c à 12:30", "https://a.fr/?b=1;c à 12:30"},
		"ordinals":         {"le 1er juillet", "le 1er juillet"},
		"nothing to do":    {"rien", "rien"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := French(tt.in); got != tt.want {
				t.Errorf("%q gives %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

// TestSignaturesAreNotAlone: wherever the page ends, the first row stands under
// the last item of the list above it, and fills the left column first.
func TestSignaturesAreNotAlone(t *testing.T) {
	for shift := range 60 {
		d := New(Meta{})
		d.Paragraph(Plain("x"))
		d.Space(160 + float64(shift))
		d.List([]Text{Plain("premier"), Plain("dernier")})
		d.Signatures([]Signature{{Name: "Exemple"}})
		f, err := d.layout(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		place := map[string]int{}
		for number, p := range f.pages {
			for _, m := range p.marks {
				place[strings.TrimSpace(m.text)] = number
				if m.text == "Exemple" && m.x > leftEdge+1 {
					t.Fatalf("a lone signature stands at %.0f mm", m.x)
				}
			}
		}
		if place["dernier"] != place["Exemple"] {
			t.Fatalf("white of %d mm: the signature is on page %d, the last item on page %d", shift, place["Exemple"], place["dernier"])
		}
	}
}

func withoutSpaces(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u00a0\u202f\u2009", r) {
			return -1
		}
		return r
	}, s)
}

func FuzzFrench(f *testing.F) {
	for _, s := range []string{"a ; b", "« a »: n° 3 %", "??! ;;", "M. M. p. p. 3", "n°n°n°", "1 € % ‰", "a:«:»", "\xff ;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?")
		once := French(s)
		if twice := French(once); twice != once {
			t.Errorf("%q gives %q, then %q", s, once, twice)
		}
		if withoutSpaces(once) != withoutSpaces(s) {
			t.Errorf("%q gives %q: more than spaces changed", s, once)
		}
	})
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"Élise", "E\u0301", "a\x00\xffb", "😀\ufe0f", "\u202e\u2028x", "\ue000\ufffe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := &cleaner{french: true}
		for face := range faceCount {
			clean := c.clean(s, face)
			if !utf8.ValidString(clean) {
				t.Fatalf("%q gives invalid %q", s, clean)
			}
			for _, r := range clean {
				if r != '\n' && !face.has(r) {
					t.Errorf("%q keeps %U, which face %d cannot draw", s, r, face)
				}
			}
		}
	})
}

// TestFinishRefusesOtherFiles: the last pass reads one writer's output only.
func TestFinishRefusesOtherFiles(t *testing.T) {
	raw, err := draw(context.Background(), make([]page, 2))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := finish(raw, 2, Meta{}, "fr", nil); err != nil {
		t.Fatalf("the writer's own output is refused: %v", err)
	}
	for name, bad := range map[string][]byte{
		"empty":          nil,
		"no trailer":     raw[:len(raw)-40],
		"shifted":        append([]byte("%PDF-1.3 \n"), raw[9:]...),
		"another root":   bytes.Replace(raw, []byte("/Root "), []byte("/Root 1"), 1),
		"broken table":   bytes.Replace(raw, []byte(" 00000 n \n"), []byte(" 00001 n \n"), 1),
		"renamed object": bytes.Replace(raw, []byte("\n2 0 obj\n"), []byte("\n9 0 obj\n"), 1),
	} {
		if _, err := finish(bad, 2, Meta{}, "fr", nil); !errors.Is(err, errShape) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := finish(raw, 3, Meta{}, "fr", nil); !errors.Is(err, errShape) {
		t.Errorf("a wrong number of pages: got %v", err)
	}
}

// FuzzFinish damages the writer's output in one place: it is refused or still
// finished, and never brings the program down.
func FuzzFinish(f *testing.F) {
	raw, err := draw(context.Background(), make([]page, 2))
	if err != nil {
		f.Fatal(err)
	}
	for _, back := range []uint{1, 8, 12, 30, 45, 60, 80, 200, 230} {
		f.Add(back, byte('9'))
		f.Add(back, byte('-'))
	}
	f.Fuzz(func(t *testing.T, back uint, value byte) {
		damaged := bytes.Clone(raw)
		damaged[len(raw)-1-int(back%uint(len(raw)))] = value
		if _, err := finish(damaged, 2, Meta{}, "fr", nil); err != nil && !errors.Is(err, errShape) {
			t.Errorf("byte %d from the end set to %q: %v", back, value, err)
		}
	})
}
