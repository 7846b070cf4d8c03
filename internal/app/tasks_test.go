// SPDX-License-Identifier: AGPL-3.0-only

package app

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/config"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/seal"
	"contrechamp.org/contrechamp/internal/platform/storage"
	"contrechamp.org/contrechamp/internal/testkit"
)

// opened is the whole program on a folder and a database of its own, with the
// demonstration case in it.
type opened struct {
	*App
	t    *testing.T
	by   person.User
	data string
}

func open(t *testing.T) opened {
	t.Helper()
	address, path := testkit.Address(t)
	data := t.TempDir()
	if path != "" {
		data = filepath.Dir(path)
	}
	a, err := Open(context.Background(), config.Settings{Data: data, DatabaseURL: address}, slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	o := opened{a, t, testkit.Account(t, a.DB, person.Coordinator, "camille@exemple.org"), data}
	must(t, a.Demo.Load(context.Background(), o.by))
	return o
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (o opened) count(query string, values ...any) (n int) {
	o.t.Helper()
	must(o.t, o.DB.Read(context.Background(), func(tx database.Tx) error {
		found, err := database.Query[int](tx, query, values...)
		if err == nil {
			n = found[0]
		}
		return err
	}))
	return n
}

func (o opened) objects() map[string]bool {
	o.t.Helper()
	all := map[string]bool{}
	must(o.t, o.Vault.Each(context.Background(), func(e storage.Entry) error {
		all[e.Name] = true
		return nil
	}))
	return all
}

// age makes the file of an object one that was written a day and a half ago.
func (o opened) age(object string) {
	o.t.Helper()
	then := time.Now().Add(-36 * time.Hour)
	must(o.t, os.Chtimes(o.file(object), then, then))
}

func (o opened) file(object string) (path string) {
	o.t.Helper()
	must(o.t, filepath.WalkDir(filepath.Join(o.data, "files"), func(at string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(at, object) {
			path = at
		}
		return err
	}))
	if path == "" {
		o.t.Fatalf("no file holds %s", object)
	}
	return path
}

// silent is a storage that no longer answers.
type silent struct{ storage.Store }

func (silent) Open(context.Context, string) (storage.Object, error) {
	return nil, errors.New("connection refused")
}

func TestReadyAsksTheDatabaseAndTheStorage(t *testing.T) {
	o, ctx := open(t), context.Background()
	must(t, o.Ready(ctx))
	key, err := seal.Load(filepath.Join(o.data, "contrechamp.key"))
	must(t, err)
	whole := o.Vault
	o.Vault = storage.NewVault(silent{}, key)
	if err := o.Ready(ctx); err == nil || !strings.Contains(err.Error(), "the storage does not answer") {
		t.Errorf("without a storage: %v", err)
	}
	o.Vault = whole
	over, cancel := context.WithCancel(ctx)
	cancel()
	if err := o.Ready(over); err == nil || !strings.Contains(err.Error(), "the database does not answer") {
		t.Errorf("without a database: %v", err)
	}
}

func TestOnlyOldOrphansAreRemoved(t *testing.T) {
	o, ctx := open(t), context.Background()
	kept := o.objects()
	old, err := o.Vault.Put(ctx, []byte("nobody's, from the day before"), "a.txt", "text/plain")
	must(t, err)
	young, err := o.Vault.Put(ctx, []byte("perhaps of an upload under way"), "b.txt", "text/plain")
	must(t, err)
	for object := range kept {
		o.age(object)
	}
	o.age(old.FileObject)
	must(t, o.removeOrphans(ctx))
	left := o.objects()
	for object := range kept {
		if !left[object] {
			t.Errorf("%s belonged to a row, and is gone", object)
		}
	}
	if len(kept) == 0 || left[old.FileObject] || !left[young.FileObject] {
		t.Errorf("%d files of rows; old orphan left: %v, young one left: %v", len(kept), left[old.FileObject], left[young.FileObject])
	}
}

func TestADamagedFileIsNamedInTheJournal(t *testing.T) {
	o, ctx := open(t), context.Background()
	files, err := o.keptFiles(ctx)
	must(t, err)
	must(t, o.verifyFiles(ctx))
	damaged := files[1].FileObject
	path := o.file(damaged)
	sealed, err := os.ReadFile(path)
	must(t, err)
	sealed[len(sealed)-20] ^= 1
	must(t, os.WriteFile(path, sealed, 0o600))
	err = o.verifyFiles(ctx)
	if err == nil || !strings.Contains(err.Error(), "1 of ") {
		t.Errorf("a flipped bit: %v", err)
	}
	const named = "SELECT count(*) FROM audit_entries WHERE action = 'file.damaged'"
	if o.count(named) != 1 || o.count(named+" AND subject_id = ?", damaged) != 1 {
		t.Errorf("the journal names %d damaged files, %d times the right one", o.count(named), o.count(named+" AND subject_id = ?", damaged))
	}
}

// The tasks are really run by the queue, on either engine, and leave nothing
// running after a stop.
func TestTheWorkerRunsEveryTask(t *testing.T) {
	o, ctx := open(t), context.Background()
	var log bytes.Buffer
	o.Log = slog.New(slog.NewTextHandler(&log, nil))
	for range 2 {
		_, err := o.People.SignIn(ctx, o.by.Email, testkit.Password)
		must(t, err)
	}
	must(t, o.DB.InTx(ctx, func(tx database.Tx) error {
		_, err := tx.Exec("UPDATE sessions SET created_at = ?, seen_at = ? WHERE id = (SELECT min(id) FROM sessions)", tx.Now.AddDate(-1, 0, 0), tx.Now.AddDate(-1, 0, 0))
		return err
	}))
	orphan, err := o.Vault.Put(ctx, []byte("nobody's"), "a.txt", "text/plain")
	must(t, err)
	o.age(orphan.FileObject)
	worker, err := o.work(ctx, false)
	must(t, err)
	for limit := time.Now().Add(30 * time.Second); o.count("SELECT count(*) FROM river_job WHERE state = 'completed'") < len(o.tasks()); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("%d of %d tasks were done: %s", o.count("SELECT count(*) FROM river_job WHERE state = 'completed'"), len(o.tasks()), log.String())
		}
	}
	must(t, stop(worker))
	if n := o.count("SELECT count(*) FROM sessions"); n != 1 {
		t.Errorf("%d sessions are left, want the live one", n)
	}
	if o.objects()[orphan.FileObject] || log.Len() > 0 && strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("the orphan is left, or a task failed: %s", log.String())
	}
	if done := o.count("SELECT count(*) FROM river_job"); done != len(o.tasks()) {
		t.Errorf("%d jobs for %d tasks", done, len(o.tasks()))
	}
}
