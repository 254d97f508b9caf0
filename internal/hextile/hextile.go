// Package hextile draws the tiles of surfaces. What a surface has never changes, so it
// keeps the parts of those that were drawn last: a tile on their ground asks nobody.
package hextile

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/paulmach/orb/maptile"
	"github.com/uber/h3-go/v4"
	"golang.org/x/sync/errgroup"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/latest"
)

// A Surface is one to draw: its id and what it is on.
type Surface struct {
	ID, Lattice string
	Resolution  int
}

// A Reader reads what surfaces are drawn from.
type Reader interface {
	// LatticeParts returns the parts that a lattice has cells of, ascending: their
	// ancestors geo.PartsUp resolutions up.
	LatticeParts(ctx context.Context, lattice string) ([]h3.Cell, error)
	// SurfaceParts returns what a surface has in each of some parts, ascending: all cells
	// of the lattice, nothing where a cell has none, or where the parts are coarser
	// than its, their ancestors geo.PartsUp resolutions below the parts.
	SurfaceParts(ctx context.Context, surface, lattice string, resolution int, parts []h3.Cell) ([][]crime.CellValue, error)
}

// What is kept, in bytes: a part of a surface takes 17 kB of values, and the outlines of its
// hexagons, which all surfaces share, as much. A force at the usual resolution has 900.
const (
	mostValues   = 16 << 20
	mostOutlines = 16 << 20
	mostGrounds  = 2 << 20
)

// A Drawer draws surfaces. It is safe for concurrent use.
type Drawer struct {
	from     Reader
	grounds  *latest.Memory[ground, []part]
	values   *latest.Memory[partOf, []crime.CellValue]
	outlines *latest.Memory[h3.Cell, *outlines] // by part
	layers   sync.Pool                          // of *mvtLayer, whose room is used again
}

// A ground is the parts of a lattice, or of hexagons that hold its cells.
type ground struct {
	lattice    string
	resolution int // of the hexagons
}

type part struct {
	cell h3.Cell
	box  box
}

type partOf struct {
	surface string
	part    h3.Cell
}

// New returns a drawer that has drawn nothing yet.
func New(from Reader) *Drawer {
	return &Drawer{
		from:     from,
		grounds:  latest.Of[ground](mostGrounds, func(parts []part) int { return 40 * len(parts) }),
		values:   latest.Of[partOf](mostValues, func(values []crime.CellValue) int { return 48 * len(values) }),
		outlines: latest.Of[h3.Cell](mostOutlines, (*outlines).size),
		layers:   sync.Pool{New: func() any { return newLayer("cells", "cell", "count", "harm", "asb", "resolution", "risk") }},
	}
}

// resolutionAt returns the finest H3 resolution whose hexagons are at least
// five pixels across at a zoom, in Essex's latitude. A pixel halves with every
// zoom and a hexagon shrinks by √7 with every resolution, so that each
// resolution takes 1.4 zooms; at zoom 3.9 the coarsest is five pixels
// across. So a tile has some 12,000 hexagons at most.
func resolutionAt(zoom maptile.Zoom, finest int) int {
	r := geo.CoarsestShown + int((float64(zoom)-3.9)/1.4)
	return max(geo.CoarsestShown, min(r, finest))
}

// mostHexagons is how many cells of a surface a tile has at most. Only a surface far
// nearer to the equator, or of far smaller cells, has more.
const mostHexagons = 16_000

const (
	extentBits = 12
	extent     = 1 << extentBits // units of a tile's side
	margin     = 64              // units that are drawn around it, so that borders do not show
)

// Tile returns the tile of a surface: layer cells. Where
// single cells would be too small to see it has their ancestors, with counts
// and harm summed and the highest risk; else it has the lattice's empty cells
// too. It reads the parts on the tile's own ground, those that it does not have, and takes
// as long however large the surface is.
func (d *Drawer) Tile(ctx context.Context, s Surface, t maptile.Tile) (geo.Tile, error) {
	shown := resolutionAt(t.Z, s.Resolution)
	all, err := d.grounds.Make(ground{s.Lattice, shown}, func() ([]part, error) { return d.ground(ctx, s.Lattice, shown) })
	if err != nil {
		return geo.Tile{}, fmt.Errorf("tile %d/%d/%d of surface %s: %w", t.Z, t.X, t.Y, s.ID, err)
	}
	on := frameOf(t)
	var near []h3.Cell
	for _, p := range all {
		if p.box.meets(on.reach) {
			near = append(near, p.cell)
		}
	}
	values, outlines, err := d.read(ctx, s, near)
	if err != nil {
		return geo.Tile{}, fmt.Errorf("tile %d/%d/%d of surface %s: %w", t.Z, t.X, t.Y, s.ID, err)
	}
	mvt, more := d.draw(on, shown, values, outlines)
	return geo.Tile{MVT: mvt, More: more}, nil
}

