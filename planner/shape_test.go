package planner_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/planner"
)

// night is a shift of eight hours with as many units in vehicles and spots as given,
// spread over some 3 km. Harm peaks in the fourth hour.
func night(t testing.TB, units, spots int) planner.Problem {
	t.Helper()
	p := southend(t)
	p.Engagements, p.Units, p.Spots = nil, nil, nil
	for i := range units {
		p.Units = append(p.Units, planner.Unit{
			ID: fmt.Sprint("unit-", i+1), Mode: planner.Vehicle, Start: orb.Point{0.71, 51.54}, End: orb.Point{0.71, 51.54},
			Break: 45 * time.Minute,
		})
	}
	for i := range spots {
		weight := float64(1 + i*7%5)
		var rate []float64
		for _, hour := range []float64{1, 1, 2, 4, 3, 2, 1, 1} {
			rate = append(rate, weight*hour/4)
		}
		p.Spots = append(p.Spots, planner.Spot{
			ID: fmt.Sprintf("HS-%03d", i+1), Offences: 2 * weight, Rate: rate,
			At: orb.Point{0.69 + 0.04*float64(i*37%101)/101, 51.53 + 0.02*float64(i*53%97)/97},
		})
	}
	return p
}

// stops returns the stops of a kind by all units.
func stops(p planner.Plan, kind planner.StopKind) []planner.Stop {
	var found []planner.Stop
	for _, r := range p.Routes {
		for _, s := range r.Stops {
			if s.Kind == kind {
				found = append(found, s)
			}
		}
	}
	return found
}

// TestStreet has one unit whose break is known, and one that begins late.
func TestStreet(t *testing.T) {
	t.Parallel()
	plan := solve(t, night(t, 4, 12))
	m := plan.Metrics()
	if len(m.Street) != 16 || m.Street[0].From != "18:00" || m.Street[15].From != "01:30" {
		t.Fatalf("half hours %+v", m.Street)
	}
	var harm, onBreak float64
	for _, h := range m.Street {
		if h.Street < 2 || h.Street+h.OnBreak < 4 || h.OnBreak > 2 {
			t.Errorf("%s: %d on the street, %d on break", h.From, h.Street, h.OnBreak)
		}
		harm += h.Harm
		onBreak += float64(h.OnBreak)
	}
	if onBreak == 0 || harm < m.HarmPresent-0.1 || harm > m.HarmPresent+0.1 {
		t.Errorf("%g on break, %g days in half hours, %g present", onBreak, harm, m.HarmPresent)
	}
	// Each unit is away for 45 of 480 minutes, and harm per hour is 1/15 to 4/15 of all.
	if least, most := 0.75*m.HarmPresent/15, 0.75*4*m.HarmPresent/15; m.HarmInBreaks < least || m.HarmInBreaks > most {
		t.Errorf("%g days of harm present in breaks, want %g to %g", m.HarmInBreaks, least, most)
	}
}

// TestWorkIsShared has time enough for everything, so that one unit could do most.
func TestWorkIsShared(t *testing.T) {
	t.Parallel()
	for _, preset := range []string{"koper", "essex"} {
		p := night(t, 4, 12)
		p.Policy = policy(t, preset)
		plan := solve(t, p)
		if spread := plan.Metrics().Spread; spread > 60 {
			t.Errorf("%s: the busiest unit is busy for %d min more than the idlest; %q", preset, spread, plan.Notes())
		}
	}
}

func TestFiftyUnitsForNineSpots(t *testing.T) {
	t.Parallel()
	p := night(t, 50, 9)
	p.Iterations = 10
	plan := solve(t, p)
	n := plan.Suffice()
	if n < 1 || n > 8 || plan.ByUnits[n-1] < 0.99*plan.Harm || n > 1 && plan.ByUnits[n-2] >= 0.99*plan.Harm {
		t.Errorf("%d units suffice: %v", n, plan.ByUnits[:10])
	}
	want := fmt.Sprintf("%d units of 50 would suffice: they cover ", n)
	if !slices.ContainsFunc(plan.Notes(), func(note string) bool { return strings.HasPrefix(note, want) }) {
		t.Errorf("%q, want a note that begins with %q", plan.Notes(), want)
	}
}

