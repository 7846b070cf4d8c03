// SPDX-License-Identifier: AGPL-3.0-only

package person

import (
	"errors"

	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
)

func add(tx database.Tx, user *User) error {
	user.CreatedAt = tx.Now
	return taken(tx.Add(user))
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

// managerRemains refuses to leave an instance that nobody can manage.
func managerRemains(tx database.Tx) error {
	n, err := database.Count[User](tx.Narrow("role IN ?", []Role{Administrator, Coordinator}).Narrow("disabled_at IS NULL"))
	if err == nil && n == 0 {
		return errLastManager
	}
	return err
}

// ByID reads an account inside someone else's unit of work.
func ByID(tx database.Tx, id ID) (User, error) { return database.First[User](tx, "id = ?", id) }

// Everyone lists the accounts that may sign in, by name.
func Everyone(tx database.Tx) ([]User, error) {
	return database.All[User](tx.Narrow("disabled_at IS NULL").Sorted("lower(name), id"))
}
