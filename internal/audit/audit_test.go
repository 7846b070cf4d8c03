// SPDX-License-Identifier: AGPL-3.0-only

package audit_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/testkit"
)

func record(t *testing.T, db *database.DB, action string) {
	t.Helper()
	must(t, db.InTx(context.Background(), func(tx database.Tx) error {
		return audit.Record(tx, audit.Program("test"), audit.Act{Action: action, Subject: "s", Campaign: "c", Detail: map[string]string{"b": "2", "a": "1"}})
	}))
}

func TestChainHolds(t *testing.T) {
	db := testkit.Database(t)
	for _, action := range []string{"a.done", "b.done", "c.done"} {
		record(t, db, action)
	}
	n, err := audit.Verify(context.Background(), db)
	if err != nil || n != 3 {
		t.Fatalf("%d entries, %v", n, err)
	}
}

func TestNothingIsRecordedWhenTheActFails(t *testing.T) {
	db, refused := testkit.Database(t), errors.New("refused")
	err := db.InTx(context.Background(), func(tx database.Tx) error {
		must(t, audit.Record(tx, audit.Program("test"), audit.Act{Action: "a.done"}))
		return refused
	})
	if !errors.Is(err, refused) {
		t.Fatal(err)
	}
	if n, err := audit.Verify(context.Background(), db); n != 0 || err != nil {
		t.Errorf("%d entries, %v", n, err)
	}
}

func TestSeveralWritersMakeOneChain(t *testing.T) {
	db := testkit.Database(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				record(t, db, "x.done")
			}
		})
	}
	all.Wait()
	if n, err := audit.Verify(context.Background(), db); n != 80 || err != nil {
		t.Errorf("%d entries, %v", n, err)
	}
}

func TestEntriesRefuseToChange(t *testing.T) {
	db := testkit.Database(t)
	record(t, db, "a.done")
	for _, attack := range []string{"UPDATE audit_entries SET actor = 'nobody'", "DELETE FROM audit_entries"} {
		err := db.InTx(context.Background(), func(tx database.Tx) error {
			_, err := tx.Exec(attack)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", attack, err)
		}
	}
}

// Somebody who owns the database can lift the triggers; the chain still tells.
func TestVerifyNamesTheFirstBrokenLink(t *testing.T) {
	for name, tt := range map[string]struct {
		attack string
		seq    int64
		reason string
	}{
		"changed":       {"UPDATE audit_entries SET actor = 'nobody' WHERE seq = 2", 2, "changed"},
		"removed":       {"DELETE FROM audit_entries WHERE seq = 2", 2, "missing"},
		"cut at end":    {"DELETE FROM audit_entries WHERE seq = 4", 4, "cut off"},
		"rehashed":      {"UPDATE audit_entries SET hash = 'x' WHERE seq = 3", 3, "changed"},
		"end rewritten": {"UPDATE audit_heads SET hash = 'x'", 5, "cut off"},
	} {
		t.Run(name, func(t *testing.T) {
			db := testkit.Database(t)
			for range 4 {
				record(t, db, "a.done")
			}
			must(t, db.InTx(context.Background(), func(tx database.Tx) error {
				lift := []string{"DROP TRIGGER audit_entries_keep", "DROP TRIGGER audit_entries_stay"}
				if testkit.OnPostgres() {
					lift = []string{"ALTER TABLE audit_entries DISABLE TRIGGER ALL"}
				}
				for _, sql := range append(lift, tt.attack) {
					if _, err := tx.Exec(sql); err != nil {
						return err
					}
				}
				return nil
			}))
			_, err := audit.Verify(context.Background(), db)
			var broken *audit.Broken
			if !errors.As(err, &broken) || broken.Seq != tt.seq || !strings.Contains(broken.Reason, tt.reason) {
				t.Errorf("got %v, want entry %d, %s", err, tt.seq, tt.reason)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnlyTellsReadingsFromChanges(t *testing.T) {
	db := testkit.Database(t)
	for _, action := range []string{"filing.sealed", "coplaintiff.read", "coplaintiff.listed", "exhibit.file_read", "filing.previewed"} {
		record(t, db, action)
	}
	for nature, want := range map[audit.Nature]int{audit.Changes: 1, audit.Readings: 4, "": 5, "nonsense": 5} {
		must(t, db.Read(context.Background(), func(tx database.Tx) error {
			n, err := audit.Count(audit.Only(tx, nature), "c")
			if n != want {
				t.Errorf("%q: %d entries, want %d", nature, n, want)
			}
			return err
		}))
	}
}
