package planner_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/planner"
)

// shared returns a file of reference, or skips where there is none.
func shared(t testing.TB, name ...string) []byte {
	t.Helper()
	root := os.Getenv("BEATPLAN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(append([]string{root}, name...)...))
	if err != nil {
		t.Skipf("no reference data: %v (set BEATPLAN_SHARED)", err)
	}
	return data
}

func london(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func policy(t testing.TB, name string) planner.Policy {
	t.Helper()
	p, err := planner.NamedPolicy(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// southend is a late shift of two units on foot, six spots and two sites.
func southend(t testing.TB) planner.Problem {
	t.Helper()
	station := orb.Point{0.7121, 51.5402}
	start := time.Date(2025, 10, 3, 18, 0, 0, 0, london(t))
	p := planner.Problem{
		Start: start, End: start.Add(8 * time.Hour),
		Policy: policy(t, "koper"), Travel: planner.CrowFly{}, Seed: 7, Iterations: 100,
		Engagements: []planner.Engagement{
			{
				ID: "osm:node/123", Name: "High Street Pharmacy", Category: "pharmacy", At: orb.Point{0.7150, 51.5370},
				Open: planner.Window{From: start.Add(-9 * time.Hour), To: start.Add(time.Hour)}, Dwell: 8 * time.Minute, Fixed: true,
				FourE: []planner.FourE{planner.Engage, planner.Encourage}, FourP: planner.Protect, Script: "ENG-PHARM-02",
			},
			{
				ID: "fhrs:9", Name: "The Anchor", Category: "pub", At: orb.Point{0.7130, 51.5390}, Dwell: 5 * time.Minute, Weight: 1,
				FourE: []planner.FourE{planner.Explain}, FourP: planner.Prevent,
			},
		},
	}
	for i := range 2 {
		p.Units = append(p.Units, planner.Unit{
			ID: fmt.Sprint("unit-", i+1), Mode: planner.Foot, Start: station, End: station, Break: 45 * time.Minute,
		})
	}
	for i := range 6 {
		at := orb.Point{0.705 + 0.003*float64(i), 51.5352 + 0.002*float64(i%3)}
		ring := orb.Ring{{at[0] - 0.001, at[1] - 0.0007}, {at[0] + 0.001, at[1] - 0.0007}, {at[0] + 0.001, at[1] + 0.0007}, {at[0] - 0.001, at[1] + 0.0007}}
		p.Spots = append(p.Spots, planner.Spot{
			ID: fmt.Sprintf("HS-%03d", i+1), At: at, Outline: orb.MultiPolygon{{append(ring, ring[0])}},
			Rate: []float64{1, 1, 2, 2, 3, 3, 2, 1}, Offences: float64(12 - i), Why: []string{"robberies in nine months"},
		})
	}
	p.Spots[5].At = orb.Point{0.83, 51.54} // two hours away on foot
	return p
}

func solve(t testing.TB, p planner.Problem) planner.Plan {
	t.Helper()
	plan, err := planner.Solve(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := plan.Check(); err != nil {
		t.Fatal(err)
	}
	return plan
}

func written(t testing.TB, p planner.Plan) []byte {
	t.Helper()
	b, err := json.Marshal(p.Collection(planner.About{ID: "2025-10-03-southend-0a1b2c3d", District: "Southend-on-Sea", RiskSnapshot: "cells-1"}))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// problems draws problems of every kind that validate.
func problems(zone *time.Location) *rapid.Generator[planner.Problem] {
	return rapid.Custom(func(t *rapid.T) planner.Problem {
		minutes := func(name string, least, most int) time.Duration {
			return time.Duration(rapid.IntRange(least, most).Draw(t, name)) * time.Minute
		}
		point := func(name string) orb.Point {
			return orb.Point{
				0.7 + rapid.Float64Range(-0.03, 0.03).Draw(t, name+" lon"),
				51.54 + rapid.Float64Range(-0.02, 0.02).Draw(t, name+" lat"),
			}
		}
		start := time.Date(2025, 10, rapid.IntRange(1, 31).Draw(t, "day"), rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, zone)
		p := planner.Problem{
			Start: start, End: start.Add(minutes("shift", 60, 12*60)), Travel: planner.CrowFly{},
			Seed: rapid.Int64().Draw(t, "seed"), Iterations: 30,
		}
		var err error
		if p.Policy, err = planner.NamedPolicy(rapid.SampledFrom([]string{"koper", "essex"}).Draw(t, "policy")); err != nil {
			t.Fatal(err)
		}
		hours := int(math.Ceil(p.End.Sub(p.Start).Hours()))
		for i := range rapid.IntRange(1, 3).Draw(t, "units") {
			p.Units = append(p.Units, planner.Unit{
				ID: fmt.Sprint("unit-", i+1), Start: point("start"), End: point("end"),
				Mode:  rapid.SampledFrom([]planner.Mode{planner.Foot, planner.Cycle, planner.Vehicle}).Draw(t, "mode"),
				Break: rapid.SampledFrom([]time.Duration{0, 15 * time.Minute}).Draw(t, "break"),
			})
			if rapid.Bool().Draw(t, "late") {
				p.Units[i].Shift = planner.Window{From: p.Start.Add(10 * time.Minute), To: p.End}
			}
		}
		for i := range rapid.IntRange(1, 8).Draw(t, "spots") {
			p.Spots = append(p.Spots, planner.Spot{
				ID: fmt.Sprint("HS-", i+1), At: point("spot"), Offences: 3,
				Rate: rapid.SliceOfN(rapid.Float64Range(0, 5), hours, hours).Draw(t, "rate"),
			})
			if len(p.Units) > 1 && rapid.IntRange(0, 2).Draw(t, "crews") == 0 {
				p.Spots[i].Crews = 2
			}
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "sites") {
			e := planner.Engagement{
				ID: fmt.Sprint("site-", i+1), Name: "a site", At: point("site"), Dwell: minutes("dwell", 5, 15), Weight: 1,
				Fixed: rapid.Bool().Draw(t, "fixed"), FourE: []planner.FourE{planner.Engage}, FourP: planner.Protect,
			}
			if rapid.Bool().Draw(t, "hours") {
				from := p.Start.Add(minutes("opens", -60, 120))
				e.Open = planner.Window{From: from, To: from.Add(minutes("open", 15, 300))}
			}
			p.Engagements = append(p.Engagements, e)
		}
		return p
	})
}

func TestPlansKeepTheirPromises(t *testing.T) {
	t.Parallel()
	zone := london(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := problems(zone).Draw(rt, "problem")
		plan, err := planner.Solve(p)
		if err != nil {
			if strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), ": ") {
				rt.Fatalf("want one line with a way out, have %q", err)
			}
			return
		}
		if err := plan.Check(); err != nil {
			rt.Fatal(err)
		}
		again, err := planner.Solve(p)
		if err != nil || string(written(t, plan)) != string(written(t, again)) {
			rt.Fatalf("the same problem gave another plan (%v)", err)
		}
		m := plan.Metrics()
		if m.GapPct < 0 || m.GapPct > 100 || m.HarmShare > 1 || m.TravelShare > 1 || m.OrderEntropy > 1 {
			rt.Fatalf("out of range: %+v", m)
		}
		if math.Signbit(m.GapPct) {
			rt.Fatal("a gap of minus nothing")
		}
		for i, s := range m.Spots {
			if most := 2 * float64(s.Visits) * slices.Max(p.Spots[i].Rate); s.HarmCovered > most+0.005 { // it is rounded
				rt.Fatalf("%d visits of two hours cover %g days at %s, where there are no more than %g", s.Visits, s.HarmCovered, s.Area, most)
			}
		}
		for i, u := range m.Units {
			if shift := p.Units[i].Shift; u.SlackMinutes < 0 || shift.From.IsZero() && u.TravelMinutes+u.DwellMinutes+u.BreakMinutes+u.SlackMinutes != int(p.End.Sub(p.Start)/time.Minute) {
				rt.Fatalf("minutes do not add up: %+v", u)
			}
		}
	})
}

func TestAFurtherUnitIsNeverWorse(t *testing.T) {
	t.Parallel()
	zone := london(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := problems(zone).Draw(rt, "problem")
		p.Engagements = nil           // they are worth something too, which Harm leaves out
		p.Policy = policy(t, "koper") // another draws whatever the worth
		for i := range p.Units {
			p.Units[i].Break = 0 // when breaks can be taken depends on how many units there are
		}
		all, err := planner.Solve(p)
		if err != nil {
			rt.Skip(err)
		}
		p.Units = p.Units[:len(p.Units)-1]
		if len(p.Units) == 0 {
			return
		}
		fewer, err := planner.Solve(p)
		if err != nil {
			rt.Skip(err) // they may reach no spot at all
		}
		if all.Best < fewer.Best-alike(fewer.Best) {
			rt.Fatalf("with all units %.12g, with one fewer %.12g", all.Best, fewer.Best)
		}
		for n, harm := range all.ByUnits[1:] {
			if harm < all.ByUnits[n]-alike(harm) {
				rt.Fatalf("the first units cover %v", all.ByUnits)
			}
		}
		if math.Abs(all.ByUnits[len(all.ByUnits)-1]-all.Best) > alike(all.Best) || all.Harm < 0.98*all.Best {
			rt.Fatalf("the first units cover %v, all %g, this plan %g", all.ByUnits, all.Best, all.Harm)
		}
	})
}

// alike is by how much two plans of such a worth may differ and be equally good to the search,
// which then keeps the tidier: a billionth of the worth and of a visit's mean worth, which is no more.
func alike(worth float64) float64 { return 1e-9 + 2e-9*worth }

// The best plan for one unit, no windows and few spots is found by trying every
// order of every choice.
func TestBoundIsAboveTheBestPlan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		p := problems(time.UTC).Draw(rt, "problem")
		p.Policy = planner.Policy{MinDwell: 15 * time.Minute, MaxDwell: 15 * time.Minute, Leaves: 1}
		p.Engagements, p.Units = nil, p.Units[:1]
		p.Units[0].Break, p.Units[0].Shift, p.Units[0].Mode = 0, planner.Window{}, planner.Cycle // who parks nowhere
		p.Spots = p.Spots[:min(4, len(p.Spots))]
		for i := range p.Spots {
			p.Spots[i].Crews = 0
		}
		plan, err := planner.Solve(p)
		if err != nil {
			rt.Skip(err)
		}
		best := exhaust(rt, p)
		if plan.Harm > best+1e-9 || best > plan.Bound+1e-9 {
			rt.Fatalf("plan %g, best %g, bound %g: want them in this order", plan.Harm, best, plan.Bound)
		}
	})
}

