package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// A WaterKind is a kind of water.
type WaterKind string

// The kinds of water.
const (
	Coast  WaterKind = "coast"  // a line with land on its left and the sea on its right
	Inland WaterKind = "inland" // rivers with an extent, lakes, docks: polygons
)

// A Water is a body of inland water, or a piece of coast. A coast's pieces join
// where one begins at the position where another ends.
type Water struct {
	ID    string // unique among all kinds
	Kind  WaterKind
	Name  string       // empty when unknown
	Shape orb.Geometry // WGS 84: the LineString of a coast, the MultiPolygon of inland water
}

// CoastReach is how far from a coast, in metres, its direction says what is sea.
const CoastReach = 5_000

// A Ground is what a position is in, as far as waters tell.
type Ground int

// The grounds.
const (
	OnLand    Ground = iota
	AtSea            // on the right of the nearest coast
	InWater          // in inland water
	Undecided        // nearest to where a coast breaks off, or is not one line
)

// A Mask tells water from land. It is safe for concurrent use.
type Mask struct {
	inland *Locator
	coast  *coastline
}

// NewMask returns a mask of waters.
func NewMask(waters []Water) *Mask {
	var inland []orb.MultiPolygon
	var coast []orb.LineString
	for _, w := range waters {
		switch shape := w.Shape.(type) {
		case orb.MultiPolygon:
			inland = append(inland, shape)
		case orb.LineString:
			coast = append(coast, shape)
		}
	}
	return &Mask{NewLocator(inland), newCoastline(coast)}
}

// At returns what a WGS 84 position is in. Farther than [CoastReach] from every
// coast it is on land, or in inland water.
func (m *Mask) At(p orb.Point) Ground {
	if _, in := m.inland.At(p); in {
		return InWater
	}
	return m.coast.side(p)
}

// A Masking is what a mask makes of a lattice.
type Masking struct {
	Land      Lattice // the cells that stay
	Water     Lattice // those whose centres are in water
	Sea       int     // how many of these are at sea
	Undecided int     // how many cells stay since it cannot be decided
}

// Mask parts the cells of a lattice. Where all of them are in water, all stay: no
// area has an empty lattice. The cost of a cell is that of the coast and the shores
// within some kilometres of it.
func (l Lattice) Mask(m *Mask) (Masking, error) {
	var parts Masking
	var land, water []int
	for i, c := range l.Cells {
		centre, err := Centre(c)
		if err != nil {
			return parts, err
		}
		switch m.At(centre) {
		case AtSea:
			parts.Sea++
			water = append(water, i)
		case InWater:
			water = append(water, i)
		case Undecided:
			parts.Undecided++
			land = append(land, i)
		default:
			land = append(land, i)
		}
	}
	if len(land) == 0 {
		return Masking{Land: l, Water: l.Subset(nil), Undecided: len(l.Cells)}, nil
	}
	parts.Land, parts.Water = l.Subset(land), l.Subset(water)
	return parts, nil
}

// A coastline is all pieces of coast, in squares. Positions are in degrees of
// latitude both ways, which bends no line: which of two pieces is nearer can
// differ from the globe's answer, but nothing lies between a position and what is
// nearest to it, so that the side that it is on does not.
type coastline struct {
	stretch float64 // degrees of latitude to one of longitude
	origin  orb.Point
	size    float64 // of a square, degrees of latitude
	columns int
	rows    int
	squares [][]int32 // numbers of sides, by square
	sides   []shore
}

// A shore is one side of the coast, with the sides before and after it.
type shore struct {
	a, b         orb.Point
	before, next int32 // numbers of sides; breaks where there is none, or more than one
}

const breaks = -1

// newCoastline puts the coast into squares of a kilometre, or larger ones where
// these would be very many.
func newCoastline(lines []orb.LineString) *coastline {
	c := &coastline{}
	var bound orb.Bound
	for i, line := range lines {
		if i == 0 {
			bound = line.Bound()
		}
		bound = bound.Union(line.Bound())
	}
	c.stretch = math.Cos((bound.Top() + bound.Bottom()) / 2 * math.Pi / 180)
	c.origin = c.flat(bound.Min)
	c.trace(lines)
	far := c.flat(bound.Max)
	const squares = 1 << 21 // at the most, about
	width, height := far[0]-c.origin[0], far[1]-c.origin[1]
	c.size = max(1_000/metresPerDegree, math.Sqrt(width*height/squares), width/squares, height/squares)
	c.columns, c.rows = 1+int(width/c.size), 1+int(height/c.size)
	c.squares = make([][]int32, c.columns*c.rows)
	for n, s := range c.sides {
		box := orb.Bound{Min: s.a, Max: s.a}.Extend(s.b)
		west, south := c.square(box.Min)
		east, north := c.square(box.Max)
		for row := south; row <= north; row++ {
			for column := west; column <= east; column++ {
				at := row*c.columns + column
				c.squares[at] = append(c.squares[at], int32(n))
			}
		}
	}
	return c
}

