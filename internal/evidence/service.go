// SPDX-License-Identifier: AGPL-3.0-only

package evidence

import (
	"context"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

var (
	errForbidden    = problem.New(problem.Forbidden, "exhibit.forbidden")
	errNotFound     = problem.New(problem.NotFound, "problem.not_found")
	errWithdrawn    = problem.New(problem.Conflict, "exhibit.withdrawn_already")
	errNotWithdrawn = problem.New(problem.Conflict, "exhibit.not_withdrawn")
	errSameInUse    = problem.New(problem.Conflict, "exhibit.same_in_use") // Number
)

// Service is what can be done with exhibits.
type Service struct {
	db    *database.DB
	vault *storage.Vault
}

// NewService keeps the register in this database and the files in this vault.
func NewService(db *database.DB, vault *storage.Vault) *Service {
	return &Service{db: db, vault: vault}
}

// PageLength is how many exhibits one page of the register holds.
const PageLength = 100

// Book is one page of a campaign's register.
type Book struct {
	Campaign appeal.Campaign
	Exhibits []Exhibit
	All      int // on all pages, withdrawn ones included
	Next     int // the number that the next exhibit will probably get
}

// Register opens a page, counted from 1, of a campaign's register.
func (s *Service) Register(ctx context.Context, by person.User, campaign appeal.CampaignID, page int) (book Book, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		if book.Campaign, err = appeal.FindCampaign(tx, by, campaign); err != nil {
			return err
		}
		exhibits := ofCampaign(tx, campaign)
		if book.All, err = database.Count[Exhibit](exhibits); err != nil {
			return err
		}
		last, err := lastNumber(tx, campaign)
		if err != nil {
			return err
		}
		book.Next = last + 1
		book.Exhibits, err = database.All[Exhibit](exhibits.Sorted("number").Page(PageLength, PageLength*(max(1, page)-1)))
		return err
	})
	return book, err
}

// Sheet is all there is to know of one exhibit.
type Sheet struct {
	Exhibit
	Campaign appeal.Campaign
	Custody  []audit.Entry // what was done to it, the latest first
}

const custodyMax = 100

// Find gives one exhibit with its custody.
func (s *Service) Find(ctx context.Context, by person.User, id ID) (sheet Sheet, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		if sheet.Exhibit, err = find(tx, by, id); err != nil {
			return err
		}
		if sheet.Campaign, err = appeal.FindCampaign(tx, by, sheet.CampaignID); err != nil {
			return err
		}
		sheet.Custody, err = audit.About(tx, string(id), custodyMax)
		return err
	})
	return sheet, err
}

// Edit corrects the title, the date, the author or the source.
func (s *Service) Edit(ctx context.Context, by person.User, id ID, version int, details Details) error {
	return s.change(ctx, by, id, version, func(tx database.Tx, e *Exhibit) error {
		if err := details.check(calendar.Today(tx.Now)).Err(); err != nil {
			return err
		}
		e.Details = details
		if err := saveDetails(tx.Narrow("version = ?", version), *e); err != nil {
			return err
		}
		return audit.Record(tx, by, act("exhibit.edited", *e))
	})
}

// Withdraw takes an exhibit out of use and says why; its line, its number and
// its file stay.
func (s *Service) Withdraw(ctx context.Context, by person.User, id ID, version int, reason string) error {
	return s.change(ctx, by, id, version, func(tx database.Tx, e *Exhibit) error {
		if e.Withdrawn() {
			return errWithdrawn
		}
		if err := checkReason(&reason); err != nil {
			return err
		}
		e.WithdrawnAt, e.WithdrawnReason = &tx.Now, reason
		if err := saveWithdrawal(tx.Narrow("version = ?", version).Narrow("withdrawn_at IS NULL"), *e); err != nil {
			return err
		}
		return audit.Record(tx, by, act("exhibit.withdrawn", *e))
	})
}

// Restore puts a withdrawn exhibit back into use, unless the same bytes have
// come in again under another number meanwhile.
func (s *Service) Restore(ctx context.Context, by person.User, id ID, version int) error {
	return s.change(ctx, by, id, version, func(tx database.Tx, e *Exhibit) error {
		if !e.Withdrawn() {
			return errNotWithdrawn
		}
		same, found, err := sameFile(tx, e.CampaignID, e.FileSHA256)
		if err != nil {
			return err
		}
		if found {
			return errSameInUse.With("Number", same.Number)
		}
		e.WithdrawnAt, e.WithdrawnReason = nil, ""
		if err := saveWithdrawal(tx.Narrow("version = ?", version).Narrow("withdrawn_at IS NOT NULL"), *e); err != nil {
			return err
		}
		return audit.Record(tx, by, act("exhibit.restored", *e))
	})
}

// change runs one act on an exhibit whose version is the one that was read.
func (s *Service) change(ctx context.Context, by person.User, id ID, version int, work func(database.Tx, *Exhibit) error) error {
	if !by.MayWrite() {
		return errForbidden
	}
	return s.db.InTx(ctx, func(tx database.Tx) error {
		e, err := find(tx, by, id)
		if err != nil {
			return err
		}
		e.Version = version + 1
		return work(tx, &e)
	})
}

// OpenFile gives the document to read; the journal keeps who took it.
func (s *Service) OpenFile(ctx context.Context, by person.User, id ID) (e Exhibit, content *storage.Content, err error) {
	err = s.db.InTx(ctx, func(tx database.Tx) (err error) {
		if e, err = find(tx, by, id); err != nil {
			return err
		}
		return audit.Record(tx, by, act("exhibit.file_read", e))
	})
	if err != nil {
		return e, nil, err
	}
	content, err = s.vault.Open(ctx, e.File)
	return e, content, err
}
