// SPDX-License-Identifier: AGPL-3.0-only

package person

import (
	"context"
	"fmt"

	"github.com/alexedwards/argon2id"
)

// cost follows the OWASP floor for argon2id: 19 MiB, two passes, one lane.
var cost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing bounds how many passwords are hashed at once: a flood of sign-ins
// waits here instead of eating the memory of everybody else.
var hashing = make(chan struct{}, 4)

func hash(ctx context.Context, password string) (string, error) {
	release, err := turn(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	hashed, err := argon2id.CreateHash(password, cost)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return hashed, nil
}

func matches(ctx context.Context, password, hashed string) (bool, error) {
	release, err := turn(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	same, err := argon2id.ComparePasswordAndHash(password, hashed)
	if err != nil {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return same, nil
}

func turn(ctx context.Context) (release func(), err error) {
	select {
	case hashing <- struct{}{}:
		return func() { <-hashing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// nobody is a hash that no password matches: an unknown address costs as much
// time as a known one.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm8"
