// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import (
	"math"
	"strings"
)

// mark is a text drawn at x from the left of its line.
type mark struct {
	x    float64
	text string
	face face
	size float64
}

// line is one laid-out line.
type line struct {
	marks []mark
	width float64
}

// How far a space may give way when a line is justified, in shares of its
// width. Beyond maxGap the line is left ragged: a hole reads worse.
const (
	shrink  = 0.22
	stretch = 0.60
	maxGap  = 3.0
)

// paragraph is a text to break into lines.
type paragraph struct {
	boxes   []box
	size    float64
	measure float64
	align   Align
	justify bool
}

// gap is the natural width of a space.
func (p *paragraph) gap() float64 { return regular.width(" ", p.size) }

// lines breaks the paragraph and places every word.
func (p *paragraph) lines() []line {
	if len(p.boxes) == 0 {
		return nil
	}
	breaks := p.fill()
	if p.justify {
		breaks = p.optimum()
	}
	out := make([]line, 0, len(breaks))
	from := 0
	for _, to := range breaks {
		out = append(out, p.set(p.boxes[from:to], to == len(p.boxes)))
		from = to
	}
	return out
}

// fill breaks each line as late as possible.
func (p *paragraph) fill() []int {
	var breaks []int
	gap, width := p.gap(), 0.0
	for i, b := range p.boxes {
		start := i == 0 || len(breaks) > 0 && breaks[len(breaks)-1] == i
		if !start && width+b.width > p.measure+1e-9 {
			breaks = append(breaks, i)
			width = 0
		}
		width += b.width
		if b.space {
			width += gap
		}
		if b.ends && i < len(p.boxes)-1 {
			breaks = append(breaks, i+1)
			width = 0
		}
	}
	return append(breaks, len(p.boxes))
}

// optimum chooses the breaks of the whole paragraph at once, so that spaces
// stay as even as they can (the total-fit method of Knuth and Plass).
func (p *paragraph) optimum() []int {
	n, gap := len(p.boxes), p.gap()
	cost, from := make([]float64, n+1), make([]int, n+1)
	for i := 1; i <= n; i++ {
		cost[i] = math.Inf(1)
	}
	for i := range n {
		width, spaces := 0.0, 0
		for j := i; j < n; j++ {
			b := p.boxes[j]
			width += b.width
			if j > i && width+float64(spaces)*gap*(1-shrink) > p.measure+1e-9 {
				break
			}
			last := b.ends || j == n-1
			if c := cost[i] + p.badness(width, spaces, last, j == i) + hyphen(b, last); c < cost[j+1] {
				cost[j+1], from[j+1] = c, i
			}
			if b.ends {
				break
			}
			if b.space {
				spaces++
			}
		}
	}
	return trace(from)
}

// hyphen is the price of cutting a word at its own hyphen.
func hyphen(b box, last bool) float64 {
	if b.space || last {
		return 0
	}
	return 2500
}

// badness is TeX's: it grows with the cube of the stretch, squared.
func (p *paragraph) badness(width float64, spaces int, last, single bool) float64 {
	gap := p.gap()
	missing := p.measure - width - float64(spaces)*gap
	if last && missing >= 0 {
		if single && width < p.measure/8 {
			return 1e5 // a lone short word on the last line
		}
		return 1
	}
	if spaces == 0 {
		return 1e10 * (1 + math.Max(missing, 0)/p.measure)
	}
	limit := stretch
	if missing < 0 {
		limit = shrink
	}
	ratio := math.Abs(missing) / (float64(spaces) * gap * limit)
	return math.Min(math.Pow(1+100*ratio*ratio*ratio, 2), 1e12)
}

// trace follows the chosen breaks back to the first.
func trace(from []int) []int {
	var reversed []int
	for at := len(from) - 1; at > 0; at = from[at] {
		reversed = append(reversed, at)
	}
	out := make([]int, len(reversed))
	for i, at := range reversed {
		out[len(out)-1-i] = at
	}
	return out
}

// set places the boxes of one line.
func (p *paragraph) set(boxes []box, last bool) line {
	natural, spaces := p.natural(boxes)
	last = last || boxes[len(boxes)-1].ends
	missing := p.measure - natural
	if p.justify && spaces > 0 && (!last || missing < 0) {
		gap := p.gap() + missing/float64(spaces)
		if gap <= maxGap*p.gap() {
			return p.spread(boxes, gap)
		}
	}
	out := p.tight(boxes, natural)
	return out.shifted(offset(p.align, missing))
}

// natural is the width of a line with ordinary spaces.
func (p *paragraph) natural(boxes []box) (width float64, spaces int) {
	for i, b := range boxes {
		width += b.width
		if b.space && i < len(boxes)-1 {
			spaces++
		}
	}
	return width + float64(spaces)*p.gap(), spaces
}

func offset(align Align, missing float64) float64 {
	switch align {
	case Centre:
		return missing / 2
	case Right:
		return missing
	}
	return 0
}

// spread places each word apart. The space stays in the text, so that copying
// and searching find it.
func (p *paragraph) spread(boxes []box, gap float64) line {
	x, marks := 0.0, make([]mark, 0, len(boxes))
	for i, b := range boxes {
		for j, r := range b.runs {
			text := r.text
			if b.space && j == len(b.runs)-1 && i < len(boxes)-1 {
				text += " "
			}
			marks = append(marks, mark{x, text, r.face, p.size})
			x += r.width
		}
		if b.space && i < len(boxes)-1 {
			x += gap
		}
	}
	return line{marks, x}
}

// tight places words with ordinary spaces, in as few texts as faces allow.
func (p *paragraph) tight(boxes []box, width float64) line {
	out := line{width: width}
	var text strings.Builder
	x, start, current := 0.0, 0.0, regular
	flush := func() {
		if text.Len() > 0 {
			out.marks = append(out.marks, mark{start, text.String(), current, p.size})
			text.Reset()
		}
		start = x
	}
	for i, b := range boxes {
		for _, r := range b.runs {
			if r.face != current {
				flush()
				current = r.face
			}
			text.WriteString(r.text)
			x += r.width
		}
		if b.space && i < len(boxes)-1 {
			text.WriteByte(' ')
			x += current.width(" ", p.size)
		}
	}
	flush()
	return out
}

func (l line) shifted(by float64) line {
	for i := range l.marks {
		l.marks[i].x += by
	}
	return l
}
