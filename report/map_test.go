package report_test

import (
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
