// SPDX-License-Identifier: AGPL-3.0-only

package testkit

import (
	"context"
	"sync"
	"testing"

	"github.com/alexedwards/argon2id"
	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// Password opens every account made by this package.
const Password = "une phrase assez longue" //nolint:gosec // opens test accounts only

// passwordHash is that of Password, made once for all tests of a process: the
// real cost, a fraction of a second, would be paid by each of them.
var passwordHash = sync.OnceValue(func() string {
	hash, err := argon2id.CreateHash(Password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		panic(err)
	}
	return hash
})

// Account adds an account of this role, named after it, that may sign in with Password.
func Account(t testing.TB, db *database.DB, role person.Role, email string) person.User {
	t.Helper()
	user := person.User{
		ID:           person.ID(uuid.Must(uuid.NewV7()).String()),
		Profile:      person.Profile{Email: email, Name: "Camille Exemple (" + string(role) + ")", Role: role, Language: person.French},
		PasswordHash: passwordHash(), Version: 1, CreatedAt: Now,
	}
	must(t, db.InTx(context.Background(), func(tx database.Tx) error { return tx.Add(&user) }))
	return user
}
