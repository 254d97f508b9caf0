package hextile

import (
	"math"
	"slices"
)

// mostCorners is how many corners a ring has at the most, the first of a closed one twice: a
// cell has ten, and each side of a square adds one.
const mostCorners = 10 + 4 + 1

// clipped cuts an open ring along the sides of a square, one after the other (Sutherland and
// Hodgman), in the room that it has; nothing is left of one that only touches.
func clipped(ring []point, low, high int64) []point {
	var rooms [2][mostCorners + 1]position
	in, out := rooms[0][:0], rooms[1][:0]
	for _, p := range ring {
		in = append(in, position{float64(p.x), float64(p.y)})
	}
	in = append(in, in[0])
	for _, side := range [...]struct {
		axis  int
		at    float64
		least bool // the square is on the side of greater values
	}{{0, float64(low), true}, {0, float64(high), false}, {1, float64(low), true}, {1, float64(high), false}} {
		before := in[len(in)-1]
		for _, p := range in {
			if inside(p[side.axis], side.at, side.least) != inside(before[side.axis], side.at, side.least) {
				out = append(out, before.crossing(p, side.axis, side.at))
			}
			if inside(p[side.axis], side.at, side.least) {
				out = append(out, p)
			}
			before = p
		}
		if len(out) == 0 {
			return nil
		}
		in, out = out, in[:0]
	}
	if in[0] == in[len(in)-1] {
		in = in[:len(in)-1]
	}
	if flat(in) {
		return nil
	}
	ring = ring[:0]
	for _, p := range in {
		ring = append(ring, point{int64(math.Round(p[0])), int64(math.Round(p[1]))})
	}
	if ring = slices.Compact(ring); ring[0] == ring[len(ring)-1] {
		ring = ring[:len(ring)-1]
	}
	if len(ring) < 3 {
		return nil
	}
	return ring
}

// A position is one in the units of a tile, and their parts: x, then y.
type position [2]float64

func inside(v, at float64, least bool) bool {
	if least {
		return v >= at
	}
	return v <= at
}

// crossing returns where the way to another position has a value on an axis.
func (a position) crossing(b position, axis int, at float64) (c position) {
	other := 1 - axis
	c[axis], c[other] = at, a[other]+(b[other]-a[other])*(at-a[axis])/(b[axis]-a[axis])
	return c
}

// flat reports whether a ring has no area.
func flat(ring []position) bool {
	area := 0.0
	for i := 2; i < len(ring); i++ {
		o, a, b := ring[0], ring[i-1], ring[i]
		area += (a[0]-o[0])*(b[1]-o[1]) - (b[0]-o[0])*(a[1]-o[1])
	}
	return area == 0
}
