package hotspot_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
)

// tallied are two cells with three robberies, and the question that counted them.
func tallied() (geo.Lattice, []crime.Offence, hotspot.Question, hotspot.Tally) {
	l := disk(example{}, 10, 1)
	at := func(cell int, hour int) crime.Offence {
		from := time.Date(2025, 10, 3, hour, 0, 0, 0, time.UTC)
		return crime.Offence{Type: "Robbery", From: from, To: from, Precision: crime.Instant, Cell: l.Cells[cell]}
	}
	offences := []crime.Offence{at(0, 22), at(0, 23), at(3, 23)}
	q := hotspot.Question{Group: group(example{}, "robbery"), Harm: crime.DefaultHarm(), Clock: clock(example{}, "all"), Zone: time.UTC}
	t, err := hotspot.Count(l, offences, q)
	if err != nil {
		panic(err)
	}
	return l, offences, q, t
}

func ExampleTally_Counts() {
	_, _, _, t := tallied()
	fmt.Println(t.Counts())
	// Output: [2 0 0 1 0 0 0]
}

func ExampleTally_Harms() {
	_, _, _, t := tallied()
	fmt.Println(t.Harms())
	// Output: [730 0 0 365 0 0 0]
}

func ExampleTally_Nonzero() {
	_, _, _, t := tallied()
	fmt.Println(t.Nonzero(), "of", len(t.Cells))
	// Output: 2 of 7
}

func ExampleTally_Values() {
	l, _, _, t := tallied()
	for _, v := range t.Values(l) {
		fmt.Println(v.Cell == l.Cells[0], v.Count)
	}
	// Output:
	// true 2
	// false 1
}

func ExampleTally_By() {
	_, _, _, t := tallied()
	fmt.Println(t.By(hotspot.ByCount)[0], t.By(hotspot.ByHarm)[0])
	// Output: 2 730
}

func ExampleCoarser() {
	l, _, _, t := tallied()
	for _, v := range hotspot.Coarser(t.Values(l), 7) {
		fmt.Println(v.Cell.Resolution(), v.Count)
	}
	// Output: 7 3
}

// The top class is where most of it is.
func ExampleBreaks() {
	fmt.Println(hotspot.Breaks([]float64{1, 1, 1, 1, 2, 2, 8}, 3))
	// Output: [1 2]
}

func ExampleParseMeasure() {
	fmt.Println(hotspot.ParseMeasure("harm"))
	_, err := hotspot.ParseMeasure("fear")
	fmt.Println(err)
	// Output:
	// harm <nil>
	// no measure "fear"; there are count, harm, per-resident, per-street-km
}

func ExampleMeasure_IsRate() {
	fmt.Println(hotspot.ByHarm.IsRate(), hotspot.PerResident.IsRate())
	// Output: false true
}

func ExampleMeasure_Amount() {
	fmt.Println(hotspot.PerResident.Amount(), hotspot.ByHarm.Amount())
	// Output: count harm
}

func ExampleMeasure_Of() {
	cell := crime.CellTally{Count: 2, Harm: 730}
	fmt.Println(hotspot.ByCount.Of(cell), hotspot.ByHarm.Of(cell))
	// Output: 2 730
}

// One offence of 2,000 days among nine of 10 would be nearly all harm.
func ExampleCapHarm() {
	l, offences, q, _ := tallied()
	offences = offences[:0]
	for range 19 {
		offences = append(offences, crime.Offence{Type: "Robbery of personal property", Precision: crime.InMonth, Cell: l.Cells[0]})
	}
	offences = append(offences, crime.Offence{Type: "Homicide", Precision: crime.InMonth, Cell: l.Cells[1]})
	q.Group = crime.Group{Types: []string{"Robbery of personal property", "Homicide"}}
	c, err := hotspot.CapHarm(l, offences, q, 0.1)
	fmt.Printf("%d offence of type %v counts for %.0f days, %v\n", c.Offences, c.Types, c.Days, err)
	// Output: 1 offence of type [Homicide] counts for 771 days, <nil>
}

func ExampleCellMonths() {
	l, offences, q, _ := tallied()
	other := crime.Offence{Type: "Shoplifting", Precision: crime.InMonth, Cell: l.Cells[3]}
	for _, c := range hotspot.CellMonths(l, [][]crime.Offence{offences[:2], {offences[2], other}}, q) {
		fmt.Printf("%+v\n", c)
	}
	// Output:
	// {Cell:0 Month:0 Offences:2 Others:0}
	// {Cell:3 Month:1 Offences:1 Others:1}
}

func ExampleOutcomes() {
	l, offences, q, _ := tallied()
	for _, o := range hotspot.Outcomes(l, offences, q, func(crime.Offence) float64 { return 1 }) {
		fmt.Println(o.Cell, o.Number)
	}
	// Output:
	// 0 1
	// 0 1
	// 3 1
}

