package geo_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"beatplan/geo"
)

func TestLocator(t *testing.T) {
	t.Parallel()
	ringed := orb.Polygon{box(0, 50, 1, 51)[0], box(0.4, 50.4, 0.6, 50.6)[0]} // with a hole
	lands := []orb.MultiPolygon{{ringed}, {}, {box(1, 50, 2, 51)}, {box(0.45, 50.45, 0.5, 50.5), box(3, 50, 3.1, 50.1)}, {box(2.5, 49.5, 3.5, 50.5)}}
	tests := map[string]struct {
		at   orb.Point
		want int // less than 0: none
	}{
		"inside":                       {orb.Point{0.2, 50.5}, 0},
		"in a hole":                    {orb.Point{0.55, 50.55}, -1},
		"in a land in the hole":        {orb.Point{0.47, 50.47}, 3},
		"on a border of two":           {orb.Point{1, 50.5}, 2},
		"beyond it":                    {orb.Point{1.5, 50.5}, 2},
		"in the second part of a land": {orb.Point{3.05, 50.05}, 3},
		"in one that another overlaps": {orb.Point{2.6, 50.2}, 4},
		"west of all":                  {orb.Point{-1, 50.5}, -1},
		"south of all":                 {orb.Point{0.5, 49}, -1},
		"between":                      {orb.Point{2.2, 50.7}, -1},
		"nowhere":                      {orb.Point{math.NaN(), 50.5}, -1},
	}
	l := geo.NewLocator(lands)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, found := l.At(tt.at); found != (tt.want >= 0) || found && got != tt.want {
				t.Errorf("%d, %t; want %d", got, found, tt.want)
			}
		})
	}
	if _, found := geo.NewLocator(nil).At(orb.Point{0, 50}); found {
		t.Error("found in nothing")
	}
}

// TestLocatorFindsWhatContains holds random stars against a test of each polygon.
func TestLocatorFindsWhatContains(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var lands []orb.MultiPolygon
		for range rapid.IntRange(0, 6).Draw(t, "lands") {
			middle := orb.Point{rapid.Float64Range(0, 1).Draw(t, "x"), rapid.Float64Range(51, 52).Draw(t, "y")}
			radii := rapid.SliceOfN(rapid.Float64Range(0.01, 0.5), 3, 40).Draw(t, "radii")
			var ring orb.Ring
			for i, r := range radii {
				sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(len(radii)))
				ring = append(ring, orb.Point{middle[0] + r*cos, middle[1] + r*sin})
			}
			lands = append(lands, orb.MultiPolygon{{append(ring, ring[0])}})
		}
		l := geo.NewLocator(lands)
		for range 20 {
			at := orb.Point{rapid.Float64Range(-0.5, 1.5).Draw(t, "lon"), rapid.Float64Range(50.5, 52.5).Draw(t, "lat")}
			want, border := -1, false
			for i := len(lands) - 1; i >= 0; i-- {
				if planar.MultiPolygonContains(lands[i], at) {
					want = i
				}
				border = border || planar.DistanceFrom(orb.LineString(lands[i][0][0]), at) < 1e-9
			}
			if border {
				continue // of one land or the other, or of none
			}
			if got, found := l.At(at); found != (want >= 0) || found && got != want {
				t.Fatalf("%v is in %d, %t; want %d", at, got, found, want)
			}
		}
	})
}

// TestNear goes so many metres east, west, north and south of a square: a degree of
// longitude at 51.55° north is cos 51.55° of one of latitude, which is 111,195 m.
func TestNear(t *testing.T) {
	t.Parallel()
	l := geo.NewLocator([]orb.MultiPolygon{{{{{0.7, 51.5}, {0.8, 51.5}, {0.8, 51.6}, {0.7, 51.6}, {0.7, 51.5}}}}})
	const metres, middle = 1000.0, 51.55
	north := metres / 111_195
	east := north / math.Cos(middle*math.Pi/180)
	for name, at := range map[string]orb.Point{
		"east": {0.8 + east, middle}, "west": {0.7 - east, middle}, "north": {0.75, 51.6 + north}, "south": {0.75, 51.5 - north},
	} {
		if l.Near(at, 0.98*metres) || !l.Near(at, 1.02*metres) {
			t.Errorf("%g m %s: within %g m %t, within %g m %t", metres, name, 0.98*metres, l.Near(at, 0.98*metres), 1.02*metres, l.Near(at, 1.02*metres))
		}
	}
	// A corner is as far as Pythagoras has it.
	if corner := (orb.Point{0.8 + east, 51.6 + north}); l.Near(corner, 1.38*metres) || !l.Near(corner, 1.45*metres) {
		t.Error("the corner is not 1,414 m away")
	}
	if !l.Near(orb.Point{0.75, 51.55}, 0) {
		t.Error("what is inside is not near")
	}
}
