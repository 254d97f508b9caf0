package planner_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/internal/long"
	"beatplan/planner"
)

// sixUnits is a plan of six units, as it is kept: its problem and its document.
func sixUnits(t testing.TB) (planner.Plan, []byte) {
	t.Helper()
	p := southend(t)
	p.Spots[5].At = orb.Point{0.72, 51.54}
	p.Over = func() bool { return true } // re-plans too have a loose bound, which is quick; see tight
	one := p.Units[0]
	p.Units = nil
	for i := range 6 {
		u := one
		u.ID = fmt.Sprintf("unit-%d", i+1)
		p.Units = append(p.Units, u)
	}
	for i := range 14 {
		s := p.Spots[i%6]
		s.ID, s.At = fmt.Sprintf("HS-1%02d", i), orb.Point{0.690 + 0.004*float64(i), 51.537 + 0.001*float64(i%5)}
		p.Spots = append(p.Spots, s)
	}
	p.Posts = []planner.Post{{ID: "post-1", Name: "Rank", At: orb.Point{0.713, 51.537}, Held: planner.Window{From: p.Start.Add(6 * time.Hour), To: p.Start.Add(7 * time.Hour)}}}
	plan := solve(t, p)
	return plan, kept(t, plan)
}

// tight has the re-plans of a plan work out as tight a bound as they can, to be held to.
func tight(p *planner.Plan) { p.Problem.Over = nil }

