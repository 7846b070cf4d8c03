// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"slices"
	"strings"
	"unicode/utf8"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

// Case is a filing with everything it is made from, read at one instant.
type Case struct {
	Filing
	Campaign  appeal.Campaign
	Appeal    appeal.Appeal
	Earlier   *appeal.Appeal // the appeal that this one follows up
	Events    []appeal.Event // of the earlier appeal
	Counsels  []appeal.Counsel
	Decisions []decision.Decision
	Parties   []coplaintiff.Party
	Exhibits  []evidence.Exhibit // the whole register, withdrawn ones included
	ReadOn    calendar.Day       // the day on which all this was read
}

// Claimants are those in whose name the request is brought, the single
// representative first, associations next. Interveners come later by a
// memorandum of their own (CJA R632-1) and are not among them.
func (c Case) Claimants() []coplaintiff.Party {
	var claimants []coplaintiff.Party
	for _, party := range c.Parties {
		if party.Holds(coplaintiff.Claimant) || party.Holds(coplaintiff.SingleRepresentative) {
			claimants = append(claimants, party)
		}
	}
	slices.SortStableFunc(claimants, func(a, b coplaintiff.Party) int { return rank(a) - rank(b) })
	return claimants
}

func rank(party coplaintiff.Party) int {
	switch {
	case party.Holds(coplaintiff.SingleRepresentative):
		return 0
	case party.Kind == coplaintiff.Association:
		return 1
	}
	return 2
}

// Several tells whether there is more than one claimant.
func (c Case) Several() bool { return len(c.Claimants()) > 1 }

// Representative is the claimant to whom the court writes for all (CJA R411-5).
func (c Case) Representative() (coplaintiff.Party, bool) {
	for _, party := range c.Parties {
		if party.Holds(coplaintiff.SingleRepresentative) {
			return party, true
		}
	}
	return coplaintiff.Party{}, false
}

// Authorities are those that took the contested decisions, once each.
func (c Case) Authorities() []string {
	var names []string
	for _, d := range c.Decisions {
		if !slices.Contains(names, d.Authority) {
			names = append(names, d.Authority)
		}
	}
	return names
}

// OfState tells whether the prefect took every contested decision, so that the
// State answers for them.
func (c Case) OfState() bool {
	return len(c.Decisions) > 0 && !slices.ContainsFunc(c.Decisions, func(d decision.Decision) bool {
		return !strings.HasPrefix(network.Fold(d.Authority), "prefet")
	})
}

// Prefect is the one that took every contested decision; nothing when they are
// several, or another authority.
func (c Case) Prefect() string {
	if all := c.Authorities(); len(all) == 1 && c.OfState() {
		return all[0]
	}
	return ""
}

// Joined gives the exhibit in use that holds a contested decision: the same
// bytes, or a title that names the decision by its number.
func (c Case) Joined(d decision.Decision) (evidence.Exhibit, bool) {
	for _, e := range c.Exhibits {
		same := d.Stored() && e.FileSHA256 == d.FileSHA256
		if !e.Withdrawn() && (same || names(e.Title, d.Number)) {
			return e, true
		}
	}
	return evidence.Exhibit{}, false
}

// telling is how long a number must be to name its decision by itself: a shorter
// one may be that of a street.
const telling = 5

// names tells whether a title holds a decision's number as words of its own; a
// short one only after "n°".
func names(title, number string) bool {
	number = network.Fold(number)
	if number != "" && utf8.RuneCountInString(number) < telling {
		number = "n " + number
	}
	return number != "" && strings.Contains(" "+network.Fold(title)+" ", " "+number+" ")
}

// Exhibit finds an exhibit by its number.
func (c Case) Exhibit(number int) (evidence.Exhibit, bool) {
	i := slices.IndexFunc(c.Exhibits, func(e evidence.Exhibit) bool { return e.Number == number })
	if i < 0 {
		return evidence.Exhibit{}, false
	}
	return c.Exhibits[i], true
}

// Gracious tells whether the request follows up an appeal to the administration.
func (c Case) Gracious() bool { return c.Earlier != nil && !c.Earlier.Kind.BeforeCourt() }

// Silent tells whether the appeal to the administration was rejected by its
// silence, so that this rejection is contested too (CRPA L231-4). An implicit
// rejection that stands among the contested decisions is not named twice.
func (c Case) Silent() bool {
	if !c.Gracious() || slices.ContainsFunc(c.Decisions, func(d decision.Decision) bool { return d.Kind == decision.ImplicitRejection }) {
		return false
	}
	return slices.ContainsFunc(c.Events, func(e appeal.Event) bool { return e.Kind == appeal.ImplicitRejection })
}

// EarlierOn is the day of an event of the earlier appeal; zero when it is not known.
func (c Case) EarlierOn(kind appeal.EventKind) calendar.Day {
	for _, e := range c.Events {
		if e.Kind == kind && !e.HappenedOn.IsZero() {
			return e.HappenedOn
		}
	}
	return calendar.Day{}
}
