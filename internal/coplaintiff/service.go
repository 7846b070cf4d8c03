// SPDX-License-Identifier: AGPL-3.0-only

package coplaintiff

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

var (
	errForbidden = problem.New(problem.Forbidden, "coplaintiff.forbidden")
	errNotFound  = problem.New(problem.NotFound, "problem.not_found")
)

// Service is what can be done with co-plaintiffs and their roles.
type Service struct{ db *database.DB }

// NewService works on this database.
func NewService(db *database.DB) *Service { return &Service{db: db} }

// PageLength is how many co-plaintiffs one page of a list holds.
const PageLength = 50

// Filter narrows a list; what is empty does not narrow. Page counts from 1.
type Filter struct {
	Appeal  appeal.ID
	Role    RoleKind
	Missing Fact
	Page    int
}

// List is one page of a campaign's co-plaintiffs, by number, with their present
// roles, and what the page says around it.
type List struct {
	Campaign appeal.Campaign
	Appeals  []appeal.Appeal // those of the campaign, to name roles and to filter
	Parties  []Party
	Found    int // that meet the filter, on all pages
	All      int // in the campaign
	Complete int // in the campaign, with no missing fact
	// Unrepresented are the appeals that several claimants bring without a single
	// representative and without a lawyer (CJA R411-5).
	Unrepresented []appeal.ID
}

// Of lists a campaign's co-plaintiffs. The journal keeps who looked.
func (s *Service) Of(ctx context.Context, by person.User, campaign appeal.CampaignID, filter Filter) (list List, err error) {
	err = s.db.InTx(ctx, func(tx database.Tx) (err error) {
		if list, err = read(tx, by, campaign, filter); err != nil {
			return err
		}
		return audit.Record(tx, by, audit.Act{Action: "coplaintiff.listed", Subject: string(campaign), Campaign: string(campaign)})
	})
	return list, err
}

func read(tx database.Tx, by person.User, campaign appeal.CampaignID, filter Filter) (list List, err error) {
	if list.Campaign, err = appeal.FindCampaign(tx, by, campaign); err != nil {
		return list, err
	}
	if list.Appeals, err = appealsOf(tx, by, campaign); err != nil {
		return list, err
	}
	everyone := narrowed(tx, campaign, Filter{})
	if list.All, err = database.Count[CoPlaintiff](everyone); err != nil {
		return list, err
	}
	lacking, err := database.Count[CoPlaintiff](incomplete(everyone))
	if err != nil {
		return list, err
	}
	list.Complete = list.All - lacking
	if list.Unrepresented, err = unrepresented(tx, campaign); err != nil {
		return list, err
	}
	chosen := narrowed(tx, campaign, filter)
	if list.Found, err = database.Count[CoPlaintiff](chosen); err != nil {
		return list, err
	}
	people, err := database.All[CoPlaintiff](chosen.Sorted("number").Page(PageLength, PageLength*(max(1, filter.Page)-1)))
	if err != nil {
		return list, err
	}
	list.Parties, err = parties(tx, people)
	return list, err
}

// References gives the reference of each co-plaintiff of a campaign, CP-0001, for
// pages that must name no person. It reads nothing about them, and leaves no trace.
func (s *Service) References(ctx context.Context, by person.User, campaign appeal.CampaignID) (named map[ID]string, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		if _, err = appeal.FindCampaign(tx, by, campaign); err != nil {
			return err
		}
		named, err = references(tx, campaign)
		return err
	})
	return named, err
}

// Sheet is all there is to know of one co-plaintiff.
type Sheet struct {
	Party    // with every role, past ones included
	Campaign appeal.Campaign
	Appeals  []appeal.Appeal
	// Representatives are those of the campaign's appeals, by appeal: who ceases
	// to be one when somebody else is chosen.
	Representatives map[appeal.ID]CoPlaintiff
	// Alike was entered before under the same name and town, and may be the same
	// person; nil when nobody was.
	Alike *CoPlaintiff
}

