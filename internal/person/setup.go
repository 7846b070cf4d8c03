// SPDX-License-Identifier: AGPL-3.0-only

package person

import (
	"context"
	"time"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// setupLink opens the page that creates the first account, once.
type setupLink struct {
	ID        string
	CreatedAt time.Time
}

var errSetupClosed = problem.New(problem.NotFound, "setup.closed")

// OfferSetup makes a fresh one-time token while there is no account at all, and
// forgets earlier ones; otherwise it gives "".
func (s *Service) OfferSetup(ctx context.Context) (token string, err error) {
	err = s.db.InTx(ctx, func(tx database.Tx) error {
		if n, err := database.Count[User](tx); err != nil || n > 0 {
			return err
		}
		if _, err := tx.Exec("DELETE FROM setup_links"); err != nil {
			return err
		}
		token = newToken()
		return tx.Add(&setupLink{ID: digest(token), CreatedAt: tx.Now})
	})
	return token, err
}

// SetupOpen tells whether this token still opens the set-up page.
func (s *Service) SetupOpen(ctx context.Context, token string) error {
	return s.db.Read(ctx, func(tx database.Tx) error { return findSetup(tx, token) })
}

// SetUp creates the first coordinator and uses up the link, then signs them in.
func (s *Service) SetUp(ctx context.Context, token string, profile Profile, password string) (User, string, error) {
	profile.Role = Coordinator
	user, err := s.prepare(ctx, profile, password)
	if err != nil {
		return User{}, "", err
	}
	err = s.db.InTx(ctx, func(tx database.Tx) error {
		if err := findSetup(tx, token); err != nil {
			return err
		}
		// Whoever takes the link away first has it: two browsers make one account.
		if n, err := tx.Exec("DELETE FROM setup_links"); err != nil || n == 0 {
			return firstOf(err, errSetupClosed)
		}
		if err := add(tx, &user); err != nil {
			return err
		}
		return audit.Record(tx, user, audit.Act{Action: "person.set_up", Subject: string(user.ID)})
	})
	if err != nil {
		return User{}, "", err
	}
	session, err := s.open(ctx, user)
	return user, session, err
}

// findSetup refuses a link that is unknown, or that an account made otherwise
// has overtaken.
func findSetup(tx database.Tx, token string) error {
	_, err := database.First[setupLink](tx, "id = ?", digest(token))
	if problem.CodeOf(err) == problem.NotFound {
		return errSetupClosed
	}
	if err != nil {
		return err
	}
	accounts, err := database.Count[User](tx)
	if err == nil && accounts > 0 {
		return errSetupClosed
	}
	return err
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