func ExampleHoursByCell() {
	l, offences, q, _ := tallied()
	hours := hotspot.HoursByCell(l, offences, q)
	fmt.Println(hours[0][22], hours[0][23], hours[3][23], len(hours))
	// Output: 1 1 1 2
}

func ExampleSpread() {
	l := disk(example{}, 10, 1)
	outline, err := geo.Outline(l.Cells)
	if err != nil {
		fmt.Println(err)
		return
	}
	residents := 70.0
	values, known, err := hotspot.Spread(l, []orb.MultiPolygon{outline}, []*float64{&residents})
	fmt.Println(values[0], known[0], err)
	// Output: 10 true <nil>
}

func ExampleStreetLengths() {
	l := disk(example{}, 10, 1)
	from, err := geo.Centre(l.Cells[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	to := orb.Point{from.Lon() + 0.0005, from.Lat()} // 35 m east
	km, err := hotspot.StreetLengths(l, []orb.LineString{{from, to}})
	fmt.Printf("%.2f km, %v\n", km[0], err)
	// Output: 0.03 km, <nil>
}

func ExampleSpots() {
	l := disk(example{}, 11, 4)
	weights := make([]float64, len(l.Cells))
	weights[10], weights[40] = 9, 5
	found, err := hotspot.Spots(l, weights, hotspot.SpotRules{Area: hotspot.PatrolSpotArea}, 5)
	for _, s := range found {
		fmt.Printf("weight %g, %.1f ha\n", s.Weight, s.Area/1e4)
	}
	fmt.Println(err)
	// Output:
	// weight 9, 2.1 ha
	// weight 5, 2.1 ha
	// <nil>
}

func ExampleSpot_Ring() {
	l := disk(example{}, 11, 4)
	area, err := l.AreaOf(len(l.Cells) / 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	ring, err := hotspot.Spot{Cells: []int{len(l.Cells) / 2}, Area: area}.Ring(l, 30)
	fmt.Println(len(ring), err)
	// Output: 6 <nil>
}

func ExampleNear() {
	l := disk(example{}, 10, 2)
	at, err := geo.Centre(l.Cells[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	near, err := hotspot.Near(l, []orb.Point{at}, 50)
	fmt.Println(len(near), near[0], err)
	// Output: 1 true <nil>
}

func ExampleProfiles() {
	shares, _, err := hotspot.Profiles([][]float64{{40, 0}, {0, 40}, {1, 1}})
	fmt.Printf("%.1f %.1f %.1f %v\n", shares[0], shares[1], shares[2], err)
	// Output: [0.8 0.2] [0.2 0.8] [0.5 0.5] <nil>
}

func ExampleAccuracy_Reliability() {
	fmt.Println(hotspot.Accuracy{Hits: 40, Predicted: 50}.Reliability())
	fmt.Println(hotspot.Accuracy{Predicted: 50}.Reliability())
	// Output:
	// 1.25 true
	// 0 false
}

// A fifth of all events on 1% of the ground.
func ExampleAccuracy_PPAI() {
	a := hotspot.Accuracy{Area: 0.01, HitRate: 0.2}
	fmt.Printf("%.1f %.1f\n", a.PPAI(1), a.PPAI(0.5))
	// Output: 20.0 2.0
}

func ExampleFlagged() {
	fmt.Println(hotspot.Flagged([]float64{9, 5, 5, 1}, []float64{1, 1, 1, 1}, 0.5))
	// Output: [1 0.5 0.5 0] <nil>
}

func ExampleDifference_BestOf() {
	d := hotspot.Difference{HitRate: 0.1, HitRateLow: 0.02, HitRateHigh: 0.18, PAI: 1, PAILow: 0.2, PAIHigh: 1.8, Clear: true}.BestOf(10)
	fmt.Printf("%.2f from %.2f to %.2f, clear: %t\n", d.HitRate, d.HitRateLow, d.HitRateHigh, d.Clear)
	// Output: 0.10 from -0.01 to 0.21, clear: false
}

func ExampleChange_Words() {
	fmt.Println(compareMonths(example{}, months(100, 100, 100), months(60, 60, 60), certain).Words())
	fmt.Println(compareMonths(example{}, months(8), months(9), certain).Words())
	// Output:
	// lower (and stable)
	// comparable
}

func ExampleMonthScatter() {
	all := months(20, 24, 18, 22, 20, 25, 19, 21, 23, 20, 22, 24)
	s := hotspot.MonthScatter(all, nil, crime.Period{From: 24300, To: 24305}, crime.Period{From: 24306, To: 24311})
	fmt.Printf("%.1f times a Poisson number's variance\n", s.Dispersion)
	// Output: 1.0 times a Poisson number's variance
}

func ExampleScatter_Each() {
	fmt.Printf("%.1f %.1f\n", hotspot.Scatter{Dispersion: 2, Freedom: 1e6}.Each(), hotspot.Scatter{Dispersion: 2, Freedom: 10}.Each())
	// Output: 2.0 2.6
}

func ExampleScatter_Note() {
	all := months(20, 24, 18, 22, 20, 25, 19, 21, 23, 20, 22, 24)
	fmt.Println(hotspot.MonthScatter(all, nil, crime.Period{From: 24300, To: 24305}, crime.Period{From: 24306, To: 24311}).Note())
	// Output: months scatter 1.0 times as much as chance (known from its own months): the interval allows for it
}

// learned is a forecast of a town with 60 robberies in six months.
func learned() *hotspot.Forecast {
	l, offences := town(example{}, 10, 15)
	return forecast(example{}, trainingOf(example{}, l, offences))
}

func ExampleNewForecast() {
	l, offences := town(example{}, 10, 15)
	f, err := hotspot.NewForecast(trainingOf(example{}, l, offences))
	fmt.Println(f.Offences, "robberies on", len(f.Means), "cells,", err)
	// Output: 60 robberies on 469 cells, <nil>
}

func ExampleForecast_Cell() {
	f := learned()
	busiest := f.Order(nil)[0]
	fmt.Printf("%.2f in 30 days, %.2f in 90\n", f.Cell(busiest, 30).Mean, f.Cell(busiest, 90).Mean)
	// Output: 1.80 in 30 days, 5.41 in 90
}

// As many as in the months that it learned from: 10 in each.
func ExampleForecast_Expected() {
	total := 0.0
	for _, e := range learned().Expected(30) {
		total += e
	}
	fmt.Printf("%.0f\n", total)
	// Output: 10
}

func ExampleForecast_Set() {
	f := learned()
	first := f.Order(nil)[:20]
	low, high := f.Set(first, 30).Interval(0.8)
	fmt.Printf("about %.1f, from %d to %d\n", f.Set(first, 30).Mean, low, high)
	// Output: about 8.9, from 4 to 15
}

func ExampleForecast_Order() {
	f := learned()
	order := f.Order(nil)
	fmt.Println(len(order), f.Cell(order[0], 30).Mean >= f.Cell(order[1], 30).Mean, f.Order([]int{5})[0])
	// Output: 469 true 5
}

func ExampleForecast_Excess() {
	f := learned()
	hot := 0
	for _, is := range f.Excess(nil).Hot(len(f.Means), 0.05) {
		if is {
			hot++
		}
	}
	fmt.Println(hot, "cells have more than their surroundings foretell")
	// Output: 0 cells have more than their surroundings foretell
}

func ExampleExpectation_Interval() {
	fmt.Println(hotspot.Expectation{Mean: 4, Variance: 6}.Interval(0.8))
	// Output: 1 7
}

func ExampleExpectation_Holds() {
	e := hotspot.Expectation{Mean: 4, Variance: 6}
	fmt.Printf("%.0f %.2f %.0f\n", e.Holds(4, 0.8), e.Holds(1, 0.8), e.Holds(20, 0.8))
	// Output: 1 0.41 0
}

func ExampleExpectedHarm() {
	e, err := hotspot.ExpectedHarm([]hotspot.Expectation{{Mean: 2, Variance: 2}, {Mean: 10, Variance: 12}}, []float64{365, 10})
	fmt.Println(e.Mean, "days,", err)
	// Output: 830 days, <nil>
}

func ExampleHarmDisplacement() {
	d, err := hotspot.HarmDisplacement([]hotspot.WDD{{Local: -2, Total: -2, SE: 1}, {Local: 5, Total: 5, SE: 3}}, []float64{365, 10}, 0.95, 0)
	fmt.Println(d.Total, err)
	// Output: -680 <nil>
}

func ExampleAllocation_Comply() {
	allocation, err := hotspot.Allocate(2, 2, 1, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		fmt.Println(err)
		return
	}
	made := [][]bool{allocation[0], {true, true}} // on the second day both were patrolled
	c, err := allocation.Comply(made)
	fmt.Println(c.Delivered, "of", c.Treated, "delivered,", c.Spilt, "of", c.Control, "spilt,", err)
	// Output: 2 of 2 delivered, 1 of 2 spilt, <nil>
}

func ExampleDetectable() {
	few, err := hotspot.Detectable(20)
	many, _ := hotspot.Detectable(500)
	fmt.Printf("%.2f of few, %.2f of many, %v\n", few, many, err)
	// Output: 0.41 of few, 0.84 of many, <nil>
}

// Two hours around 06:00 on Saturday: one is Friday's, one Saturday's.
func ExampleDayShares() {
	from := time.Date(2025, 10, 4, 5, 0, 0, 0, time.UTC)
	shares, known := hotspot.DayShares(crime.Offence{From: from, To: from.Add(2 * time.Hour), Precision: crime.Interval}, clock(example{}, "all"), time.UTC)
	fmt.Println(shares[time.Date(2025, 10, 3, 0, 0, 0, 0, time.UTC)], shares[time.Date(2025, 10, 4, 0, 0, 0, 0, time.UTC)], known)
	// Output: 0.5 0.5 true
}
