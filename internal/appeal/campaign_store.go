// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"strconv"

	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// keepCampaign adds a campaign under a short name of its own: the one of its
// title, with a number behind it where that is taken.
func keepCampaign(tx database.Tx, campaign *Campaign) error {
	base := campaign.Slug
	if base == "" {
		base = slugOf(campaign.Title)
	}
	if base == "" {
		base = "campaign"
	}
	campaign.Slug = base
	for n := 2; ; n++ {
		taken, err := database.Count[Campaign](tx.Narrow("slug = ?", campaign.Slug))
		if err != nil {
			return err
		}
		if taken == 0 {
			return tx.Add(campaign)
		}
		campaign.Slug = base + "-" + strconv.Itoa(n)
	}
}

func keepAccess(tx database.Tx, by person.User, campaign CampaignID, user person.ID) error {
	id, err := newID()
	if err != nil {
		return err
	}
	return tx.Add(&Access{ID: id, CampaignID: campaign, UserID: user, GivenBy: by.ActorID(), CreatedAt: tx.Now})
}

func accessesOf(tx database.Tx, campaign CampaignID) ([]Access, error) {
	return database.All[Access](tx.Narrow("campaign_id = ?", campaign).Sorted("id"))
}

// campaignDecisions lists the decisions of a campaign.
func campaignDecisions(tx database.Tx, campaign CampaignID) ([]decision.Decision, error) {
	return database.All[decision.Decision](tx.
		Narrow("id IN (SELECT decision_id FROM campaign_decisions WHERE campaign_id = ?)", campaign).Sorted("commune_code, number, id"))
}

// keepInCampaign puts a decision in a campaign, and tells whether it was new there.
func keepInCampaign(tx database.Tx, campaign CampaignID, id decision.ID) (added bool, err error) {
	present, err := database.Count[CampaignDecision](tx.Narrow("campaign_id = ?", campaign).Narrow("decision_id = ?", id))
	if err != nil || present > 0 {
		return false, err
	}
	row, err := newID()
	if err != nil {
		return false, err
	}
	return true, tx.Add(&CampaignDecision{ID: row, CampaignID: campaign, DecisionID: id, CreatedAt: tx.Now})
}
