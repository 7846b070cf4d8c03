// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import (
	"fmt"
	"strings"
)

// Where the running head and the page number stand, from the top of the page.
const (
	runningY     = 16.5
	runningRuleY = 18.7
	footerY      = 283.5
)

// furnish adds to every page its number, and from the second on the running
// head. It comes last: only then is the number of pages known.
func (d *Document) furnish(f *flow) {
	pattern := "Page %d sur %d"
	if strings.HasPrefix(strings.ToLower(d.language()), "en") {
		pattern = "Page %d of %d"
	}
	running := d.running(f)
	for i := range f.pages {
		label := fmt.Sprintf(pattern, i+1, len(f.pages))
		x := leftEdge + (measure-regular.width(label, smallSize))/2
		f.pages[i].marks = append(f.pages[i].marks, placed{mark{x, label, regular, smallSize}, footerY})
		if i > 0 && len(running.marks) > 0 {
			f.pages[i].marks = append(f.pages[i].marks, at(running, leftEdge, runningY)...)
			f.pages[i].rules = append(f.pages[i].rules, rule{leftEdge, runningRuleY, measure, 0.15, true})
		}
	}
}

// running is the running head on one line, shortened if it must be.
func (d *Document) running(f *flow) line {
	text := strings.Join(strings.Fields(d.meta.Running), " ")
	lines := f.compose(Plain(text), italic, smallSize, measure, Left, false)
	if len(lines) == 0 {
		return line{}
	}
	if len(lines) == 1 {
		return lines[0]
	}
	first := f.compose(Plain(text), italic, smallSize, measure-5, Left, false)[0]
	end := mark{first.width, "\u00a0…", italic, smallSize}
	return line{append(first.marks, end), first.width + 5}
}
