package study_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/study"
)

// TestExpectHours: the hours of a spot lie between its own and those of the area, whatever
// a spot expects; an interval counts in each band by its share.
func TestExpectHours(t *testing.T) {
	t.Parallel()
	l := geo.Lattice{Resolution: 11}
	first, err := geo.CellAt([2]float64{0.5, 51.7}, 11)
	if err != nil {
		t.Fatal(err)
	}
	if l.Cells, err = first.GridDisk(1); err != nil {
		t.Fatal(err)
	}
	slices.Sort(l.Cells)
	s := study.Study{Lattice: l, Question: hotspot.Question{Group: crime.Group{Name: "robbery", Types: []string{"Robbery"}}, Zone: time.UTC}}
	s.Question.Clock, _ = crime.NamedClock("all")
	add := func(cell, hour, hours, number int) {
		at := time.Date(2025, 1, 6, hour, 0, 0, 0, time.UTC)
		o := crime.Offence{Type: "Robbery", Cell: l.Cells[cell], From: at, To: at, Precision: crime.Instant, More: number - 1}
		if hours > 0 {
			o.To, o.Precision = at.Add(time.Duration(hours)*time.Hour), crime.Interval
		}
		s.Offences = append(s.Offences, o)
	}
	add(0, 23, 0, 30) // one spot by night
	add(1, 8, 4, 10)  // the other half in one band, half in the next
	add(5, 15, 0, 60)
	expected := []float64{12, 3}
	spots := []study.PatrolSpot{{Expected: &expected[0]}, {Expected: &expected[1]}}
	if err := s.ExpectHours(spots, []hotspot.Spot{{Cells: []int{0}}, {Cells: []int{1}}}); err != nil {
		t.Fatal(err)
	}
	night, morning := spots[0].Bands, spots[1].Bands
	if night == nil || morning == nil {
		t.Fatal("no hours")
	}
	if sum := night.From06 + night.From10 + night.From14 + night.From18 + night.From22 + night.From02; math.Abs(sum-12) > 1e-9 {
		t.Errorf("%g offences by hours, want 12", sum)
	}
	if share := night.From22 / 12; share <= 0.3 || share >= 1 || night.From18 != 0 {
		t.Errorf("%g of the offences by night, want between 0.3, the area's, and 1, the spot's; %+v", share, night)
	}
	if math.Abs(morning.From06-morning.From10) > 1e-9 || morning.From06 <= 3*0.05 {
		t.Errorf("%+v, want two bands alike, of more than the area's share", morning)
	}
	for i := range s.Offences {
		s.Offences[i].Precision = crime.InMonth
	}
	spots[0].Bands = nil
	if err := s.ExpectHours(spots[:1], []hotspot.Spot{{Cells: []int{0}}}); err != nil || spots[0].Bands != nil || len(s.Notes) != 2 {
		t.Errorf("of months alone: %+v, notes %q (%v)", spots[0].Bands, s.Notes, err)
	}
}
