package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
)

// A Map is a plan of some streets, north at the top. What lies outside its frame is
// cut off.
type Map struct {
	Bound    orb.Bound // WGS 84: shown in full, with what lies around to fill the frame
	Height   float64   // millimetres, at least
	Most     float64   // millimetres, where the page has room to spare
	Features []MapFeature
	Marks    []MapMark
	Names    []MapName
	Classes  Classes // legend of the filled cells; none without a title
	Source   string  // of the streets, in a corner; empty where none are drawn
	Alt      string  // what the map shows, in words
}

// A MapStyle is how a feature is drawn. Styles are drawn in this order.
type MapStyle int

// The styles of features.
const (
	Water   MapStyle = iota
	Filled           // with the feature's colour, under the streets
	Path             // footways
	Street           // as streets of a town
	Road             // wider: main roads
	Route            // the way of a unit
	Hatched          // with lines across: s.60
	Edge             // outline in the feature's colour
	Dashed           // outline of dashes: s.34
	Dotted           // outline of dots: any other power
)

// A MapFeature is a geometry in WGS 84 and how it is drawn.
type MapFeature struct {
	Geometry orb.Geometry
	Style    MapStyle
	Colour   Colour
	Name     string // written along a line, or at the upper left of an outline
}

// A MarkShape tells marks apart without colour.
type MarkShape string

// The shapes of marks.
const (
	Round  MarkShape = "round"  // a visit
	Square MarkShape = "square" // a post that is held
	Ring   MarkShape = "ring"   // a break
	Plate  MarkShape = "plate"  // a small square: premises, a station
)

// A MapMark is a numbered sign on a map.
type MapMark struct {
	At    orb.Point // WGS 84
	Sign  string    // one to five characters
	Shape MarkShape
	Name  string // beside it; may be empty
}

// A MapName is a name at a place.
type MapName struct {
	At   orb.Point
	Text string
}

// Classes are the legend of filled cells.
type Classes struct {
	Title string
	Least []string // of each class, from the lightest
}

func (Map) block() {}

// Say says what the map shows.
func (m Map) Say() string { return m.Alt }

// Growth is how much higher than at least the map may be.
func (m Map) Growth() float64 { return max(0, m.Most-m.Height) }

// Draw draws the map. Its cost grows with the corners of the features, and with the
// square of the names that it writes.
func (m Map) Draw(width, grow float64) Drawing {
	d := Drawing{Width: width, Height: m.Height + min(grow, m.Growth())}
	p := newProjection(m.Bound, d.Width, d.Height)
	d.add(Shape{Rings: rectangle(0, 0, d.Width, d.Height), Fill: "#f4f2ed"})
	features := slices.Clone(m.Features)
	slices.SortStableFunc(features, func(a, b MapFeature) int { return int(a.Style) - int(b.Style) })
	for _, f := range features { // casings first, so that streets run into one another
		if line, ok := casing[f.Style]; ok {
			d.add(Shape{Rings: p.lines(f.Geometry), Open: true, Stroke: "#b9b2a4", Line: line})
		}
	}
	for _, f := range features {
		d.add(p.shapes(f)...)
	}
	d.add(Shape{Rings: rectangle(0, 0, d.Width, d.Height), Stroke: Ink, Line: 0.35})
	taken := m.mark(&d, p)
	taken = append(taken, m.furniture(&d, p, taken)...)
	m.name(&d, p, features, taken)
	return d
}

var casing = map[MapStyle]float64{Street: 1.5, Road: 2.3}

// asides returns the places that a mark may take, in its own sizes: where it belongs, then
// beside that, the nearest first.
func asides() []orb.Point {
	const furthest = 4
	var ways []orb.Point
	for x := -furthest; x <= furthest; x++ {
		for y := -furthest; y <= furthest; y++ {
			ways = append(ways, orb.Point{float64(x), float64(y)})
		}
	}
	slices.SortFunc(ways, func(a, b orb.Point) int { // right before left, below before above
		return cmp.Or(cmp.Compare(a[0]*a[0]+a[1]*a[1], b[0]*b[0]+b[1]*b[1]), cmp.Compare(b[0], a[0]), cmp.Compare(b[1], a[1]))
	})
	return ways
}

