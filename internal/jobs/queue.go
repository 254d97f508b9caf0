package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"beatplan/internal/app"
)

// schema is the one that River's tables are in.
const schema = "river"

// imports is the queue of imports, which come in one after another anyway: a plan
// does not wait for them.
const imports = "imports"

const (
	// keepEnded is how long a job is remembered that has ended.
	keepEnded = 7 * 24 * time.Hour
	// lostAfter is how long nothing is heard of a job before it is taken for lost.
	lostAfter = 30 * time.Second
	// beatEvery is how often a worker says that a job goes on.
	beatEvery = time.Second
	// finishing is how long jobs have to finish when a program stops, before they
	// are interrupted and go back to the queue.
	finishing = 3 * time.Second
	// leaving is how long interrupted work has to return.
	leaving = 2 * time.Second
	// tidyEvery is how often the files of ended jobs are dropped.
	tidyEvery = 10 * time.Second
)

// Store is what jobs need kept beside River's own tables.
type Store interface {
	KeepReceived(ctx context.Context, tx pgx.Tx, job int64, file io.Reader) error
	SizeReceived(ctx context.Context, job int64) (int64, error)
	Received(ctx context.Context, job int64) io.ReadCloser
	DropReceived(ctx context.Context) error
	KeepAnswer(ctx context.Context, job int64, body []byte) error
	Answer(ctx context.Context, job int64) ([]byte, error)
	Beat(ctx context.Context, job int64, attempt int, progress json.RawMessage) (bool, error)
	MarkCancelled(ctx context.Context, tx pgx.Tx, job int64, by string) error
}

// Loader loads a file in the name of a principal. It hands what tells how far it
// has been read to watch before it begins.
type Loader interface {
	LoadAs(ctx context.Context, principal string, r app.ImportRequest, file app.Body, watch func(app.Reading)) ([]app.Import, error)
}

// Options are what a Queue stands on.
type Options struct {
	DB        *pgxpool.Pool
	Store     Store
	App       *app.App
	Loader    Loader
	Principal string // who enqueues and cancels
	Workers   int    // how many jobs Run works at a time, and beside them one import; 0: none at all
	Log       *slog.Logger
}

// A Queue takes jobs and, while it runs, works them.
type Queue struct {
	Options
	river *river.Client[pgx.Tx]
	here  sync.Map // ids of the jobs that this program works
}

// An order is what a job is to do, and in whose name.
type order[R any] struct {
	Principal string `json:"principal"`
	Request   R      `json:"request" river:"unique"`
}

// Kind names the job after the verb that it calls.
func (o order[R]) Kind() string {
	switch any(o.Request).(type) {
	case app.ImportRequest:
		return "import"
	case app.SurfaceRequest:
		return "count"
	case app.ForecastRequest:
		return "forecast"
	case app.FindRequest:
		return "find"
	case app.SpotsRequest:
		return "spots"
	case app.ModelRequest:
		return "fit"
	case app.ZoneSetRequest:
		return "draw"
	case app.PlanRequest:
		return "plan"
	}
	panic(fmt.Sprintf("jobs: no job for a %T", o.Request))
}

// New returns a Queue.
func New(o Options) (*Queue, error) {
	q := &Queue{Options: o}
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker[app.ImportRequest]{queue: q, do: q.load})
	river.AddWorker(workers, &worker[app.SurfaceRequest]{queue: q, do: q.count})
	river.AddWorker(workers, &worker[app.ForecastRequest]{queue: q, do: q.forecast})
	river.AddWorker(workers, &worker[app.FindRequest]{queue: q, do: q.find})
	river.AddWorker(workers, &worker[app.SpotsRequest]{queue: q, do: q.spots})
	river.AddWorker(workers, &worker[app.ModelRequest]{queue: q, do: q.fit})
	river.AddWorker(workers, &worker[app.ZoneSetRequest]{queue: q, do: q.draw})
	river.AddWorker(workers, &worker[app.PlanRequest]{queue: q, do: q.plan})
	config := &river.Config{
		Schema: schema, Workers: workers, Logger: slog.New(warnings{o.Log.Handler()}),
		JobTimeout: -1, RescueStuckJobsAfter: lostAfter, SoftStopTimeout: finishing,
		Hooks:       []rivertype.Hook{river.HookWorkBeginFunc(q.begin)},
		MaxAttempts: mostAttempts, RetryPolicy: retryPolicy{},
		ReindexerIndexNames:         []string{}, // takes the tables' owner; the indexes of some days' jobs are small
		CancelledJobRetentionPeriod: keepEnded, CompletedJobRetentionPeriod: keepEnded, DiscardedJobRetentionPeriod: keepEnded,
	}
	if o.Workers > 0 {
		config.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: o.Workers}, imports: {MaxWorkers: 1}}
	}
	var err error
	if q.river, err = river.NewClient(riverpgxv5.New(o.DB), config); err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	return q, nil
}

