package geo

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// ErrTooManyPoints is what ParseOutline wraps where an outline has too many points.
var ErrTooManyPoints = errors.New("too many points")

// ParseOutline reads the GeoJSON geometry of an outline that people drew: a Polygon
// or a MultiPolygon, of at most so many points in all; most 0: any number. A ring may
// run either way round. The error names the ring and the position of what is wrong:
// a ring that is not closed or crosses itself or another, a hole outside of its
// polygon, an altitude, a position off the globe, an outline without area. The cost
// grows with the number of points times its logarithm, and with how many sides lie
// side by side.
func ParseOutline(geometry []byte, most int) (orb.MultiPolygon, error) {
	var g struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	}
	if err := json.Unmarshal(geometry, &g); err != nil {
		return nil, fmt.Errorf("no GeoJSON geometry: %s", err.Error())
	}
	var polygons [][][][]float64
	var err error
	switch g.Type {
	case "Polygon":
		polygons = make([][][][]float64, 1)
		err = json.Unmarshal(g.Coordinates, &polygons[0])
	case "MultiPolygon":
		err = json.Unmarshal(g.Coordinates, &polygons)
	default:
		return nil, fmt.Errorf("type %q: an outline is a Polygon or a MultiPolygon", g.Type)
	}
	if err != nil {
		return nil, fmt.Errorf("coordinates of a %s: a ring is a list of positions, [longitude, latitude]", g.Type)
	}
	points := 0
	var m orb.MultiPolygon
	for i, rings := range polygons {
		var polygon orb.Polygon
		for k, positions := range rings {
			if points += len(positions); most > 0 && points > most {
				return nil, fmt.Errorf("%w: more than %d", ErrTooManyPoints, most)
			}
			ring, err := ringOf(positions)
			if err != nil {
				return nil, fmt.Errorf("polygon %d, ring %d: %w", i+1, k+1, err)
			}
			polygon = append(polygon, ring)
		}
		if len(polygon) > 0 {
			m = append(m, polygon)
		}
	}
	if len(m) == 0 {
		return nil, fmt.Errorf("an empty %s", g.Type)
	}
	return m, checkRings(m)
}

// ringOf reads one ring.
func ringOf(positions [][]float64) (orb.Ring, error) {
	ring := make(orb.Ring, len(positions))
	for i, p := range positions {
		switch {
		case len(p) == 3:
			return nil, fmt.Errorf("position %d has an altitude: give longitude and latitude alone", i+1)
		case len(p) != 2:
			return nil, fmt.Errorf("position %d has %d numbers: give longitude and latitude", i+1, len(p))
		}
		ring[i] = orb.Point{p[0], p[1]}
		if !OnGlobe(ring[i]) {
			return nil, fmt.Errorf("position %d, %s, is not on the globe", i+1, place(ring[i]))
		}
	}
	switch {
	case len(ring) < 4:
		return nil, fmt.Errorf("%d positions: it takes at least four, the last equal to the first", len(ring))
	case ring[0] != ring[len(ring)-1]:
		return nil, fmt.Errorf("it is not closed: it begins at %s and ends at %s", place(ring[0]), place(ring[len(ring)-1]))
	}
	return ring, nil
}

// checkRings refuses rings that cross and holes that lie outside.
func checkRings(m orb.MultiPolygon) error {
	if at, crosses := crossing(m); crosses {
		return fmt.Errorf("it crosses itself at %s", place(at))
	}
	for i, polygon := range m {
		for k, ring := range polygon {
			if planar.Area(ring) == 0 {
				return fmt.Errorf("polygon %d, ring %d: it has no area, at %s", i+1, k+1, place(ring[0]))
			}
		}
		for k, hole := range polygon[1:] {
			if !ringWithin(hole, polygon[0]) {
				return fmt.Errorf("polygon %d, ring %d: the hole at %s lies outside of its polygon", i+1, k+2, place(hole[0]))
			}
		}
	}
	return nil
}

