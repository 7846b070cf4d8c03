// SPDX-License-Identifier: AGPL-3.0-only

package deadline

import (
	"slices"

	"contrechamp.org/contrechamp/internal/platform/calendar"
)

// RuleSetVersion names the rules below as they stand. It changes with every
// change of a rule or of the arithmetic, so that a date kept elsewhere can say
// which law computed it.
const RuleSetVersion = "2026-11-23"

// Rule is one time limit as a lawyer would read it.
type Rule struct {
	ID        string       // "REP-2M", kept with the dates it gave
	TitleKey  string       // its name in the sentences
	Article   string       // the text that sets it
	Kind      Kind         // what sort of date it gives
	Months    int          // its length, counted from date to date
	Clear     bool         // "franc": neither the first nor the last day counts
	Rolls     bool         // a last day without work moves to the next working day
	Since     calendar.Day // in force in its present wording since this day
	Source    string       // where the rule was read
	Confirmed bool         // false: a lawyer must confirm it before anyone relies on it
}

var (
	// REP2M is the ordinary time limit for a recours pour excès de pouvoir:
	// two clear months from publication (third parties, regulatory acts) or
	// from notification (the addressee).
	REP2M = Rule{
		ID:        "REP-2M",
		TitleKey:  "deadline.rule.rep_2m",
		Article:   "CJA R421-1",
		Kind:      LastDayKind,
		Months:    2,
		Clear:     true,
		Rolls:     true,
		Since:     calendar.MustDay("2020-01-01"),
		Source:    "code de justice administrative, version en vigueur lue au 3 avril 2026",
		Confirmed: true,
	}

	// REPImplicit2M is the limit against an implicit rejection: two clear months
	// from its birth, which no weekend or holiday moves.
	REPImplicit2M = Rule{
		ID:        "REP-IMPLICIT-2M",
		TitleKey:  "deadline.rule.rep_implicit_2m",
		Article:   "CJA R421-2",
		Kind:      LastDayKind,
		Months:    2,
		Clear:     true,
		Rolls:     true,
		Since:     calendar.MustDay("2020-01-01"),
		Source:    "code de justice administrative, version en vigueur lue au 3 avril 2026",
		Confirmed: true,
	}

	// CSIAuth5Y is the life of a camera authorisation: five years. The code
	// does not say from which day; that prefectures count from the signature is
	// their practice, so a lawyer has the last word.
	CSIAuth5Y = Rule{
		ID:        "CSI-AUTH-5Y",
		TitleKey:  "deadline.rule.csi_auth_5y",
		Article:   "CSI L252-4",
		Kind:      EventKind,
		Months:    60,
		Since:     calendar.MustDay("2023-05-21"),
		Source:    "code de la sécurité intérieure, version en vigueur lue au 3 avril 2026 ; gironde.gouv.fr, page Vidéoprotection",
		Confirmed: false,
	}

	rules = []Rule{REP2M, REPImplicit2M, CSIAuth5Y}
)

// Rules returns every rule of this version, in the order of the register.
func Rules() []Rule { return slices.Clone(rules) }

// RuleByID finds the rule that a kept date names.
func RuleByID(id string) (Rule, bool) {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}
