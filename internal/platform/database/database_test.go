// SPDX-License-Identifier: AGPL-3.0-only

package database_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/problem"
	"contrechamp.org/contrechamp/internal/testkit"
)

// setupLink is a small table of the product, read here without its package.
type setupLink struct {
	ID        string
	CreatedAt time.Time
}

func TestUnitOfWork(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	add := func(tx database.Tx) error { return tx.Add(&setupLink{ID: "a", CreatedAt: tx.Now}) }

	broken := errors.New("broken")
	err := db.InTx(ctx, func(tx database.Tx) error { return errors.Join(add(tx), broken) })
	if !errors.Is(err, broken) {
		t.Fatalf("the failure is lost: %v", err)
	}
	if n := count(t, db); n != 0 {
		t.Fatalf("a failed unit of work kept %d rows", n)
	}
	if err := db.InTx(ctx, add); err != nil {
		t.Fatal(err)
	}
	if err := db.InTx(ctx, add); !errors.Is(err, database.ErrDuplicate) {
		t.Fatalf("a second row with the same id: %v", err)
	}
	row := first(t, db)
	if !row.CreatedAt.Equal(testkit.Now) || row.CreatedAt.Location() != time.UTC {
		t.Errorf("kept %v, read %v", testkit.Now, row.CreatedAt)
	}
}

func TestWriteNamesItsFieldsAndReportsConflict(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	later := testkit.Now.Add(time.Hour)
	must(t, db.InTx(ctx, func(tx database.Tx) error {
		return tx.Add(&setupLink{ID: "a", CreatedAt: tx.Now})
	}))
	must(t, db.InTx(ctx, func(tx database.Tx) error {
		return tx.Write(&setupLink{ID: "a", CreatedAt: later}, "CreatedAt")
	}))
	if row := first(t, db); !row.CreatedAt.Equal(later) {
		t.Errorf("written %v, read %v", later, row.CreatedAt)
	}
	err := db.InTx(ctx, func(tx database.Tx) error {
		return tx.Narrow("created_at = ?", testkit.Now).Write(&setupLink{ID: "a", CreatedAt: later}, "CreatedAt")
	})
	if problem.CodeOf(err) != problem.Conflict {
		t.Errorf("a write whose row has moved on: %v", err)
	}
}

func TestNarrowedCopiesDoNotLeak(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	must(t, db.InTx(ctx, func(tx database.Tx) error {
		for _, id := range []string{"a", "b", "c"} {
			if err := tx.Add(&setupLink{ID: id, CreatedAt: tx.Now}); err != nil {
				return err
			}
		}
		some := tx.Narrow("id = ? OR id = ?", "a", "b")
		one, err := database.Count[setupLink](some.Narrow("id = ?", "a"))
		must(t, err)
		two, err := database.Count[setupLink](some)
		must(t, err)
		all, err := database.Count[setupLink](tx)
		must(t, err)
		if one != 1 || two != 2 || all != 3 {
			t.Errorf("one %d, two %d, all %d", one, two, all)
		}
		return nil
	}))
}

func TestReadRefusesToWrite(t *testing.T) {
	db := testkit.Database(t)
	err := db.Read(context.Background(), func(tx database.Tx) error {
		return tx.Add(&setupLink{ID: "a", CreatedAt: tx.Now})
	})
	if err == nil {
		t.Error("a reading transaction wrote a row")
	}
}

func TestLastRunsBeforeTheCommit(t *testing.T) {
	db, ctx := testkit.Database(t), context.Background()
	broken := errors.New("broken")
	err := db.InTx(ctx, func(tx database.Tx) error {
		tx.Last(func(database.Tx) error { return broken })
		return tx.Add(&setupLink{ID: "a", CreatedAt: tx.Now})
	})
	if !errors.Is(err, broken) || count(t, db) != 0 {
		t.Errorf("error %v, rows %d", err, count(t, db))
	}
}

func TestSQLiteKeepsItsPromises(t *testing.T) {
	if testkit.OnPostgres() {
		return // the settings of SQLite are looked at in the SQLite run
	}
	db := testkit.Database(t)
	must(t, db.InTx(context.Background(), func(tx database.Tx) error {
		for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "secure_delete": "1"} {
			got, err := database.Query[string](tx, "SELECT CAST("+pragma+" AS TEXT) FROM pragma_"+pragma)
			must(t, err)
			if len(got) != 1 || got[0] != want {
				t.Errorf("%s is %v, want %s", pragma, got, want)
			}
		}
		version, err := database.Query[string](tx, "SELECT sqlite_version()")
		must(t, err)
		if version[0] < "3.53" {
			t.Errorf("SQLite %s is older than 3.53", version[0])
		}
		return nil
	}))
}

func count(t *testing.T, db *database.DB) (n int) {
	t.Helper()
	must(t, db.Read(context.Background(), func(tx database.Tx) (err error) {
		n, err = database.Count[setupLink](tx)
		return err
	}))
	return n
}

func first(t *testing.T, db *database.DB) (row setupLink) {
	t.Helper()
	must(t, db.Read(context.Background(), func(tx database.Tx) (err error) {
		row, err = database.First[setupLink](tx, "id = ?", "a")
		return err
	}))
	return row
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
