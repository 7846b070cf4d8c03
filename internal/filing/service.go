// SPDX-License-Identifier: AGPL-3.0-only

package filing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/pdf"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

// Service is what can be done with filings.
type Service struct {
	db    *database.DB
	vault *storage.Vault
}

// NewService works on this database and keeps sealed documents in this vault.
func NewService(db *database.DB, vault *storage.Vault) *Service {
	return &Service{db: db, vault: vault}
}

// Shelf is what a campaign has filed or prepares to file.
type Shelf struct {
	Campaign appeal.Campaign
	Appeals  []appeal.Appeal // those for which a document can be made
	Filings  []Filing        // the latest first
}

// Of lists the filings of a campaign.
func (s *Service) Of(ctx context.Context, by person.User, campaign appeal.CampaignID) (shelf Shelf, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		if shelf.Campaign, err = appeal.FindCampaign(tx, by, campaign); err != nil {
			return err
		}
		if shelf.Appeals, err = appealsToFile(tx, campaign); err != nil {
			return err
		}
		shelf.Filings, err = ofCampaign(tx, campaign)
		return err
	})
	return shelf, err
}

// OfAppeal lists the filings of one appeal, the latest first.
func (s *Service) OfAppeal(ctx context.Context, by person.User, id appeal.ID) (filings []Filing, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		filings, err = database.All[Filing](appeal.VisibleTo(tx, by).Narrow("appeal_id = ?", id).Sorted("id DESC"))
		return err
	})
	return filings, err
}

// Find gives a filing with everything it is made from. It names co-plaintiffs,
// so the journal keeps who read it.
func (s *Service) Find(ctx context.Context, by person.User, id ID) (c Case, err error) {
	return s.reading(ctx, by, id, "filing.read")
}

// reading reads a case and leaves a trace of it.
func (s *Service) reading(ctx context.Context, by person.User, id ID, action string) (c Case, err error) {
	err = s.db.InTx(ctx, func(tx database.Tx) error {
		f, err := find(tx, by, id)
		if err != nil {
			return err
		}
		if c, err = caseOf(tx, by, f); err != nil {
			return err
		}
		return audit.Record(tx, by, act(action, f))
	})
	return c, err
}

// Add drafts the document of an appeal, with the text that the case file
// already allows. The id comes with the form: the same form sent twice makes
// one draft.
func (s *Service) Add(ctx context.Context, by person.User, id ID, to appeal.ID, title string) error {
	if !by.MayWrite() {
		return errForbidden
	}
	if err := uuid.Validate(string(id)); err != nil {
		return errNotFound.Because(err)
	}
	err := s.db.InTx(ctx, func(tx database.Tx) error {
		if _, err := find(tx, by, id); problem.CodeOf(err) != problem.NotFound {
			return err // nil: this form was sent before
		}
		f, err := draft(tx, by, id, to, title)
		if err != nil {
			return err
		}
		if err := tx.Add(&f); err != nil {
			return err
		}
		return audit.Record(tx, by, act("filing.drafted", f))
	})
	if errors.Is(err, database.ErrDuplicate) { // the same form got in at the same moment
		return s.db.Read(ctx, func(tx database.Tx) error {
			_, err := find(tx, by, id)
			return err
		})
	}
	return err
}

func draft(tx database.Tx, by person.User, id ID, to appeal.ID, title string) (f Filing, err error) {
	of, err := appeal.Find(tx, by, to)
	if problem.CodeOf(err) == problem.NotFound {
		return f, problem.Fields{{Name: "appeal", Key: "filing.appeal_unknown"}}.Err()
	}
	if err != nil {
		return f, err
	}
	f = Filing{
		ID: id, CampaignID: of.CampaignID, AppealID: to, Text: Text{Title: title},
		Status: Draft, Version: 1, CreatedBy: by.ActorID(), CreatedAt: tx.Now,
	}
	known := false
	if f.Kind, known = kindOf[of.Kind]; !known {
		return f, problem.Fields{{Name: "appeal", Key: "filing.appeal_kind"}}.Err()
	}
	f.clean()
	if err := f.check(); err != nil {
		return f, err
	}
	c, err := caseOf(tx, by, f)
	if err != nil {
		return f, err
	}
	f.Text, err = propose(c, calendar.Today(tx.Now))
	return f, err
}

// Edit keeps what was typed into a draft; version is the one that was read. A
// sealed filing is refused, and so is a draft that somebody else changed
// meanwhile, unless it already holds exactly this text.
func (s *Service) Edit(ctx context.Context, by person.User, id ID, version int, text Text) error {
	if !by.MayWrite() {
		return errForbidden
	}
	text.clean()
	if err := text.check(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx database.Tx) error {
		f, err := find(tx, by, id)
		if err != nil {
			return err
		}
		switch {
		case f.Sealed():
			return errSealed
		case f.Version == version+1 && f.Text == text:
			return nil // the same form, sent twice
		}
		f.Text, f.Version = text, version+1
		if err := saveText(tx.Narrow("version = ?", version), f); err != nil {
			return err
		}
		return audit.Record(tx, by, act("filing.edited", f))
	})
}

// Preview is the document as it would be now, marked as a draft on every page
// unless it is sealed. It leaves the house, so the journal keeps it.
func (s *Service) Preview(ctx context.Context, by person.User, id ID) (Filing, pdf.Rendered, error) {
	c, err := s.reading(ctx, by, id, "filing.previewed")
	if err != nil {
		return c.Filing, pdf.Rendered{}, err
	}
	if c.Sealed() {
		return c.Filing, pdf.Rendered{}, errSealed
	}
	page, _, err := compose(c, time.Time{})
	if err != nil {
		return c.Filing, pdf.Rendered{}, err
	}
	rendered, err := page.Render(ctx)
	return c.Filing, rendered, err
}

// OpenFile gives the sealed document, byte for byte: one that is not what was
// sealed is refused. The journal keeps who took it.
func (s *Service) OpenFile(ctx context.Context, by person.User, id ID) (f Filing, content []byte, err error) {
	err = s.db.InTx(ctx, func(tx database.Tx) error {
		if f, err = find(tx, by, id); err != nil {
			return err
		}
		if !f.Sealed() {
			return errNotSealed
		}
		return audit.Record(tx, by, act("filing.file_read", f))
	})
	if err != nil {
		return f, nil, err
	}
	content, err = s.bytes(ctx, f.File)
	return f, content, err
}

func (s *Service) bytes(ctx context.Context, file storage.File) ([]byte, error) {
	kept, err := s.vault.Open(ctx, file)
	if err != nil {
		return nil, fmt.Errorf("opening a sealed filing: %w", err)
	}
	defer kept.Close()
	content, err := io.ReadAll(kept)
	if err != nil {
		return nil, fmt.Errorf("reading a sealed filing: %w", err)
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != file.FileSHA256 {
		return nil, fmt.Errorf("reading a sealed filing: %w", storage.ErrAltered)
	}
	return content, nil
}

func act(action string, f Filing) audit.Act {
	return audit.Act{
		Action: action, Subject: string(f.ID), Campaign: string(f.CampaignID),
		Detail: map[string]string{"kind": string(f.Kind), "appeal": string(f.AppealID)},
	}
}
