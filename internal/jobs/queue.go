package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"reflect"
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

// questions is the queue of what is asked and kept nowhere: a fit or a plan that somebody
// ordered does not wait for answers that nobody may be waiting for any more.
const questions = "questions"

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
	DataStamp(ctx context.Context) (string, error)
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
	Workers   int    // how many jobs Run works at a time, and beside them one import and half as many questions; 0: none at all
	Log       *slog.Logger
}

// A Queue takes jobs and, while it runs, works them.
type Queue struct {
	Options
	river  *river.Client[pgx.Tx]
	takers map[reflect.Type]taker // by the type of the request
	here   sync.Map               // ids of the jobs that this program works
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
	case app.EmergingRequest:
		return "emerging"
	case app.RepeatsRequest:
		return "repeats"
	case app.HoursRequest:
		return "hours"
	case app.ComparisonRequest:
		return "comparison"
	case app.EvaluationRequest:
		return "evaluation"
	case app.DisplacementRequest:
		return "displacement"
	case app.OverlapRequest:
		return "overlap"
	case app.OverlapPlaces:
		return "overlap-spots"
	case app.FundedRequest:
		return "funded"
	case app.FundedAreas:
		return "funded-areas"
	case app.TrialRequest:
		return "trial"
	case app.VerdictOrder:
		return "verdict"
	case app.ModelRequest:
		return "fit"
	case app.ZoneSetRequest:
		return "draw"
	case app.PlanRequest:
		return "plan"
	case app.ReplanOrder:
		return "replan"
	}
	panic(fmt.Sprintf("jobs: no job for a %T", o.Request))
}

// New returns a Queue.
func New(o Options) (*Queue, error) {
	q := &Queue{Options: o, takers: map[reflect.Type]taker{}}
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker[app.ImportRequest]{queue: q, do: q.load})
	takes(q, workers, river.QueueDefault, q.count)
	asks(q, workers, figures((*app.App).ForecastHotspots))
	asks(q, workers, features((*app.App).FindHotspots))
	asks(q, workers, features((*app.App).BuildSpots))
	asks(q, workers, features((*app.App).FindEmerging))
	asks(q, workers, features((*app.App).FindRepeats))
	asks(q, workers, figures((*app.App).TellHours))
	asks(q, workers, figures((*app.App).CompareHotspots))
	asks(q, workers, figures((*app.App).EvaluateRankings))
	asks(q, workers, figures((*app.App).TellDisplacement))
	asks(q, workers, figures((*app.App).Overlap))
	asks(q, workers, func(a *app.App, ctx context.Context, r app.OverlapPlaces) (any, error) {
		_, places, err := a.Overlap(ctx, r.OverlapRequest)
		return places, err
	})
	asks(q, workers, figures((*app.App).Funded))
	asks(q, workers, func(a *app.App, ctx context.Context, r app.FundedAreas) (any, error) {
		_, areas, err := a.Funded(ctx, r.FundedRequest)
		return areas, err
	})
	asks(q, workers, verdict)
	takes(q, workers, river.QueueDefault, q.trial)
	takes(q, workers, river.QueueDefault, q.fit)
	takes(q, workers, river.QueueDefault, q.draw)
	takes(q, workers, river.QueueDefault, q.plan)
	takes(q, workers, river.QueueDefault, q.replan)
	config := &river.Config{
		Schema: schema, Workers: workers, Logger: slog.New(warnings{o.Log.Handler()}),
		JobTimeout: -1, RescueStuckJobsAfter: lostAfter, SoftStopTimeout: finishing,
		Hooks:       []rivertype.Hook{river.HookWorkBeginFunc(q.begin)},
		MaxAttempts: mostAttempts, RetryPolicy: retryPolicy{},
		ReindexerIndexNames:         []string{}, // takes the tables' owner; the indexes of some days' jobs are small
		CancelledJobRetentionPeriod: keepEnded, CompletedJobRetentionPeriod: keepEnded, DiscardedJobRetentionPeriod: keepEnded,
	}
	if o.Workers > 0 {
		config.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: o.Workers}, imports: {MaxWorkers: 1}, questions: {MaxWorkers: questionsAtOnce(o.Workers)}}
	}
	var err error
	if q.river, err = river.NewClient(riverpgxv5.New(o.DB), config); err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	return q, nil
}

// AtOnce is how many jobs so many workers work at a time, with the import and the questions
// beside them.
func AtOnce(workers int) int { return workers + 1 + questionsAtOnce(workers) }

func questionsAtOnce(workers int) int { return (workers + 1) / 2 }

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

// Order enqueues what a request of one of the app's verbs asks for. Where the same is
// waiting or under way already, it is that job.
func (q *Queue) Order(ctx context.Context, request any) (app.Job, error) {
	take, known := q.takers[reflect.TypeOf(request)]
	if !known {
		panic(fmt.Sprintf("jobs: no job for a %T", request))
	}
	return take(ctx, request)
}

// A taker enqueues requests of one type.
type taker func(ctx context.Context, request any) (app.Job, error)

// asks has a queue take questions of one type, and answer them.
func asks[R any](q *Queue, workers *river.Workers, do verb[R]) {
	takes(q, workers, questions, answers(q, do))
}

// takes has a queue take requests of one type among those of its name, and work them.
func takes[R any](q *Queue, workers *river.Workers, name string, do func(context.Context, attempt, R) (app.JobResults, error)) {
	river.AddWorker(workers, &worker[R]{queue: q, do: do})
	q.takers[reflect.TypeFor[R]()] = func(ctx context.Context, request any) (app.Job, error) {
		return enqueue(ctx, q, name, request.(R)) //nolint:forcetypeassert // by its type it was found
	}
}

func enqueue[R any](ctx context.Context, q *Queue, name string, r R) (app.Job, error) {
	once := river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}}
	inserted, err := q.river.Insert(ctx, order[R]{q.Principal, r}, &river.InsertOpts{Queue: name, UniqueOpts: once})
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
