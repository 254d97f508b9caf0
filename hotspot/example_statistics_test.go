package hotspot_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/hotspot"
)

// example is what examples have for a test: they panic.
type example struct{}

func (example) Helper()                           {}
func (example) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// row is a row of five places, each beside the next.
func row() hotspot.Neighbours {
	n, err := hotspot.NewNeighbours([][]int{{1}, {0, 2}, {1, 3}, {2, 4}, {3}}, nil)
	if err != nil {
		panic(err)
	}
	return n
}

// ends are values of that row: two places at one end have everything.
var ends = []float64{5, 5, 0, 0, 0}

func ExampleNewNeighbours() {
	n, err := hotspot.NewNeighbours([][]int{{1}, {0, 2}, {1}}, nil)
	fmt.Println(n.Len(), n.Of(1), err)
	_, err = hotspot.NewNeighbours([][]int{{0}}, nil)
	fmt.Println(err)
	// Output:
	// 3 [0 2] <nil>
	// place 0 has the neighbour 0: neighbours are other places, each once
}

func ExampleNeighbours_Len() {
	fmt.Println(row().Len())
	// Output: 5
}

func ExampleNeighbours_Of() {
	fmt.Println(row().Of(0), row().Of(2))
	// Output: [1] [1 3]
}

func ExampleNeighbours_Around() {
	fmt.Println(row().Around(ends, 1), row().Around(ends, 2))
	// Output: 10 5
}

func ExampleNeighbours_Clusters() {
	hot := []bool{true, true, false, true, true}
	fmt.Println(row().Clusters(func(i int) bool { return hot[i] }))
	// Output: [[0 1] [3 4]]
}

// A cell in the middle of a disk has six neighbours.
func ExampleLatticeNeighbours() {
	l := disk(example{}, 10, 1)
	n, err := hotspot.LatticeNeighbours(l)
	most := 0
	for i := range l.Cells {
		most = max(most, len(n.Of(i)))
	}
	fmt.Println(len(l.Cells), "cells, at most", most, "neighbours,", err)
	// Output: 7 cells, at most 6 neighbours, <nil>
}

func ExampleNeighboursWithin() {
	n, err := hotspot.NeighboursWithin([]orb.Point{{0, 0}, {90, 0}, {200, 0}}, 100)
	fmt.Println(n.Of(0), n.Of(2), err)
	// Output: [1] [] <nil>
}

func ExampleLocals_Of() {
	local, err := hotspot.GiStar(ends, row())
	fmt.Printf("%.2f %t %v\n", local.Of(0).Z, local.Of(0).OK, err)
	// Output: 2.00 true <nil>
}

func ExampleLocal_Sign() {
	high, low, any := hotspot.Local{Z: 3.2, Q: 0.01, OK: true}, hotspot.Local{Z: -3.2, Q: 0.01, OK: true}, hotspot.Local{Z: 3.2, Q: 0.2, OK: true}
	fmt.Println(high.Sign(0.05), low.Sign(0.05), any.Sign(0.05))
	// Output: 1 -1 0
}

// Without the place itself: the first of the row is beside a full one.
func ExampleGi() {
	local, err := hotspot.Gi(ends, row())
	fmt.Printf("%.2f %v\n", local.Of(0).Z, err)
	// Output: 1.73 <nil>
}

func ExampleLocalMoran() {
	local, err := hotspot.LocalMoran(ends, row())
	for i := range 5 {
		fmt.Print(local.Of(i).Quadrant, " ")
	}
	fmt.Println(err)
	// Output: High-High High-High Low-High Low-Low Low-Low <nil>
}

func ExampleMorans_Of() {
	local, err := hotspot.LocalMoran(ends, row())
	fmt.Printf("%.2f %.2f %v\n", local.Of(0).I, local.Of(2).I, err)
	// Output: 1.50 -0.17 <nil>
}

// By chance −1 ÷ (places − 1) is expected: −0.25.
func ExampleGlobalMoran() {
	g, err := hotspot.GlobalMoran(ends, row())
	fmt.Printf("%.2f, by chance %.2f; %v\n", g.Value, g.Mean, err)
	// Output: 0.58, by chance -0.25; <nil>
}

