package geo

import (
	"fmt"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/uber/h3-go/v4"
)

// PartsUp is how many resolutions above a lattice its parts are: 343 cells each at most.
const PartsUp = 3

// Blocks returns cells two resolutions above one, such that every cell at that resolution
// which meets the box descends from one of them; of a box that is half a continent or
// more, all that there are on the globe. The cost grows with the box.
func Blocks(box orb.Bound, resolution int) ([]h3.Cell, error) {
	const wide = 15.0 // degrees
	if box.Right()-box.Left() > wide || box.Top()-box.Bottom() > wide {
		return h3.Res0Cells()
	}
	blocks := resolution - 2
	edge, err := h3.HexagonEdgeLengthAvgM(blocks)
	if err != nil {
		return nil, fmt.Errorf("cells of a box: %w", err)
	}
	// A block whose centre is farther off than this has no descendant in the box: they
	// stick out by less than a third of an edge, and edges differ by as much.
	near := orbgeo.BoundPad(box, 2*edge)
	cells, err := h3.PolygonToCells(toH3(near.ToPolygon()), blocks)
	if err != nil {
		return nil, fmt.Errorf("cells of a box: %w", err)
	}
	return cells, nil
}

// Below returns runs of the descendants of cells at a resolution, ascending and apart.
func Below(cells []h3.Cell, resolution int) []Run { return runsOf(cells, resolution) }

// A Tile is one Mapbox vector tile.
type Tile struct {
	MVT  []byte // empty where there is nothing
	More bool   // there is more on its ground than a tile has room for
}
