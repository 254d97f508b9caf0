package app_test

import (
	"context"
	"testing"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/pgtest"
	"beatplan/internal/result"
	"beatplan/internal/store"
)

// leaving is a store whose caller leaves as soon as a result is kept.
type leaving struct {
	app.Store
	leave context.CancelFunc
}

func (l leaving) KeepResults(ctx context.Context, results []result.Result, f ledger.Inputs, principal string) error {
	defer l.leave()
	return l.Store.KeepResults(ctx, results, f, principal)
}

// TestKeptModel: a model that is kept is made, though the time for it has just run out.
func TestKeptModel(t *testing.T) {
	t.Parallel()
	url := pgtest.ServerURL(t)
	town{}.settleAt(t, url)
	s, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	a, err := app.New(leaving{s, leave}, "the test")
	if err != nil {
		t.Fatal(err)
	}
	m, err := a.FitModel(ctx, app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01"})
	if err != nil || m.ID == "" || ctx.Err() == nil {
		t.Errorf("model %q, error %v", m.ID, err)
	}
}

// TestLiveModel: people go by the model that somebody other than its maker has
// approved last.
func TestLiveModel(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	var made []app.Model
	for _, train := range []string{"2025-01", "2025-01..2025-02"} {
		m, err := a.FitModel(t.Context(), app.ModelRequest{Area: "T1", Group: "robbery", Train: train})
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, m)
	}
	area, err := a.Area(t.Context(), "T1")
	if err != nil {
		t.Fatal(err)
	}
	for i, step := range []struct {
		model   int
		verdict result.Status
		as      string
		want    fault.Kind // of the decision
		live    string
	}{
		{0, result.Approved, "", fault.Conflict, ""}, // by its maker
		{0, result.Approved, "THE TEST", fault.Conflict, ""},
		{0, result.Approved, "Sec\u200bond", fault.Invalid, ""},
		{0, result.Approved, "Second", "", made[0].ID},
		{1, result.Approved, "Second", "", made[1].ID},
		{1, result.Withdrawn, "Third", "", made[0].ID},
		{0, "perhaps", "Second", fault.Invalid, made[0].ID},
	} {
		_, err := a.Decide(t.Context(), app.DecisionRequest{Result: made[step.model].ID, Verdict: step.verdict, Why: "agreed", As: step.as})
		if fault.Of(err) != step.want {
			t.Errorf("step %d: error %v, want %q", i+1, err, step.want)
		}
		live, err := a.LiveModel(t.Context(), area, "robbery")
		if live.ID != step.live || (step.live == "") != (fault.Of(err) == fault.NotFound) {
			t.Errorf("step %d: live is %q, error %v; want %q", i+1, live.ID, err, step.live)
		}
	}
	if _, err := a.LiveModel(t.Context(), area, "all"); fault.Of(err) != fault.NotFound {
		t.Errorf("a model of another group: error %v", err)
	}
}
