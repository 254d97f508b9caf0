package orienteering_test

import (
	"fmt"

	"beatplan/planner/orienteering"
)

// The farthest stop cannot be reached and left within the unit's time.
func ExampleInstance_Fits() {
	in := oneRoad()
	fmt.Println(in.Fits(0, []int{0, 1}), in.Fits(0, []int{0, 2}))
	// Output: true false
}

func ExampleInstance_Validate() {
	in := oneRoad()
	fmt.Println(in.Validate())
	in.Options[0].Place = 9
	fmt.Println(in.Validate())
	// Output:
	// <nil>
	// option 0: place 9 is not among the 4 places
}

func ExampleInstance_Value() {
	in := oneRoad()
	in.Groups[2].Must = true
	fmt.Println(in.Value([][]int{{0, 1}}))
	// Output: 5 1
}

func ExampleRouteBound() {
	fmt.Printf("%.1f\n", orienteering.RouteBound(oneRoad(), 5, nil))
	// Output: 5.0
}

// Among answers that collect at least 90% of the best there is none but the best here.
func ExampleVary() {
	in := oneRoad()
	best := orienteering.Greedy(in, orienteering.Solution{})
	fmt.Println(orienteering.Vary(in, best, 0.9, orienteering.Settings{Seed: 1, Iterations: 100}).Prize, "of", best.Prize)
	// Output: 5 of 5
}
