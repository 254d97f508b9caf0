package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

const square = `{"type":"Polygon","coordinates":[[[0,51],[1,51],[1,52],[0,52],[0,51]]]}`

// feature returns a feature with properties and a geometry, both JSON.
func feature(properties, geometry string) string {
	return `{"type":"Feature","properties":` + properties + `,"geometry":` + geometry + `}`
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func areas(t testing.TB, text string, kind geo.AreaKind, p ingest.AreaProperties) *ingest.File[geo.Area] {
	t.Helper()
	return ingest.Areas(ingest.Body("areas.geojson", strings.NewReader(text)), t.TempDir(), kind, p)
}

func TestAreas(t *testing.T) {
	t.Parallel()
	land := orb.MultiPolygon{{{{0, 51}, {1, 51}, {1, 52}, {0, 52}, {0, 51}}}}
	tests := map[string]struct {
		text  string
		kind  geo.AreaKind
		given ingest.AreaProperties
		want  geo.Area
	}{
		"of the ONS":          {collection(feature(`{"FID":1,"LAD24CD":"E1","LAD24NM":"One","LAD24NMW":" "}`, square)), geo.District, ingest.AreaProperties{}, geo.Area{Code: "E1", Name: "One"}},
		"of the ONS, wards":   {collection(feature(`{"id":9,"wd22cd":"E2","wd22nm":"Two","lad22cd":"E1"}`, square)), geo.Ward, ingest.AreaProperties{}, geo.Area{Code: "E2", Name: "Two"}},
		"of the Library":      {collection(feature(`{"ltla24_code":"E1","ltla24_name":"One"}`, square)), geo.District, ingest.AreaProperties{}, geo.Area{Code: "E1", Name: "One"}},
		"plain":               {collection(feature(`{"id":7,"name":" Seven "}`, square)), geo.LSOA, ingest.AreaProperties{}, geo.Area{Code: "7", Name: "Seven"}},
		"named":               {collection(feature(`{"id":7,"name":"x","PFA":"E3","title":"Three"}`, square)), geo.Force, ingest.AreaProperties{Code: "PFA", Name: "title"}, geo.Area{Code: "E3", Name: "Three"}},
		"without a name":      {collection(feature(`{"id":7,"name":null}`, square)), geo.Force, ingest.AreaProperties{}, geo.Area{Code: "7", Name: "7"}},
		"invented":            {strings.Replace(collection(feature(`{"id":7,"name":"x"}`, square)), `{`, `{"invented":true,`, 1), geo.Force, ingest.AreaProperties{}, geo.Area{Code: "7", Name: "x", Invented: true}},
		"marked and zipped":   {zipped(t, "\ufeff"+collection(feature(`{"id":7,"name":"x"}`, square))), geo.Force, ingest.AreaProperties{}, geo.Area{Code: "7", Name: "x"}},
		"zero byte in a name": {collection(feature(`{"id":7,"name":"a\u0000b"}`, square)), geo.Force, ingest.AreaProperties{}, geo.Area{Code: "7", Name: "ab"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.want.Kind, tt.want.Land = tt.kind, land
			rows, err := read(areas(t, tt.text, tt.kind, tt.given))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]geo.Area{tt.want}, rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNumberedAreas has beats whose only code is the id that numbers them.
func TestNumberedAreas(t *testing.T) {
	t.Parallel()
	for format, want := range map[string][]string{"%d": {"1", "2"}, `"beat-%d"`: {"beat-1", "beat-2"}} {
		var beats []string
		for i, name := range []string{"North", "South"} {
			beats = append(beats, fmt.Sprintf(`{"type":"Feature","id":`+format+`,"properties":{"name":%q},"geometry":%s}`, i+1, name, square))
		}
		for _, given := range []ingest.AreaProperties{{}, {Code: "id"}} {
			rows, err := read(areas(t, collection(beats...), geo.Ward, given))
			if err != nil {
				t.Fatal(err)
			}
			var codes []string
			for _, a := range rows {
				codes = append(codes, a.Code)
			}
			if diff := cmp.Diff(want, codes); diff != "" {
				t.Errorf("ids %s, code %q (-want +got):\n%s", format, given.Code, diff)
			}
		}
	}
}

// TestNumberedAreasWithCodes has beats whose ids number them, beside a property that holds
// their codes.
func TestNumberedAreasWithCodes(t *testing.T) {
	t.Parallel()
	beat := [2]string{"B7", "B9"}
	for what, tt := range map[string]struct {
		feature    string // of a number and a reference
		given      ingest.AreaProperties
		references [2]string
		want       []string
	}{
		"ids of the features":      {`"id":%d,"properties":{"reference":%q}`, ingest.AreaProperties{}, beat, []string{"B7", "B9"}},
		"ids among the properties": {`"properties":{"id":%d,"reference":%q}`, ingest.AreaProperties{}, beat, []string{"B7", "B9"}},
		"the ids are asked for":    {`"id":%d,"properties":{"reference":%q}`, ingest.AreaProperties{Code: "id"}, beat, []string{"1", "2"}},
		"the parent's code":        {`"id":%d,"properties":{"reference":%q}`, ingest.AreaProperties{}, [2]string{"D1", "D1"}, []string{"1", "2"}},
		"a code is missing":        {`"id":%d,"properties":{"reference":%q}`, ingest.AreaProperties{}, [2]string{"B7", ""}, []string{"1", "2"}},
	} {
		var beats []string
		for i, reference := range tt.references {
			beats = append(beats, fmt.Sprintf(`{"type":"Feature",`+tt.feature[:len(tt.feature)-1]+`,"name":"Beat"},"geometry":%s}`, i+1, reference, square))
		}
		rows, err := read(areas(t, collection(beats...), geo.Ward, tt.given))
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		var codes []string
		for _, a := range rows {
			codes = append(codes, a.Code)
		}
		if diff := cmp.Diff(tt.want, codes); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
}

func TestAreasRejects(t *testing.T) {
	t.Parallel()
	const named = `{"id":"E2","name":"Two"}`
	tests := map[string]struct{ feature, reason string }{
		"metres":        {feature(named, `{"type":"Polygon","coordinates":[[[570000,205000],[571000,205000],[571000,206000],[570000,205000]]]}`), "longitude and latitude in degrees (WGS 84) are needed"},
		"turned round":  {feature(named, `{"type":"Polygon","coordinates":[[[51,0],[51,1],[52,1],[51,0]]]}`), "write longitude first"},
		"unclosed ring": {feature(named, `{"type":"Polygon","coordinates":[[[0,51],[1,51],[1,52],[0,52]]]}`), "is not closed"},
		"three points":  {feature(named, `{"type":"Polygon","coordinates":[[[0,51],[1,51],[0,51]]]}`), "four are the least"},
		"a point":       {feature(named, `{"type":"Point","coordinates":[0,51]}`), "a Point: an area needs a Polygon"},
		"no geometry":   {feature(named, `null`), "no geometry"},
		"no ring":       {feature(named, `{"type":"Polygon","coordinates":[]}`), "has no ring"},
		"no code":       {feature(`{"name":"Two"}`, square), "no property id"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := areas(t, collection(feature(`{"id":"E1","name":"One"}`, square), tt.feature), geo.Ward, ingest.AreaProperties{})
			rows, err := read(f)
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err)
			}
			got := rejects(t, f)
			if len(got) != 1 || got[0][0] != "2" || !strings.Contains(got[0][1], tt.reason) {
				t.Errorf("%q, want feature 2: %s", got, tt.reason)
			}
		})
	}
}

func TestAreasNotAFile(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text, want string
		given      ingest.AreaProperties
	}{
		"empty":            {text: "", want: "the file is empty"},
		"a huge number":    {text: `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1e400,51]}}]}`, want: "not a GeoJSON feature collection: features[0].geometry.coordinates[0]: the number 1e400 is too large"},
		"CSV":              {text: published, want: "not a GeoJSON feature collection"},
		"HTML":             {text: "<!DOCTYPE html>\n", want: "it has a document type"},
		"one feature":      {text: feature(`{}`, square), want: "not a GeoJSON feature collection"},
		"no features":      {text: collection(), want: "the feature collection is empty"},
		"cut short":        {text: zipped(t, collection(feature(`{}`, square)))[:40], want: "the file is cut short or damaged"},
		"unknown property": {text: collection(feature(`{"id":1,"name":"x"}`, square)), given: ingest.AreaProperties{Code: "ID"}, want: `no property "ID"; there are id, name`},
		"nothing to guess": {text: collection(feature(`{"a":1,"b":"x"}`, square)), want: "among a, b: name it with --id-property"},
		"all in metres":    {text: collection(feature(`{"id":1,"name":"x"}`, `{"type":"Polygon","coordinates":[[[570000,205000],[571000,205000],[571000,206000],[570000,205000]]]}`)), want: "none of its 1 features is an area"},
		"null in geometry": {text: collection(feature(`{}`, `{"type":"GeometryCollection","geometries":[null]}`)), want: "a member of a geometry collection is null"},
		"nothing":          {text: collection(`null`), want: "feature 1 is null"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(areas(t, tt.text, geo.Ward, tt.given))
			isOneLine(t, err, fault.Invalid, "areas.geojson", tt.want)
		})
	}
}

