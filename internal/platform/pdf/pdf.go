// SPDX-License-Identifier: AGPL-3.0-only

// Package pdf lays out French court filings: justified prose that breaks over
// pages, tables that repeat their head, signature blocks, an outline and the
// page number. Lines are measured and placed here; maroto writes them, and a
// last pass adds what maroto cannot: language, outline, document identifier.
//
// The same input always gives the same bytes, so that the digest of a filing
// can be computed again from what was stored.
package pdf

import "time"

// Meta describes the document to its reader's software.
type Meta struct {
	Title    string
	Author   string
	Subject  string
	Language string // BCP 47; French ("fr-FR") when empty
	// CreatedAt is the only date in the file; left out when zero.
	CreatedAt time.Time
	// Running is the short head shown from page 2 on.
	Running string
}

// Rendered is a finished document.
type Rendered struct {
	Bytes  []byte
	Pages  int
	SHA256 string // of Bytes, in lower-case hexadecimal
	// Replaced lists, sorted and once each, the characters that could not be
	// printed: those without a glyph show as "□", control characters are left
	// out. U+FFFD stands for bytes that were not UTF-8.
	Replaced []rune
}

// Span is a piece of text in one style.
type Span struct {
	Text   string
	Bold   bool
	Italic bool
}

// Text is a sequence of spans read as one; a line feed ends a line.
type Text []Span

// Plain is text without emphasis.
func Plain(s string) Text { return Text{{Text: s}} }

// Bold is a span in bold type.
func Bold(s string) Span { return Span{Text: s, Bold: true} }

// Italic is a span in italics.
func Italic(s string) Span { return Span{Text: s, Italic: true} }

// Item is one item of a list: its label, such as "1.", and what it says.
type Item struct {
	Label string // a dash when empty
	Text  Text
}

// Align says where a column's text stands.
type Align int

// The alignments of a column.
const (
	Left Align = iota
	Centre
	Right
)

// Column is one column of a table. Width is its share of the line; shares are
// taken in proportion, and a share that is not positive counts for 1.
type Column struct {
	Head  string
	Width float64
	Align Align
}

// Table is a grid with a head, repeated on every page, and an optional caption
// printed above it.
type Table struct {
	Columns []Column
	Rows    [][]string
	Caption string
}

// Signature is one person's block: room to sign above a name and a capacity.
type Signature struct {
	Name     string
	Capacity string
	Note     string // a line above the room to sign, such as the date and place
}
