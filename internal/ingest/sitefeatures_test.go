package ingest_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ingest"
)

func siteFeatures(t testing.TB, text string, p ingest.SiteProperties) *ingest.File[geo.Site] {
	t.Helper()
	return ingest.SiteFeatures(ingest.Body("ranks.2025.geojson", strings.NewReader(text)), t.TempDir(), p)
}

func TestSiteFeatures(t *testing.T) {
	t.Parallel()
	at, middle := orb.Point{0.71, 51.54}, orb.Point{0.75, 51.5}
	given := &geo.Given{X: 0.71, Y: 51.54, SRID: 4326}
	hours, capacity := geo.Hours{time.Friday: {{From: 22 * 60, To: 28 * 60}}, time.Saturday: {{From: 22 * 60, To: 28 * 60}}}, 12
	rank := ingest.SiteProperties{Category: "taxi-rank"}
	tests := map[string]struct {
		text string
		p    ingest.SiteProperties
		want []geo.Site
	}{
		"guessed": {collection(ranks, yard), rank, []geo.Site{
			{Source: "ranks", ID: "R1", Name: "High Street", Category: "taxi-rank", At: &at, Given: given, Opening: hours, Capacity: &capacity},
			{Source: "ranks", ID: "R2", Name: "The Yard", Category: "taxi-rank", At: &middle, Shape: orb.MultiPolygon{{{{0.5, 51}, {1, 51}, {1, 52}, {0.5, 52}, {0.5, 51}}}}},
		}},
		"named": {
			collection(`{"type":"Feature","properties":{"no":7,"called":"A","id":1,"category":"Taxi  Rank"}` + placed),
			ingest.SiteProperties{Source: "council", ID: "no", Name: "called"},
			[]geo.Site{{Source: "council", ID: "7", Name: "A", Category: "taxi-rank", At: &at, Given: given}},
		},
		"without geometry": {collection(`{"type":"Feature","properties":{"id":1,"name":"x"},"geometry":null}`), rank, []geo.Site{{Source: "ranks", ID: "1", Name: "x", Category: "taxi-rank"}}},
		"swapped": {
			collection(`{"type":"Feature","properties":{"id":1},"geometry":{"type":"Point","coordinates":[51.54,0.71]}}`), rank,
			[]geo.Site{{Source: "ranks", ID: "1", Category: "taxi-rank", Given: &geo.Given{X: 51.54, Y: 0.71, SRID: 4326}, Quality: []string{crime.QualitySwapped}}},
		},
		"in metres": {
			collection(`{"type":"Feature","properties":{"id":1},"geometry":{"type":"Point","coordinates":[588500,185000]}}`), rank,
			[]geo.Site{{Source: "ranks", ID: "1", Category: "taxi-rank", Given: &geo.Given{X: 588500, Y: 185000, SRID: 4326}, Quality: []string{crime.QualityNotDegrees}}},
		},
		"a name, dropped": {
			collection(`{"type":"Feature","properties":{"id":1,"name":"A. Person","title":"The Bell"}` + placed),
			ingest.SiteProperties{Category: "pub", Drop: []string{"Name"}},
			[]geo.Site{{Source: "ranks", ID: "1", Name: "The Bell", Category: "pub", At: &at, Given: given}},
		},
		"personal, dropped": {
			collection(`{"type":"Feature","properties":{"id":1,"Owner":"A. Person"}` + placed),
			ingest.SiteProperties{Category: "cctv", Drop: []string{"owner"}},
			[]geo.Site{{Source: "ranks", ID: "1", Category: "cctv", At: &at, Given: given}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := read(siteFeatures(t, tt.text, tt.p))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSiteFeaturesHalves has points that lack a number, which is not 0.
func TestSiteFeaturesHalves(t *testing.T) {
	t.Parallel()
	point := func(coordinates string) string { return strings.Replace(ranks, "[0.71,51.54]", coordinates, 1) }
	f := siteFeatures(t, collection(point("[0.71]"), strings.Replace(point("[0.71,0]"), "R1", "R2", 1), point("[]")), ingest.SiteProperties{Category: "taxi-rank"})
	rows, err := read(f)
	if err != nil || len(rows) != 1 || rows[0].ID != "R2" {
		t.Fatalf("%+v, %v", rows, err)
	}
	const want = "no longitude and latitude: a point has two numbers"
	if got := rejects(t, f); len(got) != 2 || got[0][1] != want || got[1][1] != want {
		t.Errorf("%q, want %s", got, want)
	}
}

// TestSiteFeaturesMapped reads features by a mapping whose columns are their
// properties, with the position from these where it names them.
func TestSiteFeaturesMapped(t *testing.T) {
	t.Parallel()
	const one = `{"type":"Feature","properties":{"LICENCE-NO":"PL/1","premises name":"The Bell","type":"Public house","easting":588500,"northing":185000,
		"weekdays":"11:00-23:00","weekend":"","terminal hour":"Sa 01:00","capacity":"many","Licence Holder":"A. Person"}` + placed
	rows, err := read(sites(t, collection(one), mapping(t, registerText)))
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	at := geo.FromGrid(orb.Point{588500, 185000})
	hours, _ := opening()
	delete(hours, time.Friday)
	delete(hours, time.Saturday)
	want := geo.Site{
		Source: "licensing", ID: "PL/1", Name: "The Bell", Category: "pub", At: &at, Given: &geo.Given{X: 588500, Y: 185000, SRID: 27700},
		Opening: hours, Terminal: geo.Terminal{time.Saturday: 25 * 60}, Quality: []string{geo.QualityUnreadCapacity},
	}
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Error(diff)
	}
	f := sites(t, collection(one, strings.Replace(one, `"Public house"`, "null", 1)), mapping(t, registerText))
	if rows, err := read(f); err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	if got := rejects(t, f); len(got) != 1 || got[0][0] != "2" || got[0][1] != "no Type" || strings.Contains(got[0][2], "Person") {
		t.Errorf("%q", got)
	}
	_, err = read(sites(t, collection(strings.Replace(one, `"capacity"`, `"room"`, 1)), mapping(t, registerText)))
	isOneLine(t, err, fault.Invalid, "no feature has a property capacity; there are LICENCE-NO")
	_, err = read(sites(t, collection(strings.Replace(one, `"Licence Holder"`, `"DPS"`, 1)), mapping(t, registerText)))
	isOneLine(t, err, fault.Invalid, "columns DPS look personal", "under drop in mapping licensing")
}

func TestSiteFeaturesThatAreNot(t *testing.T) {
	t.Parallel()
	rank := ingest.SiteProperties{Category: "taxi-rank"}
	tests := map[string]struct {
		text, want string
		p          ingest.SiteProperties
	}{
		"a table":           {text: register + bell, p: rank, want: "neither GeoJSON nor KML: say how a table is laid out (mapping)"},
		"nothing":           {text: "", p: rank, want: "the file is empty"},
		"no category":       {text: collection(ranks), want: "nothing says what its sites are, among capacity, hours, id, name: name it (category)"},
		"two names":         {text: collection(`{"type":"Feature","properties":{"old_name":"x","new_name":"y"}` + placed), p: rank, want: "cannot tell which property is the name of a site among new_name, old_name"},
		"personal":          {text: collection(`{"type":"Feature","properties":{"Owner":"x"}` + placed), p: rank, want: "columns Owner look personal: leave them out of the export, or list them under drop in a mapping, or name them here (drop)"},
		"no such name":      {text: collection(ranks), p: ingest.SiteProperties{Category: "cctv", Name: "nom"}, want: "no feature has a property nom; there are capacity, hours, id, name"},
		"a crowd of points": {text: collection(`{"type":"Feature","properties":{},"geometry":{"type":"MultiPoint","coordinates":[[0,51],[1,51]]}}`), p: rank, want: "none of its 1 features is a site: feature 1: a MultiPoint"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(siteFeatures(t, tt.text, tt.p))
			isOneLine(t, err, fault.Invalid, "ranks.2025.geojson", tt.want)
		})
	}
	for _, category := range []string{"Taxi Rank", "taxi_rank", "-"} {
		err := ingest.SiteProperties{Category: category}.Validate()
		isOneLine(t, err, fault.Invalid, "no category", "taxi-rank")
	}
}

// TestManyProperties reads features none of which has a property of another: what
// is kept of each does not grow with all there are.
func TestManyProperties(t *testing.T) {
	t.Parallel()
	const many = 20_000
	features := make([]string, many)
	for i := range features {
		features[i] = fmt.Sprintf(`{"type":"Feature","properties":{"name":"%d","p%d":%d},"geometry":null}`, i, i, i)
	}
	rows, err := read(siteFeatures(t, collection(features...), ingest.SiteProperties{Category: "cctv"}))
	if len(rows) != many {
		t.Errorf("%d sites, error %v", len(rows), err)
	}
}

func TestEssexHospitals(t *testing.T) {
	t.Parallel()
	f := ingest.SiteFeatures(essex(t, "sites/hospitals22_essex.geojson")[0], "", ingest.SiteProperties{Category: "hospital"})
	rows, err := read(f)
	if err != nil || len(rows) != 37 {
		t.Fatal(len(rows), err)
	}
	for _, s := range rows {
		if !strings.Contains(s.Name, " ") || s.At == nil || s.Category != "hospital" {
			t.Errorf("%+v", s)
		}
	}
}

func FuzzSiteFeatures(f *testing.F) {
	f.Add(collection(ranks, yard, ranks), true)
	f.Add(collection(feature(`{"id":1,"ID":"2","opening_hours":"24/7"}`, `{"type":"GeometryCollection","geometries":[null]}`)), true)
	f.Add(kml(placemark), false)
	f.Add(kml(folder), false)
	f.Fuzz(func(t *testing.T, text string, guessed bool) {
		p := ingest.SiteProperties{Category: "cctv"}
		if !guessed {
			p.Category = ""
		}
		rows, err := read(siteFeatures(t, text, p))
		if err == nil {
			areSites(t, rows)
		}
	})
}

// TestNumberedFeatures has ids that only number the features, as QGIS and GeoServer write
// them: in the next edition, without the first, they are of others, and so tell nothing.
func TestNumberedFeatures(t *testing.T) {
	t.Parallel()
	list := func(format string, names ...string) string {
		var features []string
		for i, name := range names {
			id := strings.ReplaceAll(format, "N", strconv.Itoa(i))
			features = append(features, fmt.Sprintf(`{"type":"Feature","id":%s,"properties":{"name":%q},"geometry":{"type":"Point","coordinates":[0.%d,51.5]}}`, id, name, 60+len(name)))
		}
		return collection(features...)
	}
	for _, format := range []string{"N", `"N"`, `"ranks.N"`} {
		var ids [2][]string
		for edition, names := range [][]string{{"A", "Rank", "Stand"}, {"Rank", "Stand"}} {
			sites, err := read(siteFeatures(t, list(format, names...), ingest.SiteProperties{Category: "taxi-rank"}))
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range sites {
				ids[edition] = append(ids[edition], s.ID)
			}
		}
		if diff := cmp.Diff(ids[0][1:], ids[1]); diff != "" {
			t.Errorf("ids %s: the same sites in the next edition (-before +after):\n%s", format, diff)
		}
	}
	sites, err := read(siteFeatures(t, strings.Replace(list("N", "A", "Rank"), `"id":1`, `"id":1407`, 1), ingest.SiteProperties{Category: "taxi-rank"}))
	if err != nil || len(sites) != 2 || sites[1].ID != "1407" {
		t.Errorf("%+v, error %v; want the id that is no number of its place", sites, err)
	}
	sites, err = read(siteFeatures(t, list("N", "A", "Rank"), ingest.SiteProperties{Category: "taxi-rank", ID: "id"}))
	if err != nil || len(sites) != 2 || sites[1].ID != "1" {
		t.Errorf("%+v, error %v; want the ids, since they are said to be the references", sites, err)
	}
}
