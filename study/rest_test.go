package study_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/study"
)

// TestRest: a spot says what was recorded there, in how many months, and what the violence
// there leads to expect: its share of all violence times all offences of the group.
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
		Lattice: l, Period: crime.Period{From: jan, To: jan + 8}, Question: hotspot.Question{Group: crime.Group{Name: "robbery", Types: []string{"Robbery"}}, Zone: time.UTC},
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
	spot := study.PatrolSpot{Count: 4}
	s.Rest(&spot, hotspot.Spot{Cells: []int{0, 1}}, &study.Violence{ByCell: map[int]float64{0: 5, 1: 1, 5: 14}, All: 50})
	if want := "drawn from 4 offences of robbery in 2 of 9 months; 1.2 expected from the violence around"; spot.Basis != want || spot.Hot != 2 || spot.Expected == nil || math.Abs(*spot.Expected-1.2) > 1e-9 {
		t.Errorf("%+v, want %q", spot, want)
	}
	alone := study.PatrolSpot{Count: 4}
	if s.Rest(&alone, hotspot.Spot{Cells: []int{0, 1}}, nil); alone.Expected != nil || alone.Basis != "drawn from 4 offences of robbery in 2 of 9 months" {
		t.Errorf("%+v", alone)
	}
}
