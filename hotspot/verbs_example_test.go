package hotspot_test

import (
	"fmt"

	"beatplan/hotspot"
)

func ExamplePercentChange() {
	fmt.Println(hotspot.PercentChange(8, 9), hotspot.PercentChange(1000, 1000), hotspot.PercentChange(0, 5) == "")
	// Output: +12.5% 0% true
}

// Two offences against eight in as long a time: a quarter, and as many are no likelier.
func ExampleCompareRates() {
	r := hotspot.CompareRates(2, 8, 1, 1)
	fmt.Printf("%.2f, p %.3f\n", *r.Ratio, r.P) // 112 of 1024 divisions of ten are as uneven
	// Output: 0.25, p 0.109
}

func ExampleMannKendall() {
	fmt.Println(hotspot.MannKendall([]float64{1, 2, 3, 4}).S, hotspot.MannKendall([]float64{2, 2, 2}).P)
	// Output: 6 1
}

// All events in the first cell of four that are alike: the ranking finds them at once.
func ExampleAUC() {
	auc, err := hotspot.AUC([]float64{4, 3, 2, 1}, []float64{1, 1, 1, 1}, []float64{9, 0, 0, 0})
	fmt.Println(auc, err)
	// Output: 0.875 <nil>
}

// The first of three spots is among the first one in both months, and ties beyond it are out.
func ExampleTimesInTop() {
	fmt.Println(hotspot.TimesInTop([][]float64{{5, 1, 0}, {2, 1, 1}}, 1))
	// Output: [2 0 0]
}
