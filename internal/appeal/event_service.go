// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"context"
	"slices"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

var errMoveStays = problem.New(problem.Conflict, "event.move_stays")

// Advance moves an appeal to its next stage and keeps the move as an event, with
// its day or with none when nobody knows it. version is the one that was read:
// of several people who move the appeal at once, one succeeds.
func (s *Service) Advance(ctx context.Context, by person.User, id ID, version int, to Stage, on calendar.Day, note string) error {
	return s.inAppeal(ctx, by, id, func(tx database.Tx, a Appeal) error {
		if a.Version != version {
			return database.Stale()
		}
		return Advance(tx, by, a, to, on, note)
	})
}

// Advance moves an appeal inside somebody else's unit of work, who has asked for
// the permission; a is the appeal as it was read there.
func Advance(tx database.Tx, by person.User, a Appeal, to Stage, on calendar.Day, note string) error {
	if err := checkMove(tx, a, to, on, note); err != nil {
		return err
	}
	from := a.Stage
	a.Stage, a.Version = to, a.Version+1
	err := tx.Narrow("stage = ?", from).Narrow("version = ?", a.Version-1).Write(&a, "Stage", "Version")
	if err != nil {
		return err
	}
	if err := keepMove(tx, by, a, on, note); err != nil {
		return err
	}
	return audit.Record(tx, by, a.act("appeal.advanced", "from", string(from), "to", string(to)))
}

func checkMove(tx database.Tx, a Appeal, to Stage, on calendar.Day, note string) error {
	var wrong problem.Fields
	switch allowed := a.Moves(); {
	case len(allowed) == 0:
		wrong.Add("stage", "appeal.over", "Stage", a.Stage)
	case !slices.Contains(allowed, to):
		wrong.Add("stage", "appeal.move_refused", "Stage", a.Stage, "Allowed", allowed)
	default:
		if err := checkDay(tx, &wrong, a, EventKind(to), "on", on); err != nil {
			return err
		}
	}
	typed.Check(&wrong, "note", note, maxText)
	return wrong.Err()
}

// keepMove adds the event of a move. A hearing that was announced for that day
// is in the list already.
func keepMove(tx database.Tx, by person.User, a Appeal, on calendar.Day, note string) error {
	if a.Stage == Hearing && !on.IsZero() {
		announced, err := database.Count[Event](tx.Narrow("appeal_id = ?", a.ID).
			Narrow("kind = ?", Hearing).Narrow("happened_on = ?", on))
		if err != nil || announced > 0 {
			return err
		}
	}
	id, err := newID()
	if err != nil {
		return err
	}
	move := Event{
		ID: EventID(id), CampaignID: a.CampaignID, AppealID: a.ID, Kind: EventKind(a.Stage), HappenedOn: on,
		Note: note, Version: 1, CreatedBy: by.ActorID(), CreatedAt: tx.Now,
	}
	move.clean()
	return tx.Add(&move)
}

// mayBeAhead are the events one enters before they happen: those that the board
// announces.
var mayBeAhead = []EventKind{EventKind(Hearing), InvestigationCloses, ImplicitRejection, OtherEvent}

// checkDay refuses a day on which the event cannot have happened: ahead of us, or
// for a lodging before a contested decision existed, or before the lodging itself.
func checkDay(tx database.Tx, wrong *problem.Fields, a Appeal, kind EventKind, field string, on calendar.Day) error {
	if on.IsZero() {
		return nil
	}
	// Overseas the day may have begun when it has not in Paris.
	if on.After(calendar.Today(tx.Now).AddDays(1)) && !slices.Contains(mayBeAhead, kind) {
		wrong.Add(field, "event.day_ahead", "Day", on)
		return nil
	}
	if kind == EventKind(Lodged) {
		return checkLodging(tx, wrong, a, field, on)
	}
	lodged, err := database.All[Event](tx.Narrow("appeal_id = ?", a.ID).Narrow("kind = ?", Lodged).Narrow("happened_on > ?", on))
	if err == nil && len(lodged) > 0 && kind != OtherEvent {
		wrong.Add(field, "event.day_before_lodging", "Day", lodged[0].HappenedOn)
	}
	return err
}

