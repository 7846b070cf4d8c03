// SPDX-License-Identifier: AGPL-3.0-only

package person

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"math/bits"
	"strconv"
	"time"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// How long a session lives without use, and at all (security: staff sessions).
const (
	idleLimit     = 30 * time.Minute
	absoluteLimit = 12 * time.Hour
	seenEvery     = time.Minute // how often use is written down
)

// Session is one signed-in browser. Its ID is the SHA-256 of the token in the
// cookie; the token itself is kept nowhere.
type Session struct {
	ID        string
	UserID    ID
	CreatedAt time.Time
	SeenAt    time.Time
}

func (s Session) alive(now time.Time) bool {
	return now.Sub(s.SeenAt) < idleLimit && now.Sub(s.CreatedAt) < absoluteLimit
}

var (
	errSignIn    = problem.New(problem.Invalid, "session.refused")
	errTooMany   = problem.New(problem.TooMany, "session.too_many")
	errSignedOut = problem.New(problem.SignedOut, "session.needed")
)

// failures counts wrong passwords for one address, kept under its hash.
type failures struct {
	ID       string
	Failures int
	FailedAt time.Time
}

// TableName says what the failures are of.
func (failures) TableName() string { return "sign_in_failures" }

const freeTries = 5

// wait is how long after the last failure the next try is heard: nothing for the
// first ones, then doubling up to a minute. Never a lock without end; but whoever
// goes on failing makes the owner of the account wait as well.
func (f failures) wait() time.Duration {
	if f.Failures < freeTries {
		return 0 // also when nothing has failed yet
	}
	return min(time.Second<<min(f.Failures-freeTries, 6), time.Minute)
}

// SignIn opens a session and gives its token. Wrong address and wrong password
// are one answer, at one cost; many wrong ones are slowed down.
func (s *Service) SignIn(ctx context.Context, email, password string) (token string, err error) {
	profile := Profile{Email: email}
	profile.clean()
	user, tries, err := s.attempt(ctx, profile.Email)
	if err != nil {
		return "", err
	}
	hashed := user.PasswordHash
	if hashed == "" {
		hashed = nobody
	}
	right, err := matches(ctx, password, hashed)
	if err != nil {
		return "", err
	}
	if !right || user.ID == "" || !user.Active() {
		return "", errors.Join(errSignIn, s.fail(ctx, tries))
	}
	return s.open(ctx, user)
}

// attempt finds the account, if any, and refuses when the next try is not due.
// The try counts as a failure until it has succeeded: many at once are not heard
// before the first of them is.
func (s *Service) attempt(ctx context.Context, email string) (user User, tries int, err error) {
	err = s.db.InTx(ctx, func(tx database.Tx) error {
		past, err := database.First[failures](tx, "id = ?", digest(email))
		if err == nil && tx.Now.Before(past.FailedAt.Add(past.wait())) {
			return errTooMany.With("Count", int(past.wait().Seconds()))
		}
		tries = past.Failures + 1
		if err := count(tx, email, past.Failures); err != nil {
			return err
		}
		user, err = database.First[User](tx, "email = ?", email)
		if problem.CodeOf(err) == problem.NotFound {
			return nil
		}
		return err
	})
	return user, tries, err
}

// count adds a failure to those that were read; of two tries at the same moment,
// the second is told to wait.
func count(tx database.Tx, email string, seen int) error {
	n, err := tx.Exec(`INSERT INTO sign_in_failures (id, failures, failed_at) VALUES (?, 1, ?)
		ON CONFLICT (id) DO UPDATE SET failures = sign_in_failures.failures + 1, failed_at = excluded.failed_at
		WHERE sign_in_failures.failures = ?`, digest(email), tx.Now, seen)
	if err == nil && n == 0 {
		return errTooMany.With("Count", 1)
	}
	return err
}

// fail leaves a trace of tries that have become suspicious: the fifth, and then
// each time their number has doubled, so that nobody can fill the journal.
func (s *Service) fail(ctx context.Context, tries int) error {
	times := tries / freeTries
	if tries%freeTries != 0 || bits.OnesCount(uint(times)) != 1 {
		return nil
	}
	return s.db.InTx(ctx, func(tx database.Tx) error {
		return audit.Record(tx, audit.Program("sign-in"), audit.Act{Action: "session.refused", Detail: map[string]string{"tries": strconv.Itoa(tries)}})
	})
}

func (s *Service) open(ctx context.Context, user User) (token string, err error) {
	token = newToken()
	err = s.db.InTx(ctx, func(tx database.Tx) error {
		if _, err := tx.Exec("DELETE FROM sign_in_failures WHERE id = ?", digest(user.Email)); err != nil {
			return err
		}
		if err := tx.Add(&Session{ID: digest(token), UserID: user.ID, CreatedAt: tx.Now, SeenAt: tx.Now}); err != nil {
			return err
		}
		return audit.Record(tx, user, audit.Act{Action: "session.opened", Subject: string(user.ID)})
	})
	return token, err
}

// Recognise finds who a session's token belongs to; a token that is unknown, too
// old or of a disabled account gives a SignedOut problem.
func (s *Service) Recognise(ctx context.Context, token string) (User, error) {
	if token == "" {
		return User{}, errSignedOut
	}
	var session Session
	var user User
	err := s.db.Read(ctx, func(tx database.Tx) (err error) {
		if session, err = database.First[Session](tx, "id = ?", digest(token)); err != nil {
			return err
		}
		user, err = database.First[User](tx, "id = ?", session.UserID)
		return err
	})
	now := s.now().UTC()
	if problem.CodeOf(err) == problem.NotFound || err == nil && (!session.alive(now) || !user.Active()) {
		return User{}, errSignedOut
	}
	if err == nil && now.Sub(session.SeenAt) >= seenEvery {
		err = s.seen(ctx, session)
	}
	return user, err
}

func (s *Service) seen(ctx context.Context, session Session) error {
	return s.db.InTx(ctx, func(tx database.Tx) error {
		_, err := tx.Exec("UPDATE sessions SET seen_at = ? WHERE id = ?", tx.Now, session.ID)
		return err
	})
}

// SignOut ends the session of this token.
func (s *Service) SignOut(ctx context.Context, by User, token string) error {
	return s.db.InTx(ctx, func(tx database.Tx) error {
		if _, err := database.Remove[Session](tx.Narrow("id = ?", digest(token))); err != nil {
			return err
		}
		return audit.Record(tx, by, audit.Act{Action: "session.closed", Subject: string(by.ID)})
	})
}

// PurgeSessions removes sessions that ended by themselves, and old failures.
func (s *Service) PurgeSessions(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx database.Tx) error {
		_, err := tx.Exec("DELETE FROM sessions WHERE seen_at < ? OR created_at < ?", tx.Now.Add(-idleLimit), tx.Now.Add(-absoluteLimit))
		if err != nil {
			return err
		}
		_, err = tx.Exec("DELETE FROM sign_in_failures WHERE failed_at < ?", tx.Now.Add(-24*time.Hour))
		return err
	})
}

// endSessions signs an account out everywhere: after a change of password or role.
func endSessions(tx database.Tx, id ID) error {
	_, err := database.Remove[Session](tx.Narrow("user_id = ?", id))
	return err
}

// newToken is 256 random bits, written to fit a cookie or an address.
func newToken() string {
	random := make([]byte, 32)
	_, _ = rand.Read(random) // crypto/rand never fails: it ends the program instead
	return base64.RawURLEncoding.EncodeToString(random)
}

func digest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