// TestUnitsKeepTheirSpots has two clusters of spots 20 min apart, and a unit at each.
func TestUnitsKeepTheirSpots(t *testing.T) {
	t.Parallel()
	p := night(t, 2, 8)
	for i := range p.Spots {
		p.Spots[i].At = orb.Point{0.69 + 0.06*float64(i%2) + 0.002*float64(i/2), 51.54}
	}
	p.Units[1].Start, p.Units[1].End = orb.Point{0.75, 51.54}, orb.Point{0.75, 51.54}
	if m := solve(t, p).Metrics(); m.KeptByOne < 0.99 {
		t.Errorf("%g of the spots are kept by one unit", m.KeptByOne)
	}
}

func TestLongestTimeUnseen(t *testing.T) {
	t.Parallel()
	p := night(t, 2, 5)
	p.Spots[4].Rate = make([]float64, 8)
	plan := solve(t, p)
	m := plan.Metrics()
	for i := range p.Spots {
		var visits []planner.Stop
		for _, s := range stops(plan, planner.PatrolStop) {
			if s.Of == i {
				visits = append(visits, s)
			}
		}
		slices.SortFunc(visits, func(a, b planner.Stop) int { return a.Arrive.Compare(b.Arrive) })
		last, want := p.Start, time.Duration(0)
		for _, s := range append(visits, planner.Stop{Arrive: p.End}) {
			want, last = max(want, s.Arrive.Sub(last)), s.Depart
		}
		if got := m.Spots[i].Unseen; got != int(want.Minutes()) {
			t.Errorf("%s: unseen for %d min, want %v", m.Spots[i].Area, got, want)
		}
	}
	if m.Spots[4].Unseen != 480 {
		t.Errorf("a spot without a visit is unseen for %d min of 480", m.Spots[4].Unseen)
	}
}

// TestVisitsFollowHarm has a spot with one offence and one with eight side by side,
// and time enough for both.
func TestVisitsFollowHarm(t *testing.T) {
	t.Parallel()
	p := night(t, 3, 4)
	for i, offences := range []float64{1, 8, 4, 2} {
		p.Spots[i].At, p.Spots[i].Offences = p.Units[0].Start, offences
		p.Spots[i].Rate = slices.Repeat([]float64{offences}, 8)
	}
	m := solve(t, p).Metrics()
	if one, eight := m.Spots[0], m.Spots[1]; one.Visits == 0 || one.Visits >= eight.Visits || eight.TargetVisits < 4 || one.TargetVisits > 2 {
		t.Errorf("a spot with one offence has %+v, one with eight %+v", one, eight)
	}
}

// TestSpotsOfUnknownHoursHaveNoHourBand, and the plan says so.
func TestSpotsOfUnknownHoursHaveNoHourBand(t *testing.T) {
	t.Parallel()
	p := southend(t)
	for i := range p.Spots {
		p.Spots[i].AnyHour = true
	}
	plan := solve(t, p)
	for _, s := range stops(plan, planner.PatrolStop) {
		if why := strings.Join(s.Why, "; "); !strings.Contains(why, "the data do not say at which hours") || strings.Contains(why, "present from") {
			t.Errorf("%q", why)
		}
	}
	if document := string(written(t, plan)); strings.Contains(document, "arrive_window") {
		t.Error("the document has windows to arrive in")
	}
	if want := "for 6 of 6 spots nothing says at which hours harm is present: they have no hour band"; !slices.Contains(plan.Notes(), want) {
		t.Errorf("%q, want %q", plan.Notes(), want)
	}
	if document := string(written(t, solve(t, southend(t)))); !strings.Contains(document, "arrive_window") {
		t.Error("where hours are known there is no window to arrive in")
	}
}