func checkLodging(tx database.Tx, wrong *problem.Fields, a Appeal, field string, on calendar.Day) error {
	decisions, err := Decisions(tx, a.ID)
	for _, d := range decisions {
		if d.SignedOn.After(on) {
			wrong.Add(field, "appeal.lodged_before_decision", "Day", d.SignedOn, "Number", d.Number)
			break
		}
	}
	return err
}

// AddEvent keeps something that happened in an appeal, or is set to happen. The
// id comes from the form.
func (s *Service) AddEvent(ctx context.Context, by person.User, id EventID, of ID, kind EventKind, on calendar.Day, note string) error {
	return s.inAppeal(ctx, by, of, func(tx database.Tx, a Appeal) error {
		if err := checkID(id); err != nil {
			return err
		}
		known, err := database.Count[Event](tx.Narrow("appeal_id = ?", of).Narrow("id = ?", id))
		if err != nil || known > 0 {
			return err
		}
		added := Event{
			ID: id, CampaignID: a.CampaignID, AppealID: of, Kind: kind, HappenedOn: on,
			Note: note, Version: 1, CreatedBy: by.ActorID(), CreatedAt: tx.Now,
		}
		added.clean()
		if err := added.check(); err != nil {
			return err
		}
		if err := checkEventDay(tx, a, kind, on); err != nil {
			return err
		}
		if err := tx.Add(&added); err != nil {
			return err
		}
		return audit.Record(tx, by, a.act("event.added", "kind", string(kind), "on", on.String()))
	})
}

// EditEvent gives an event its day, or another, and its note.
func (s *Service) EditEvent(ctx context.Context, by person.User, id EventID, version int, on calendar.Day, note string) error {
	return s.onEvent(ctx, by, id, func(tx database.Tx, a Appeal, event Event) error {
		before := event.HappenedOn
		event.HappenedOn, event.Note, event.Version = on, note, version+1
		event.clean()
		var wrong problem.Fields
		typed.Check(&wrong, "event_note", event.Note, maxText)
		if err := wrong.Err(); err != nil {
			return err
		}
		if err := checkEventDay(tx, a, event.Kind, on); err != nil {
			return err
		}
		if err := tx.Narrow("version = ?", version).Write(&event, "HappenedOn", "Note", "Version"); err != nil {
			return err
		}
		return audit.Record(tx, by, a.act("event.edited", "kind", string(event.Kind), "from", before.String(), "on", on.String()))
	})
}

// RemoveEvent takes away an event that was entered by mistake. The moves of the
// appeal's stage stay.
func (s *Service) RemoveEvent(ctx context.Context, by person.User, id EventID) error {
	return s.onEvent(ctx, by, id, func(tx database.Tx, a Appeal, event Event) error {
		if event.Move() {
			return errMoveStays
		}
		if _, err := database.Remove[Event](tx.Narrow("id = ?", id)); err != nil {
			return err
		}
		return audit.Record(tx, by, a.act("event.removed", "kind", string(event.Kind), "on", event.HappenedOn.String()))
	})
}

// Event gives one event with its appeal.
func (s *Service) Event(ctx context.Context, by person.User, id EventID) (event Event, of Appeal, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		if event, err = database.First[Event](VisibleTo(tx, by), "id = ?", id); err == nil {
			of, err = Find(tx, by, event.AppealID)
		}
		return err
	})
	return event, of, err
}

func (s *Service) onEvent(ctx context.Context, by person.User, id EventID, act func(database.Tx, Appeal, Event) error) error {
	return s.onceInTx(ctx, func(tx database.Tx) error {
		event, err := database.First[Event](VisibleTo(tx, by), "id = ?", id)
		if err != nil {
			return err
		}
		if !by.MayWrite() {
			return errForbidden
		}
		a, err := Find(tx, by, event.AppealID)
		if err != nil {
			return err
		}
		return act(tx, a, event)
	})
}

func checkEventDay(tx database.Tx, a Appeal, kind EventKind, on calendar.Day) error {
	var wrong problem.Fields
	if err := checkDay(tx, &wrong, a, kind, "event_on", on); err != nil {
		return err
	}
	return wrong.Err()
}
