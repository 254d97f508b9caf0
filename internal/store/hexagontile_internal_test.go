package store

import (
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
)

// aTile returns the cells of a tile's ground at resolution 10, with values.
func aTile(t testing.TB) (maptile.Tile, []crime.CellValue) {
	t.Helper()
	tile := maptile.At(orb.Point{0.7, 51.55}, 12)
	l, err := geo.Cover(orb.MultiPolygon{tile.Bound(0.1).ToPolygon()}, 10)
	if err != nil {
		t.Fatal(err)
	}
	values := make([]crime.CellValue, len(l.Cells))
	for i, c := range l.Cells {
		values[i].Cell, values[i].Count, values[i].Harm = c, float64(i%7), float64(i%900)*0.5
		if risk := 1 + float64(i)/100; i%2 == 0 {
			values[i].Risk = &risk
		}
	}
	return tile, values
}

// TestDrawHexagons reads a tile with another's decoder: it has the cells that meet it,
// where they are, wound as the format wants them, with their values.
func TestDrawHexagons(t *testing.T) {
	t.Parallel()
	tile, values := aTile(t)
	drawn, err := drawHexagons(values, tile)
	if err != nil {
		t.Fatal(err)
	}
	layers, err := mvt.Unmarshal(drawn)
	if err != nil || len(layers) != 1 || layers[0].Name != "cells" || layers[0].Version != 2 || layers[0].Extent != extent {
		t.Fatalf("%v, %d layers", err, len(layers))
	}
	want := map[string]crime.CellValue{}
	reach := tile.Bound(margin)
	for _, v := range values {
		outline, err := geo.Hexagon(v.Cell)
		if err != nil {
			t.Fatal(err)
		}
		if outline.Bound().Intersects(reach) {
			want[v.Cell.String()] = v
		}
	}
	if have := len(layers[0].Features); have < len(want)*99/100 || have > len(want) {
		t.Errorf("%d hexagons, want %d, but for those that barely touch", have, len(want))
	}
	for _, f := range layers[0].Features {
		v, known := want[f.Properties.MustString("cell", "")]
		ring := f.Geometry.(orb.Polygon)[0]
		if area := planar.Area(ring); !known || ring.Orientation() != orb.CCW || area <= 0 {
			t.Fatalf("%v: %v, area %g", f.Properties, ring, area)
		}
		risk, scored := f.Properties["risk"]
		if f.Properties["count"] != v.Count || f.Properties["harm"] != v.Harm || f.Properties["resolution"] != 10.0 || scored != (v.Risk != nil) || scored && risk != *v.Risk {
			t.Fatalf("%v, want %+v", f.Properties, v)
		}
	}
}

// TestHexagonsInATile: at every zoom a tile that is all land has no more cells of a surface
// than it may have, and the deepest shows the surface's own.
func TestHexagonsInATile(t *testing.T) {
	t.Parallel()
	for zoom := maptile.Zoom(8); zoom <= 14; zoom++ {
		tile := maptile.At(orb.Point{0.7, 50}, zoom) // in the south of England, where a tile has the most ground
		for finest := geo.MinResolution; finest <= 12; finest++ {
			shown := tileResolution(zoom, finest)
			if zoom == 14 && shown != finest {
				t.Errorf("the deepest zoom shows resolution %d of %d", shown, finest)
			}
			cell, err := geo.CellAt(tile.Center(), shown)
			if err != nil {
				t.Fatal(err)
			}
			area, err := h3.CellAreaM2(cell)
			if err != nil {
				t.Fatal(err)
			}
			if n := orbgeo.Area(tile.Bound(margin)) / area; n > mostHexagons {
				t.Errorf("zoom %d, resolution %d: %.0f cells", zoom, shown, n)
			}
		}
	}
}

// BenchmarkDrawHexagons draws some four thousand.
func BenchmarkDrawHexagons(b *testing.B) {
	tile, values := aTile(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := drawHexagons(values, tile); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(values)), "ns/hexagon")
}
