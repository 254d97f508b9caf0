package rtm_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"beatplan/rtm"
)

// A street of 40 cells has a pub, a school and 28 robberies.
func Example() {
	cells := make([]orb.Point, 40)
	robberies := make([]float64, len(cells))
	for i := range cells {
		cells[i] = orb.Point{100 * float64(i), 0} // metres
	}
	copy(robberies[8:], []float64{3, 5, 6, 4, 3})
	robberies[2], robberies[20], robberies[27], robberies[35] = 2, 1, 2, 2

	factors := []rtm.Factor{
		{Name: "pub", Features: []orb.Point{{1000, 0}}, Reaches: rtm.Ladder(200, true, 2)},
		{Name: "school", Features: []orb.Point{{3000, 0}}, Reaches: rtm.Ladder(200, true, 2)},
	}
	design, err := rtm.NewDesign(cells, factors)
	if err != nil {
		fmt.Println(err)
		return
	}
	model, err := rtm.Fit(design, robberies, rtm.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range model.Path {
		fmt.Printf("%-9s BIC %.1f\n", step.Action, step.BIC)
	}
	for _, term := range model.Terms {
		fmt.Printf("%s by %s, %g m: %.1f times the risk\n", term.Factor, term.Influence, term.Reach, term.RRV)
	}
	for _, warning := range model.Warnings {
		fmt.Println(warning)
	}
	scores, err := model.Scores(design)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("at the pub %.1f, at the school %.1f\n", scores[10], scores[30])
	// Output:
	// null      BIC 87.9
	// +pub_p200 BIC 66.6
	// pub by proximity, 200 m: 26.1 times the risk
	// school_p100 left out: no event is under its influence
	// school_p200 left out: no event is under its influence
	// at the pub 26.1, at the school 1.0
}

func ExampleLadder() {
	fmt.Println(rtm.Ladder(150, true, 3))
	// Output: [75 150 225 300 375 450]
}

func ExampleVariable_Name() {
	fmt.Println(rtm.Variable{Factor: "pub", Influence: rtm.Density, Reach: 300}.Name())
	// Output: pub_d300
}