// begin remembers that a job is worked here.
func (q *Queue) begin(_ context.Context, job *rivertype.JobRow) error {
	q.here.Store(job.ID, true)
	return nil
}

// Run works jobs until ctx ends and those under way have finished or gone back
// to the queue, which takes seconds. With no workers it leaves jobs to others.
func (q *Queue) Run(ctx context.Context) error {
	if q.Workers > 0 {
		switch err := q.river.Start(ctx); {
		case err != nil && ctx.Err() != nil:
			return nil // it ended while they began
		case err != nil:
			return fmt.Errorf("work the jobs: %w", err)
		}
		defer func() { <-q.river.Stopped() }()
	}
	tick := time.NewTicker(tidyEvery)
	defer tick.Stop()
	for {
		if err := q.Store.DropReceived(ctx); err != nil && ctx.Err() == nil {
			q.Log.WarnContext(ctx, "files of ended jobs are still here", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Import enqueues the import of a file that has been received.
func (q *Queue) Import(ctx context.Context, r app.ImportRequest, file io.Reader) (app.Job, error) {
	var job *rivertype.JobRow
	err := pgx.BeginFunc(ctx, q.DB, func(tx pgx.Tx) error {
		inserted, err := q.river.InsertTx(ctx, tx, order[app.ImportRequest]{q.Principal, r}, &river.InsertOpts{Queue: imports})
		if err != nil {
			return err
		}
		job = inserted.Job
		return q.Store.KeepReceived(ctx, tx, job.ID, file)
	})
	if err != nil {
		return app.Job{}, fmt.Errorf("enqueue the import of %s: %w", r.Filename, err)
	}
	return view(job)
}

// Count enqueues the count of a surface. Where the same is waiting or under way already,
// it is that job; so with the others.
func (q *Queue) Count(ctx context.Context, r app.SurfaceRequest) (app.Job, error) {
	return enqueue(ctx, q, r)
}

// Forecast enqueues a forecast.
func (q *Queue) Forecast(ctx context.Context, r app.ForecastRequest) (app.Job, error) {
	return enqueue(ctx, q, r)
}

// Find enqueues a search for hotspots.
func (q *Queue) Find(ctx context.Context, r app.FindRequest) (app.Job, error) {
	return enqueue(ctx, q, r)
}

// Spots enqueues the building of patrol spots.
func (q *Queue) Spots(ctx context.Context, r app.SpotsRequest) (app.Job, error) {
	return enqueue(ctx, q, r)
}

// Fit enqueues the fit of a model.
func (q *Queue) Fit(ctx context.Context, r app.ModelRequest) (app.Job, error) {
	return enqueue(ctx, q, r)
}

// Draw enqueues the drawing of focus areas.
func (q *Queue) Draw(ctx context.Context, r app.ZoneSetRequest) (app.Job, error) {
	return enqueue(ctx, q, r)
}

// Plan enqueues the making of a plan.
func (q *Queue) Plan(ctx context.Context, r app.PlanRequest) (app.Job, error) {
	return enqueue(ctx, q, r)
}

func enqueue[R any](ctx context.Context, q *Queue, r R) (app.Job, error) {
	once := river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}}
	inserted, err := q.river.Insert(ctx, order[R]{q.Principal, r}, &river.InsertOpts{UniqueOpts: once})
	if err != nil {
		return app.Job{}, fmt.Errorf("enqueue: %w", err)
	}
	return view(inserted.Job)
}

// warnings keeps what a library says in passing out of the log.
type warnings struct{ slog.Handler }

// Enabled reports whether a record is for the log.
func (w warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && w.Handler.Enabled(ctx, l)
}

// Handle keeps a record. What fails because the queue is being stopped, such as to say
// goodbye on a connection that is closed by then, is no error.
func (w warnings) Handle(ctx context.Context, r slog.Record) error {
	if ctx.Err() != nil {
		r.Level = min(r.Level, slog.LevelWarn)
	}
	return w.Handler.Handle(ctx, r)
}

// WithAttrs returns a handler of the same kind.
func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

// WithGroup returns a handler of the same kind.
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
