package demoshire

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// riverName is what the town at its mouth is called after.
const riverName = "River Oster"

// A river runs from inland through the first town to the sea.
type river struct {
	line  orb.LineString // National Grid, metres, towards the sea
	along []float64      // metres to each point of it
	wet   []bool         // of each cell: it may be that a street from here crosses
}

// flow finds the course of the river: from far inland past the centre of the town
// to the nearest sea, bent a little and smoothed.
func flow(g *ground, town Town, seed uint64) orb.LineString {
	valleys := noise{seed: seed + 900, scale: 3_000, octaves: 3}
	valley := func(open func(int) bool) func(int, func(int, float64)) {
		return func(node int, visit func(int, float64)) {
			neighbours(node, func(n int) {
				if open(n) { // away from the coast, if not to it
					visit(n, 1.1+valleys.at(g.position(n))+6/float64(1+g.inland[n]))
				}
			})
		}
	}
	centre := nearest(g, g.main, geo.ToGrid(town.Centre))
	ford := centre
	neighbours(centre, func(n int) {
		if ford == centre && g.inland[n] > 1 {
			ford = n
		}
	})
	far, before := walk(len(g.height), []int{ford}, valley(func(int) bool { return true }))
	mouth := ford
	for node, steps := range g.inland {
		if steps == 0 && (mouth == ford || far[node] < far[mouth]) {
			mouth = node
		}
	}
	down := back(mouth, before) // from the mouth to the ford
	far, before = walk(len(g.height), []int{ford}, valley(func(n int) bool {
		return g.inland[n] > 0 && !slices.Contains(down, n)
	}))
	spring := ford
	for node := range far {
		if !math.IsInf(far[node], 1) && g.inland[node] > g.inland[spring] {
			spring = node
		}
	}
	slices.Reverse(down)
	course := append(back(spring, before), down[1:]...)

	bends := [2]noise{{seed: seed + 700, scale: 900, octaves: 2}, {seed: seed + 800, scale: 900, octaves: 2}}
	line := make(orb.LineString, len(course))
	for i, node := range course {
		const width = 160 // metres
		p := g.position(node)
		line[i] = orb.Point{p[0] + width*bends[0].at(p), p[1] + width*bends[1].at(p)}
	}
	line[len(line)-1] = g.position(mouth) // not back on land
	line = smoothed(smoothed(line))
	for i, p := range line {
		line[i] = asRead(p)
	}
	return line
}

// smoothed cuts the corners of a line (Chaikin 1974).
func smoothed(line orb.LineString) orb.LineString {
	out := orb.LineString{line[0]}
	for i := range len(line) - 1 {
		out = append(out, between(line[i], line[i+1], 0.25), between(line[i], line[i+1], 0.75))
	}
	return append(out, line[len(line)-1])
}

func between(a, b orb.Point, t float64) orb.Point {
	return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
}

// newRiver gets to know which cells a river is near.
func newRiver(line orb.LineString, p *people) (river, error) {
	r := river{line: line, along: make([]float64, len(line)), wet: make([]bool, len(p.centres))}
	for i, at := range line {
		if i > 0 {
			r.along[i] = r.along[i-1] + planarDistance(line[i-1], at)
		}
		cell, err := geo.CellAt(geo.FromGrid(at), p.lattice.Resolution)
		if err != nil {
			return r, err
		}
		disk, err := cell.GridDisk(3) // points are 130 m apart at most, and so are the ends of a street
		if err != nil {
			return r, err
		}
		for _, c := range disk {
			if n, known := p.lattice.Index(c); known {
				r.wet[n] = true
			}
		}
	}
	return r, nil
}

// crossing returns how far down the river a line from a to b crosses it, in
// metres from the spring.
func (r river) crossing(a, b orb.Point) (along float64, crosses bool) {
	box := orb.Bound{Min: a, Max: a}.Extend(b)
	for i := range len(r.line) - 1 {
		c, d := r.line[i], r.line[i+1]
		if !box.Intersects(orb.Bound{Min: c, Max: c}.Extend(d)) {
			continue
		}
		if (leftOf(a, b, c) < 0) != (leftOf(a, b, d) < 0) && (leftOf(c, d, a) < 0) != (leftOf(c, d, b) < 0) {
			return r.along[i], true
		}
	}
	return 0, false
}

// leftOf returns twice the area of the triangle a, b, c: above 0 where one turns
// left at b.
func leftOf(a, b, c orb.Point) float64 {
	return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0])
}
