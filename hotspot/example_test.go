package hotspot_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/paulmach/orb"

	"beatplan/hotspot"
)

func ExampleCellsHolding() {
	offences := []float64{6, 2, 1, 1, 0, 0, 0, 0, 0, 0}
	gini, _ := hotspot.Gini(offences)
	fmt.Printf("half of them are in %d of %d cells; Gini %.2f\n", hotspot.CellsHolding(offences, 0.5), len(offences), gini)
	// Output: half of them are in 1 of 10 cells; Gini 0.76
}

func ExampleLorenz() {
	curve, _ := hotspot.Lorenz([]float64{0, 3, 1, 0}, 4)
	for _, p := range curve {
		fmt.Printf("%.0f%% of the places hold %.0f%%\n", 100*p.Places, 100*p.Held)
	}
	// Output:
	// 0% of the places hold 0%
	// 25% of the places hold 75%
	// 50% of the places hold 100%
	// 75% of the places hold 100%
	// 100% of the places hold 100%
}

func ExampleRanks() {
	order, ranks := hotspot.Ranks([]float64{2, 0, 5, 2})
	fmt.Println(order, ranks)
	// Output: [2 0 3] [1 2 2]
}

func ExampleBenjaminiHochberg() {
	fmt.Printf("%.3f\n", hotspot.BenjaminiHochberg([]float64{0.01, 0.04, 0.03, 0.5}))
	// Output: [0.040 0.053 0.053 0.500]
}

// A row of five places, of which two neighbours at one end have everything.
func ExampleGiStar() {
	neighbours, _ := hotspot.NewNeighbours([][]int{{1}, {0, 2}, {1, 3}, {2, 4}, {3}}, nil)
	local, _ := hotspot.GiStar([]float64{5, 5, 0, 0, 0}, neighbours)
	for i := range 5 {
		fmt.Printf("%.2f ", local.Of(i).Z)
	}
	// Output: 2.00 1.33 -0.33 -2.00 -1.33
}

// One offence: at its own place its density is the peak of the kernel, 3 ÷ (π × 200²) per m².
func ExampleDensity() {
	at := []orb.Point{{500000, 200000}, {500100, 200000}, {500200, 200000}}
	density, _ := hotspot.Density(at[:1], nil, at, hotspot.Quartic, hotspot.DefaultBandwidth)
	for _, d := range density {
		fmt.Printf("%.1f ", 1e6*d)
	}
	fmt.Println("per km²")
	// Output: 23.9 13.4 0.0 per km²
}

// Six offences fewer where patrols went and none fewer elsewhere: the difference is −6. Two
// more around the patrols make it −4.
func ExampleDisplacement() {
	d, _ := hotspot.Displacement(hotspot.PlaceContrast{
		Treated: hotspot.BeforeAfter{Before: 10, After: 4}, Control: hotspot.BeforeAfter{Before: 8, After: 8},
		TreatedRing: hotspot.BeforeAfter{Before: 5, After: 7}, ControlRing: hotspot.BeforeAfter{Before: 3, After: 3},
	}, 0.95)
	fmt.Printf("local %g, displaced %g, in all %g\n", d.Local, d.Displaced, d.Total)
	// Output: local -6, displaced 2, in all -4
}

// Where every spot-day had one offence, however the lot had fallen there would have been no
// difference: as much as was seen is certain, and what was seen is one of the draws.
func ExampleAllocation_IntentToTreat() {
	rng := rand.New(rand.NewPCG(1, 2))
	allocation, _ := hotspot.Allocate(10, 4, 2, rng)
	happened := make([][]float64, len(allocation))
	for day := range happened {
		happened[day] = []float64{1, 1, 1, 1}
	}
	effect, _ := allocation.IntentToTreat(happened, rng)
	fmt.Println("p", effect.P)
	// Output: p 1
}