// exhaust returns the most harm that the first unit can cover.
func exhaust(t *rapid.T, p planner.Problem) float64 {
	u := p.Units[0]
	places := []orb.Point{u.Start, u.End}
	for _, s := range p.Spots {
		places = append(places, s.At)
	}
	legs, err := p.Travel.Legs(u.Mode, places)
	if err != nil {
		t.Fatal(err)
	}
	length := p.End.Sub(p.Start)
	var best float64
	seen := make([]bool, len(p.Spots))
	var visit func(at int, busy time.Duration, harm float64)
	visit = func(at int, busy time.Duration, harm float64) {
		if busy+legs[at][1].Time > length {
			return
		}
		best = max(best, harm)
		for i, s := range p.Spots {
			if seen[i] {
				continue
			}
			var present float64
			for h, rate := range s.Rate {
				present += rate * min(1, length.Hours()-float64(h))
			}
			seen[i] = true
			visit(i+2, busy+legs[at][i+2].Time+p.Policy.MinDwell, harm+present)
			seen[i] = false
		}
	}
	visit(0, 0, 0)
	return best
}

// TestPresetsCompare has one spot with a day of harm in each hour, where the unit
// stands. One visit covers two hours by either preset; koper's four cover
// 2 × (1 + 0.8 + 0.64 + 0.512), or somewhat less where bands are uneven.
func TestPresetsCompare(t *testing.T) {
	t.Parallel()
	cover := func(preset string) planner.SpotMetrics {
		p := southend(t)
		p.Policy = policy(t, preset)
		p.Units, p.Engagements, p.Spots = p.Units[:1], nil, p.Spots[:1]
		p.Spots[0].At, p.Spots[0].Rate = p.Units[0].Start, slices.Repeat([]float64{1}, 8)
		plan := solve(t, p)
		if most := 2 * plan.Metrics().Spots[0].TargetVisits; plan.Bound > float64(most) {
			t.Errorf("%s: a bound of %g days for %d hours that can be covered", preset, plan.Bound, most)
		}
		return plan.Metrics().Spots[0]
	}
	koper, essex := cover("koper"), cover("essex")
	if koper.Visits != 4 || koper.HarmCovered < 5 || koper.HarmCovered > 5.91 {
		t.Errorf("koper covers %g days in %d visits, want 5 to 5.91 in 4", koper.HarmCovered, koper.Visits)
	}
	if essex.Visits != 1 || essex.HarmCovered < 1 || essex.HarmCovered > 2 {
		t.Errorf("essex covers %g days in %d visits, want 1 to 2 in 1", essex.HarmCovered, essex.Visits)
	}
}

