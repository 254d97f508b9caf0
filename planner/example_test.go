package planner_test

import (
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
