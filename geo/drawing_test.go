package geo_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"pgregory.net/rapid"

	"beatplan/geo"
)

func TestParseOutline(t *testing.T) {
	t.Parallel()
	const square = `[[0,51],[0.01,51],[0.01,51.01],[0,51.01],[0,51]]`
	tests := map[string]struct{ geometry, want string }{ // want: empty is none
		"a square":                   {`{"type":"Polygon","coordinates":[` + square + `]}`, ""},
		"clockwise":                  {`{"type":"Polygon","coordinates":[[[0,51],[0,51.01],[0.01,51.01],[0.01,51],[0,51]]]}`, ""},
		"with a hole":                {`{"type":"Polygon","coordinates":[` + square + `,[[0.002,51.002],[0.004,51.002],[0.004,51.004],[0.002,51.002]]]}`, ""},
		"two that touch in a corner": {`{"type":"MultiPolygon","coordinates":[[` + square + `],[[[0.01,51.01],[0.02,51.01],[0.02,51.02],[0.01,51.01]]]]}`, ""},
		"a point twice in a row":     {`{"type":"Polygon","coordinates":[[[0,51],[0.01,51],[0.01,51],[0.01,51.01],[0,51]]]}`, ""},
		"a bow tie":                  {`{"type":"Polygon","coordinates":[[[0,51],[0.01,51.01],[0.01,51],[0,51.01],[0,51]]]}`, "crosses itself at 0.005000, 51.005000"},
		"a spike":                    {`{"type":"Polygon","coordinates":[[[0,51],[0.01,51],[0.02,51],[0.01,51],[0.01,51.01],[0,51]]]}`, "crosses itself at 0.010000, 51.000000"},
		"a corner on a side":         {`{"type":"Polygon","coordinates":[[[0,51],[0.01,51],[0.01,51.01],[0.005,51],[0,51.01],[0,51]]]}`, "crosses itself at 0.005000, 51.000000"},
		"not closed":                 {`{"type":"Polygon","coordinates":[[[0,51],[0.01,51],[0.01,51.01],[0,51.01]]]}`, "polygon 1, ring 1: it is not closed: it begins at 0.000000, 51.000000"},
		"a hole outside":             {`{"type":"Polygon","coordinates":[` + square + `,[[0.02,51.002],[0.04,51.002],[0.04,51.004],[0.02,51.002]]]}`, "ring 2: the hole at 0.020000, 51.002000 lies outside"},
		"a hole that crosses":        {`{"type":"Polygon","coordinates":[` + square + `,[[0.005,51.002],[0.02,51.002],[0.02,51.004],[0.005,51.002]]]}`, "crosses itself at 0.010000"},
		"an altitude":                {`{"type":"Polygon","coordinates":[[[0,51,3],[0.01,51,3],[0.01,51.01,3],[0,51,3]]]}`, "position 1 has an altitude"},
		"flat":                       {`{"type":"Polygon","coordinates":[[[0,51],[0.01,51],[0.02,51],[0,51]]]}`, "crosses itself"},
		"off the globe":              {`{"type":"Polygon","coordinates":[[[0,51],[190,51],[190,52],[0,51]]]}`, "position 2, 190.000000, 51.000000, is not on the globe"},
		"two points":                 {`{"type":"Polygon","coordinates":[[[0,51],[0,51]]]}`, "2 positions: it takes at least four"},
		"empty":                      {`{"type":"Polygon","coordinates":[]}`, "an empty Polygon"},
		"a point":                    {`{"type":"Point","coordinates":[0,51]}`, `type "Point": an outline is`},
		"no JSON":                    {`{`, "no GeoJSON geometry"},
		"wrong depth":                {`{"type":"Polygon","coordinates":[0,51]}`, "coordinates of a Polygon"},
		"more than nine points":      {`{"type":"MultiPolygon","coordinates":[[` + square + `],[` + square + `]]}`, "too many points: more than 9"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := geo.ParseOutline([]byte(tt.geometry), 9)
			if tt.want == "" && (err != nil || len(m) == 0) {
				t.Errorf("error %v", err)
			}
			if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if name == "more than nine points" && !errors.Is(err, geo.ErrTooManyPoints) {
				t.Error("not ErrTooManyPoints")
			}
		})
	}
}

// A star-shaped ring does not cross itself. A convex one does once two neighbouring
// corners change places.
func TestParseOutlineOfStars(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 40).Draw(t, "corners")
		star, convex := make(orb.Ring, n), make(orb.Ring, n)
		for i := range n {
			r := rapid.Float64Range(0.5, 1).Draw(t, "radius")
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
			star[i] = orb.Point{r * cos / 100, 51 + r*sin/100}
			convex[i] = orb.Point{cos / 100, 51 + sin/100}
		}
		parse := func(ring orb.Ring) error {
			geometry, err := json.Marshal(geojson.NewGeometry(orb.Polygon{append(slices.Clone(ring), ring[0])}))
			if err != nil {
				t.Fatal(err)
			}
			_, err = geo.ParseOutline(geometry, 0)
			return err
		}
		if err := errors.Join(parse(star), parse(convex)); err != nil {
			t.Fatalf("before: %v", err)
		}
		i := rapid.IntRange(0, n-2).Draw(t, "swapped")
		convex[i], convex[i+1] = convex[i+1], convex[i]
		if err := parse(convex); err == nil || !strings.Contains(err.Error(), "crosses itself") {
			t.Fatalf("corners %d and %d swapped: %v", i, i+1, err)
		}
	})
}

func FuzzParseOutline(f *testing.F) {
	f.Add([]byte(`{"type":"Polygon","coordinates":[[[0,51],[0.01,51],[0.01,51.01],[0,51]]]}`))
	f.Fuzz(func(t *testing.T, geometry []byte) {
		m, err := geo.ParseOutline(geometry, 1000)
		if err == nil && len(m) == 0 {
			t.Error("neither an outline nor an error")
		}
	})
}

func ExampleParseOutline() {
	_, err := geo.ParseOutline([]byte(`{"type":"Polygon","coordinates":[[[0,51],[1,52],[1,51],[0,52],[0,51]]]}`), 10_000)
	fmt.Println(err)
	// Output: it crosses itself at 0.500000, 51.500000
}
