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

// TestDisplace: four places of one cell each, twenty robberies and ten thefts before in
// each. Patrols leave the treated one half of the robberies; its ring gets two of them.
func TestDisplace(t *testing.T) {
	t.Parallel()
	middle, err := geo.CellAt([2]float64{0.5, 51.7}, 10)
	if err != nil {
		t.Fatal(err)
	}
	l := geo.Lattice{Resolution: 10}
	if l.Cells, err = middle.GridDisk(1); err != nil {
		t.Fatal(err)
	}
	slices.Sort(l.Cells)
	places := study.ContrastPlaces{{0}, {1}, {2}, {3}}
	counted := func(month string, robberies ...int) *study.Study {
		m, err := crime.ParseMonth(month)
		if err != nil {
			t.Fatal(err)
		}
		s := &study.Study{
			Lattice: l, Period: crime.Period{From: m, To: m}, Months: []crime.Month{m},
			Question: hotspot.Question{
				Group: crime.Group{Name: "acquisitive", Types: []string{"Robbery", "Other theft"}},
				Harm:  crime.DefaultHarm(), Zone: time.UTC, AllHours: true,
			},
		}
		add := func(kind string, cell h3.Cell, number int) {
			s.Offences = append(s.Offences, crime.Offence{Type: kind, Cell: cell, From: m.Start(time.UTC), To: (m + 1).Start(time.UTC), Precision: crime.InMonth, More: number - 1})
		}
		for k, n := range robberies {
			add("Robbery", l.Cells[k], n)
			add("Other theft", l.Cells[k], 10)
		}
		if err := s.Count(); err != nil {
			t.Fatal(err)
		}
		return s
	}
	before, after := counted("2025-01", 20, 20, 20, 20), counted("2025-02", 10, 20, 22, 20)
	chance := hotspot.Scatter{Dispersion: 1, Freedom: 30, Known: hotspot.KnownFromMonths}

	d, err := study.Displace(before, after, places, 1, chance)
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Places[0]; got.Place != "treated" || got.Cells != 1 || got.Before != 30 || got.After != 20 {
		t.Errorf("treated: %+v", got)
	}
	if d.Counts.Local != -10 || d.Counts.Displaced != 2 || d.Counts.Total != -8 {
		t.Errorf("local %g, displaced %g, total %g: want -10, 2, -8", d.Counts.Local, d.Counts.Displaced, d.Counts.Total)
	}
	// Robberies alone changed, so the harm is their difference at their weight.
	if days, _ := crime.DefaultHarm().Days("Robbery"); math.Abs(d.ByHarm.Total- -8*days) > 1e-9 {
		t.Errorf("by harm %g, want %g", d.ByHarm.Total, -8*days)
	}
	if !strings.Contains(d.Sentence, "8.0 offences fewer") || !strings.Contains(d.Sentence, "too few to tell") {
		t.Errorf("sentence: %s", d.Sentence)
	}
	if len(d.Notes) != 2 {
		t.Errorf("places alike have %d notes: %q", len(d.Notes), d.Notes)
	}

	wide, err := study.Displace(before, after, places, 1, hotspot.Scatter{Dispersion: 4, Freedom: 30, Known: hotspot.KnownFromMonths})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := wide.Counts.High-wide.Counts.Low, 2*(d.Counts.High-d.Counts.Low); math.Abs(got-want) > 1e-9 {
		t.Errorf("months that scatter 4 times as much have an interval of %g, want %g", got, want)
	}

	unlike, err := study.Displace(counted("2025-01", 80, 20, 20, 20), after, places, 1, chance)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(unlike.Notes, func(n string) bool { return strings.HasPrefix(n, "90 offences before") }) {
		t.Errorf("places of unequal size are not named: %q", unlike.Notes)
	}

	nothing := counted("2025-01")
	none, err := study.Displace(nothing, nothing, places, 1, chance)
	if err != nil {
		t.Fatal(err)
	}
	if none.Counts != nil || none.ByHarm != nil || !strings.Contains(none.Sentence, "nothing can be said") {
		t.Errorf("of nothing: counts %v, harm %v, %s", none.Counts, none.ByHarm, none.Sentence)
	}
}
