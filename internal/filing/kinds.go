// SPDX-License-Identifier: AGPL-3.0-only

package filing

import "contrechamp.org/contrechamp/internal/appeal"

// Kind is what sort of document a filing is; its wording stands in
// templates/legal/<kind>.txt.
type Kind string

// AnnulmentRequest is the requête introductive d'instance of a recours pour
// excès de pouvoir (CJA R411-1).
const AnnulmentRequest Kind = "annulment_request"

// kindOf says which document opens an appeal of each kind.
var kindOf = map[appeal.Kind]Kind{appeal.Annulment: AnnulmentRequest}

// Section is one typed part of a filing, named as its form field.
type Section string

// The sections of a request, in the order a court reads them.
const (
	Facts            Section = "facts"
	Admissibility    Section = "admissibility"
	ExternalLegality Section = "external_legality"
	InternalLegality Section = "internal_legality"
	Injunction       Section = "injunction" // CJA L911-1
	Costs            Section = "costs"      // CJA L761-1
	Conclusions      Section = "conclusions"
)

// Sections lists them in that order.
var Sections = []Section{Facts, Admissibility, ExternalLegality, InternalLegality, Injunction, Costs, Conclusions}

// In gives the text of a section.
func (t Text) In(section Section) string { return *t.section(section) }

// Put replaces the text of a section.
func (t *Text) Put(section Section, text string) { *t.section(section) = text }

func (t *Text) section(section Section) *string {
	switch section {
	case Facts:
		return &t.Facts
	case Admissibility:
		return &t.Admissibility
	case ExternalLegality:
		return &t.ExternalLegality
	case InternalLegality:
		return &t.InternalLegality
	case Injunction:
		return &t.Injunction
	case Costs:
		return &t.Costs
	default:
		return &t.Conclusions
	}
}

// part is a main division of the request: a heading named in the wording, over
// one section or over several with headings of their own.
type part struct {
	heading  string
	sections []Section
}

// parts are the numbered divisions before the conclusions.
var parts = []part{
	{"facts", []Section{Facts}},
	{"admissibility", []Section{Admissibility}},
	{"discussion", []Section{ExternalLegality, InternalLegality}},
	{"injunction", []Section{Injunction}},
	{"costs", []Section{Costs}},
}
