package jobs_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// sleeping has the database busy for a minute, in one statement.
func (b bench) sleeping(ctx context.Context, _ string, _ app.ImportRequest, _ app.Body, _ func(app.Reading)) ([]app.Import, error) {
	_, err := b.store.Pool().Exec(ctx, "SELECT pg_sleep(60)")
	return nil, err
}

// TestCancel cancels a job from another program, and with it what the database
// does for it.
func TestCancel(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.run(b.another("worker", b.sleeping))
	job := b.enqueue("x")
	for b.count(busy) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	began := time.Now()
	job, err := b.Cancel(t.Context(), job.ID)
	if err != nil || job.CancelledBy != "clerk" {
		t.Fatalf("%+v (%v)", job, err)
	}
	for b.count(busy) > 0 {
		if time.Since(began) > 30*time.Second {
			t.Fatal("the database is still at it")
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("the statement has ended %v after it was cancelled", time.Since(began))
	if job = b.until(job.ID, ended); job.State != app.JobCancelled || len(job.Failures) != 0 {
		t.Errorf("it is %+v", job)
	}
	if job, err = b.another("chief", nil).Cancel(t.Context(), job.ID); err != nil || job.CancelledBy != "clerk" {
		t.Errorf("again: %+v (%v)", job, err)
	}
}

// TestCancelComputing cancels work that does not hear of it.
func TestCancelComputing(t *testing.T) {
	t.Parallel()
	end := make(chan bool)
	defer close(end)
	b := newBench(t, func(context.Context, string, app.ImportRequest, app.Body, func(app.Reading)) ([]app.Import, error) {
		<-end
		return nil, nil
	})
	b.run(b.Queue)
	job := b.enqueue("x")
	b.until(job.ID, in(app.JobRunning))
	if _, err := b.Cancel(t.Context(), job.ID); err != nil {
		t.Fatal(err)
	}
	if job = b.until(job.ID, ended); job.State != app.JobCancelled {
		t.Errorf("it is %+v", job)
	}
}

// TestCancelEnded cancels what cannot be cancelled.
func TestCancelEnded(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(_ context.Context, _ string, _ app.ImportRequest, f app.Body, _ func(app.Reading)) ([]app.Import, error) {
		if f.Size == 3 {
			return nil, fault.New(fault.Invalid, "bad")
		}
		return nil, nil
	})
	b.run(b.Queue)
	for body, state := range map[string]app.JobState{"good": app.JobDone, "bad": app.JobFailed} {
		job := b.until(b.enqueue(body).ID, ended)
		_, err := b.Cancel(t.Context(), job.ID)
		if fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), string(state)) {
			t.Errorf("%s: %v", body, err)
		}
		if again := b.until(job.ID, ended); again.State != state || again.CancelledBy != "" {
			t.Errorf("%s: it is %+v now", body, again)
		}
	}
	if _, err := b.Cancel(t.Context(), "99"); fault.Of(err) != fault.NotFound {
		t.Errorf("a job that is none: %v", err)
	}
	for _, id := range []string{"0", "-1", "x", "99999999999999999999"} {
		if _, err := b.Cancel(t.Context(), id); fault.Of(err) != fault.Invalid {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// TestStop stops a worker in the middle of a job, which goes back to the queue and
// costs no attempt.
func TestStop(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	stop := b.run(b.another("worker", b.sleeping))
	job := b.enqueue("x")
	for b.count(busy) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	if job = b.until(job.ID, func(app.Job) bool { return true }); job.State != app.JobWaiting || job.Attempts != 0 || len(job.Failures) != 0 {
		t.Errorf("stopped, it is %+v", job)
	}
	for b.count(busy) > 0 { // until it has heard
		time.Sleep(10 * time.Millisecond)
	}
	b.run(b.another("worker", nothing))
	if job = b.until(job.ID, ended); job.State != app.JobDone || job.Attempts != 1 {
		t.Errorf("in the end it is %+v", job)
	}
}

// TestStoppedAtOnce stops a queue before its workers are ready, which is no failure.
func TestStoppedAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Run(ctx); err != nil {
		t.Error(err)
	}
}