// ground reads the parts of a lattice.
func (d *Drawer) ground(ctx context.Context, lattice string, resolution int) ([]part, error) {
	cells, err := d.from.LatticeParts(ctx, lattice)
	if err != nil {
		return nil, err
	}
	for i, c := range cells {
		cells[i] = geo.Parent(c, resolution-geo.PartsUp)
	}
	cells = slices.Compact(cells)
	parts := make([]part, len(cells))
	for i, c := range cells {
		if parts[i].box, err = boxOf(c); err != nil {
			return nil, err
		}
		parts[i].cell = c
	}
	return parts, nil
}

// read returns the values of a surface in some parts, and the outlines of their cells.
func (d *Drawer) read(ctx context.Context, s Surface, parts []h3.Cell) ([][]crime.CellValue, []*outlines, error) {
	values, shapes := make([][]crime.CellValue, len(parts)), make([]*outlines, len(parts))
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0) + 1) // one waits for the database
	var missing []h3.Cell
	var at []int // where they are in parts
	for i, p := range parts {
		var known bool
		if values[i], known = d.values.Get(partOf{s.ID, p}); !known {
			missing, at = append(missing, p), append(at, i)
		}
	}
	if len(missing) > 0 {
		work.Go(func() error {
			read, err := d.from.SurfaceParts(ctx, s.ID, s.Lattice, s.Resolution, missing)
			for i, v := range read {
				values[at[i]] = v
				d.values.Keep(partOf{s.ID, missing[i]}, v)
			}
			return err
		})
	}
	for i, p := range parts {
		var known bool
		if shapes[i], known = d.outlines.Get(p); !known {
			work.Go(func() (err error) {
				shapes[i], err = d.outlines.Make(p, func() (*outlines, error) { return outlinesOf(p) })
				return err
			})
		}
	}
	return values, shapes, work.Wait()
}

// A frame is a tile in Web Mercator.
type frame struct {
	left, top int64
	shift     int // how many bits more than a tile's a position in the world has; beyond zoom 20, fewer
	reach     box // with the margin
}

func frameOf(t maptile.Tile) frame {
	side := int64(world) >> t.Z
	f := frame{left: int64(t.X) * side, top: int64(t.Y) * side, shift: worldBits - extentBits - int(t.Z)}
	out := side * margin / extent
	f.reach = box{f.left - out, f.top - out, f.left + side + out, f.top + side + out}
	return f
}

// The keys of the layer, in their order.
const keyCell, keyCount, keyHarm, keyASB, keyResolution, keyRisk = 0, 1, 2, 3, 4, 5

// draw draws the cells of some parts, but for those beside the tile, and says whether
// there are more than it has room for.
func (d *Drawer) draw(on frame, resolution int, values [][]crime.CellValue, shapes []*outlines) (mvt []byte, more bool) {
	layer := d.layers.Get().(*mvtLayer)
	defer d.layers.Put(layer)
	layer.clear()
	drawn := 0
	room := make([]point, 0, mostCorners)
	for i, of := range values {
		near := on.reach.padded(shapes[i].reach)
		for _, v := range of {
			outline := shapes[i].of(v.Cell, resolution)
			if !near.has(outline[0]) {
				continue
			}
			ring := on.place(outline, room)
			if len(ring) == 0 {
				continue
			}
			if drawn == mostHexagons {
				return layer.tile(), true
			}
			drawn++
			layer.cell(keyCell, v.Cell)
			layer.number(keyCount, v.Count)
			layer.number(keyHarm, v.Harm)
			layer.number(keyASB, v.ASB)
			layer.number(keyResolution, float64(resolution))
			if v.Risk != nil {
				layer.number(keyRisk, *v.Risk)
			}
			// Rows count downwards: what ran against the clock runs with it.
			layer.begin(ring[0].x, ring[0].y, len(ring))
			for i := len(ring) - 1; i > 0; i-- {
				layer.line(ring[i].x, ring[i].y)
			}
			layer.end()
		}
	}
	return layer.tile(), false
}

// A point is in the units of a tile, from its left top.
type point struct{ x, y int64 }

// place appends the corners of an outline that are in the tile with its margin; none
// where it is beside it, or only touches.
func (f frame) place(outline []corner, ring []point) []point {
	least, most := point{1 << 62, 1 << 62}, point{-1 << 62, -1 << 62}
	for _, c := range outline {
		p := point{f.units(int64(c.x) - f.left), f.units(int64(c.y) - f.top)}
		least, most = point{min(least.x, p.x), min(least.y, p.y)}, point{max(most.x, p.x), max(most.y, p.y)}
		ring = append(ring, p)
	}
	const low, high = -margin, extent + margin
	switch {
	case least.x >= low && least.y >= low && most.x <= high && most.y <= high:
		return ring
	case least.x > high || least.y > high || most.x < low || most.y < low:
		return nil
	}
	return clipped(ring, low, high)
}

// units rounds a distance in the world to whole units of the tile.
func (f frame) units(d int64) int64 {
	if f.shift <= 0 {
		return d << -f.shift
	}
	return (d + 1<<(f.shift-1)) >> f.shift
}
