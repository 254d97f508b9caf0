package app_test

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"beatplan/internal/app"
)

// TestSteps has each kind of work that reads no file say how far it has come.
func TestSteps(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	for name, work := range map[string]func(ctx context.Context) error{
		"fit": func(ctx context.Context) error {
			_, err := a.FitModel(ctx, app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01..2025-02"})
			return err
		},
		"forecast": func(ctx context.Context) error {
			_, _, err := a.ForecastHotspots(ctx, app.ForecastRequest{HotspotRequest: app.HotspotRequest{Area: "T1", Group: "robbery"}})
			return err
		},
		"find": func(ctx context.Context) error {
			_, _, err := a.FindHotspots(ctx, app.FindRequest{HotspotRequest: app.HotspotRequest{Area: "T1", Group: "robbery"}})
			return err
		},
		"spots": func(ctx context.Context) error {
			_, _, err := a.BuildSpots(ctx, app.SpotsRequest{HotspotRequest: app.HotspotRequest{Area: "T1", Group: "robbery"}})
			return err
		},
		"comparison": func(ctx context.Context) error {
			_, _, err := a.CompareHotspots(ctx, app.ComparisonRequest{HotspotRequest: app.HotspotRequest{Area: "T1", Group: "robbery", From: "2025-02", To: "2025-02"}, With: "2025-01"})
			return err
		},
		"evaluation": func(ctx context.Context) error {
			_, _, err := a.EvaluateRankings(ctx, app.EvaluationRequest{HotspotRequest: app.HotspotRequest{Area: "T1", Group: "robbery"}, Train: "2025-01", Test: "2025-02"})
			return err
		},
		"trial": func(ctx context.Context) error {
			_, _, err := a.DrawTrial(ctx, app.TrialRequest{SpotsRequest: app.SpotsRequest{HotspotRequest: app.HotspotRequest{Area: "T1", Group: "robbery"}}, Start: "2025-04-04", Days: 10})
			return err
		},
		"draw": func(ctx context.Context) error {
			_, _, err := a.DrawZones(ctx, app.ZoneSetRequest{Area: "T1", Operation: "sceptre"})
			return err
		},
		"plan": func(ctx context.Context) error {
			_, _, err := a.MakePlan(ctx, app.PlanRequest{Area: "T1", Operation: "sceptre", Date: "2025-04-04", Shift: "10:00-14:00", Units: 2})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, steps := app.Stepping(t.Context())
			if done, of, rows := steps.Progress(); done != 0 || of != 1000 || rows != 0 {
				t.Errorf("before it begins %d of %d, %d rows", done, of, rows)
			}
			if err := work(ctx); err != nil {
				t.Fatal(err)
			}
			if done, of, _ := steps.Progress(); done < of/2 || done >= of {
				t.Errorf("in the end %d of %d", done, of)
			}
		})
	}
}

// TestCancelledFit cancels a fit in the middle of its resamples: it ends, and keeps
// nothing.
func TestCancelledFit(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	ctx, cancel := context.WithCancel(t.Context())
	ctx, steps := app.Stepping(ctx)
	ended := make(chan error)
	go func() {
		_, err := a.FitModel(ctx, app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01..2025-02", Resamples: new(1000)})
		ended <- err
	}()
	for done := int64(0); done <= 800; done, _, _ = steps.Progress() { // so it comes forward among them
		runtime.Gosched()
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that it was cancelled", err)
	}
	models, err := a.Models(t.Context(), "T1")
	if err != nil || len(models) > 0 {
		t.Errorf("%d models are kept (%v)", len(models), err)
	}
}
