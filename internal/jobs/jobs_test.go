package jobs_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/jobs"
	"beatplan/internal/pgtest"
	"beatplan/internal/store"
)

// A loader is what a test does with a file.
type loader func(ctx context.Context, principal string, r app.ImportRequest, f app.Body, watch func(app.Reading)) ([]app.Import, error)

func (l loader) LoadAs(ctx context.Context, principal string, r app.ImportRequest, f app.Body, watch func(app.Reading)) ([]app.Import, error) {
	return l(ctx, principal, r, f, watch)
}

// A bench has a queue on a database of the test's own.
type bench struct {
	*jobs.Queue
	t     *testing.T
	store *store.Store
	log   *syncBuffer
}

func newBench(t *testing.T, l loader) bench {
	t.Helper()
	s, err := store.Open(t.Context(), pgtest.ServerURL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	b := bench{t: t, store: s, log: &syncBuffer{}}
	b.Queue = b.another("clerk", l)
	return b
}

// another returns another program's queue on the same database.
func (b bench) another(principal string, l loader) *jobs.Queue {
	b.t.Helper()
	return b.over(b.store, principal, l)
}

// over returns a queue whose verbs read from a store of their own.
func (b bench) over(s app.Store, principal string, l loader) *jobs.Queue {
	b.t.Helper()
	verbs, err := app.New(s, principal)
	if err != nil {
		b.t.Fatal(err)
	}
	q, err := jobs.New(jobs.Options{
		DB: b.store.Pool(), Store: b.store, App: verbs, Loader: l, Principal: principal, Workers: 2, Log: slog.New(slog.NewTextHandler(b.log, nil)),
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return q
}

// run has a queue work until the test ends or stop is called, which waits.
func (b bench) run(q *jobs.Queue) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(b.t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- q.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			b.t.Errorf("the queue has ended: %v", err)
		}
	})
	b.t.Cleanup(stop)
	return stop
}

// enqueue enqueues the import of a file.
func (b bench) enqueue(body string) app.Job {
	b.t.Helper()
	job, err := b.Import(b.t.Context(), app.ImportRequest{Kind: "offences", Filename: "a.csv", Mapping: "secret: yes"}, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	return job
}

// until waits for a job to be in a state, or after a minute fails.
func (b bench) until(id string, is func(app.Job) bool) app.Job {
	b.t.Helper()
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		job, err := b.Job(b.t.Context(), id) // which fails while connections are cut
		if err == nil && is(job) {
			return job
		}
		if time.Since(began) > time.Minute {
			b.t.Fatalf("after a minute it is %+v (%v); log: %s", job, err, b.log)
		}
	}
}

func ended(j app.Job) bool { return j.State.Ended() }

func in(s app.JobState) func(app.Job) bool { return func(j app.Job) bool { return j.State == s } }

