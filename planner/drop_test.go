package planner_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beatplan/planner"
)

// TestDropThenLose drops a stop and loses its unit later: nobody else makes the stop.
func TestDropThenLose(t *testing.T) {
	t.Parallel()
	before, document := sixUnits(t)
	at := before.Problem.Start.Add(3 * time.Hour)
	unit, stop := laterStop(t, before, at.Add(2*time.Hour))
	once, _, err := replan(t, before.Problem, document, planner.Change{At: at, Drop: []string{idOf(t, before.Problem, document, stop)}})
	if err != nil {
		t.Fatal(err)
	}
	lost := planner.Change{At: at.Add(30 * time.Minute), Lost: []string{fmt.Sprint("unit-", unit+1)}}
	twice, _, err := replan(t, once.Problem, kept(t, once), lost)
	if err != nil || twice.Check() != nil {
		t.Fatal(err, twice.Check())
	}
	if !slices.ContainsFunc(twice.Problem.Earlier, func(e planner.Earlier) bool {
		return e.Fate == planner.Dropped && e.Of == stop.Of && e.Arrive.Equal(stop.Arrive)
	}) {
		t.Error("the second plan does not know what was dropped")
	}
	for k, r := range twice.Routes {
		for _, s := range r.Stops {
			if s.Kind == planner.PatrolStop && s.Of == stop.Of && s.Arrive.Sub(stop.Arrive).Abs() < 15*time.Minute {
				t.Errorf("unit %d makes at %s what was dropped at %s", k+1, s.Arrive, stop.Arrive)
			}
		}
	}
}

// laterStop returns a visit that begins after a time, and whose it is.
func laterStop(t testing.TB, p planner.Plan, at time.Time) (int, planner.Stop) {
	t.Helper()
	for k, r := range p.Routes {
		for _, s := range r.Stops {
			if s.Kind == planner.PatrolStop && s.Arrive.After(at) {
				return k, s
			}
		}
	}
	t.Fatal("no later visit")
	return 0, planner.Stop{}
}

// TestLoseAfterDrop loses a unit after the hours of what it dropped: it ends at the last place
// where it was, and has not had a break that was dropped.
func TestLoseAfterDrop(t *testing.T) {
	t.Parallel()
	p := southend(t)
	clock := func(minute int) time.Time { return p.Start.Add(time.Duration(minute) * time.Minute) }
	p.Now = clock(270)
	p.Earlier = []planner.Earlier{
		{Kind: planner.PatrolStop, Of: 1, Arrive: clock(280), Depart: clock(295), Fate: planner.Dropped},
		{Kind: planner.BreakStop, Arrive: clock(180), Depart: clock(225), Fate: planner.Dropped},
	}
	routes := []planner.Route{{Stops: []planner.Stop{{Kind: planner.PatrolStop, At: p.Spots[0].At, Arrive: clock(240), Depart: clock(255)}}}, {}}
	next, err := planner.Replan(p, routes, [][]string{{"u1-s01"}, nil}, planner.Change{At: clock(300), Lost: []string{"unit-1"}})
	if err != nil {
		t.Fatal(err)
	}
	if u := next.Units[0]; u.End != p.Spots[0].At || u.Break != 0 {
		t.Errorf("the unit ends at %v and takes a break of %s, want %v and none", u.End, u.Break, p.Spots[0].At)
	}
}

// TestDropPost drops a post before it begins: nobody holds it, then or later.
func TestDropPost(t *testing.T) {
	t.Parallel()
	before, document := sixUnits(t)
	post := func(p planner.Plan) (held []planner.Stop) {
		for _, r := range p.Routes {
			for _, s := range r.Stops {
				if s.Kind == planner.PostStop {
					held = append(held, s)
				}
			}
		}
		return held
	}
	if len(post(before)) != 1 {
		t.Fatalf("%d units hold the post, want 1", len(post(before)))
	}
	p, change := before.Problem, planner.Change{At: before.Problem.Start.Add(3 * time.Hour), Drop: []string{idOf(t, before.Problem, document, post(before)[0])}}
	for range 2 {
		after, _, err := replan(t, p, document, change)
		if err != nil || after.Check() != nil {
			t.Fatal(err, after.Check())
		}
		if held := post(after); len(held) > 0 || len(after.Unmet) > 0 {
			t.Errorf("at %s: the post that was dropped is held from %v, and missed: %v", change.At, held, after.Unmet)
		}
		p, document = after.Problem, kept(t, after)
		change = planner.Change{At: before.Problem.Start.Add(6*time.Hour + 30*time.Minute)}
	}
}

