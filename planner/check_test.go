package planner_test

import (
	"strings"
	"testing"
	"time"

	"beatplan/planner"
)

func TestCheckFindsBrokenPromises(t *testing.T) {
	t.Parallel()
	later := func(s *planner.Stop, d time.Duration) { s.Arrive, s.Depart = s.Arrive.Add(d), s.Depart.Add(d) }
	first := func(p *planner.Plan, kind planner.StopKind) *planner.Stop {
		for _, r := range p.Routes {
			for i := range r.Stops {
				if r.Stops[i].Kind == kind {
					return &r.Stops[i]
				}
			}
		}
		t.Fatalf("no %s in the plan", kind)
		return nil
	}
	tests := map[string]struct {
		tamper func(*planner.Plan)
		want   string
	}{
		"a route short": {func(p *planner.Plan) { p.Routes = p.Routes[:1] }, "1 routes for 2 units"},
		"too fast":      {func(p *planner.Plan) { later(&p.Routes[0].Stops[1], -20*time.Minute) }, "arrives at stop 2"},
		"too late":      {func(p *planner.Plan) { p.Routes[0].Stops[len(p.Routes[0].Stops)-1].Depart = p.Problem.End }, "after its shift"},
		"free travel":   {func(p *planner.Plan) { p.Routes[0].Travel = 0 }, "and says 0s"},
		"no break":      {func(p *planner.Plan) { first(p, planner.BreakStop).Kind = planner.PatrolStop }, "has a break of 0s"},
		"no slack":      {func(p *planner.Plan) { p.Problem.Policy.Slack = 0.5 }, "too little slack"},
		"cut short": {func(p *planner.Plan) {
			s := first(p, planner.PatrolStop)
			s.Depart = s.Arrive.Add(5 * time.Minute)
		}, "lasts 5m0s, not 10m0s to 16m0s"},
		"elsewhere":       {func(p *planner.Plan) { p.Problem.Spots[first(p, planner.PatrolStop).Of].At[0] += 1e-6 }, "not where it should be"},
		"closed":          {func(p *planner.Plan) { p.Problem.Engagements[0].Open.To = p.Problem.Start }, "not within"},
		"out of window":   {func(p *planner.Plan) { first(p, planner.PatrolStop).Window.To = p.Problem.Start }, "not within its window"},
		"no reason":       {func(p *planner.Plan) { first(p, planner.PatrolStop).Why = nil }, "has no reason"},
		"back too soon":   {func(p *planner.Plan) { p.Problem.Policy.Gap = 100 * time.Minute }, "too soon after"},
		"too often":       {func(p *planner.Plan) { p.Problem.Policy.Once = true }, "more than 1"},
		"misnumbered":     {func(p *planner.Plan) { first(p, planner.PatrolStop).Visit = 9 }, "called visit 9"},
		"forgotten":       {func(p *planner.Plan) { p.Omitted = []planner.Omitted{{Spot: 0, Reason: "rain"}} }, "left out with a reason: true"},
		"not called at":   {func(p *planner.Plan) { p.Problem.Engagements = append(p.Problem.Engagements, p.Problem.Engagements[0]) }, "called at 0 times"},
		"harm made up":    {func(p *planner.Plan) { p.Harm++ }, "the plan says"},
		"harm twice":      {func(p *planner.Plan) { first(p, planner.PatrolStop).Harm += 100 }, "present"},
		"covers too long": {func(p *planner.Plan) { p.Problem.Policy.Every = 70 * time.Minute }, "a visit covers"},
		"bound too low":   {func(p *planner.Plan) { p.Bound = p.Harm / 2 }, "its bound is"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := solve(t, southend(t))
			tt.tamper(&plan)
			if err := plan.Check(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("have %v, want %q", err, tt.want)
			}
		})
	}
}