func FuzzAreas(f *testing.F) {
	one := feature(`{"id":"E1","name":"One"}`, square)
	f.Add(collection(one, one, `null`))
	f.Add(collection(feature(`{"id":1,"name":null}`, `{"type":"GeometryCollection","geometries":[null]}`)))
	f.Add(collection(feature(`null`, `{"type":"MultiPolygon","coordinates":[[[]]]}`)))
	f.Add(collection(feature(`{}`, `{"type":"MultiPolygon"}`)))
	f.Add(published)
	f.Fuzz(func(t *testing.T, text string) {
		file := ingest.Areas(ingest.Body("areas.geojson", strings.NewReader(text)), "", geo.Ward, ingest.AreaProperties{})
		rows, err := read(file)
		if _, rejected := file.Ended(); err == nil && len(rows) == 0 {
			t.Errorf("no area and no error, %d rejected", rejected)
		}
		codes := map[string]bool{}
		for _, a := range rows {
			if a.Code == "" || codes[a.Code] || a.Name == "" || a.Kind != geo.Ward {
				t.Errorf("code %q (again: %t), name %q, kind %q", a.Code, codes[a.Code], a.Name, a.Kind)
			}
			codes[a.Code] = true
			if _, err := geo.Polygons(a.Land); err != nil {
				t.Error(err)
			}
		}
	})
}