func ExampleGlobalG() {
	g, err := hotspot.GlobalG(ends, row())
	fmt.Printf("%.2f, by chance %.2f; %v\n", g.Value, g.Mean, err)
	// Output: 1.00, by chance 0.40; <nil>
}

func ExampleConcentrated() {
	c, err := hotspot.Concentrated([]float64{6, 2, 1, 1, 0, 0, 0, 0, 0, 0})
	fmt.Printf("a fifth of the places holds %.0f%%; Gini %.2f; %v\n", 100*c.Top, c.Gini, err)
	// Output: a fifth of the places holds 80%; Gini 0.76; <nil>
}

func ExampleGini() {
	fmt.Println(hotspot.Gini([]float64{2, 2, 2, 2}))
	fmt.Println(hotspot.Gini([]float64{8, 0, 0, 0}))
	fmt.Println(hotspot.Gini([]float64{0, 0}))
	// Output:
	// 0 true
	// 0.75 true
	// 0 false
}

// Two events on four cells can be no more even than one in each of two.
func ExampleGeneralisedGini() {
	fmt.Println(hotspot.GeneralisedGini([]float64{1, 1, 0, 0}))
	// Output: 0 true
}

func ExampleAndresen() {
	s, known := hotspot.Andresen([]int{9, 1, 0, 4}, []int{8, 2, 0, 0})
	fmt.Printf("%.2f of all cells, %.2f of those with an event; %t\n", s.All, s.Nonzero, known)
	// Output: 0.25 of all cells, 0.00 of those with an event; true
}

func ExampleAndresenDrawn() {
	s, known := hotspot.AndresenDrawn([]int{9, 1, 0, 4}, []int{8, 2, 0, 0}, rand.New(rand.NewPCG(1, 2)))
	fmt.Printf("%.2f %t\n", s.All, known)
	// Output: 0.25 true
}

// Offences at midnight and at 02:00 have their mean at 01:00, not at 13:00.
func ExampleCircular() {
	d, err := hotspot.Circular([]float64{0, 2})
	fmt.Printf("%.1f %v\n", d.Mean, err)
	_, err = hotspot.Circular([]float64{0, 12})
	fmt.Println(err)
	// Output:
	// 1.0 <nil>
	// the hours balance each other and have no mean
}

// Eight against eight is no difference; two against twelve is one that chance seldom makes.
func ExampleETest() {
	fmt.Printf("%.2f %.2f\n", hotspot.ETest(8, 8, 1, 1), hotspot.ETest(2, 12, 1, 1))
	// Output: 1.00 0.01
}

func ExampleSqrtZ() {
	fmt.Println(hotspot.SqrtZ(16, 36))
	// Output: 4
}

func ExampleSpacing() {
	fmt.Println(hotspot.Spacing([]crime.SnapPoint{{At: orb.Point{0, 0}, Offences: 9}, {At: orb.Point{80, 0}, Offences: 1}, {At: orb.Point{300, 0}, Offences: 1}}))
	// Output: 80
}

func ExampleExcess_Of() {
	e := hotspot.Excess{3: {P: 0.001, Q: 0.01, OK: true}}
	fmt.Println(e.Of(3).Q, e.Of(0).Q)
	// Output: 0.01 1
}

// Nine of twelve burglaries where a third of the residents live.
func ExampleExcessOver() {
	e, err := hotspot.ExcessOver([]float64{9, 2, 1}, []float64{1000, 1000, 1000})
	fmt.Printf("%.3f %.3f %v\n", e.Of(0).P, e.Of(2).P, err)
	// Output: 0.021 0.982 <nil>
}

func ExampleExcess_Hot() {
	e := hotspot.Excess{1: {P: 0.001, Q: 0.01, OK: true}, 2: {P: 0.1, Q: 0.2, OK: true}}
	fmt.Println(e.Hot(3, 0.05))
	// Output: [false true false]
}

func ExampleClassify() {
	hot := []bool{true, false, false, false, false}
	cold := hotspot.Local{Z: -3, Q: 0.01, OK: true}
	fmt.Println(hotspot.Classify(0, hot, hotspot.Local{Q: 1}, row(), 0.05))
	fmt.Println(hotspot.Classify(1, hot, hotspot.Local{Q: 1}, row(), 0.05))
	fmt.Println(hotspot.Classify(3, hot, cold, row(), 0.05))
	fmt.Println(hotspot.Classify(4, hot, hotspot.Local{Q: 1}, row(), 0.05))
	// Output:
	// hot
	// beside a hot cell
	// cold
	// does not stand out
}

