package report_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/report"
)

// What is drawn of a map lies in its frame, whatever the places.
func TestMapsStayInTheirFrame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := func(name string) orb.Point {
			return orb.Point{rapid.Float64Range(0.5, 0.9).Draw(t, name+" lon"), rapid.Float64Range(51.4, 51.7).Draw(t, name+" lat")}
		}
		ring := orb.Ring{at("a"), at("b"), at("c")}
		ring = append(ring, ring[0])
		m := report.Map{
			Bound: orb.Bound{Min: orb.Point{0.69, 51.53}, Max: orb.Point{0.72, 51.55}}, Height: rapid.Float64Range(30, 120).Draw(t, "height"), Most: 130,
			Features: []report.MapFeature{
				{Geometry: orb.Polygon{ring}, Style: rapid.SampledFrom([]report.MapStyle{report.Water, report.Filled, report.Hatched, report.Edge, report.Dashed}).Draw(t, "style"), Colour: report.Primary, Name: "An order"},
				{Geometry: orb.LineString{at("d"), at("e"), at("f")}, Style: report.Street, Name: "A rather long street name"},
			},
			Marks: []report.MapMark{{At: at("g"), Sign: "1", Name: "Somewhere"}},
		}
		d := m.Draw(rapid.Float64Range(60, 190).Draw(t, "width"), rapid.Float64Range(0, 50).Draw(t, "grow"))
		frame := orb.Bound{Max: orb.Point{d.Width, d.Height}}.Pad(3) // a mark at the edge, the width of a line
		for _, s := range d.Shapes {
			for _, r := range s.Rings {
				for _, p := range r {
					if !frame.Contains(p) {
						t.Fatalf("%v is outside %v", p, frame)
					}
				}
			}
		}
		for _, l := range d.Labels {
			if !frame.Contains(l.At) {
				t.Fatalf("label %q at %v is outside %v", l.Text, l.At, frame)
			}
		}
	})
}

// Two points 111.2 m apart from south to north are as far on paper as the scale says.
func TestTheScaleOfAMap(t *testing.T) {
	m := report.Map{
		Bound: orb.Bound{Min: orb.Point{0.70, 51.530}, Max: orb.Point{0.71, 51.540}}, Height: 100,
		Marks: []report.MapMark{{At: orb.Point{0.705, 51.534}, Sign: "1", Shape: report.Round}, {At: orb.Point{0.705, 51.536}, Sign: "2", Shape: report.Round}},
	}
	d := m.Draw(100, 0)
	apart := 0.0
	for _, l := range d.Labels {
		switch l.Text {
		case "1":
			apart += l.At[1]
		case "2":
			apart -= l.At[1]
		}
	}
	const metres = 0.002 * 111_195
	var length float64
	for _, s := range d.Shapes {
		if s.Open && len(s.Rings) == 1 && len(s.Rings[0]) == 4 { // the scale
			length = s.Rings[0][2][0] - s.Rings[0][1][0]
		}
	}
	for _, l := range d.Labels {
		if l.Text == "200 m" {
			if got := apart / length * 200; got < metres-0.5 || got > metres+0.5 {
				t.Errorf("%.1f m on paper, %.1f m on the ground", got, metres)
			}
			return
		}
	}
	t.Error("the map has no scale of 200 m")
}

