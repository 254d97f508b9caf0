package rtm_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/rtm"
)

// TestNearIsAnotherMeasure: a design whose neighbours are measured straight by somebody
// else is the design that measures straight itself.
func TestNearIsAnotherMeasure(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		point := rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{rapid.Float64Range(0, 1000).Draw(t, "x"), rapid.Float64Range(0, 1000).Draw(t, "y")}
		})
		cells := rapid.SliceOfN(point, 1, 30).Draw(t, "cells")
		f := rtm.Factor{
			Name: "pub", Features: rapid.SliceOfN(point, 1, 10).Draw(t, "features"),
			Reaches: []float64{100, 300}, Influences: rtm.Influences(),
		}
		for range f.Features {
			f.Weights = append(f.Weights, rapid.Float64Range(0, 9).Draw(t, "weight"))
		}
		measured := f
		measured.Near = make([][]rtm.Neighbour, len(cells))
		for i, c := range cells {
			for k, q := range f.Features {
				if d := math.Hypot(c[0]-q[0], c[1]-q[1]); d <= 300 {
					measured.Near[i] = append(measured.Near[i], rtm.Neighbour{Feature: k, Metres: d})
				}
			}
		}
		want, err := rtm.NewDesign(cells, []rtm.Factor{f})
		if err != nil {
			t.Fatal(err)
		}
		got, err := rtm.NewDesign(cells, []rtm.Factor{measured})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range want.Variables() {
			if v.Influence != rtm.Proximity {
				continue // of sums of floating point the last bit, and so a threshold, may differ
			}
			if diff := cmp.Diff(want.Under(v), got.Under(v)); diff != "" {
				t.Fatalf("%s (-straight +near):\n%s", v.Name(), diff)
			}
		}
		measured.Near = measured.Near[1:]
		if _, err := rtm.NewDesign(cells, []rtm.Factor{measured}); err == nil {
			t.Error("of one cell it is not known what is near, and there is a design")
		}
	})
}

// TestNearCrowds has four pubs near one cell of twenty by their street, and none near the
// others, though all are at one spot.
func TestNearCrowds(t *testing.T) {
	t.Parallel()
	var cells []orb.Point
	for i := range 20 {
		cells = append(cells, orb.Point{float64(i), 0})
	}
	f := rtm.Factor{
		Name: "pub", Features: make([]orb.Point, 4), Weights: []float64{1, 1, 1, 1}, Reaches: []float64{100},
		Influences: rtm.Influences(), Near: make([][]rtm.Neighbour, 20),
	}
	f.Near[7] = []rtm.Neighbour{{Feature: 0, Metres: 10}, {Feature: 1, Metres: 20}, {Feature: 2, Metres: 30}, {Feature: 3, Metres: 99}}
	d, err := rtm.NewDesign(cells, []rtm.Factor{f})
	if err != nil {
		t.Fatal(err)
	}
	want := make([]float64, 20)
	want[7] = 1
	for _, v := range d.Variables() {
		if diff := cmp.Diff(want, d.Under(v)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", v.Name(), diff)
		}
	}
}
