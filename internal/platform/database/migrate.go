// SPDX-License-Identifier: AGPL-3.0-only

package database

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"contrechamp.org/contrechamp/migrations"
)

// ErrNewer tells that the database was written by a later version of the program.
var ErrNewer = errors.New("the database is newer than this program: install the latest version, or restore the backup made before the upgrade")

// migrate applies what is missing, one file a transaction; on Postgres under a
// lock, so that several instances may start at once.
func (db *DB) migrate(ctx context.Context, log *slog.Logger) error {
	provider, err := db.provider()
	if err != nil {
		return err
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if current > target {
		return ErrNewer
	}
	applied, err := provider.Up(ctx)
	if err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	if len(applied) > 0 {
		log.Info("schema brought up to date", "from", current, "to", target)
	}
	return nil
}

func (db *DB) provider() (*goose.Provider, error) {
	conn, err := db.write.DB()
	if err != nil {
		return nil, err
	}
	files, err := filesFor(db.Dialect)
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	dialect := goose.DialectSQLite3
	if db.Dialect == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, conn, files, options...)
}

// filesFor gives the files of one engine: those for both, and its own variants
// under the plain name.
func filesFor(dialect Dialect) (fs.FS, error) {
	files := fstest.MapFS{}
	entries, err := fs.ReadDir(migrations.Files, ".")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		name, mine := plainName(entry.Name(), dialect)
		if !mine {
			continue
		}
		text, err := fs.ReadFile(migrations.Files, entry.Name())
		if err != nil {
			return nil, err
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	return files, nil
}

func plainName(file string, dialect Dialect) (name string, mine bool) {
	for _, d := range []Dialect{SQLite, Postgres} {
		if plain, found := strings.CutSuffix(file, "."+string(d)+".sql"); found {
			return plain + ".sql", d == dialect
		}
	}
	return file, true
}
