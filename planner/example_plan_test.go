package planner_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/planner"
)

// asked is the small problem of an evening.
func asked() planner.Problem {
	p, err := evening()
	if err != nil {
		panic(err)
	}
	return p
}

// planned is a plan for it, and its document.
func planned() (planner.Plan, []byte) {
	plan, err := planner.Solve(asked())
	if err != nil {
		panic(err)
	}
	document, err := json.Marshal(plan.Collection(planner.About{ID: "p-1"}))
	if err != nil {
		panic(err)
	}
	return plan, document
}

// pub is a pub beside the first spot, open in the evening.
func pub() geo.Site {
	hours, err := geo.ParseHours("Mo-Su 12:00-23:00")
	if err != nil {
		panic(err)
	}
	return geo.Site{Source: "licensing", ID: "7", Name: "The Anchor", Category: "pub", At: &orb.Point{0.7139, 51.5379}, Opening: hours}
}

func ExampleCalls() {
	for _, call := range planner.Calls(asked(), []geo.Site{pub()}, 5) {
		fmt.Println(call.Name, call.FourE, call.FourP)
	}
	// Output: The Anchor [Engage Explain] Prevent
}

func ExampleDescribe() {
	for _, s := range planner.Describe(asked(), []geo.Site{pub()}) {
		fmt.Printf("%s: %q\n", s.ID, s.Ground)
	}
	// Output:
	// HS-001: "pubs and clubs"
	// HS-002: ""
}

// Three pubs stop serving at 19:00, one at 18:30.
func ExampleClosingHour() {
	p := asked()
	for i, minutes := range []int{60, 60, 60, 30} {
		p.Spots[0].Closings = append(p.Spots[0].Closings, planner.Closing{Name: fmt.Sprintf("Pub %d", i+1), At: p.Start.Add(time.Duration(minutes) * time.Minute)})
	}
	hour, premises := planner.ClosingHour(p)
	fmt.Println(hour.From.Format("15:04"), hour.To.Format("15:04"), premises)
	// Output: 18:45 19:45 3
}

// A plan that says it covers more than its visits do is refused.
func ExamplePlan_Check() {
	plan, _ := planned()
	fmt.Println(plan.Check())
	plan.Harm = 100
	fmt.Println(plan.Check())
	// Output:
	// <nil>
	// the visits cover 8.55 days, the plan says 100, and its bound is 8.55
}

func ExamplePlan_Visited() {
	plan, _ := planned()
	for _, s := range plan.Problem.Spots {
		fmt.Println(s.ID, plan.Visited()[s.ID])
	}
	// Output:
	// HS-001 true
	// HS-002 true
}

func ExampleProblem_ReadRoutes() {
	plan, document := planned()
	routes, ids, err := plan.Problem.ReadRoutes(document)
	for i, s := range routes[0].Stops {
		fmt.Println(ids[0][i], s.Kind, plan.Problem.Spots[s.Of].ID)
	}
	fmt.Println(err)
	// Output:
	// u1-s01 patrol_stop HS-001
	// u1-s02 patrol_stop HS-002
	// <nil>
}

func ExampleProblem_HarmPresent() {
	fmt.Println(asked().HarmPresent(0), "days")
	// Output: 8 days
}

func ExampleArrivals() {
	_, document := planned()
	arrivals, err := planner.Arrivals(document)
	for _, a := range arrivals {
		fmt.Println(a.Time.Format("15:04"), a.From != nil)
	}
	fmt.Println(err)
	// Output:
	// 18:21 false
	// 18:50 true
	// <nil>
}

// The same plan on a second evening is a habit: both spots are patrolled when they were.
func ExamplePlan_HourEntropy() {
	plan, document := planned()
	yesterday, err := planner.Arrivals(document)
	entropy, known := plan.HourEntropy(yesterday)
	fmt.Println(entropy, known, err)
	_, known = plan.HourEntropy(nil)
	fmt.Println(known)
	// Output:
	// 0 true <nil>
	// false
}

// Of two spots there is but one way from each to another: nothing that anybody could learn.
func ExamplePlan_OrderEntropy() {
	plan, document := planned()
	yesterday, err := planner.Arrivals(document)
	_, known := plan.OrderEntropy(yesterday)
	fmt.Println(known, err)
	// Output: false <nil>
}

func ExampleReadProblem() {
	kept, err := asked().Keep()
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := planner.ReadProblem(kept, time.UTC, planner.CrowFly{})
	fmt.Println(len(p.Spots), "spots from", p.Start.Format("15:04"), "UTC;", err)
	// Output: 2 spots from 17:00 UTC; <nil>
}

func ExamplePolicy_Measure() {
	fmt.Println(asked().Policy.Measure())
	// Output: harm covered is harm present in the 2 h around each visit, not harm prevented; each further visit to the same spot counts 20% less than the one before
}

func ExampleProblem_KnowHours() {
	p := asked()
	for i := range p.Spots {
		p.Spots[i].AnyHour = true
	}
	profile, err := planner.ParseProfile("19-20=3")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, note := range p.KnowHours(&profile, "evenings") {
		fmt.Println(note)
	}
	fmt.Println(p.Spots[0].Rate, "of", p.HarmPresent(0))
	// Output:
	// for 2 of 2 spots the hours are those of the declared profile evenings
	// [1.3333333333333333 6.666666666666667] of 8
}