// Find gives one co-plaintiff. The journal keeps who read the sheet.
func (s *Service) Find(ctx context.Context, by person.User, id ID) (sheet Sheet, err error) {
	err = s.db.InTx(ctx, func(tx database.Tx) (err error) {
		if sheet, err = sheetOf(tx, by, id); err != nil {
			return err
		}
		return audit.Record(tx, by, act("coplaintiff.read", sheet.CoPlaintiff))
	})
	return sheet, err
}

func sheetOf(tx database.Tx, by person.User, id ID) (sheet Sheet, err error) {
	if sheet.CoPlaintiff, err = find(tx, by, id); err != nil {
		return sheet, err
	}
	if sheet.Campaign, err = appeal.FindCampaign(tx, by, sheet.CampaignID); err != nil {
		return sheet, err
	}
	if sheet.Roles, err = rolesOf(tx, id); err != nil {
		return sheet, err
	}
	if sheet.Appeals, err = appealsOf(tx, by, sheet.CampaignID); err != nil {
		return sheet, err
	}
	if sheet.Representatives, err = representatives(tx, sheet.CampaignID); err != nil {
		return sheet, err
	}
	earlier, found, err := alike(tx, sheet.CoPlaintiff)
	if found {
		sheet.Alike = &earlier
	}
	return sheet, err
}

// Add enters a co-plaintiff under the id that the form carried: the same form
// sent twice enters one.
func (s *Service) Add(ctx context.Context, by person.User, id ID, campaign appeal.CampaignID, details Details) error {
	if !by.MayWrite() {
		return errForbidden
	}
	if err := uuid.Validate(string(id)); err != nil {
		return errNotFound.Because(err)
	}
	wrong := details.check().Err()
	err := s.db.InTx(ctx, func(tx database.Tx) error {
		if _, err := appeal.FindCampaign(tx, by, campaign); err != nil {
			return err
		}
		if twice, err := exists(tx, by, id); twice || err != nil {
			return err
		}
		if wrong != nil {
			return wrong
		}
		return add(tx, by, CoPlaintiff{ID: id, CampaignID: campaign, Details: details, Version: 1, CreatedBy: by.ActorID(), CreatedAt: tx.Now})
	})
	return s.unlessKept(ctx, by, id, err)
}

func add(tx database.Tx, by person.User, c CoPlaintiff) (err error) {
	if c.Number, err = nextNumber(tx, c.CampaignID); err != nil {
		return err
	}
	if err := tx.Add(&c); err != nil {
		return err
	}
	return audit.Record(tx, by, act("coplaintiff.added", c))
}

// unlessKept forgives a repeated id when the same form got in at the same moment.
func (s *Service) unlessKept(ctx context.Context, by person.User, id ID, err error) error {
	if !errors.Is(err, database.ErrDuplicate) {
		return err
	}
	return s.db.Read(ctx, func(tx database.Tx) error {
		_, err := find(tx, by, id)
		return err
	})
}

// Edit corrects what is known of a co-plaintiff; the kind stays. A claimant
// keeps a domicile (CJA R411-1).
func (s *Service) Edit(ctx context.Context, by person.User, id ID, version int, details Details) error {
	if !by.MayWrite() {
		return errForbidden
	}
	return s.db.InTx(ctx, func(tx database.Tx) error {
		c, err := findToChange(tx, by, id)
		if err != nil {
			return err
		}
		details.Kind = c.Kind
		wrong := details.check()
		roles, err := presentRoles(tx, id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(roles, func(r Role) bool { return r.Kind == Claimant }) {
			wrong = append(wrong, details.checkClaimant()...)
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		c.Details, c.Version = details, version+1
		if err := save(tx.Narrow("version = ?", version), c); err != nil {
			return err
		}
		return audit.Record(tx, by, act("coplaintiff.edited", c))
	})
}

// act names the co-plaintiff by id and number only: the journal outlives the
// data about the person.
func act(action string, c CoPlaintiff) audit.Act {
	return audit.Act{
		Action: action, Subject: string(c.ID), Campaign: string(c.CampaignID),
		Detail: map[string]string{"reference": c.Reference()},
	}
}
