package planner_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"beatplan/planner"
)

// doubled is the plan of six units with spots that two of them visit at once.
func doubled(t *testing.T) (planner.Plan, []byte) {
	t.Helper()
	plan, _ := sixUnits(t)
	p := plan.Problem
	for _, i := range []int{0, 4, 9} {
		p.Spots[i].Crews = 2
	}
	plan = solve(t, p)
	body, err := json.Marshal(plan.Collection(planner.About{ID: "parent"}))
	if err != nil {
		t.Fatal(err)
	}
	return plan, body
}

// Two units come to a spot that needs two at one time and leave at one time, the harm counts
// once, and each is told whom it meets.
func TestTwoUnitsAtOnce(t *testing.T) {
	t.Parallel()
	plan, body := doubled(t)
	visits := 0
	for k, r := range plan.Routes {
		for _, s := range r.Stops {
			if s.Kind != planner.PatrolStop || s.Of != 0 {
				continue
			}
			visits++
			if s.With == "" || s.With == plan.Problem.Units[k].ID || !strings.Contains(strings.Join(s.Why, "; "), strings.ReplaceAll(s.With, "-", " ")+" is the other") {
				t.Errorf("unit %d at %s is with %q: %v", k+1, s.Arrive, s.With, s.Why)
			}
		}
	}
	if visits == 0 || visits%2 > 0 {
		t.Fatalf("%d stops at the spot", visits)
	}
	m := plan.Metrics()
	if m.Spots[0].Visits != visits/2 || m.Spots[0].Minutes != visits/2*10 {
		t.Errorf("%d stops of 10 min by two: %+v", visits, m.Spots[0])
	}
	if all := strings.Count(string(body), `meet unit `); all < visits {
		t.Errorf("%d stop cards say whom to meet, of %d", all, visits)
	}
	units := m.Units[0].Visits
	for _, u := range m.Units[1:] {
		units += u.Visits
	}
	pairs := strings.Count(string(body), `"with":"unit-`) / 2
	if m.Visits != units-pairs {
		t.Errorf("%d visits, of %d stops and %d pairs", m.Visits, units, pairs)
	}
	for _, r := range plan.Routes {
		for i, s := range r.Stops {
			if paired(s) {
				r.Stops[i].Depart = s.Arrive.Add(15 * time.Minute)
			}
		}
	}
	if long := *plan.Metrics().LongStops; long != *m.LongStops+pairs {
		t.Errorf("%d stops of 15 min, with %d visits by two units and %d others", long, pairs, *m.LongStops)
	}
	one := plan.Problem
	one.Units = one.Units[:1]
	if _, err := planner.Solve(one); err == nil || !strings.Contains(err.Error(), "two units are to visit it at once, and there is one") {
		t.Errorf("for one unit: %v", err)
	}
}

// An older plan does not say for how long officers are at places, and says no zero either.
func TestOldMetricsSayNothing(t *testing.T) {
	t.Parallel()
	var old planner.Metrics
	if err := json.Unmarshal([]byte(`{"harm_covered":20}`), &old); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(old)
	if err != nil || strings.Contains(string(again), "officer_hours") || strings.Contains(string(again), "stops_of_15_min") {
		t.Errorf("%s, error %v", again, err)
	}
	short, err := json.Marshal(planner.Metrics{LongStops: new(int), OfficerHours: 8, OfficersThere: new(float64)})
	if err != nil || !strings.Contains(string(short), `"stops_of_15_min":0,"officer_hours":8,"officer_hours_at_places":0`) {
		t.Errorf("a plan of short stops says none: %s, error %v", short, err)
	}
}