// TestDropBreak refuses to drop a break, which has no id.
func TestDropBreak(t *testing.T) {
	t.Parallel()
	before, document := sixUnits(t)
	_, _, err := replan(t, before.Problem, document, planner.Change{At: before.Problem.Start.Add(time.Hour), Drop: []string{""}})
	if err == nil || !strings.Contains(err.Error(), "breaks have no name") {
		t.Errorf("error %v, want one that says that breaks have no name", err)
	}
}

// TestAddDropped adds a spot again whose only visit was dropped.
func TestAddDropped(t *testing.T) {
	t.Parallel()
	p := southend(t)
	p.Policy.Every = 0 // one band
	before := solve(t, p)
	at := p.Start.Add(time.Hour)
	_, stop := laterStop(t, before, at.Add(time.Hour))
	once, _, err := replan(t, p, kept(t, before), planner.Change{At: at, Drop: []string{idOf(t, p, kept(t, before), stop)}})
	if err != nil || visitsOf(once.Routes, stop.Of) > 0 {
		t.Fatal(err, visitsOf(once.Routes, stop.Of))
	}
	twice, _, err := replan(t, once.Problem, kept(t, once), planner.Change{At: at.Add(30 * time.Minute), Add: []planner.Added{{Of: p.Spots[stop.Of].ID, Unit: "unit-2"}}})
	if err != nil || twice.Check() != nil {
		t.Fatal(err, twice.Check())
	}
	if visitsOf(twice.Routes[1:], stop.Of) != 1 {
		t.Error("unit-2 does not visit the spot that was dropped and added again")
	}
	if slices.ContainsFunc(twice.Problem.Earlier, func(e planner.Earlier) bool { return e.Fate == planner.Dropped }) {
		t.Error("the visit is dropped still")
	}
}

// TestAddDroppedCallAndPost drops a call and a post and adds them again by their names, the call
// for a unit: they are made, and asking for them twice is refused.
func TestAddDroppedCallAndPost(t *testing.T) {
	t.Parallel()
	before, document := sixUnits(t)
	p := before.Problem
	at := p.Start.Add(30 * time.Minute)
	change := planner.Change{At: at}
	want := map[planner.StopKind]string{}
	for _, r := range before.Routes {
		for _, s := range r.Stops {
			if s.Kind != planner.PostStop && s.Kind != planner.EngagementStop || want[s.Kind] != "" || s.Arrive.Before(at) {
				continue
			}
			change.Drop = append(change.Drop, idOf(t, p, document, s))
			want[s.Kind] = "rank"
			if s.Kind == planner.EngagementStop {
				want[s.Kind] = p.Engagements[s.Of].ID
			}
		}
	}
	if len(want) != 2 {
		t.Fatalf("the plan has %v to drop, want a call and a post", want)
	}
	without, _, err := replan(t, p, document, change)
	if err != nil {
		t.Fatal(err)
	}
	made := func(p planner.Plan, kind planner.StopKind, unit int) (n int) {
		for k, r := range p.Routes {
			for _, s := range r.Stops {
				if s.Kind == kind && (unit < 0 || unit == k) {
					n++
				}
			}
		}
		return n
	}
	if dropped := without.Problem.Dropped(); len(dropped) != 2 || !slices.Contains(dropped, "Rank") {
		t.Errorf("it says that %v were dropped, want the rank and a call", dropped)
	}
	for kind, name := range want {
		if !without.Problem.Names(name) {
			t.Errorf("%s was dropped, and cannot be named", name)
		}
		for unit, id := range map[int]string{-1: "", 3: "unit-4"} {
			again := planner.Change{At: at.Add(time.Minute), Add: []planner.Added{{Of: name, Unit: id}}}
			after, _, err := replan(t, without.Problem, kept(t, without), again)
			if err != nil || after.Check() != nil {
				t.Fatal(name, err, after.Check())
			}
			if made(after, kind, -1) != made(without, kind, -1)+1 || made(after, kind, unit) == 0 {
				t.Errorf("%s for unit %q: %d of its kind, %d by that unit", name, id, made(after, kind, -1), made(after, kind, unit))
			}
		}
	}
	for what, change := range map[string]planner.Change{
		"begun": {At: p.Posts[0].Held.From.Add(time.Minute), Add: []planner.Added{{Of: "Rank"}}},
		"twice": {At: at.Add(time.Minute), Add: []planner.Added{{Of: "Rank"}, {Of: "rank"}}},
	} {
		if _, _, err := replan(t, without.Problem, kept(t, without), change); err == nil || !strings.Contains(err.Error(), `ank" in the plan, and no call or post that was dropped and could still be made`) {
			t.Errorf("a post is added, %s: %v", what, err)
		}
	}
}

