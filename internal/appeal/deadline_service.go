// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"context"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/typed"
)

var errDeadlineClosed = problem.New(problem.Conflict, "deadline.already_closed")

// DeadlineSheet is one deadline with what it is about.
type DeadlineSheet struct {
	Deadline
	Campaign Campaign
	Decision decision.Decision
	Appeals  []Appeal // those of the campaign that contest the decision
}

// Deadline gives one deadline of a campaign this person was let into.
func (s *Service) Deadline(ctx context.Context, by person.User, id DeadlineID) (sheet DeadlineSheet, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		if sheet.Deadline, err = database.First[Deadline](VisibleTo(tx, by), "id = ?", id); err != nil {
			return err
		}
		if sheet.Campaign, err = FindCampaign(tx, by, sheet.CampaignID); err != nil {
			return err
		}
		if sheet.Decision, err = decision.Find(tx, sheet.DecisionID); err != nil {
			return err
		}
		sheet.Appeals, err = contesting(tx, sheet.CampaignID, sheet.DecisionID)
		return err
	})
	return sheet, err
}

// Deadlines lists the deadlines of a campaign, open ones first, then by day.
func (s *Service) Deadlines(ctx context.Context, by person.User, id CampaignID) (sheets []DeadlineSheet, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) error {
		campaign, err := FindCampaign(tx, by, id)
		if err != nil {
			return err
		}
		kept, err := database.All[Deadline](tx.Narrow("campaign_id = ?", id).
			Sorted("CASE status WHEN 'open' THEN 0 ELSE 1 END, safe_day, id"))
		if err != nil {
			return err
		}
		// A decision that was taken out of the campaign leaves its closed
		// deadlines behind, so the decisions are found through these.
		about, err := database.All[decision.Decision](tx.
			Narrow("id IN (SELECT decision_id FROM deadlines WHERE campaign_id = ?)", id))
		if err != nil {
			return err
		}
		byID := map[decision.ID]decision.Decision{}
		for _, d := range about {
			byID[d.ID] = d
		}
		for _, d := range kept {
			sheets = append(sheets, DeadlineSheet{Deadline: d, Campaign: campaign, Decision: byID[d.DecisionID]})
		}
		return nil
	})
	return sheets, err
}

// Close ends a deadline: met, with what was filed and when, or cancelled, with
// why. The reason is required, and kept for ever.
func (s *Service) Close(ctx context.Context, by person.User, id DeadlineID, version int, how DeadlineStatus, reason string) error {
	reason = typed.Lines(reason)
	return s.onceInTx(ctx, func(tx database.Tx) error {
		kept, err := database.First[Deadline](VisibleTo(tx, by), "id = ?", id)
		if err != nil {
			return err
		}
		if !by.MayWrite() {
			return errForbidden
		}
		if err := checkClosing(how, reason); err != nil {
			return err
		}
		if kept.Status != Open {
			return errDeadlineClosed
		}
		kept.Status, kept.Reason, kept.EndedBy, kept.EndedAt, kept.Version = how, reason, by.ActorID(), &tx.Now, version+1
		err = tx.Narrow("status = ?", Open).Narrow("version = ?", version).
			Write(&kept, "Status", "Reason", "EndedBy", "EndedAt", "Version")
		if err != nil {
			return err
		}
		return audit.Record(tx, by, audit.Act{
			Action: "deadline.closed", Subject: string(id), Campaign: string(kept.CampaignID),
			Detail: map[string]string{"how": string(how)},
		})
	})
}

func checkClosing(how DeadlineStatus, reason string) error {
	var wrong problem.Fields
	if how != Met && how != Cancelled {
		wrong.Add("how", "deadline.how_missing")
	}
	if reason == "" {
		wrong.Add("reason", "deadline.reason_missing")
	}
	typed.Check(&wrong, "reason", reason, maxText)
	return wrong.Err()
}
