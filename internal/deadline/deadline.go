// SPDX-License-Identifier: AGPL-3.0-only

// Package deadline is the law of time limits: rules and arithmetic on civil
// days, each result with the reasons a lawyer needs to check it. It knows no
// database, no clock and no time zone.
package deadline

import "contrechamp.org/contrechamp/internal/platform/calendar"

// Kind says what a date means to the person who must act.
type Kind string

// The kinds of date.
const (
	LastDayKind Kind = "last-day" // one may still act that day, until 24:00
	EventKind   Kind = "event"    // something happens in law; never moved by a weekend
	ClosureKind Kind = "closure"  // the instruction closes at 24:00; never moved either
)

// What starts a time limit against a decision, as kept deadlines name it.
const (
	Published = "decision-published"
	Posted    = "decision-posted"
	Notified  = "decision-notified"
	// Rejected is the birth of an implicit rejection, at the end of the silence.
	Rejected = "request-implicitly-rejected"
)

// Deadline is one date given by one rule, and why.
type Deadline struct {
	Rule      Rule
	Kind      Kind
	From      calendar.Day // the day the rule runs from
	Date      calendar.Day // the ordinary reading
	SafeDate  calendar.Day // the earliest defensible reading, which alerts use; never after Date
	Steps     []Step       // the explanation, in the order one would tell it
	Confirmed bool         // false: shown as "to be confirmed by a lawyer"
	Version   string       // the RuleSetVersion that computed it
}

// Step is one sentence of the explanation: the day it speaks of, its message
// key, the values it names (days as calendar.Day, numbers as int) and the text
// it rests on.
type Step struct {
	On      calendar.Day
	Key     string
	Args    map[string]any
	Article string
}

// start is the deadline of rule before anything is counted.
func start(rule Rule, from calendar.Day) Deadline {
	return Deadline{Rule: rule, Kind: rule.Kind, From: from, Confirmed: rule.Confirmed, Version: RuleSetVersion}
}

// tell adds a sentence about the day on; pairs name further values.
func (d *Deadline) tell(on calendar.Day, key, article string, pairs ...any) {
	args := map[string]any{"Day": on}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1]
	}
	d.Steps = append(d.Steps, Step{On: on, Key: key, Args: args, Article: article})
}
