package hextile

import (
	"fmt"
	"math"
	"slices"

	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// A corner is a position in Web Mercator, in 2^32nds of the world's side from its left
// top: a quarter of a unit of a tile at zoom 22, and 6 mm on the ground in Essex.
type corner struct{ x, y uint32 }

const (
	worldBits = 32
	world     = 1 << worldBits
)

// places is how many cells there may be in a part: seven in each, three resolutions down.
const places = 7 * 7 * 7

// Outlines are those of all cells of a part, each open and counter-clockwise.
type outlines struct {
	ends    [places + 1]uint16 // where in corners those of a cell begin, and the next one's
	corners []corner
	reach   int64 // no corner of a cell is farther from its first than this, to either side
}

func (o *outlines) size() int { return 2*len(o.ends) + 8*len(o.corners) }

// of returns the outline of a cell of the part, whose resolution is given.
func (o *outlines) of(c h3.Cell, resolution int) []corner {
	at := place(c, resolution)
	return o.corners[o.ends[at]:o.ends[at+1]]
}

// place returns where a cell is in its part: its last three digits, to the base of seven.
func place(c h3.Cell, resolution int) int {
	digits := int(c) >> (3 * (15 - resolution))
	return (digits>>6&7*7+digits>>3&7)*7 + digits&7
}

// outlinesOf returns the outlines of the cells of a part.
func outlinesOf(part h3.Cell) (*outlines, error) {
	resolution := part.Resolution() + geo.PartsUp
	cells, err := part.Children(resolution)
	if err != nil {
		return nil, fmt.Errorf("cells of part %s: %w", part, err)
	}
	slices.Sort(cells)
	o := &outlines{corners: make([]corner, 0, 6*len(cells))}
	next := 0 // a part at one of the twelve corners of the globe has gaps
	for _, c := range cells {
		for ; next <= place(c, resolution); next++ {
			o.ends[next] = uint16(len(o.corners)) //nolint:gosec // a cell has ten corners at the most
		}
		boundary, err := c.Boundary()
		if err != nil {
			return nil, fmt.Errorf("outline of cell %s: %w", c, err)
		}
		for _, at := range boundary {
			o.corners = append(o.corners, project(at))
		}
		of := o.corners[o.ends[next-1]:]
		for _, c := range of {
			o.reach = max(o.reach, abs(int64(c.x)-int64(of[0].x)), abs(int64(c.y)-int64(of[0].y)))
		}
	}
	for ; next <= places; next++ {
		o.ends[next] = uint16(len(o.corners)) //nolint:gosec // as above
	}
	return o, nil
}

func abs(n int64) int64 { return max(n, -n) }

// project returns a WGS 84 position in Web Mercator.
func project(at h3.LatLng) corner {
	x, y := mercator(at)
	return corner{uint32(min(max(x, 0), world-1)), uint32(min(max(y, 0), world-1))}
}

// mercator does the same, in whole units and their parts.
func mercator(at h3.LatLng) (x, y float64) {
	sin := math.Sin(at.Lat * math.Pi / 180)
	return (at.Lng/360 + 0.5) * world, (0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)) * world
}

// A box is a part of Web Mercator; it may reach beyond the world.
type box struct{ left, top, right, bottom int64 }

func (b box) meets(o box) bool {
	return b.left <= o.right && o.left <= b.right && b.top <= o.bottom && o.top <= b.bottom
}

func (b box) has(c corner) bool {
	x, y := int64(c.x), int64(c.y)
	return b.left <= x && x <= b.right && b.top <= y && y <= b.bottom
}

// padded returns a box that reaches farther to every side.
func (b box) padded(by int64) box {
	return box{b.left - by, b.top - by, b.right + by, b.bottom + by}
}

// boxOf returns a box that holds all cells of a part, which stick out of it: none
// reaches farther from its centre than this.
func boxOf(part h3.Cell) (box, error) {
	const edges = 1.7 // those of parts differ by a quarter, and cells stick out by less than a third
	const degree = 40_075_017.0 / 360
	edge, err := h3.HexagonEdgeLengthAvgM(part.Resolution())
	if err != nil {
		return box{}, fmt.Errorf("edge of part %s: %w", part, err)
	}
	centre, err := part.LatLng()
	if err != nil {
		return box{}, fmt.Errorf("centre of part %s: %w", part, err)
	}
	up := edges * edge / degree
	nearPole := min(85, max(math.Abs(centre.Lat-up), math.Abs(centre.Lat+up)))
	across := up / math.Cos(nearPole*math.Pi/180)
	left, top := mercator(h3.LatLng{Lat: min(85, centre.Lat+up), Lng: centre.Lng - across})
	right, bottom := mercator(h3.LatLng{Lat: max(-85, centre.Lat-up), Lng: centre.Lng + across})
	return box{int64(left), int64(top), int64(right), int64(bottom)}, nil
}
