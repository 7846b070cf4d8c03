// SPDX-License-Identifier: AGPL-3.0-only

package coplaintiff

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

var errStillRepresents = problem.New(problem.Conflict, "coplaintiff.still_represents")

// GiveRole gives a co-plaintiff a role in an appeal of the same campaign, under
// the id that the form carried. A new single representative takes the place of
// the present one, whose role ends the day the new one begins (today when nobody
// knows that day) and stays in the history: the court writes to one person only
// (CJA R411-5).
func (s *Service) GiveRole(ctx context.Context, by person.User, id RoleID, to ID, grant Grant) error {
	if !by.MayWrite() {
		return errForbidden
	}
	if err := uuid.Validate(string(id)); err != nil {
		return errNotFound.Because(err)
	}
	err := s.db.InTx(ctx, func(tx database.Tx) error {
		c, err := findToChange(tx, by, to)
		if err != nil {
			return err
		}
		twice, err := database.Count[Role](tx.Narrow("id = ?", id).Narrow("co_plaintiff_id = ?", to))
		if twice > 0 || err != nil {
			return err
		}
		if err := grant.allowed(tx, by, c); err != nil {
			return err
		}
		return give(tx, by, c, Role{
			ID: id, CoPlaintiffID: to, AppealID: grant.AppealID, Kind: grant.Kind, SinceOn: grant.SinceOn,
			CreatedBy: by.ActorID(), CreatedAt: tx.Now,
		})
	})
	if errors.Is(err, database.ErrDuplicate) {
		return database.Stale().Because(err) // somebody chose another representative at the same moment
	}
	return err
}

// allowed gathers all that stands against the grant.
func (g Grant) allowed(tx database.Tx, by person.User, c CoPlaintiff) error {
	roles, err := presentRoles(tx, c.ID)
	if err != nil {
		return err
	}
	party := Party{CoPlaintiff: c, Roles: inAppeal(roles, g.AppealID)}
	wrong := g.check(party, calendar.Today(tx.Now))
	found, err := appeal.Find(tx, by, g.AppealID)
	if err != nil && problem.CodeOf(err) != problem.NotFound {
		return err
	}
	if found.CampaignID != c.CampaignID {
		wrong.Add("appeal", "coplaintiff.appeal_missing")
	}
	return wrong.Err()
}

func give(tx database.Tx, by person.User, c CoPlaintiff, role Role) error {
	if role.Kind == SingleRepresentative {
		if err := relieve(tx, by, c.CampaignID, role); err != nil {
			return err
		}
	}
	if err := tx.Add(&role); err != nil {
		return err
	}
	return recordRole(tx, by, "coplaintiff.role_given", c.CampaignID, role)
}

// relieve ends the role of the present single representative, if there is one,
// on the day the next one begins.
func relieve(tx database.Tx, by person.User, campaign appeal.CampaignID, next Role) error {
	earlier, err := representative(tx, next.AppealID)
	if err != nil || earlier.ID == "" {
		return err
	}
	if !next.SinceOn.IsZero() && next.SinceOn.Before(earlier.SinceOn) {
		var wrong problem.Fields
		wrong.Add("since_on", "coplaintiff.before_representative", "Since", earlier.SinceOn)
		return wrong.Err()
	}
	earlier.UntilOn, earlier.Ended = next.SinceOn, true
	if next.SinceOn.IsZero() {
		earlier.UntilOn = calendar.Today(tx.Now)
	}
	if err := saveEnd(tx, earlier); err != nil {
		return err
	}
	return recordRole(tx, by, "coplaintiff.role_ended", campaign, earlier)
}

// EndRole ends a role on a day, zero when nobody knows it; the role stays in the
// history. A claimant who is the single representative must be replaced first.
func (s *Service) EndRole(ctx context.Context, by person.User, of ID, id RoleID, on calendar.Day) error {
	if !by.MayWrite() {
		return errForbidden
	}
	return s.db.InTx(ctx, func(tx database.Tx) error {
		c, err := findToChange(tx, by, of)
		if err != nil {
			return err
		}
		role, err := database.First[Role](tx.Narrow("co_plaintiff_id = ?", of), "id = ?", id)
		if err != nil {
			return err
		}
		if role.Ended && role.UntilOn == on {
			return nil // the same form, sent twice
		}
		return end(tx, by, c, role, on)
	})
}

func end(tx database.Tx, by person.User, c CoPlaintiff, role Role, on calendar.Day) error {
	if err := mayEnd(tx, role); err != nil {
		return err
	}
	if err := role.end(on, calendar.Today(tx.Now)); err != nil {
		return err
	}
	if err := saveEnd(tx, role); err != nil {
		return err
	}
	return recordRole(tx, by, "coplaintiff.role_ended", c.CampaignID, role)
}

// mayEnd keeps the single representative among the claimants (CJA R411-5).
func mayEnd(tx database.Tx, role Role) error {
	if role.Kind != Claimant || role.Ended {
		return nil
	}
	chosen, err := representative(tx, role.AppealID)
	if err == nil && chosen.CoPlaintiffID == role.CoPlaintiffID {
		return errStillRepresents
	}
	return err
}

func recordRole(tx database.Tx, by person.User, action string, campaign appeal.CampaignID, role Role) error {
	return audit.Record(tx, by, audit.Act{
		Action: action, Subject: string(role.CoPlaintiffID), Campaign: string(campaign),
		Detail: map[string]string{"role": string(role.Kind), "appeal": string(role.AppealID)},
	})
}
