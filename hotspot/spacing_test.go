package hotspot_test

import (
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/hotspot"
)

// TestSpacing has points of a grid, which are its step apart however many offences
// stand at them, and a town whose points are closer than those around it.
func TestSpacing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.Float64Range(1, 500).Draw(t, "step")
		n := rapid.IntRange(2, 9).Draw(t, "side")
		var grid []crime.SnapPoint
		for i := range n * n {
			grid = append(grid, crime.SnapPoint{
				At: orb.Point{600_000 + step*float64(i%n), 200_000 + step*float64(i/n)}, Offences: rapid.IntRange(1, 50).Draw(t, "offences"),
			})
		}
		if got := hotspot.Spacing(grid); got < step-1e-6 || got > step+1e-6 {
			t.Errorf("a grid of %g m is %g m apart", step, got)
		}
	})
	for name, tt := range map[string]struct {
		points []crime.SnapPoint
		want   float64
	}{
		"none": {nil, 0},
		"one":  {[]crime.SnapPoint{{Offences: 3}}, 0},
		"where most are": {[]crime.SnapPoint{
			{At: orb.Point{0, 0}, Offences: 10}, {At: orb.Point{40, 0}, Offences: 10}, {At: orb.Point{1000, 0}, Offences: 1}, {At: orb.Point{2000, 0}, Offences: 1},
		}, 40},
	} {
		if got := hotspot.Spacing(tt.points); got != tt.want {
			t.Errorf("%s: %g m, want %g", name, got, tt.want)
		}
	}
}