// mark draws the marks, and returns the room that they take.
func (m Map) mark(d *Drawing, p projection) []orb.Bound {
	var taken []orb.Bound
	ways := asides()
	for _, k := range m.Marks {
		at := p.point(k.At)
		if !p.frame.Contains(at) {
			continue
		}
		size, half := 9.5, 2.9
		if k.Shape == Plate {
			size, half = 7, 1.8
		}
		wide := max(half, textWidth(k.Sign, size)/2+0.8)
		room := func() orb.Bound {
			return orb.Bound{Min: orb.Point{at[0] - wide, at[1] - half}, Max: orb.Point{at[0] + wide, at[1] + half}}
		}
		first, step := at, orb.Point{2*wide + 0.4, 2*half + 0.4}
		for i, way := range ways { // beside the ones that are there, inside the frame
			to := orb.Point{first[0] + way[0]*step[0], first[1] + way[1]*step[1]}
			if inside := to[0] > wide && to[0] < d.Width-wide && to[1] > half && to[1] < d.Height-half; !inside && i > 0 {
				continue
			}
			if at = to; !slices.ContainsFunc(taken, room().Intersects) {
				break
			}
			at = first
		}
		s := Shape{Rings: rectangle(at[0]-wide, at[1]-half, 2*wide, 2*half), Fill: Ink, Stroke: White, Line: 0.5}
		if k.Shape == Round || k.Shape == Ring {
			s.Rings = disc(at, wide)
		}
		ink := White
		if k.Shape == Ring {
			s.Fill, s.Stroke, ink = White, Ink, Ink
		}
		d.add(s)
		d.label(Label{At: orb.Point{at[0], at[1] + size*millimetresPerPoint*0.36}, Text: k.Sign, Size: size, Bold: true, Ink: ink, Align: 0.5})
		taken = append(taken, room())
	}
	return taken
}

// furniture draws the scale, the arrow to the north, the legend and the source: the scale at
// the left where marks are in its way at the right.
func (m Map) furniture(d *Drawing, p projection, marks []orb.Bound) []orb.Bound {
	metres, length := p.scale(d.Width / 3)
	right, bottom := d.Width-9, d.Height-2.5
	scale := func() orb.Bound {
		return orb.Bound{Min: orb.Point{right - length - 1, bottom - 4.5}, Max: orb.Point{right + 1, d.Height}}
	}
	if slices.ContainsFunc(marks, scale().Intersects) {
		right, bottom = length+3, d.Height-4
	}
	d.add(Shape{Rings: line(orb.Point{right - length, bottom - 1.2}, orb.Point{right - length, bottom}, orb.Point{right, bottom}, orb.Point{right, bottom - 1.2}), Open: true, Stroke: Ink, Line: 0.5})
	d.label(Label{At: orb.Point{right - length/2, bottom - 1}, Text: metres, Size: 7.5, Bold: true, Ink: Ink, Halo: true, Align: 0.5})
	room := scale()
	bottom = d.Height - 2.5
	north := orb.Point{d.Width - 4.2, bottom - 7.5}
	d.add(Shape{Rings: [][]orb.Point{{{north[0], north[1]}, {north[0] + 1.5, north[1] + 4}, {north[0] - 1.5, north[1] + 4}}}, Fill: Ink})
	d.label(Label{At: orb.Point{north[0], bottom}, Text: "N", Size: 8, Bold: true, Ink: Ink, Halo: true, Align: 0.5})
	taken := []orb.Bound{room, {Min: orb.Point{north[0] - 2, north[1]}, Max: orb.Point{d.Width, d.Height}}}
	if m.Source != "" {
		l := Label{At: orb.Point{1, d.Height - 1}, Text: m.Source, Size: 5, Ink: Mute, Halo: true}
		d.label(l)
		taken = append(taken, orb.Bound{Min: orb.Point{0, d.Height - 3}, Max: orb.Point{l.width() + 2, d.Height}})
	}
	if m.Classes.Title != "" {
		const high = 11.0
		swatch := 9.0
		for _, least := range m.Classes.Least {
			swatch = max(swatch, textWidth(least, 7)+1.5)
		}
		w := max(swatch*float64(len(m.Classes.Least)), textWidth(m.Classes.Title, 7.5)) + 4
		d.add(Shape{Rings: rectangle(1.5, 1.5, w, high), Fill: White, Stroke: Hair, Line: 0.2})
		d.label(Label{At: orb.Point{3.5, 4.8}, Text: m.Classes.Title, Size: 7.5, Bold: true, Ink: Ink})
		for i, least := range m.Classes.Least {
			x := 3.5 + swatch*float64(i)
			d.add(Shape{Rings: rectangle(x, 5.8, swatch, 2.6), Fill: Shade(i, len(m.Classes.Least)), Stroke: White, Line: 0.2})
			d.label(Label{At: orb.Point{x, 11.6}, Text: least, Size: 7, Ink: Ink})
		}
		taken = append(taken, orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{w + 3, high + 3}})
	}
	return taken
}

