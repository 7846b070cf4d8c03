// SPDX-License-Identifier: AGPL-3.0-only

package person

import (
	"errors"

	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

// add keeps a new account; from then on no set-up link makes another.
func add(tx database.Tx, user *User) error {
	user.CreatedAt = tx.Now
	if err := taken(tx.Add(user)); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM setup_links")
	return err
}

func save(tx database.Tx, user User) error {
	return taken(tx.Write(&user, "Email", "Name", "Role", "Language", "DisabledAt", "Version"))
}

// taken turns a repeated address into a sentence beside its field.
func taken(err error) error {
	if !errors.Is(err, database.ErrDuplicate) {
		return err
	}
	var wrong problem.Fields
	wrong.Add("email", "person.email_taken")
	return wrong.Err()
}

// takeAccounts makes whoever else changes an account wait for the end of this
// unit of work: of two managers who close each other's account, one is told.
func takeAccounts(tx database.Tx) error {
	_, err := tx.Exec("INSERT INTO settings (name, value) VALUES ('accounts', '') ON CONFLICT (name) DO UPDATE SET value = ''")
	return err
}

// managerRemains refuses to leave an instance that nobody can manage.
func managerRemains(tx database.Tx) error {
	n, err := database.Count[User](tx.Narrow("role IN ?", []Role{Administrator, Coordinator}).Narrow("disabled_at IS NULL"))
	if err == nil && n == 0 {
		return errLastManager
	}
	return err
}

// writersRemain refuses to leave a campaign to people who may only read it: its
// dates would be nobody's.
func writersRemain(tx database.Tx, id ID) error {
	orphans, err := database.Query[string](tx, `
		SELECT mine.campaign_id FROM accesses mine WHERE mine.user_id = ? AND NOT EXISTS (
			SELECT 1 FROM accesses theirs JOIN users ON users.id = theirs.user_id
			WHERE theirs.campaign_id = mine.campaign_id AND users.disabled_at IS NULL AND users.role IN ?)`,
		id, []Role{Coordinator, Lawyer})
	if err == nil && len(orphans) > 0 {
		return errLastWriter.With("Count", len(orphans))
	}
	return err
}

// ByID reads an account inside someone else's unit of work.
func ByID(tx database.Tx, id ID) (User, error) { return database.First[User](tx, "id = ?", id) }

// Everyone lists the accounts that may sign in, by name.
func Everyone(tx database.Tx) ([]User, error) {
	return database.All[User](tx.Narrow("disabled_at IS NULL").Sorted("lower(name), id"))
}