// trace makes the sides of lines and joins them.
func (c *coastline) trace(lines []orb.LineString) {
	starts, ends := map[orb.Point][]int32{}, map[orb.Point][]int32{}
	for _, line := range lines {
		for i := range len(line) - 1 {
			a, b := c.flat(line[i]), c.flat(line[i+1])
			if a == b {
				continue
			}
			n := int32(len(c.sides))
			c.sides = append(c.sides, shore{a: a, b: b})
			starts[a], ends[b] = append(starts[a], n), append(ends[b], n)
		}
	}
	joined := func(here, there []int32) int32 {
		if len(here) != 1 || len(there) != 1 {
			return breaks
		}
		return there[0]
	}
	for n := range c.sides {
		s := &c.sides[n]
		s.before = joined(starts[s.a], ends[s.a])
		s.next = joined(ends[s.b], starts[s.b])
	}
}

func (c *coastline) flat(p orb.Point) orb.Point { return orb.Point{p[0] * c.stretch, p[1]} }

// square returns the square of a flat position, which may be outside all squares.
func (c *coastline) square(p orb.Point) (column, row int) {
	return int(math.Floor((p[0] - c.origin[0]) / c.size)), int(math.Floor((p[1] - c.origin[1]) / c.size))
}

// side returns which side of the nearest coast a position is on.
func (c *coastline) side(at orb.Point) Ground {
	p := c.flat(at)
	nearest, least := breaks, CoastReach/metresPerDegree
	column, row := c.square(p)
	for ring := 0; float64(ring-1)*c.size <= least; ring++ {
		for y := max(row-ring, 0); y <= min(row+ring, c.rows-1); y++ {
			step := 1
			if ring > 0 && y != row-ring && y != row+ring { // the ends of the ring alone
				step = 2 * ring
			}
			for x := column - ring; x <= column+ring; x += step {
				if x < 0 || x >= c.columns {
					continue
				}
				for _, n := range c.squares[y*c.columns+x] {
					s := c.sides[n]
					if d := fromOrigin(minus(s.a, p), minus(s.b, p)); d < least {
						nearest, least = int(n), d
					}
				}
			}
		}
	}
	if nearest == breaks {
		return OnLand
	}
	return c.sideOf(c.sides[nearest], p)
}

// sideOf returns on which side of the coast a position is whose nearest side is s.
// Nearest to a bend, it is the side of the sum of the directions before and after
// (Bærentzen and Aanæs 2005, in the plane).
func (c *coastline) sideOf(s shore, p orb.Point) Ground {
	along := minus(s.b, s.a)
	direction, from := along, s.a
	switch t := dot(minus(p, s.a), along) / dot(along, along); {
	case t <= 0 && s.before == breaks, t >= 1 && s.next == breaks:
		return Undecided
	case t <= 0:
		other := c.sides[s.before]
		direction = plus(unit(along), unit(minus(other.b, other.a)))
	case t >= 1:
		other := c.sides[s.next]
		direction, from = plus(unit(along), unit(minus(other.b, other.a))), s.b
	}
	if off := minus(p, from); direction[0]*off[1]-direction[1]*off[0] < 0 {
		return AtSea
	}
	return OnLand
}

func minus(a, b orb.Point) orb.Point { return orb.Point{a[0] - b[0], a[1] - b[1]} }
func plus(a, b orb.Point) orb.Point  { return orb.Point{a[0] + b[0], a[1] + b[1]} }
func dot(a, b orb.Point) float64     { return a[0]*b[0] + a[1]*b[1] }

func unit(a orb.Point) orb.Point {
	length := math.Hypot(a[0], a[1])
	return orb.Point{a[0] / length, a[1] / length}
}
