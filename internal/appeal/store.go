// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// VisibleTo narrows rows that have a campaign_id to the campaigns this person
// was let into.
func VisibleTo(tx database.Tx, by person.User) database.Tx {
	return tx.Narrow("campaign_id IN (SELECT campaign_id FROM accesses WHERE user_id = ?)", by.ID)
}

// FindCampaign gives a campaign this person was let into; to anybody else it
// does not exist.
func FindCampaign(tx database.Tx, by person.User, id CampaignID) (Campaign, error) {
	return database.First[Campaign](campaignsVisibleTo(tx, by), "id = ?", id)
}

func campaignsVisibleTo(tx database.Tx, by person.User) database.Tx {
	return tx.Narrow("id IN (SELECT campaign_id FROM accesses WHERE user_id = ?)", by.ID)
}

// Find gives an appeal of a campaign this person was let into.
func Find(tx database.Tx, by person.User, id ID) (Appeal, error) {
	return database.First[Appeal](VisibleTo(tx, by), "id = ?", id)
}

// Decisions lists the decisions an appeal contests.
func Decisions(tx database.Tx, id ID) ([]decision.Decision, error) {
	return database.All[decision.Decision](tx.
		Narrow("id IN (SELECT decision_id FROM appeal_decisions WHERE appeal_id = ?)", id).Sorted("commune_code, number, id"))
}

// Counsels lists the lawyers of an appeal, in the order they were entered.
func Counsels(tx database.Tx, id ID) ([]Counsel, error) {
	return database.All[Counsel](tx.Narrow("appeal_id = ?", id).Sorted("id"))
}

// EventsOf lists the events of an appeal, the earliest first; those whose day is
// unknown come last, in the order they were entered.
func EventsOf(tx database.Tx, id ID) ([]Event, error) {
	return database.All[Event](tx.Narrow("appeal_id = ?", id).Sorted("happened_on IS NULL, happened_on, id"))
}