// shapes returns how a feature is drawn.
func (p projection) shapes(f MapFeature) []Shape {
	rings := func() [][]orb.Point { return p.rings(f.Geometry) }
	switch f.Style {
	case Water:
		return []Shape{{Rings: rings(), Fill: "#d5e3ec"}}
	case Filled:
		return []Shape{{Rings: rings(), Fill: f.Colour, Stroke: White, Line: 0.25}}
	case Path:
		return []Shape{{Rings: p.lines(f.Geometry), Open: true, Stroke: "#b9b2a4", Line: 0.3, Dash: []float64{0.8, 0.6}}}
	case Street:
		return []Shape{{Rings: p.lines(f.Geometry), Open: true, Stroke: White, Line: 1.05}}
	case Road:
		return []Shape{{Rings: p.lines(f.Geometry), Open: true, Stroke: White, Line: 1.8}}
	case Route:
		return []Shape{
			{Rings: p.lines(f.Geometry), Open: true, Stroke: White, Line: 1.1},
			{Rings: p.lines(f.Geometry), Open: true, Stroke: Accent, Line: 0.6},
		}
	case Hatched:
		const apart = 1.8 // millimetres
		return []Shape{
			{Rings: hatch(rings(), apart), Open: true, Stroke: "#8a94a0", Line: 0.18},
			{Rings: rings(), Stroke: Ink, Line: 0.6},
		}
	case Edge:
		return []Shape{{Rings: rings(), Stroke: White, Line: 1.7}, {Rings: rings(), Stroke: f.Colour, Line: 1}}
	case Dashed:
		return []Shape{{Rings: rings(), Stroke: White, Line: 1.2}, {Rings: rings(), Stroke: Ink, Line: 0.7, Dash: []float64{3, 1.5}}}
	case Dotted:
		return []Shape{{Rings: rings(), Stroke: White, Line: 1}, {Rings: rings(), Stroke: Ink, Line: 0.6, Dash: []float64{0.6, 1}}}
	}
	return nil
}

// A projection takes WGS 84 to millimetres of a frame: degrees are scaled at the
// middle latitude, which is right to a metre over a town.
type projection struct {
	west, north float64
	x, y        float64 // millimetres a degree
	frame       orb.Bound
}

func newProjection(b orb.Bound, width, height float64) projection {
	const least = 0.0022                              // degrees of latitude, about 245 m
	margin := max(0.06, 4/max(min(width, height), 1)) // of the size: a mark at the edge is inside
	centre := b.Center()
	shrink := math.Cos(centre[1] * math.Pi / 180)
	high := max(b.Max[1]-b.Min[1], least) * (1 + 2*margin)
	wide := max((b.Max[0]-b.Min[0])*shrink, least) * (1 + 2*margin)
	scale := min(height/high, width/wide) // millimetres a degree of latitude
	return projection{
		west: centre[0] - width/2/(scale*shrink), north: centre[1] + height/2/scale, x: scale * shrink, y: scale,
		frame: orb.Bound{Max: orb.Point{width, height}},
	}
}

func (p projection) point(at orb.Point) orb.Point {
	return orb.Point{(at[0] - p.west) * p.x, (p.north - at[1]) * p.y}
}

// scale returns a round distance no longer than some millimetres, in words and in
// millimetres.
func (p projection) scale(most float64) (string, float64) {
	const metresADegree = 111_195.0
	perMetre := p.y / metresADegree
	for _, s := range []struct {
		metres float64
		words  string
	}{{10_000, "10 km"}, {5000, "5 km"}, {2000, "2 km"}, {1000, "1 km"}, {500, "500 m"}, {200, "200 m"}, {100, "100 m"}, {50, "50 m"}} {
		if s.metres*perMetre <= most {
			return s.words, s.metres * perMetre
		}
	}
	return "20 m", 20 * perMetre
}

// rings returns the rings of polygons, cut at the frame.
func (p projection) rings(g orb.Geometry) [][]orb.Point {
	var all [][]orb.Point
	outer := p.frame.Pad(2) // whose edges are out of sight
	var add func(orb.Geometry)
	add = func(g orb.Geometry) {
		switch g := g.(type) {
		case orb.Polygon:
			for _, ring := range g {
				if cut := clip.Ring(outer, orb.Ring(p.points(ring))); len(cut) > 2 {
					all = append(all, cut)
				}
			}
		case orb.MultiPolygon:
			for _, polygon := range g {
				add(polygon)
			}
		}
	}
	add(g)
	return p.inside(all)
}

// inside moves what is beyond the frame onto it: a shape that is cut off ends at the
// frame.
func (p projection) inside(rings [][]orb.Point) [][]orb.Point {
	for _, ring := range rings {
		for i, at := range ring {
			ring[i] = orb.Point{min(max(at[0], 0), p.frame.Max[0]), min(max(at[1], 0), p.frame.Max[1])}
		}
	}
	return rings
}

// lines returns the lines of a geometry, cut at the frame.
func (p projection) lines(g orb.Geometry) [][]orb.Point {
	var all [][]orb.Point
	var add func(orb.Geometry)
	add = func(g orb.Geometry) {
		switch g := g.(type) {
		case orb.LineString:
			for _, piece := range clip.LineString(p.frame, p.points(g)) {
				all = append(all, piece)
			}
		case orb.MultiLineString:
			for _, l := range g {
				add(l)
			}
		}
	}
	add(g)
	return all
}

func (p projection) points(line []orb.Point) []orb.Point {
	moved := make([]orb.Point, len(line))
	for i, at := range line {
		moved[i] = p.point(at)
	}
	return moved
}
