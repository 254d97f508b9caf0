package study_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/study"
)

// Of a spot of two cells the whole area keeps the two with the most harm on the ground, one
// of which is the spot's, and the spot's other; harm is the share of the week's that is in
// the shift, a quarter here, and ground is that of all cells.
func TestWholeOf(t *testing.T) {
	t.Parallel()
	land := orb.MultiPolygon{{{{0.46, 51.72}, {0.465, 51.72}, {0.465, 51.725}, {0.46, 51.725}, {0.46, 51.72}}}}
	lattice, err := geo.Cover(land, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	areas, err := lattice.Areas()
	if err != nil {
		t.Fatal(err)
	}
	large := make([]int, len(areas)) // the largest first, so that any two have as much ground as two that come later
	all := 0.0
	for i, area := range areas {
		large[i] = i
		all += area
	}
	slices.SortFunc(large, func(a, b int) int { return cmp.Or(cmp.Compare(areas[b], areas[a]), cmp.Compare(a, b)) })
	f := &study.Forecast{Harm: make([]hotspot.Expectation, len(areas))}
	var week float64
	for n, density := range []float64{8, 4, 2, 1} { // days a square kilometre
		f.Harm[large[n]].Mean = density * areas[large[n]] / 1e6
		week += f.Harm[large[n]].Mean
	}
	of := week - f.Harm[large[1]].Mean - f.Harm[large[2]].Mean // the spot's, in the week
	spot := study.ShiftSpot{ID: "HS-001", Cells: []int{large[0], large[3]}, Rate: []float64{0.2 * of, 0.1 * of}}
	start := time.Date(2025, 4, 4, 18, 0, 0, 0, time.UTC)
	got, err := (&study.Study{Lattice: lattice}).WholeOf(f, []study.ShiftSpot{spot}, start, start.Add(90*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	want := study.Whole{Area: all, Harm: week / 4}
	for n, spot := range map[int]string{0: "HS-001", 1: "", 3: "HS-001"} {
		want.Cells = append(want.Cells, study.WholeCell{Spot: spot, Area: areas[large[n]], Harm: f.Harm[large[n]].Mean / 4})
	}
	byHarm := cmpopts.SortSlices(func(a, b study.WholeCell) bool { return a.Harm > b.Harm })
	if diff := gocmp.Diff(want, got, byHarm, cmpopts.EquateApprox(1e-12, 0)); diff != "" {
		t.Errorf("the whole area (-want +got):\n%s", diff)
	}
}
