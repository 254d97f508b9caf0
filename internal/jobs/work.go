package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime/debug"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/principal"
)

// An attempt is one try to do a job.
type attempt struct {
	job       int64
	principal string
	watch     func(app.Reading) // takes what tells how far it has come
}

// stepping returns a context for work whose steps are watched.
func (a attempt) stepping(ctx context.Context) context.Context {
	ctx, steps := app.Stepping(ctx)
	a.watch(steps)
	return ctx
}

// A worker does the orders of one kind.
type worker[R any] struct {
	river.WorkerDefaults[order[R]]
	queue *Queue
	do    func(ctx context.Context, a attempt, r R) (app.JobResults, error)
}

// Work does a job.
func (w *worker[R]) Work(ctx context.Context, job *river.Job[order[R]]) error {
	stamp, err := w.queue.stamp(ctx) // before anything is read: what changes later makes it another
	if err != nil {
		return err
	}
	outcome, err := w.queue.try(ctx, job.JobRow, func(ctx context.Context, watch func(app.Reading)) (app.JobResults, error) {
		ctx = principal.With(ctx, job.Args.Principal)
		return w.do(ctx, attempt{job.ID, job.Args.Principal, watch}, job.Args.Request)
	})
	if err != nil {
		return err
	}
	return river.RecordOutput(ctx, output{outcome, stamp})
}

// stamp returns a text that changes with whatever answers rest on.
func (q *Queue) stamp(ctx context.Context) (string, error) {
	data, err := q.Store.DataStamp(ctx)
	return app.Version + " " + data, err
}

// An output is what is recorded of a job that is done.
type output struct {
	app.JobResults
	Stamp string `json:"stamp"` // of what the results rest on
}

// Timeout is never for work that this program does. River asks of other jobs too,
// of which nothing has been heard for lostAfter, and rescues those whose time is
// over: whoever did them is gone.
func (w *worker[R]) Timeout(job *river.Job[order[R]]) time.Duration {
	const never, over = -1, 1
	if _, here := w.queue.here.Load(job.ID); here {
		return never
	}
	return over
}

func (q *Queue) load(ctx context.Context, a attempt, r app.ImportRequest) (app.JobResults, error) {
	size, err := q.Store.SizeReceived(ctx, a.job)
	if err != nil {
		return app.JobResults{}, err
	}
	file := app.Body{Size: size, Open: func() (io.ReadCloser, error) { return q.Store.Received(ctx, a.job), nil }}
	loaded, err := q.Loader.LoadAs(ctx, a.principal, r, file, a.watch)
	var made app.JobResults
	for _, i := range loaded {
		made.Results = append(made.Results, "/v1/imports/"+i.ID)
	}
	return made, err
}

func (q *Queue) count(ctx context.Context, a attempt, r app.SurfaceRequest) (app.JobResults, error) {
	s, err := q.App.As(a.principal).Cells(a.stepping(ctx), r)
	return app.JobResults{Results: []string{"/v1/surfaces/" + s.ID}}, err
}

// A verb of the app answers a request.
type verb[R any] func(a *app.App, ctx context.Context, r R) (answer any, err error)

// figures is a verb of which the first that it makes is the answer.
func figures[R, S, T any](do func(*app.App, context.Context, R) (S, T, error)) verb[R] {
	return func(a *app.App, ctx context.Context, r R) (any, error) {
		s, _, err := do(a, ctx, r)
		return s, err
	}
}

// features is a verb of which the second is.
func features[R, S, T any](do func(*app.App, context.Context, R) (S, T, error)) verb[R] {
	return func(a *app.App, ctx context.Context, r R) (any, error) {
		_, t, err := do(a, ctx, r)
		return t, err
	}
}

func verdict(a *app.App, ctx context.Context, r app.VerdictOrder) (any, error) {
	v, _, err := a.JudgeTrial(ctx, r.Trial, r.Visits)
	return v, err
}

// answers does work whose answer is kept nowhere but here.
func answers[R any](q *Queue, do verb[R]) func(context.Context, attempt, R) (app.JobResults, error) {
	return func(ctx context.Context, a attempt, r R) (app.JobResults, error) {
		answer, err := do(q.App.As(a.principal), a.stepping(ctx), r)
		if err != nil {
			return app.JobResults{}, err
		}
		body, err := json.Marshal(answer)
		if err == nil {
			err = q.Store.KeepAnswer(ctx, a.job, body)
		}
		return app.JobResults{Results: []string{fmt.Sprintf("/v1/jobs/%d/answer", a.job)}}, err
	}
}

func (q *Queue) trial(ctx context.Context, a attempt, r app.TrialRequest) (app.JobResults, error) {
	t, _, err := q.App.As(a.principal).DrawTrial(a.stepping(ctx), r)
	return app.JobResults{Results: []string{"/v1/hotspots/trials/" + t.ID}}, err
}

func (q *Queue) fit(ctx context.Context, a attempt, r app.ModelRequest) (app.JobResults, error) {
	m, err := q.App.As(a.principal).FitModel(a.stepping(ctx), r)
	return app.JobResults{Results: []string{"/v1/models/" + m.ID}}, err
}

func (q *Queue) draw(ctx context.Context, a attempt, r app.ZoneSetRequest) (app.JobResults, error) {
	s, _, err := q.App.As(a.principal).DrawZones(a.stepping(ctx), r)
	return app.JobResults{Results: []string{"/v1/zone-sets/" + s.ID}}, err
}

