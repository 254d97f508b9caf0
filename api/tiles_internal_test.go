package api

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb/maptile"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/latest"
)

// published is a background map that has one tile.
type published struct{}

func (published) About() geo.TileSet {
	return geo.TileSet{
		Layers: map[string]map[string]string{"roads": nil, "sea": {"depth": "Number"}}, Attribution: "A. Surveyor",
		Bounds: [4]float64{0, 51, 1, 52}, MaxZoom: 12, Stamp: "monday",
	}
}

func (published) Tile(t maptile.Tile) ([]byte, error) {
	if t != maptile.New(32, 21, 6) {
		return nil, nil
	}
	return []byte("a tile"), nil
}

func TestBasemap(t *testing.T) {
	t.Parallel()
	h := handlers{Options: Options{Basemap: published{}}, drawn: latest.Of[string](mostDrawn, func(t geo.Tile) int { return len(t.MVT) })}
	about := h.aboutBasemap(t.Context())
	want := []VectorLayer{{Id: "roads", Fields: map[string]string{}}, {Id: "sea", Fields: map[string]string{"depth": "Number"}}}
	if diff := cmp.Diff(want, about.VectorLayers); diff != "" || *about.Attribution != "A. Surveyor" || about.Maxzoom != 12 {
		t.Errorf("%+v (-want +got):\n%s", about, diff)
	}
	for row, want := range map[string]string{"21.mvt": "a tile", "22.mvt": ""} {
		got, err := h.GetTile(t.Context(), GetTileRequestObject{Tileset: "basemap", Z: 6, X: 32, Row: row})
		if err != nil {
			t.Fatal(err)
		}
		tile, err := got.(document).draw(t.Context())
		if err != nil || string(tile.body) != want {
			t.Errorf("row %s: %q, %v; want %q", row, tile.body, err, want)
		}
	}
}

func TestNoBasemap(t *testing.T) {
	t.Parallel()
	var h handlers
	if about := h.aboutBasemap(context.Background()); len(about.VectorLayers) != 0 {
		t.Errorf("layers %v of no map", about.VectorLayers)
	}
	if _, err := h.GetTile(t.Context(), GetTileRequestObject{Tileset: "basemap", Z: 6, X: 32, Row: "21.mvt"}); fault.Of(err) != fault.NotFound {
		t.Errorf("a tile of no map: %v", err)
	}
}
