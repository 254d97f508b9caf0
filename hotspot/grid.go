package hotspot

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// A grid finds the points near a place: points of the plane in square boxes, box
// by box.
type grid struct {
	points     []orb.Point
	side       float64   // of a box, metres
	origin     orb.Point // lower left corner
	wide, high int
	first      []int32 // where each box begins in inside; one more than there are boxes
	inside     []int32 // positions of points, ascending within a box
}

// farthest is how far from the origin of a projection a point can be, metres.
const farthest = 1e8

// newGrid puts points, in metres, into boxes that are at least so wide. The cost
// grows with the number of points.
func newGrid(points []orb.Point, side float64) (*grid, error) {
	g := &grid{points: points, side: side, wide: 1, high: 1}
	if len(points) > 0 {
		g.origin = points[0]
	}
	far := g.origin
	for i, p := range points {
		if !(math.Abs(p[0]) <= farthest && math.Abs(p[1]) <= farthest) {
			return nil, fmt.Errorf("point %d is at %v: metres are needed", i, p)
		}
		g.origin = orb.Point{min(g.origin[0], p[0]), min(g.origin[1], p[1])}
		far = orb.Point{max(far[0], p[0]), max(far[1], p[1])}
	}
	// Boxes without a point cost as much as those with one: no more than a few for
	// each point.
	most := 4*float64(len(points)) + 64
	for (1+(far[0]-g.origin[0])/g.side)*(1+(far[1]-g.origin[1])/g.side) > most {
		g.side *= 2
	}
	g.wide = 1 + int((far[0]-g.origin[0])/g.side)
	g.high = 1 + int((far[1]-g.origin[1])/g.side)
	g.first = make([]int32, g.wide*g.high+1)
	for _, p := range points {
		g.first[g.box(p)+1]++
	}
	for b := range g.wide * g.high {
		g.first[b+1] += g.first[b]
	}
	g.inside = make([]int32, len(points))
	next := slices.Clone(g.first)
	for i, p := range points {
		b := g.box(p)
		g.inside[next[b]] = int32(i)
		next[b]++
	}
	return g, nil
}

// box returns the box of one of the points.
func (g *grid) box(p orb.Point) int {
	return int((p[1]-g.origin[1])/g.side)*g.wide + int((p[0]-g.origin[0])/g.side)
}

// near calls with every point in the box of p and those around it, which includes
// all that are within a box's side, and the square of its distance in square
// metres. The order is the same every time.
func (g *grid) near(p orb.Point, each func(i int32, d2 float64)) {
	x, y := math.Floor((p[0]-g.origin[0])/g.side), math.Floor((p[1]-g.origin[1])/g.side)
	left, right := max(0, x-1), min(float64(g.wide-1), x+1)
	low, high := max(0, y-1), min(float64(g.high-1), y+1)
	for ; low <= high && left <= right; low++ {
		row := int(low) * g.wide
		for _, i := range g.inside[g.first[row+int(left)]:g.first[row+int(right)+1]] {
			dx, dy := g.points[i][0]-p[0], g.points[i][1]-p[1]
			each(i, dx*dx+dy*dy)
		}
	}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// checkReach returns an error unless a number of metres is above 0.
func checkReach(what string, metres float64) error {
	if !(metres > 0) || math.IsInf(metres, 0) {
		return fmt.Errorf("%s of %g m: it is above 0 m", what, metres)
	}
	return nil
}
