package geo

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/uber/h3-go/v4"
)

// PartsUp is how many resolutions above a lattice its parts are: 343 cells each at most.
const PartsUp = 3

// Blocks returns cells above a resolution such that every cell at that resolution which
// meets the box descends from one of them, and few others do; of a box that is half a
// continent or more, all that there are on the globe. There are some hundred of them at
// most. A box that touches the 180th meridian, or nearly, is short of the cells beyond it.
func Blocks(box orb.Bound, resolution int) ([]h3.Cell, error) {
	const (
		wide = 15.0 // degrees
		most = 150
	)
	if box.Right()-box.Left() > wide || box.Top()-box.Bottom() > wide {
		return h3.Res0Cells()
	}
	for blocks := resolution - 1; ; blocks-- {
		edge, err := h3.HexagonEdgeLengthAvgM(blocks)
		if err != nil {
			return nil, fmt.Errorf("cells of a box: %w", err)
		}
		// Descendants reach no farther than this from their block's centre: they stick
		// out of it by less than a third of an edge, and edges differ by a quarter.
		near := orbgeo.BoundPad(box, 1.7*edge)
		if orbgeo.Area(near) > most*2.6*edge*edge { // the area of a hexagon
			continue
		}
		cells, err := h3.PolygonToCells(toH3(near.ToPolygon()), blocks)
		if err != nil {
			return nil, fmt.Errorf("cells of a box: %w", err)
		}
		return cells, nil
	}
}

// Below returns runs of the descendants of cells at a resolution, ascending and apart.
func Below(cells []h3.Cell, resolution int) []Run { return runsOf(cells, resolution) }

// Parts returns the parts of a lattice at a resolution which hold all its cells that
// descend from blocks, ascending.
func Parts(blocks []h3.Cell, resolution int) ([]h3.Cell, error) {
	up := resolution - PartsUp
	var parts []h3.Cell
	for _, b := range blocks {
		if b.Resolution() >= up {
			parts = append(parts, Parent(b, up))
			continue
		}
		below, err := b.Children(up)
		if err != nil {
			return nil, fmt.Errorf("parts below %s: %w", b, err)
		}
		parts = append(parts, below...)
	}
	slices.Sort(parts)
	return slices.Compact(parts), nil
}

// Within returns the cells that are in one of the runs; both ascend.
func Within(cells []h3.Cell, runs []Run) []h3.Cell {
	in := make([]h3.Cell, 0, len(cells))
	for _, c := range cells {
		for len(runs) > 0 && runs[0].Last < c {
			runs = runs[1:]
		}
		if len(runs) > 0 && runs[0].First <= c {
			in = append(in, c)
		}
	}
	return in
}

// A Tile is one Mapbox vector tile.
type Tile struct {
	MVT  []byte // empty where there is nothing
	More bool   // there is more on its ground than a tile has room for
}

// A TileSet is what a file of vector tiles says of itself.
type TileSet struct {
	Layers      map[string]map[string]string // the fields of each layer, with their types
	Attribution string
	Bounds      [4]float64 // west, south, east, north, degrees, WGS 84
	MinZoom     int
	MaxZoom     int
	Stamp       string // changes with the file
}
