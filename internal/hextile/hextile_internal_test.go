package hextile

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/encoding/mvt"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/geo"
)

// A county is a surface in memory, and counts what is read of it.
type county struct {
	values []crime.CellValue // ascending
	read   int               // parts
}

func (c *county) LatticeParts(context.Context, string) ([]h3.Cell, error) {
	var parts []h3.Cell
	for _, v := range c.values {
		parts = append(parts, geo.Parent(v.Cell, v.Cell.Resolution()-geo.PartsUp))
	}
	return slices.Compact(parts), nil
}

func (c *county) SurfaceParts(_ context.Context, _, _ string, resolution int, parts []h3.Cell) ([][]crime.CellValue, error) {
	var of [][]crime.CellValue
	for _, p := range parts {
		var in []crime.CellValue
		for _, v := range c.values {
			if geo.Parent(v.Cell, p.Resolution()) != p {
				continue
			}
			if shown := p.Resolution() + geo.PartsUp; shown < resolution {
				v = crime.CellValue{Cell: geo.Parent(v.Cell, shown)}
				if len(in) > 0 && in[len(in)-1].Cell == v.Cell {
					continue
				}
			}
			in = append(in, v)
		}
		of = append(of, in)
	}
	c.read += len(parts)
	return of, nil
}

// aCounty returns a surface at resolution 10 on the ground of a tile and around it.
func aCounty(t testing.TB, tile maptile.Tile) *county {
	t.Helper()
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
	return &county{values: values}
}

var surface = Surface{ID: "surface", Lattice: "lattice", Resolution: 10}

// plainly draws a tile in the plainest way: every hexagon by itself, from WGS 84, as
// features of GeoJSON in the units of the tile.
func plainly(t testing.TB, values []crime.CellValue, tile maptile.Tile) []*geojson.Feature {
	t.Helper()
	reach := orb.Bound{Min: orb.Point{-margin, -margin}, Max: orb.Point{extent + margin, extent + margin}}
	var features []*geojson.Feature
	for _, v := range values {
		outline, err := geo.Hexagon(v.Cell)
		if err != nil {
			t.Fatal(err)
		}
		ring := outline[0]
		for i, p := range ring {
			side := math.Exp2(float64(tile.Z))
			sin := math.Sin(p[1] * math.Pi / 180)
			x, y := (p[0]/360+0.5)*side, (0.5-math.Log((1+sin)/(1-sin))/(4*math.Pi))*side
			ring[i] = orb.Point{math.Round((x - float64(tile.X)) * extent), math.Round((y - float64(tile.Y)) * extent)}
		}
		if !ring.Bound().Intersects(reach) {
			continue
		}
		if ring = clip.Ring(reach, ring); len(ring) < 4 || planar.Area(ring) == 0 {
			continue
		}
		for i, p := range ring {
			ring[i] = orb.Point{math.Round(p[0]), math.Round(p[1])}
		}
		if ring = slices.Compact(ring); len(ring) < 4 {
			continue
		}
		ring.Reverse()
		f := geojson.NewFeature(orb.Polygon{ring})
		f.Properties = geojson.Properties{"cell": v.Cell.String(), "count": v.Count, "harm": v.Harm, "asb": v.ASB, "resolution": float64(v.Cell.Resolution())}
		if v.Risk != nil {
			f.Properties["risk"] = *v.Risk
		}
		features = append(features, f)
	}
	return features
}

// TestTile reads tiles with another's decoder: they have the features that the plainest
// way to draw them has, in the order of the cells, wound as the format wants them.
func TestTile(t *testing.T) {
	t.Parallel()
	whole := maptile.At(orb.Point{0.7, 51.55}, 12)
	c := aCounty(t, whole)
	d := New(c)
	tiles := []maptile.Tile{whole, maptile.At(whole.Center(), 11), maptile.New(whole.X+1, whole.Y, 12), maptile.At(whole.Bound().LeftTop(), 13)}
	for _, z := range []maptile.Zoom{13, 14, 16, 18} {
		tiles = append(tiles, maptile.At(whole.Center(), z), maptile.At(whole.Bound().RightBottom(), z))
	}
	for _, tile := range tiles {
		drawn, err := d.Tile(t.Context(), surface, tile)
		if err != nil {
			t.Fatal(err)
		}
		layers, err := mvt.Unmarshal(drawn.MVT)
		if err != nil || len(layers) != 1 || layers[0].Name != "cells" || layers[0].Version != 2 || layers[0].Extent != extent {
			t.Fatalf("%v: %v, %d layers", tile, err, len(layers))
		}
		if shown := resolutionAt(tile.Z, 10); shown != 10 {
			if f := layers[0].Features[0]; f.Properties["resolution"] != float64(shown) {
				t.Errorf("%v: %v, want hexagons of %d", tile, f.Properties, shown)
			}
			continue
		}
		if diff := cmp.Diff(plainly(t, c.values, tile), layers[0].Features); diff != "" || drawn.More {
			t.Errorf("%v, more %v (-want +got):\n%.2000s", tile, drawn.More, diff)
		}
		for _, f := range layers[0].Features {
			if ring := f.Geometry.(orb.Polygon)[0]; ring.Orientation() != orb.CCW {
				t.Fatalf("%v: %v is wound the wrong way", tile, ring)
			}
		}
	}
}