func TestMeasure(t *testing.T) {
	t.Parallel()
	for preset, want := range map[string]string{
		"koper": "harm covered is harm present in the 2 h around each visit, not harm prevented; each further visit to the same spot counts 20% less than the one before",
		"essex": "harm covered is harm present in the 2 h around each visit, not harm prevented",
	} {
		if got := policy(t, preset).Measure(); got != want {
			t.Errorf("%s: %q, want %q", preset, got, want)
		}
	}
}

func TestEssexDrawsSpotsAtRandom(t *testing.T) {
	t.Parallel()
	p := southend(t)
	p.Policy = policy(t, "essex")
	p.Units, p.End = p.Units[:1], p.Start.Add(2*time.Hour)
	p.Units[0].Break = 0
	for i := range p.Spots {
		p.Spots[i].Rate = p.Spots[i].Rate[:2]
	}
	drawn := map[string]bool{}
	for p.Seed = range 20 {
		var spots []int
		for _, s := range solve(t, p).Routes[0].Stops {
			if s.Kind == planner.PatrolStop {
				spots = append(spots, s.Of)
			}
		}
		slices.Sort(spots)
		if n := len(slices.Compact(slices.Clone(spots))); n != len(spots) {
			t.Errorf("seed %d visits a spot twice: %v", p.Seed, spots)
		}
		drawn[fmt.Sprint(spots)] = true
	}
	if len(drawn) < 3 {
		t.Errorf("20 seeds drew only %v", drawn)
	}
}

