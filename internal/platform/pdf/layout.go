// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import "strings"

// The page, in millimetres: A4 with room to annotate on the left.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	leftEdge   = 30.0
	rightEdge  = 185.0
	topEdge    = 27.0
	bottomEdge = 271.0
	measure    = rightEdge - leftEdge
	bodyHeight = bottomEdge - topEdge
)

// Type sizes in points, and the line height as a multiple of the size.
const (
	bodySize  = 11.5
	quoteSize = 10.5
	tableSize = 9.5
	smallSize = 9.0
	bodyLead  = 1.4
	tableLead = 1.3
)

// placed is a mark at its height: y is the baseline, from the strip's top
// before placing and from the page's top after.
type placed struct {
	mark
	y float64
}

// rule is a thin horizontal line.
type rule struct {
	x, y, width float64
	weight      float64
	grey        bool
}

// strip is a slice of the page that is never cut. keep holds it on the page of
// the strip that follows; before is the white above it, dropped at a page's top.
type strip struct {
	height  float64
	before  float64
	marks   []placed
	rules   []rule
	keep    bool
	outline *outlineEntry
	head    []strip // repeated when the page turns before this strip
}

// outlineEntry is a heading and, once placed, where it stands.
type outlineEntry struct {
	level int
	title string
	page  int // from 0
	y     float64
}

// page is what is drawn on one sheet.
type page struct {
	marks []placed
	rules []rule
}

// flow places strips on pages, in order.
type flow struct {
	cleaner *cleaner
	pages   []page
	outline []outlineEntry
	y       float64
	after   float64 // white owed below the last block
	pending []strip
	holding bool // the last of what is added waits for what follows
	held    bool // something waits for that reason alone
}

func newFlow(c *cleaner) *flow {
	return &flow{cleaner: c, pages: make([]page, 1), y: topEdge}
}

// add takes a block's strips; of the white below one block and above the next
// the larger counts.
func (f *flow) add(before, after float64, strips ...strip) {
	if len(strips) == 0 {
		return
	}
	if f.held {
		f.settle()
		f.held = false
	}
	strips[0].before = max(before, f.after)
	f.after = after
	for _, s := range strips {
		f.pending = append(f.pending, s)
		if !s.keep && !f.holding {
			f.settle()
		}
	}
	f.held = f.holding && !strips[len(strips)-1].keep
}

// settle places the strips that must stay together, on a new page if this one
// has no room for all of them.
func (f *flow) settle() {
	if len(f.pending) == 0 {
		return
	}
	if !f.atTop() && f.y+heightOf(f.pending) > bottomEdge {
		f.turn(f.pending[0].head)
	}
	for _, s := range f.pending {
		f.place(s)
	}
	f.pending = f.pending[:0]
}

func heightOf(strips []strip) (sum float64) {
	for _, s := range strips {
		sum += s.before + s.height
	}
	return sum
}

func (f *flow) atTop() bool { return f.y == topEdge }

// turn starts a page, with the table's head if one is under way.
func (f *flow) turn(head []strip) {
	f.pages = append(f.pages, page{})
	f.y = topEdge
	for _, s := range head {
		s.outline = nil
		f.draw(s)
	}
}

// place draws a strip where it belongs. A group taller than a page is cut
// between its strips here: there is no other way.
func (f *flow) place(s strip) {
	if !f.atTop() {
		if f.y+s.before+s.height > bottomEdge+1e-6 {
			f.turn(s.head)
		} else {
			f.y += s.before
		}
	}
	f.draw(s)
}

func (f *flow) draw(s strip) {
	number := len(f.pages) - 1
	p := &f.pages[number]
	for _, m := range s.marks {
		m.x += leftEdge
		m.y += f.y
		p.marks = append(p.marks, m)
	}
	for _, r := range s.rules {
		r.x += leftEdge
		r.y += f.y
		p.rules = append(p.rules, r)
	}
	if s.outline != nil {
		entry := *s.outline
		entry.page, entry.y = number, f.y
		f.outline = append(f.outline, entry)
	}
	f.y += s.height
}

// breakPage starts a page unless this one is still empty.
func (f *flow) breakPage() {
	f.settle()
	f.after = 0
	if !f.atTop() {
		f.turn(nil)
	}
}

// stripsOf makes one strip a line, shifted to the right.
func stripsOf(lines []line, size, lead, indent float64) []strip {
	height := millimetres(size * lead)
	out := make([]strip, len(lines))
	for i, l := range lines {
		out[i] = strip{height: height, marks: at(l, indent, baseline(height, size))}
	}
	return out
}

// baseline centres the letters in a line: the middle of a lower-case and of a
// capital letter lies about a third of the size above the baseline.
func baseline(height, size float64) float64 { return height/2 + millimetres(size)*0.31 }

// at gives the marks of a line at a place.
func at(l line, x, y float64) []placed {
	out := make([]placed, len(l.marks))
	for i, m := range l.marks {
		m.x += x
		out[i] = placed{m, y}
	}
	return out
}

// keepEnds forbids a page break after the first line and before the last.
func keepEnds(strips []strip) []strip {
	for i := range strips {
		strips[i].keep = len(strips) > 1 && (i == 0 || i == len(strips)-2)
	}
	return strips
}

// keepAll holds the strips together, and with what follows if next is set.
func keepAll(strips []strip, next bool) []strip {
	for i := range strips {
		strips[i].keep = next || i < len(strips)-1
	}
	return strips
}

// announcing holds a text that ends with a colon on the page of what it
// announces: a list, a quotation.
func announcing(text Text, strips []strip) []strip {
	if len(text) == 0 || len(strips) == 0 {
		return strips
	}
	if strings.HasSuffix(strings.TrimSpace(text[len(text)-1].Text), ":") {
		strips[len(strips)-1].keep = true
	}
	return strips
}
