// SPDX-License-Identifier: AGPL-3.0-only

package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/platform/seal"
)

// setting is one thing that the instance remembers about itself.
type setting struct {
	Name  string
	Value string
}

// TableName keeps the plural that people would expect.
func (setting) TableName() string { return "settings" }

const keyFingerprint = "key_fingerprint"

// openKey loads the key that sealed this database's files. The first start of an
// empty instance makes it; afterwards a missing or foreign key refuses to start,
// because going on would lose what is sealed, or seal with two keys.
func openKey(ctx context.Context, db *database.DB, path string) (*seal.Key, error) {
	expected, err := rememberedKey(ctx, db)
	if err != nil {
		return nil, err
	}
	key, err := seal.Load(path)
	if errors.Is(err, fs.ErrNotExist) && expected == "" {
		key, err = createKey(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the key file %s is missing, and files are sealed with it: put it back from its safe copy, or say where it is with --key-file", path)
	}
	if err != nil {
		return nil, err
	}
	if expected == "" {
		expected, err = rememberKey(ctx, db, key.Fingerprint())
	}
	if err == nil && expected != key.Fingerprint() {
		err = fmt.Errorf("the key file %s is not the one this database's files are sealed with: put the right one back, or say where it is with --key-file", path)
	}
	return key, err
}

// createKey makes the key and its folder, or loads the key that another instance
// made meanwhile.
func createKey(path string) (*seal.Key, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("the folder of the key file %s cannot be made (%s): choose another place with --key-file", path, reason(err))
	}
	key, err := seal.Create(path)
	if errors.Is(err, fs.ErrExist) {
		return seal.Load(path)
	}
	return key, err
}

func rememberedKey(ctx context.Context, db *database.DB) (value string, err error) {
	err = db.Read(ctx, func(tx database.Tx) error {
		row, err := database.First[setting](tx, "name = ?", keyFingerprint)
		if problem.CodeOf(err) == problem.NotFound {
			return nil
		}
		value = row.Value
		return err
	})
	return value, err
}

// rememberKey writes the fingerprint down, unless another instance was faster,
// and gives the one that counts.
func rememberKey(ctx context.Context, db *database.DB, fingerprint string) (string, error) {
	err := db.InTx(ctx, func(tx database.Tx) error {
		return tx.Add(&setting{Name: keyFingerprint, Value: fingerprint})
	})
	if err != nil && !errors.Is(err, database.ErrDuplicate) {
		return "", err
	}
	return rememberedKey(ctx, db)
}
