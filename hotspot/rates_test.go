package hotspot_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/geo"
	"beatplan/hotspot"
)

func TestRatesNeedSomethingToDivideBy(t *testing.T) {
	t.Parallel()
	got, err := hotspot.Rates([]float64{4, 4, 4, 0, 4}, []float64{200, 5, 0, 100, 0}, []bool{true, true, true, true, false}, 1000, 10)
	if err != nil {
		t.Fatal(err)
	}
	want := []hotspot.Rate{
		{Base: 200, Value: 20, Known: true, Has: true},
		{Base: 5, Known: true},
		{Known: true},
		{Base: 100, Known: true, Has: true},
		{},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if _, err := hotspot.Rates(ones(2), ones(3), make([]bool, 2), 1, 1); err == nil {
		t.Error("two values by three bases")
	}
	if _, err := hotspot.Rates(ones(2), ones(2), make([]bool, 2), 1, 0); err == nil {
		t.Error("rates from a base of 0 on")
	}
}

// The cells of an area have what it has; beyond it, and without a figure, nothing
// is known.
func TestSpreadKeepsTheSum(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 15)
	square := func(west, south float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{west, south}, {west + 0.008, south}, {west + 0.008, south + 0.005}, {west, south + 0.005}, {west, south}}}}
	}
	residents := 1378.0
	lands := []orb.MultiPolygon{square(0.712, 51.534), square(0.720, 51.534)}
	values, known, err := hotspot.Spread(l, lands, []*float64{&residents, nil})
	if err != nil {
		t.Fatal(err)
	}
	sum, cells := 0.0, 0
	for i, v := range values {
		if known[i] != (v > 0) {
			t.Fatalf("cell %d has %g and is known: %v", i, v, known[i])
		}
		sum += v
		if known[i] {
			cells++
		}
	}
	if math.Abs(sum-residents) > 1e-9 || cells < 10 {
		t.Errorf("%d cells have %g of %g residents", cells, sum, residents)
	}
	if _, _, err := hotspot.Spread(l, lands, nil); err == nil {
		t.Error("two areas without figures")
	}
}

func TestStreetLengthsAddUp(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 12)
	street := orb.LineString{{0.7120, 51.5350}, {0.7143, 51.5366}, {0.7180, 51.5368}}
	outside := orb.LineString{{0.9, 51.5350}, {0.91, 51.5366}}
	lengths, err := hotspot.StreetLengths(l, []orb.LineString{street, outside, {{0.7143, 51.5366}}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := sumOf(lengths), orbgeo.Length(street)/1000; math.Abs(got-want) > 1e-6 {
		t.Errorf("%g km, want %g", got, want)
	}
	middle, err := geo.CellAt(orb.Point{0.7143, 51.5366}, 10)
	if err != nil {
		t.Fatal(err)
	}
	i, _ := l.Index(middle)
	if n := slices.IndexFunc(lengths, func(km float64) bool { return km > 0 }); n < 0 || lengths[i] == 0 || lengths[i] > 0.2 {
		t.Errorf("the cell that the street bends in has %g km", lengths[i])
	}
}
