package study_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/study"
)

// TestRest: a spot says what was recorded there, in how many months, what places like it
// have, and what the forecast makes of both. Of 10 offences, too few for a regression, the
// forecast's mean is in proportion to all other rows.
func TestRest(t *testing.T) {
	t.Parallel()
	l := geo.Lattice{Resolution: 11}
	first, err := geo.CellAt([2]float64{0.5, 51.7}, 11)
	if err != nil {
		t.Fatal(err)
	}
	l.Cells, err = first.GridDisk(1)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(l.Cells)
	jan, _ := crime.ParseMonth("2025-01")
	s := study.Study{
		Lattice: l, Period: crime.Period{From: jan, To: jan + 8}, Question: hotspot.Question{Group: crime.Group{Name: "robbery", Types: []string{"Robbery"}}, Zone: time.UTC, AllHours: true},
	}
	for m := range 9 {
		s.Months = append(s.Months, jan+crime.Month(m))
	}
	add := func(cell h3.Cell, month, number int) {
		s.Offences = append(s.Offences, crime.Offence{Type: "Robbery", Cell: cell, From: (jan + crime.Month(month)).Start(time.UTC), To: (jan + crime.Month(month+1)).Start(time.UTC), Precision: crime.InMonth, More: number - 1})
	}
	add(l.Cells[0], 0, 2)
	add(l.Cells[1], 3, 1)
	add(l.Cells[1], 3, 1)
	add(l.Cells[5], 7, 6)
	s.Tally.Offences = 10
	months := study.Months{Lattice: l, Offences: make([][]crime.Offence, 9), Days: slices.Repeat([]float64{30}, 9)}
	for _, o := range s.Offences {
		m := int(crime.MonthOf(o.From) - jan)
		months.Offences[m] = append(months.Offences[m], o)
	}
	for i, number := range []int{5, 1, 0, 0, 0, 14, 30} {
		if number > 0 {
			months.Offences[2] = append(months.Offences[2], crime.Offence{Type: "Public order", Cell: l.Cells[i], Precision: crime.InMonth, More: number - 1})
		}
	}
	f, err := s.Forecast(months, 270)
	if err != nil {
		t.Fatal(err)
	}
	spot := study.PatrolSpot{Count: 4}
	s.Rest(&spot, hotspot.Spot{Cells: []int{0, 1}}, f)
	// Σ(o + ō/10) = 55 and ō/10 = 5/7: the two cells have (6 + 10/7)/55 of ten offences.
	if want := "drawn from 4 offences of robbery in 2 of 9 months; places like it have 1.4; forecast for as long: "; !strings.HasPrefix(spot.Basis, want) || spot.Hot != 2 {
		t.Errorf("%+v, want %q", spot, want)
	}
	if want := f.Cell(0).Mean + f.Cell(1).Mean; spot.Expected == nil || math.Abs(*spot.Expected-want) > 1e-9 || !(want > 1.4 && want < 4) {
		t.Errorf("expected %v, want %g, between what places like it have and what was recorded", spot.Expected, want)
	}
}
