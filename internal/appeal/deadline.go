// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"time"

	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/platform/calendar"
)

// DeadlineID identifies a kept deadline.
type DeadlineID string

// DeadlineStatus is whether a deadline still has to be met.
type DeadlineStatus string

// A deadline is open until somebody says how it ended; it is kept for ever.
const (
	Open      DeadlineStatus = "open"
	Met       DeadlineStatus = "met"       // what had to be filed was filed: the reason says what and when
	Cancelled DeadlineStatus = "cancelled" // it need not be met: the reason says why
)

// Deadline is a last day as it was computed once: the rule, the day it runs from
// and the result. Nothing recomputes it silently.
type Deadline struct {
	ID          DeadlineID
	CampaignID  CampaignID
	DecisionID  decision.ID
	Rule        string // deadline.Rule.ID
	RuleSet     string // deadline.RuleSetVersion that computed it
	TriggerKind string // deadline.Published, Posted or Notified
	TriggeredOn calendar.Day
	LastDay     calendar.Day
	SafeDay     calendar.Day // the earliest defensible reading; alerts use it
	Status      DeadlineStatus
	Reason      string // why it ended; "" when a correction took its trigger away
	EndedBy     string
	EndedAt     *time.Time // nil while open
	CreatedBy   string
	Version     int
	CreatedAt   time.Time
}

// Computed gives the deadline as the rules of today explain it, and whether they
// still lead to the days that were kept.
func (d Deadline) Computed() (computed deadline.Deadline, same bool) {
	rule, found := deadline.RuleByID(d.Rule)
	if !found {
		return deadline.Deadline{}, false
	}
	computed = deadline.LastDay(rule, d.TriggeredOn).StartedBy(d.TriggerKind)
	return computed, computed.Date == d.LastDay && computed.SafeDate == d.SafeDay
}

// run computes the deadline by a rule, from the day of its trigger.
func (d *Deadline) run(rule deadline.Rule, on calendar.Day, trigger string) {
	computed := deadline.LastDay(rule, on)
	d.Rule, d.RuleSet = computed.Rule.ID, computed.Version
	d.TriggerKind, d.TriggeredOn = trigger, on
	d.LastDay, d.SafeDay = computed.Date, computed.SafeDate
}

// Lodging is the day on which an appeal was lodged; zero when nobody knows it.
type Lodging struct{ On calendar.Day }

// Meets tells whether that lodging is in time. A lodging without a day may be:
// whoever closes the deadline says so, with the proof.
func (l Lodging) Meets(d Deadline) bool { return !l.On.After(d.LastDay) }

// firstLodging is the first lodging, told by these events, among appeals that meet
// a time limit; one whose day is known comes before one whose day is not. It is
// nil when none of them was lodged.
func firstLodging(appeals []Appeal, events []Event) (first *Lodging) {
	for _, a := range appeals {
		if !a.Kind.KeepsTime() || !a.Lodged() {
			continue
		}
		var on calendar.Day
		for _, e := range events {
			if e.AppealID == a.ID && e.Kind == EventKind(Lodged) {
				on = e.HappenedOn
			}
		}
		if first == nil || first.On.IsZero() || !on.IsZero() && on.Before(first.On) {
			first = &Lodging{On: on}
		}
	}
	return first
}
