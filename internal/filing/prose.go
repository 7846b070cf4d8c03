// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"regexp"
	"strings"

	"contrechamp.org/contrechamp/internal/platform/pdf"
)

// shape is what a block of typed text becomes on paper.
type shape int

const (
	numbered  shape = iota // a paragraph of its own
	continued              // goes on after a quotation or a list, without a number
	subheading
	subsubheading
	quotation
	item
	ordered // an item that keeps the number it was typed with
)

// block is one piece of a section.
type block struct {
	shape shape
	text  string
}

var marks = []struct {
	mark  string
	shape shape
}{{"### ", subsubheading}, {"## ", subheading}, {"> ", quotation}, {"- ", item}, {"* ", item}}

var (
	// numeral opens a line of a numbered list: "1. ", "2) ". A year does not.
	numeral = regexp.MustCompile(`^\d{1,2}[.)][ \x{00a0}]+`)
	// styled is a stretch of bold or italics.
	styled = regexp.MustCompile(`\*\*([^*\s](?:[^*]*[^*\s])?)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*`)
	// strayHeading is a heading of a level that a request does not have, or one
	// without its space.
	strayHeading = regexp.MustCompile(`^(?:#|#{4,})[ \x{00a0}]|^##+[^#\s]`)
)

// blocks reads a typed section. An empty line ends a paragraph; "## " begins a
// sub-heading and "### " one below it, "> " a quotation, "- " or "* " an item of
// a list, "1. " a numbered one. A plain line right below a quotation or a list
// goes on with the same paragraph.
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
		case open && next.shape == numbered && !found[last].shape.heads():
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
	if numeral.MatchString(line) {
		return block{ordered, line}
	}
	return block{numbered, line}
}

func (s shape) heads() bool { return s == subheading || s == subsubheading }

// strays lists the marks of a section that would be printed as they were typed,
// which nobody wants: "# ", and "**" without its pair.
func strays(text string) (marks []string) {
	for _, b := range blocks(text) {
		for line := range strings.SplitSeq(b.text, "\n") {
			if strayHeading.MatchString(line) {
				marks = append(marks, line[:len(line)-len(strings.TrimLeft(line, "#"))])
			}
		}
		if strings.Contains(plain(b.text), "**") {
			marks = append(marks, "**")
		}
	}
	return marks
}

// plain is a text without the marks of bold and italics.
func plain(text string) string { return styled.ReplaceAllString(text, "$1$2") }

// spans reads bold, italics and references to exhibits.
func spans(text string) (out pdf.Text) {
	text = normalise(text)
	at := 0
	for _, place := range styled.FindAllStringSubmatchIndex(text, -1) {
		out = append(out, references(text[at:place[0]], pdf.Span{})...)
		if place[2] >= 0 {
			out = append(out, references(text[place[2]:place[3]], pdf.Span{Bold: true})...)
		} else {
			out = append(out, references(text[place[4]:place[5]], pdf.Span{Italic: true})...)
		}
		at = place[1]
	}
	return append(out, references(text[at:], pdf.Span{})...)
}

// joins tells whether a line only carries on the block above it.
func joins(above, below shape) bool {
	return below == quotation && above == quotation ||
		below == numbered && (above == numbered || above == continued)
}
