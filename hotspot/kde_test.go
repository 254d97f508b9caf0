package hotspot_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/hotspot"
)

func density(t require, events []orb.Point, weights []float64, at []orb.Point, k hotspot.Kernel, bandwidth float64) []float64 {
	t.Helper()
	d, err := hotspot.Density(events, weights, at, k, bandwidth)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return d
}

// raw undoes the scaling of the quartic kernel, as sfhotspot gives it.
func raw(density []float64, bandwidth float64) []float64 {
	return each(density, func(d float64) float64 { return d * math.Pi * bandwidth * bandwidth / 3 })
}

// SpatialKDE's and sfhotspot's kernels at the centres of the cells of Memphis, in
// their plane.
func TestGoldenDensity(t *testing.T) {
	t.Parallel()
	m := memphisLattice(t)
	points := goldenTable(t, "hotspot/memphis_points.csv")
	events, harm := points.points(t, "x_utm15n", "y_utm15n"), points.numbers(t, "harm")
	want := goldenTable(t, "hotspot/kde_h3r8.csv")
	wide, err := hotspot.RuleBandwidth(events)
	if err != nil {
		t.Fatal(err)
	}
	var rule struct {
		X     float64 `json:"sfhotspot_1_0_value"`
		Mean  float64 `json:"documented_mean"`
		Check struct {
			Sum float64 `json:"sum_quartic_density_times_area"`
		} `json:"integral_check"`
	}
	goldenJSON(t, "hotspot/kde_bandwidth.json", &rule)
	near6(t, "bandwidth", []float64{wide}, []float64{rule.Mean})

	quartic := density(t, events, nil, m.centres, hotspot.Quartic, 1000)
	near6(t, "quartic_raw_sfh", raw(density(t, events, nil, m.centres, hotspot.Quartic, rule.X), rule.X), want.numbers(t, "quartic_raw_sfh"))
	near6(t, "quartic_raw_500", raw(density(t, events, nil, m.centres, hotspot.Quartic, 500), 500), want.numbers(t, "quartic_raw_500"))
	near6(t, "quartic_raw_1000", raw(quartic, 1000), want.numbers(t, "quartic_raw_1000"))
	near6(t, "quartic_raw_1000_harm", raw(density(t, events, harm, m.centres, hotspot.Quartic, 1000), 1000), want.numbers(t, "quartic_raw_1000_harm"))
	nearly(t, "quartic_density_1000", quartic, want.numbers(t, "quartic_density_1000"), 1e-15)
	// Beyond six bandwidths lie 2,245 events × e^−18 of the peak at the most.
	nearly(t, "gauss_density_500", density(t, events, nil, m.centres, hotspot.Gaussian, 500), want.numbers(t, "gauss_density_500"), 2245*math.Exp(-18)/(2*math.Pi*500*500))

	sum := 0.0
	for i, area := range m.numbers(t, "area_m2") {
		sum += quartic[i] * area
	}
	near6(t, "sum of density times area", []float64{sum}, []float64{rule.Check.Sum})
	// What older programs print is 7.25 times as much.
	nearly(t, "quartic_spatialkde_scaled_1000", each(quartic, func(d float64) float64 { return 7.25 * d }), want.numbers(t, "quartic_spatialkde_scaled_1000"), 1e-14)
}

// Every axis by itself: events on a line have the bandwidth of that axis, halved.
func TestGoldenBandwidthOfAnAxis(t *testing.T) {
	t.Parallel()
	var want struct {
		X float64 `json:"nrd_x"`
		Y float64 `json:"nrd_y"`
	}
	goldenJSON(t, "hotspot/kde_bandwidth.json", &want)
	events := goldenTable(t, "hotspot/memphis_points.csv").points(t, "x_utm15n", "y_utm15n")
	for axis, nrd := range []float64{want.X, want.Y} {
		line := make([]orb.Point, len(events))
		for i, e := range events {
			line[i][axis] = e[axis]
		}
		h, err := hotspot.RuleBandwidth(line)
		if err != nil {
			t.Fatal(err)
		}
		near6(t, fmt.Sprint("axis ", axis), []float64{2 * h}, []float64{nrd})
	}
}

// sfhotspot 1.0.0 on grids of its own: the densities at the given centres, in the
// bandwidth that it makes of January's events.
func TestGoldenDensityOnPlanarGrids(t *testing.T) {
	t.Parallel()
	events := januaryOfMemphis(t)
	var x []orb.Point
	for _, e := range events {
		x = append(x, orb.Point{e[0], 0})
	}
	h, err := hotspot.RuleBandwidth(x)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sfhotspot_jan_hex1000", "sfhotspot_jan_rect1000"} {
		grid := goldenTable(t, "hotspot/"+name+".csv")
		near6(t, name, raw(density(t, events, nil, grid.points(t, "cx", "cy"), hotspot.Quartic, 2*h), 2*h), grid.numbers(t, "kde"))
	}
}

