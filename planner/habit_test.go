package planner_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/planner"
)

// TestHourEntropy is 0 where every visit of 28 nights is at the same hour, and 1 where they
// are spread over the hours of the shift.
func TestHourEntropy(t *testing.T) {
	t.Parallel()
	p := southend(t)
	p.Spots = p.Spots[:1]
	plan := planner.Plan{Problem: p, Routes: make([]planner.Route, 2)}
	plan.Routes[0].Stops = []planner.Stop{{Kind: planner.PatrolStop, At: p.Spots[0].At, Arrive: p.Start.Add(10 * time.Minute), Depart: p.Start.Add(20 * time.Minute)}}
	nights := func(hour func(night int) int) []planner.Arrival {
		var all []planner.Arrival
		for n := 1; n <= 7; n++ {
			all = append(all, planner.Arrival{At: p.Spots[0].At, Time: p.Start.AddDate(0, 0, -n).Add(time.Duration(hour(n)) * time.Hour)})
		}
		return all
	}
	if got, known := plan.HourEntropy(nights(func(int) int { return 0 })); got != 0 || !known {
		t.Errorf("always at six: %g, %t", got, known)
	}
	if got, known := plan.HourEntropy(nights(func(night int) int { return night })); got != 1 || !known {
		t.Errorf("each night an hour later: %g, %t", got, known)
	}
	if got, known := plan.HourEntropy(nil); known {
		t.Errorf("one visit alone: %g", got)
	}
}

// TestOrderEntropy is 0 where units always go on to the same spot, and 1 where they go to
// each of the others as often.
func TestOrderEntropy(t *testing.T) {
	t.Parallel()
	p := southend(t)
	plan := planner.Plan{Problem: p, Routes: make([]planner.Route, 2)}
	moves := func(to func(night int) int) []planner.Arrival {
		var all []planner.Arrival
		for n := range 10 {
			all = append(all, planner.Arrival{At: p.Spots[to(n)].At, Time: p.Start, From: &p.Spots[0].At})
		}
		return all
	}
	if got, known := plan.OrderEntropy(moves(func(int) int { return 3 })); got != 0 || !known {
		t.Errorf("always to the same: %g, %t", got, known)
	}
	if got, known := plan.OrderEntropy(moves(func(night int) int { return 1 + night%5 })); got != 1 || !known {
		t.Errorf("to each of five twice: %g, %t", got, known)
	}
	if got, known := plan.OrderEntropy(nil); known {
		t.Errorf("no move at all: %g", got)
	}
}

func TestArrivals(t *testing.T) {
	t.Parallel()
	plan := solve(t, southend(t))
	body, err := json.Marshal(plan.Collection(planner.About{ID: "p"}))
	if err != nil {
		t.Fatal(err)
	}
	got, err := planner.Arrivals(body)
	if err != nil || len(got) != plan.Metrics().Visits {
		t.Fatalf("%d arrivals, %v; want %d", len(got), err, plan.Metrics().Visits)
	}
	moves := 0
	for _, a := range got {
		if a.From != nil {
			moves++
		}
		near := func(s planner.Spot) bool { return orbgeo.Distance(s.At, a.At) < 1 }
		if !slices.ContainsFunc(plan.Problem.Spots, near) || a.Time.Before(plan.Problem.Start) {
			t.Errorf("arrival at %v, %s", a.At, a.Time)
		}
	}
	if want := len(got) - len(plan.Routes); moves != want {
		t.Errorf("%d moves from spot to spot, want %d", moves, want)
	}
	if _, err := planner.Arrivals([]byte("{")); err == nil {
		t.Error("no document is no error")
	}
}
