package rtm_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"beatplan/rtm"
)

func ExampleOverLeast() {
	fmt.Println(rtm.OverLeast([]float64{0.2, 0.4, 1}))
	// Output:
	// [1 2 5]
}

func ExampleHighRisk() {
	areas := []float64{1, 1, 1, 1}
	fmt.Println(rtm.HighRisk([]float64{1, 9, 3, 2}, areas, 0.25))
	// Output:
	// [1] 0
}

func ExampleOutstanding() {
	threshold, cells := rtm.Outstanding([]float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 12})
	fmt.Printf("above %.1f: %v\n", threshold, cells)
	// Output:
	// above 9.1: [9]
}

func ExampleBlocks() {
	fmt.Println(rtm.Blocks([]orb.Point{{0, 0}, {400, 400}, {1200, 0}}, 1000))
	// Output:
	// [0 0 1]
}

func ExampleDistance() {
	road := orb.LineString{{0, 0}, {100, 0}}
	fmt.Println(rtm.Distance(orb.Point{50, 30}, road), "m")
	// Output:
	// 30 m
}

func ExampleParseAction() {
	action, err := rtm.ParseAction("council: Prevent: light the car park")
	fmt.Println(action, err)
	_, err = rtm.ParseAction("light the car park")
	fmt.Println(err)
	// Output:
	// council: Prevent: light the car park <nil>
	// "light the car park" is no action: write «AGENCY: FOUR-P: WHAT IT DOES», as in «licensing authority: Prevent: review the licence»
}
