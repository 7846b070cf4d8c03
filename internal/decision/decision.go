// SPDX-License-Identifier: AGPL-3.0-only

// Package decision keeps the register of the acts that are contested: orders of
// the prefect, deliberations, contracts. An act is public, so everybody who is
// signed in reads the register; those who may write fill it.
package decision

import (
	"slices"
	"time"

	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

// ID identifies a decision (UUID v7).
type ID string

// Kind is the nature of an act.
type Kind string

// The kinds of act that are contested.
const (
	Authorisation     Kind = "authorisation"      // arrêté préfectoral d'autorisation (CSI L252-1)
	Renewal           Kind = "renewal"            // arrêté de renouvellement (CSI L252-4)
	Modification      Kind = "modification"       // arrêté modificatif
	Deliberation      Kind = "deliberation"       // délibération of a council
	Contract          Kind = "contract"           // marché public
	ImplicitRejection Kind = "implicit_rejection" // silence kept on a request (CRPA L231-4)
)

// Kinds lists every kind, in the order forms show them.
var Kinds = []Kind{Authorisation, Renewal, Modification, Deliberation, Contract, ImplicitRejection}

// Known tells whether the kind is one of ours.
func (k Kind) Known() bool { return slices.Contains(Kinds, k) }

// Prefectoral tells whether the act authorises cameras for a time: a
// modification changes an authorisation without giving it a new one.
func (k Kind) Prefectoral() bool { return k == Authorisation || k == Renewal }

// Details is the part of a decision that may be corrected. A zero Day and a nil
// number mean "unknown".
type Details struct {
	Kind           Kind
	Authority      string // who took it: "Préfet de l'Hérault"
	Departement    string // code of the authority's seat, which settles the court (CJA R312-1)
	CommuneCode    string // INSEE code of the commune filmed, "" when it covers several
	Number         string // as the authority numbers it
	Title          string
	SignedOn       calendar.Day
	PublishedOn    calendar.Day // in the collection of administrative acts, or on line
	Publication    string       // which issue
	PublicationURL string
	PostedOn       calendar.Day
	NotifiedOn     calendar.Day
	FirstSeenOn    calendar.Day // by us
	Cameras        *int
	Purposes       string
	RetentionDays  *int
	ExpiresOn      calendar.Day // as the act itself says
	ReplacesID     *ID          // the authorisation that this one renews or modifies
}

// Decision is one act of the register.
type Decision struct {
	ID ID
	Details
	storage.File        // the act itself; its SHA-256 is that of the bytes received
	NumberKey    string // authority and number folded, "" without a number: unique
	Words        string // what a search looks in, folded
	Demo         bool
	Version      int
	CreatedAt    time.Time
}

// StartsOn is the earliest day from which the time limit to appeal may be held
// to run, and what starts it: publication or posting for third parties,
// notification for the addressee (CJA R421-1); the birth of an implicit rejection,
// which is written where others are signed (CJA R421-2). The zero Day: no clock runs.
func (d Details) StartsOn() (on calendar.Day, trigger string) {
	if d.Kind == ImplicitRejection {
		return d.SignedOn, deadline.Rejected
	}
	for _, start := range []struct {
		on      calendar.Day
		trigger string
	}{{d.PublishedOn, deadline.Published}, {d.PostedOn, deadline.Posted}, {d.NotifiedOn, deadline.Notified}} {
		if !start.on.IsZero() && (on.IsZero() || start.on.Before(on)) {
			on, trigger = start.on, start.trigger
		}
	}
	return on, trigger
}

// Rule is the time limit that applies to an appeal against the act.
func (d Details) Rule() deadline.Rule {
	if d.Kind == ImplicitRejection {
		return deadline.REPImplicit2M
	}
	return deadline.REP2M
}

// StartsChanged names the fields, among those that may start the time limit, in
// which other says something else; it never is empty, so that a refusal always has
// a place to stand.
func (d Details) StartsChanged(other Details) (fields []string) {
	for _, start := range []struct {
		field    string
		was, now calendar.Day
	}{
		{"signed_on", d.bornOn(), other.bornOn()},
		{"published_on", d.PublishedOn, other.PublishedOn}, {"posted_on", d.PostedOn, other.PostedOn},
		{"notified_on", d.NotifiedOn, other.NotifiedOn},
	} {
		if start.was != start.now {
			fields = append(fields, start.field)
		}
	}
	switch {
	case len(fields) > 0:
	case d.SignedOn != other.SignedOn:
		fields = []string{"signed_on"}
	default:
		fields = []string{"kind"} // what sort of act it is may decide too
	}
	return fields
}

// bornOn is the birth of an implicit rejection; the zero Day for other acts.
func (d Details) bornOn() calendar.Day {
	if d.Kind != ImplicitRejection {
		return calendar.Day{}
	}
	return d.SignedOn
}

// Appealable is the ordinary limit to appeal, two clear months (CJA R421-1, R421-2);
// without dates when nothing is known to have started it.
func (d Details) Appealable() deadline.Deadline {
	on, trigger := d.StartsOn()
	return deadline.LastDay(d.Rule(), on).StartedBy(trigger)
}

// Doubtful tells whether a jurist must confirm that the ordinary limit applies
// at all: against a public contract the remedy itself depends on what is asked,
// and the two months are then only a prudent alert.
func (d Details) Doubtful() bool { return d.Kind == Contract }

// Running tells whether the ordinary limit to appeal has begun and not yet
// ended on that day.
func (d Details) Running(today calendar.Day) bool {
	last := d.Appealable().Date
	return !last.IsZero() && !last.Before(today)
}

// Expiry is the day on which the act stops covering the cameras: what it says
// itself, else five years from the signature of an authorisation or a renewal
// (CSI L252-4). The zero Day: unknown, or without end.
func (d Details) Expiry() calendar.Day {
	if !d.ExpiresOn.IsZero() || !d.Kind.Prefectoral() {
		return d.ExpiresOn
	}
	return deadline.Expiry(d.SignedOn).Date
}

// Commune is the commune filmed, if the act names a single one.
func (d Details) Commune() (network.Commune, bool) { return network.CommuneByCode(d.CommuneCode) }

// index fills what is derived from the details for searching and comparing.
func (d *Decision) index() {
	d.NumberKey = numberKey(d.Authority, d.Number)
	commune, _ := d.Commune()
	d.Words = network.Fold(d.Title + " " + d.Authority + " " + d.Number + " " + commune.Name)
}

// numberKey is the same for the same number of the same authority, whatever the
// case, accents and punctuation.
func numberKey(authority, number string) string {
	if network.Fold(number) == "" {
		return ""
	}
	return network.Fold(authority) + " | " + network.Fold(number)
}