// A map says what its shades mean, whose streets it shows, and names what there is
// room for: marks beside them, main roads before others, each once.
func TestTheFurnitureOfAMap(t *testing.T) {
	t.Parallel()
	street := func(latitude float64, from, to float64) orb.LineString {
		return orb.LineString{{from, latitude}, {to, latitude}}
	}
	square := orb.Polygon{{{0.702, 51.535}, {0.708, 51.535}, {0.708, 51.538}, {0.702, 51.538}, {0.702, 51.535}}}
	m := report.Map{
		Bound: orb.Bound{Min: orb.Point{0.70, 51.530}, Max: orb.Point{0.71, 51.540}}, Height: 120, Most: 130, Alt: "the town",
		Classes: report.Classes{Title: "harm", Least: []string{"1", "10", "100"}}, Source: "© OpenStreetMap contributors",
		Features: []report.MapFeature{
			{Geometry: orb.MultiLineString{street(51.533, 0.698, 0.712), street(51.534, 0.71, 0.698)}, Style: report.Road, Name: "High Street"},
			{Geometry: street(51.5315, 0.72, 0.73), Style: report.Street, Name: "Elsewhere"},
			{Geometry: orb.LineString{{0.701, 51.5305}, {0.701, 51.5395}}, Style: report.Path, Name: "Church Walk"},
			{Geometry: orb.MultiPolygon{square}, Style: report.Dotted, Name: "PSPO"},
			{Geometry: street(51.532, 0.70, 0.71), Style: report.Route},
			{Geometry: orb.Point{0.705, 51.535}, Style: report.MapStyle(99)},
		},
		Marks: []report.MapMark{
			{At: orb.Point{0.709, 51.5385}, Sign: "1", Shape: report.Square, Name: "The Anchor and Hope"},
			{At: orb.Point{0.709, 51.5385}, Sign: "2", Shape: report.Ring},
			{At: orb.Point{0.705, 51.5365}, Sign: "S", Shape: report.Plate},
			{At: orb.Point{0.9, 51.5}, Sign: "9", Name: "Far away"},
		},
		Names: []report.MapName{{At: orb.Point{0.705, 51.5390}, Text: "Old Town"}},
	}
	d := m.Draw(120, 50)
	if d.Height != 130 || m.Growth() != 10 || m.Say() != "the town" {
		t.Errorf("%g mm high, may grow by %g, says %q", d.Height, m.Growth(), m.Say())
	}
	count := map[string]int{}
	at := map[string]report.Label{}
	for _, l := range d.Labels {
		count[l.Text]++
		if l.Bold || l.Text != "1" { // and not the least of the legend's
			at[l.Text] = l
		}
	}
	for text, want := range map[string]int{
		"harm": 1, "1": 2, "10": 1, "100": 1, "© OpenStreetMap contributors": 1, "N": 1, "2": 1, "S": 1, "PSPO": 1,
		"High Street": 1, "Church Walk": 1, "Old Town": 1, "The Anchor and Hope": 1, "9": 0, "Far away": 0, "Elsewhere": 0,
	} {
		if count[text] != want {
			t.Errorf("%q is written %d times, want %d", text, count[text], want)
		}
	}
	if l := at["The Anchor and Hope"]; l.Align != 1 { // at its right the frame ends
		t.Errorf("a name at the edge stands right of its mark: %+v", l)
	}
	if a := math.Abs(at["Church Walk"].Angle); a != 90 || at["High Street"].Angle != 0 {
		t.Errorf("names lie along their streets: %g and %g degrees", a, at["High Street"].Angle)
	}
	if apart := at["2"].At[0] - at["1"].At[0]; apart < 5.8 { // each is 5.8 mm wide
		t.Errorf("marks at one place are %g mm apart", apart)
	}
}

// Shades run from the lightest to the darkest, however many there are.
func TestShade(t *testing.T) {
	t.Parallel()
	light, dark := report.Shade(0, 5), report.Shade(4, 5)
	for n := 2; n < 9; n++ {
		if report.Shade(0, n) != light || report.Shade(n-1, n) != dark || report.Shade(n+3, n) != dark {
			t.Errorf("of %d shades the ends are %s and %s", n, report.Shade(0, n), report.Shade(n-1, n))
		}
	}
	if report.Shade(0, 1) != dark {
		t.Errorf("one shade alone is %s", report.Shade(0, 1))
	}
}

// Marks at one place near the edge stay inside the frame, and the scale gives way to a mark.
func TestMarksStayInTheFrame(t *testing.T) {
	corner := orb.Point{0.72, 51.535}
	m := report.Map{Height: 50, Bound: orb.Bound{Min: orb.Point{0.70, 51.535}, Max: orb.Point{0.72, 51.54}}, Marks: []report.MapMark{
		{At: corner, Sign: "10", Shape: report.Round}, {At: corner, Sign: "11", Shape: report.Round}, {At: orb.Point{0.717, 51.535}, Sign: "12", Shape: report.Round},
	}}
	d := m.Draw(110, 0)
	var scale, nearest float64
	for _, l := range d.Labels {
		switch l.Text {
		case "10", "11", "12":
			if l.At[0] < 2 || l.At[0] > d.Width-2 || l.At[1] < 2 || l.At[1] > d.Height-0.5 {
				t.Errorf("mark %s is at %v of %g × %g mm", l.Text, l.At, d.Width, d.Height)
			}
			nearest = max(nearest, l.At[0])
		case "200 m", "500 m":
			scale = l.At[0]
		}
	}
	if scale == 0 || scale > d.Width/2 || nearest < d.Width/2 {
		t.Errorf("the scale is at %g mm, beside the marks at %g", scale, nearest)
	}
}

// Marks of many places that lie together stand beside one another, none on another.
func TestMarksThatLieTogether(t *testing.T) {
	m := report.Map{Height: 50, Bound: orb.Bound{Min: orb.Point{0.70, 51.53}, Max: orb.Point{0.80, 51.58}}}
	for i := range 9 {
		m.Marks = append(m.Marks, report.MapMark{At: orb.Point{0.7999, 51.5799 - float64(i)*1e-5}, Sign: string(rune('1' + i)), Shape: report.Round})
	}
	var at []orb.Point
	for _, l := range m.Draw(110, 0).Labels {
		if len(l.Text) == 1 && l.Text != "N" {
			at = append(at, l.At)
		}
	}
	if len(at) != 9 {
		t.Fatalf("%d of 9 marks", len(at))
	}
	for i, a := range at {
		for _, b := range at[:i] {
			if math.Abs(a[0]-b[0]) < 5.8 && math.Abs(a[1]-b[1]) < 5.8 { // each is 5.8 mm wide and high
				t.Errorf("marks at %v and %v lie on one another", a, b)
			}
		}
	}
}
