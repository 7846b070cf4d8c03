// SPDX-License-Identifier: AGPL-3.0-only

package drawing

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"contrechamp.org/contrechamp/internal/platform/calendar"
)

const hostile = `<script>alert("x")</script> & ' "onload=`

var day = calendar.MustDay

// ribbons are the inputs every ribbon test goes through.
var ribbons = map[string]RibbonInput{
	"nothing at all": {Title: "Dates"},
	"one date":       {Title: "Dates", Events: []Event{{On: day("2026-03-05"), Label: "Signée", When: "5 mars 2026", Kind: Happened}}},
	"five dates and their clock": {
		Title: "Les dates", Summary: "Arrêté n° 2026-118", Urgency: Near,
		Events: []Event{
			{On: day("2026-03-02"), Label: "Signée", When: "2 mars 2026", Kind: Happened},
			{On: day("2026-03-05"), Label: "Publiée au recueil", When: "5 mars 2026", Kind: Happened},
			{Label: "Affichée", When: "à confirmer", Kind: Unknown},
			{Label: "Notifiée", When: "à confirmer", Kind: Unknown},
			{On: day("2026-03-21"), Label: "Vue par nous", When: "21 mars 2026", Kind: Happened},
			{On: day("2026-05-01"), Label: "Aujourd’hui", When: "1er mai 2026", Kind: Today},
			{On: day("2026-05-06"), Label: "Dernier jour pour agir", When: "mercredi 6 mai 2026", Kind: Safe},
		},
		Periods: []Period{{From: day("2026-03-05"), To: day("2026-05-06"), Label: "Le délai court"}},
	},
	"all unknown": {Title: "Dates", Events: []Event{
		{Label: "Signée", When: "à confirmer", Kind: Unknown}, {Label: "Publiée", When: "à confirmer"},
		{Label: "Affichée", When: "à confirmer", Kind: Unknown}, {Label: "Notifiée", When: "à confirmer", Kind: Safe},
		{Label: "Vue par nous", When: "à confirmer", Kind: Today},
	}},
	"everything on one day": {Title: "Dates", Events: []Event{
		{On: day("2026-03-05"), Label: "Signée", Kind: Happened}, {On: day("2026-03-05"), Label: "Publiée", Kind: Happened},
		{On: day("2026-03-05"), Label: "Affichée", Kind: Happened}, {On: day("2026-03-05"), Label: "Dernier jour", Kind: Safe},
	}},
	"silence then refusal, two years": {Title: "Dates", Urgency: Late, Events: []Event{
		{On: day("2023-04-04"), Label: "Publiée", When: "4 avril 2023", Kind: Happened},
		{On: day("2023-06-14"), Label: "Recours gracieux reçu", When: "14 juin 2023", Kind: Happened},
		{On: day("2023-08-14"), Label: "Silence valant rejet", When: "14 août 2023", Kind: Silence},
		{On: day("2023-10-16"), Label: "Dernier jour sûr", When: "lundi 16 octobre 2023", Kind: Safe},
		{On: day("2024-08-14"), Label: "Au plus tard, délai raisonnable", When: "14 août 2024", Kind: Safe},
		{On: day("2024-01-26"), Label: "Requête déposée", When: "26 janvier 2024", Kind: Happened},
		{On: day("2026-02-17"), Label: "Aujourd’hui", When: "17 février 2026", Kind: Today},
	}, Periods: []Period{{From: day("2023-06-14"), To: day("2023-08-14"), Label: "Silence"}}},
	"hostile words": {Title: hostile, Summary: hostile, Events: []Event{
		{On: day("2026-03-05"), Label: hostile, When: hostile, Kind: Happened}, {Label: hostile, When: hostile, Kind: Unknown},
		{On: day("2026-05-05"), Label: hostile, When: hostile, Kind: Safe},
	}, Periods: []Period{{From: day("2026-03-05"), To: day("2026-05-05"), Label: hostile}}},
	"a period the wrong way round": {Title: "Dates", Events: []Event{{On: day("2026-03-05"), Label: "Signée", Kind: Happened}},
		Periods: []Period{{From: day("2026-05-05"), To: day("2026-03-05")}, {To: day("2026-03-05")}}},
}

func horizons() map[string]HorizonInput {
	full := HorizonInput{
		Title: "Horizon", Summary: "Autorisation de cinq ans",
		Start:  Event{On: day("2023-04-04"), Label: "Autorisation", When: "4 avril 2023"},
		Window: Event{On: day("2027-12-04"), Label: "Fenêtre de renouvellement", When: "dès le 4 décembre 2027"},
		End:    Event{On: day("2028-04-04"), Label: "Échéance", When: "4 avril 2028"},
		Today:  Event{On: day("2026-02-17"), Label: "Aujourd’hui", When: "17 février 2026"},
	}
	noEnd, over := full, full
	noEnd.End.On, noEnd.End.When, noEnd.Window.On = calendar.Day{}, "à confirmer", calendar.Day{}
	over.Today = Event{On: day("2029-01-01"), Label: "Aujourd’hui", When: "1er janvier 2029"}
	return map[string]HorizonInput{
		"five years": full, "end unknown": noEnd, "expired": over, "nothing known": {Title: "Horizon"},
		"hostile words": {Title: hostile, Start: Event{On: day("2023-04-04"), Label: hostile, When: hostile}, End: Event{Label: hostile}},
	}
}

