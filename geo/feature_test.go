package geo_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"beatplan/geo"
)

func ExampleCollection() {
	c := geo.Collection{
		Members: map[string]any{"lattice": "r10-1"},
		Features: []geo.Feature{{
			ID:         "pier",
			Geometry:   orb.Point{0.71724449, 51.5318749},
			Properties: map[string]any{"count": 3},
		}},
	}
	b, err := json.Marshal(c)
	fmt.Println(string(b), err)
	// Output: {"type":"FeatureCollection","bbox":[0.717244,51.531875,0.717244,51.531875],"lattice":"r10-1","features":[{"type":"Feature","id":"pier","geometry":{"type":"Point","coordinates":[0.717244,51.531875]},"properties":{"count":3}}]} <nil>
}

func TestCollectionKeepsToRFC7946(t *testing.T) {
	t.Parallel()
	clockwise := orb.Polygon{{{0, 51}, {0, 52}, {1, 52}, {1, 51}, {0, 51}}}
	before := clockwise.Clone()
	b, err := json.Marshal(geo.Collection{Features: []geo.Feature{
		{Geometry: clockwise}, {Properties: map[string]string{"note": "no position"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := geojson.UnmarshalFeatureCollection(b)
	if err != nil {
		t.Fatal(err)
	}
	if o := got.Features[0].Geometry.(orb.Polygon)[0].Orientation(); o != orb.CCW {
		t.Errorf("the shell runs clockwise: %s", b)
	}
	if diff := cmp.Diff(before, clockwise); diff != "" {
		t.Errorf("writing changed its input (-before +after):\n%s", diff)
	}
	if !strings.Contains(string(b), `"geometry":null,"properties":{"note":"no position"}`) {
		t.Errorf("a feature without a position should have a null geometry: %s", b)
	}
}

func TestCollectionRefusesAMemberThatHidesItsOwn(t *testing.T) {
	t.Parallel()
	_, err := json.Marshal(geo.Collection{Members: map[string]any{"features": 1}})
	if err == nil || !strings.Contains(err.Error(), `"features"`) {
		t.Errorf("want an error that names the member, have %v", err)
	}
}

func TestCollectionNamesTheFeatureItCannotWrite(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]geo.Collection{
		`feature "pier": member properties`: {Features: []geo.Feature{{ID: "pier", Properties: func() {}}}},
		"member bbox":                       {Features: []geo.Feature{{ID: "sky", Geometry: orb.Point{0, math.Inf(1)}}}},
		"member plan":                       {Members: map[string]any{"plan": func() {}}},
	} {
		if _, err := c.MarshalJSON(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, have %v", want, err)
		}
	}
}

func TestCollectionWindsEveryPolygonAndBoundsThemAll(t *testing.T) {
	t.Parallel()
	counter := orb.Ring{{0.2, 51.2}, {0.8, 51.2}, {0.8, 51.8}, {0.2, 51.8}, {0.2, 51.2}}
	clockwise := orb.Ring{{0, 51}, {0, 52}, {1, 52}, {1, 51}, {0, 51}}
	b, err := json.Marshal(geo.Collection{Features: []geo.Feature{
		{Geometry: orb.MultiPolygon{{clockwise, counter}, {counter}}}, {}, {Geometry: orb.Point{-1, 50}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := geojson.UnmarshalFeatureCollection(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(geojson.BBox{-1, 50, 1, 52}, got.BBox); diff != "" {
		t.Errorf("bounding box (-want +got)\n%s", diff)
	}
	polygons := got.Features[0].Geometry.(orb.MultiPolygon)
	for name, o := range map[string]orb.Orientation{"shell": polygons[0][0].Orientation(), "second shell": polygons[1][0].Orientation(), "hole": -polygons[0][1].Orientation()} {
		if o != orb.CCW {
			t.Errorf("the %s runs the wrong way: %s", name, b)
		}
	}
}

func TestPolygonsSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		geometry orb.Geometry
		want     string // part of the error; empty: none
	}{
		"a square":    {orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}, ""},
		"nothing":     {nil, "no geometry"},
		"a point":     {orb.Point{1, 2}, "a Point"},
		"no polygon":  {orb.MultiPolygon{}, "empty MultiPolygon"},
		"no ring":     {orb.Polygon{}, "polygon 1 has no ring"},
		"two points":  {orb.Polygon{{{0, 0}, {1, 0}}}, "ring 1 of polygon 1 has 2 points"},
		"not closed":  {orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}}, "not closed"},
		"grid metres": {orb.Polygon{{{569000, 180000}, {1, 0}, {1, 1}, {569000, 180000}}}, "WGS 84"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := geo.Polygons(tt.geometry)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("have %v, want %q", err, tt.want)
			}
		})
	}
}
