package planner

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// A Plan is a feasible answer to a problem.
type Plan struct {
	Problem  Problem
	Routes   []Route   // one for each unit, in their order
	Omitted  []Omitted // the spots without a visit, in their order
	Harm     float64   // covered: the worth of all visits, days
	Best     float64   // what the best plan that was found covers, of which this one gives up at most Policy.Vary
	Bound    float64   // no plan for the problem covers more, whatever its seed, days
	ByUnits  []float64 // harm that the first, the first two … units cover, days
	Random   Draws     // harm that random allocations of the same units cover, days
	Fairness *Fairness // of a plan whose wards are capped
	Unmet    []string  // of a night that has begun: fixed stops and posts that can be met no longer, and why
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
	PostStop       StopKind = "post"
	BreakStop      StopKind = "break"
	AwayStop       StopKind = "away" // held up elsewhere: of no document but the route's
)

// A Stop is a place held for a time.
type Stop struct {
	Kind   StopKind
	Of     int // the spot, engagement or post, by position in the problem; of a break the unit
	At     orb.Point
	Arrive time.Time
	Depart time.Time
	// Window is when the stop may begin. The rest of the tour still holds when it
	// does, at its end as at Arrive.
	Window Window
	Visit  int     // of a patrol stop: which visit of the spot in this shift, from 1
	Harm   float64 // of a patrol stop: that it covers, days; at most what is present in the spot's band
	With   string  // of a visit by two units at once: the id of the other; empty: nobody is with it
	Second bool    // its harm is with the other unit's stop
	Why    []string
}

// Omitted is a spot that no unit visits, and why.
type Omitted struct {
	Spot   int // by position in the problem
	Reason string
}

// plan writes out routes.
func (m *model) plan(routes [][]int) (Plan, error) {
	p := Plan{Problem: m.Problem, Omitted: m.omitted(routes), Harm: m.harm(routes)}
	random := rand.New(rand.NewPCG(uint64(m.Seed), 1))
	for k, stops := range routes {
		r, err := m.route(k, m.timetable(k, stops, random))
		if err != nil {
			return Plan{}, err
		}
		p.Routes = append(p.Routes, r)
	}
	m.pairUp(p.Routes)
	m.explain(p.Routes, routes)
	return p, nil
}

// route writes out the tour of a unit, without reasons.
func (m *model) route(k int, t timetable) (Route, error) {
	var r Route
	u := m.Units[k]
	from := m.startOf(k)
	for i := range len(t.stops) + 1 {
		to := m.startOf(k) + 1
		if i < len(t.stops) {
			to = m.in.Options[t.stops[i]].Place
		}
		leg := m.travel[u.Mode].legs[from][to]
		r.Travel += leg.Time
		r.Metres += leg.Metres
		path, err := m.Travel.Path(u.Mode, m.places[from], m.places[to])
		if err != nil {
			return Route{}, fmt.Errorf("the way of unit %s: %w", u.ID, err)
		}
		if i > 0 && len(path) > 0 {
			path = path[1:] // where the last leg ended
		}
		r.Path = append(r.Path, path...)
		from = to
		if i == len(t.stops) {
			break
		}
		o := m.options[t.stops[i]]
		r.Stops = append(r.Stops, Stop{
			Kind: o.kind, Of: o.of, At: m.places[to], Harm: o.harm,
			Arrive: m.clock(t.begin[i]), Depart: m.clock(t.begin[i] + t.dwell[i]),
			Window: Window{m.clock(m.in.Options[t.stops[i]].Open), m.clock(t.latest[i])},
		})
	}
	return r, nil
}

// explain numbers the visits of each spot in order of time and gives every stop
// its reasons.
func (m *model) explain(routes []Route, options [][]int) {
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
	visits := make([]int, len(m.Spots))
	before, last := make([]Stop, len(m.Spots)), make([]Stop, len(m.Spots)) // visits
	for _, r := range refs {
		stop := &routes[r.route].Stops[r.stop]
		var since time.Time
		if stop.Kind == PatrolStop {
			if of := stop.Of; stop.With == "" || !last[of].Arrive.Equal(stop.Arrive) {
				visits[of]++
				before[of], last[of] = last[of], *stop
			}
			stop.Visit, since = visits[stop.Of], before[stop.Of].Depart
		}
		stop.Why = m.why(*stop, m.options[options[r.route][r.stop]], since)
	}
}

// idle reports whether no unit has anything to do but its break, and optional calls
// where there are spots to visit.
func (p Plan) idle() bool {
	for _, r := range p.Routes {
		for _, s := range r.Stops {
			if s.Kind == PatrolStop || s.Kind == PostStop || s.Kind == EngagementStop && (len(p.Problem.Spots) == 0 || p.Problem.Engagements[s.Of].Fixed) {
				return false
			}
		}
	}
	return true
}
