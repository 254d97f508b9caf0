package rtm_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"beatplan/rtm"
)

// A square of 100 m with a hole of 40 m, and a line with a corner.
var (
	park = orb.Polygon{
		{{0, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}},
		{{30, 30}, {30, 70}, {70, 70}, {70, 30}, {30, 30}},
	}
	street = orb.LineString{{200, 0}, {300, 0}, {300, 50}}
)

func TestDistanceToShapes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		shapes []orb.Geometry
		from   orb.Point
		want   float64
	}{
		"in a polygon":               {[]orb.Geometry{park}, orb.Point{10, 50}, 0},
		"in its hole":                {[]orb.Geometry{park}, orb.Point{45, 50}, 15},
		"beside it":                  {[]orb.Geometry{park}, orb.Point{-30, 50}, 30},
		"off its corner":             {[]orb.Geometry{park}, orb.Point{103, 104}, 5},
		"on a line":                  {[]orb.Geometry{street}, orb.Point{250, 0}, 0},
		"beside a line":              {[]orb.Geometry{street}, orb.Point{250, -7}, 7},
		"beyond its end":             {[]orb.Geometry{street}, orb.Point{303, 54}, 5},
		"the nearer of two":          {[]orb.Geometry{park, street}, orb.Point{160, 0}, 40},
		"several in one":             {[]orb.Geometry{orb.MultiPolygon{park}, orb.MultiLineString{street}}, orb.Point{160, 0}, 40},
		"a point of features nearer": {[]orb.Geometry{street}, orb.Point{600, 0}, 100},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := rtm.DistancesToShapes([]orb.Point{tt.from}, []orb.Point{{700, 0}}, tt.shapes)
			if math.Abs(got[0]-tt.want) > 1e-9 {
				t.Errorf("%g m, want %g", got[0], tt.want)
			}
		})
	}
}

// The tree finds what a look at every shape finds.
func TestDistanceToShapesIsPlanar(t *testing.T) {
	t.Parallel()
	point := rapid.Custom(func(t *rapid.T) orb.Point {
		return orb.Point{float64(rapid.IntRange(-9, 9).Draw(t, "x")), float64(rapid.IntRange(-9, 9).Draw(t, "y"))}
	})
	rapid.Check(t, func(t *rapid.T) {
		var shapes []orb.Geometry
		for range rapid.IntRange(1, 12).Draw(t, "shapes") {
			p := point.Draw(t, "at")
			if rapid.Bool().Draw(t, "line") {
				shapes = append(shapes, orb.LineString{p, point.Draw(t, "to"), point.Draw(t, "and to")})
				continue
			}
			side := float64(rapid.IntRange(1, 6).Draw(t, "side"))
			shapes = append(shapes, orb.Bound{Min: p, Max: orb.Point{p[0] + side, p[1] + side}}.ToPolygon())
		}
		from := rapid.SliceOfN(point, 1, 9).Draw(t, "from")
		for i, got := range rtm.DistancesToShapes(from, nil, shapes) {
			want := math.Inf(1)
			for _, g := range shapes {
				want = min(want, planar.DistanceFrom(g, from[i]))
				if p, ok := g.(orb.Polygon); ok && planar.PolygonContains(p, from[i]) {
					want = 0
				}
			}
			if math.Abs(got-want) > 1e-9 {
				t.Fatalf("%v: %g m, want %g", from[i], got, want)
			}
		}
	})
}

func TestShapesAreTriedByProximity(t *testing.T) {
	t.Parallel()
	d := design(t, row(8), []rtm.Factor{{Name: "park", Shapes: []orb.Geometry{park}, Reaches: []float64{100, 250}}})
	want := map[string][]float64{"park_p100": {1, 1, 1, 0, 0, 0, 0, 0}, "park_p250": {1, 1, 1, 1, 0, 0, 0, 0}}
	for _, v := range d.Variables() {
		if diff := cmp.Diff(want[v.Name()], d.Under(v)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", v.Name(), diff)
		}
	}
}

// One pub of 900 counts as many of 30.
func TestDosageCountsWeights(t *testing.T) {
	t.Parallel()
	features := []orb.Point{{0, 0}, {10, 0}, {-10, 0}, {1900, 0}}
	f := rtm.Factor{
		Name: "pub", Features: features, Weights: []float64{30, 30, 30, 900}, Reaches: []float64{150},
		Influences: []rtm.Influence{rtm.Density, rtm.Dosage},
	}
	d := design(t, row(20), []rtm.Factor{f})
	first, last := make([]float64, 20), make([]float64, 20)
	first[0], last[19] = 1, 1
	for i, want := range [][]float64{first, last} {
		v := d.Variables()[i]
		if diff := cmp.Diff(want, d.Under(v)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", v.Name(), diff)
		}
	}
	if name := d.Variables()[1].Name(); name != "pub_w150" {
		t.Errorf("dosage is named %s", name)
	}
	// Alike weights are density.
	f.Weights = []float64{7, 7, 7, 7}
	d = design(t, row(20), []rtm.Factor{f})
	if diff := cmp.Diff(d.Under(d.Variables()[0]), d.Under(d.Variables()[1])); diff != "" {
		t.Errorf("density and dosage of alike weights (-density +dosage)\n%s", diff)
	}
}

func TestShapesAndWeightsAreChecked(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*rtm.Factor)
		want   string
	}{
		"density of shapes": {
			func(f *rtm.Factor) {
				f.Shapes, f.Influences = []orb.Geometry{park}, []rtm.Influence{rtm.Density}
			},
			"factor pub: lines and polygons have no density: try them by proximity",
		},
		"a point for a shape": {
			func(f *rtm.Factor) { f.Shapes = []orb.Geometry{park, orb.Point{1, 2}} },
			"factor pub: shapes[1] is orb.Point: it takes lines and polygons of two points or more",
		},
		"a line nowhere": {
			func(f *rtm.Factor) { f.Shapes = []orb.Geometry{orb.LineString{{0, 0}, {math.NaN(), 0}}} },
			"factor pub: shapes[0] has a point without position: [0 0], [NaN 0]",
		},
		"dosage without weights": {
			func(f *rtm.Factor) { f.Influences = []rtm.Influence{rtm.Dosage} },
			"factor pub: dosage takes the weight of each feature",
		},
		"too few weights": {
			func(f *rtm.Factor) { f.Weights = []float64{} }, "factor pub: 0 weights of 1 features",
		},
		"a weight below 0": {
			func(f *rtm.Factor) { f.Weights = []float64{-1} }, "factor pub: weights[0] is -1: a weight is 0 or more",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := atStart(100)
			tt.change(&f)
			if _, err := rtm.NewDesign(row(3), []rtm.Factor{f}); fmt.Sprint(err) != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}
