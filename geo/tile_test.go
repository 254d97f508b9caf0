package geo_test

import (
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/geo"
)

// TestBlocks has cells at the edges of tiles: they descend from a block, and so their
// part of a lattice is among the parts.
func TestBlocks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := orb.Point{rapid.Float64Range(-160, 160).Draw(t, "longitude"), rapid.Float64Range(-70, 70).Draw(t, "latitude")}
		tile := maptile.At(at, maptile.Zoom(rapid.IntRange(5, 16).Draw(t, "zoom")))
		resolution := min(12, max(5, 5+int((float64(tile.Z)-3.9)/1.4)))
		box := tile.Bound()
		blocks, err := geo.Blocks(box, resolution)
		if err != nil {
			t.Fatal(err)
		}
		if len(blocks) > 400 {
			t.Errorf("%d blocks of a tile at zoom %d", len(blocks), tile.Z)
		}
		parts, err := geo.Parts(blocks, resolution)
		if err != nil {
			t.Fatal(err)
		}
		share := rapid.Float64Range(0, 1).Draw(t, "share")
		for _, p := range []orb.Point{
			{box.Left(), box.Bottom() + share*(box.Top()-box.Bottom())},
			{box.Right(), box.Top() - share*(box.Top()-box.Bottom())},
			{box.Left() + share*(box.Right()-box.Left()), box.Bottom()},
			{box.Left() + share*(box.Right()-box.Left()), box.Top()},
		} {
			cell, err := geo.CellAt(p, resolution)
			if err != nil {
				t.Fatal(err)
			}
			if in := geo.Within([]h3.Cell{cell}, geo.Below(blocks, resolution)); len(in) != 1 {
				t.Errorf("cell %s at %v, resolution %d, descends from none of %d blocks", cell, p, resolution, len(blocks))
			}
			if !slices.Contains(parts, geo.Parent(cell, resolution-geo.PartsUp)) {
				t.Errorf("cell %s at %v is in no part", cell, p)
			}
		}
	})
}
