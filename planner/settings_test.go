package planner_test

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/planner"
)

// said reports whether a plan notes something.
func said(p planner.Plan, what string) bool {
	return slices.ContainsFunc(p.Notes(), func(n string) bool { return strings.Contains(n, what) })
}

// TestPlansAreDrawn from those within 2% of the best: seeds give other routes, which cover
// at least 98% of what the best does, and the best itself can be asked for.
func TestPlansAreDrawn(t *testing.T) {
	t.Parallel()
	p := night(t, 2, 20)
	orders := map[string]bool{}
	for seed := range int64(6) {
		p.Seed = seed
		plan := solve(t, p)
		if plan.Harm < 0.98*plan.Best || plan.Harm > plan.Best || !said(plan, "drawn by seed") {
			t.Errorf("seed %d covers %g of %g days; %q", seed, plan.Harm, plan.Best, plan.Notes())
		}
		var order strings.Builder
		for _, r := range plan.Routes {
			for _, s := range r.Stops {
				if s.Kind == planner.PatrolStop {
					order.WriteString(p.Spots[s.Of].ID)
				}
			}
		}
		orders[order.String()] = true
	}
	if len(orders) != 6 {
		t.Errorf("six seeds go round in %d ways", len(orders))
	}
	p.Policy.Vary = 0
	if plan := solve(t, p); plan.Harm != plan.Best || said(plan, "drawn by seed") {
		t.Errorf("the best plan covers %g of %g days; %q", plan.Harm, plan.Best, plan.Notes())
	}
}

// TestFairness caps a ward that has nearly all the harm.
func TestFairness(t *testing.T) {
	t.Parallel()
	p := night(t, 2, 20)
	for i := range p.Spots {
		p.Spots[i].Ward, p.Spots[i].Decile = "East", 1+i%10
		if i < 12 {
			p.Spots[i].Ward = "West"
			for h := range p.Spots[i].Rate {
				p.Spots[i].Rate[h] *= 5
			}
		}
	}
	inWest := func(plan planner.Plan) (west, all int) {
		for _, s := range stops(plan, planner.PatrolStop) {
			if all++; p.Spots[s.Of].Ward == "West" {
				west++
			}
		}
		return west, all
	}
	free := solve(t, p)
	west, all := inWest(free)
	p.Fair = 0.5
	fair := solve(t, p)
	capped, _ := inWest(fair)
	if west <= all/2 || fair.Fairness == nil || fair.Fairness.Most < all/2-1 || capped > fair.Fairness.Most {
		t.Fatalf("%d of %d visits in the west, and with a cap %d; %+v", west, all, capped, fair.Fairness)
	}
	if fair.Harm >= free.Best || !said(fair, "no ward has more than") {
		t.Errorf("with a cap %g days are covered, without %g; %q", fair.Harm, free.Best, fair.Notes())
	}
	m := free.Metrics()
	if len(m.Wards) != 2 || m.Wards[0].Of != "West" || m.Wards[0].HarmShare < 0.7 || math.Abs(m.Wards[0].MinutesShare+m.Wards[1].MinutesShare-1) > 0.011 || m.Wards[1].Ratio == nil {
		t.Errorf("wards %+v", m.Wards)
	}
	if len(m.Deciles) != 10 || m.Deciles[0].HarmShare < m.Deciles[9].HarmShare {
		t.Errorf("deciles %+v", m.Deciles)
	}
	p.Fair = 1.5
	if _, err := planner.Solve(p); err == nil || !strings.Contains(err.Error(), "a cap of 1.5 of the visits") {
		t.Errorf("a cap above 1: %v", err)
	}
}

// TestDuties keeps two fifths of the shift of a neighbourhood unit for calls, and gives a
// response unit places.
func TestDuties(t *testing.T) {
	t.Parallel()
	p := night(t, 2, 20)
	p.Units[1].Duty = planner.Neighbourhood
	p.Response = []planner.Unit{{ID: "unit-3", Mode: planner.Vehicle, Duty: planner.Response, Role: planner.Constable, Officers: 2, Station: "Central"}}
	plan := solve(t, p)
	m := plan.Metrics()
	if a, b := m.Units[0].SlackMinutes, m.Units[1].SlackMinutes; a < 48 || a >= 192 || b < 192 {
		t.Errorf("slack of %d min for a patrol and %d for a neighbourhood unit of 480", a, b)
	}
	if said(plan, "the busiest unit") {
		t.Errorf("%q", plan.Notes())
	}
	if len(m.Standby) != 1 || len(m.Standby[0].Places) != 3 || len(plan.Routes) != 2 {
		t.Fatalf("response %+v and %d routes", m.Standby, len(plan.Routes))
	}
	if !slices.IsSortedFunc(m.Standby[0].Places, func(a, b planner.StandbyPlace) int { return cmp.Compare(b.Left, a.Left) }) {
		t.Errorf("places %+v", m.Standby[0].Places)
	}
	if !said(plan, "Unit 3 (2 constables, by vehicle) has places, not a route") || !strings.Contains(string(written(t, plan)), `"response":[{"unit":"unit-3"`) {
		t.Errorf("%q", plan.Notes())
	}
	for text, want := range map[string]string{"patrol": "", "Neighbourhood": "neighbourhood", "response": "response", "traffic": "!"} {
		if d, err := planner.ParseDuty(text); (err != nil) != (want == "!") || err == nil && string(d) != want {
			t.Errorf("%s: %q, %v", text, d, err)
		}
	}
}

