package rtm

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A piece is a segment of a line or of a polygon's boundary, or a polygon's inside.
type piece struct {
	from, to orb.Point
	inside   orb.Polygon // of a polygon; none for a segment
	bound    orb.Bound   // of the piece
	under    orb.Bound   // of it and of all pieces below it in a tree
}

// squared returns the squared distance from p to the piece.
func (s *piece) squared(p orb.Point) float64 {
	if s.inside == nil {
		return planar.DistanceFromSegmentSquared(s.from, s.to, p)
	}
	if planar.PolygonContains(s.inside, p) {
		return 0
	}
	return math.Inf(1) // its boundary is pieces of their own
}

// A shapeTree is a tree of the pieces of lines and polygons in one slice, parted
// in the middle like a [tree], by the centres of their bounds.
type shapeTree []piece

// newShapeTree takes shapes that checkShape accepts.
func newShapeTree(shapes []orb.Geometry) shapeTree {
	var t shapeTree
	for _, g := range shapes {
		t.add(g)
	}
	t.build(0)
	return t
}

func (t *shapeTree) add(g orb.Geometry) {
	switch g := g.(type) {
	case orb.LineString:
		for i := 1; i < len(g); i++ {
			*t = append(*t, piece{from: g[i-1], to: g[i], bound: orb.MultiPoint{g[i-1], g[i]}.Bound()})
		}
	case orb.MultiLineString:
		for _, line := range g {
			t.add(line)
		}
	case orb.Polygon:
		*t = append(*t, piece{inside: g, bound: g.Bound()})
		for _, ring := range g {
			t.add(orb.LineString(ring))
		}
	case orb.MultiPolygon:
		for _, polygon := range g {
			t.add(polygon)
		}
	}
}

// checkShape returns an error unless g is lines or polygons with positions.
func checkShape(g orb.Geometry) error {
	var t shapeTree
	t.add(g)
	if len(t) == 0 {
		return fmt.Errorf("is %T: it takes lines and polygons of two points or more", g)
	}
	for _, s := range t {
		if s.inside == nil && (nowhere(s.from) || nowhere(s.to)) {
			return fmt.Errorf("has a point without position: %v, %v", s.from, s.to)
		}
	}
	return nil
}

func (t shapeTree) build(axis int) {
	if len(t) == 0 {
		return
	}
	centre := func(s piece) float64 { return s.bound.Center()[axis] }
	slices.SortFunc(t, func(a, b piece) int { return cmp.Compare(centre(a), centre(b)) })
	m := len(t) / 2
	t[m].under = t[m].bound
	for _, half := range []shapeTree{t[:m], t[m+1:]} {
		half.build(1 - axis)
		if len(half) > 0 {
			t[m].under = t[m].under.Union(half[len(half)/2].under)
		}
	}
}

// nearest returns the squared distance from p to the closest piece, or best if
// none is closer than that. 0 is on a line or in a polygon.
func (t shapeTree) nearest(p orb.Point, best float64) float64 {
	if len(t) == 0 {
		return best
	}
	m := len(t) / 2
	if squaredFromBound(t[m].under, p) >= best {
		return best
	}
	if squaredFromBound(t[m].bound, p) < best {
		best = min(best, t[m].squared(p))
	}
	near, far := t[:m], t[m+1:]
	if near.squared(p) > far.squared(p) {
		near, far = far, near
	}
	return far.nearest(p, near.nearest(p, best))
}

// squared returns the least squared distance that a piece of the tree can be at.
func (t shapeTree) squared(p orb.Point) float64 {
	if len(t) == 0 {
		return math.Inf(1)
	}
	return squaredFromBound(t[len(t)/2].under, p)
}

// Distance returns how far a point is from lines or polygons, in their units: 0 on a
// line or in a polygon, infinite where there are none. It looks at each of their segments.
func Distance(p orb.Point, g orb.Geometry) float64 {
	var pieces shapeTree
	pieces.add(g)
	best := math.Inf(1)
	for i := range pieces {
		if squaredFromBound(pieces[i].bound, p) < best {
			best = min(best, pieces[i].squared(p))
		}
	}
	return math.Sqrt(best)
}

func squaredFromBound(b orb.Bound, p orb.Point) float64 {
	dx := max(0, b.Min[0]-p[0], p[0]-b.Max[0])
	dy := max(0, b.Min[1]-p[1], p[1]-b.Max[1])
	return dx*dx + dy*dy
}
