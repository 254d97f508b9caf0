package planner_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"beatplan/planner"
)

func ExampleSolve() {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		fmt.Println(err)
		return
	}
	koper, err := planner.NamedPolicy("koper")
	if err != nil {
		fmt.Println(err)
		return
	}
	station := orb.Point{0.7121, 51.5402}
	plan, err := planner.Solve(planner.Problem{
		Start: time.Date(2025, 10, 3, 18, 0, 0, 0, zone),
		End:   time.Date(2025, 10, 3, 20, 0, 0, 0, zone),
		Units: []planner.Unit{{ID: "unit-1", Mode: planner.Foot, Start: station, End: station}},
		Spots: []planner.Spot{
			{ID: "HS-001", At: orb.Point{0.7139, 51.5378}, Rate: []float64{3, 5}, Offences: 9},
			{ID: "HS-002", At: orb.Point{0.7194, 51.5352}, Rate: []float64{2, 2}, Offences: 4},
			{ID: "HS-003", At: orb.Point{0.8810, 51.5440}, Rate: []float64{1, 1}, Offences: 2},
		},
		Policy: koper, Travel: planner.CrowFly{}, Seed: 1,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range plan.Routes[0].Stops {
		fmt.Println(s.Arrive.Format("15:04"), plan.Problem.Spots[s.Of].ID)
		for _, why := range s.Why {
			fmt.Println("  ", why)
		}
	}
	for _, o := range plan.Omitted {
		fmt.Println("without a visit:", plan.Problem.Spots[o.Spot].ID+":", o.Reason)
	}
	fmt.Printf("%.1f of at most %.1f days\n", plan.Harm, plan.Bound)
	// Output:
	// 18:33 HS-002
	//    2.5 days of harm present from 18:00 to 19:14, 0.9 times the mean spot
	//    visit 1 of 2 that the spot should have in this shift
	//    stay 16 min: stops of 10 to 16 min keep disorder away longest (Koper 1995)
	// 19:05 HS-001
	//    6.1 days of harm present from 18:00 to 19:37, 1.7 times the mean spot
	//    the spot's one visit in this shift, where the round passes with least travel
	//    stay 10 min: stops of 10 to 16 min keep disorder away longest (Koper 1995)
	// without a visit: HS-003: no unit can get there, stay and be back within its shift
	// 8.6 of at most 8.6 days
}

// evening is a small problem: one spot, one unit on foot, two hours.
func evening() (planner.Problem, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return planner.Problem{}, err
	}
	policy, err := planner.NamedPolicy("koper")
	if err != nil {
		return planner.Problem{}, err
	}
	start, end, err := planner.ParseShift("2025-10-03", "18:00-20:00", zone)
	station := orb.Point{0.7121, 51.5402}
	return planner.Problem{
		Start: start, End: end,
		Units: []planner.Unit{{ID: "unit-1", Mode: planner.Foot, Start: station, End: station}},
		Spots: []planner.Spot{
			{ID: "HS-001", At: orb.Point{0.7139, 51.5378}, Rate: []float64{3, 5}, Offences: 9},
			{ID: "HS-002", At: orb.Point{0.7194, 51.5352}, Rate: []float64{2, 2}, Offences: 4},
		},
		Policy: policy, Travel: planner.CrowFly{}, Seed: 1,
	}, err
}

func ExampleParseShift() {
	start, end, err := planner.ParseShift("2025-10-25", "22:00-04:00", time.UTC)
	fmt.Println(start.Format(time.DateTime), end.Sub(start), err)
	_, _, err = planner.ParseShift("2025-10-25", "22-4", time.UTC)
	fmt.Println(err)
	// Output:
	// 2025-10-25 22:00:00 6h0m0s <nil>
	// shift "22-4": write it HH:MM-HH:MM, such as 18:00-02:00
}

func ExampleNamedPolicy() {
	policy, err := planner.NamedPolicy("koper")
	fmt.Println(policy.Measure(), err)
	_, err = planner.NamedPolicy("cooper")
	fmt.Println(err)
	// Output:
	// harm covered is harm present in the 2 h around each visit, not harm prevented; each further visit to the same spot counts 20% less than the one before <nil>
	// no patrol policy "cooper"; there are koper and essex
}

