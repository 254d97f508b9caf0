package demoshire

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"beatplan/geo"
)

// A border is a straight piece of the border between two wards, or of the coast.
type border struct {
	from, to    int // vertices
	left, right int // wards; sea where there is none
}

// A survey is all borders of the county. A triangle of the mesh whose nodes are
// in two wards holds one border, from edge to edge; one whose nodes are in three
// holds three, which meet inside it. As no two triangles share more than an edge,
// borders cannot cross; and as every area is traced from the same borders,
// areas of any kind meet without gaps.
type survey struct {
	vertices []orb.Point // WGS 84, rounded to six decimals
	borders  []border
}

// draw surveys the ground where ward[node] is the ward of each node and cut says
// how far along an edge, from 0 to 1, its two nodes' wards meet.
func draw(g *ground, ward []int, cut func(a, b int) float64) survey {
	s := survey{}
	onEdge := map[[2]int]int{}
	vertex := func(en orb.Point) int {
		s.vertices = append(s.vertices, rounded(geo.FromGrid(en)))
		return len(s.vertices) - 1
	}
	along := func(a, b int) orb.Point { // the position of the cut
		if a > b {
			a, b = b, a
		}
		p, q, t := g.position(a), g.position(b), min(max(cut(a, b), 0.15), 0.85)
		return orb.Point{p[0] + t*(q[0]-p[0]), p[1] + t*(q[1]-p[1])}
	}
	crossing := func(a, b int) int {
		edge := [2]int{min(a, b), max(a, b)}
		v, known := onEdge[edge]
		if !known {
			v = vertex(along(a, b))
			onEdge[edge] = v
		}
		return v
	}
	triangle := func(p, q, r int) { // counter-clockwise
		switch a, b, c := ward[p], ward[q], ward[r]; {
		case a == b && b == c:
		case b == c:
			s.borders = append(s.borders, border{crossing(p, q), crossing(p, r), a, b})
		case a == c:
			s.borders = append(s.borders, border{crossing(q, r), crossing(q, p), b, c})
		case a == b:
			s.borders = append(s.borders, border{crossing(r, p), crossing(r, q), c, a})
		default:
			x, y, z := along(p, q), along(q, r), along(r, p)
			centre := vertex(orb.Point{(x[0] + y[0] + z[0]) / 3, (x[1] + y[1] + z[1]) / 3})
			s.borders = append(s.borders,
				border{crossing(p, q), centre, a, b},
				border{crossing(q, r), centre, b, c},
				border{crossing(r, p), centre, c, a})
		}
	}
	for j := range side - 1 {
		for i := range side - 1 {
			n := j*side + i
			triangle(n, n+1, n+side)
			triangle(n+1, n+side+1, n+side)
		}
	}
	return s
}

// trace returns the land of the wards that are members: the rings of borders
// between a member and another, members on the left.
func (s survey) trace(member func(ward int) bool) orb.MultiPolygon {
	next := make([]int, len(s.vertices)) // 1 + the vertex that follows; 0: none
	for _, b := range s.borders {
		switch left, right := member(b.left), member(b.right); {
		case left && !right:
			next[b.from] = b.to + 1
		case right && !left:
			next[b.to] = b.from + 1
		}
	}
	var land orb.MultiPolygon
	var holes []orb.Ring
	for start := range next {
		if next[start] == 0 {
			continue
		}
		var ring orb.Ring
		for v := start; next[v] > 0; {
			ring = append(ring, s.vertices[v])
			v, next[v] = next[v]-1, 0
		}
		ring = append(ring, ring[0])
		if ring.Orientation() == orb.CCW {
			land = append(land, orb.Polygon{ring})
		} else {
			holes = append(holes, ring)
		}
	}
	for _, hole := range holes {
		around, least := 0, math.Inf(1)
		for i, polygon := range land {
			if area := planar.Area(polygon[0]); area < least && planar.RingContains(polygon[0], hole[0]) {
				around, least = i, area
			}
		}
		land[around] = append(land[around], hole)
	}
	return land
}