// family is eleven gracious appeals and the two actions that follow them up.
func family(nodes int) FamilyInput {
	in := FamilyInput{Title: "La famille des recours"}
	var all []string
	for i := range nodes {
		id := fmt.Sprintf("g%d", i)
		all = append(all, id)
		in.Nodes = append(in.Nodes, Node{ID: id, Label: fmt.Sprintf("Recours gracieux, commune n° %d", i+1), Stage: "rejet implicite", Href: "/appeals/" + id})
	}
	if nodes > 1 {
		in.Nodes = append(in.Nodes,
			Node{ID: "m", Label: "Requête en annulation", Sub: "Montpellier", Stage: "audience tenue", Href: "/appeals/m", Parents: all},
			Node{ID: "s", Label: "Requête en annulation", Sub: "Sète", Stage: "audience tenue", Href: "/appeals/s", Parents: all[:1]})
	}
	return in
}

func families() map[string]FamilyInput {
	return map[string]FamilyInput{
		"none": {Title: "Famille"}, "one": family(1), "two and two": family(2), "eleven and two": family(11), "forty and two": family(40),
		"a circle":          {Title: "Famille", Nodes: []Node{{ID: "a", Label: "A", Parents: []string{"b"}}, {ID: "b", Label: "B", Parents: []string{"a", "b"}}}},
		"a parent not here": {Title: "Famille", Nodes: []Node{{ID: "a", Label: "A", Parents: []string{"gone"}}}},
		"one id twice":      {Title: "Famille", Nodes: []Node{{ID: "a", Label: "A"}, {ID: "a", Label: "A"}}},
		"five generations": {Title: "Famille", Nodes: []Node{{ID: "a", Label: "Recours gracieux"}, {ID: "b", Label: "Requête", Parents: []string{"a"}},
			{ID: "c", Label: "Appel", Sub: "Toulouse", Parents: []string{"b"}}, {ID: "d", Label: "Cassation", Stage: "admis", Parents: []string{"c"}}, {ID: "e", Label: "Renvoi", Parents: []string{"d", "b"}}}},
		"hostile words": {Title: hostile, Nodes: []Node{{ID: hostile, Label: hostile, Sub: hostile, Stage: hostile, Href: "/" + hostile}, {ID: "b", Label: hostile, Href: "javascript:alert(1)", Parents: []string{hostile}}}},
	}
}

// drawn is one finished drawing and where its labels stand.
type drawn struct {
	svg    string
	canvas *canvas
}

// all are the wide and narrow drawings of every input.
func all() map[string]drawn {
	m := map[string]drawn{}
	add := func(name string, svg string, c *canvas) { m[name] = drawn{svg, c} }
	for name, in := range ribbons {
		svg, c := wideRibbon(in)
		add("ribbon, wide: "+name, svg, c)
		svg, c = narrowRibbon(in)
		add("ribbon, narrow: "+name, svg, c)
	}
	for name, in := range horizons() {
		svg, c := horizon(in, wideWidth, "wide")
		add("horizon, wide: "+name, svg, c)
		svg, c = horizon(in, narrowWidth, "narrow")
		add("horizon, narrow: "+name, svg, c)
	}
	for name, in := range families() {
		svg, c := wideFamily(in)
		add("family, wide: "+name, svg, c)
		svg, c = narrowFamily(in)
		add("family, narrow: "+name, svg, c)
	}
	return m
}

// forbidden are the elements and attributes our security policy refuses.
func forbidden(e xml.StartElement) string {
	if e.Name.Local == "script" || e.Name.Local == "style" {
		return e.Name.Local
	}
	for _, a := range e.Attr {
		if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || strings.HasPrefix(a.Value, "javascript:") {
			return a.Name.Local
		}
	}
	return ""
}

func TestEveryDrawingIsWellFormedAndHarmless(t *testing.T) {
	for name, d := range all() {
		t.Run(name, func(t *testing.T) {
			dec := xml.NewDecoder(strings.NewReader(d.svg))
			seen := map[string]int{}
			for {
				token, err := dec.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("not well-formed: %v\n%s", err, d.svg)
				}
				if e, ok := token.(xml.StartElement); ok {
					seen[e.Name.Local]++
					if what := forbidden(e); what != "" {
						t.Errorf("the drawing holds %s in <%s>", what, e.Name.Local)
					}
				}
			}
			if seen["svg"] != 1 || seen["title"] != 1 || seen["desc"] != 1 {
				t.Errorf("want one svg with one title and one desc, got %v", seen)
			}
			if strings.Contains(d.svg, "NaN") || strings.Contains(d.svg, "Inf") || strings.Contains(d.svg, "%!") {
				t.Errorf("a number or a format went wrong: %s", d.svg)
			}
		})
	}
}

