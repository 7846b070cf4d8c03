// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"context"
	"slices"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/deadline"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

var (
	errContested    = problem.New(problem.Conflict, "campaign.decision_contested")
	errClockRunning = problem.New(problem.Conflict, "campaign.decision_clock_runs")
)

// Move is a deadline that a correction moves: as it is kept, and as it would be.
type Move struct {
	Deadline Deadline
	Campaign string   // the campaign's title
	After    Deadline // LastDay is zero when no clock would run any more
}

// MovesError refuses a correction that would move open deadlines until somebody
// has seen which, and approved.
type MovesError struct{ Moves []Move }

// Error is the log's wording.
func (e *MovesError) Error() string { return "invalid: deadlines would move" }

// Unwrap gives the refusal, with its field approve_moves.
func (e *MovesError) Unwrap() error {
	var wrong problem.Fields
	wrong.Add("approve_moves", "deadline.moves_unapproved", "Count", len(e.Moves))
	return wrong.Err()
}

// Enter keeps a new decision, puts it in a campaign if one is named and opens
// the deadline that its dates start: all of it, or nothing. It works inside
// somebody else's unit of work, such as one row of an import.
func Enter(tx database.Tx, by person.User, d *decision.Decision, campaign *CampaignID) error {
	if campaign != nil {
		if _, err := Writable(tx, by, *campaign); err != nil {
			return err
		}
	}
	if !by.MayWrite() {
		return errForbidden
	}
	if err := decision.Add(tx, by, d); err != nil || campaign == nil {
		return err
	}
	return attach(tx, by, *campaign, d.ID)
}

// EnterDecision is Enter as an act of its own. The id comes from the form: of
// the same form sent twice at once, the second looks again and finds the first.
func (s *Service) EnterDecision(ctx context.Context, by person.User, id decision.ID, details decision.Details, campaign *CampaignID) error {
	return s.db.InTxAgain(ctx, func(tx database.Tx) error {
		return Enter(tx, by, &decision.Decision{ID: id, Details: details}, campaign)
	})
}

// CorrectDecision changes a decision. Where that would move open deadlines, it
// answers with a *MovesError and changes nothing, unless the moves are approved.
// A deadline of a campaign this person was not let into is not theirs to move:
// such a correction is refused beside the dates it changes.
func (s *Service) CorrectDecision(ctx context.Context, by person.User, id decision.ID, version int, details decision.Details, approved bool) error {
	if !by.MayWrite() {
		return errForbidden
	}
	return s.db.InTx(ctx, func(tx database.Tx) error {
		before, after, err := decision.Change(tx, by, id, version, details)
		if err != nil {
			return err
		}
		campaigns, err := campaignsOf(tx, id)
		if err != nil {
			return err
		}
		for _, campaign := range campaigns {
			act := audit.Act{Action: "campaign.decision_corrected", Subject: string(id), Campaign: string(campaign)}
			if err := audit.Record(tx, by, act); err != nil {
				return err
			}
		}
		fromDay, fromTrigger := before.StartsOn()
		on, trigger := after.StartsOn()
		if fromDay == on && fromTrigger == trigger && before.Rule().ID == after.Rule().ID {
			return nil
		}
		moves, err := movesTo(tx, by, id, after.Rule(), on, trigger)
		if err != nil {
			return err
		}
		if err := mayMove(moves, before.Details, after.Details, approved); err != nil {
			return err
		}
		for _, move := range moves {
			if err := moveDeadline(tx, by, move); err != nil {
				return err
			}
		}
		return openDeadlines(tx, by, campaigns, after)
	})
}

// AttachDecision puts a decision of the register in a campaign and opens the
// deadline its dates start; a decision that is there already stays as it is.
func (s *Service) AttachDecision(ctx context.Context, by person.User, campaign CampaignID, id decision.ID) error {
	return s.inCampaign(ctx, by, campaign, func(tx database.Tx, _ Campaign) error {
		err := attach(tx, by, campaign, id)
		if problem.CodeOf(err) == problem.NotFound {
			var wrong problem.Fields
			wrong.Add("decision", "campaign.decision_unknown")
			return wrong.Err()
		}
		return err
	})
}

// attach reads the decision once it has taken its row: of a correction made at
// the same moment, it sees the result, or is seen by it.
func attach(tx database.Tx, by person.User, campaign CampaignID, id decision.ID) error {
	if err := take(tx, id); err != nil {
		return err
	}
	d, err := decision.Find(tx, id)
	if err != nil {
		return err
	}
	added, err := keepInCampaign(tx, campaign, id)
	if err != nil || !added {
		return err
	}
	act := audit.Act{Action: "campaign.decision_attached", Subject: string(d.ID), Campaign: string(campaign)}
	if err := audit.Record(tx, by, act); err != nil {
		return err
	}
	return openDeadlines(tx, by, []CampaignID{campaign}, d)
}