func TestRandomAllocations(t *testing.T) {
	t.Parallel()
	p := night(t, 2, 24)
	plan := solve(t, p)
	d := plan.Random
	if d.N != 40 || !(0 < d.Low && d.Low < d.Mean && d.Mean < d.High && d.High <= plan.Bound) {
		t.Fatalf("random allocations %+v, bound %g", d, plan.Bound)
	}
	if plan.Harm < 1.1*d.Mean {
		t.Errorf("the plan covers %g days, random ones %g", plan.Harm, d.Mean)
	}
	want := fmt.Sprintf("40 random allocations of the same units cover %.2f days on the mean", d.Mean)
	if !slices.ContainsFunc(plan.Notes(), func(n string) bool { return strings.HasPrefix(n, want) }) {
		t.Errorf("%q, want %q", plan.Notes(), want)
	}
	p.Policy = policy(t, "essex")
	notes := strings.Join(solve(t, p).Notes(), "; ")
	if !strings.Contains(notes, "random by design") || strings.Contains(notes, "random allocations of") {
		t.Errorf("%q, want that it is random by design and no comparison", notes)
	}
}

// TestShortWaysAreWalked, and each other stop costs a vehicle a minute to park.
func TestShortWaysAreWalked(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		mode   planner.Mode
		metres float64 // in a straight line, of which streets make 1.3 times as many
		want   time.Duration
	}{
		"walked":       {planner.Vehicle, 45, time.Minute},     // 58.5 m at 78 m a minute
		"driven":       {planner.Vehicle, 50, 2 * time.Minute}, // 65 m at 500 m a minute, and parking
		"far":          {planner.Vehicle, 770, 4 * time.Minute},
		"cycled":       {planner.Cycle, 770, 5 * time.Minute},
		"walked, far":  {planner.Foot, 770, 13 * time.Minute},
		"no way to go": {planner.Vehicle, 0, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := night(t, 1, 1)
			p.Units[0].Mode, p.Units[0].Break = tt.mode, 0
			p.Spots[0].At[0], p.Spots[0].At[1] = p.Units[0].Start[0], p.Units[0].Start[1]+tt.metres/111_319.5
			plan := solve(t, p)
			for _, s := range plan.Routes[0].Stops[1:] {
				if s.At != p.Spots[0].At {
					t.Fatalf("a stop at %v", s.At)
				}
			}
			if got := plan.Routes[0].Travel; got != 2*tt.want {
				t.Errorf("there and back in %v, want twice %v", got, tt.want)
			}
		})
	}
}

func TestUnitsStartAndEndWhereTheyShould(t *testing.T) {
	t.Parallel()
	p := night(t, 1, 3)
	p.Units[0].Start, p.Units[0].End = orb.Point{0.70, 51.535}, orb.Point{0.72, 51.545}
	plan := solve(t, p)
	path := plan.Routes[0].Path
	if path[0] != p.Units[0].Start || path[len(path)-1] != p.Units[0].End {
		t.Errorf("a way from %v to %v", path[0], path[len(path)-1])
	}
	if b := stops(plan, planner.BreakStop)[0]; b.At != p.Units[0].Start {
		t.Errorf("a break at %v", b.At)
	}
}

func TestNoVisitIsNoPlan(t *testing.T) {
	t.Parallel()
	p := night(t, 2, 3)
	for i := range p.Spots {
		p.Spots[i].Rate = make([]float64, 8)
	}
	if _, err := planner.Solve(p); err == nil || !strings.Contains(err.Error(), "no visit fits into the shift from 18:00 to 02:00 on 4 October: make it longer") {
		t.Errorf("have %v", err)
	}
}

