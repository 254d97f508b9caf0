package geo_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"beatplan/geo"
)

func TestMiddle(t *testing.T) {
	t.Parallel()
	box := func(west, south, east, north float64) orb.Ring {
		return orb.Ring{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}
	}
	tests := map[string]struct {
		land orb.MultiPolygon
		want orb.Point
	}{
		"a square":               {orb.MultiPolygon{{box(0, 0, 2, 2)}}, orb.Point{1, 1}},
		"the larger of two":      {orb.MultiPolygon{{box(0, 0, 1, 1)}, {box(4, 4, 6, 6)}}, orb.Point{5, 5}},
		"around a court":         {orb.MultiPolygon{{box(0, 0, 4, 4), box(1, 1, 3, 3)}}, orb.Point{0.5, 2}},
		"a horseshoe":            {orb.MultiPolygon{{{{0, 0}, {6, 0}, {6, 4}, {4, 4}, {4, 1}, {1, 1}, {1, 4}, {0, 4}, {0, 0}}}}, orb.Point{5, 25.5 / 15}}, // (6·0.5 + 3·2.5 + 6·2.5)/15 high, between its arms, of which the right is the wider
		"nothing but its border": {orb.MultiPolygon{{{{1, 2}, {3, 2}, {1, 2}, {1, 2}}}}, orb.Point{1, 2}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := geo.Middle(tt.land); planar.Distance(got, tt.want) > 1e-12 {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

// TestMiddleLaw: the middle of a star is on it, wherever its points are.
func TestMiddleLaw(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lengths := rapid.SliceOfN(rapid.Float64Range(0.01, 1), 3, 12).Draw(t, "lengths")
		var ring orb.Ring
		for i, r := range lengths {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(len(lengths)))
			ring = append(ring, orb.Point{r * cos, 51 + r*sin})
		}
		star := orb.Polygon{append(ring, ring[0])}
		if got := geo.Middle(orb.MultiPolygon{star}); !planar.PolygonContains(star, got) {
			t.Fatalf("%v is outside %v", got, star)
		}
	})
}
