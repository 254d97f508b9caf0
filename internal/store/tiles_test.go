package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/hextile"
	"beatplan/internal/store"
)

// layers returns the features of a tile by layer.
func layers(t *testing.T, tile geo.Tile, err error) map[string][]*geojson.Feature {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := mvt.Unmarshal(tile.MVT)
	if err != nil {
		t.Fatal(err)
	}
	features := map[string][]*geojson.Feature{}
	for _, layer := range decoded {
		features[layer.Name] = append(features[layer.Name], layer.Features...)
	}
	return features
}

// named returns a property of features, in their order.
func named(features []*geojson.Feature, property string) []any {
	values := []any{}
	for _, f := range features {
		values = append(values, f.Properties[property])
	}
	return values
}

// inWest is the tile at a zoom that holds a place in the west's one ward.
func inWest(zoom maptile.Zoom) maptile.Tile { return maptile.At(orb.Point{0.52, 51.52}, zoom) }

func TestAreasTile(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	tests := map[string]struct {
		tile maptile.Tile
		want []any
	}{
		"far":       {inWest(6), []any{"F1", "D1", "D2", "D3"}},
		"near":      {inWest(12), []any{"F1", "D1", "W1"}},
		"elsewhere": {maptile.At(orb.Point{-1.5, 53.8}, 9), []any{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mvt, err := s.AreasTile(t.Context(), tt.tile)
			got := layers(t, mvt, err)
			same(t, tt.want, named(got["areas"], "code"))
			for _, f := range got["areas"] {
				if f.Geometry.Dimensions() != 2 || f.Properties["invented"] != (f.Properties["code"] == "F1") {
					t.Errorf("%s with %v", f.Geometry.GeoJSONType(), f.Properties)
				}
			}
			for _, f := range got["area-labels"] {
				if f.Geometry.Dimensions() != 0 || f.Properties["name"] == "" {
					t.Errorf("%s with %v", f.Geometry.GeoJSONType(), f.Properties)
				}
			}
		})
	}
	mvt, err := s.AreasTile(t.Context(), inWest(6))
	same(t, []any{"County", "West", "East", "Abroad"}, named(layers(t, mvt, err)["area-labels"], "name"))
}

func TestSitesTile(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := orb.Point{0.52, 51.52}
	sites := []geo.Site{
		{Source: "list", ID: "1", Name: "The Ship", Category: "pub", At: &at},
		{Source: "list", ID: "2", Name: "West", Category: "station", At: &at},
		{Source: "list", ID: "3", Name: "The Van", Category: "mobile-caterer"},
	}
	if _, err := s.ImportSites(t.Context(), sources(sites), "test"); err != nil {
		t.Fatal(err)
	}
	for zoom, want := range map[maptile.Zoom][]any{8: {"West"}, 11: {"West"}, 12: {"The Ship", "West"}} {
		mvt, err := s.SitesTile(t.Context(), inWest(zoom))
		features := layers(t, mvt, err)["sites"]
		same(t, want, named(features, "name"))
		if got := features[len(features)-1].Properties; got["id"] != "list:2" || got["category"] != "station" {
			t.Errorf("properties %v", got)
		}
	}
}

// TestSurfaceTile holds the tiles of every zoom against the surface: whatever
// the hexagons that they show, their sums are the surface's.
func TestSurfaceTile(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	l, err := geo.Cover(west().Land, 9)
	if err != nil {
		t.Fatal(err)
	}
	var want crime.CellTally
	risk := 0.0
	for _, v := range surface(t, s, l, "surface-1") {
		want.Count += v.Count
		want.Harm += v.Harm
		want.ASB += v.ASB
		if v.Risk != nil {
			risk = max(risk, *v.Risk)
		}
	}
	for zoom := maptile.Zoom(0); zoom <= 13; zoom++ {
		cells, resolution := shown(t, s, l, zoom)
		var got crime.CellTally
		highest := 0.0
		for _, c := range cells {
			got.Count += c["count"].(float64)
			got.Harm += c["harm"].(float64)
			got.ASB += c["asb"].(float64)
			if r, scored := c["risk"].(float64); scored {
				highest = max(highest, r)
			}
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(1e-9, 0)); diff != "" {
			t.Errorf("zoom %d, resolution %d (-want +got):\n%s", zoom, resolution, diff)
		}
		if highest != risk {
			t.Errorf("zoom %d: highest risk %v, want %v", zoom, highest, risk)
		}
		if resolution == l.Resolution && len(cells) != len(l.Cells) {
			t.Errorf("zoom %d: %d cells, want the lattice's %d", zoom, len(cells), len(l.Cells))
		}
	}
	if _, finest := shown(t, s, l, 13); finest != l.Resolution {
		t.Errorf("zoom 13 shows resolution %d, want single cells", finest)
	}
}

// shown returns the properties of the hexagons in the tiles of a zoom that the
// west touches, by cell, and their resolution.
func shown(t *testing.T, s *store.Store, l geo.Lattice, zoom maptile.Zoom) (map[string]geojson.Properties, int) {
	t.Helper()
	cells, resolution := map[string]geojson.Properties{}, 0
	bound := west().Land.Bound().Pad(0.2) // a large hexagon sticks out
	first, last := maptile.At(bound.LeftTop(), zoom), maptile.At(bound.RightBottom(), zoom)
	drawer := hextile.New(s)
	for x := first.X; x <= last.X; x++ {
		for y := first.Y; y <= last.Y; y++ {
			mvt, err := drawer.Tile(t.Context(), hextile.Surface{ID: "surface-1", Lattice: l.ID(), Resolution: l.Resolution}, maptile.New(x, y, zoom))
			for _, f := range layers(t, mvt, err)["cells"] {
				id := f.Properties["cell"].(string)
				cells[id] = f.Properties
				resolution = int(f.Properties["resolution"].(float64))
				if cell := h3.CellFromString(id); !cell.IsValid() || cell.Resolution() != resolution {
					t.Errorf("cell %s at resolution %d", id, resolution)
				}
			}
		}
	}
	return cells, resolution
}

func TestSaveLattice(t *testing.T) {
	t.Parallel()
	s := open(t)
	small, err := geo.Cover(rectangle(0.52, 51.52, 0.53, 51.53), 9)
	if err != nil {
		t.Fatal(err)
	}
	large, err := geo.Cover(west().Land, 9)
	if err != nil {
		t.Fatal(err)
	}
	// Lattices that overlap, and one again.
	for _, l := range []geo.Lattice{small, large, small} {
		if err := s.SaveLattice(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		cells, _ := shown(t, s, l, 13)
		if len(cells) != len(l.Cells) {
			t.Errorf("a surface with nothing on it shows %d cells of %d", len(cells), len(l.Cells))
		}
	}
}