// TestALongerShiftNeverCoversLess lengthens shifts in which one unit's break lies
// where it must.
func TestALongerShiftNeverCoversLess(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		p := night(t, rapid.IntRange(1, 2).Draw(rt, "units"), rapid.IntRange(1, 5).Draw(rt, "spots"))
		p.Iterations = 150
		for i := range p.Units {
			p.Units[i].Break = 0
		}
		all := make([][]float64, len(p.Spots))
		for i, s := range p.Spots {
			all[i] = append(slices.Clone(s.Rate), make([]float64, 8)...)
		}
		cover := func(length time.Duration) float64 {
			q := p
			q.End = p.Start.Add(length)
			q.Spots = slices.Clone(p.Spots)
			for i := range q.Spots {
				q.Spots[i].Rate = all[i][:int((length+time.Hour-1)/time.Hour)]
			}
			return solve(t, q).Best
		}
		short := time.Duration(rapid.IntRange(60, 600).Draw(rt, "minutes")) * time.Minute
		more := time.Duration(rapid.IntRange(1, 300).Draw(rt, "more")) * time.Minute
		if a, b := cover(short), cover(short+more); b < a-1e-9 {
			rt.Fatalf("%v cover %g, %v only %g", short, a, short+more, b)
		}
	})
}

// TestTheLateBreak has no harm after midnight: a shift that ends later, with a break,
// covers no less than one without.
func TestTheLateBreak(t *testing.T) {
	t.Parallel()
	cover := func(hours float64, rest time.Duration) float64 {
		p := night(t, 1, 9)
		p.Iterations, p.Units[0].Break = 500, rest
		p.End = p.Start.Add(time.Duration(hours * float64(time.Hour)))
		for i := range p.Spots {
			p.Spots[i].Rate = append([]float64{1, 1, 1, 1, 1, 1}, make([]float64, 9)...)[:int(hours+0.99)]
		}
		return solve(t, p).Best
	}
	last := cover(5.98, 0)
	for _, hours := range []float64{7, 14, 15} {
		covered := cover(hours, 45*time.Minute)
		if covered < last-1e-9 {
			t.Errorf("%g hours cover %g days, fewer cover %g", hours, covered, last)
		}
		last = covered
	}
}

// TestNoSeedPassesTheBound of another.
func TestNoSeedPassesTheBound(t *testing.T) {
	t.Parallel()
	for _, preset := range []string{"koper", "essex"} {
		p := night(t, 2, 14)
		p.Policy = policy(t, preset)
		bound, most := 0.0, 0.0
		for seed := range int64(8) {
			p.Seed = seed
			plan := solve(t, p)
			if bound == 0 || plan.Bound < bound {
				bound = plan.Bound
			}
			most = max(most, plan.Harm)
		}
		if most > bound+1e-9 {
			t.Errorf("%s: a seed covers %g days, and another says that at most %g can be", preset, most, bound)
		}
	}
}

func TestSeedsDrawTimesAndStays(t *testing.T) {
	t.Parallel()
	p := night(t, 2, 4)
	arrivals, stays := map[string]bool{}, map[time.Duration]bool{}
	for seed := range int64(6) {
		p.Seed = seed
		for _, s := range stops(solve(t, p), planner.PatrolStop) {
			if s.Of == 0 && s.Visit == 1 {
				arrivals[s.Arrive.Format("15:04")] = true
			}
			stays[s.Depart.Sub(s.Arrive)] = true
		}
	}
	if len(arrivals) < 4 || len(stays) != 7 {
		t.Errorf("six seeds arrive first at %v and stay %v: want most to differ, and 10 to 16 min", arrivals, stays)
	}
}

