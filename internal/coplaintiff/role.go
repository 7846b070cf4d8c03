// SPDX-License-Identifier: AGPL-3.0-only

package coplaintiff

import (
	"slices"
	"time"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// RoleID identifies a role (UUID v7).
type RoleID string

// RoleKind is a capacity in which someone stands in an appeal.
type RoleKind string

// The capacities, from the strongest bond with the appeal to the weakest.
const (
	Claimant             RoleKind = "claimant"              // brings the request and signs it (CJA R411-1, R414-4)
	SingleRepresentative RoleKind = "single_representative" // the claimant to whom the court writes for all (CJA R411-5)
	Intervener           RoleKind = "intervener"            // joins later by a separate memorandum, is no party (CJA R632-1)
	CoSignatory          RoleKind = "co_signatory"          // signed an appeal to the administration
	Supporter            RoleKind = "supporter"             // stands by the campaign, signs nothing
)

// RoleKinds lists every capacity, in the order forms show them.
var RoleKinds = []RoleKind{Claimant, SingleRepresentative, Intervener, CoSignatory, Supporter}

// Role is a capacity of one co-plaintiff in one appeal. Its days may be
// unknown, which is why Ended says by itself whether it is over.
type Role struct {
	ID            RoleID
	CoPlaintiffID ID
	AppealID      appeal.ID
	Kind          RoleKind
	SinceOn       calendar.Day
	UntilOn       calendar.Day
	Ended         bool
	CreatedBy     string
	CreatedAt     time.Time
}

// Party is a co-plaintiff with roles.
type Party struct {
	CoPlaintiff
	Roles []Role
}

// Holds tells whether the party has this role now, among the roles it carries.
func (p Party) Holds(kind RoleKind) bool {
	return slices.ContainsFunc(p.Roles, func(r Role) bool { return r.Kind == kind && !r.Ended })
}

// Grant is what is asked for when a role is given.
type Grant struct {
	AppealID appeal.ID
	Kind     RoleKind
	SinceOn  calendar.Day // zero: on a day that nobody knows
}

// check gathers what stands against giving this role today to a party, which
// carries its present roles in that appeal.
func (g Grant) check(party Party, today calendar.Day) (wrong problem.Fields) {
	if !slices.Contains(RoleKinds, g.Kind) {
		wrong.Add("kind", "coplaintiff.role_unknown")
	}
	if g.SinceOn.After(today) {
		wrong.Add("since_on", "coplaintiff.day_to_come")
	}
	if party.Holds(g.Kind) {
		wrong.Add("kind", "coplaintiff.role_held")
	}
	switch {
	case g.Kind == Claimant && !party.HasAddress():
		wrong.Add("kind", "coplaintiff.claimant_needs_address")
	case g.Kind == SingleRepresentative && !party.Holds(Claimant):
		wrong.Add("kind", "coplaintiff.representative_not_claimant")
	case g.Kind == Claimant && party.Holds(Intervener), g.Kind == Intervener && party.Holds(Claimant):
		// An intervener is a third person who joins the request of another.
		wrong.Add("kind", "coplaintiff.claimant_and_intervener")
	}
	return wrong
}

// end closes a role on a day, which may be unknown.
func (r *Role) end(on, today calendar.Day) error {
	var wrong problem.Fields
	switch {
	case on.After(today):
		wrong.Add("until_on", "coplaintiff.day_to_come")
	case !on.IsZero() && on.Before(r.SinceOn):
		wrong.Add("until_on", "coplaintiff.until_before_since", "Since", r.SinceOn)
	}
	r.UntilOn, r.Ended = on, true
	return wrong.Err()
}
