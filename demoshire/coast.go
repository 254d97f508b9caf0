package demoshire

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// The ground is a mesh of equilateral triangles, a skewed square of nodes.
const (
	spacing  = 250.0           // metres between nodes
	side     = 260             // nodes
	landArea = 560e6           // square metres, about
	smallest = 40              // nodes of an island; less is a rock, and left out
	row      = 0.8660254037844 // height of a triangle of side 1
)

// sea is the ward of nodes that no ward holds.
const sea = -1

// A ground is the mesh with its heights: what is land, and how far from the sea.
type ground struct {
	origin orb.Point // National Grid, metres
	height []float64 // above the sea, of no particular unit
	inland []int     // steps to the nearest node at sea; 0 at sea
	main   []int     // the nodes of the largest island
}

// position returns where a node is, National Grid, metres.
func (g *ground) position(node int) orb.Point {
	i, j := float64(node%side), float64(node/side)
	return orb.Point{g.origin[0] + spacing*(i+j/2), g.origin[1] + spacing*row*j}
}

// neighbours calls visit with the nodes around one.
func neighbours(node int, visit func(int)) {
	i, j := node%side, node/side
	for _, step := range [6][2]int{{1, 0}, {0, 1}, {-1, 1}, {-1, 0}, {0, -1}, {1, -1}} {
		if x, y := i+step[0], j+step[1]; x >= 0 && x < side && y >= 0 && y < side {
			visit(y*side + x)
		}
	}
}

// raise makes the ground: a dome, torn by noise and cut by creeks, with the sea
// at the height that leaves the area wanted above it.
func raise(seed uint64) *ground {
	middle := geo.ToGrid(orb.Point{2.36, 51.76})
	g := &ground{
		origin: orb.Point{middle[0] - 0.75*side*spacing, middle[1] - row*side*spacing/2},
		height: make([]float64, side*side),
	}
	hills := noise{seed: seed, scale: 13_000, octaves: 7}
	cliffs := noise{seed: seed + 50, scale: 2_000, octaves: 3}
	creeks := noise{seed: seed + 100, scale: 9_000, octaves: 5}
	for node := range g.height {
		p := g.position(node)
		r := math.Hypot((p[0]-middle[0])/19_000, (p[1]-middle[1])/15_000)
		creek := max(0, 1-math.Abs(creeks.at(p))/0.06)
		g.height[node] = 1 - r*r + 1.1*hills.at(p) + 0.12*cliffs.at(p) - 0.5*creek*min(1, r)
	}
	heights := slices.Sorted(slices.Values(g.height))
	share := landArea / (spacing * spacing * row) / float64(len(heights))
	level := heights[int(float64(len(heights))*(1-share))]
	for node := range g.height {
		g.height[node] -= level
	}
	g.fill()
	return g
}

// fill drains lakes, sinks rocks and finds how far inland each node is.
func (g *ground) fill() {
	land := make([]bool, len(g.height))
	for node := range land {
		land[node] = true
	}
	for _, node := range connected(0, func(n int) bool { return g.height[n] <= 0 }) {
		land[node] = false
	}
	seen := make([]bool, len(land))
	for node := range land {
		if !land[node] || seen[node] {
			continue
		}
		island := connected(node, func(n int) bool { return land[n] })
		if len(island) > len(g.main) {
			g.main = island
		}
		for _, n := range island {
			seen[n] = true
			land[n] = len(island) >= smallest
		}
	}
	g.inland = make([]int, len(land))
	var queue []int
	for node := range land {
		if !land[node] {
			queue = append(queue, node)
		}
	}
	for len(queue) > 0 {
		node := queue[0]
		queue = queue[1:]
		neighbours(node, func(n int) {
			if land[n] && g.inland[n] == 0 {
				g.inland[n] = g.inland[node] + 1
				queue = append(queue, n)
			}
		})
	}
}

// connected returns the nodes that are reached from one over nodes alike.
func connected(from int, alike func(int) bool) []int {
	seen := map[int]bool{from: true}
	reached := []int{from}
	for k := 0; k < len(reached); k++ {
		neighbours(reached[k], func(n int) {
			if !seen[n] && alike(n) {
				seen[n] = true
				reached = append(reached, n)
			}
		})
	}
	return reached
}

// rounded returns a WGS 84 position to six decimals of a degree, 0.1 m, as
// GeoJSON is written.
func rounded(p orb.Point) orb.Point { return orb.Round(p, 1e6).(orb.Point) }

// asRead returns where a position on the National Grid is once it has been written
// down: what lies beside a line by a hair may lie on its other side then.
func asRead(p orb.Point) orb.Point { return geo.ToGrid(rounded(geo.FromGrid(p))) }
