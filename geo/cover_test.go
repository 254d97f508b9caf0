package geo_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/geo"
)

// TestCoverIsWhatH3Covers holds the cells of a polygon with a hole, of any size, anywhere,
// against those that H3 finds by following the border.
func TestCoverIsWhatH3Covers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		resolution := rapid.IntRange(geo.MinResolution, geo.MaxResolution).Draw(t, "resolution")
		cells := rapid.Float64Range(0.1, 60).Draw(t, "radius in cells")
		radius := cells * 0.02 * math.Pow(7, float64(geo.MinResolution-resolution)/2) // degrees
		middle := orb.Point{rapid.Float64Range(-178, 178).Draw(t, "lon"), rapid.Float64Range(-75, 75).Draw(t, "lat")}
		around := func(scale float64, name string) orb.Ring {
			far := rapid.SliceOfN(rapid.Float64Range(0.3, 1), 3, 40).Draw(t, name)
			var ring orb.Ring
			for i, r := range far {
				turn := 2 * math.Pi * float64(i) / float64(len(far))
				ring = append(ring, orb.Point{middle[0] + scale*radius*r*math.Cos(turn), middle[1] + scale*radius*r*math.Sin(turn)})
			}
			return append(ring, ring[0])
		}
		polygon := orb.Polygon{around(1, "border"), around(0.1, "hole")}
		got, err := geo.Cover(orb.MultiPolygon{polygon}, resolution)
		if err != nil {
			t.Fatal(err)
		}
		var loops []h3.GeoLoop
		for _, ring := range polygon {
			var loop h3.GeoLoop
			for _, p := range ring {
				loop = append(loop, h3.NewLatLng(p[1], p[0]))
			}
			loops = append(loops, loop)
		}
		want, err := h3.PolygonToCells(h3.GeoPolygon{GeoLoop: loops[0], Holes: loops[1:]}, resolution)
		if err != nil {
			t.Fatal(err)
		}
		if len(want) == 0 { // it has the cell of its first point
			want = []h3.Cell{got.Cells[0]}
		}
		slices.Sort(want)
		if diff := cmp.Diff(want, got.Cells); diff != "" {
			t.Fatalf("H3's cells and ours: %s", diff)
		}
	})
}
