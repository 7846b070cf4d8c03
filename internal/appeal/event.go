// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"slices"
	"time"

	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

// EventID identifies an event.
type EventID string

// EventKind is what sort of thing happened. Each stage but the first is also
// the event of reaching it.
type EventKind string

// The events that do not change the stage.
const (
	ImplicitRejection   EventKind = "implicit_rejection" // two months of silence (CRPA L231-4)
	Intervention        EventKind = "intervention"       // others join in support (CJA R632-1)
	BriefSent           EventKind = "brief_sent"
	BriefReceived       EventKind = "brief_received"
	InvestigationCloses EventKind = "investigation_closes" // clôture de l'instruction (CJA R613-1)
	OtherEvent          EventKind = "other"
)

// EventKinds lists what may be entered by hand, in the order forms show it.
var EventKinds = []EventKind{
	EventKind(Hearing), InvestigationCloses, BriefReceived, BriefSent, Intervention, ImplicitRejection, OtherEvent,
}

// Event is something that happened in an appeal, or is set to happen.
type Event struct {
	ID         EventID
	CampaignID CampaignID
	AppealID   ID
	Kind       EventKind
	HappenedOn calendar.Day // zero: not known
	Note       string
	Version    int
	CreatedBy  string
	CreatedAt  time.Time
}

// Move tells whether the event is a move of the appeal's stage, which stays for
// ever; a hearing may be either.
func (e Event) Move() bool { return !slices.Contains(EventKinds, e.Kind) }

func (e *Event) clean() { e.Note = typed.Lines(e.Note) }

func (e Event) check() error {
	var wrong problem.Fields
	if !slices.Contains(EventKinds, e.Kind) {
		wrong.Add("event_kind", "event.kind_unknown")
	}
	typed.Check(&wrong, "event_note", e.Note, maxText)
	return wrong.Err()
}
