// SPDX-License-Identifier: AGPL-3.0-only

package decision

import (
	"context"
	"errors"
	"io"
	"slices"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

var (
	errForbidden   = problem.New(problem.Forbidden, "decision.forbidden")
	errFileAlready = problem.New(problem.Conflict, "decision.file_already")
	errNoFile      = problem.New(problem.NotFound, "decision.no_file")
)

// FileRules say what the file of an act may be.
var FileRules = storage.Rules{Limit: 50 << 20, Types: []storage.Type{storage.PDF, storage.JPEG, storage.PNG}}

// Service is what can be done with the register. Entering and correcting one act
// is not here: that opens and moves deadlines, which later packages see to
// through Add and Change.
type Service struct {
	db    *database.DB
	vault *storage.Vault
}

// NewService works on this database and keeps files in this vault.
func NewService(db *database.DB, vault *storage.Vault) *Service {
	return &Service{db: db, vault: vault}
}

// All gives one page of the register and how many acts the filter leaves.
// Everybody who is signed in may read it.
func (s *Service) All(ctx context.Context, _ person.User, filter Filter) (page []Decision, total int, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		page, total, err = register(tx, filter)
		return err
	})
	return page, total, err
}

// Find gives one act.
func (s *Service) Find(ctx context.Context, _ person.User, id ID) (d Decision, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		d, err = Find(tx, id)
		return err
	})
	return d, err
}

// Family gives the act that this one replaces, nil when there is none, and those
// that replace it.
func (s *Service) Family(ctx context.Context, _ person.User, d Decision) (replaced *Decision, replacing []Decision, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) error {
		if d.ReplacesID != nil {
			found, err := Find(tx, *d.ReplacesID)
			if err != nil {
				return err
			}
			replaced = &found
		}
		replacing, err = database.All[Decision](latestFirst(tx.Narrow("replaces_id = ?", d.ID)))
		return err
	})
	return replaced, replacing, err
}

// OfCommune lists the acts that concern a commune, the latest first.
func (s *Service) OfCommune(ctx context.Context, _ person.User, code string) (list []Decision, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		list, err = OfCommune(tx, code)
		return err
	})
	return list, err
}

// Named lists at most limit acts whose number is the one typed, of any authority.
func (s *Service) Named(ctx context.Context, _ person.User, number string, limit int) (list []Decision, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		list, err = numbered(tx, number, limit)
		return err
	})
	return list, err
}

// Faults adds what else is wrong with details to what could not be read of them,
// so that a form names everything at once. id is that of the act, or of the new one.
func (s *Service) Faults(ctx context.Context, _ person.User, id ID, details Details, unread problem.Fields) (wrong problem.Fields, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) error {
		more, err := faults(tx, &Decision{ID: id, Details: details})
		if details.Departement == "" && slices.ContainsFunc(unread, func(f problem.Field) bool { return f.Name == "commune" }) {
			more = slices.DeleteFunc(more, func(f problem.Field) bool { return f.Name == "departement" }) // the commune would say it
		}
		wrong = addMissing(unread, more)
		return err
	})
	return wrong, err
}

// Journal lists what was done to an act, the latest first. What was done with it
// in a campaign is told there, to those who were let in.
func (s *Service) Journal(ctx context.Context, _ person.User, id ID) (entries []audit.Entry, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		entries, err = audit.About(tx.Narrow("campaign_id = ''"), string(id), 50)
		return err
	})
	return entries, err
}

// AttachFile keeps the act itself: a PDF or a picture of at most 50 MB. An act
// has one file for good, whose SHA-256 proves what was received; a second one is
// refused. The file is kept first and removed again when the row refuses it.
func (s *Service) AttachFile(ctx context.Context, by person.User, id ID, name string, r io.Reader) error {
	if !by.MayWrite() {
		return errForbidden
	}
	d, err := s.Find(ctx, by, id)
	if err != nil {
		return err
	}
	if d.Stored() {
		return errFileAlready
	}
	file, err := s.vault.Keep(ctx, r, name, FileRules)
	if err != nil {
		return err
	}
	d.File = file
	var refused error
	err = s.db.InTx(ctx, func(tx database.Tx) error {
		refused = enterFile(tx, by, d)
		return refused
	})
	if refused != nil {
		return errors.Join(err, s.vault.Remove(context.WithoutCancel(ctx), file))
	}
	// An error of the commit itself may mean that the row was kept after all: the
	// file then stays, and the search for orphans settles it.
	return err
}

func enterFile(tx database.Tx, by person.User, d Decision) error {
	err := saveFile(tx, d)
	if errors.Is(err, database.Stale()) {
		return errFileAlready
	}
	if err != nil {
		return err
	}
	return audit.Record(tx, by, audit.Act{Action: "decision.file_added", Subject: string(d.ID), Detail: map[string]string{"sha256": d.FileSHA256}})
}

// OpenFile gives the act's file to read, and records that it was taken out.
func (s *Service) OpenFile(ctx context.Context, by person.User, id ID) (d Decision, content *storage.Content, err error) {
	d, err = s.Find(ctx, by, id)
	if err != nil {
		return d, nil, err
	}
	if !d.Stored() {
		return d, nil, errNoFile
	}
	content, err = s.vault.Open(ctx, d.File)
	if err != nil {
		return d, nil, err
	}
	err = s.db.InTx(ctx, func(tx database.Tx) error {
		return audit.Record(tx, by, audit.Act{Action: "decision.file_read", Subject: string(id)})
	})
	if err != nil {
		return d, nil, errors.Join(err, content.Close())
	}
	return d, content, nil
}
