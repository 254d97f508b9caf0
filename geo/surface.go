package geo

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Middle returns a point on the surface of polygons that stands for them, in their
// own coordinates: the centroid of the largest, or where that lies outside it or in
// a hole the middle of the widest stretch of it at the centroid's height. Of
// polygons that enclose nothing it is the first point. There must be one.
func Middle(m orb.MultiPolygon) orb.Point {
	largest := slices.MaxFunc(m, func(a, b orb.Polygon) int { return cmp.Compare(planar.Area(a), planar.Area(b)) })
	centroid, area := planar.CentroidArea(largest)
	if area == 0 {
		return m[0][0][0]
	}
	if planar.PolygonContains(largest, centroid) {
		return centroid
	}
	y := centroid[1]
	var crossings []float64 // of the rings with that height, x
	for _, ring := range largest {
		for i := range len(ring) - 1 {
			a, b := ring[i], ring[i+1]
			if (a[1] > y) != (b[1] > y) {
				crossings = append(crossings, a[0]+(y-a[1])/(b[1]-a[1])*(b[0]-a[0]))
			}
		}
	}
	slices.Sort(crossings)
	middle, widest := largest[0][0], 0.0
	for inside := range slices.Chunk(crossings, 2) { // rings are closed: they cross an even number of times
		if width := inside[1] - inside[0]; width > widest {
			middle, widest = orb.Point{inside[0] + width/2, y}, width
		}
	}
	return middle
}

// Midway returns the point halfway along the longest of some lines, in their own
// coordinates. There must be one.
func Midway(lines orb.MultiLineString) orb.Point {
	longest := slices.MaxFunc(lines, func(a, b orb.LineString) int { return cmp.Compare(planar.Length(a), planar.Length(b)) })
	left := planar.Length(longest) / 2
	for i := 1; i < len(longest); i++ {
		from, to := longest[i-1], longest[i]
		if step := planar.Distance(from, to); left < step {
			return orb.Point{from[0] + (to[0]-from[0])*left/step, from[1] + (to[1]-from[1])*left/step}
		} else {
			left -= step
		}
	}
	return longest[len(longest)-1]
}