func TestPostsAndCapabilities(t *testing.T) {
	t.Parallel()
	p := night(t, 3, 6)
	for i := range p.Units {
		p.Units[i].Break = 0
	}
	p.Units[2].Can = []string{"search people"}
	p.Units[1].Can = []string{"search people", "drive a van"}
	p.Spots[0].Needs = []string{"drive a van"}
	p.Posts = []planner.Post{{
		ID: "rank-1", Name: "High Street rank", At: orb.Point{0.712, 51.541}, Units: 2, Needs: []string{"search people"},
		Held: planner.Window{From: p.Start.Add(5 * time.Hour), To: p.Start.Add(6 * time.Hour)}, Why: []string{"queues when clubs shut"},
	}}
	plan := solve(t, p)
	for i, r := range plan.Routes {
		for _, s := range r.Stops {
			switch {
			case s.Kind == planner.PostStop && i == 0:
				t.Error("a unit that cannot search holds the post")
			case s.Kind == planner.PostStop && (s.Arrive != p.Posts[0].Held.From || s.Depart != p.Posts[0].Held.To):
				t.Errorf("the post is held from %s to %s", s.Arrive, s.Depart)
			case s.Kind == planner.PatrolStop && s.Of == 0 && i != 1:
				t.Errorf("unit %d patrols where a van is needed", i+1)
			}
		}
	}
	held := stops(plan, planner.PostStop)
	if len(held) != 2 || !slices.Contains(held[0].Why, "held from 23:00 to 00:00 on 4 October by 2 units together") {
		t.Errorf("the post: %+v", held)
	}
	tests := map[string]struct {
		spoil func(*planner.Problem)
		want  string
	}{
		"nobody can":  {func(p *planner.Problem) { p.Posts[0].Needs = []string{"fly"} }, "post High Street rank (rank-1) from 23:00 to 00:00 on 4 October needs a unit that can fly, and none can"},
		"too few can": {func(p *planner.Problem) { p.Units[1].Can = nil }, "has no room beside the other posts"},
		"too far":     {func(p *planner.Problem) { p.Posts[0].At = orb.Point{-3, 55} }, "cannot be held by any unit within its shift"},
		"too many":    {func(p *planner.Problem) { p.Posts[0].Units = 4 }, "4 units are to hold it, and there are 3"},
		"too early":   {func(p *planner.Problem) { p.Posts[0].Held.From = p.Start.Add(-time.Hour) }, "post rank-1: held from 17:00"},
		"a call that nobody can": {func(p *planner.Problem) {
			p.Engagements = southend(t).Engagements
			p.Engagements[0].Needs = []string{"fly", "swim"}
		}, "needs a unit that can fly and swim, and none can"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := p
			p.Posts, p.Units = slices.Clone(p.Posts), slices.Clone(p.Units)
			tt.spoil(&p)
			if _, err := planner.Solve(p); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("have %v, want %q", err, tt.want)
			}
		})
	}
	q := p
	q.Posts, q.Spots = nil, slices.Clone(p.Spots)
	q.Spots[0].Needs = []string{"fly"}
	plan = solve(t, q)
	if len(plan.Omitted) != 1 || plan.Omitted[0].Reason != "no unit can fly" {
		t.Errorf("left out: %+v", plan.Omitted)
	}
}

// TestWithoutEachUnit adds up what the others cover, and names who is missed most.
func TestWithoutEachUnit(t *testing.T) {
	t.Parallel()
	plan := solve(t, southend(t))
	m := plan.Metrics()
	least, missed := plan.Harm, ""
	for i, u := range m.Units {
		if u.HarmWithout >= plan.Harm && plan.Routes[i].Stops != nil && u.Visits > 0 {
			t.Errorf("without %s %g days are covered, with it %g", u.Unit, u.HarmWithout, plan.Harm)
		}
		if u.HarmWithout < least {
			least, missed = u.HarmWithout, plan.Problem.Units[i].Call()
		}
	}
	if notes := strings.Join(plan.Notes(), "; "); missed == "" || !strings.Contains(notes, "if "+missed+" drops out") {
		t.Errorf("no note that %s is missed most: %s", missed, notes)
	}
}
