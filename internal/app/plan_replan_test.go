package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"beatplan/internal/app"
	"beatplan/planner"
)

// TestReplan loses one of two units in the night of a plan.
func TestReplan(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	before, _, err := a.MakePlan(t.Context(), app.PlanRequest{
		Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-02:00", Station: "Nick@3.02,52.01", Seed: 1,
		Crews: []app.Crew{{Role: "constable"}, {Role: "pcso", Mode: "foot"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	after, document, err := a.ReplanPlan(t.Context(), before.ID, app.ReplanRequest{At: "21:00", Lose: []string{"Unit 2"}})
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Plan struct {
			Replan *planner.Replanned `json:"replan"`
		} `json:"plan"`
	}
	if err := json.Unmarshal(document, &d); err != nil {
		t.Fatal(err)
	}
	r := d.Plan.Replan
	if after.ID == before.ID || after.Parent != before.ID || after.Decision.Status != "draft" || r == nil || r.Parent != before.ID {
		t.Fatalf("plan %s with parent %s, %s, %+v", after.ID, after.Parent, after.Decision, r)
	}
	if r.Before.Visits != before.Metrics.Visits || r.After.Visits != after.Metrics.Visits || r.After.Visits > r.Before.Visits {
		t.Errorf("visits before and after %d and %d; the plans have %d and %d", r.Before.Visits, r.After.Visits, before.Metrics.Visits, after.Metrics.Visits)
	}
	if r.After.Visits < r.Before.Visits && len(r.Lost) == 0 {
		t.Error("there are fewer visits, and nothing is lost")
	}
	again, same, err := a.ReplanPlan(t.Context(), before.ID, app.ReplanRequest{At: "21:00", Lose: []string{"Unit 2"}})
	if err != nil || again.ID != after.ID || string(same) != string(document) {
		t.Errorf("the same again: %s, %v", again.ID, err)
	}
	if _, _, err := a.ReplanPlan(t.Context(), after.ID, app.ReplanRequest{At: "22:00", Add: []app.AddedStop{{Place: "Pier@3.021,52.011"}}}); err != nil {
		t.Errorf("a replanned plan: %v", err)
	}
	for name, tt := range map[string]struct {
		id, why string
		r       app.ReplanRequest
	}{
		"nothing happened": {before.ID, "nothing has happened", app.ReplanRequest{At: "21:00"}},
		"at no time":       {before.ID, "write it HH:MM", app.ReplanRequest{At: "now", Lose: []string{"unit-1"}}},
		"after the shift":  {before.ID, "not within the shift", app.ReplanRequest{At: "03:00", Lose: []string{"unit-1"}}},
		"no such unit":     {before.ID, "no unit", app.ReplanRequest{At: "21:00", Lose: []string{"unit-7"}}},
		"no such place":    {before.ID, "no site", app.ReplanRequest{At: "21:00", Add: []app.AddedStop{{Place: "Atlantis"}}}},
		"no such plan":     {"2025-04-04-newtown-00000000", "", app.ReplanRequest{At: "21:00", Lose: []string{"unit-1"}}},
	} {
		if _, _, err := a.ReplanPlan(t.Context(), tt.id, tt.r); err == nil || !strings.Contains(err.Error(), tt.why) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
