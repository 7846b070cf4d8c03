// SPDX-License-Identifier: AGPL-3.0-only

package decision

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"contrechamp.org/contrechamp/internal/platform/problem"
)

// What an import accepts.
const (
	MaxImportBytes = 2 << 20
	MaxImportRows  = 2_000
)

// table is a file as it was understood.
type table struct {
	headings map[string]string // by field, as the file writes them
	ignored  []string          // headings that mean nothing to us
	scdl     bool              // numbers its rows as the SCDL schema of deliberations does
	rows     []tableRow
}

// tableRow is one row: its line in the file and what it says, by field.
type tableRow struct {
	line  int
	cells map[string]string
	extra bool // it has more cells than the file has headings
}

// decode gives the text of a file sent by a spreadsheet: UTF-8, with its mark or
// not, else Windows-1252, in which older ones write.
func decode(content []byte) (string, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(content, 0) >= 0 {
		return "", refuseFile("decision.import.not_text")
	}
	if utf8.Valid(content) {
		return string(content), nil
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(content)
	if err != nil {
		return "", refuseFile("decision.import.not_text")
	}
	return string(text), nil
}

// parse reads the text as a table, or refuses the whole of it beside the file.
func parse(text string) (table, error) {
	if strings.TrimSpace(text) == "" {
		return table{}, refuseFile("file.empty")
	}
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.FieldsPerRecord = delimiter(text), -1
	headings, err := reader.Read()
	if err != nil {
		return table{}, misread(err)
	}
	t, columns, err := understand(headings)
	if err != nil {
		return table{}, err
	}
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return table{}, misread(err)
		}
		line, _ := reader.FieldPos(0)
		if row := newRow(line, columns, cells); len(row.cells) > 0 {
			t.rows = append(t.rows, row)
		}
		if len(t.rows) > MaxImportRows {
			return table{}, refuseFile("decision.import.too_many_rows", "Max", MaxImportRows)
		}
	}
	if len(t.rows) == 0 {
		return table{}, refuseFile("decision.import.no_rows")
	}
	return t, nil
}

// understand finds the field of each heading. The authority is needed, and a
// number or a title; the same column twice would leave one unheard.
func understand(headings []string) (t table, columns []string, err error) {
	t.headings, columns = map[string]string{}, make([]string, len(headings))
	for i, heading := range headings {
		heading = strings.TrimSpace(heading)
		field, known := fieldOf(heading)
		switch {
		case heading == "":
			continue
		case !known:
			t.ignored = append(t.ignored, heading)
			continue
		case t.headings[field] != "":
			return t, nil, refuseFile("decision.import.column_twice", "First", t.headings[field], "Second", heading)
		}
		t.headings[field], columns[i] = heading, field
		t.scdl = t.scdl || strings.EqualFold(heading, "DELIB_ID")
	}
	switch {
	case t.headings["authority"] == "":
		return t, nil, refuseFile("decision.import.column_missing", "Column", "autorite")
	case t.headings["number"] == "" && t.headings["title"] == "":
		return t, nil, refuseFile("decision.import.column_missing", "Column", "numero")
	case t.headings["kind"] == "" && !t.scdl:
		return t, nil, refuseFile("decision.import.column_missing", "Column", "nature")
	}
	return t, columns, nil
}

// newRow keeps the cells that say something.
func newRow(line int, columns, cells []string) tableRow {
	row := tableRow{line: line, cells: map[string]string{}}
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		switch {
		case cell == "":
		case i >= len(columns):
			row.extra = true
		case columns[i] != "":
			row.cells[columns[i]] = cell
		}
	}
	return row
}

// delimiter is the one that the first line uses most.
func delimiter(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	best := ';'
	for _, candidate := range ",\t" {
		if strings.Count(first, string(candidate)) > strings.Count(first, string(best)) {
			best = candidate
		}
	}
	return best
}

// misread names the line where the quotation marks do not match.
func misread(err error) error {
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return refuseFile("decision.import.misread", "Line", wrong.StartLine)
	}
	return err
}

func refuseFile(key string, pairs ...any) error {
	var wrong problem.Fields
	wrong.Add("file", key, pairs...)
	return wrong.Err()
}
