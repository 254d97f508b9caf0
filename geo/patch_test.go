package geo_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/geo"
)

// TestLatticeIsWhereH3HasIt holds centres and areas that are worked out many at a time
// against H3's own, anywhere on the globe: within a face of the icosahedron, over the edge
// of one, and about a pentagon.
func TestLatticeIsWhereH3HasIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		resolution := rapid.IntRange(geo.CoarsestShown, geo.MaxResolution).Draw(t, "resolution")
		at := orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-89, 89).Draw(t, "lat")}
		if rapid.Bool().Draw(t, "near a pentagon") {
			pentagons, err := h3.Pentagons(resolution)
			if err != nil {
				t.Fatal(err)
			}
			if at, err = geo.Centre(rapid.SampledFrom(pentagons).Draw(t, "pentagon")); err != nil {
				t.Fatal(err)
			}
		}
		cell, err := geo.CellAt(at, resolution)
		if err != nil {
			t.Fatal(err)
		}
		disk, err := cell.GridDisk(rapid.IntRange(0, 30).Draw(t, "rings"))
		if err != nil {
			t.Fatal(err)
		}
		l, err := geo.Union([]geo.Lattice{{Resolution: resolution, Cells: disk}})
		if err != nil {
			t.Fatal(err)
		}
		holdAgainstH3(t, l)
	})
}

func holdAgainstH3(t rapid.TB, l geo.Lattice) {
	points, err := l.Points()
	if err != nil {
		t.Fatal(err)
	}
	areas, err := l.Areas()
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range l.Cells {
		centre, err := c.LatLng()
		if err != nil {
			t.Fatal(err)
		}
		metres := h3.GreatCircleDistanceM(centre, h3.NewLatLng(points[i][1], points[i][0]))
		if metres > 1e-6 {
			t.Fatalf("cell %s: centre %v, by H3 %v, %g m apart", c, points[i], centre, metres)
		}
		area, err := h3.CellAreaM2(c)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(areas[i]/area-1) > 1e-8 {
			t.Fatalf("cell %s: %g m², by H3 %g m²: %g", c, areas[i], area, areas[i]/area-1)
		}
	}
}