func ExampleRaised() {
	call, found := planner.Raised(asked(), pub(), 2, "intelligence item 7: fights at closing time")
	fmt.Println(call.Name, call.Weight, call.Why, found)
	// Output: The Anchor 2 [intelligence item 7: fights at closing time] true
}

func ExampleProblem_Raise() {
	p := asked()
	raised := p.Raise(func(at orb.Point) bool { return at.Lon() < 0.715 }, 2, "intelligence item 7")
	fmt.Println(raised, p.Spots[0].Rate, p.Spots[1].Rate)
	// Output: 1 [6 10] [2 2]
}

func ExampleProblem_Reached() {
	p, notes, err := asked().Reached()
	fmt.Println(len(p.Spots), len(notes), err)
	// Output: 2 0 <nil>
}

func ExampleProblem_Names() {
	p := asked()
	fmt.Println(p.Names("hs-002"), p.Names("HS-009"))
	// Output: true false
}

func ExampleProblem_Totals() {
	plan, _ := planned()
	all := plan.Problem.Totals(plan.Routes)
	fmt.Printf("%d visits of together %d min cover %.1f days\n", all.Visits, all.Minutes, all.Harm)
	// Output: 2 visits of together 26 min cover 8.6 days
}

func ExampleProblem_StopNames() {
	plan, document := planned()
	routes, ids, err := plan.Problem.ReadRoutes(document)
	fmt.Println(plan.Problem.StopNames(routes, ids)["u1-s01"], err)
	// Output: HS-001, 18:21 <nil>
}

// without is what is left of the evening once the visit of a spot has been dropped.
func without() (before planner.Plan, next planner.Problem) {
	before, document := planned()
	routes, ids, err := before.Problem.ReadRoutes(document)
	if err != nil {
		panic(err)
	}
	next, err = planner.Replan(before.Problem, routes, ids, planner.Change{At: before.Problem.Start.Add(45 * time.Minute), Drop: []string{"u1-s02"}})
	if err != nil {
		panic(err)
	}
	return before, next
}

func ExampleProblem_Dropped() {
	_, next := without()
	fmt.Println(next.Dropped())
	// Output: [HS-002]
}

func ExampleProblem_Losses() {
	before, next := without()
	after, err := planner.Solve(next)
	fmt.Println(before.Problem.Losses(before.Routes, after.Routes), err)
	// Output: [HS-002 has no visit instead of 1] <nil>
}

func ExampleRole_Agency() {
	role, err := planner.ParseRole("warden")
	fmt.Println(role.Agency(), err)
	// Output: council <nil>
}

func ExampleRole_Can() {
	for _, name := range []string{"constable", "pcso"} {
		role, err := planner.ParseRole(name)
		fmt.Println(name, "can", strings.Join(role.Can(), ", "), err)
	}
	// Output:
	// constable can search people, arrest, engage <nil>
	// pcso can engage <nil>
}

func ExampleUnit_Label() {
	role, err := planner.ParseRole("pcso")
	fmt.Println(planner.Unit{ID: "unit-2", Mode: planner.Foot, Role: role, Officers: 2}.Label(), err)
	// Output: Unit 2 (2 PCSOs, on foot) <nil>
}

func ExampleProblem_See() {
	p := asked()
	before := p.Start.Add(-time.Hour)
	p.See(planner.Seen{Place: &orb.Point{0.7139, 51.5379}, At: before})
	fmt.Println(p.Spots[0].Last.Equal(before), p.Spots[1].Last.IsZero())
	// Output: true true
}

func ExampleSpotsOf() {
	_, document := planned()
	spots, err := planner.SpotsOf(document)
	fmt.Println(len(spots), *spots["HS-001"].Place, err)
	// Output: 2 [0.7139 51.5378] <nil>
}

func ExamplePlan_Suffice() {
	plan, _ := planned()
	fmt.Println(plan.Suffice())
	// Output: 1
}

func ExamplePlan_Notes() {
	plan, _ := planned()
	for _, note := range plan.Notes() {
		fmt.Println(note)
	}
	// Output:
	// drawn by seed 1 among plans within 2% of the best found, so that nobody can work it out: it covers 100.0% of what the best does
	// 40 random allocations of the same units cover 8.55 days on the mean, 95% of them 8.55 to 8.55; this plan covers 8.55
}

func ExampleCrowFly_Path() {
	fmt.Println(planner.CrowFly{}.Path(planner.Foot, orb.Point{0.7139, 51.5378}, orb.Point{0.7194, 51.5352}))
	// Output: [[0.7139 51.5378] [0.7194 51.5352]] <nil>
}

func ExampleUnit_Call() {
	fmt.Println(planner.Unit{ID: "unit-2"}.Call())
	// Output: Unit 2
}

func ExampleProblem_LeaveOut() {
	p := asked()
	p.LeaveOut(planner.Spot{ID: "L-01", Name: "Cedar Close", Rate: []float64{1, 1}}, "no night-time economy near")
	fmt.Println(p.LeftOut)
	// Output: [{L-01 Cedar Close no night-time economy near 2}]
}

func ExampleProblem_LeftOutCalled() {
	p := asked()
	p.LeaveOut(planner.Spot{ID: "L-01", Name: "Cedar Close", Rate: []float64{1, 1}}, "struck out")
	l, is := p.LeftOutCalled("cedar close")
	fmt.Println(l.ID, l.Reason, is)
	// Output: L-01 struck out true
}