// TestAddDroppedOfTwo drops one of the visits to a spot that has several, and adds the spot: it
// has that visit again, whatever harm is in the hours of the others.
func TestAddDroppedOfTwo(t *testing.T) {
	t.Parallel()
	before, document := sixUnits(t)
	at := before.Problem.Start.Add(30 * time.Minute)
	tried := 0
	for i := range before.Problem.Spots {
		var stops []planner.Stop
		for _, r := range before.Routes {
			for _, s := range r.Stops {
				if s.Kind == planner.PatrolStop && s.Of == i && s.Arrive.After(at.Add(time.Hour)) {
					stops = append(stops, s)
				}
			}
		}
		if len(stops) < 2 || tried == 3 {
			continue
		}
		tried++
		least := slices.MinFunc(stops, func(x, y planner.Stop) int { return int(math.Copysign(1, x.Harm-y.Harm)) })
		once, _, err := replan(t, before.Problem, document, planner.Change{At: at, Drop: []string{idOf(t, before.Problem, document, least)}})
		if err != nil || len(once.Problem.Dropped()) != 1 {
			t.Fatal(err, once.Problem.Dropped())
		}
		twice, _, err := replan(t, once.Problem, kept(t, once), planner.Change{At: at.Add(time.Minute), Add: []planner.Added{{Of: before.Problem.Spots[i].ID}}})
		if err != nil || twice.Check() != nil {
			t.Fatal(err, twice.Check())
		}
		if left := twice.Problem.Dropped(); len(left) > 0 {
			t.Errorf("spot %d: %v is still dropped", i, left)
		}
	}
	if tried == 0 {
		t.Fatal("no spot has two visits")
	}
}

// TestNameless says by its id what has no name.
func TestNameless(t *testing.T) {
	t.Parallel()
	p := southend(t)
	p.Engagements[0].Name, p.Posts = "", []planner.Post{{ID: "post-1", At: p.Spots[0].At, Held: planner.Window{From: p.Start, To: p.Start.Add(time.Hour)}}}
	routes := []planner.Route{{Stops: []planner.Stop{{Kind: planner.PostStop, Arrive: p.Start}, {Kind: planner.EngagementStop, Arrive: p.Start.Add(2 * time.Hour)}}}}
	want := map[string]string{"u1-s01": "post-1, 18:00", "u1-e01": "osm:node/123, 20:00"}
	if diff := cmp.Diff(want, p.StopNames(routes, [][]string{{"u1-s01", "u1-e01"}})); diff != "" {
		t.Errorf("the stops (-want +got):\n%s", diff)
	}
	lost := []string{"osm:node/123 (pharmacy) is not called at", "post-1 from 18:00 is held by no unit instead of 1"}
	if diff := cmp.Diff(lost, p.Losses(routes, nil)); diff != "" {
		t.Errorf("what is lost (-want +got):\n%s", diff)
	}
}
