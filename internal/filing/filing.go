// SPDX-License-Identifier: AGPL-3.0-only

// Package filing makes the documents that go to a court: what a lawyer types
// and what the case file knows become a draft, the draft a PDF, and sealing
// keeps that PDF, byte for byte, for good.
package filing

import (
	"time"

	"golang.org/x/text/unicode/norm"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/storage"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

// ID identifies a filing (UUID v7).
type ID string

// Status says whether a filing may still change.
type Status string

// The states of a filing. Nothing leads back from Sealed.
const (
	Draft  Status = "draft"
	Sealed Status = "sealed"
)

// Text is the part of a filing that is typed: its name in the case file, its
// sections, and where and when it is signed.
type Text struct {
	Title            string
	Facts            string
	Admissibility    string
	ExternalLegality string
	InternalLegality string
	Injunction       string
	Costs            string
	Conclusions      string
	Place            string
	DatedOn          calendar.Day // zero: the day of sealing
}

// Filing is one document for a court. Once sealed it has a file, a number of
// pages and the fingerprint of the wording it was made with.
type Filing struct {
	ID         ID
	CampaignID appeal.CampaignID
	AppealID   appeal.ID
	Kind       Kind
	Text
	Status          Status
	TemplateVersion string // SHA-256 of the wording file, in hexadecimal
	Pages           int
	SealedBy        string
	SealedAt        *time.Time // nil while it is a draft
	storage.File
	Version   int
	CreatedBy string
	CreatedAt time.Time
}

// Sealed tells whether the filing is frozen.
func (f Filing) Sealed() bool { return f.Status == Sealed }

var (
	errNotFound  = problem.New(problem.NotFound, "problem.not_found")
	errForbidden = problem.New(problem.Forbidden, "filing.forbidden")
	errSealed    = problem.New(problem.Conflict, "filing.sealed_already")
	errNotSealed = problem.New(problem.Conflict, "filing.not_sealed")
)

// The longest texts that are kept, in characters. Seven sections of the longest
// still fit into one form.
const (
	maxLine    = 300
	maxSection = 60_000
)

// clean tidies what was typed. Accents are composed, so that a word is found
// again however the keyboard made it.
func (t *Text) clean() {
	for _, line := range []*string{&t.Title, &t.Place} {
		*line = norm.NFC.String(typed.Line(*line))
	}
	for _, section := range Sections {
		text := t.section(section)
		*text = norm.NFC.String(typed.Lines(*text))
	}
}

// check gathers what no database could keep and no page could hold; what a
// court would miss is for Gaps.
func (t Text) check() error {
	var wrong problem.Fields
	if t.Title == "" {
		wrong.Add("title", "filing.title_missing")
	}
	typed.Check(&wrong, "title", t.Title, maxLine)
	typed.Check(&wrong, "place", t.Place, maxLine)
	for _, section := range Sections {
		typed.Check(&wrong, string(section), t.In(section), maxSection)
	}
	return wrong.Err()
}
