package geo

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// earthRadius is that of H3's sphere, metres.
const earthRadius = 6_371_007.180918475

// patchLevels is how many resolutions finer the cells of a patch are than the cell that
// they descend from.
const patchLevels = 6

// A patch places the descendants of a cell, all of one resolution. H3 lays its hexagons
// out evenly on the faces of an icosahedron and casts these on the sphere from its centre.
// So where all are on one face, the centre of the hexagon i, j of the grid lies in the
// direction a + i·b + j·c, which four centres tell.
type patch struct{ a, b, c vector }

// A vector is a direction from the centre of the sphere.
type vector [3]float64

func (v vector) dot(w vector) float64 { return v[0]*w[0] + v[1]*w[1] + v[2]*w[2] }
func (v vector) times(f float64) vector {
	return vector{f * v[0], f * v[1], f * v[2]}
}
func (v vector) plus(w vector) vector { return vector{v[0] + w[0], v[1] + w[1], v[2] + w[2]} }
func (v vector) cross(w vector) vector {
	return vector{v[1]*w[2] - v[2]*w[1], v[2]*w[0] - v[0]*w[2], v[0]*w[1] - v[1]*w[0]}
}

// volume returns the determinant of three vectors that may be close together.
func volume(u, v, w vector) float64 {
	return u.dot(v.plus(u.times(-1)).cross(w.plus(u.times(-1))))
}

// direction returns that of a WGS 84 position, taken for one on a sphere.
func direction(p orb.Point) vector {
	lon, lat := p[0]*math.Pi/180, p[1]*math.Pi/180
	return vector{math.Cos(lat) * math.Cos(lon), math.Cos(lat) * math.Sin(lon), math.Sin(lat)}
}

// newPatch returns the patch of the descendants of a cell at a finer resolution, and
// whether there is one: they must be on one face, and none of them a pentagon.
func newPatch(above h3.Cell, resolution int) (patch, bool) {
	if !onOneFace(above) {
		return patch{}, false
	}
	// Four children of the cell, or their centre descendants. No three are in a line.
	var at [4]vector
	var i, j [4]float64
	for k, digit := range [4]h3.Cell{4, 2, 5, 3} {
		first, _ := Descendants(above, resolution)
		c := first | digit<<(3*(15-resolutionOf(above)-1))
		centre, err := Centre(c)
		if err != nil {
			return patch{}, false
		}
		at[k] = direction(centre)
		i[k], j[k] = onFace(c, resolutionOf(above), resolution)
	}
	// The fourth is the same sum of the other three on the sphere and on the plane, but
	// for how far from the sphere the plane is at each.
	plane := func(k, l, m int) float64 { return (i[l]-i[k])*(j[m]-j[k]) - (i[m]-i[k])*(j[l]-j[k]) }
	var q [3]vector
	for k := range q {
		l, m := (k+1)%3, (k+2)%3
		q[k] = at[k].times(volume(at[3], at[l], at[m]) / plane(3, l, m))
	}
	d := plane(0, 1, 2)
	to1, to2 := q[1].plus(q[0].times(-1)), q[2].plus(q[0].times(-1))
	p := patch{
		b: to1.times((j[2] - j[0]) / d).plus(to2.times(-(j[1] - j[0]) / d)),
		c: to2.times((i[1] - i[0]) / d).plus(to1.times(-(i[2] - i[0]) / d)),
	}
	p.a = q[0].plus(p.b.times(-i[0])).plus(p.c.times(-j[0]))
	scale := 1 / math.Sqrt(p.a.dot(p.a))
	return patch{p.a.times(scale), p.b.times(scale), p.c.times(scale)}, true
}

// onOneFace reports whether a cell and the cells around it, out of which no descendant of
// it sticks, are hexagons of one face of the icosahedron.
func onOneFace(c h3.Cell) bool {
	disk, err := c.GridDisk(1)
	face := -1
	for _, n := range disk {
		faces, err := n.IcosahedronFaces()
		if err != nil || n.IsPentagon() || len(faces) != 1 || face >= 0 && faces[0] != face {
			return false
		}
		face = faces[0]
	}
	return err == nil
}

// onFace returns where a cell lies in the grid of its resolution, on two axes at 120°, from
// the centre of its ancestor. The grid of each resolution is the one above, √7 times as fine
// and turned by 19.1°, to one side at odd resolutions and to the other at even ones.
func onFace(c h3.Cell, above, resolution int) (i, j float64) {
	steps := [8][2]float64{{0, 0}, {-1, -1}, {0, 1}, {-1, 0}, {1, 0}, {0, -1}, {1, 1}} // of the digits of an index
	for r := above + 1; r <= resolution; r++ {
		if r%2 == 1 {
			i, j = 2*i+j, 3*j-i
		} else {
			i, j = 3*i-j, i+2*j
		}
		step := steps[c>>(3*(15-r))&7]
		i, j = i+step[0], j+step[1]
	}
	return i, j
}

// A placer tells where cells of one resolution are, and how large. It is quick where one
// cell lies near the one before, as in a lattice.
type placer struct {
	resolution int
	above      h3.Cell // of the patch
	patch      patch
	flat       bool // there is a patch
}

// at returns the direction in which the centre of a cell lies, not of length 1, and whether
// it is known.
func (l *placer) at(c h3.Cell) (v vector, flat bool) {
	if l.resolution <= patchLevels { // cells so large that the plane bends within one
		return v, false
	}
	level := l.resolution - patchLevels
	if above := Parent(c, level); above != l.above {
		l.above = above
		l.patch, l.flat = newPatch(above, l.resolution)
	}
	if !l.flat {
		return v, false
	}
	i, j := onFace(c, level, l.resolution)
	return l.patch.a.plus(l.patch.b.times(i)).plus(l.patch.c.times(j)), true
}

// centre returns the WGS 84 centre of a cell, as [Centre] does.
func (l *placer) centre(c h3.Cell) (orb.Point, error) {
	v, flat := l.at(c)
	if !flat {
		return Centre(c)
	}
	return orb.Point{math.Atan2(v[1], v[0]) * 180 / math.Pi, math.Atan2(v[2], math.Sqrt(v[0]*v[0]+v[1]*v[1])) * 180 / math.Pi}, nil
}

// area returns that of a cell in square metres, as H3 does. The plane's hexagons are of
// one size; what one takes up on the sphere falls with the third power of how far it is
// from the centre.
func (l *placer) area(c h3.Cell) (float64, error) {
	v, flat := l.at(c)
	if !flat {
		area, err := h3.CellAreaM2(c)
		if err != nil {
			return 0, fmt.Errorf("area of cell %s: %w", c, err)
		}
		return area, nil
	}
	size := l.patch.b.cross(l.patch.c) // as a vector, upright on the plane
	volume := l.patch.a.dot(size)
	near2, far2, apart2 := volume*volume/size.dot(size), v.dot(v), l.patch.b.dot(l.patch.b) // squared distances
	varies := 5.0 / 48 * apart2 / far2 * (3 - 5*near2/far2)
	return math.Abs(volume) / (far2 * math.Sqrt(far2)) * (1 + varies) * earthRadius * earthRadius, nil
}
