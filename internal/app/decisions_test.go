package app_test

import (
	"context"
	"strings"
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
	var made []app.ModelResult
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

// TestDespite approves a plan from data that lack a day, and from old ones: it is refused
// with what is missing until somebody says why it holds all the same, and that is kept.
func TestDespite(t *testing.T) {
	t.Parallel()
	url := pgtest.ServerURL(t)
	a, m := verbsAt(t, url)
	west, _ := twoTowns(t, m)
	take(t, m.Offences, daily(t, "rms", 10, west, day(5, 1), day(8, 20)))
	one, err := m.Offences(t.Context(), app.Made("the test", "20 August", daily(t, "rms", 10, west, day(8, 20), day(8, 21))))
	if err != nil {
		t.Fatal(err)
	}
	take(t, m.Offences, daily(t, "rms", 10, west, day(8, 21), day(9, 1)))
	plan, _, err := a.MakePlan(t.Context(), app.PlanRequest{Area: "West", Operation: "sceptre", From: "2025-05", To: "2025-08", Date: "2025-09-05", Shift: "10:00-14:00", Units: 1, Best: true, Deadline: 600})
	if err != nil {
		t.Fatal(err)
	}
	decide := func(verdict result.Status, day, despite string) ([]result.Decision, error) {
		return a.Decide(t.Context(), app.DecisionRequest{Result: plan.ID, Verdict: verdict, Why: "agreed", As: "Second", Despite: despite, Day: day})
	}
	if _, err := decide(result.Approved, "2025-10-20", ""); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), "despite: its newest data are of 2025-08-31, 50 days old: ") {
		t.Errorf("old data: %v", err)
	}
	if _, err := a.Decide(t.Context(), app.DecisionRequest{Result: plan.ID, Verdict: result.Approved, Why: "agreed", Day: "2025-10-20"}); err == nil || !strings.Contains(err.Error(), "made it") {
		t.Errorf("its maker is asked to answer for old data, and cannot approve it: %v", err)
	}
	s, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	if _, err := app.NewLedger(s, "the test").Delete(t.Context(), one[0].ID, "a test"); err != nil {
		t.Fatal(err)
	}
	if _, err := decide(result.Approved, "2025-09-02", ""); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), "despite: 2025-08 is loaded in part: days 1-19, 21-31: load what is missing, or say why") {
		t.Errorf("a day is missing: %v", err)
	}
	if _, err := decide(result.Proposed, "2025-09-02", ""); err != nil {
		t.Errorf("a proposal needs no more than its reason: %v", err)
	}
	kept, err := decide(result.Approved, "2025-10-20", "the day was quiet")
	want := "agreed (despite: its newest data are of 2025-08-31, 50 days old; 2025-08 is loaded in part: days 1-19, 21-31: the day was quiet)"
	if err != nil || kept[len(kept)-1].Why != want {
		t.Errorf("%+v, error %v; want %s", kept, err, want)
	}
	if _, document, err := a.Plan(t.Context(), plan.ID); err != nil || !strings.Contains(string(document), want) {
		t.Errorf("the plan does not say so: %v", err)
	}
}
