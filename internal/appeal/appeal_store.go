// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"slices"

	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// contesting lists the appeals of a campaign that contest a decision.
func contesting(tx database.Tx, campaign CampaignID, id decision.ID) ([]Appeal, error) {
	return database.All[Appeal](tx.Narrow("campaign_id = ?", campaign).
		Narrow("id IN (SELECT appeal_id FROM appeal_decisions WHERE decision_id = ?)", id).Sorted("id"))
}

// take makes whoever else joins these decisions to a campaign or an appeal, takes
// them out or corrects them wait for the end of this unit of work. The ids come
// sorted, so that no two wait for each other.
func take(tx database.Tx, ids ...decision.ID) error {
	for _, id := range ids {
		if _, err := tx.Exec("UPDATE decisions SET version = version WHERE id = ?", id); err != nil {
			return err
		}
	}
	return nil
}

// contest makes these the decisions that an appeal contests. Each must be one of
// the campaign's.
func contest(tx database.Tx, a Appeal, ids []decision.ID) error {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if err := take(tx, ids...); err != nil {
		return err
	}
	if len(ids) > 0 {
		known, err := database.Count[CampaignDecision](tx.Narrow("campaign_id = ?", a.CampaignID).Narrow("decision_id IN ?", ids))
		if err != nil {
			return err
		}
		if known != len(ids) {
			var wrong problem.Fields
			wrong.Add("decisions", "appeal.decision_elsewhere")
			return wrong.Err()
		}
	}
	if _, err := database.Remove[AppealDecision](tx.Narrow("appeal_id = ?", a.ID)); err != nil {
		return err
	}
	rows := make([]AppealDecision, len(ids))
	for i, id := range ids {
		row, err := newID()
		if err != nil {
			return err
		}
		rows[i] = AppealDecision{ID: row, AppealID: a.ID, DecisionID: id, CreatedAt: tx.Now}
	}
	return database.AddAll(tx, rows)
}

// checkFollows wants the appeal that is followed up to be of the same campaign
// and of an earlier kind, and those that follow this one to remain of a later kind.
func checkFollows(tx database.Tx, a Appeal) error {
	var wrong problem.Fields
	if a.FollowsID != nil {
		parent, err := database.First[Appeal](tx.Narrow("campaign_id = ?", a.CampaignID), "id = ?", *a.FollowsID)
		switch {
		case problem.CodeOf(err) == problem.NotFound:
			wrong.Add("follows", "appeal.follows_unknown")
		case err != nil:
			return err
		case parent.ID == a.ID:
			wrong.Add("follows", "appeal.follows_itself")
		case !a.Kind.MayFollow(parent.Kind):
			wrong.Add("follows", "appeal.follows_later")
		}
	}
	followers, err := database.All[Appeal](tx.Narrow("follows_id = ?", a.ID))
	if err != nil {
		return err
	}
	for _, f := range followers {
		if f.ID != a.ID && !f.Kind.MayFollow(a.Kind) {
			wrong.Add("kind", "appeal.kind_followed")
			break
		}
	}
	return wrong.Err()
}
