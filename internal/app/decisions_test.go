package app_test

import (
	"testing"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/result"
)

// TestLiveModel: people go by the model that somebody else than its maker has
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
