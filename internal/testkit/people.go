// SPDX-License-Identifier: AGPL-3.0-only

package testkit

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/database"
)

// Password opens every account made by this package.
const Password = "une phrase assez longue" //nolint:gosec // opens test accounts only

// passwordHash is that of Password, at a cost that only a test may have: the real
// one, a fraction of a second, would be paid for each account.
const passwordHash = "$argon2id$v=19$m=64,t=1,p=1$UC74Xaa35iV2bvNH+9NZkw$Tu1Ywos3tbShxPotQpbv/zl+IbSA0GjzVRrGpyexo7w" //nolint:gosec // likewise

// Account adds an account of this role, named after it, that may sign in with Password.
func Account(t testing.TB, db *database.DB, role person.Role, email string) person.User {
	t.Helper()
	user := person.User{
		ID:           person.ID(uuid.Must(uuid.NewV7()).String()),
		Profile:      person.Profile{Email: email, Name: "Camille Exemple (" + string(role) + ")", Role: role, Language: person.French},
		PasswordHash: passwordHash, Version: 1, CreatedAt: Now,
	}
	must(t, db.InTx(context.Background(), func(tx database.Tx) error { return tx.Add(&user) }))
	return user
}
