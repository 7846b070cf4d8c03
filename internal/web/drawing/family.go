// SPDX-License-Identifier: AGPL-3.0-only

package drawing

import (
	"cmp"
	"html"
	"slices"
	"strings"
)

// Node is one appeal of a family. Parents are the ids of the appeals it
// follows up; those that are not in the family are passed over.
type Node struct {
	ID      string
	Label   string // what it is: "Recours gracieux"
	Sub     string // where or against what: "Frontignan"
	Stage   string // where it stands: "rejet implicite"
	Href    string // its page; empty for no link
	Parents []string
}

// FamilyInput is what a family shows.
type FamilyInput struct {
	Title   string
	Summary string
	Nodes   []Node
}

// Family draws who follows up whom, from left to right: each generation of
// appeals is a column (a storey on the telephone), and appeals with the same
// parents and the same children share one frame, one line to each.
func Family(in FamilyInput) string {
	wide, _ := wideFamily(in)
	narrow, _ := narrowFamily(in)
	return wide + narrow
}

// describe is the text alternative.
func (in FamilyInput) describe() string {
	labels := map[string]string{}
	for _, n := range in.Nodes {
		labels[n.ID] = sentence(", ", n.Label, n.Sub)
	}
	parts := []string{in.Summary}
	for _, n := range in.Nodes {
		var after []string
		for _, p := range n.Parents {
			if labels[p] != "" {
				after = append(after, labels[p])
			}
		}
		parts = append(parts, sentence(" ← ", sentence(", ", n.Label, n.Sub, n.Stage), strings.Join(after, " + ")))
	}
	return sentence(" ; ", parts...)
}

// block is a frame of appeals that share parents and children.
type block struct {
	nodes      []Node
	layer      int
	parents    []*block
	x, y, w, h float64
}

// Sizes of a family.
const (
	rowHeight    = 42
	tightRow     = 28  // a row without a second line
	blockWidth   = 341 // two columns fill the paper
	blockGap     = 14
	columnGap    = 76
	storeyGap    = 26
	rowPad       = 10
	crowdedWidth = 260 // of a block, when there are more than two columns
)

// rowOf is the height of the rows of a block: tight when every appeal fits one
// line, its stage included.
func (b *block) rowOf() float64 {
	for _, n := range b.nodes {
		line := textWidth(n.Label, textSize) + textWidth(n.Stage, smallSize) + 3*rowPad
		if n.Sub != "" || line > b.w {
			return rowHeight
		}
	}
	return tightRow
}

// settle gives a block its place and its size.
func (b *block) settle(x, y, w float64) {
	b.x, b.y, b.w = x, y, w
	b.h = float64(len(b.nodes)) * b.rowOf()
}

// wideFamily lays the generations out as columns. It also returns the canvas,
// for the tests.
func wideFamily(in FamilyInput) (string, *canvas) {
	blocks := blocksOf(in.Nodes)
	layers := layersOf(blocks)
	w := float64(blockWidth)
	if len(layers) > 2 {
		w = crowdedWidth
	}
	height := 0.0
	for i, layer := range layers {
		height = max(height, stack(layer, float64(i)*(w+columnGap)+1, w))
	}
	c := &canvas{}
	for _, b := range blocks {
		for _, p := range b.parents {
			c.link(p, b)
		}
	}
	for _, b := range blocks {
		c.block(b)
	}
	width := max(float64(len(layers))*(w+columnGap)-columnGap+2, 320)
	return c.finish(width, height+2, "wide", "group", in.Title, in.describe()), c
}

// stack puts the blocks of one column under each other, each as near as it can
// to the middle of its parents. It returns the height used.
func stack(layer []*block, x, w float64) float64 {
	slices.SortStableFunc(layer, func(a, b *block) int { return cmp.Compare(a.wish(), b.wish()) })
	y := 1.0
	for _, b := range layer {
		b.settle(x, y, w)
		b.y = max(y, b.wish()-b.h/2)
		y = b.y + b.h + blockGap
	}
	return y - blockGap
}

