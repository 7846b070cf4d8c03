// SPDX-License-Identifier: AGPL-3.0-only

package testkit

import (
	"path/filepath"
	"testing"

	"contrechamp.org/contrechamp/internal/platform/seal"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

// Vault seals files into memory with a key of its own.
func Vault(t testing.TB) *storage.Vault {
	t.Helper()
	key, err := seal.Create(filepath.Join(t.TempDir(), "key"))
	must(t, err)
	return storage.NewVault(storage.NewMemory(Clock), key)
}