// count returns what a statement counts.
func (b bench) count(sql string, args ...any) int {
	b.t.Helper()
	rows, _ := b.store.Pool().Query(b.t.Context(), sql, args...)
	n, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

func (b bench) exec(sql string, args ...any) {
	b.t.Helper()
	if _, err := b.store.Pool().Exec(b.t.Context(), sql, args...); err != nil {
		b.t.Fatal(err)
	}
}

// nothing loads nothing, at once.
func nothing(context.Context, string, app.ImportRequest, app.Body, func(app.Reading)) ([]app.Import, error) {
	return nil, nil
}

type tenth struct{}

func (tenth) Progress() (bytes, size, rows int64) { return 10, 100, 4000 }

// TestImport follows a file of several parts to the worker, and away.
func TestImport(t *testing.T) {
	t.Parallel()
	long := make([]byte, 5<<19+7)
	for i := range long {
		long[i] = byte(rand.Uint32())
	}
	var got []byte
	reading := make(chan bool)
	b := newBench(t, func(_ context.Context, principal string, r app.ImportRequest, f app.Body, watch func(app.Reading)) ([]app.Import, error) {
		if principal != "clerk" || r.Filename != "a.csv" || r.Mapping != "secret: yes" || f.Size != int64(len(long)) {
			t.Errorf("%s asks for %+v of %d bytes", principal, r, f.Size)
		}
		watch(tenth{})
		<-reading
		for range 2 { // an extract is read twice
			body, err := f.Open()
			if err != nil {
				return nil, err
			}
			if got, err = io.ReadAll(body); err != nil {
				return nil, err
			}
		}
		return []app.Import{{ID: "7"}, {ID: "8"}}, nil
	})
	job := b.enqueue(string(long))
	if job.State != app.JobWaiting || job.Kind != "import" || job.Principal != "clerk" || job.Percent != nil || strings.Contains(string(job.Request), "secret") {
		t.Errorf("enqueued as %+v", job)
	}
	b.run(b.another("somebody else", b.Loader.(loader)))
	job = b.until(job.ID, func(j app.Job) bool { return j.Percent != nil })
	if job.State != app.JobRunning || *job.Percent != 10 || *job.Rows != 4000 || job.StartedAt == nil || job.Attempts != 1 {
		t.Errorf("under way it is %+v", job)
	}
	close(reading)
	job = b.until(job.ID, ended)
	if job.State != app.JobDone || *job.Percent != 100 || job.EndedAt == nil || strings.Join(job.Results, " ") != "/v1/imports/7 /v1/imports/8" {
		t.Errorf("done it is %+v", job)
	}
	if sha256.Sum256(got) != sha256.Sum256(long) {
		t.Errorf("the worker reads %d bytes, not those %d", len(got), len(long))
	}
	if err := b.store.DropReceived(t.Context()); err != nil || b.count("SELECT count(*) FROM received") != 0 {
		t.Errorf("the file is still there (%v)", err)
	}
	if b.log.String() != "" {
		t.Errorf("logged %s", b.log)
	}
}

// TestWaitingFileStays has a sweep and an ended job beside one that waits.
func TestWaitingFileStays(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	waiting, cancelled := b.enqueue("one"), b.enqueue("two")
	if job, err := b.Cancel(t.Context(), cancelled.ID); err != nil || job.State != app.JobCancelled || job.CancelledBy != "clerk" {
		t.Errorf("cancelled it is %+v (%v)", job, err)
	}
	if _, err := b.Answer(t.Context(), cancelled.ID); fault.Of(err) != fault.NotFound {
		t.Errorf("a job without an answer: %v", err)
	}
	forgotten, _ := strconv.ParseInt(cancelled.ID, 10, 64)
	for _, answer := range []string{`{"of":1}`, `{"of":2}`} { // of another attempt
		if err := errors.Join(b.store.KeepAnswer(t.Context(), forgotten, []byte(answer)), b.store.KeepAnswer(t.Context(), 999, []byte(answer))); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.store.DropReceived(t.Context()); err != nil {
		t.Fatal(err)
	}
	if answer, err := b.Answer(t.Context(), cancelled.ID); string(answer) != `{"of":2}` || b.count("SELECT count(*) FROM answers") != 1 {
		t.Errorf("while a job is remembered its answer is %s (%v)", answer, err)
	}
	if n := b.count("SELECT count(*) FROM received WHERE job::text = $1", waiting.ID); n != 1 || b.count("SELECT count(*) FROM received") != 1 {
		t.Errorf("%d parts of the file that is waited for", n)
	}
}

// TestFailures has attempts that fail in all ways.
func TestFailures(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err    error // nil: a panic
		state  app.JobState
		reason string
		logged bool
	}{
		"input that is wrong": {fault.New(fault.Invalid, "a.csv: no header"), app.JobFailed, "a.csv: no header", false},
		"nothing to be done":  {fault.New(fault.Unprocessable, "too few"), app.JobFailed, "too few", false},
		"a disk that is full": {fault.New(fault.Unavailable, "no space left"), app.JobRetrying, "no space left", false},
		"a database gone":     {io.ErrUnexpectedEOF, app.JobRetrying, "the database went away", true},
		"a defect":            {errors.New("hush"), app.JobFailed, "a defect of the program: the worker's log says more under job 1", true},
		"a panic":             {nil, app.JobFailed, "a defect of the program: the worker's log says more under job 1", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, func(context.Context, string, app.ImportRequest, app.Body, func(app.Reading)) ([]app.Import, error) {
				if tt.err == nil {
					panic("hush")
				}
				return nil, tt.err
			})
			job := b.enqueue("x")
			b.run(b.Queue)
			job = b.until(job.ID, func(j app.Job) bool { return len(j.Failures) > 0 })
			if job.State != tt.state || len(job.Failures) != 1 || job.Failures[0].Reason != tt.reason || job.Failures[0].Attempt != 1 || job.Results != nil {
				t.Errorf("it is %+v, want %s for %q", job, tt.state, tt.reason)
			}
			if log := b.log.String(); (log != "") != tt.logged || tt.err == nil && !strings.Contains(log, "hush at") {
				t.Errorf("logged %q", log)
			}
		})
	}
}