// wish is the height at which the middle of a block would like to stand.
func (b *block) wish() float64 {
	if len(b.parents) == 0 {
		return 0
	}
	sum := 0.0
	for _, p := range b.parents {
		sum += p.y + p.h/2
	}
	return sum / float64(len(b.parents))
}

// link draws the line from a parent to the block that follows it up.
func (c *canvas) link(from, to *block) {
	x1, y1 := from.x+from.w, from.y+from.h/2
	x2, y2 := to.x, to.y+to.h/2
	mid := x2 - columnGap/2
	c.draw(`<path d="M%.1f %.1fH%.1fC%.1f %.1f %.1f %.1f %.1f %.1fH%.1f" stroke-width="1.5" class="d-accent-line"/>`,
		x1, y1, mid-columnGap/3, mid, y1, mid, y2, mid+columnGap/3, y2, x2-6)
	c.draw(`<path d="M%.1f %.1fl-8 -4v8z" class="d-accent"/>`, x2, y2)
}

// block draws a frame and its rows.
func (c *canvas) block(b *block) {
	c.draw(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="d-node"/>`, b.x, b.y, b.w, b.h)
	row := b.rowOf()
	for i, n := range b.nodes {
		y := b.y + float64(i)*row
		if i > 0 {
			c.line(b.x, y, b.x+b.w, y, "d-line d-thin")
		}
		c.row(n, b.x, y, b.w, row)
	}
}

// row writes one appeal, as a link where it has a page of ours.
func (c *canvas) row(n Node, x, y, w, h float64) {
	if strings.HasPrefix(n.Href, "/") || strings.HasPrefix(n.Href, "#") {
		c.draw(`<a href="%s">`, html.EscapeString(n.Href))
		defer c.draw(`</a>`)
	}
	c.draw(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="d-row"/>`, x+1, y+1, w-2, h-2)
	if h == tightRow {
		c.pair(n.Label, "d-strong", n.Stage, x, y+19, w)
		return
	}
	c.text(x+rowPad, y+17, textSize, "d-strong", fit(n.Label, textSize, w-2*rowPad))
	c.pair(n.Sub, "d-soft", n.Stage, x, y+33, w)
}

// pair writes words at the left of a row and the stage at its right, or the
// stage alone at the left.
func (c *canvas) pair(words, class, stage string, x, y, w float64) {
	size := smallSize
	if class == "d-strong" {
		size = textSize
	}
	if words == "" {
		words, stage = stage, ""
	}
	room := w - 2*rowPad
	if stage = fit(stage, smallSize, room*0.55); stage != "" {
		room -= textWidth(stage, smallSize) + rowPad
		c.textEnd(x+w-rowPad, y, smallSize, "d-soft", stage)
	}
	if words != "" {
		c.text(x+rowPad, y, size, class, fit(words, size, room))
	}
}

// narrowFamily stacks the generations, with their lines in a gutter at the
// left.
func narrowFamily(in FamilyInput) (string, *canvas) {
	const gutter = 34
	blocks := blocksOf(in.Nodes)
	y := 1.0
	for i, layer := range layersOf(blocks) {
		if i > 0 {
			y += storeyGap - blockGap
		}
		for _, b := range layer {
			b.settle(gutter, y, narrowWidth-gutter-1)
			y += b.h + blockGap
		}
	}
	c := &canvas{}
	for i, b := range blocks {
		lane := float64(gutter - 12 - 6*(i%4))
		for _, p := range b.parents {
			c.gutterLink(p, b, lane)
		}
	}
	for _, b := range blocks {
		c.block(b)
	}
	return c.finish(narrowWidth, max(y-blockGap+2, 4), "narrow", "group", in.Title, in.describe()), c
}

// gutterLink draws the line from a parent down to the block that follows it
// up, in a lane of the gutter of its own.
func (c *canvas) gutterLink(from, to *block, lane float64) {
	y1, y2 := from.y+from.h/2, to.y+to.h/2
	c.draw(`<path d="M%.1f %.1fH%.1fV%.1fH%.1f" stroke-width="1.5" class="d-accent-line"/>`, from.x, y1, lane, y2, to.x-6)
	c.draw(`<path d="M%.1f %.1fl-8 -4v8z" class="d-accent"/>`, to.x, y2)
}