func TestParseProfile(t *testing.T) {
	t.Parallel()
	p, err := planner.ParseProfile("22-02=3, 18-20=0.5")
	if err != nil || p[21] != 1 || p[22] != 3 || p[0] != 3 || p[1] != 3 || p[2] != 1 || p[19] != 0.5 || p[20] != 1 {
		t.Errorf("%v, %v", p, err)
	}
	for _, wrong := range []string{"", "22=3", "22-02", "22-25=1", "22-22=1", "a-b=1", "22-02=-1", "22-02=NaN", "22-02=1e9"} {
		if _, err := planner.ParseProfile(wrong); err == nil || !strings.Contains(err.Error(), "such as 22-02=3") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

// TestHoursFromWhatKnowsThem: a spot at a club that closes at one has its harm about then,
// one in a street those of the profile, and one whose hours the data say keeps them.
func TestHoursFromWhatKnowsThem(t *testing.T) {
	t.Parallel()
	p := night(t, 1, 3)
	for i := range p.Spots {
		p.Spots[i].Rate, p.Spots[i].AnyHour = slices.Repeat([]float64{2}, 8), i < 2
	}
	p.Spots[0].Closings = []planner.Closing{{Name: "The Club", At: p.Start.Add(7*time.Hour + 15*time.Minute)}} // 01:15
	profile, err := planner.ParseProfile("18-20=0")
	if err != nil {
		t.Fatal(err)
	}
	known := p
	known.Spots = slices.Clone(p.Spots)
	notes := strings.Join(known.KnowHours(&profile, "18-20=0"), "; ")
	for i, want := range [][]float64{{1.6, 1.6, 1.6, 1.6, 1.6, 1.6, 1.6, 4.8}, {0, 0, 8. / 3, 8. / 3, 8. / 3, 8. / 3, 8. / 3, 8. / 3}, {2, 2, 2, 2, 2, 2, 2, 2}} {
		s := known.Spots[i]
		if s.AnyHour || !slices.EqualFunc(s.Rate, want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) {
			t.Errorf("%s: %v, want %v", s.ID, s.Rate, want)
		}
	}
	for _, want := range []string{"for 1 of 3 spots the hours follow from when premises stop serving", "for 1 of 3 spots the hours are those of the declared profile 18-20=0"} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q, want %q", notes, want)
		}
	}
	if notes := p.KnowHours(nil, ""); len(notes) != 1 || p.Spots[0].AnyHour || !p.Spots[1].AnyHour {
		t.Errorf("without a profile: %q, %t", notes, p.Spots[1].AnyHour)
	}
}

// TestLastVisits are reasons, of the spot at that place or else of that name.
func TestLastVisits(t *testing.T) {
	t.Parallel()
	p := night(t, 1, 3)
	p.Spots[1].Name = "Pier"
	at := orb.Point{p.Spots[0].At[0] + 0.0005, p.Spots[0].At[1]} // 35 m away
	p.See(planner.Seen{Name: "elsewhere", Place: &at, At: p.Start.AddDate(0, 0, -3)})
	p.See(planner.Seen{Name: "elsewhere", Place: &at, At: p.Start.AddDate(0, 0, -5)})
	p.See(planner.Seen{Name: "pier", At: p.Start.Add(-20 * time.Hour)})
	plan := solve(t, p)
	why := map[int]string{}
	for _, s := range stops(plan, planner.PatrolStop) {
		if s.Visit == 1 {
			why[s.Of] = strings.Join(s.Why, "; ")
		}
	}
	if !strings.Contains(why[0], ", last visited 3 days ago") || !strings.Contains(why[1], ", last visited 2") || strings.Contains(why[2], "last visited") {
		t.Errorf("%v", why)
	}
	spots, err := planner.SpotsOf(written(t, plan))
	if err != nil || spots["HS-002"].Name != "Pier" || *spots["HS-001"].Place != p.Spots[0].At {
		t.Errorf("%+v, %v", spots, err)
	}
}

// TestEnough ends the search, and Over what follows it: the plan is whole, and its bound
// holds.
func TestEnough(t *testing.T) {
	t.Parallel()
	p := night(t, 3, 24)
	whole := solve(t, p)
	p.Enough = func() bool { return true }
	p.Over = p.Enough
	plan := solve(t, p)
	if len(plan.ByUnits) != 0 || plan.Suffice() != 0 || len(whole.ByUnits) != 3 {
		t.Errorf("ended at once the first units cover %v, whole %v", plan.ByUnits, whole.ByUnits)
	}
	if plan.Harm > whole.Bound || plan.Bound < whole.Best || plan.Harm < 0.8*whole.Best || plan.Random.N != 2 {
		t.Errorf("ended at once: %g of at most %g days, whole: %g of at most %g; %d draws", plan.Harm, plan.Bound, whole.Best, whole.Bound, plan.Random.N)
	}
	if few, all := plan.Metrics().RandomDraws, whole.Metrics().RandomDraws; few != 2 || all != 40 {
		t.Errorf("ended at once the metrics say %d draws, whole %d", few, all)
	}
}

// TestSchoolsAreShutAtNight: beside one a spot is a street on a Friday night.
func TestSchoolsAreShutAtNight(t *testing.T) {
	t.Parallel()
	p := night(t, 1, 1)
	sites := []geo.Site{{Source: "s", ID: "1", Name: "Primary", Category: "school", At: &p.Spots[0].At}}
	if got := planner.Describe(p, sites)[0].Ground; got != "" {
		t.Errorf("at night it is a %s", got)
	}
	p.Start, p.End = p.Start.Add(-6*time.Hour), p.Start
	if got := planner.Describe(p, sites)[0].Ground; got != "school or college" {
		t.Errorf("at noon it is a %s", got)
	}
}