func ExampleParseMode() {
	_, err := planner.ParseMode("horse")
	fmt.Println(err)
	// Output:
	// no mode of travel "horse"; there are foot, cycle and vehicle
}

func ExampleParseRole() {
	role, err := planner.ParseRole("pcso")
	fmt.Println(role, role.Agency(), role.Can(), err)
	_, err = planner.ParseRole("sheriff")
	fmt.Println(err)
	// Output:
	// pcso police [engage] <nil>
	// no role "sheriff"; there are constable, pcso and warden
}

func ExampleParseDuty() {
	_, err := planner.ParseDuty("nap")
	fmt.Println(err)
	// Output:
	// no duty "nap"; there are patrol, neighbourhood and response
}

func ExampleParseProfile() {
	_, err := planner.ParseProfile("1,2,3")
	fmt.Println(err)
	// Output:
	// profile "1,2,3": write hours and how many times an hour outside of them they count, such as 22-02=3,18-20=0.5
}

func ExampleCentralUnits() {
	p, err := evening()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, u := range planner.CentralUnits(2, planner.Foot, p) {
		fmt.Printf("%s from %.4f, %.4f\n", u.Label(), u.Start.Lon(), u.Start.Lat())
	}
	// Output:
	// Unit 1 (on foot) from 0.7157, 51.5369
	// Unit 2 (on foot) from 0.7157, 51.5369
}

func ExampleCrowFly_Legs() {
	legs, err := planner.CrowFly{}.Legs(planner.Foot, []orb.Point{{0.7139, 51.5378}, {0.7194, 51.5352}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f m, %.0f min\n", legs[0][1].Metres, legs[0][1].Time.Minutes())
	// Output:
	// 622 m, 8 min
}

func ExampleProblem_Keep() {
	p, err := evening()
	if err != nil {
		fmt.Println(err)
		return
	}
	kept, err := p.Keep()
	if err != nil {
		fmt.Println(err)
		return
	}
	again, err := planner.ReadProblem(kept, p.Start.Location(), planner.CrowFly{})
	fmt.Println(len(again.Spots), "spots,", again.End.Sub(again.Start), err)
	// Output:
	// 2 spots, 2h0m0s <nil>
}

func ExampleReplan() {
	p, err := evening()
	if err != nil {
		fmt.Println(err)
		return
	}
	before, err := planner.Solve(p)
	if err != nil {
		fmt.Println(err)
		return
	}
	document, err := json.Marshal(before.Collection(planner.About{ID: "p-1"}))
	if err != nil {
		fmt.Println(err)
		return
	}
	routes, ids, err := before.Problem.ReadRoutes(document)
	if err != nil {
		fmt.Println(err)
		return
	}
	next, err := planner.Replan(before.Problem, routes, ids, planner.Change{At: p.Start.Add(45 * time.Minute), Drop: []string{"u1-s02"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := planner.Solve(next)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(after.Check(), next.Dropped())
	for _, loss := range before.Problem.Losses(before.Routes, after.Routes) {
		fmt.Println(loss)
	}
	// Output:
	// <nil> [HS-002]
	// HS-002 has no visit instead of 1
}

func ExamplePlan_Metrics() {
	p, err := evening()
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := planner.Solve(p)
	if err != nil {
		fmt.Println(err)
		return
	}
	m := plan.Metrics()
	fmt.Printf("%d visits cover %.1f of %.0f days of harm present; %.1f at most\n", m.Visits, m.HarmCovered, m.HarmPresent, m.UpperBound)
	fmt.Println("units that would do:", plan.Suffice())
	// Output:
	// 2 visits cover 8.6 of 12 days of harm present; 8.6 at most
	// units that would do: 1
}

func ExamplePlan_Collection() {
	p, err := evening()
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := planner.Solve(p)
	if err != nil {
		fmt.Println(err)
		return
	}
	document, err := json.Marshal(plan.Collection(planner.About{ID: "p-1"}))
	if err != nil {
		fmt.Println(err)
		return
	}
	arrivals, err := planner.Arrivals(document)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range arrivals {
		fmt.Println(a.Time.Format("15:04"), a.At)
	}
	seen, err := planner.SpotsOf(document)
	fmt.Println(len(seen), "spots", err)
	// Output:
	// 18:21 [0.7139 51.5378]
	// 18:50 [0.7194 51.5352]
	// 2 spots <nil>
}
