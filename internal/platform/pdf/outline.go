// SPDX-License-Identifier: AGPL-3.0-only

package pdf

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// knot is one entry of the outline tree, by index; -1 stands for none.
type knot struct {
	parent, first, last, prev, next int
	count                           int // entries below it
}

// tree nests the entries: each hangs below the nearest one before it of a
// higher rank, so a skipped level does no harm. The last knot is the root.
func tree(entries []outlineEntry) []knot {
	root := len(entries)
	knots := make([]knot, root+1)
	for i := range knots {
		knots[i] = knot{-1, -1, -1, -1, -1, 0}
	}
	for i, entry := range entries {
		parent := i - 1
		for parent >= 0 && entries[parent].level >= entry.level {
			parent = knots[parent].parent
			if parent == root {
				break
			}
		}
		if parent < 0 {
			parent = root
		}
		hang(knots, parent, i)
	}
	return knots
}

func hang(knots []knot, parent, child int) {
	knots[child].parent = parent
	if last := knots[parent].last; last >= 0 {
		knots[last].next, knots[child].prev = child, last
	} else {
		knots[parent].first = child
	}
	knots[parent].last = child
	for at := parent; at >= 0; at = knots[at].parent {
		knots[at].count++
	}
}

// outline writes the entries and gives the number of the root, 0 for none.
func (w *assembler) outline(entries []outlineEntry, kids []int) int {
	if len(entries) == 0 {
		return 0
	}
	knots, base := tree(entries), w.next()
	for i, entry := range entries {
		top := (pageHeight - entry.y + 2) * 72 / 25.4
		w.object(fmt.Sprintf("<< /Title %s /Dest [%d 0 R /XYZ 0 %.2f null]%s >>",
			pdfString(entry.title), kids[entry.page], top, knots[i].links(base)))
	}
	return w.object("<< /Type /Outlines" + knots[len(entries)].links(base) + " >>")
}

// links writes the references of a knot; object numbers start at base.
func (k knot) links(base int) string {
	var out strings.Builder
	for _, link := range []struct {
		key string
		to  int
	}{{"Parent", k.parent}, {"First", k.first}, {"Last", k.last}, {"Prev", k.prev}, {"Next", k.next}} {
		if link.to >= 0 {
			fmt.Fprintf(&out, " /%s %d 0 R", link.key, base+link.to)
		}
	}
	if k.count > 0 {
		fmt.Fprintf(&out, " /Count %d", k.count)
	}
	return out.String()
}

// pdfString writes any text as UTF-16, in hexadecimal: nothing in it can end
// the string early.
func pdfString(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, "\ufffd"))
	var out strings.Builder
	out.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&out, "%04X", unit)
	}
	return out.String() + ">"
}
