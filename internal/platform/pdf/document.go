// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// Document gathers the blocks of a filing in reading order. It is not safe for
// use by several goroutines; Render may be called again and gives the same
// bytes.
type Document struct {
	meta   Meta
	blocks []block
}

// block is one element of the document, laid out when the document is.
type block func(ctx context.Context, f *flow) error

// New starts an empty document.
func New(meta Meta) *Document { return &Document{meta: meta} }

func (d *Document) add(b func(f *flow)) {
	d.blocks = append(d.blocks, func(_ context.Context, f *flow) error {
		b(f)
		return nil
	})
}

// compose breaks a text into lines at a size, within a width.
func (f *flow) compose(text Text, base face, size, width float64, align Align, justify bool) []line {
	p := paragraph{
		boxes: boxesOf(f.cleaner, text, base, size, width, justify),
		size:  size, measure: width, align: align, justify: justify,
	}
	return p.lines()
}

// Court names the court addressed, centred in capitals.
func (d *Document) Court(text string) {
	d.add(func(f *flow) {
		lines := f.compose(Plain(strings.ToUpper(text)), bold, 13, measure, Centre, false)
		f.add(0, 9, keepAll(stripsOf(lines, 13, 1.35, 0), true)...)
	})
}

// Title names the document, centred between two rules.
func (d *Document) Title(text string) {
	const size, padding = 16, 3.6
	d.add(func(f *flow) {
		lines := f.compose(Plain(text), bold, size, measure-20, Centre, false)
		strips := keepAll(stripsOf(lines, size, 1.3, 10), true)
		if len(strips) == 0 {
			return
		}
		above := strip{height: padding, keep: true, rules: []rule{{0, 0, measure, 0.35, false}}}
		below := strip{height: padding, keep: true, rules: []rule{{0, padding, measure, 0.35, false}}}
		f.add(7, 9, append(append([]strip{above}, strips...), below)...)
	})
}

// Subtitle is a line or two below the title, centred.
func (d *Document) Subtitle(text Text) {
	d.add(func(f *flow) {
		lines := f.compose(text, regular, bodySize, measure-30, Centre, false)
		f.add(0, 7, keepAll(stripsOf(lines, bodySize, 1.35, 15), true)...)
	})
}

// Dedication is a centred line or two that may stand alone at the foot of a page.
func (d *Document) Dedication(text Text) {
	d.add(func(f *flow) {
		lines := f.compose(text, regular, bodySize, measure-30, Centre, false)
		f.add(0, 7, keepAll(stripsOf(lines, bodySize, 1.35, 15), false)...)
	})
}

// headingStyle is how a level of heading looks.
type headingStyle struct {
	face          face
	size          float64
	before, after float64
}

var headingStyles = [4]headingStyle{
	{bold, 12.5, 9, 3.6},
	{bold, 11.5, 6.5, 2.8},
	{boldItalic, 11.5, 5, 2.2},
	{italic, 11.5, 4, 2},
}

// Heading opens a part of level 1 to 4. It stays with the text that follows
// and appears in the reader's outline.
func (d *Document) Heading(level int, text string) {
	level = min(max(level, 1), len(headingStyles))
	style := headingStyles[level-1]
	d.add(func(f *flow) {
		lines := f.compose(Plain(text), style.face, style.size, measure, Left, false)
		strips := keepAll(stripsOf(lines, style.size, 1.3, 0), true)
		if len(strips) > 0 {
			title := strings.ReplaceAll(f.cleaner.clean(text, style.face), "\n", " ")
			strips[0].outline = &outlineEntry{level: level, title: title}
		}
		f.add(style.before, style.after, strips...)
	})
}

// Paragraph is justified prose.
func (d *Document) Paragraph(text Text) {
	d.add(func(f *flow) {
		lines := f.compose(text, regular, bodySize, measure, Left, true)
		f.add(0, 2.7, announcing(text, keepEnds(stripsOf(lines, bodySize, bodyLead, 0)))...)
	})
}

