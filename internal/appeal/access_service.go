// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"context"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

var errLastAccess = problem.New(problem.Conflict, "access.last_writer")

// Member is somebody who sees a campaign, with the account behind the access.
type Member struct {
	Access Access
	User   person.User
	Last   bool // the only active account that may write here: its access stays
}

// Accesses lists who sees a campaign, and the accounts that could be let in;
// the latter only for those who may do it.
func (s *Service) Accesses(ctx context.Context, by person.User, id CampaignID) (members []Member, others []person.User, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) error {
		if _, err := FindCampaign(tx, by, id); err != nil {
			return err
		}
		given, err := accessesOf(tx, id)
		if err != nil {
			return err
		}
		users, err := database.All[person.User](tx.Sorted("lower(name), id"))
		if err != nil {
			return err
		}
		members, others = membersOf(given, users)
		if !by.MayWrite() {
			others = nil
		}
		return nil
	})
	return members, others, err
}

func membersOf(given []Access, users []person.User) (members []Member, others []person.User) {
	byUser, writers := map[person.ID]Access{}, 0
	for _, access := range given {
		byUser[access.UserID] = access
	}
	for _, user := range users {
		access, in := byUser[user.ID]
		switch {
		case in:
			members = append(members, Member{Access: access, User: user})
			if user.MayWrite() && user.Active() {
				writers++
			}
		case user.Active():
			others = append(others, user)
		}
	}
	for i, m := range members {
		members[i].Last = writers == 1 && m.User.MayWrite() && m.User.Active()
	}
	return members, others
}

// GiveAccess lets an account into a campaign; giving it twice changes nothing.
func (s *Service) GiveAccess(ctx context.Context, by person.User, id CampaignID, to person.ID) error {
	return s.inCampaign(ctx, by, id, func(tx database.Tx, _ Campaign) error {
		user, err := person.ByID(tx, to)
		if problem.CodeOf(err) == problem.NotFound || err == nil && !user.Active() {
			var wrong problem.Fields
			wrong.Add("user", "access.user_unknown")
			return wrong.Err()
		}
		if err != nil {
			return err
		}
		given, err := database.Count[Access](tx.Narrow("campaign_id = ?", id).Narrow("user_id = ?", to))
		if err != nil || given > 0 {
			return err
		}
		if err := keepAccess(tx, by, id, to); err != nil {
			return err
		}
		return audit.Record(tx, by, audit.Act{Action: "access.given", Subject: string(to), Campaign: string(id)})
	})
}

// TakeAccess closes a campaign to an account. The last active account that may
// write there keeps its access: nobody could otherwise let anyone in again.
func (s *Service) TakeAccess(ctx context.Context, by person.User, id CampaignID, from person.ID) error {
	return s.inCampaign(ctx, by, id, func(tx database.Tx, campaign Campaign) error {
		// Two people who take each other's access at the same moment must meet:
		// both write the campaign's row first.
		if _, err := tx.Exec("UPDATE campaigns SET version = version WHERE id = ?", campaign.ID); err != nil {
			return err
		}
		taken, err := database.Remove[Access](tx.Narrow("campaign_id = ?", id).Narrow("user_id = ?", from))
		if err != nil {
			return err
		}
		if taken == 0 {
			return errNotFound
		}
		left, err := database.Count[person.User](tx.Narrow("role IN ?", []person.Role{person.Coordinator, person.Lawyer}).
			Narrow("disabled_at IS NULL").Narrow("id IN (SELECT user_id FROM accesses WHERE campaign_id = ?)", id))
		if err != nil {
			return err
		}
		if left == 0 {
			return errLastAccess
		}
		return audit.Record(tx, by, audit.Act{Action: "access.taken", Subject: string(from), Campaign: string(id)})
	})
}
