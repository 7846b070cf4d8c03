// SPDX-License-Identifier: AGPL-3.0-only

// Package evidence keeps the exhibits of a campaign: a register of documents
// whose numbers, once given, never change.
package evidence

import (
	"time"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/storage"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

// ID identifies an exhibit (UUID v7).
type ID string

// Details is the part of an exhibit that may be corrected: how the inventory
// names it and where it comes from. Neither the number nor the file is.
type Details struct {
	Title   string       // as the inventory prints it: explicit enough to tell what it is (CJA R412-2)
	DatedOn calendar.Day // of the document itself; zero when it bears none
	Author  string
	Source  string // how it was obtained
}

// Exhibit is one document of the register. Withdrawn, it keeps its line and its
// number, so that earlier filings still point to the right document.
type Exhibit struct {
	ID         ID
	CampaignID appeal.CampaignID
	Number     int // in the campaign, from 1, without a gap, never given twice
	Details
	storage.File
	WithdrawnAt     *time.Time // nil while it may be used
	WithdrawnReason string
	Version         int
	CreatedBy       string
	CreatedAt       time.Time
}

// Withdrawn tells whether the exhibit may no longer be produced.
func (e Exhibit) Withdrawn() bool { return e.WithdrawnAt != nil }

// FileRules says what may be sent as an exhibit: a PDF or an image of 100 MB at most.
var FileRules = storage.Rules{Limit: 100_000_000, Types: []storage.Type{storage.PDF, storage.JPEG, storage.PNG}}

// CourtFileLimit is the size above which Télérecours and Télérecours citoyens
// take no file, in bytes: 32 MB, counted the smaller way.
const CourtFileLimit = 32_000_000

// TooHeavyForCourt tells whether the courts' teleservices would refuse the file
// as it is. It is kept all the same: it can be cut or made lighter before it is
// produced.
func (e Exhibit) TooHeavyForCourt() bool { return e.FileSize > CourtFileLimit }

const (
	titleMax  = 300
	authorMax = 300
	sourceMax = 1000
	reasonMax = 1000
)

// Faults gathers what is wrong with the details on a given day, for a form that
// has other faults too.
func (d Details) Faults(today calendar.Day) problem.Fields { return d.check(today) }

// check tidies what was typed and gathers what is wrong with it, field by field.
func (d *Details) check(today calendar.Day) (wrong problem.Fields) {
	line(&wrong, "title", &d.Title, titleMax)
	line(&wrong, "author", &d.Author, authorMax)
	line(&wrong, "source", &d.Source, sourceMax)
	if d.Title == "" {
		wrong.Add("title", "exhibit.title_missing")
	}
	if d.DatedOn.After(today) {
		wrong.Add("dated_on", "exhibit.dated_to_come")
	}
	return wrong
}

// checkReason wants a sentence that explains a withdrawal to whoever reads the
// register later.
func checkReason(reason *string) error {
	var wrong problem.Fields
	line(&wrong, "reason", reason, reasonMax)
	if *reason == "" {
		wrong.Add("reason", "exhibit.reason_missing")
	}
	return wrong.Err()
}

// line tidies a text of one line and notes what is wrong with it.
func line(wrong *problem.Fields, field string, text *string, longest int) {
	*text = typed.Line(*text)
	typed.Check(wrong, field, *text, longest)
}
