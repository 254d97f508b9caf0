package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river/rivertype"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// listJobs is River's own list but for the large members of requests, which the database
// does not send.
const listJobs = `
SELECT id, kind, state::text, attempt, max_attempts, created_at, finalized_at, metadata, to_jsonb(errors) AS errors,
  args || jsonb_build_object('request', (args -> 'request') - @large::text[]) AS encoded_args
FROM river.river_job
WHERE id < @before
ORDER BY id DESC
LIMIT @most`

// Jobs returns jobs, newest first: at most so many, from those before one by its number.
func (q *Queue) Jobs(ctx context.Context, before int64, most int) ([]app.Job, error) {
	found, _ := q.DB.Query(ctx, listJobs, pgx.StrictNamedArgs{"large": large(), "before": before, "most": most})
	rows, err := pgx.CollectRows(found, pgx.RowToAddrOfStructByNameLax[rivertype.JobRow])
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	jobs := make([]app.Job, len(rows))
	for i, row := range rows {
		if jobs[i], err = view(row); err != nil {
			return nil, err
		}
	}
	return jobs, nil
}

// Job returns a job. The error is a fault.NotFound where there is none.
func (q *Queue) Job(ctx context.Context, id string) (app.Job, error) {
	n, err := number(id)
	if err != nil {
		return app.Job{}, err
	}
	row, err := q.river.JobGet(ctx, n)
	if err != nil {
		return app.Job{}, missing(err, n)
	}
	return view(row)
}

// newestDone goes by the jobs' kind, of which River has an index.
const newestDone = `
SELECT id
FROM river.river_job
WHERE kind = @kind AND state = 'completed' AND args -> 'request' = @request::jsonb AND metadata -> 'output' ->> 'stamp' = @stamp
ORDER BY id DESC
LIMIT 1`

// Done returns the newest job that has done what a request asks for, if nothing that its
// answer rests on has changed since.
func (q *Queue) Done(ctx context.Context, request any) (job app.Job, found bool, err error) {
	stamp, err := q.stamp(ctx)
	if err != nil {
		return app.Job{}, false, err
	}
	rows, _ := q.DB.Query(ctx, newestDone, pgx.StrictNamedArgs{"kind": order[any]{Request: request}.Kind(), "request": request, "stamp": stamp})
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return app.Job{}, false, nil
	case err != nil:
		return app.Job{}, false, fmt.Errorf("a job that has done the same: %w", err)
	}
	row, err := q.river.JobGet(ctx, id)
	if err != nil {
		return app.Job{}, false, missing(err, id)
	}
	job, err = view(row)
	return job, true, err
}

// Answer returns what a job has answered that is kept nowhere else. The error is a
// fault.NotFound where there is nothing.
func (q *Queue) Answer(ctx context.Context, id string) ([]byte, error) {
	n, err := number(id)
	if err != nil {
		return nil, err
	}
	return q.Store.Answer(ctx, n)
}

// Cancel cancels a job: one that waits at once, one that runs within a second or
// so. The error is a fault.Conflict where the job has ended otherwise.
func (q *Queue) Cancel(ctx context.Context, id string) (app.Job, error) {
	n, err := number(id)
	if err != nil {
		return app.Job{}, err
	}
	var row *rivertype.JobRow
	err = pgx.BeginFunc(ctx, q.DB, func(tx pgx.Tx) error {
		if row, err = q.river.JobCancelTx(ctx, tx, n); err != nil {
			return missing(err, n)
		}
		if m := notes(row); m.CancelAttemptedAt == nil || row.State == rivertype.JobStateCompleted || row.State == rivertype.JobStateDiscarded {
			return fault.New(fault.Conflict, "job %d has ended: it is %s", n, state(row, m))
		}
		if err := q.Store.MarkCancelled(ctx, tx, n, q.Principal); err != nil {
			return err
		}
		row, err = q.river.JobGetTx(ctx, tx, n)
		return err
	})
	if err != nil {
		return app.Job{}, err
	}
	return view(row)
}

// number reads the number of a job.
func number(id string) (int64, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n < 1 {
		return 0, fault.New(fault.Invalid, "%q is no number of a job: they are listed", id)
	}
	return n, nil
}

