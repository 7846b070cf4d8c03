// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import (
	"context"
	"fmt"
	"strings"
)

// Padding inside a cell, in millimetres.
const (
	cellSide   = 1.5
	cellTop    = 1.1
	cellBottom = 1.3
)

// grid is a table with its columns measured.
type grid struct {
	flow   *flow
	table  Table
	left   []float64
	width  []float64
	head   []strip
	height float64 // of a line
}

// Table adds a table. Its head comes back on every page; a row is only cut when
// it is taller than a page. Render refuses a row with more cells than columns.
func (d *Document) Table(t Table) {
	d.blocks = append(d.blocks, func(ctx context.Context, f *flow) error {
		if len(t.Columns) == 0 && len(t.Rows) == 0 {
			return nil
		}
		g := newGrid(f, t)
		return g.lay(ctx)
	})
}

func newGrid(f *flow, t Table) *grid {
	g := &grid{flow: f, table: t, height: millimetres(tableSize * tableLead)}
	g.width = g.widths()
	x := 0.0
	for _, width := range g.width {
		g.left = append(g.left, x)
		x += width
	}
	g.head = g.heads()
	return g
}

// widths shares the line between the columns. A column too narrow for a word of
// its head is widened at the expense of the others, so that no head is cut.
func (g *grid) widths() []float64 {
	columns := g.table.Columns
	out, total, needed := make([]float64, len(columns)), 0.0, 0.0
	least := make([]float64, len(columns))
	for i, c := range columns {
		out[i] = share(c.Width)
		least[i] = g.widestWord(c.Head) + 2*cellSide
		total += out[i]
		needed += least[i]
	}
	for i := range out {
		out[i] *= measure / total
	}
	if needed <= measure {
		widen(out, least)
	}
	return out
}

// widen takes from the columns with room to spare what the others lack.
func widen(widths, least []float64) {
	lack, spare := 0.0, 0.0
	for i := range widths {
		lack += max(least[i]-widths[i], 0)
		spare += max(widths[i]-least[i], 0)
	}
	if lack == 0 {
		return
	}
	for i := range widths {
		if room := widths[i] - least[i]; room > 0 {
			widths[i] -= room * lack / spare
		} else {
			widths[i] = least[i]
		}
	}
}

func (g *grid) widestWord(head string) (widest float64) {
	for word := range strings.FieldsSeq(g.flow.cleaner.clean(head, bold)) {
		widest = max(widest, bold.width(word, tableSize)+0.01)
	}
	return widest
}

// share reads a column's width; what is not a sensible number counts for 1.
func share(width float64) float64 {
	if width > 0 && width < 1e6 {
		return max(width, 0.01)
	}
	return 1
}

// heads is the head row between its two rules.
func (g *grid) heads() []strip {
	texts := make([]string, len(g.table.Columns))
	for i, c := range g.table.Columns {
		texts[i] = c.Head
	}
	head := g.row(g.cells(texts, bold), 0.25, false)
	head.rules = append(head.rules, rule{0, 0, measure, 0.4, false})
	head.keep = true
	return []strip{head}
}

// lay adds caption, head and rows to the flow.
func (g *grid) lay(ctx context.Context) error {
	before := 3.0
	if caption := g.caption(); len(caption) > 0 {
		g.flow.add(4, 1.6, caption...)
		before = 1.6
	}
	g.flow.add(before, 0, keepAll(append([]strip(nil), g.head...), len(g.table.Rows) > 0)...)
	for i, cells := range g.table.Rows {
		if i%256 == 0 && ctx.Err() != nil {
			return fmt.Errorf("laying out a table: %w", ctx.Err())
		}
		if len(cells) > len(g.width) {
			return fmt.Errorf("laying out a table: row %d has %d cells for %d columns", i+1, len(cells), len(g.width))
		}
		g.add(cells, i == len(g.table.Rows)-2, i == len(g.table.Rows)-1)
	}
	g.flow.after = 5
	return nil
}

func (g *grid) caption() []strip {
	lines := g.flow.compose(Plain(g.table.Caption), bold, 10, measure, Left, false)
	return keepAll(stripsOf(lines, 10, 1.3, 0), true)
}

// add places one row. The last two stay together, so that no page holds a head
// above a lonely row.
func (g *grid) add(texts []string, keep, last bool) {
	cells := g.cells(texts, regular)
	weight, grey := 0.12, true
	if last {
		weight, grey = 0.4, false
	}
	whole := g.row(cells, weight, grey)
	if whole.height > bodyHeight-g.head[0].height {
		g.flow.add(0, 0, g.cut(cells, weight, grey)...)
		return
	}
	whole.keep, whole.head = keep, g.head
	g.flow.add(0, 0, whole)
}

// cells breaks the text of each cell.
func (g *grid) cells(texts []string, f face) [][]line {
	out := make([][]line, len(texts))
	for i, text := range texts {
		out[i] = g.cell(text, f, g.width[i]-2*cellSide, g.table.Columns[i].Align)
	}
	return out
}

// cell breaks one cell; most fit on a line, and long tables are made of them.
func (g *grid) cell(text string, f face, width float64, align Align) []line {
	clean := g.flow.cleaner.clean(text, f)
	if natural := f.width(clean, tableSize); natural <= width && isOneLine(clean) {
		single := line{[]mark{{0, clean, f, tableSize}}, natural}
		return []line{single.shifted(offset(align, width-natural))}
	}
	return g.flow.compose(Plain(clean), f, tableSize, max(width, 2), align, false)
}

func isOneLine(s string) bool {
	return s != "" && s[0] != ' ' && !strings.Contains(s, "\n") && !strings.Contains(s, "  ")
}

// row makes the strip of a whole row above a rule.
func (g *grid) row(cells [][]line, weight float64, grey bool) strip {
	count := tallest(cells)
	height := float64(count)*g.height + cellTop + cellBottom
	s := strip{height: height, rules: []rule{{0, height, measure, weight, grey}}}
	s.marks = make([]placed, 0, len(cells))
	for i := range count {
		s.marks = g.marks(s.marks, cells, i, cellTop+float64(i)*g.height)
	}
	return s
}

func tallest(cells [][]line) int {
	count := 1
	for _, lines := range cells {
		count = max(count, len(lines))
	}
	return count
}

// marks adds line i of every cell at a height.
func (g *grid) marks(out []placed, cells [][]line, i int, y float64) []placed {
	for c, lines := range cells {
		if i >= len(lines) {
			continue
		}
		for _, m := range lines[i].marks {
			m.x += g.left[c] + cellSide
			out = append(out, placed{m, y + baseline(g.height, tableSize)})
		}
	}
	return out
}

// cut makes one strip a line of a row that no page can hold.
func (g *grid) cut(cells [][]line, weight float64, grey bool) []strip {
	count := tallest(cells)
	out := make([]strip, count)
	for i := range out {
		out[i] = strip{height: g.height, head: g.head, marks: g.marks(nil, cells, i, 0)}
	}
	out[count-1].height += cellBottom
	out[count-1].rules = []rule{{0, out[count-1].height, measure, weight, grey}}
	return out
}
