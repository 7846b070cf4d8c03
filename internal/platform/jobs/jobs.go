// SPDX-License-Identifier: AGPL-3.0-only

// Package jobs does the work that waits for nobody: sweeps and purges, each a
// repeatable task run by whichever worker is awake. It is the home of River.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"contrechamp.org/contrechamp/internal/platform/database"
)

// Task is work to be repeated. Do must be safe to run again, and to run late:
// what is due is found in the database, never remembered by a timer.
type Task struct {
	Name  string
	Every time.Duration
	Do    func(context.Context) error
}

// Worker runs tasks until it is stopped.
type Worker struct{ stop func(context.Context) error }

// Stop lets the running tasks finish until ctx ends.
func (w *Worker) Stop(ctx context.Context) error { return w.stop(ctx) }

// Migrate builds the queue's own tables, on either engine.
func Migrate(ctx context.Context, db *database.DB) error {
	if db.Dialect == database.Postgres {
		return migrateLocked(ctx, db.Pool())
	}
	conn, err := db.Writer()
	if err != nil {
		return err
	}
	return migrate(ctx, riversqlite.New(conn))
}

// migrationLock is any number that nothing else locks in our database.
const migrationLock = 4312005

// migrateLocked lets one instance at a time build the tables, for River itself
// does not: of two that start at once, one would fail.
func migrateLocked(ctx context.Context, pool *pgxpool.Pool) (err error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("prepare the queue's tables: %w", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", migrationLock); err != nil {
		return fmt.Errorf("wait for the queue's tables: %w", err)
	}
	defer func() {
		_, unlocked := conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrationLock)
		err = errors.Join(err, unlocked)
	}()
	return migrate[pgx.Tx](ctx, riverpgxv5.New(pool))
}

func migrate[T any](ctx context.Context, driver riverdriver.Driver[T]) error {
	migrator, err := rivermigrate.New(driver, nil)
	if err != nil {
		return fmt.Errorf("prepare the queue's tables: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("bring the queue's tables up to date: %w", err)
	}
	return nil
}

// Start begins to run tasks, each once at start and then at its pace. Among
// several workers on one Postgres, one leads and no task is doubled.
func Start(ctx context.Context, db *database.DB, tasks []Task, log *slog.Logger) (*Worker, error) {
	if db.Dialect == database.Postgres {
		return start[pgx.Tx](ctx, riverpgxv5.New(db.Pool()), tasks, log)
	}
	conn, err := db.Writer()
	if err != nil {
		return nil, err
	}
	return start(ctx, riversqlite.New(conn), tasks, log)
}

func start[T any](ctx context.Context, driver riverdriver.Driver[T], tasks []Task, log *slog.Logger) (*Worker, error) {
	workers := river.NewWorkers()
	river.AddWorker(workers, &runner{tasks: tasks})
	client, err := river.NewClient(driver, &river.Config{
		Logger:       slog.New(slog.DiscardHandler),
		PeriodicJobs: periodic(tasks),
		Queues:       map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 2}},
		Workers:      workers,
		ErrorHandler: &reporter{log: log},
	})
	if err != nil {
		return nil, fmt.Errorf("prepare the worker: %w", err)
	}
	if err := client.Start(ctx); err != nil {
		return nil, fmt.Errorf("start the worker: %w", err)
	}
	return &Worker{stop: client.Stop}, nil
}

func periodic(tasks []Task) []*river.PeriodicJob {
	var all []*river.PeriodicJob
	for _, task := range tasks {
		all = append(all, river.NewPeriodicJob(
			river.PeriodicInterval(task.Every),
			func() (river.JobArgs, *river.InsertOpts) {
				return named{Task: task.Name}, &river.InsertOpts{
					MaxAttempts: 3,
					UniqueOpts:  river.UniqueOpts{ByArgs: true, ByPeriod: task.Every},
				}
			},
			&river.PeriodicJobOpts{RunOnStart: true},
		))
	}
	return all
}
