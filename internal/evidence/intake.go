// SPDX-License-Identifier: AGPL-3.0-only

package evidence

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/calendar"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// errInAlready ends a unit of work that has nothing to do: the same form was
// sent before.
var errInAlready = errors.New("this exhibit is in the register already")

// Add enters a document under the id that the form carried: the same form sent
// twice enters one exhibit. The file is kept first, because files cannot be
// rolled back; then the number is given and the row written. When the row is
// refused, the file goes too.
func (s *Service) Add(ctx context.Context, by person.User, id ID, campaign appeal.CampaignID, details Details, fileName string, r io.Reader) (Exhibit, error) {
	if !by.MayWrite() {
		return Exhibit{}, errForbidden
	}
	if err := uuid.Validate(string(id)); err != nil {
		return Exhibit{}, errNotFound.Because(err)
	}
	err := s.expected(ctx, by, id, campaign, &details, fileName)
	if err == nil {
		err = s.enter(ctx, by, Exhibit{ID: id, CampaignID: campaign, Details: details}, fileName, r)
	}
	if err != nil && !errors.Is(err, errInAlready) {
		return Exhibit{}, err
	}
	return s.entered(ctx, by, id)
}

// expected asks everything that can be asked before the first byte is read.
func (s *Service) expected(ctx context.Context, by person.User, id ID, campaign appeal.CampaignID, details *Details, fileName string) error {
	return s.db.Read(ctx, func(tx database.Tx) error {
		if err := free(tx, by, id, campaign); err != nil {
			return err
		}
		wrong := details.check(calendar.Today(tx.Now))
		if fileName == "" {
			wrong.Add("file", "file.missing")
		}
		return wrong.Err()
	})
}

// free wants a campaign that this person sees, and an id that has not served.
func free(tx database.Tx, by person.User, id ID, campaign appeal.CampaignID) error {
	if _, err := appeal.FindCampaign(tx, by, campaign); err != nil {
		return err
	}
	_, err := find(tx, by, id)
	switch {
	case err == nil:
		return errInAlready
	case problem.CodeOf(err) == problem.NotFound:
		return nil
	}
	return err
}

// enter keeps the file, then the row. An error that does not come from the work
// itself may mean that the row was kept after all: the file then stays, and the
// nightly search for orphans settles it.
func (s *Service) enter(ctx context.Context, by person.User, e Exhibit, fileName string, r io.Reader) error {
	file, err := s.vault.Keep(ctx, r, fileName, FileRules)
	if err != nil {
		return besideFile(err)
	}
	e.File = file
	var refused error
	err = s.db.InTx(ctx, func(tx database.Tx) error {
		refused = register(tx, by, e)
		return refused
	})
	if refused == nil {
		return err
	}
	if gone := s.vault.Remove(context.WithoutCancel(ctx), file); gone != nil {
		return fmt.Errorf("removing a refused file: %w", errors.Join(gone, err))
	}
	return err
}

// register gives the number first, which makes whoever adds to the same
// register wait, and only then looks for the same id and the same bytes.
func register(tx database.Tx, by person.User, e Exhibit) (err error) {
	if e.Number, err = takeNumber(tx, e.CampaignID); err != nil {
		return err
	}
	if err := free(tx, by, e.ID, e.CampaignID); err != nil {
		return err
	}
	same, found, err := sameFile(tx, e.CampaignID, e.FileSHA256)
	if err != nil {
		return err
	}
	if found {
		var wrong problem.Fields
		wrong.Add("file", "exhibit.same_file", "Number", same.Number)
		return wrong.Err()
	}
	e.Version, e.CreatedBy, e.CreatedAt = 1, by.ActorID(), tx.Now
	if err := tx.Add(&e); err != nil {
		return err
	}
	return audit.Record(tx, by, act("exhibit.added", e))
}

func (s *Service) entered(ctx context.Context, by person.User, id ID) (e Exhibit, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		e, err = find(tx, by, id)
		return err
	})
	return e, err
}

// besideFile puts the vault's refusal beside the file's field.
func besideFile(err error) error {
	var refusal *problem.Problem
	if !errors.As(err, &refusal) {
		return err
	}
	return problem.Fields{{Name: "file", Key: refusal.Key, Args: refusal.Args}}.Err()
}

// act names the exhibit by number and fingerprint, never by its title, which may
// name somebody.
func act(action string, e Exhibit) audit.Act {
	return audit.Act{
		Action: action, Subject: string(e.ID), Campaign: string(e.CampaignID),
		Detail: map[string]string{"number": strconv.Itoa(e.Number), "sha256": e.FileSHA256},
	}
}
