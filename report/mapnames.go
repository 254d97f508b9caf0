package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// name writes the names of marks, places, outlines and streets, each once and only
// where there is room for it.
func (m Map) name(d *Drawing, p projection, features []MapFeature, taken []orb.Bound) {
	put := func(l Label) bool {
		b := l.bound()
		if !p.frame.Contains(b.Min) || !p.frame.Contains(b.Max) || slices.ContainsFunc(taken, b.Intersects) {
			return false
		}
		taken = append(taken, b)
		d.label(l)
		return true
	}
	for _, k := range m.Marks {
		at := p.point(k.At)
		if k.Name == "" || !p.frame.Contains(at) {
			continue
		}
		const size, beside, below = 8, 3.6, 1
		right := Label{At: orb.Point{at[0] + beside, at[1] + below}, Text: k.Name, Size: size, Bold: true, Ink: Ink, Halo: true}
		left := right
		left.At[0], left.Align = at[0]-beside, 1
		if !put(right) {
			put(left)
		}
	}
	for _, n := range m.Names {
		put(Label{At: p.point(n.At), Text: n.Text, Size: 8, Bold: true, Ink: Ink, Halo: true, Align: 0.5})
	}
	for _, f := range features {
		if f.Style < Hatched || f.Name == "" {
			continue
		}
		for _, ring := range p.rings(f.Geometry) {
			if slices.ContainsFunc(cornersOf(ring), func(c corner) bool {
				return put(Label{At: orb.Point{c.at[0] + c.inX*1.2, c.at[1] + c.inY}, Text: f.Name, Size: 8.5, Bold: true, Ink: Ink, Halo: true, Align: c.align})
			}) {
				break
			}
		}
	}
	for _, s := range p.named(features) {
		for _, l := range s.labels() {
			if put(l) {
				break
			}
		}
	}
}

// A corner is where the name of an outline may stand, inside it.
type corner struct {
	at       orb.Point
	inX, inY float64 // which way is in; down to the foot of the letters
	align    float64
}

// cornersOf returns the corners of a ring, the upper left first.
func cornersOf(ring []orb.Point) []corner {
	most := func(x, y float64) orb.Point {
		return slices.MinFunc(ring, func(a, b orb.Point) int { return cmp.Compare(x*a[0]+y*a[1], x*b[0]+y*b[1]) })
	}
	const under, over = 3.6, -1.2
	return []corner{{most(1, 1), 1, under, 0}, {most(-1, 1), -1, under, 1}, {most(1, -1), 1, over, 0}, {most(-1, -1), -1, over, 1}}
}

// bound returns about the room that a label takes.
func (l Label) bound() orb.Bound {
	w, h := l.width(), l.Size*millimetresPerPoint
	sin, cos := math.Sincos(-l.Angle * math.Pi / 180) // y runs down
	b := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for _, c := range [][2]float64{{-l.Align * w, 0.2 * h}, {(1 - l.Align) * w, 0.2 * h}, {-l.Align * w, -0.8 * h}, {(1 - l.Align) * w, -0.8 * h}} {
		b = b.Extend(orb.Point{l.At[0] + c[0]*cos - c[1]*sin, l.At[1] + c[0]*sin + c[1]*cos})
	}
	return b
}

// A namedStreet is the pieces of a street in the frame.
type namedStreet struct {
	name   string
	main   bool
	pieces [][]orb.Point
	length float64
}

// named returns the streets of a map with names, main roads first, then the longest.
func (p projection) named(features []MapFeature) []namedStreet {
	at := map[string]int{}
	var all []namedStreet
	for _, f := range features {
		if f.Name == "" || f.Style != Street && f.Style != Road && f.Style != Path {
			continue
		}
		i, known := at[f.Name]
		if !known {
			i = len(all)
			at[f.Name] = i
			all = append(all, namedStreet{name: f.Name})
		}
		for _, piece := range p.lines(f.Geometry) {
			all[i].pieces = append(all[i].pieces, piece)
			all[i].length += lengthOf(piece)
		}
		all[i].main = all[i].main || f.Style == Road
	}
	slices.SortStableFunc(all, func(a, b namedStreet) int {
		if a.main != b.main {
			return map[bool]int{true: -1, false: 1}[a.main]
		}
		return cmp.Compare(b.length, a.length)
	})
	return all
}

// labels returns where the name may stand, best first: in the middle of each piece
// that is long and straight enough for it, the longest first.
func (s namedStreet) labels() []Label {
	size := 7.0
	if s.main {
		size = 8
	}
	pieces := slices.Clone(s.pieces)
	slices.SortStableFunc(pieces, func(a, b []orb.Point) int { return cmp.Compare(lengthOf(b), lengthOf(a)) })
	var all []Label
	for _, piece := range pieces {
		l := Label{Text: s.name, Size: size, Bold: s.main, Ink: Ink, Halo: true, Align: 0.5}
		room, w := lengthOf(piece), l.width()
		if room < 0.75*w {
			continue
		}
		for _, middle := range []float64{0.5, 0.3, 0.7} {
			from, to := along(piece, max(0, middle*room-w/2)), along(piece, min(room, middle*room+w/2))
			l.At = orb.Point{(from[0] + to[0]) / 2, (from[1] + to[1]) / 2}
			if straight := math.Hypot(to[0]-from[0], to[1]-from[1]); straight < 0.65*min(w, room) {
				continue
			}
			l.Angle = -math.Atan2(to[1]-from[1], to[0]-from[0]) * 180 / math.Pi
			if l.Angle > 90 {
				l.Angle -= 180
			} else if l.Angle < -90 {
				l.Angle += 180
			}
			// The middle of the letters, not their foot, is on the line.
			sin, cos := math.Sincos(-l.Angle * math.Pi / 180)
			drop := size * millimetresPerPoint * 0.35
			l.At = orb.Point{l.At[0] - drop*sin, l.At[1] + drop*cos}
			all = append(all, l)
		}
	}
	return all
}

func lengthOf(line []orb.Point) float64 {
	sum := 0.0
	for i := 1; i < len(line); i++ {
		sum += math.Hypot(line[i][0]-line[i-1][0], line[i][1]-line[i-1][1])
	}
	return sum
}

// along returns the point so far along a line.
func along(line []orb.Point, far float64) orb.Point {
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		step := math.Hypot(b[0]-a[0], b[1]-a[1])
		if far <= step && step > 0 {
			t := far / step
			return orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
		}
		far -= step
	}
	return line[len(line)-1]
}

// hatch returns lines at 45 degrees across rings, so far apart.
func hatch(rings [][]orb.Point, apart float64) [][]orb.Point {
	low, high := math.Inf(1), math.Inf(-1)
	for _, ring := range rings {
		for _, at := range ring {
			low, high = min(low, at[0]+at[1]), max(high, at[0]+at[1])
		}
	}
	var all [][]orb.Point
	step := apart * math.Sqrt2
	for c := math.Ceil(low/step) * step; c <= high; c += step { // the line x + y = c
		var xs []float64
		for _, ring := range rings {
			for i, a := range ring {
				b := ring[(i+1)%len(ring)]
				sa, sb := a[0]+a[1]-c, b[0]+b[1]-c
				if (sa < 0) != (sb < 0) {
					xs = append(xs, a[0]+sa/(sa-sb)*(b[0]-a[0]))
				}
			}
		}
		slices.Sort(xs)
		for i := 0; i+1 < len(xs); i += 2 {
			all = append(all, []orb.Point{{xs[i], c - xs[i]}, {xs[i+1], c - xs[i+1]}})
		}
	}
	return all
}