func TestCheckFindsATroubledPair(t *testing.T) {
	t.Parallel()
	plan, _ := doubled(t)
	for name, tamper := range map[string]func(stops []planner.Stop, i int) []planner.Stop{
		"one knows of no other":     func(stops []planner.Stop, i int) []planner.Stop { stops[i].With = ""; return stops },
		"they are not at one visit": func(stops []planner.Stop, i int) []planner.Stop { stops[i].Visit++; return stops },
	} {
		broken := plan
		broken.Routes = slices.Clone(plan.Routes)
		k := slices.IndexFunc(plan.Routes, func(r planner.Route) bool { return slices.ContainsFunc(r.Stops, paired) })
		stops := slices.Clone(plan.Routes[k].Stops)
		broken.Routes[k].Stops = tamper(stops, slices.IndexFunc(stops, paired))
		if err := broken.Check(); err == nil || !strings.Contains(err.Error(), "two") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func paired(s planner.Stop) bool { return s.With != "" }

// Each unit is lost, at another time: every visit by two that is still to come is by two, and
// what is locked stays with both.
func TestReplanPairs(t *testing.T) {
	t.Parallel()
	before, document := doubled(t)
	for lost := range before.Problem.Units {
		at := before.Problem.Start.Add(time.Duration(20+71*lost) * time.Minute)
		name := before.Problem.Units[lost].ID
		change := planner.Change{At: at, Lost: []string{name}}
		var locked planner.Stop
		for k, r := range before.Routes {
			for _, s := range r.Stops {
				if k != lost && s.With != "" && s.With != name && s.Arrive.After(at) && locked.With == "" {
					locked = s
					change.Lock = []string{idOf(t, before.Problem, document, s)}
				}
			}
		}
		after, _, err := replan(t, before.Problem, document, change)
		if err != nil {
			t.Fatal(err)
		}
		if err := after.Check(); err != nil {
			t.Fatal(err)
		}
		both := 0
		for _, r := range after.Routes {
			if has(r, locked) {
				both++
			}
		}
		if locked.With != "" && both != 2 {
			t.Errorf("the visit locked at %s is made by %d units", locked.Arrive, both)
		}
	}
}

func TestReplanMovesAndDropsPairs(t *testing.T) {
	t.Parallel()
	before, document := doubled(t)
	at := before.Problem.Start.Add(90 * time.Minute)
	var stop planner.Stop
	unit := ""
	for k, r := range before.Routes {
		for _, s := range r.Stops {
			if s.With != "" && s.Arrive.After(at) {
				stop, unit = s, before.Problem.Units[k].ID
			}
		}
	}
	id := idOf(t, before.Problem, document, stop)
	after, _, err := replan(t, before.Problem, document, planner.Change{At: at, Drop: []string{id}})
	if err != nil || after.Check() != nil {
		t.Fatal(err, after.Check())
	}
	for _, r := range after.Routes {
		if has(r, stop) {
			t.Error("half of the visit that was dropped is there still")
		}
	}
	if _, _, err = replan(t, before.Problem, document, planner.Change{At: at, Lost: []string{stop.With}, Lock: []string{id}}); err == nil || !strings.Contains(err.Error(), "needs two units, and the other is lost") && !strings.Contains(err.Error(), "was that of a unit that is lost") {
		t.Errorf("locked without its other unit: %v", err)
	}
	if _, _, err = replan(t, before.Problem, document, planner.Change{At: at, Lock: []string{id}, Drop: []string{id}}); err == nil || !strings.Contains(err.Error(), "it is one visit") {
		t.Errorf("half locked, half dropped: %v", err)
	}
	for _, held := range []string{unit, stop.With} {
		away := []planner.Away{{Unit: held, Until: stop.Arrive.Add(time.Minute)}}
		if _, _, err = replan(t, before.Problem, document, planner.Change{At: at, Away: away, Lock: []string{id}}); err == nil || !strings.Contains(err.Error(), held+" is held up until") {
			t.Errorf("locked while unit %s is held up: %v", held, err)
		}
	}
	// The id may be of either unit's stop: giving it to one of the two cannot be.
	twice := 0
	for _, to := range []string{unit, stop.With} {
		if _, _, err := replan(t, before.Problem, document, planner.Change{At: at, Move: []planner.Move{{Stop: id, Unit: to}}}); err != nil && strings.Contains(err.Error(), "is the other already") {
			twice++
		}
	}
	if twice != 1 {
		t.Errorf("%d of the two units were refused as the other already", twice)
	}
}

// TestAddPairs drops a visit by two units and adds its spot again, for any two or for one that
// is named and another: two come, and stay in every further re-plan.
func TestAddPairs(t *testing.T) {
	t.Parallel()
	before, document := doubled(t)
	at := before.Problem.Start.Add(90 * time.Minute)
	var stop planner.Stop
	for _, r := range before.Routes {
		for _, s := range r.Stops {
			if s.With != "" && s.Arrive.After(at.Add(time.Hour)) {
				stop = s
			}
		}
	}
	id := idOf(t, before.Problem, document, stop)
	dropped, _, err := replan(t, before.Problem, document, planner.Change{At: at, Drop: []string{id}})
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range []string{"", "unit-5"} {
		added := planner.Added{Of: before.Problem.Spots[stop.Of].ID, Unit: unit}
		after, _, err := replan(t, dropped.Problem, kept(t, dropped), planner.Change{At: at.Add(time.Minute), Add: []planner.Added{added}})
		if err != nil || after.Check() != nil {
			t.Fatal(err, after.Check())
		}
		next, _, err := replan(t, after.Problem, kept(t, after), planner.Change{At: at.Add(2 * time.Minute)})
		if err != nil || next.Check() != nil {
			t.Fatal(err, next.Check())
		}
		for name, plan := range map[string]planner.Plan{"added": after, "planned again": next} {
			came := map[time.Time][]string{}
			for k, r := range plan.Routes {
				for _, s := range r.Stops {
					if s.Kind == planner.PatrolStop && s.Of == stop.Of && s.Arrive.After(at) {
						came[s.Arrive] = append(came[s.Arrive], plan.Problem.Units[k].ID)
					}
				}
			}
			if len(came) == 0 {
				t.Errorf("unit %q, %s: nobody comes", unit, name)
			}
			named := unit == "" || name != "added"
			for at, units := range came {
				if len(units) != 2 {
					t.Errorf("unit %q, %s: at %s the spot is visited by %v, want two units", unit, name, at, units)
				}
				named = named || slices.Contains(units, unit)
			}
			if !named {
				t.Errorf("unit %q, %s: it does not come: %v", unit, name, came)
			}
		}
	}
}
