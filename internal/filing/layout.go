// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/platform/pdf"
)

// sheet lays a case out as the document the court will read. It remembers the
// first failure of the wording, so that the layout reads in one go.
type sheet struct {
	Case
	words wording
	page  *pdf.Document
	count int // numbered paragraphs so far
	err   error

	numbering         bool // sub-headings are numbered
	titles, subtitles int  // sub-headings so far
}

// compose lays out the whole document. A draft says so on every page.
func compose(c Case, at time.Time) (*pdf.Document, wording, error) {
	words, err := wordingOf(c.Kind)
	if err != nil {
		return nil, words, err
	}
	s := &sheet{Case: c, words: words}
	s.page = pdf.New(s.meta(at))
	s.opening()
	s.argument()
	s.closing()
	s.annexes()
	return s.page, words, s.err
}

func (s *sheet) say(block string, data any) string {
	text, err := s.words.say(block, data)
	if err != nil && s.err == nil {
		s.err = err
	}
	return text
}

func (s *sheet) meta(at time.Time) pdf.Meta {
	running := s.say("running", s)
	if !s.Sealed() {
		running = s.say("draft_running", nil) + " – " + running
	}
	author := s.Campaign.Organiser
	if len(s.Counsels) > 0 {
		author = s.Counsels[0].Name
	}
	return pdf.Meta{
		Title: s.say("title", s) + " – " + s.say("caption", s), Author: author,
		Subject: s.say("subtitle", s), Language: "fr-FR", CreatedAt: at, Running: running,
	}
}

// opening is the first page: court, title, parties, contested decisions.
func (s *sheet) opening() {
	if !s.Sealed() {
		s.page.Subtitle(pdf.Text{pdf.Bold(s.say("draft_mark", nil))})
	}
	s.page.Court(s.Appeal.Addressee)
	s.page.Title(s.say("title", s))
	s.page.Subtitle(pdf.Text{pdf.Bold(s.say("subtitle", s)), {Text: "\n" + s.say("subtitle_articles", s)}})
	s.page.Heading(2, s.say("for", s))
	s.claimants()
	s.page.Heading(2, s.say("against", s))
	for i, authority := range s.Authorities() {
		s.page.Definition(first(i, s.say("label_defendant", s)), pdf.Plain(capital(the(authority))))
	}
	s.page.Table(s.decisions())
	s.page.Dedication(pdf.Text{{Text: s.say("address_to_court", s) + "\n"}, pdf.Bold(s.say("please", s))})
}

// first puts a label beside the first of several lines only.
func first(i int, label string) string {
	if i > 0 {
		return ""
	}
	return label
}

// namedOnFirstPage is how many claimants the first page names; the annex always
// names all.
const namedOnFirstPage = 6

func (s *sheet) claimants() {
	all := s.Claimants()
	label := s.say("label_claimant", s)
	shown := all
	if len(all) > namedOnFirstPage+1 {
		shown = all[:namedOnFirstPage]
	}
	for i, party := range shown {
		s.page.Definition(first(i, label), s.claimant(party))
	}
	if more := len(all) - len(shown); more > 0 {
		s.page.Definition("", pdf.Plain(s.say("claimants_more", more)))
	}
	if len(s.Counsels) > 0 {
		s.page.Definition("", pdf.Plain(s.say("counsel", s)))
	}
	if party, found := s.Representative(); found && s.Several() {
		s.page.Definition(s.say("label_representative", s),
			pdf.Text{pdf.Bold(party.FullName()), {Text: s.say("representative", s)}})
	}
}

func (s *sheet) claimant(party coplaintiff.Party) pdf.Text {
	block := "claimant_person"
	if party.Kind == coplaintiff.Association {
		block = "claimant_association"
	}
	return pdf.Text{pdf.Bold(party.FullName()), {Text: s.say(block, party)}}
}

func (s *sheet) decisions() pdf.Table {
	table := pdf.Table{
		Caption: s.say("decisions_caption", s),
		Columns: []pdf.Column{
			{Head: s.say("column_decision", s), Width: 4.3}, {Head: s.say("column_authority", s), Width: 2.2},
			{Head: s.say("column_signed", s), Width: 2.1}, {Head: s.say("column_published", s), Width: 2.4},
		},
	}
	for _, d := range s.Decisions {
		table.Rows = append(table.Rows, s.decision(d))
	}
	if s.Silent() {
		table.Rows = append(table.Rows, []string{s.say("silence_row", s), s.Earlier.Addressee, s.say("silence_born", s), "–"})
	}
	return table
}