// DetachDecision takes a decision out of a campaign. It is refused while an
// appeal of the campaign contests it, or a deadline about it is open there.
func (s *Service) DetachDecision(ctx context.Context, by person.User, campaign CampaignID, id decision.ID) error {
	return s.inCampaign(ctx, by, campaign, func(tx database.Tx, _ Campaign) error {
		if err := take(tx, id); err != nil {
			return err
		}
		contested, err := database.Count[AppealDecision](tx.Narrow("decision_id = ?", id).
			Narrow("appeal_id IN (SELECT id FROM appeals WHERE campaign_id = ?)", campaign))
		if err != nil {
			return err
		}
		if contested > 0 {
			return errContested
		}
		open, err := database.Count[Deadline](openOf(tx, id).Narrow("campaign_id = ?", campaign))
		if err != nil {
			return err
		}
		if open > 0 {
			return errClockRunning
		}
		gone, err := database.Remove[CampaignDecision](tx.Narrow("campaign_id = ?", campaign).Narrow("decision_id = ?", id))
		if err != nil || gone == 0 {
			return err
		}
		return audit.Record(tx, by, audit.Act{Action: "campaign.decision_detached", Subject: string(id), Campaign: string(campaign)})
	})
}

// DecisionsOf lists the decisions of a campaign.
func (s *Service) DecisionsOf(ctx context.Context, by person.User, id CampaignID) (decisions []decision.Decision, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		if _, err = FindCampaign(tx, by, id); err == nil {
			decisions, err = campaignDecisions(tx, id)
		}
		return err
	})
	return decisions, err
}

// Uses are the campaigns, appeals and deadlines of one decision that this person
// may see.
type Uses struct {
	Campaigns []Campaign
	Appeals   []Appeal
	Deadlines []Deadline
}

// UsesOf tells what a decision is used for.
func (s *Service) UsesOf(ctx context.Context, by person.User, id decision.ID) (uses Uses, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		uses.Campaigns, err = database.All[Campaign](campaignsVisibleTo(tx, by).
			Narrow("id IN (SELECT campaign_id FROM campaign_decisions WHERE decision_id = ?)", id).Sorted("id"))
		if err != nil {
			return err
		}
		uses.Appeals, err = database.All[Appeal](VisibleTo(tx, by).
			Narrow("id IN (SELECT appeal_id FROM appeal_decisions WHERE decision_id = ?)", id).Sorted("id"))
		if err != nil {
			return err
		}
		uses.Deadlines, err = database.All[Deadline](VisibleTo(tx, by).Narrow("decision_id = ?", id).Sorted("safe_day, id"))
		return err
	})
	return uses, err
}

// mayMove refuses moves that this person cannot approve, and those they have not
// approved yet.
func mayMove(moves []Move, before, after decision.Details, approved bool) error {
	seen := visiblyMoved(moves)
	if slices.ContainsFunc(seen, func(m Move) bool { return m.Campaign == "" }) {
		var wrong problem.Fields
		for _, field := range before.StartsChanged(after) {
			wrong.Add(field, "deadline.moves_elsewhere")
		}
		return wrong.Err()
	}
	if len(seen) > 0 && !approved {
		return &MovesError{Moves: seen}
	}
	return nil
}

// movesTo makes the open deadlines of a decision run from another day, or end
// when no day is left. Those of campaigns that are not for this person have no
// campaign's title.
func movesTo(tx database.Tx, by person.User, id decision.ID, rule deadline.Rule, on calendar.Day, trigger string) ([]Move, error) {
	open, err := database.All[Deadline](openOf(tx, id).Sorted("id"))
	if err != nil {
		return nil, err
	}
	titles, err := titlesOf(tx, by)
	if err != nil {
		return nil, err
	}
	moves := make([]Move, len(open))
	for i, kept := range open {
		after := kept
		after.run(rule, on, trigger)
		moves[i] = Move{Deadline: kept, Campaign: titles[kept.CampaignID], After: after}
	}
	return moves, nil
}

// visiblyMoved leaves out the deadlines whose days stay the same.
func visiblyMoved(moves []Move) (seen []Move) {
	for _, m := range moves {
		if m.Deadline.LastDay != m.After.LastDay || m.Deadline.SafeDay != m.After.SafeDay {
			seen = append(seen, m)
		}
	}
	return seen
}

func moveDeadline(tx database.Tx, by person.User, move Move) error {
	after := move.After
	if after.LastDay.IsZero() {
		return lapse(tx, by, move.Deadline)
	}
	after.Version++
	err := tx.Narrow("status = ?", Open).Narrow("version = ?", move.Deadline.Version).
		Write(&after, "Rule", "RuleSet", "TriggerKind", "TriggeredOn", "LastDay", "SafeDay", "Version")
	if err != nil {
		return err
	}
	return audit.Record(tx, by, audit.Act{
		Action: "deadline.moved", Subject: string(after.ID), Campaign: string(after.CampaignID),
		Detail: map[string]string{"from": move.Deadline.LastDay.String(), "to": after.LastDay.String()},
	})
}

// lapse ends a deadline whose trigger was taken away; it stays in the record.
func lapse(tx database.Tx, by person.User, d Deadline) error {
	d.Status, d.EndedBy, d.EndedAt, d.Version = Cancelled, by.ActorID(), &tx.Now, d.Version+1
	err := tx.Narrow("status = ?", Open).Write(&d, "Status", "EndedBy", "EndedAt", "Version")
	if err != nil {
		return err
	}
	return audit.Record(tx, by, audit.Act{
		Action: "deadline.lapsed", Subject: string(d.ID), Campaign: string(d.CampaignID),
		Detail: map[string]string{"from": d.LastDay.String()},
	})
}