func TestFarSpotIsLeftOutWithAReason(t *testing.T) {
	t.Parallel()
	p := southend(t)
	p.Units = p.Units[:1]
	p.Spots[5].Rate = []float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}
	plan := solve(t, p)
	if len(plan.Omitted) != 1 || plan.Omitted[0].Spot != 5 {
		t.Fatalf("want HS-006 alone left out, have %+v", plan.Omitted)
	}
	want := "min from the nearest stop; first for a unit 2"
	if got := plan.Omitted[0].Reason; !strings.Contains(got, want) {
		t.Errorf("have %q, want %q", got, want)
	}
}

func TestSitesAloneMakeAPlan(t *testing.T) {
	t.Parallel()
	p := southend(t)
	p.Spots = nil
	m := solve(t, p).Metrics()
	if m.EngagementStops != 2 || m.HarmCovered != 0 || m.GapPct != 0 {
		t.Errorf("want both sites called at and no harm, have %+v", m)
	}
}

// TestEveryUnitCalls has sites that are worth next to nothing beside the harm of
// the spots.
func TestEveryUnitCalls(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"koper", "essex"} {
		p := southend(t)
		p.Policy = policy(t, name)
		for i := range p.Spots {
			p.Spots[i].Rate = slices.Repeat([]float64{1000}, 8)
		}
		for i := range p.Engagements {
			p.Engagements[i].Fixed, p.Engagements[i].Open, p.Engagements[i].Weight = false, planner.Window{}, 1e-6
		}
		for i, r := range solve(t, p).Routes {
			if !slices.ContainsFunc(r.Stops, func(s planner.Stop) bool { return s.Kind == planner.EngagementStop }) {
				t.Errorf("%s: unit %d makes no call in %d stops", name, i+1, len(r.Stops))
			}
		}
	}
}

