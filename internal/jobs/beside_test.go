package jobs_test

import (
	"context"
	"testing"

	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/store"
)

// TestPlanBesideImports has a fit overtake imports that wait for each other.
func TestPlanBesideImports(t *testing.T) {
	t.Parallel()
	end := make(chan bool)
	b := newBench(t, func(context.Context, string, app.ImportRequest, app.Body, func(app.Reading)) ([]app.Import, error) {
		<-end
		return nil, nil
	})
	b.run(b.Queue)
	first, second := b.enqueue("x"), b.enqueue("y")
	b.until(first.ID, in(app.JobRunning))
	fit, err := b.Order(t.Context(), app.ModelRequest{Area: "A", Group: "robbery", Train: "2025-01"})
	if err != nil {
		t.Fatal(err)
	}
	b.until(fit.ID, ended)
	if job, err := b.Job(t.Context(), second.ID); err != nil || job.State != app.JobWaiting {
		t.Errorf("the second import is %+v (%v)", job, err)
	}
	close(end)
	b.until(second.ID, in(app.JobDone))
}

// heldWards is a store that says which wards there are when it is told to.
type heldWards struct {
	*store.Store
	say chan bool
}

func (s heldWards) Areas(ctx context.Context, kind geo.AreaKind) ([]geo.Area, error) {
	if kind == geo.Ward {
		select {
		case <-s.say:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return s.Store.Areas(ctx, kind)
}

// TestPlanBesideQuestions has a fit overtake as many questions as there are workers, and more.
func TestPlanBesideQuestions(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	wards := heldWards{b.store, make(chan bool)}
	b.Queue = b.over(wards, "clerk", nil)
	var asked []app.Job
	for _, r := range []any{
		app.HoursRequest{HotspotRequest: app.HotspotRequest{Area: "ward:A", Group: "robbery"}},
		app.HoursRequest{HotspotRequest: app.HotspotRequest{Area: "ward:B", Group: "robbery"}},
		app.ComparisonRequest{HotspotRequest: app.HotspotRequest{Area: "ward:A", Group: "robbery"}},
	} {
		job, err := b.Order(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, job)
	}
	b.run(b.Queue)
	b.until(asked[0].ID, in(app.JobRunning))
	fit, err := b.Order(t.Context(), app.ModelRequest{Area: "A", Group: "robbery", Train: "2025-01"})
	if err != nil {
		t.Fatal(err)
	}
	b.until(fit.ID, ended)
	for _, job := range asked[1:] {
		if job, err := b.Job(t.Context(), job.ID); err != nil || job.State != app.JobWaiting {
			t.Errorf("another question is %+v (%v)", job, err)
		}
	}
	close(wards.say)
	for _, job := range asked {
		b.until(job.ID, ended)
	}
}
