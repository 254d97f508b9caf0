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

func TestAreasOfSeveralFeatures(t *testing.T) {
	t.Parallel()
	part := func(west float64) string {
		return fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]g,51],[%[2]g,51],[%[2]g,51.1],[%[1]g,51]]]}`, west, west+0.1)
	}
	f := areas(t, collection(
		feature(`{"id":"E1","name":"Isles"}`, part(0.1)), feature(`{"id":"E2","name":"Main"}`, part(0.3)), feature(`{"id":"E1","name":"Isles"}`, part(0.5)),
		feature(`{"id":"E3","name":"One"}`, part(0.6)), feature(`{"id":"E3","name":"Another"}`, part(0.7)),
		feature(`{"id":"E4","name":"Broken"}`, part(0.6)), feature(`{"id":"E4","name":"Broken"}`, "null"),
		feature(`{"id":"E5","name":"`+strings.Repeat("x", 181)+`"}`, part(0.8)),
	), geo.District, ingest.AreaProperties{})
	rows, err := read(f)
	if err != nil || len(rows) != 2 || rows[0].Code != "E1" || len(rows[0].Land) != 2 || len(rows[1].Land) != 1 {
		t.Errorf("%+v, %v; want E1 of two parts, and E2", rows, err)
	}
	got := rejects(t, f)
	if len(got) != 3 || !strings.Contains(got[0][1], `code E3 stands for "One" and for "Another"`) || !strings.HasPrefix(got[1][1], "no geometry") || !strings.Contains(got[2][1], "longer than 180 characters") {
		t.Errorf("rejected %q", got)
	}
}

func TestSitesOfOnePointEach(t *testing.T) {
	t.Parallel()
	f := ingest.SiteFeatures(ingest.Body("ranks.geojson", strings.NewReader(collection(
		feature(`{"name":"A"}`, `{"type":"MultiPoint","coordinates":[[0.64,51.55]]}`),
		feature(`{"name":"B"}`, `{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[0.65,51.55]}]}`),
		feature(`{"name":"C"}`, `{"type":"MultiPoint","coordinates":[[0.64,51.55],[0.66,51.55]]}`)))), t.TempDir(), ingest.SiteProperties{Category: "taxi-rank"})
	rows, err := read(f)
	if err != nil || len(rows) != 2 || *rows[0].At != (orb.Point{0.64, 51.55}) || *rows[1].At != (orb.Point{0.65, 51.55}) {
		t.Errorf("%+v, %v", rows, err)
	}
	if got := rejects(t, f); len(got) != 1 || !strings.Contains(got[0][1], "a MultiPoint: a site is a Point") {
		t.Errorf("rejected %q", got)
	}
}

// Placemarks that a program numbers anew in each export are known by name and place.
func TestPlacemarksThatAreNumbered(t *testing.T) {
	t.Parallel()
	mark := func(id, name string, east float64) string {
		return fmt.Sprintf(`<Placemark id=%q><name>%s</name><Point><coordinates>%g,51.55</coordinates></Point></Placemark>`, id, name, east)
	}
	ids := func(marks ...string) []string {
		rows, err := read(ingest.SiteFeatures(ingest.Body("ranks.kml", strings.NewReader(kml(marks...))), t.TempDir(), ingest.SiteProperties{Category: "taxi-rank"}))
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, r := range rows {
			all = append(all, r.ID)
		}
		return all
	}
	for _, form := range []string{"ID_0000%d", "ranks.%d", "%d", "kml_%d"} {
		of := func(n int) string { return fmt.Sprintf(form, n) }
		before, after := ids(mark(of(0), "A", 0.64), mark(of(1), "B", 0.65), mark(of(2), "C", 0.66)), ids(mark(of(0), "B", 0.65), mark(of(1), "C", 0.66))
		if diff := cmp.Diff(before[1:], after); diff != "" {
			t.Errorf("%s: B and C are others after A has gone: %s", form, diff)
		}
	}
	if got := ids(mark("r7", "A", 0.64), mark("r12", "B", 0.65)); !cmp.Equal(got, []string{"r7", "r12"}) {
		t.Errorf("references of their own became %q", got)
	}
}

func TestFeetOfTables(t *testing.T) {
	t.Parallel()
	pubs := mapping(t, "name: pubs\nkind: sites\ncategory: pub\ncolumns: {reference: Ref, name: Name, easting: E, northing: N}\n")
	f := ingest.Sites(ingest.Body("pubs.csv", strings.NewReader("Ref,Name,E,N\n1,Pub,588000,186000\nTotal: 1,,,\nSource: Westham Council,,,\n,Total 1,,\nx,Source: them,,\nTotal,3,,\nCrown copyright 2025,all,,\n2,Total Arms,588100,186000\n")), t.TempDir(), pubs)
	rows, err := read(f)
	if err != nil || len(rows) != 2 || rows[0].Name != "Pub" || rows[1].Name != "Total Arms" {
		t.Errorf("%+v, %v", rows, err)
	}
	if got := rejects(t, f); len(got) != 6 {
		t.Errorf("rejected %q", got)
	}
	p := people(t, "code,residents\nE01015814,10\nE01015815,20\nTotal,30\nSource: ONS,\n", ingest.PeopleTable{})
	if rows, err := read(p); err != nil || len(rows) != 2 {
		t.Errorf("%+v, %v", rows, err)
	}
	if got := rejects(t, p); len(got) != 2 {
		t.Errorf("rejected %q", got)
	}
}

func TestPeopleInLongForm(t *testing.T) {
	t.Parallel()
	_, err := read(people(t, "mnemonic,Age,value\nE01099001,0-15,100\nE01099001,16-64,500\nE01099001,65+,200\nE01099002,0-15,90\nE01099002,16-64,400\nE01099002,65+,100\n", ingest.PeopleTable{}))
	isOneLine(t, err, fault.Invalid, "6 rows speak of 2 areas", "a pivot table", "a column for each Age or value")
	if rows, err := read(people(t, "code,a\nE01099001,1\nE01099002,2\nE01099002,3\n", ingest.PeopleTable{})); err != nil || len(rows) != 2 {
		t.Errorf("one area twice: %+v, %v", rows, err)
	}
}

func TestAreasOfTooManyPoints(t *testing.T) {
	t.Parallel()
	var ring strings.Builder
	for i := range 100_001 {
		fmt.Fprintf(&ring, "[%g,%g],", 0.6+float64(i)*1e-6, 51.5+float64(i%2)*1e-6)
	}
	text := collection(feature(`{"id":"E1","name":"Fine"}`, `{"type":"Polygon","coordinates":[[`+ring.String()+`[0.7,51.6],[0.6,51.5]]]}`))
	_, err := read(areas(t, text, geo.District, ingest.AreaProperties{}))
	isOneLine(t, err, fault.Invalid, "Fine (E1) has 100003 points, more than 100000", "(allow)")
	if rows, err := read(areas(t, text, geo.District, ingest.AreaProperties{AnySize: true})); err != nil || len(rows) != 1 {
		t.Errorf("allowed: %d areas, %v", len(rows), err)
	}
}