// TestCallsLeaveTimeForAVisit shortens a shift until nothing fits: as long as a visit
// fits, one is made, and the call where there is time for both.
func TestCallsLeaveTimeForAVisit(t *testing.T) {
	t.Parallel()
	p := southend(t)
	p.Units = p.Units[:1]
	p.Units[0].Break = 0
	p.Engagements = p.Engagements[1:]
	for i := range p.Spots {
		p.Spots[i].Rate = []float64{1}
	}
	calls := map[int]int{} // shifts by their number of calls
	for minutes := 60; minutes > 10; minutes -= 2 {
		p.End = p.Start.Add(time.Duration(minutes) * time.Minute)
		alone := p
		alone.Engagements = nil
		_, none := planner.Solve(alone)
		plan, err := planner.Solve(p)
		switch {
		case none != nil:
			calls[-1]++
			if err == nil || !strings.Contains(err.Error(), "no visit fits into the shift") {
				t.Errorf("%d min: no visit fits, error %v", minutes, err)
			}
		case err != nil:
			t.Errorf("%d min: %v", minutes, err)
		default:
			calls[plan.Metrics().EngagementStops]++
			if plan.Harm == 0 {
				t.Errorf("%d min: no visit", minutes)
			}
		}
	}
	if calls[-1] == 0 || calls[0] == 0 || calls[1] == 0 {
		t.Errorf("shifts by their number of calls %v: want some of each, and some too short", calls)
	}
}

func TestNamedPolicy(t *testing.T) {
	t.Parallel()
	if _, err := planner.NamedPolicy("kopper"); err == nil || !strings.Contains(err.Error(), "koper and essex") {
		t.Errorf("want the names that there are, have %v", err)
	}
}

func TestCrowFly(t *testing.T) {
	t.Parallel()
	// Two points 0.01° of latitude apart are 1111.9 m on a sphere of radius
	// 6,371 km (orb takes 6,378.137: 1113.2), so 1447 m with the detour.
	places := []orb.Point{{0.7, 51.5}, {0.7, 51.51}}
	tests := map[planner.Mode]time.Duration{
		planner.Foot: 19 * time.Minute, planner.Cycle: 6 * time.Minute, planner.Vehicle: 3 * time.Minute,
	}
	for mode, want := range tests {
		legs, err := planner.CrowFly{}.Legs(mode, places)
		if err != nil {
			t.Fatal(err)
		}
		if got := legs[0][1]; got.Time != want || math.Abs(got.Metres-1447) > 1 {
			t.Errorf("%s: %v, want %v and 1447 m", mode, got, want)
		}
		if diff := cmp.Diff(planner.Leg{}, legs[1][1]); diff != "" {
			t.Errorf("staying (-want +got):\n%s", diff)
		}
	}
	if _, err := (planner.CrowFly{}).Legs("horse", places); err == nil {
		t.Error("by horse: want an error")
	}
}
