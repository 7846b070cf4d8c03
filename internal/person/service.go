// SPDX-License-Identifier: AGPL-3.0-only

package person

import (
	"context"
	"time"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

var (
	errAccountsForbidden = problem.New(problem.Forbidden, "person.forbidden")
	errLastManager       = problem.New(problem.Conflict, "person.last_manager")
	errLastWriter        = problem.New(problem.Conflict, "person.last_writer") // Count campaigns
)

// Service is what can be done with accounts and sessions.
type Service struct {
	db  *database.DB
	now func() time.Time
}

// NewService works on this database, at this clock.
func NewService(db *database.DB, now func() time.Time) *Service { return &Service{db: db, now: now} }

// Add creates an account; by must be allowed to give that role. An address that
// has an account already is refused beside its field.
func (s *Service) Add(ctx context.Context, by User, profile Profile, password string) (User, error) {
	if !by.MayManage(profile.Role) && known(profile.Role) {
		return User{}, errAccountsForbidden
	}
	return s.add(ctx, by, profile, password)
}

// AddFromCommand creates an account for whoever runs the program on its machine.
func (s *Service) AddFromCommand(ctx context.Context, profile Profile, password string) (User, error) {
	return s.add(ctx, audit.Program("user-add"), profile, password)
}

func (s *Service) add(ctx context.Context, by audit.Actor, profile Profile, password string) (User, error) {
	user, err := s.prepare(ctx, profile, password)
	if err != nil {
		return User{}, err
	}
	err = s.db.InTx(ctx, func(tx database.Tx) error {
		if err := add(tx, &user); err != nil {
			return err
		}
		return audit.Record(tx, by, audit.Act{Action: "person.added", Subject: string(user.ID), Detail: map[string]string{"role": string(user.Role)}})
	})
	return user, err
}

// prepare checks what was typed and hashes the password, outside any transaction.
func (s *Service) prepare(ctx context.Context, profile Profile, password string) (User, error) {
	profile.clean()
	if err := append(profile.check(), checkPassword(password)...).Err(); err != nil {
		return User{}, err
	}
	hashed, err := hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	id, err := uuid.NewV7()
	return User{ID: ID(id.String()), Profile: profile, PasswordHash: hashed, Version: 1}, err
}

// All lists the accounts by name, for those who manage them.
func (s *Service) All(ctx context.Context, by User) (users []User, err error) {
	if !by.MayManageAccounts() {
		return nil, errAccountsForbidden
	}
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		users, err = database.All[User](tx.Sorted("lower(name), id"))
		return err
	})
	return users, err
}

// Find gives one account, for those who manage them.
func (s *Service) Find(ctx context.Context, by User, id ID) (user User, err error) {
	if !by.MayManageAccounts() {
		return User{}, errAccountsForbidden
	}
	err = s.db.Read(ctx, func(tx database.Tx) (err error) {
		user, err = database.First[User](tx, "id = ?", id)
		return err
	})
	return user, err
}

// Names gives the names of accounts by id, for pages that say who did what.
func (s *Service) Names(ctx context.Context) (names map[string]string, err error) {
	names = map[string]string{}
	err = s.db.Read(ctx, func(tx database.Tx) error {
		users, err := database.All[User](tx)
		for _, u := range users {
			names[string(u.ID)] = u.Name
		}
		return err
	})
	return names, err
}

// Edit changes an account's profile and whether it may sign in. version is the
// one that was read; the account is signed out everywhere when its role changes
// or it is disabled. At least one account that manages accounts must remain, and
// in each of its campaigns somebody who may write.
func (s *Service) Edit(ctx context.Context, by User, id ID, version int, profile Profile, enabled bool) error {
	profile.clean()
	if err := profile.check().Err(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx database.Tx) error {
		if err := takeAccounts(tx); err != nil {
			return err
		}
		user, err := database.First[User](tx, "id = ?", id)
		if err != nil {
			return err
		}
		mayWrite := user.MayWrite()
		if !by.MayManage(user.Role) || !by.MayManage(profile.Role) {
			return errAccountsForbidden
		}
		weaker := user.Role != profile.Role || user.Active() && !enabled
		user.Profile, user.Version, user.DisabledAt = profile, version+1, nil
		if !enabled {
			user.DisabledAt = &tx.Now
		}
		if err := save(tx.Narrow("version = ?", version), user); err != nil {
			return err
		}
		if err := managerRemains(tx); err != nil {
			return err
		}
		if user.MayWrite() != mayWrite || !enabled {
			if err := writersRemain(tx, id); err != nil {
				return err
			}
		}
		if weaker {
			if err := endSessions(tx, id); err != nil {
				return err
			}
		}
		return audit.Record(tx, by, audit.Act{Action: "person.edited", Subject: string(id), Detail: map[string]string{"role": string(profile.Role)}})
	})
}

// ChangePassword replaces one's own password, which must be typed again, and
// ends every session; the fresh one is returned.
func (s *Service) ChangePassword(ctx context.Context, by User, old, fresh string) (token string, err error) {
	if err := checkPassword(fresh).Err(); err != nil {
		return "", err
	}
	right, err := matches(ctx, old, by.PasswordHash)
	if err != nil {
		return "", err
	}
	if !right {
		var wrong problem.Fields
		wrong.Add("old_password", "person.password_wrong")
		return "", wrong.Err()
	}
	hashed, err := hash(ctx, fresh)
	if err != nil {
		return "", err
	}
	if err := s.replacePassword(ctx, by, hashed); err != nil {
		return "", err
	}
	return s.open(ctx, by)
}

func (s *Service) replacePassword(ctx context.Context, by User, hashed string) error {
	return s.db.InTx(ctx, func(tx database.Tx) error {
		user := User{ID: by.ID, PasswordHash: hashed}
		if err := tx.Write(&user, "PasswordHash"); err != nil {
			return err
		}
		if err := endSessions(tx, by.ID); err != nil {
			return err
		}
		return audit.Record(tx, by, audit.Act{Action: "person.password_changed", Subject: string(by.ID)})
	})
}

// Speak keeps the language in which the account reads the interface.
func (s *Service) Speak(ctx context.Context, by User, language Language) error {
	if language != French && language != English {
		return problem.New(problem.Invalid, "person.language_unknown")
	}
	return s.db.InTx(ctx, func(tx database.Tx) error {
		if err := tx.Write(&User{ID: by.ID, Profile: Profile{Language: language}}, "Language"); err != nil {
			return err
		}
		return audit.Record(tx, by, audit.Act{Action: "person.language_chosen", Subject: string(by.ID), Detail: map[string]string{"language": string(language)}})
	})
}

// NobodyYet tells whether the instance has no account at all.
func (s *Service) NobodyYet(ctx context.Context) (nobody bool, err error) {
	err = s.db.Read(ctx, func(tx database.Tx) error {
		n, err := database.Count[User](tx)
		nobody = n == 0
		return err
	})
	return nobody, err
}