func missing(err error, n int64) error {
	if errors.Is(err, rivertype.ErrNotFound) {
		return fault.New(fault.NotFound, "no job %d: those that have ended are remembered for %d days", n, int(keepEnded.Hours()/24))
	}
	return fmt.Errorf("job %d: %w", n, err)
}

// metadata is what a job's row says beside its columns: the last two are River's.
type metadata struct {
	Progress          *progress      `json:"progress"`
	CancelledBy       string         `json:"cancelled_by"`
	Output            app.JobResults `json:"output"`
	CancelAttemptedAt *time.Time     `json:"cancel_attempted_at"`
}

// A progress is how far an attempt has come.
type progress struct {
	Attempt   int       `json:"attempt"`
	StartedAt time.Time `json:"started_at"`
	Bytes     int64     `json:"bytes"` // or other parts of the work
	Size      int64     `json:"size"`  // as many in all; 0: unknown
	Rows      int64     `json:"rows"`
}

// notes reads the metadata of a row; of one that says something else, nothing.
func notes(row *rivertype.JobRow) metadata {
	var m metadata
	if json.Unmarshal(row.Metadata, &m) != nil {
		return metadata{}
	}
	return m
}

// large are the members of requests that may be as long as a file.
func large() []string { return []string{"mapping", "outline", "visits"} }

// withoutLarge leaves the large members out of a request.
func withoutLarge(request json.RawMessage) (json.RawMessage, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(request, &members); err != nil {
		return nil, err
	}
	for _, name := range large() {
		delete(members, name)
	}
	return json.Marshal(members)
}

// view returns a job as its row tells it.
func view(row *rivertype.JobRow) (app.Job, error) {
	var asked order[json.RawMessage]
	if err := json.Unmarshal(row.EncodedArgs, &asked); err != nil {
		return app.Job{}, fmt.Errorf("job %d: %w", row.ID, err)
	}
	request, err := withoutLarge(asked.Request)
	if err != nil {
		return app.Job{}, fmt.Errorf("job %d: %w", row.ID, err)
	}
	m := notes(row)
	job := app.Job{
		ID: strconv.FormatInt(row.ID, 10), Kind: row.Kind, State: state(row, m),
		Principal: asked.Principal, Request: request,
		EnqueuedAt: row.CreatedAt, EndedAt: row.FinalizedAt,
		Attempts: row.Attempt, MostAttempts: row.MaxAttempts, Failures: []app.Failure{},
		CancelledBy: m.CancelledBy, JobResults: m.Output,
	}
	if p := m.Progress; p != nil && p.Attempt == row.Attempt {
		job.StartedAt = &p.StartedAt
		if p.Rows > 0 {
			job.Rows = &p.Rows
		}
		if p.Size > 0 {
			percent := int(min(100*p.Bytes/p.Size, 99)) // the last is not kept yet
			job.Percent = &percent
		}
	}
	if job.State == app.JobDone {
		all := 100
		job.Percent = &all
	}
	for _, e := range row.Errors {
		if why := reason(e.Error); why != "" {
			job.Failures = append(job.Failures, app.Failure{Attempt: e.Attempt, At: e.At, Reason: why})
		}
	}
	return job, nil
}

func state(row *rivertype.JobRow, m metadata) app.JobState {
	switch row.State {
	case rivertype.JobStateRunning:
		return app.JobRunning
	case rivertype.JobStateRetryable:
		return app.JobRetrying
	case rivertype.JobStateCompleted:
		return app.JobDone
	case rivertype.JobStateDiscarded:
		return app.JobFailed
	case rivertype.JobStateCancelled:
		if m.CancelledBy != "" {
			return app.JobCancelled
		}
		return app.JobFailed // its error is one that stays
	}
	return app.JobWaiting
}

// reason returns an error of River's record in words for whoever asked, and
// nothing for what the state says already.
func reason(text string) string {
	text = strings.TrimPrefix(text, "JobCancelError: ")
	switch text {
	case "job cancelled remotely":
		return ""
	case "Stuck job rescued by JobRescuer":
		return "the worker was gone, without a word"
	}
	return text
}
