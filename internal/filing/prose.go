// SPDX-License-Identifier: AGPL-3.0-only

package filing

import "strings"

// shape is what a block of typed text becomes on paper.
type shape int

const (
	numbered  shape = iota // a paragraph of its own
	continued              // goes on after a quotation or a list, without a number
	subheading
	quotation
	item
)

// block is one piece of a section.
type block struct {
	shape shape
	text  string
}

var marks = []struct {
	mark  string
	shape shape
}{{"## ", subheading}, {"> ", quotation}, {"- ", item}}

// blocks reads a typed section. An empty line ends a paragraph; "## " begins a
// sub-heading, "> " a quotation, "- " an item of a list. A plain line right
// below a quotation or a list goes on with the same paragraph.
func blocks(text string) (found []block) {
	open := false // the block above is still the same paragraph
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			open = false
			continue
		}
		next := readLine(line)
		last := len(found) - 1
		switch {
		case open && joins(found[last].shape, next.shape):
			found[last].text += "\n" + next.text
		case open && next.shape == numbered && found[last].shape != subheading:
			found = append(found, block{continued, next.text})
		default:
			found = append(found, next)
		}
		open = true
	}
	return found
}

func readLine(line string) block {
	for _, m := range marks {
		if rest, ok := strings.CutPrefix(line, m.mark); ok {
			return block{m.shape, strings.TrimSpace(rest)}
		}
	}
	return block{numbered, line}
}

// joins tells whether a line only carries on the block above it.
func joins(above, below shape) bool {
	return below == quotation && above == quotation ||
		below == numbered && (above == numbered || above == continued)
}
