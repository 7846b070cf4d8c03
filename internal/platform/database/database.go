// SPDX-License-Identifier: AGPL-3.0-only

// Package database keeps rows on SQLite or Postgres, in units of work: one
// transaction, one instant. It is the home of GORM; nobody else imports it.
package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"contrechamp.org/contrechamp/internal/platform/problem"
)

// Dialect names the engine behind a DB.
type Dialect string

// The two engines the product runs on.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is an open, migrated database.
type DB struct {
	Dialect Dialect

	write *gorm.DB // SQLite: one connection; Postgres: the pool
	read  *gorm.DB // SQLite: several read-only connections; Postgres: the pool
	pool  *pgxpool.Pool
	now   func() time.Time
}

// ErrDuplicate tells that a row with the same unique value exists already.
var ErrDuplicate = errors.New("duplicate row")

var (
	errNotFound = problem.New(problem.NotFound, "problem.not_found")
	errStale    = problem.New(problem.Conflict, "problem.stale")
)

// Stale is the refusal of a write whose row has moved on since it was read.
func Stale() *problem.Problem { return errStale }

// InTx runs one unit of work: everything in it is kept, or nothing. It is tried
// again when Postgres breaks a deadlock; work must therefore touch nothing but tx.
func (db *DB) InTx(ctx context.Context, work func(Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := db.once(ctx, work)
		if attempt == 4 || !retriable(err) {
			return err
		}
	}
}

// InTxAgain is InTx for work that may lose a race for a unique value: it is then
// done once more, and finds the row of whoever was faster.
func (db *DB) InTxAgain(ctx context.Context, work func(Tx) error) error {
	err := db.InTx(ctx, work)
	if errors.Is(err, ErrDuplicate) {
		err = db.InTx(ctx, work)
	}
	return err
}

func (db *DB) once(ctx context.Context, work func(Tx) error) error {
	return db.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		var last []func(Tx) error
		tx := Tx{gorm: g, Now: db.instant(), last: &last}
		if err := work(tx); err != nil {
			return err
		}
		for _, act := range last {
			if err := act(tx); err != nil {
				return err
			}
		}
		return nil
	})
}

// Read runs queries on one consistent view; writing in it is refused.
func (db *DB) Read(ctx context.Context, work func(Tx) error) error {
	return db.read.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		return work(Tx{gorm: g, Now: db.instant()})
	}, &sql.TxOptions{ReadOnly: true, Isolation: db.snapshot()})
}

// snapshot is the isolation under which all queries of a Read see one state.
// SQLite gives that to every transaction; Postgres must be asked.
func (db *DB) snapshot() sql.IsolationLevel {
	if db.Dialect == Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// Ping answers nil when the database does.
func (db *DB) Ping(ctx context.Context) error {
	conn, err := db.read.DB()
	if err != nil {
		return err
	}
	return conn.PingContext(ctx)
}

// Close ends every connection.
func (db *DB) Close() error {
	var errs []error
	for _, g := range []*gorm.DB{db.read, db.write} {
		if conn, err := g.DB(); err == nil {
			errs = append(errs, conn.Close())
		}
	}
	if db.pool != nil {
		db.pool.Close()
	}
	return errors.Join(errs...)
}

// Pool is the Postgres pool, for the job queue; nil on SQLite.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Writer is SQLite's single writing connection, for the job queue.
func (db *DB) Writer() (*sql.DB, error) { return db.write.DB() }

// instant is now as both engines can keep it: UTC, whole microseconds.
func (db *DB) instant() time.Time { return db.now().UTC().Truncate(time.Microsecond) }

// retriable is true where Postgres gave up a transaction that may succeed when
// tried again: a deadlock, or a serialisation failure.
func retriable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001")
}

func settings() *gorm.Config {
	return &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,
		// GORM's own log would print personal data with slow queries.
		Logger: logger.Discard,
	}
}

// Open connects to url (a postgres:// address) or, when url is empty, to the
// SQLite file at path, and brings the schema up to date. now gives the instant
// of each unit of work.
func Open(ctx context.Context, url, path string, now func() time.Time, log *slog.Logger) (*DB, error) {
	db, err := connect(ctx, url, path)
	if err != nil {
		return nil, err
	}
	db.now = now
	if err := db.migrate(ctx, log); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Migrated opens a database whose schema is known to be current; tests use it
// on copies of one they migrated before.
func Migrated(ctx context.Context, url, path string, now func() time.Time) (*DB, error) {
	db, err := connect(ctx, url, path)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	db.now = now
	return db, nil
}

func connect(ctx context.Context, url, path string) (*DB, error) {
	if url == "" {
		return openSQLite(path)
	}
	return openPostgres(ctx, url)
}
