// SPDX-License-Identifier: AGPL-3.0-only

package app

import (
	"context"
	"fmt"
	"time"

	"contrechamp.org/contrechamp/internal/audit"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/jobs"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

// tasks is what is done again and again, whoever is awake.
func (a *App) tasks() []jobs.Task {
	return []jobs.Task{
		{Name: "purge-sessions", Every: 15 * time.Minute, Do: a.People.PurgeSessions},
		{Name: "remove-orphans", Every: 24 * time.Hour, Do: a.removeOrphans},
		{Name: "verify-files", Every: 7 * 24 * time.Hour, Do: a.verifyFiles},
	}
}

// grace is how long a stored object may wait for its row: an upload under way.
const grace = 24 * time.Hour

// keptFiles lists every file that a row holds on to.
func (a *App) keptFiles(ctx context.Context) (files []storage.File, err error) {
	err = a.DB.Read(ctx, func(tx database.Tx) (err error) {
		files, err = database.Query[storage.File](tx, `
			SELECT file_object, file_name, file_type, file_size, file_sha256 FROM decisions WHERE file_object <> ''
			UNION ALL SELECT file_object, file_name, file_type, file_size, file_sha256 FROM exhibits
			UNION ALL SELECT file_object, file_name, file_type, file_size, file_sha256 FROM filings WHERE file_object <> ''`)
		return err
	})
	return files, err
}

// removeOrphans removes objects that no row holds on to: what an upload left
// when its row was refused and the program was killed before it could tidy up.
func (a *App) removeOrphans(ctx context.Context) error {
	files, err := a.keptFiles(ctx)
	if err != nil {
		return err
	}
	known := make(map[string]bool, len(files))
	for _, file := range files {
		known[file.FileObject] = true
	}
	before := a.Now().Add(-grace)
	orphans, err := a.Vault.Orphans(ctx, known, before)
	if err != nil {
		return err
	}
	for _, orphan := range orphans {
		if err := a.Vault.RemoveObject(ctx, orphan.Name); err != nil {
			return err
		}
	}
	if len(orphans) > 0 {
		a.Log.Info("objects without a row were removed", "count", len(orphans))
	}
	_, err = a.Vault.Sweep(ctx, before)
	return err
}

// verifyFiles reads every kept file again and compares it with its fingerprint;
// a damaged one is named in the log and in the journal.
func (a *App) verifyFiles(ctx context.Context) error {
	files, err := a.keptFiles(ctx)
	if err != nil {
		return err
	}
	damaged := 0
	for _, file := range files {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := a.Vault.Verify(ctx, file); err != nil {
			if away := a.Vault.Check(ctx); away != nil {
				return fmt.Errorf("verify the kept files: the storage does not answer: %w", away) // tried again later
			}
			damaged++
			a.Log.Error("a kept file is damaged", "object", file.FileObject, "error", err)
			if err := a.recordDamage(ctx, file); err != nil {
				return err
			}
		}
	}
	if damaged > 0 {
		return fmt.Errorf("%d of %d kept files are damaged", damaged, len(files))
	}
	return nil
}

func (a *App) recordDamage(ctx context.Context, file storage.File) error {
	return a.DB.InTx(ctx, func(tx database.Tx) error {
		return audit.Record(tx, audit.Program("verify-files"), audit.Act{Action: "file.damaged", Subject: file.FileObject})
	})
}
