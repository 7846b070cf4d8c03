// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"strconv"

	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/platform/pdf"
)

// annexes are the list of claimants, when there are several, and the detailed
// inventory of exhibits.
func (s *sheet) annexes() {
	if s.Several() {
		s.annex("annex_claimants", s.claimantTable())
	}
	s.annex("annex_exhibits", s.inventory())
}

func (s *sheet) annex(block string, table pdf.Table) {
	s.page.PageBreak()
	s.page.Heading(1, s.say(block, s))
	s.page.Paragraph(pdf.Plain(s.say(block+"_note", s)))
	s.page.Table(table)
}

func (s *sheet) claimantTable() pdf.Table {
	table := pdf.Table{Columns: []pdf.Column{
		{Head: s.say("column_number", s), Width: 0.6, Align: pdf.Right}, {Head: s.say("column_name", s), Width: 3},
		{Head: s.say("column_address", s), Width: 4}, {Head: s.say("column_capacity", s), Width: 2.6},
	}}
	for i, party := range s.Claimants() {
		table.Rows = append(table.Rows, []string{strconv.Itoa(i + 1), party.FullName(), s.say("address", party), s.capacity(party)})
	}
	return table
}

func (s *sheet) capacity(party coplaintiff.Party) string {
	capacity := s.say("claimant_capacity", party)
	if s.Several() && party.Holds(coplaintiff.SingleRepresentative) {
		capacity += ", " + s.say("capacity_representative", s)
	}
	return capacity
}

// inventory is the detailed inventory of CJA R412-2. A withdrawn exhibit keeps
// its line, so that the numbers run on without a gap.
func (s *sheet) inventory() pdf.Table {
	table := pdf.Table{Columns: []pdf.Column{
		{Head: s.say("column_number", s), Width: 0.6, Align: pdf.Right}, {Head: s.say("column_exhibit", s), Width: 4},
		{Head: s.say("column_date", s), Width: 2.3}, {Head: s.say("column_author", s), Width: 2.2},
		{Head: s.say("column_digest", s), Width: 1.9},
	}}
	for _, e := range s.Exhibits {
		table.Rows = append(table.Rows, s.exhibit(e))
	}
	return table
}

// digestShown is how many hexadecimal digits of a fingerprint the inventory prints.
const digestShown = 12

func (s *sheet) exhibit(e evidence.Exhibit) []string {
	number := strconv.Itoa(e.Number)
	if e.Withdrawn() {
		return []string{number, s.say("exhibit_withdrawn", s), "–", "–", "–"}
	}
	author := e.Author
	if author == "" {
		author = "–"
	}
	return []string{number, e.Title, s.say("exhibit_date", e), author, e.FileSHA256[:min(digestShown, len(e.FileSHA256))]}
}