// TestRetry has an attempt that fails for a reason that passes.
func TestRetry(t *testing.T) {
	t.Parallel()
	var tries atomic.Int32
	b := newBench(t, func(context.Context, string, app.ImportRequest, app.Body, func(app.Reading)) ([]app.Import, error) {
		if tries.Add(1) == 1 {
			return nil, fault.New(fault.Unavailable, "no space left")
		}
		return nil, nil
	})
	job := b.enqueue("x")
	b.run(b.Queue)
	if job = b.until(job.ID, ended); job.State != app.JobDone || job.Attempts != 2 || len(job.Failures) != 1 {
		t.Errorf("it is %+v after %d tries", job, tries.Load())
	}
	if listed, err := b.Jobs(t.Context(), math.MaxInt64, 10); err != nil || !cmp.Equal(listed, []app.Job{job}) {
		t.Errorf("listed (-one +listed)\n%s%v", cmp.Diff([]app.Job{job}, listed), err)
	}
}

const busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query = 'SELECT pg_sleep(60)'"

// TestTakenForLost has a job go to another worker while its own is slow.
func TestTakenForLost(t *testing.T) {
	t.Parallel()
	begun, stopped := make(chan bool), make(chan error, 1)
	b := newBench(t, func(ctx context.Context, _ string, _ app.ImportRequest, _ app.Body, _ func(app.Reading)) ([]app.Import, error) {
		close(begun)
		<-ctx.Done()
		stopped <- context.Cause(ctx)
		return nil, ctx.Err()
	})
	b.run(b.Queue)
	job := b.enqueue("x")
	<-begun // else its first beat may find that it is lost, and it is never worked
	b.exec("UPDATE river.river_job SET attempt = attempt + 1 WHERE id::text = $1", job.ID)
	if err := <-stopped; !strings.Contains(err.Error(), "another's now") {
		t.Errorf("stopped by %v", err)
	}
	time.Sleep(2 * time.Second) // in which the slow one could say something
	if job = b.until(job.ID, func(app.Job) bool { return true }); job.State != app.JobRunning || job.Attempts != 2 || len(job.Failures) != 0 {
		t.Errorf("of the other worker's job the slow one has made %+v", job)
	}
}

// TestLost has a job whose worker was killed.
func TestLost(t *testing.T) {
	t.Parallel()
	b := newBench(t, nothing)
	job := b.enqueue("x")
	b.exec("UPDATE river.river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '31 s'")
	b.run(b.Queue)
	if job = b.until(job.ID, ended); job.State != app.JobDone || job.Attempts != 2 || len(job.Failures) != 1 || !strings.Contains(job.Failures[0].Reason, "without a word") {
		t.Errorf("it is %+v", job)
	}
}

// TestSevered cuts every connection that a job's program has.
func TestSevered(t *testing.T) {
	t.Parallel()
	var tries atomic.Int32
	b := newBench(t, nil)
	b.run(b.another("worker", func(ctx context.Context, p string, r app.ImportRequest, f app.Body, w func(app.Reading)) ([]app.Import, error) {
		if tries.Add(1) == 1 {
			return b.sleeping(ctx, p, r, f, w)
		}
		return nil, nil
	}))
	job := b.enqueue("x")
	for b.count(busy) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	b.exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
	if job = b.until(job.ID, ended); job.State != app.JobDone || job.Attempts != 2 || job.Failures[0].Reason != "the database went away" {
		t.Errorf("it is %+v", job)
	}
}

