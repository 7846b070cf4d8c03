// SPDX-License-Identifier: AGPL-3.0-only

package appeal

import (
	"context"
	"errors"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// Service is what can be done with campaigns, appeals and their deadlines.
type Service struct {
	db *database.DB
}

// NewService works on this database.
func NewService(db *database.DB) *Service { return &Service{db: db} }

// AddCampaign opens a campaign and lets its creator in. The id comes from the
// form, so that the same form sent twice makes one campaign.
func (s *Service) AddCampaign(ctx context.Context, by person.User, id CampaignID, details CampaignDetails) error {
	return s.addCampaign(ctx, by, Campaign{ID: id, CampaignDetails: details})
}

// AddDemoCampaign opens a campaign that is removed with the demonstration case.
func (s *Service) AddDemoCampaign(ctx context.Context, by person.User, id CampaignID, details CampaignDetails) error {
	return s.addCampaign(ctx, by, Campaign{ID: id, CampaignDetails: details, Demo: true})
}

func (s *Service) addCampaign(ctx context.Context, by person.User, campaign Campaign) error {
	if !by.MayWrite() {
		return errForbidden
	}
	if err := checkID(campaign.ID); err != nil {
		return err
	}
	campaign.clean()
	if err := campaign.check(); err != nil {
		return err
	}
	return s.onceInTx(ctx, func(tx database.Tx) error {
		if _, err := FindCampaign(tx, by, campaign.ID); problem.CodeOf(err) != problem.NotFound {
			return err // nil: this form was sent before
		}
		campaign.Version, campaign.CreatedAt = 1, tx.Now
		if err := keepCampaign(tx, &campaign); err != nil {
			return err
		}
		if err := keepAccess(tx, by, campaign.ID, by.ID); err != nil {
			return err
		}
		return audit.Record(tx, by, audit.Act{Action: "campaign.added", Subject: string(campaign.ID), Campaign: string(campaign.ID)})
	})
}

// EditCampaign changes what a campaign says of itself.
func (s *Service) EditCampaign(ctx context.Context, by person.User, id CampaignID, version int, details CampaignDetails) error {
	details.clean()
	return s.inCampaign(ctx, by, id, func(tx database.Tx, campaign Campaign) error {
		if err := details.check(); err != nil {
			return err
		}
		if details.Slug == "" {
			details.Slug = campaign.Slug
		}
		campaign.CampaignDetails, campaign.Version = details, version+1
		err := tx.Narrow("version = ?", version).Write(&campaign, "Slug", "Title", "Summary", "Organiser", "Departement", "Version")
		if err != nil {
			return err
		}
		return audit.Record(tx, by, audit.Act{Action: "campaign.edited", Subject: string(id), Campaign: string(id)})
	})
}

// FindCampaign gives a campaign this person was let into.
func (s *Service) FindCampaign(ctx context.Context, by person.User, id CampaignID) (campaign Campaign, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		campaign, err = FindCampaign(tx, by, id)
		return err
	})
	return campaign, err
}

// inCampaign runs one act of writing inside a campaign: a stranger is told that
// it does not exist, a reader that the act is not for them.
func (s *Service) inCampaign(ctx context.Context, by person.User, id CampaignID, act func(database.Tx, Campaign) error) error {
	return s.onceInTx(ctx, func(tx database.Tx) error {
		campaign, err := Writable(tx, by, id)
		if err != nil {
			return err
		}
		return act(tx, campaign)
	})
}

// inAppeal is inCampaign for acts on one appeal.
func (s *Service) inAppeal(ctx context.Context, by person.User, id ID, act func(database.Tx, Appeal) error) error {
	return s.onceInTx(ctx, func(tx database.Tx) error {
		found, err := Find(tx, by, id)
		if err != nil {
			return err
		}
		if !by.MayWrite() {
			return errForbidden
		}
		return act(tx, found)
	})
}

// Writable gives a campaign that this person may change: a stranger is told
// that it does not exist, a reader that the act is not for them.
func Writable(tx database.Tx, by person.User, id CampaignID) (Campaign, error) {
	campaign, err := FindCampaign(tx, by, id)
	if err == nil && !by.MayWrite() {
		err = errForbidden
	}
	return campaign, err
}

// onceInTx is one unit of work in which the loser of a race for the same row
// looks again: it then finds the winner's row, and does nothing twice.
func (s *Service) onceInTx(ctx context.Context, work func(database.Tx) error) error {
	err := s.db.InTxAgain(ctx, work)
	if errors.Is(err, database.ErrDuplicate) {
		return errNotFound.Because(err) // the id is taken by something this person cannot see
	}
	return err
}
