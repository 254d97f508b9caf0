package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// metresPerDegree is the length of a degree of a meridian, on a sphere of 6,371 km.
const metresPerDegree = 111_195.0

// A Locator finds which of some lands a position lies in. It is safe for
// concurrent use.
type Locator struct {
	bound  orb.Bound
	height float64  // of a strip, degrees
	strips [][]side // from the south; in each the sides of one land follow one another
}

// A side of a land, which reaches into a strip.
type side struct {
	land int
	a, b orb.Point
}

// NewLocator returns a Locator of lands. What the rings of a land enclose an odd
// number of times is inside it, so that holes are outside; a line along a parallel
// or a meridian in degrees is taken as straight. What it keeps grows with the
// number of points.
func NewLocator(lands []orb.MultiPolygon) *Locator {
	const sides, most = 4, 1 << 16 // sides to a strip, about; strips
	l := &Locator{}
	n := 0
	each(lands, func(s side) {
		b := orb.Bound{Min: s.a, Max: s.a}.Extend(s.b)
		if n++; n > 1 {
			b = b.Union(l.bound)
		}
		l.bound = b
	})
	if n == 0 {
		return l
	}
	l.strips = make([][]side, min(1+n/sides, most))
	l.height = max(l.bound.Top()-l.bound.Bottom(), 1e-9) / float64(len(l.strips))
	each(lands, func(s side) {
		first, last := l.strip(min(s.a[1], s.b[1])), l.strip(max(s.a[1], s.b[1]))
		for i := first; i <= last; i++ {
			l.strips[i] = append(l.strips[i], s)
		}
	})
	return l
}

// each calls visit with the sides of lands.
func each(lands []orb.MultiPolygon, visit func(side)) {
	for i, land := range lands {
		for _, polygon := range land {
			for _, ring := range polygon {
				for j := range len(ring) - 1 {
					visit(side{i, ring[j], ring[j+1]})
				}
			}
		}
	}
}

// strip returns the strip of a latitude within the bound.
func (l *Locator) strip(latitude float64) int {
	return max(0, min(int((latitude-l.bound.Bottom())/l.height), len(l.strips)-1))
}

// At returns the first of the lands that a WGS 84 position lies in, and whether
// there is one. A position on a border that two lands share is in one of them. The
// cost is that of the sides around the position's parallel, a few for each border
// that crosses it.
func (l *Locator) At(p orb.Point) (land int, found bool) {
	if len(l.strips) == 0 || !l.bound.Contains(p) {
		return 0, false
	}
	inside := false
	for _, s := range l.strips[l.strip(p[1])] {
		if s.land != land {
			if inside {
				return land, true
			}
			land = s.land
		}
		// The side crosses the parallel east of p. One that only touches it belongs
		// to what is north of it.
		if (s.a[1] > p[1]) != (s.b[1] > p[1]) && p[0] < s.a[0]+(p[1]-s.a[1])/(s.b[1]-s.a[1])*(s.b[0]-s.a[0]) {
			inside = !inside
		}
	}
	return land, inside
}

// Near reports whether a WGS 84 position lies in one of the lands, or within so
// many metres of one. Outside them its cost is that of the sides between the
// parallels so far to the north and the south.
func (l *Locator) Near(p orb.Point, metres float64) bool {
	if _, inside := l.At(p); inside {
		return true
	}
	return l.beside(p, metres/metresPerDegree)
}

// beside reports whether a side lies within so many degrees of a great circle from a
// position.
func (l *Locator) beside(p orb.Point, dy float64) bool {
	dx := dy / math.Cos(p[1]*math.Pi/180)
	if len(l.strips) == 0 || !l.bound.Intersects(orb.Bound{Min: orb.Point{p[0] - dx, p[1] - dy}, Max: orb.Point{p[0] + dx, p[1] + dy}}) {
		return false
	}
	for i := l.strip(p[1] - dy); i <= l.strip(p[1]+dy); i++ {
		for _, s := range l.strips[i] {
			if fromOrigin(orb.Point{(s.a[0] - p[0]) / dx, (s.a[1] - p[1]) / dy}, orb.Point{(s.b[0] - p[0]) / dx, (s.b[1] - p[1]) / dy}) <= 1 {
				return true
			}
		}
	}
	return false
}

// fromOrigin returns how far a straight piece of a line is from the origin.
func fromOrigin(a, b orb.Point) float64 {
	x, y := b[0]-a[0], b[1]-a[1]
	t := 0.0
	if length := x*x + y*y; length > 0 {
		t = max(0, min(-(a[0]*x+a[1]*y)/length, 1))
	}
	return math.Hypot(a[0]+t*x, a[1]+t*y)
}