func (s *sheet) decision(d decision.Decision) []string {
	return []string{s.say("decision_row", d), d.Authority, s.say("decision_signed", d), s.say("decision_published", d)}
}

// romans number the main parts.
var romans = []string{"I", "II", "III", "IV", "V"}

// argument prints the parts in which something is written, numbered in turn.
func (s *sheet) argument() {
	n := 0
	for _, part := range parts {
		if !s.written(part) {
			continue
		}
		s.page.Heading(1, romans[n]+". – "+s.say("heading_"+part.heading, s))
		n++
		s.numbering = len(part.sections) > 1
		for i, section := range part.sections {
			s.titles, s.subtitles = 0, 0
			if len(part.sections) > 1 && s.In(section) != "" {
				s.page.Heading(2, string(rune('A'+i))+". – "+s.say("heading_"+string(section), s))
			}
			s.prose(s.In(section))
		}
	}
}

func (s *sheet) written(p part) bool {
	for _, section := range p.sections {
		if s.In(section) != "" {
			return true
		}
	}
	return false
}

// prose prints a section with its paragraphs numbered through the document.
func (s *sheet) prose(text string) {
	s.print(text, func(paragraph pdf.Text) {
		s.count++
		s.page.Numbered(s.count, paragraph)
	})
}

// print lays out a typed section; lists are gathered item by item.
func (s *sheet) print(text string, paragraph func(pdf.Text)) {
	var items []pdf.Item
	for _, b := range append(blocks(text), block{continued, ""}) {
		if b.shape == item || b.shape == ordered {
			items = append(items, itemOf(b))
			continue
		}
		if len(items) > 0 {
			s.page.Enumeration(items)
			items = nil
		}
		switch {
		case b.shape.heads():
			s.subheading(b)
		case b.shape == quotation:
			s.page.Quote(spans(b.text))
		case b.shape == continued && b.text != "":
			s.page.Paragraph(spans(b.text))
		case b.shape == numbered:
			paragraph(spans(b.text))
		}
	}
}

// itemOf is an item after a dash, or after the number it was typed with.
func itemOf(b block) pdf.Item {
	number := numeral.FindString(b.text)
	if b.shape != ordered {
		number = ""
	}
	return pdf.Item{Label: strings.TrimSpace(number), Text: spans(b.text[len(number):])}
}

// subheading prints a sub-heading, numbered in the discussion: 1., 2., and a),
// b) below them, unless it was typed with a number of its own.
func (s *sheet) subheading(b block) {
	level, number := 3, ""
	switch b.shape {
	case subheading:
		s.titles, s.subtitles = s.titles+1, 0
		number = strconv.Itoa(s.titles) + ". "
	default:
		level = 4
		number = string(rune('a'+s.subtitles%26)) + ") "
		s.subtitles++
	}
	if !s.numbering || ownNumber.MatchString(b.text) {
		number = ""
	}
	s.page.Heading(level, number+plain(b.text))
}

// ownNumber is a heading that brings its number.
var ownNumber = regexp.MustCompile(`^(?:\d{1,2}|[a-zA-Z]|[IVX]+)[.)°]`)

// closing is the prayer, the date and the signatures.
func (s *sheet) closing() {
	s.page.Heading(1, s.say("heading_conclusions", s))
	s.page.Paragraph(pdf.Plain(s.say("conclude", s)))
	s.numbering = false
	s.print(s.Conclusions, s.page.Paragraph)
	s.page.Signatures(s.signatures())
}

// signatures are those of counsel, or of every claimant: without a lawyer each
// of them signs, even when one lodges for all (CJA R414-4).
func (s *sheet) signatures() []pdf.Signature {
	var blocks []pdf.Signature
	for _, counsel := range s.Counsels {
		blocks = append(blocks, pdf.Signature{Name: counsel.Name, Capacity: s.say("capacity_counsel", counsel)})
	}
	if len(blocks) == 0 {
		for _, party := range s.Claimants() {
			blocks = append(blocks, s.signature(party))
		}
	}
	if len(blocks) > 0 {
		blocks[0].Note = s.say("reserves", s) + "\n" + s.say("done_at", s)
	}
	return blocks
}

func (s *sheet) signature(party coplaintiff.Party) pdf.Signature {
	name, block := party.FullName(), "capacity_person"
	if party.Kind == coplaintiff.Association {
		name, block = signatory(party.Signatory), "capacity_association"
	}
	capacity := s.say(block, party)
	if s.Several() && party.Holds(coplaintiff.SingleRepresentative) {
		capacity += ", " + s.say("capacity_representative", s)
	}
	return pdf.Signature{Name: name, Capacity: capacity}
}