// TestPartsAreReadOnce asks for neighbours, and for the same ground again.
func TestPartsAreReadOnce(t *testing.T) {
	t.Parallel()
	whole := maptile.At(orb.Point{0.7, 51.55}, 12)
	c := aCounty(t, whole)
	d := New(c)
	for range 2 {
		for _, tile := range append(whole.Children(), whole) {
			if _, err := d.Tile(t.Context(), surface, tile); err != nil {
				t.Fatal(err)
			}
		}
	}
	if parts, _ := c.LatticeParts(t.Context(), ""); c.read == 0 || c.read > len(parts) {
		t.Errorf("%d parts read of %d", c.read, len(parts))
	}
}

// TestMoreHexagons: a tile with more cells than it has room for says so.
func TestMoreHexagons(t *testing.T) {
	t.Parallel()
	c := aCounty(t, maptile.At(orb.Point{0.7, 51.55}, 10))
	tile := maptile.At(orb.Point{0.7, 51.55}, 9)
	var parts []*outlines
	var values [][]crime.CellValue
	all, _ := c.LatticeParts(t.Context(), "")
	of, _ := c.SurfaceParts(t.Context(), "", "", 10, all)
	for i, p := range all {
		o, err := outlinesOf(p)
		if err != nil {
			t.Fatal(err)
		}
		parts, values = append(parts, o), append(values, of[i])
	}
	drawn, more := New(c).draw(frameOf(tile), 10, values, parts)
	layers, err := mvt.Unmarshal(drawn)
	if err != nil || len(layers[0].Features) != mostHexagons || !more {
		t.Errorf("%v, %d hexagons of %d, more %v", err, len(layers[0].Features), len(c.values), more)
	}
}

// TestBoxOf holds the box of a part against the outlines of its cells, all over the globe
// but for the poles, which Web Mercator does not have, and the 180th meridian.
func TestBoxOf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := orb.Point{rapid.Float64Range(-160, 160).Draw(t, "longitude"), rapid.Float64Range(-70, 70).Draw(t, "latitude")}
		part, err := geo.CellAt(at, rapid.IntRange(geo.CoarsestShown-geo.PartsUp, geo.MaxResolution-geo.PartsUp).Draw(t, "resolution"))
		if err != nil {
			t.Fatal(err)
		}
		box, err := boxOf(part)
		if err != nil {
			t.Fatal(err)
		}
		shapes, err := outlinesOf(part)
		if err != nil {
			t.Fatal(err)
		}
		cells, err := part.Children(part.Resolution() + geo.PartsUp)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cells {
			outline, err := c.Boundary()
			if err != nil {
				t.Fatal(err)
			}
			have := shapes.of(c, c.Resolution())
			if len(have) != len(outline) {
				t.Fatalf("cell %s has %d corners, want %d", c, len(have), len(outline))
			}
			for i, p := range have {
				if x, y := int64(p.x), int64(p.y); x < box.left || x > box.right || y < box.top || y > box.bottom {
					t.Fatalf("a corner of %s at %d, %d is beyond the box %v of part %s", c, x, y, box, part)
				}
				if p != project(outline[i]) {
					t.Fatalf("corner %d of %s is another's", i, c)
				}
			}
		}
	})
}

// TestHexagonsInATile: at every zoom a tile that is all land has no more cells of a surface
// than it may have, and the deepest shows the surface's own.
func TestHexagonsInATile(t *testing.T) {
	t.Parallel()
	for zoom := maptile.Zoom(8); zoom <= 14; zoom++ {
		tile := maptile.At(orb.Point{0.7, 50}, zoom) // in the south of England, where a tile has the most ground
		for finest := geo.MinResolution; finest <= 12; finest++ {
			shown := resolutionAt(zoom, finest)
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
			if n := orbgeo.Area(tile.Bound(float64(margin)/extent)) / area; n > mostHexagons {
				t.Errorf("zoom %d, resolution %d: %.0f cells", zoom, shown, n)
			}
		}
	}
}

// BenchmarkTile draws some four thousand hexagons whose parts are there, as many that are
// not, and the few of a close view.
func BenchmarkTile(b *testing.B) {
	tile := maptile.At(orb.Point{0.7, 51.55}, 12)
	c := aCounty(b, tile)
	known := New(c)
	tests := map[string]struct {
		drawer func() *Drawer
		tile   maptile.Tile
	}{
		"known": {func() *Drawer { return known }, tile},
		"new":   {func() *Drawer { return New(c) }, tile},
		"close": {func() *Drawer { return known }, maptile.At(tile.Center(), 14)},
	}
	for name, tt := range tests {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := tt.drawer().Tile(b.Context(), surface, tt.tile); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Cells are read when they are first drawn.
func ExampleNew() {
	ground := maptile.At(orb.Point{0.7, 51.55}, 14)
	cell, err := geo.CellAt(ground.Center(), 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	c := &county{values: []crime.CellValue{{Cell: cell}}}
	d := New(c)
	before := c.read
	_, err = d.Tile(context.Background(), surface, ground)
	fmt.Println(before, c.read > 0, err)
	// Output: 0 true <nil>
}

// Far from a surface there is nothing to draw.
func ExampleDrawer_Tile() {
	ground := maptile.At(orb.Point{0.7, 51.55}, 14)
	cell, err := geo.CellAt(ground.Center(), 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	d := New(&county{values: []crime.CellValue{{Cell: cell}}})
	for _, tile := range []maptile.Tile{ground, maptile.At(orb.Point{0.9, 51.55}, 14)} {
		drawn, err := d.Tile(context.Background(), surface, tile)
		fmt.Println(len(drawn.MVT) > 0, err)
	}
	// Output:
	// true <nil>
	// false <nil>
}