func ExampleRuleBandwidth() {
	b, err := hotspot.RuleBandwidth([]orb.Point{{0, 0}, {100, 50}, {200, 0}, {300, 50}})
	fmt.Printf("%.0f m, %v\n", b, err)
	_, err = hotspot.RuleBandwidth([]orb.Point{{0, 0}})
	fmt.Println(err)
	// Output:
	// 226 m, <nil>
	// 1 events, all in one place, have no spread to make a bandwidth of: name one
}

func ExampleDual() {
	c, err := hotspot.Dual([]float64{6, 2}, []float64{3, 0})
	fmt.Println(c[0].Ratio, c[0].HasRatio, c[1].HasRatio, err)
	// Output: 2 true false <nil>
}

// Two burglaries in one street on following days, and others far away or months apart: such
// a pair is rare among all ways to deal the days to the places.
func ExampleKnox() {
	events := []hotspot.Occurrence{
		{At: orb.Point{0, 0}, Day: 10},
		{At: orb.Point{60, 0}, Day: 11},
		{At: orb.Point{5000, 0}, Day: 100},
		{At: orb.Point{9000, 0}, Day: 200},
		{At: orb.Point{0, 7000}, Day: 300},
		{At: orb.Point{0, 9000}, Day: 400},
	}
	table, err := hotspot.Knox(events, hotspot.Bands{Metres: []float64{0, 100}, Days: []int{0, 7}}, 199, rand.New(rand.NewPCG(1, 2)), func() error { return nil })
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d pair, %.2f expected, p %.2f\n", table[0][0].Observed, table[0][0].Expected, table[0][0].P)
	// Output: 1 pair, 0.07 expected, p 0.06
}

func ExampleBands_Validate() {
	fmt.Println(hotspot.Bands{Metres: []float64{0, 100, 200}, Days: []int{0, 7}}.Validate())
	fmt.Println(hotspot.Bands{Metres: []float64{100, 0}, Days: []int{0, 7}}.Validate())
	// Output:
	// <nil>
	// edges [100 0] m: they ascend from 0 or more
}

func ExampleNearRepeats() {
	roles, err := hotspot.NearRepeats([]hotspot.Occurrence{{At: orb.Point{0, 0}, Day: 10}, {At: orb.Point{60, 0}, Day: 11}, {At: orb.Point{5000, 0}, Day: 11}}, 100, 7)
	fmt.Printf("%q %v\n", roles, err)
	// Output: ["originator" "near-repeat" ""] <nil>
}

func ExampleRates() {
	rates, err := hotspot.Rates([]float64{12, 3, 1}, []float64{4000, 20, 0}, []bool{true, true, false}, 1000, 100)
	fmt.Println(rates[0].Value, rates[1].Has, rates[2].Known, err)
	// Output: 3 false false <nil>
}

// Three places, the third of which has all its offences in the last months.
func ExampleEmerge() {
	e, err := hotspot.Emerge([][]float64{{9, 9, 9, 9, 9, 9, 9, 9, 9}, {5, 4, 5, 6, 5, 4, 5, 5, 6}, {0, 0, 0, 0, 0, 0, 8, 9, 8}}, 3)
	for i, p := range e.Places {
		fmt.Println(i, p.Shift)
	}
	fmt.Println(err)
	// Output:
	// 0 no change shown
	// 1 no change shown
	// 2 rising
	// <nil>
}

func ExampleEmergence_Sentence() {
	e, err := hotspot.Emerge([][]float64{{9, 9, 9, 9, 9, 9, 9, 9, 9}, {0, 0, 0, 0, 0, 0, 8, 9, 8}}, 3)
	fmt.Println(e.Sentence(1), err)
	// Output: 25 of its 25 offences came in the last 3 of 9 months; the area had 49% <nil>
}

func ExampleEmerging_Class() {
	fmt.Println(hotspot.Emerging{Offences: 9, Recent: 9, Shift: hotspot.Rising}.Class(true))
	fmt.Println(hotspot.Emerging{Offences: 40, Recent: 2, Shift: hotspot.Falling}.Class(true))
	// Output:
	// new
	// diminishing
}