// januaryOfMemphis returns where the robberies of January were, UTM 15N.
func januaryOfMemphis(t *testing.T) []orb.Point {
	t.Helper()
	return goldenTable(t, "hotspot/knox_input.csv").points(t, "x", "y")
}

// Over a fine grid around the events, the density adds up to their weight.
func TestDensityAddsUpToTheWeight(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bandwidth := rapid.Float64Range(80, 300).Draw(t, "bandwidth")
		kernel := rapid.SampledFrom([]hotspot.Kernel{hotspot.Quartic, hotspot.Gaussian}).Draw(t, "kernel")
		var events []orb.Point
		var weights []float64
		total := 0.0
		for range rapid.IntRange(1, 6).Draw(t, "events") {
			events = append(events, orb.Point{rapid.Float64Range(0, 500).Draw(t, "x"), rapid.Float64Range(0, 500).Draw(t, "y")})
			weights = append(weights, rapid.Float64Range(0, 365).Draw(t, "weight"))
			total += weights[len(weights)-1]
		}
		step, margin := bandwidth/10, 6*bandwidth
		var at []orb.Point
		for x := -margin; x < 500+margin; x += step {
			for y := -margin; y < 500+margin; y += step {
				at = append(at, orb.Point{x, y})
			}
		}
		sum := 0.0
		for _, d := range density(t, events, weights, at, kernel, bandwidth) {
			sum += d * step * step
		}
		if math.Abs(sum-total) > 0.005*total+1e-9 {
			t.Fatalf("%g of a weight of %g", sum, total)
		}
	})
}

// The index finds what a look at every pair finds.
func TestDensityIsThatOfEveryPair(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.Float64Range(-1e4, 1e4)
		point := rapid.Custom(func(t *rapid.T) orb.Point { return orb.Point{coordinate.Draw(t, "x"), coordinate.Draw(t, "y")} })
		events, at := rapid.SliceOfN(point, 0, 30).Draw(t, "events"), rapid.SliceOfN(point, 1, 10).Draw(t, "at")
		h := rapid.Float64Range(1, 1e5).Draw(t, "bandwidth")
		got := density(t, events, nil, at, hotspot.Quartic, h)
		for i, p := range at {
			want := 0.0
			for _, e := range events {
				if d2 := (e[0]-p[0])*(e[0]-p[0]) + (e[1]-p[1])*(e[1]-p[1]); d2 <= h*h {
					want += 3 / (math.Pi * h * h) * (1 - d2/h/h) * (1 - d2/h/h)
				}
			}
			if math.Abs(got[i]-want) > 1e-9*(want+1/h/h) {
				t.Fatalf("at %v %g, want %g", p, got[i], want)
			}
		}
	})
}

func TestDensityRefuses(t *testing.T) {
	t.Parallel()
	one := []orb.Point{{0, 0}}
	for name, tt := range map[string]struct {
		events    []orb.Point
		weights   []float64
		kernel    hotspot.Kernel
		bandwidth float64
	}{
		"a bandwidth of 0":        {one, nil, hotspot.Quartic, 0},
		"a bandwidth below 0":     {one, nil, hotspot.Gaussian, -5},
		"no number for bandwidth": {one, nil, hotspot.Quartic, math.NaN()},
		"an endless bandwidth":    {one, nil, hotspot.Quartic, math.Inf(1)},
		"an unknown kernel":       {one, nil, "triangle", 100},
		"a position nowhere":      {[]orb.Point{{math.NaN(), 0}}, nil, hotspot.Quartic, 100},
		"weights of others":       {one, []float64{1, 2}, hotspot.Quartic, 100},
		"a weight below 0":        {one, []float64{-1}, hotspot.Quartic, 100},
	} {
		if d, err := hotspot.Density(tt.events, tt.weights, one, tt.kernel, tt.bandwidth); err == nil {
			t.Errorf("%s: %v", name, d)
		}
	}
	for name, events := range map[string][]orb.Point{"nothing": nil, "one event": one, "one place": {{3, 4}, {3, 4}, {3, 4}}} {
		if h, err := hotspot.RuleBandwidth(events); err == nil {
			t.Errorf("%s has the bandwidth %g", name, h)
		}
	}
}

func TestDualHasNoRatioToNothing(t *testing.T) {
	t.Parallel()
	got, err := hotspot.Dual([]float64{2, 2, 0, 0, 5e300}, []float64{4, 0, 4, 0, 5e-300})
	if err != nil {
		t.Fatal(err)
	}
	want := []hotspot.Contrast{
		{Difference: -2, Sum: 6, Ratio: 0.5, Log: math.Log(0.5), HasRatio: true, HasLog: true},
		{Difference: 2, Sum: 2},
		{Difference: -4, Sum: 4, HasRatio: true},
		{},
		{Difference: 5e300, Sum: 5e300},
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("place %d: %+v, want %+v", i, got[i], want[i])
		}
	}
	if _, err := json.Marshal(got); err != nil {
		t.Error(err)
	}
	if _, err := hotspot.Dual(ones(2), ones(3)); err == nil {
		t.Error("two places and three are contrasted")
	}
}