// TestSameOrder asks for the same again while it is waited for, and for something
// else.
func TestSameOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	fit := func(q *jobs.Queue, area string) app.Job {
		job, err := q.Order(t.Context(), app.ModelRequest{Area: area, Group: "robbery", Train: "2025-01"})
		if err != nil {
			t.Fatal(err)
		}
		return job
	}
	first := fit(b.Queue, "A")
	if again := fit(b.another("chief", nil), "A"); again.ID != first.ID || again.Principal != "clerk" {
		t.Errorf("asked for again, it is job %s of %s", again.ID, again.Principal)
	}
	if other := fit(b.Queue, "B"); other.ID == first.ID {
		t.Error("another area is the same job")
	}
	asked := app.HotspotRequest{Area: "A", Group: "nte-violence"}
	orders := map[string]any{
		"count":         app.SurfaceRequest{Area: "A", Group: "nte-violence"},
		"forecast":      app.ForecastRequest{HotspotRequest: asked},
		"find":          app.FindRequest{HotspotRequest: asked},
		"spots":         app.SpotsRequest{HotspotRequest: asked},
		"emerging":      app.EmergingRequest{HotspotRequest: asked},
		"repeats":       app.RepeatsRequest{HotspotRequest: asked},
		"hours":         app.HoursRequest{HotspotRequest: asked},
		"comparison":    app.ComparisonRequest{HotspotRequest: asked},
		"evaluation":    app.EvaluationRequest{HotspotRequest: asked, Train: "2025-01", Test: "2025-02"},
		"displacement":  app.DisplacementRequest{HotspotRequest: asked},
		"overlap":       app.OverlapRequest{Area: "A", A: "robbery", B: "nte-violence"},
		"overlap-spots": app.OverlapPlaces{OverlapRequest: app.OverlapRequest{Area: "A", A: "robbery", B: "nte-violence"}},
		"funded":        app.FundedRequest{Area: "A", Group: "robbery"},
		"funded-areas":  app.FundedAreas{FundedRequest: app.FundedRequest{Area: "A", Group: "robbery"}},
		"trial":         app.TrialRequest{SpotsRequest: app.SpotsRequest{HotspotRequest: asked}, Start: "2026-01-09", Days: 10},
		"verdict":       app.VerdictOrder{Trial: "trial-1"},
		"draw":          app.ZoneSetRequest{Area: "A", Operation: "nte"},
		"plan":          app.PlanRequest{Area: "A", Operation: "nte"},
		"replan":        app.ReplanOrder{Plan: "plan-1", ReplanRequest: app.ReplanRequest{At: "21:00"}},
	}
	ordered := map[string]string{"fit": first.ID}
	for kind, request := range orders {
		job, err := b.Order(t.Context(), request)
		if err != nil || job.Kind != kind {
			t.Fatalf("%s: %+v (%v)", kind, job, err)
		}
		ordered[kind] = job.ID
	}
	b.run(b.Queue)
	for kind, id := range ordered { // there is nothing to count, and neither trial nor plan
		if job := b.until(id, ended); job.State != app.JobFailed || !strings.Contains(job.Failures[0].Reason, "loaded") && !strings.Contains(job.Failures[0].Reason, "-1") {
			t.Errorf("%s: it is %+v", kind, job)
		}
	}
	if later := fit(b.Queue, "A"); later.ID == first.ID {
		t.Error("asked for when the first has ended, it is the same job")
	}
	all, err := b.Jobs(t.Context(), math.MaxInt64, 100)
	if err != nil || len(all) != len(orders)+3 || all[len(all)-1].ID != first.ID {
		t.Errorf("%d jobs (%v)", len(all), err)
	}
}

// syncBuffer is a log that may be read while it is written.
type syncBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// TestPercentOfComputing has work that reads no file say how far it came: it draws on
// nothing, so that it fails at its first step.
func TestPercentOfComputing(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	job, err := b.Order(t.Context(), app.ZoneSetRequest{Area: "nowhere", Operation: "nte"})
	if err != nil {
		t.Fatal(err)
	}
	if job.Percent != nil {
		t.Errorf("before it begins: %d%%", *job.Percent)
	}
	b.run(b.Queue)
	if job = b.until(job.ID, ended); job.State != app.JobFailed || job.Percent == nil || *job.Percent != 0 || job.Rows != nil {
		t.Errorf("in the end it is %+v", job)
	}
}
