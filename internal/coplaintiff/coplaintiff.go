// SPDX-License-Identifier: AGPL-3.0-only

// Package coplaintiff knows the people and associations who take part in a
// campaign, and in which capacity they stand in each of its appeals.
package coplaintiff

import (
	"fmt"
	"net/mail"
	"strings"
	"time"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// ID identifies a co-plaintiff (UUID v7).
type ID string

// Kind says whether a co-plaintiff is a human being or an association.
type Kind string

// The kinds of co-plaintiff.
const (
	NaturalPerson Kind = "natural_person"
	Association   Kind = "association"
)

// Details is the part of a co-plaintiff that may be edited. A natural person
// has a given and a family name; an association has a name and a signatory, the
// person its statutes let sign.
type Details struct {
	Kind       Kind
	GivenName  string
	FamilyName string
	Name       string
	Signatory  string
	Street     string
	PostalCode string
	Town       string
	Email      string // may be shared by a household
	Phone      string
	OwnWords   string // how the cameras touch them, as they tell it; the object of an association
}

// CoPlaintiff is a person or an association in one campaign.
type CoPlaintiff struct {
	ID         ID
	CampaignID appeal.CampaignID
	Number     int // in the campaign, from 1, never given twice
	Details
	Version   int
	CreatedBy string
	CreatedAt time.Time
}

// Reference is how papers and lists name a co-plaintiff without naming the
// person: CP-0001.
func (c CoPlaintiff) Reference() string { return fmt.Sprintf("CP-%04d", c.Number) }

// FullName is the name as a filing prints it.
func (d Details) FullName() string {
	if d.Kind == Association {
		return d.Name
	}
	return strings.TrimSpace(d.GivenName + " " + d.FamilyName)
}

// HasAddress tells whether the domicile is known, which a request must state
// for each claimant (CJA R411-1). A postal code is not asked of those abroad.
func (d Details) HasAddress() bool { return d.Street != "" && d.Town != "" }

// DoubtfulPostalCode tells whether the postal code is a number that is none of
// France's, which have five digits. It may be right abroad: it is for somebody
// to look at, not to refuse.
func (d Details) DoubtfulPostalCode() bool {
	digits := strings.ReplaceAll(d.PostalCode, " ", "")
	number := digits != "" && strings.Trim(digits, "0123456789") == ""
	return number && len(digits) != 5
}

// Fact is something that a complete co-plaintiff has told.
type Fact string

// The facts that are looked for: the domicile, because a claimant must state it
// (CJA R411-1), and a natural person's own words, because they show the interest
// to act. An association shows it by its object, and has no words of its own.
const (
	Address  Fact = "address"
	OwnWords Fact = "own_words"
)

// Facts lists them in the order pages show them.
var Facts = []Fact{Address, OwnWords}

// Missing lists the facts that are not known yet.
func (d Details) Missing() (facts []Fact) {
	if !d.HasAddress() {
		facts = append(facts, Address)
	}
	if d.Kind == NaturalPerson && d.OwnWords == "" {
		facts = append(facts, OwnWords)
	}
	return facts
}

const (
	nameMax  = 200
	shortMax = 40
	wordsMax = 20_000
	emailMax = 254 // RFC 5321
)

// check tidies what was typed and gathers what is wrong with it, field by field.
func (d *Details) check() (wrong problem.Fields) {
	d.forget()
	line(&wrong, "given_name", &d.GivenName, nameMax)
	line(&wrong, "family_name", &d.FamilyName, nameMax)
	line(&wrong, "name", &d.Name, nameMax)
	line(&wrong, "signatory", &d.Signatory, nameMax)
	line(&wrong, "street", &d.Street, nameMax)
	line(&wrong, "postal_code", &d.PostalCode, shortMax)
	line(&wrong, "town", &d.Town, nameMax)
	line(&wrong, "email", &d.Email, emailMax)
	line(&wrong, "phone", &d.Phone, shortMax)
	lines(&wrong, "own_words", &d.OwnWords, wordsMax)
	d.checkNames(&wrong)
	if d.Email != "" && !validEmail(d.Email) {
		wrong.Add("email", "coplaintiff.email_invalid")
	}
	return wrong
}

// forget drops what the other kind of co-plaintiff would have.
func (d *Details) forget() {
	if d.Kind == Association {
		d.GivenName, d.FamilyName = "", ""
		return
	}
	d.Name, d.Signatory = "", ""
}

func (d *Details) checkNames(wrong *problem.Fields) {
	switch d.Kind {
	case NaturalPerson:
		// Some people have one name only: it is asked for, the other is not.
		if d.FamilyName == "" {
			wrong.Add("family_name", "coplaintiff.family_name_missing")
		}
	case Association:
		if d.Name == "" {
			wrong.Add("name", "coplaintiff.name_missing")
		}
		if d.Signatory == "" {
			wrong.Add("signatory", "coplaintiff.signatory_missing")
		}
	default:
		wrong.Add("kind", "coplaintiff.kind_unknown")
	}
}

// checkClaimant refuses to leave a claimant without domicile (CJA R411-1).
func (d *Details) checkClaimant() (wrong problem.Fields) {
	if d.Street == "" {
		wrong.Add("street", "coplaintiff.claimant_address")
	}
	if d.Town == "" {
		wrong.Add("town", "coplaintiff.claimant_address")
	}
	return wrong
}

func validEmail(email string) bool {
	address, err := mail.ParseAddress(email)
	return err == nil && address.Address == email
}
