package orienteering_test

import (
	"fmt"

	"beatplan/planner/orienteering"
)

// oneRoad has three stops along a road, 10 apart, and a unit that must be back
// within 45.
func oneRoad() *orienteering.Instance {
	in := &orienteering.Instance{Units: []orienteering.Unit{{
		Travel: [][]int{{0, 10, 20, 30}, {10, 0, 10, 20}, {20, 10, 0, 10}, {30, 20, 10, 0}}, Close: 45, Limit: 45,
	}}}
	for i, prize := range []float64{2, 3, 9} {
		in.Options = append(in.Options, orienteering.Option{Place: i + 1, Close: 45, Dwell: 2, Prize: prize, Group: i})
		in.Groups = append(in.Groups, orienteering.Group{Leaves: 1, Most: 1})
	}
	return in
}

func ExampleSearch() {
	in := oneRoad()
	s := orienteering.Search(in, orienteering.Greedy(in, orienteering.Solution{}), orienteering.Settings{Seed: 1, Iterations: 100})
	fmt.Println(s.Prize, "from", len(s.Routes[0]), "stops")
	// Output: 5 from 2 stops
}

func ExampleGreedy() {
	in := oneRoad()
	in.Units[0].Close, in.Units[0].Limit = 64, 64
	fmt.Println(orienteering.Greedy(in, orienteering.Solution{}))
	// Output: {[[1 2]] 12 0}
}

func ExampleBound() {
	fmt.Printf("%.1f\n", orienteering.Bound(oneRoad(), 5))
	// Output: 5.0
}

func ExampleInOrder() {
	fmt.Println(orienteering.InOrder(oneRoad(), orienteering.Solution{}, []int{0, 2, 1}).Routes)
	// Output: [[1 0]]
}
