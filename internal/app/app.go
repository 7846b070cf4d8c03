// SPDX-License-Identifier: AGPL-3.0-only

// Package app assembles the program: database, storage, key, services, pages,
// tasks and commands. It alone asks what time it is.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"contrechamp.org/contrechamp/internal/appeal"
	"contrechamp.org/contrechamp/internal/coplaintiff"
	"contrechamp.org/contrechamp/internal/decision"
	"contrechamp.org/contrechamp/internal/demo"
	"contrechamp.org/contrechamp/internal/evidence"
	"contrechamp.org/contrechamp/internal/filing"
	"contrechamp.org/contrechamp/internal/network"
	"contrechamp.org/contrechamp/internal/person"
	"contrechamp.org/contrechamp/internal/platform/config"
	"contrechamp.org/contrechamp/internal/platform/database"
	"contrechamp.org/contrechamp/internal/platform/jobs"
	"contrechamp.org/contrechamp/internal/platform/storage"
)

// App is the assembled program, its database open and up to date.
type App struct {
	DB    *database.DB
	Vault *storage.Vault
	Log   *slog.Logger
	Now   func() time.Time

	People       *person.Service
	Networks     *network.Service
	Decisions    *decision.Service
	Appeals      *appeal.Service
	CoPlaintiffs *coplaintiff.Service
	Evidence     *evidence.Service
	Filings      *filing.Service
	Demo         *demo.Service
}

// Open assembles the program on these settings. An error is one sentence that
// says what to do.
func Open(ctx context.Context, settings config.Settings, log *slog.Logger) (*App, error) {
	if err := settings.Check(); err != nil {
		return nil, err
	}
	if settings.UsesFolder() {
		if err := prepareFolder(settings.Data); err != nil {
			return nil, err
		}
	}
	db, err := database.Open(ctx, settings.DatabaseURL, settings.Database(), time.Now, log)
	if err != nil {
		return nil, explainDatabase(settings, err)
	}
	a := &App{DB: db, Log: log, Now: time.Now}
	if err := a.assemble(ctx, settings); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

func (a *App) assemble(ctx context.Context, settings config.Settings) error {
	if err := jobs.Migrate(ctx, a.DB); err != nil {
		return err
	}
	key, err := openKey(ctx, a.DB, settings.Key())
	if err != nil {
		return err
	}
	address, err := settings.Storage()
	if err != nil {
		return err
	}
	store, err := storage.Open(address)
	if err != nil {
		return fmt.Errorf("CONTRECHAMP_STORAGE_URL: %w", err)
	}
	a.Vault = storage.NewVault(store, key)
	a.People = person.NewService(a.DB, a.Now)
	a.Networks = network.NewService(a.DB)
	a.Decisions = decision.NewService(a.DB, a.Vault)
	a.Appeals = appeal.NewService(a.DB)
	a.CoPlaintiffs = coplaintiff.NewService(a.DB)
	a.Evidence = evidence.NewService(a.DB, a.Vault)
	a.Filings = filing.NewService(a.DB, a.Vault)
	a.Demo = demo.NewService(a.DB, a.Vault)
	return nil
}

// Close ends every connection.
func (a *App) Close() error { return a.DB.Close() }

// Ready answers nil when the database and the storage do.
func (a *App) Ready(ctx context.Context) error {
	if err := a.DB.Ping(ctx); err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	return a.storageAnswers(ctx)
}

// answerTime is how long the storage may take to answer; supervisors ask often,
// and give up soon.
const answerTime = 3 * time.Second

// storageAnswers looks for an object that cannot exist: unlike a full check, that
// writes nothing, however often it is asked.
func (a *App) storageAnswers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	content, err := a.Vault.Open(ctx, storage.File{FileObject: "0"})
	if err == nil {
		return content.Close()
	}
	if !errors.Is(err, storage.ErrNotExist) {
		return fmt.Errorf("the storage does not answer: %w", err)
	}
	return nil
}

// checkStorage writes, reads and removes a small file before the first visitor does.
func (a *App) checkStorage(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*answerTime)
	defer cancel()
	if err := a.Vault.Check(ctx); err != nil {
		return fmt.Errorf("files cannot be kept: check that the storage runs and that CONTRECHAMP_STORAGE_URL is right (%w)", err)
	}
	return nil
}

// prepareFolder makes the data folder and tries to write in it.
func prepareFolder(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return unwritable(folder, err)
	}
	probe, err := os.CreateTemp(folder, ".writable-")
	if err != nil {
		return unwritable(folder, err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func unwritable(folder string, err error) error {
	return fmt.Errorf("the data folder %s cannot be written to (%s): give it to the user who runs the program, or choose another with --data", folder, reason(err))
}

func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

func explainDatabase(settings config.Settings, err error) error {
	switch {
	case errors.Is(err, database.ErrNewer):
		return err
	case settings.DatabaseURL != "":
		return fmt.Errorf("Postgres cannot be used: check that it runs and that CONTRECHAMP_DATABASE_URL is right (%s)", refusal(err))
	}
	return fmt.Errorf("the database %s cannot be opened: restore it from a backup, or move it away to start afresh (%w)", settings.Database(), err)
}

// refusal is what the server or the network said, without the list of attempts
// that the driver puts around it.
func refusal(err error) string {
	var server interface {
		error
		SQLState() string
	}
	var network *net.OpError
	switch {
	case errors.As(err, &server):
		return server.Error()
	case errors.As(err, &network):
		return network.Error()
	}
	return err.Error()
}

// Sentence puts an error on one line: joined errors come on several.
func Sentence(err error) string {
	lines := strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\r' })
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.Join(lines, "; ")
}
