package geo

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// Cover returns the lattice of the cells whose centres lie inside land. A place
// too small to hold a centre gets the cell of its first point, so that no area
// has an empty lattice. The cost grows with
// the number of cells along the border, and little with those within.
func Cover(land orb.MultiPolygon, resolution int) (Lattice, error) {
	if err := CheckResolution(resolution); err != nil {
		return Lattice{}, err
	}
	var cells []h3.Cell
	for _, polygon := range land {
		if len(polygon) == 0 {
			continue
		}
		inside, err := coverPolygon(polygon, resolution)
		if err != nil {
			return Lattice{}, fmt.Errorf("cells of a polygon with %d points: %w", len(polygon[0]), err)
		}
		cells = append(cells, inside...)
	}
	if len(cells) == 0 {
		if len(land) == 0 || len(land[0]) == 0 || len(land[0][0]) == 0 {
			return Lattice{}, errors.New("an area without a polygon has no cells")
		}
		cell, err := CellAt(land[0][0][0], resolution)
		if err != nil {
			return Lattice{}, err
		}
		cells = append(cells, cell)
	}
	return newLattice(resolution, cells), nil
}

// coverPolygon returns the cells whose centres lie inside a polygon. It begins with a few
// cells so large that they hold all of it, and divides those that its border comes near.
func coverPolygon(polygon orb.Polygon, resolution int) ([]h3.Cell, error) {
	largest, ok := holders(polygon.Bound(), resolution)
	if !ok {
		return h3.PolygonToCells(toH3(polygon), resolution)
	}
	f := filler{land: NewLocator([]orb.MultiPolygon{{polygon}}), place: placer{resolution: resolution}}
	for _, c := range largest {
		if err := f.fill(c, resolutionOf(c)); err != nil {
			return nil, err
		}
	}
	return f.inside, nil
}

// spread returns how many degrees of a great circle the centres of the descendants of a
// hexagon are from its own at most. Centres of resolution 0 are 0.382 apart on the plane of
// a face, whose distance from the sphere's centre is 1, and nearer on the sphere; those of
// each finer resolution are 1/√7 of that apart. So the farthest is 0.382·(1/√7 + 1/7 + …) away.
func spread(resolution int) float64 {
	const apart, shrink = 0.38196601125010500003, 2.6457513110645906
	return apart / (shrink - 1) * math.Pow(shrink, float64(-resolution)) * 180 / math.Pi
}

// The ground counts as flat within a spread of so many degrees, up to such a latitude. There
// the length of a degree of longitude changes by a tenth at most; straight allows for twice
// that.
const (
	mostSpread       = 2
	farthestLatitude = 65
	straight         = 1.2
)

// holders returns a few large hexagons, ascending. Every cell of a resolution whose centre
// lies in the bound descends from one of them. It reports false where the bound is too large
// for that, or too far north or south.
func holders(b orb.Bound, resolution int) ([]h3.Cell, bool) {
	if max(math.Abs(b.Min[1]), math.Abs(b.Max[1])) > farthestLatitude {
		return nil, false
	}
	across := math.Cos(max(0, b.Min[1], -b.Max[1]) * math.Pi / 180)         // a degree of longitude nearest to the equator
	radius := math.Hypot(across*(b.Max[0]-b.Min[0]), b.Max[1]-b.Min[1]) / 2 // of what holds it, degrees
	level := resolution
	for level >= 0 && spread(level) < 2*radius { // and so every ancestor is the cell in the middle or touches it
		level--
	}
	if level < 0 || spread(level) > mostSpread {
		return nil, false
	}
	c, err := CellAt(b.Center(), level)
	if err != nil {
		return nil, false
	}
	around, err := c.GridDisk(1)
	if err != nil || slices.ContainsFunc(around, h3.Cell.IsPentagon) {
		return nil, false
	}
	slices.Sort(around)
	return around, true
}

// A filler gathers the cells whose centres lie inside a land.
type filler struct {
	land   *Locator
	place  placer
	inside []h3.Cell // ascending
}

// fill adds the descendants of a cell, which is of the given resolution.
func (f *filler) fill(c h3.Cell, resolution int) error {
	first, last := Descendants(c, f.place.resolution)
	centre, err := f.place.centre(first) // which is in the middle of them all
	if err != nil {
		return err
	}
	if resolution == f.place.resolution || !f.land.beside(centre, straight*spread(resolution)) {
		if _, in := f.land.At(centre); in {
			f.add(first, last)
		}
		return nil
	}
	for digit := range h3.Cell(7) {
		child, _ := Descendants(c, resolution+1)
		if err := f.fill(child|digit<<(3*(15-resolution-1)), resolution+1); err != nil {
			return err
		}
	}
	return nil
}

// add adds the cells of one resolution from first to last, descendants of a hexagon.
func (f *filler) add(first, last h3.Cell) {
	const seven = 7
	lowest := h3.Cell(1) << (3 * (15 - f.place.resolution))
	for c := first; ; c += lowest {
		for digit := lowest; c/digit&seven == seven; digit <<= 3 { // carry
			c += digit
		}
		f.inside = append(f.inside, c)
		if c == last {
			return
		}
	}
}

func toH3(p orb.Polygon) h3.GeoPolygon {
	loops := make([]h3.GeoLoop, len(p))
	for i, ring := range p {
		for _, pt := range ring {
			loops[i] = append(loops[i], h3.NewLatLng(pt.Lat(), pt.Lon()))
		}
	}
	return h3.GeoPolygon{GeoLoop: loops[0], Holes: loops[1:]}
}