// kept is a plan's document.
func kept(t testing.TB, p planner.Plan) []byte {
	t.Helper()
	body, err := json.Marshal(p.Collection(planner.About{ID: "kept"}))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// later returns the id of a stop that begins after a time and is not the one that is named.
func later(t testing.TB, p planner.Problem, document []byte, at time.Time, but planner.Stop) string {
	t.Helper()
	routes, ids, err := p.ReadRoutes(document)
	if err != nil {
		t.Fatal(err)
	}
	for k, r := range routes {
		for i, s := range r.Stops {
			if s.Kind == planner.PatrolStop && s.Arrive.After(at) && !has(planner.Route{Stops: []planner.Stop{but}}, s) {
				return ids[k][i]
			}
		}
	}
	t.Fatal("no later stop")
	return ""
}

// replan reads a plan as it was kept and plans the rest of its night.
func replan(t testing.TB, p planner.Problem, document []byte, c planner.Change) (planner.Plan, []planner.Route, error) {
	t.Helper()
	routes, ids, err := p.ReadRoutes(document)
	if err != nil {
		t.Fatal(err)
	}
	next, err := planner.Replan(p, routes, ids, c)
	if err != nil {
		return planner.Plan{}, routes, err
	}
	plan, err := planner.Solve(next)
	return plan, routes, err
}

// TestReplan loses each unit at many times: what has begun and is finished stays, no unit
// is anywhere too soon, and what is lost is named.
func TestReplan(t *testing.T) {
	long.Checks(t, 12)
	before, document := sixUnits(t)
	if long.Of(0, 1) == 1 {
		tight(&before)
	}
	rapid.Check(t, func(rt *rapid.T) {
		at := before.Problem.Start.Add(time.Duration(rapid.IntRange(1, 440).Draw(rt, "minute")) * time.Minute)
		lost := rapid.IntRange(0, len(before.Routes)-1).Draw(rt, "unit")
		change := planner.Change{At: at, Lost: []string{fmt.Sprintf("Unit %d", lost+1)}}
		var locked planner.Stop
		for k, r := range before.Routes {
			for i, s := range r.Stops {
				if k != lost && s.Kind == planner.PatrolStop && s.Arrive.After(at) && locked.Kind == "" && i%2 == 1 {
					locked = s
					change.Lock = []string{idOf(t, before.Problem, document, s)}
				}
			}
		}
		after, _, err := replan(t, before.Problem, document, change)
		if err != nil {
			rt.Fatalf("unit %d is lost at %s: %v", lost+1, at, err)
		}
		if err := after.Check(); err != nil {
			rt.Fatalf("unit %d is lost at %s: %v", lost+1, at, err)
		}
		kept := 0
		for k, r := range before.Routes {
			for _, s := range r.Stops {
				done := s.Arrive.Before(at) && (k != lost || !s.Depart.After(at))
				if done && !has(after.Routes[k], s) {
					rt.Errorf("unit %d: %s at %s is done and has moved", k+1, s.Kind, s.Arrive)
				}
				if done {
					kept++
				}
			}
		}
		for k, r := range after.Routes {
			for _, s := range r.Stops {
				if s.Arrive.After(at) && k == lost {
					rt.Errorf("unit %d is lost and has a %s at %s", k+1, s.Kind, s.Arrive)
				}
			}
		}
		if locked.Kind != "" && !slices.ContainsFunc(after.Routes, func(r planner.Route) bool { return has(r, locked) }) {
			rt.Errorf("the stop locked at %s has moved", locked.Arrive)
		}
		losses := strings.Join(before.Problem.Losses(before.Routes, after.Routes), "; ")
		for i, spot := range before.Problem.Spots {
			if visitsOf(after.Routes, i) < visitsOf(before.Routes, i) && !strings.Contains(losses, spot.ID) {
				rt.Errorf("%s has fewer visits, and no loss names it: %s", spot.ID, losses)
			}
		}
	})
}

func visitsOf(routes []planner.Route, spot int) int {
	n := 0
	for _, r := range routes {
		for _, s := range r.Stops {
			if s.Kind == planner.PatrolStop && s.Of == spot {
				n++
			}
		}
	}
	return n
}

func has(r planner.Route, s planner.Stop) bool {
	return slices.ContainsFunc(r.Stops, func(o planner.Stop) bool {
		return o.Kind == s.Kind && o.Of == s.Of && o.Arrive.Equal(s.Arrive) && o.Depart.Equal(s.Depart)
	})
}

// idOf returns the id of a stop.
func idOf(t testing.TB, p planner.Problem, document []byte, of planner.Stop) string {
	t.Helper()
	routes, ids, err := p.ReadRoutes(document)
	if err != nil {
		t.Fatal(err)
	}
	for k, r := range routes {
		for i, s := range r.Stops {
			if s.Kind == of.Kind && s.Of == of.Of && s.Arrive.Equal(of.Arrive) {
				return ids[k][i]
			}
		}
	}
	t.Fatalf("no id of the %s at %s", of.Kind, of.Arrive)
	return ""
}

func TestReplanChanges(t *testing.T) {
	t.Parallel()
	before, document := sixUnits(t)
	at := before.Problem.Start.Add(3 * time.Hour)
	var stop planner.Stop
	id, of := "", 0
	routes, ids, err := before.Problem.ReadRoutes(document)
	if err != nil {
		t.Fatal(err)
	}
	for k, r := range routes {
		for i, s := range r.Stops {
			// Not so late that its unit, held up until then, misses a break or a post.
			if s.Kind == planner.PatrolStop && s.Arrive.After(at.Add(90*time.Minute)) && s.Arrive.Before(at.Add(150*time.Minute)) && id == "" {
				stop, id, of = s, ids[k][i], k
			}
		}
	}
	other := fmt.Sprintf("unit-%d", (of+1)%6+1)
	same := func(s planner.Stop) bool { // in its band
		return s.Kind == stop.Kind && s.Of == stop.Of && s.Arrive.Sub(stop.Arrive).Abs() < 2*time.Hour
	}
	t.Run("dropped", func(t *testing.T) {
		after, _, err := replan(t, before.Problem, document, planner.Change{At: at, Drop: []string{id}})
		if err != nil || after.Check() != nil {
			t.Fatal(err, after.Check())
		}
		for _, r := range after.Routes {
			if has(r, stop) {
				t.Error("the stop is there still")
			}
		}
	})
	t.Run("moved", func(t *testing.T) {
		after, _, err := replan(t, before.Problem, document, planner.Change{At: at, Move: []planner.Move{{Stop: id, Unit: other}}})
		if err != nil || after.Check() != nil {
			t.Fatal(err, after.Check())
		}
		if !slices.ContainsFunc(after.Routes[(of+1)%6].Stops, same) {
			t.Errorf("%s does not have the stop", other)
		}
	})
	t.Run("added", func(t *testing.T) {
		after, _, err := replan(t, before.Problem, document, planner.Change{At: at, Add: []planner.Added{{Name: "Pier", At: orb.Point{0.716, 51.536}, Unit: other}, {Of: "HS-105"}}})
		if err != nil || after.Check() != nil {
			t.Fatal(err, after.Check())
		}
		if !slices.ContainsFunc(after.Routes[(of+1)%6].Stops, func(s planner.Stop) bool {
			return s.Kind == planner.EngagementStop && after.Problem.Engagements[s.Of].Name == "Pier"
		}) {
			t.Errorf("%s does not call at the pier", other)
		}
	})
	t.Run("held up", func(t *testing.T) {
		until := at.Add(40 * time.Minute)
		after, _, err := replan(t, before.Problem, document, planner.Change{At: at, Away: []planner.Away{{Unit: other, Until: until}}})
		if err != nil || after.Check() != nil {
			t.Fatal(err, after.Check())
		}
		for _, s := range after.Routes[(of+1)%6].Stops {
			if s.Kind != planner.AwayStop && s.Arrive.After(at) && s.Arrive.Before(until) {
				t.Errorf("a %s at %s, and the unit is held up until %s", s.Kind, s.Arrive, until)
			}
		}
	})
	t.Run("locked, then twice more", func(t *testing.T) {
		change := planner.Change{At: at, Lock: []string{id}}
		p, document := before.Problem, document
		for range 3 {
			after, _, err := replan(t, p, document, change)
			if err != nil || after.Check() != nil {
				t.Fatal(err, after.Check())
			}
			if !has(after.Routes[of], stop) {
				t.Fatalf("the stop locked at %s is gone after %+v", stop.Arrive, change)
			}
			p, document = after.Problem, kept(t, after)
			change = planner.Change{At: change.At.Add(20 * time.Minute), Drop: []string{later(t, p, document, change.At.Add(20*time.Minute), stop)}}
		}
		now := idOf(t, p, document, stop)
		if _, _, err := replan(t, p, document, planner.Change{At: change.At, Free: []string{now}}); err != nil {
			t.Error(err)
		}
		until := stop.Arrive.Add(10 * time.Minute)
		_, _, err := replan(t, p, document, planner.Change{At: change.At, Away: []planner.Away{{Unit: fmt.Sprintf("unit-%d", of+1), Until: until}}})
		if err == nil || !strings.Contains(err.Error(), "is locked at") {
			t.Errorf("error %v, want one that says what is locked", err)
		}
		_, _, err = replan(t, p, document, planner.Change{At: change.At, Free: []string{now}, Away: []planner.Away{{Unit: fmt.Sprintf("unit-%d", of+1), Until: until}}})
		if err != nil {
			t.Errorf("an unlocked stop gives way: %v", err)
		}
	})
	t.Run("dropped, then once more", func(t *testing.T) {
		once, _, err := replan(t, before.Problem, document, planner.Change{At: at, Drop: []string{id}})
		if err != nil {
			t.Fatal(err)
		}
		twice, _, err := replan(t, once.Problem, kept(t, once), planner.Change{At: at, Lost: []string{other}})
		if err != nil || twice.Check() != nil {
			t.Fatal(err, twice.Check())
		}
		if e := slices.IndexFunc(twice.Problem.Earlier, func(e planner.Earlier) bool {
			return e.Fate == planner.Dropped && e.Of == stop.Of && e.Arrive.Equal(stop.Arrive)
		}); e < 0 {
			t.Error("the second plan does not know what was dropped")
		}
	})
	t.Run("twice", func(t *testing.T) {
		once, _, err := replan(t, before.Problem, document, planner.Change{At: at, Lost: []string{other}})
		if err != nil {
			t.Fatal(err)
		}
		twice, _, err := replan(t, once.Problem, kept(t, once), planner.Change{At: at.Add(time.Hour), Lost: []string{fmt.Sprintf("unit-%d", of+1)}})
		if err != nil || twice.Check() != nil {
			t.Fatal(err, twice.Check())
		}
	})
}

// TestReplanFromTheStart: before a shift begins its first stop can be dropped and a unit taken
// off as well.
func TestReplanFromTheStart(t *testing.T) {
	t.Parallel()
	before, document := sixUnits(t)
	tight(&before)
	start := before.Problem.Start
	const first = 1
	id := idOf(t, before.Problem, document, before.Routes[first].Stops[0])
	after, _, err := replan(t, before.Problem, document, planner.Change{At: start, Drop: []string{id}, Lost: []string{"unit-1"}})
	if err != nil || after.Check() != nil {
		t.Fatal(err, after.Check())
	}
	if has(after.Routes[first], before.Routes[first].Stops[0]) || len(after.Routes[0].Stops) > 0 {
		t.Errorf("%v and %v are planned still", after.Routes[first].Stops[0], after.Routes[0].Stops)
	}
	kept(t, after) // it has figures that can be written
	if len(after.Problem.Dropped()) != 1 {
		t.Errorf("dropped: %v", after.Problem.Dropped())
	}
}

func TestReplanRefuses(t *testing.T) {
	t.Parallel()
	before, document := sixUnits(t)
	at := before.Problem.Start.Add(4 * time.Hour)
	first := before.Routes[0].Stops[0]
	all := []string{"unit-1", "unit-2", "unit-3", "unit-4", "unit-5", "unit-6"}
	for name, tt := range map[string]struct {
		change planner.Change
		why    string
	}{
		"before the shift":     {planner.Change{At: before.Problem.Start.Add(-time.Hour)}, "is not within the shift"},
		"no such unit":         {planner.Change{At: at, Lost: []string{"unit-9"}}, `no unit "unit-9"; there are unit-1`},
		"all units":            {planner.Change{At: at, Lost: all}, "no unit is left"},
		"no such stop":         {planner.Change{At: at, Lock: []string{"u9-s99"}}, `no stop "u9-s99"`},
		"a stop not locked":    {planner.Change{At: at, Free: []string{later(t, before.Problem, document, at, planner.Stop{})}}, "is not locked"},
		"a stop that is done":  {planner.Change{At: at, Drop: []string{"u1-s01"}}, "is done at 22:00, and stays as it was: to go there again, add a visit"},
		"a stop under way":     {planner.Change{At: first.Arrive.Add(time.Minute), Drop: []string{"u1-s01"}}, "is under way at " + first.Arrive.Add(time.Minute).Format("15:04") + ": change it from " + first.Arrive.Format("15:04") + " or before"},
		"no such spot":         {planner.Change{At: at, Add: []planner.Added{{Of: "Atlantis"}}}, `no spot "Atlantis"`},
		"held up too long":     {planner.Change{At: at, Away: []planner.Away{{Unit: "unit-1", Until: before.Problem.End.Add(time.Hour)}}}, "held up until"},
		"a place too far away": {planner.Change{At: at, Add: []planner.Added{{Name: "Paris", At: orb.Point{2.35, 48.86}, Unit: "unit-1"}}}, "Paris cannot be called at"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := replan(t, before.Problem, document, tt.change); err == nil || !strings.Contains(err.Error(), tt.why) {
				t.Errorf("error %v, want one that says %q", err, tt.why)
			}
		})
	}
}