func TestNoLabelCoversAnother(t *testing.T) {
	for name, d := range all() {
		if strings.Contains(name, "hostile") {
			continue // longer than any label of ours; checked for harm only
		}
		t.Run(name, func(t *testing.T) {
			for i, a := range d.canvas.boxes {
				for _, b := range d.canvas.boxes[i+1:] {
					if a.overlaps(b) {
						t.Errorf("labels at %v and %v overlap", a, b)
					}
				}
			}
		})
	}
}

func TestEveryLabelStaysOnThePaper(t *testing.T) {
	for name, d := range all() {
		if strings.Contains(name, "hostile") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			var w, h float64
			if _, err := fmt.Sscanf(d.svg[strings.Index(d.svg, "viewBox"):], `viewBox="0 0 %f %f"`, &w, &h); err != nil {
				t.Fatal(err)
			}
			for _, b := range d.canvas.boxes {
				if b.x < 0 || b.y < 0 || b.x+b.w > w+0.5 || b.y+b.h > h+0.5 {
					t.Errorf("label at %v leaves the paper of %v x %v", b, w, h)
				}
			}
		})
	}
}

func TestTheSameInputGivesTheSameDrawing(t *testing.T) {
	for name, in := range ribbons {
		if Ribbon(in) != Ribbon(in) {
			t.Errorf("%s: two drawings differ", name)
		}
	}
	if in := family(11); Family(in) != Family(in) {
		t.Error("two families differ")
	}
}

func TestTheWideAndTheNarrowDrawingShareNoID(t *testing.T) {
	svg := Ribbon(ribbons["five dates and their clock"])
	seen := map[string]bool{}
	for _, part := range strings.Split(svg, ` id="`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		if seen[id] {
			t.Errorf("id %s stands twice", id)
		}
		seen[id] = true
	}
	if len(seen) != 4 {
		t.Errorf("want a title and a desc in each of two drawings, got %d ids", len(seen))
	}
}

func TestTheDescriptionNamesEveryDate(t *testing.T) {
	svg := Ribbon(ribbons["five dates and their clock"])
	for _, want := range []string{"Arrêté n° 2026-118", "Signée\u00a0: 2 mars 2026", "Affichée\u00a0: à confirmer", "Dernier jour pour agir\u00a0: mercredi 6 mai 2026", "Le délai court"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the drawing does not say %q", want)
		}
	}
}

func TestAnUnknownDateIsNeverPutOnTheLine(t *testing.T) {
	svg, _ := wideRibbon(ribbons["all unknown"])
	if got := strings.Count(svg, ">?</text>"); got != 5 {
		t.Errorf("%d question marks, want 5", got)
	}
	if strings.Contains(svg, "d-dot") || strings.Contains(svg, "d-safe") {
		t.Error("a date nobody knows was drawn as known")
	}
}

func TestAFamilyGroupsSiblingsAndLinksToOurPages(t *testing.T) {
	svg, _ := wideFamily(family(11))
	if got := strings.Count(svg, `<a href="/appeals/`); got != 13 {
		t.Errorf("%d links, want 13", got)
	}
	// g0 has two followers, the ten others share one: three frames' worth of lines.
	if got := strings.Count(svg, "d-accent-line"); got != 3 {
		t.Errorf("%d lines between frames, want 3", got)
	}
	hostileSVG := Family(families()["hostile words"])
	if strings.Contains(hostileSVG, "javascript:") {
		t.Error("a link leads out of our pages")
	}
}

func TestACircleOfAppealsEnds(t *testing.T) {
	svg, _ := wideFamily(families()["a circle"])
	for _, label := range []string{">A<", ">B<"} {
		if !strings.Contains(svg, label) {
			t.Errorf("%s is missing", label)
		}
	}
}

func TestNoPoleCrossesALabel(t *testing.T) {
	inputs := map[string][]Event{}
	for name, in := range ribbons {
		inputs["ribbon: "+name] = in.Events
	}
	for name, in := range horizons() {
		inputs["horizon: "+name] = in.events()
	}
	for name, events := range inputs {
		for _, width := range []float64{wideWidth, narrowWidth} {
			if strings.Contains(name, "hostile") || strings.HasPrefix(name, "ribbon") && width == narrowWidth {
				continue // a narrow ribbon has no poles
			}
			t.Run(fmt.Sprintf("%s, %.0f wide", name, width), func(t *testing.T) {
				known, _ := RibbonInput{Events: events}.split()
				above, below := flagsOf(known, scaleOf(known, nil, 8, width-8))
				for _, flags := range [][]flag{above, below} {
					place(flags, 0, width)
					for i, f := range flags {
						for _, o := range flags[i+1:] {
							if f.clashes(o) {
								t.Errorf("%q in lane %d touches %q in lane %d", f.label, f.lane, o.label, o.lane)
							}
						}
					}
				}
			})
		}
	}
}