// ringWithin reports whether a ring that crosses no other lies within an outer one.
func ringWithin(inner, outer orb.Ring) bool {
	for _, p := range inner {
		if !planar.RingContains(outer, p) {
			return false
		}
	}
	return true
}

// place writes a position.
func place(p orb.Point) string { return fmt.Sprintf("%.6f, %.6f", p[0], p[1]) }

// An edge is one side of a ring.
type edge struct {
	a, b  orb.Point
	ring  int // of all, from 0
	index int // in its ring
	size  int // sides of its ring
}

func (e edge) left() float64  { return math.Min(e.a[0], e.b[0]) }
func (e edge) right() float64 { return math.Max(e.a[0], e.b[0]) }

// crossing returns a position at which sides of the rings meet though they are no
// neighbours in one ring. Rings of different polygons may touch in a point.
func crossing(m orb.MultiPolygon) (orb.Point, bool) {
	var edges []edge
	ring := 0
	for _, polygon := range m {
		for _, r := range polygon {
			first := len(edges)
			for i := range r[1:] {
				if r[i] != r[i+1] {
					edges = append(edges, edge{a: r[i], b: r[i+1], ring: ring, index: len(edges) - first})
				}
			}
			for i := first; i < len(edges); i++ {
				edges[i].size = len(edges) - first
			}
			ring++
		}
	}
	slices.SortStableFunc(edges, func(a, b edge) int { return cmp.Compare(a.left(), b.left()) })
	for i, e := range edges {
		for _, f := range edges[i+1:] {
			if f.left() > e.right() {
				break
			}
			if at, meets := e.meets(f); meets {
				return at, true
			}
		}
	}
	return orb.Point{}, false
}

// meets reports whether two sides have a point in common that they should not have.
func (e edge) meets(f edge) (orb.Point, bool) {
	if math.Max(e.a[1], e.b[1]) < math.Min(f.a[1], f.b[1]) || math.Max(f.a[1], f.b[1]) < math.Min(e.a[1], e.b[1]) {
		return orb.Point{}, false
	}
	next := e.ring == f.ring && (f.index == (e.index+1)%e.size || e.index == (f.index+1)%f.size)
	a1, a2 := turn(e.a, e.b, f.a), turn(e.a, e.b, f.b)
	b1, b2 := turn(f.a, f.b, e.a), turn(f.a, f.b, e.b)
	if a1*a2 < 0 && b1*b2 < 0 {
		t := b1 / (b1 - b2)
		return orb.Point{e.a[0] + t*(e.b[0]-e.a[0]), e.a[1] + t*(e.b[1]-e.a[1])}, true
	}
	if next { // they share a corner: more only where one runs back over the other
		far, ends := f.b, e.a
		if f.b == e.a {
			far, ends = f.a, e.b
		}
		switch {
		case a1 != 0 || a2 != 0 || e.size == 2:
			return orb.Point{}, false
		case e.holds(far):
			return far, true
		}
		return ends, f.holds(ends)
	}
	for _, c := range []struct {
		on   bool
		side edge
		at   orb.Point
	}{{a1 == 0, e, f.a}, {a2 == 0, e, f.b}, {b1 == 0, f, e.a}, {b2 == 0, f, e.b}} {
		if c.on && c.side.holds(c.at) && e.ring == f.ring {
			return c.at, true
		}
	}
	return orb.Point{}, false
}

// holds reports whether a point on the line of a side lies on the side.
func (e edge) holds(p orb.Point) bool {
	return math.Min(e.a[0], e.b[0]) <= p[0] && p[0] <= math.Max(e.a[0], e.b[0]) &&
		math.Min(e.a[1], e.b[1]) <= p[1] && p[1] <= math.Max(e.a[1], e.b[1])
}

// turn is above 0 where c lies to the left of the way from a to b, and 0 on it.
func turn(a, b, c orb.Point) float64 {
	return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0])
}