// Numbered is a paragraph whose number hangs in the margin.
func (d *Document) Numbered(n int, text Text) {
	const gap = 4.0
	label := strconv.Itoa(n) + "."
	d.add(func(f *flow) {
		lines := f.compose(text, regular, bodySize, measure, Left, true)
		if len(lines) == 0 {
			lines = []line{{}}
		}
		x := -gap - regular.width(label, bodySize)
		lines[0].marks = append([]mark{{x, label, regular, bodySize}}, lines[0].marks...)
		f.add(0, 2.7, announcing(text, keepEnds(stripsOf(lines, bodySize, bodyLead, 0)))...)
	})
}

// Quote is a passage of a statute or a judgment, set in and smaller.
func (d *Document) Quote(text Text) {
	const indent = 11.0
	d.add(func(f *flow) {
		lines := f.compose(text, regular, quoteSize, measure-indent-6, Left, true)
		f.add(2.9, 3.2, keepEnds(stripsOf(lines, quoteSize, 1.35, indent))...)
	})
}

// List sets each item after a dash.
func (d *Document) List(items []Text) {
	var dashed []Item
	for _, text := range items {
		dashed = append(dashed, Item{Text: text})
	}
	d.Enumeration(dashed)
}

// Enumeration sets each item after its label, or after a dash without one.
func (d *Document) Enumeration(items []Item) {
	const start, indent = 3.0, 8.0
	d.add(func(f *flow) {
		for i, item := range items {
			label := item.Label
			if label == "" {
				label = "–"
			}
			shift := max(indent, start+regular.width(label, bodySize)+2)
			lines := f.compose(item.Text, regular, bodySize, measure-shift, Left, true)
			if len(lines) == 0 {
				continue
			}
			strips := keepEnds(stripsOf(lines, bodySize, bodyLead, shift))
			first := placed{mark{start, label, regular, bodySize}, baseline(strips[0].height, bodySize)}
			strips[0].marks = append([]placed{first}, strips[0].marks...)
			after := 1.2
			if i == len(items)-1 {
				after = 3.2
			}
			f.add(0, after, strips...)
		}
	})
}

// Definition is a label and its value side by side, as in the lines that name
// the parties.
func (d *Document) Definition(label string, text Text) {
	const column, gap = 36.0, 4.0
	d.add(func(f *flow) {
		labels := f.compose(Plain(label), bold, bodySize, column, Left, false)
		values := f.compose(text, regular, bodySize, measure-column-gap, Left, false)
		strips := stripsOf(values, bodySize, bodyLead, column+gap)
		height := millimetres(bodySize * bodyLead)
		for i, l := range labels {
			if i == len(strips) {
				strips = append(strips, strip{height: height})
			}
			marks := at(l, 0, baseline(height, bodySize))
			strips[i].marks = append(marks, strips[i].marks...)
		}
		f.add(0, 1.6, keepEnds(strips)...)
	})
}

// Space leaves white, in millimetres; at the top of a page it counts for
// nothing.
func (d *Document) Space(mm float64) {
	mm = min(max(mm, 0), bodyHeight)
	d.add(func(f *flow) { f.after += mm })
}

// PageBreak starts a new page, unless the page is still empty.
func (d *Document) PageBreak() {
	d.add(func(f *flow) { f.breakPage() })
}

// layout places every block.
func (d *Document) layout(ctx context.Context) (*flow, error) {
	language := strings.ToLower(d.language())
	f := newFlow(&cleaner{french: strings.HasPrefix(language, "fr")})
	for _, b := range d.blocks {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("laying out: %w", err)
		}
		if err := b(ctx, f); err != nil {
			return nil, err
		}
	}
	f.settle()
	d.furnish(f)
	return f, nil
}

func (d *Document) language() string {
	if d.meta.Language == "" {
		return "fr-FR"
	}
	return d.meta.Language
}
