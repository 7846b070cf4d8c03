// SPDX-License-Identifier: AGPL-3.0-only

// Package testkit gives tests real parts: a real database, a fixed clock,
// sample people and cases. Only tests import it.
package testkit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/jobs"
	"contrechamp.org/contrechamp/migrations"
)

// Now is the instant at which tests happen: Monday 2 March 2026, 9.00 in Paris.
var Now = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// Clock always answers Now.
func Clock() time.Time { return Now }

// OnPostgres tells whether this run of the suite is the Postgres one.
func OnPostgres() bool { return os.Getenv("TEST_DATABASE") == "postgres" }

// Database gives the test a fresh, migrated database of its own, on the engine
// that TEST_DATABASE names (SQLite unless it says postgres), at the fixed clock.
func Database(t testing.TB) *database.DB {
	t.Helper()
	address, path := Address(t)
	db, err := database.Migrated(context.Background(), address, path, Clock)
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Address gives the place of a fresh, migrated database: a Postgres address, or
// the path of an SQLite file.
func Address(t testing.TB) (address, path string) {
	t.Helper()
	if OnPostgres() {
		return postgresCopy(t), ""
	}
	path = filepath.Join(t.TempDir(), "contrechamp.db")
	text, err := os.ReadFile(sqliteTemplate())
	must(t, err)
	must(t, os.WriteFile(path, text, 0o600))
	return "", path
}

// sqliteTemplate is a migrated file that each test copies.
var sqliteTemplate = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("", "contrechamp-test-")
	if err != nil {
		panic(err)
	}
	path := filepath.Join(dir, "template.db")
	build("", path)
	return path
})

// build migrates an empty database and closes it, so that all of it is in the file.
func build(address, path string) {
	ctx := context.Background()
	db, err := database.Open(ctx, address, path, Clock, slog.New(slog.DiscardHandler))
	if err == nil {
		err = jobs.Migrate(ctx, db)
	}
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		panic(err)
	}
}

// postgresCopy makes a database from the migrated template and drops it afterwards.
func postgresCopy(t testing.TB) string {
	t.Helper()
	name := "contrechamp_" + hex.EncodeToString(uuidBytes())
	admin(t, "CREATE DATABASE "+name+" TEMPLATE "+postgresTemplate())
	t.Cleanup(func() { admin(t, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return withName(name)
}

// postgresTemplate is made once for each state of the migrations and kept in the
// server; an advisory lock holds back other test processes meanwhile.
var postgresTemplate = sync.OnceValue(func() string {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, os.Getenv("TEST_DATABASE_URL"))
	if err != nil {
		panic("TEST_DATABASE=postgres needs TEST_DATABASE_URL; `make test` sets both: " + err.Error())
	}
	defer conn.Close(ctx)
	name := "contrechamp_template_" + fingerprint()
	run := func(sql string, args ...any) {
		if _, err := conn.Exec(ctx, sql, args...); err != nil {
			panic(err)
		}
	}
	run("SELECT pg_advisory_lock(4312004)")
	var ready bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&ready); err != nil {
		panic(err)
	}
	if !ready {
		run("DROP DATABASE IF EXISTS " + name + "_new")
		run("CREATE DATABASE " + name + "_new")
		build(withName(name+"_new"), "")
		run("ALTER DATABASE " + name + "_new RENAME TO " + name)
	}
	run("SELECT pg_advisory_unlock(4312004)")
	return name
})

func fingerprint() string {
	sum := sha256.New()
	entries, _ := fs.ReadDir(migrations.Files, ".")
	for _, entry := range entries {
		text, _ := fs.ReadFile(migrations.Files, entry.Name())
		sum.Write(text)
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

func admin(t testing.TB, sql string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), os.Getenv("TEST_DATABASE_URL"))
	must(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), sql)
	must(t, err)
}

func withName(name string) string {
	u, err := url.Parse(os.Getenv("TEST_DATABASE_URL"))
	if err != nil {
		panic(err)
	}
	u.Path = "/" + name
	return u.String()
}

func uuidBytes() []byte {
	id := uuid.New()
	return id[:]
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
