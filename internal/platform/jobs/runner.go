// SPDX-License-Identifier: AGPL-3.0-only

package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// named is a queued job: the name of the task to run.
type named struct {
	Task string `json:"task"`
}

// Kind is River's name for this sort of job.
func (named) Kind() string { return "task" }

type runner struct {
	river.WorkerDefaults[named]
	tasks []Task
}

// Timeout is longer than River's minute: reading every kept file again takes as
// long as there are files. A worker that died meanwhile is noticed after it.
func (*runner) Timeout(*river.Job[named]) time.Duration { return 6 * time.Hour }

// Work runs the task that the job names.
func (r *runner) Work(ctx context.Context, job *river.Job[named]) error {
	for _, task := range r.tasks {
		if task.Name == job.Args.Task {
			return task.Do(ctx)
		}
	}
	return fmt.Errorf("no task is called %q", job.Args.Task)
}

// reporter writes what went wrong to the log, without the job's contents.
type reporter struct{ log *slog.Logger }

func (r *reporter) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	r.log.ErrorContext(ctx, "a task failed and will be tried again", "job", job.ID, "attempt", job.Attempt, "error", err)
	return nil
}

func (r *reporter) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	r.log.ErrorContext(ctx, "a task panicked", "job", job.ID, "panic", fmt.Sprint(value), "trace", trace)
	return nil
}
