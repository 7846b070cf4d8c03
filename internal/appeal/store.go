// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"slices"

	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
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

// EventsOf lists the events of an appeal, the earliest first. One whose day is
// unknown keeps its place behind the one that was entered before it.
func EventsOf(tx database.Tx, id ID) ([]Event, error) {
	events, err := database.All[Event](tx.Narrow("appeal_id = ?", id).Sorted("id"))
	place := make(map[EventID]calendar.Day, len(events))
	var last calendar.Day
	for _, e := range events {
		if !e.HappenedOn.IsZero() {
			last = e.HappenedOn
		}
		place[e.ID] = last
	}
	slices.SortStableFunc(events, func(a, b Event) int { return place[a.ID].Compare(place[b.ID]) })
	return events, err
}
