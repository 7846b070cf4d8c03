// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
)

func openOf(tx database.Tx, id decision.ID) database.Tx {
	return tx.Narrow("decision_id = ?", id).Narrow("status = ?", Open)
}

func campaignsOf(tx database.Tx, id decision.ID) ([]CampaignID, error) {
	return database.Query[CampaignID](tx, "SELECT campaign_id FROM campaign_decisions WHERE decision_id = ? ORDER BY campaign_id", id)
}

// titlesOf names the campaigns that this person may see.
func titlesOf(tx database.Tx, by person.User) (map[CampaignID]string, error) {
	campaigns, err := database.All[Campaign](campaignsVisibleTo(tx, by))
	titles := map[CampaignID]string{}
	for _, c := range campaigns {
		titles[c.ID] = c.Title
	}
	return titles, err
}

// openDeadlines opens the ordinary limit to appeal (CJA R421-1, R421-2) in each campaign
// that has none for this decision yet. One that somebody closed is not opened
// again; one that lapsed for want of a date is.
func openDeadlines(tx database.Tx, by person.User, campaigns []CampaignID, d decision.Decision) error {
	on, trigger := d.StartsOn()
	if on.IsZero() {
		return nil
	}
	for _, campaign := range campaigns {
		known, err := database.Count[Deadline](tx.Narrow("campaign_id = ?", campaign).Narrow("decision_id = ?", d.ID).
			Narrow("rule = ?", d.Rule().ID).Narrow("NOT (status = ? AND reason = '')", Cancelled))
		if err != nil {
			return err
		}
		if known > 0 {
			continue
		}
		id, err := newID()
		if err != nil {
			return err
		}
		opened := Deadline{
			ID: DeadlineID(id), CampaignID: campaign, DecisionID: d.ID, Status: Open,
			CreatedBy: by.ActorID(), Version: 1, CreatedAt: tx.Now,
		}
		opened.run(d.Rule(), on, trigger)
		if err := tx.Add(&opened); err != nil {
			return err
		}
		err = audit.Record(tx, by, audit.Act{
			Action: "deadline.opened", Subject: id, Campaign: string(campaign),
			Detail: map[string]string{"to": opened.LastDay.String()},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