func (q *Queue) plan(ctx context.Context, a attempt, r app.PlanRequest) (app.JobResults, error) {
	p, _, err := q.App.As(a.principal).MakePlan(a.stepping(ctx), r)
	return app.JobResults{Results: []string{"/v1/plans/" + p.ID}}, err
}

func (q *Queue) replan(ctx context.Context, a attempt, r app.ReplanOrder) (app.JobResults, error) {
	p, _, err := q.App.As(a.principal).ReplanPlan(a.stepping(ctx), r.Plan, r.ReplanRequest)
	return app.JobResults{Results: []string{"/v1/plans/" + p.ID}}, err
}

// errLost says that a job has been taken for lost while it was worked.
var errLost = errors.New("nothing was heard of this job for too long: it is another's now")

// A doing is the work of a job.
type doing func(ctx context.Context, watch func(app.Reading)) (app.JobResults, error)

// try does a job, beats while it goes on, and says what becomes of an error.
func (q *Queue) try(ctx context.Context, job *rivertype.JobRow, do doing) (app.JobResults, error) {
	defer q.here.Delete(job.ID)
	work, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	p := &pulse{progress: progress{Attempt: job.Attempt, StartedAt: time.Now().UTC()}}
	var beating sync.WaitGroup
	beating.Go(func() { q.beat(ctx, work, job, p, stop) })

	type ended struct {
		outcome app.JobResults
		err     error
	}
	done := make(chan ended, 1)
	go func() {
		defer func() {
			if broken := recover(); broken != nil {
				done <- ended{err: fmt.Errorf("panic: %v at %s", broken, debug.Stack())}
			}
		}()
		outcome, err := do(work, p.watch)
		done <- ended{outcome, err}
	}()
	var e ended
	select {
	case e = <-done:
	case <-work.Done():
		// Computing hears of it between its steps. It has nowhere to write to any more.
		select {
		case e = <-done:
		case <-time.After(leaving):
			e.err = context.Cause(work)
		}
	}
	stop(nil)
	beating.Wait()
	if e.err == nil {
		return e.outcome, nil
	}
	if errors.Is(context.Cause(work), errLost) {
		q.standAside(ctx, job.ID)
		return app.JobResults{}, errLost
	}
	if ctx.Err() != nil { // cancelled, or the program stops: River knows which
		return app.JobResults{}, context.Cause(ctx)
	}
	return app.JobResults{}, q.judge(ctx, job, e.err)
}

// beat says that a job goes on until its work ends, and then how far it came. Where somebody
// else has the job, it stops the work. No beat is given up for the next: the database might
// still do it, after that one.
func (q *Queue) beat(ctx, work context.Context, job *rivertype.JobRow, p *pulse, stop context.CancelCauseFunc) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for last := false; ; {
		on, err := q.Store.Beat(ctx, job.ID, job.Attempt, p.report())
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			q.Log.WarnContext(ctx, "a job cannot say that it goes on", "job", job.ID, "error", err)
		case !on:
			stop(errLost)
			return
		}
		if last {
			return
		}
		select {
		case <-work.Done():
			last = true
		case <-tick.C:
		}
	}
}

// standAside waits until a job that another works is not running any more: what
// this worker would say of its own attempt would be taken for the other's.
func (q *Queue) standAside(ctx context.Context, job int64) {
	for ctx.Err() == nil {
		row, err := q.river.JobGet(ctx, job)
		if errors.Is(err, rivertype.ErrNotFound) || err == nil && row.State != rivertype.JobStateRunning {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(beatEvery):
		}
	}
}

// judge returns the error that River records, in words for whoever asked, with
// whether the job is tried again. What is the program's own fault is logged.
func (q *Queue) judge(ctx context.Context, job *rivertype.JobRow, err error) error {
	again := mayHeal(err)
	if fault.Of(err) == fault.Internal {
		q.Log.ErrorContext(ctx, "job failed", "job", job.ID, "kind", job.Kind, "attempt", job.Attempt, "error", err)
		err = fmt.Errorf("a defect of the program: the worker's log says more under job %d", job.ID)
		if again {
			err = errors.New("the database went away")
		}
	}
	if again {
		return err
	}
	return river.JobCancel(err)
}

// mayHeal reports whether an attempt that failed so may do better later: something
// was missing that may come back. Input that is wrong does not mend itself.
func mayHeal(err error) bool {
	if kind := fault.Of(err); kind != fault.Internal {
		return kind == fault.Unavailable
	}
	if refused, is := errors.AsType[*pgconn.PgError](err); is {
		switch refused.Code[:2] {
		case "08", "40", "53", "57": // connection, transaction rolled back, resources, an operator's hand
			return true
		}
		return false
	}
	_, network := errors.AsType[net.Error](err)
	return network || pgconn.SafeToRetry(err) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// mostAttempts is how often a job is tried, in a quarter of an hour.
const mostAttempts = 5

// retryPolicy says when a job is tried again: after 10, 40, 160 and 640 s.
type retryPolicy struct{}

// NextRetry returns when a job is tried again.
func (retryPolicy) NextRetry(job *rivertype.JobRow) time.Time {
	wait := 10 * time.Second
	for range min(job.Attempt, mostAttempts) - 1 {
		wait *= 4
	}
	return time.Now().Add(wait)
}
