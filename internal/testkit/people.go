// SPDX-License-Identifier: AGPL-3.0-only

package testkit

import (
	"context"
	"testing"

	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// Password opens every account made by this package.
const Password = "une phrase assez longue"

// Account adds an account of this role, named after it, that may sign in with Password.
func Account(t testing.TB, db *database.DB, role person.Role, email string) person.User {
	t.Helper()
	people := person.NewService(db, Clock)
	user, err := people.AddFromCommand(context.Background(), person.Profile{
		Email: email, Name: "Camille Exemple (" + string(role) + ")", Role: role, Language: person.French,
	}, Password)
	must(t, err)
	return user
}
