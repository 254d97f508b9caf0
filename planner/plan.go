package planner

import (
	"fmt"
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// A Plan is a feasible answer to a problem.
type Plan struct {
	Problem Problem
	Routes  []Route   // one for each unit, in their order
	Omitted []Omitted // the spots without a visit, in their order
	Harm    float64   // covered: the worth of all visits, days
	Bound   float64   // no plan for the problem covers more, days
}

// A Route is the tour of one unit.
type Route struct {
	Stops  []Stop // in order of time
	Travel time.Duration
	Metres float64
	Path   orb.LineString // WGS 84, from the unit's start to its end
}

// A StopKind says what a stop is for.
type StopKind string

// The kinds of stop.
const (
	PatrolStop     StopKind = "patrol_stop"
	EngagementStop StopKind = "engagement_stop"
	BreakStop      StopKind = "break"
)

// A Stop is a place held for a time.
type Stop struct {
	Kind   StopKind
	Of     int // the spot of a patrol stop or the engagement of an engagement stop, by position in the problem
	At     orb.Point
	Arrive time.Time
	Depart time.Time
	// Window is when the stop may begin. The rest of the tour still holds when it
	// does, at its end as at Arrive.
	Window Window
	Visit  int     // of a patrol stop: which visit of the spot in this shift, from 1
	Harm   float64 // of a patrol stop: that it covers, days; at most what is present in the spot's band
	Why    []string
}

// Omitted is a spot that no unit visits, and why.
type Omitted struct {
	Spot   int // by position in the problem
	Reason string
}

// plan writes out a draft.
func (s *search) plan(d *draft) (Plan, error) {
	p := Plan{Problem: s.Problem, Bound: s.bound(), Omitted: s.omitted(d)}
	for _, harms := range d.harms {
		p.Harm += s.Policy.worth(harms)
	}
	for _, t := range d.tours {
		r, err := s.route(t)
		if err != nil {
			return Plan{}, err
		}
		p.Routes = append(p.Routes, r)
	}
	s.explain(p.Routes, d.tours)
	return p, nil
}

// route writes out a tour, without reasons.
func (s *search) route(t *tour) (Route, error) {
	var r Route
	u := s.Units[t.unit]
	for i := 0; i <= len(t.stops); i++ {
		from, to := t.place(i-1), t.place(i)
		leg := s.travel[u.Mode].legs[from][to]
		r.Travel += leg.Time
		r.Metres += leg.Metres
		path, err := s.Problem.Travel.Path(u.Mode, s.places[from], s.places[to])
		if err != nil {
			return Route{}, fmt.Errorf("the way of unit %s: %w", u.ID, err)
		}
		if i > 0 && len(path) > 0 {
			path = path[1:] // where the last leg ended
		}
		r.Path = append(r.Path, path...)
		if i == len(t.stops) {
			break
		}
		o := s.options[t.stops[i]]
		r.Stops = append(r.Stops, Stop{
			Kind: o.kind, Of: o.of, At: s.places[o.place], Harm: o.harm,
			Arrive: s.clock(t.begin[i]), Depart: s.clock(t.begin[i] + o.dwell),
			Window: Window{s.clock(o.open), s.clock(t.begin[i] + t.room[i])},
		})
	}
	return r, nil
}

// explain numbers the visits of each spot in order of time and gives every stop
// its reasons.
func (s *search) explain(routes []Route, tours []*tour) {
	type ref struct{ route, stop int }
	var refs []ref
	for i, r := range routes {
		for j := range r.Stops {
			refs = append(refs, ref{i, j})
		}
	}
	slices.SortStableFunc(refs, func(a, b ref) int {
		return routes[a.route].Stops[a.stop].Arrive.Compare(routes[b.route].Stops[b.stop].Arrive)
	})
	visits, last := make([]int, len(s.Spots)), make([]time.Time, len(s.Spots))
	for _, r := range refs {
		stop := &routes[r.route].Stops[r.stop]
		var before time.Time
		if stop.Kind == PatrolStop {
			visits[stop.Of]++
			stop.Visit = visits[stop.Of]
			before, last[stop.Of] = last[stop.Of], stop.Depart
		}
		stop.Why = s.why(*stop, s.options[tours[r.route].stops[r.stop]], before)
	}
}
