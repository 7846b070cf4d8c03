// SPDX-License-Identifier: AGPL-3.0-only

// Package drawing makes the pictures people would rather look at than read:
// the ribbon of a decision's dates, the family of appeals, the five-year
// horizon of an authorisation. Each function is pure and returns finished SVG
// with a title and a description for those who cannot see it. Words arrive
// already translated; colours come from the classes of assets/app.css, so a
// drawing follows the dark scheme and the print sheet like any text.
//
// Each picture is drawn twice, wide and narrow, because a wide drawing shrunk
// to a telephone cannot be read; the style sheet shows one of the two, and a
// screen reader meets only that one.
package drawing

import (
	"fmt"
	"hash/fnv"
	"html"
	"strings"
	"unicode/utf8"
)

// Widths of the two drawings, in the units of their viewBox (CSS pixels).
const (
	wideWidth   = 760
	narrowWidth = 350
)

// Letter sizes and the width of an average letter for its size. The estimate
// is on the large side: system fonts differ, and a label must not touch its
// neighbour in any of them.
const (
	textSize   = 13
	smallSize  = 12
	letterWide = 0.64
)

// canvas collects the marks of one drawing, and the boxes of its labels so
// that the tests can see that none covers another.
type canvas struct {
	marks strings.Builder
	boxes []box
}

// box is the place a label takes.
type box struct{ x, y, w, h float64 }

// overlaps reports whether two boxes share some surface.
func (b box) overlaps(o box) bool {
	return b.x < o.x+o.w && o.x < b.x+b.w && b.y < o.y+o.h && o.y < b.y+b.h
}

// draw adds one mark. Only numbers, classes and escaped text may be given.
func (c *canvas) draw(format string, values ...any) {
	fmt.Fprintf(&c.marks, format, values...)
}

// text writes one line with its baseline at y, starting at x.
func (c *canvas) text(x, y float64, size int, class, words string) {
	c.boxes = append(c.boxes, box{x, y - float64(size), textWidth(words, size), float64(size) + 1})
	c.draw(`<text x="%.1f" y="%.1f" font-size="%d" class="%s">%s</text>`, x, y, size, class, html.EscapeString(words))
}

// textEnd writes one line that ends at x.
func (c *canvas) textEnd(x, y float64, size int, class, words string) {
	w := textWidth(words, size)
	c.boxes = append(c.boxes, box{x - w, y - float64(size), w, float64(size) + 1})
	c.draw(`<text x="%.1f" y="%.1f" font-size="%d" text-anchor="end" class="%s">%s</text>`, x, y, size, class, html.EscapeString(words))
}

// line draws a straight line.
func (c *canvas) line(x1, y1, x2, y2 float64, class string) {
	c.draw(`<path d="M%.1f %.1fL%.1f %.1f" class="%s"/>`, x1, y1, x2, y2, class)
}

// hatch fills a rectangle with slanted strokes. They are drawn one by one:
// a pattern would need an id, and the same drawing may stand twice on a page.
func (c *canvas) hatch(x, y, w, h float64) {
	c.draw(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="none" class="d-band"/>`, x, y, w, h)
	const step = 6
	for from := x - h; from < x+w; from += step {
		x1, y1, x2, y2 := from, y+h, from+h, y
		if x1 < x {
			x1, y1 = x, y+h-(x-from)
		}
		if x2 > x+w {
			x2, y2 = x+w, y+(from+h-(x+w))
		}
		c.line(x1, y1, x2, y2, "d-hatch")
	}
}

// finish closes the drawing. role is "img", or "group" where it holds links:
// the content of an img is not reachable with the keyboard.
func (c *canvas) finish(width, height float64, class, role, title, summary string) string {
	id := identify(class, title, summary, c.marks.String())
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" class="drawing %s" role="%s" aria-labelledby="%s-t %s-d">`+
		`<title id="%s-t">%s</title><desc id="%s-d">%s</desc>%s</svg>`,
		width, height, width, height, class, role, id, id,
		id, html.EscapeString(title), id, html.EscapeString(summary), c.marks.String())
}

// identify gives the same drawing the same id, and different ones different
// ids, without a counter.
func identify(parts ...string) string {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p + "\x00"))
	}
	return fmt.Sprintf("d%x", h.Sum64())
}

// textWidth estimates how much room a line takes.
func textWidth(words string, size int) float64 {
	return float64(utf8.RuneCountInString(words)) * float64(size) * letterWide
}

// fit shortens words to the room there is; the description keeps them whole.
func fit(words string, size int, room float64) string {
	if textWidth(words, size) <= room {
		return words
	}
	keep := int(room/(float64(size)*letterWide)) - 1
	runes := []rune(words)
	if keep < 1 || keep >= len(runes) {
		return words
	}
	return strings.TrimRight(string(runes[:keep]), " ") + "…"
}

// sentence joins the parts that are not empty.
func sentence(between string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, between)
}
