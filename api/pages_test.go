package api_test

import (
	"encoding/csv"
	"fmt"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"beatplan/geo"
)

// TestPagesOfCells follows the links from page to page: together the pages are what an
// answer without a limit is.
func TestPagesOfCells(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	const cells = "/v1/cells?area=Ostermouth&group=robbery&resolution=9"
	whole := s.ask(t, request("GET", cells, ""))
	all := featuresOf(t, whole)
	var ids []any
	pages := 0
	for path := cells + "&limit=7"; path != ""; pages++ {
		page := s.ask(t, request("GET", path, ""))
		for _, f := range featuresOf(t, page) {
			ids = append(ids, f.ID)
		}
		path = next(page)
	}
	var want []any
	for _, f := range all {
		want = append(want, f.ID)
	}
	if diff := cmp.Diff(want, ids); diff != "" || pages != (len(all)+6)/7 || len(all) < 15 {
		t.Errorf("%d pages of %d cells (-all +pages):\n%s", pages, len(all), diff)
	}
	table := s.ask(t, request("GET", cells, "", "Accept", "text/csv"))
	if rows, err := csv.NewReader(table.Body).ReadAll(); err != nil || len(rows) != len(all)+1 || rows[1][0] != all[0].ID {
		t.Errorf("%d rows of %d cells, error %v: %v", len(rows), len(all), err, rows[:2])
	}
	for name, accept := range map[string]string{"GeoJSON": "*/*", "CSV": "text/csv"} {
		same := s.ask(t, request("GET", cells, "", "Accept", accept, "If-None-Match", whole.Header().Get("ETag")))
		if want := map[string]int{"GeoJSON": 304, "CSV": 200}[name]; same.Code != want {
			t.Errorf("%s where the GeoJSON is known already: %d, want %d", name, same.Code, want)
		}
	}
}

// TestBoxOfCells has the cells that meet a box, and no others.
func TestBoxOfCells(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	const cells = "/v1/cells?area=Ostermouth&group=robbery&resolution=9"
	all := featuresOf(t, s.ask(t, request("GET", cells, "")))
	at := all[len(all)/2].Geometry.Bound().Center()
	box := at.Bound().Pad(0.01)
	want := map[any]bool{}
	for _, f := range all {
		if f.Geometry.Bound().Intersects(box) {
			want[f.ID] = true
		}
	}
	text := fmt.Sprintf("%.9f,%.9f,%.9f,%.9f", box.Left(), box.Bottom(), box.Right(), box.Top())
	got := map[any]bool{}
	for _, f := range featuresOf(t, s.ask(t, request("GET", cells+"&bbox="+text, ""))) {
		got[f.ID] = true
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) == len(all) {
		t.Errorf("in %s of %d (-want +got):\n%s", text, len(all), diff)
	}
}

func featuresOf(t *testing.T, rec *httptest.ResponseRecorder) []*geojson.Feature {
	t.Helper()
	c, err := geojson.UnmarshalFeatureCollection(rec.Body.Bytes())
	if err != nil {
		t.Fatalf("%d: %v in %s", rec.Code, err, rec.Body)
	}
	return c.Features
}

// next returns the path of the next page, empty where there is none.
func next(rec *httptest.ResponseRecorder) string {
	if m := regexp.MustCompile(`<(.*)>; rel="next"`).FindStringSubmatch(rec.Header().Get("Link")); m != nil {
		return m[1]
	}
	return ""
}

// TestLists holds what openapi.yaml says of lists against itself: x-page names a list of
// the answer, and there are parameters for its pages.
func TestLists(t *testing.T) {
	t.Parallel()
	lists := 0
	for path, item := range spec(t).Paths.Map() {
		for _, o := range item.Operations() {
			said, _ := o.Extensions["x-page"].(string)
			words := strings.Fields(said)
			if len(words) == 0 {
				if strings.HasPrefix(o.OperationID, "list") && o.OperationID != "listCells" {
					t.Errorf("%s has no pages", path)
				}
				continue
			}
			lists++
			_, table := o.Extensions["x-csv"]
			for media, content := range o.Responses.Status(200).Value.Content {
				if media == "text/csv" && table {
					continue
				}
				list := content.Schema.Value.Properties[words[0]]
				if list == nil || list.Value.Items == nil {
					t.Errorf("%s: the answer has no list %s", path, words[0])
				}
			}
			for _, name := range []string{"limit", "cursor"} {
				if o.Parameters.GetByInAndName("query", name) == nil {
					t.Errorf("%s has no parameter %s", path, name)
				}
			}
		}
	}
	if lists < 20 {
		t.Errorf("%d lists, want them all", lists)
	}
}

// TestSites has the sites of an area as features and as a table, of one category and in
// pages.
func TestSites(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	const path = "/v1/sites?area=Ostermouth&category=pub&limit=3"
	page := s.ask(t, request("GET", path, ""))
	pubs := featuresOf(t, page)
	if len(pubs) != 3 || next(page) == "" {
		t.Fatalf("%d pubs, then %q", len(pubs), next(page))
	}
	second := featuresOf(t, s.ask(t, request("GET", next(page), "")))
	if len(second) == 0 || second[0].ID == pubs[0].ID || second[0].Properties["category"] != "pub" {
		t.Errorf("the next page: %v", second)
	}
	var paged []string
	for at := "/v1/sites?area=Ostermouth&limit=7"; at != ""; {
		page := s.ask(t, request("GET", at, ""))
		paged = append(paged, keys(featuresOf(t, page))...)
		at = next(page)
	}
	if all := keys(featuresOf(t, s.ask(t, request("GET", "/v1/sites?area=Ostermouth", "")))); len(all) < 20 || !slices.Equal(all, paged) {
		t.Errorf("%d sites in pages, want these %d", len(paged), len(all))
	}
	for _, cursor := range []string{"YQ", "____", "a"} {
		if lost := s.ask(t, request("GET", "/v1/sites?area=Ostermouth&cursor="+cursor, "")); lost.Code != 404 {
			t.Errorf("cursor %s: %d", cursor, lost.Code)
		}
	}
	rec := s.ask(t, request("GET", path, "", "Accept", "text/csv"))
	rows, err := csv.NewReader(rec.Body).ReadAll()
	if err != nil || len(rows) != 4 || rec.Header().Get("ETag") == page.Header().Get("ETag") {
		t.Fatalf("%v, %v", rows, err)
	}
	at := pubs[0].Geometry.(orb.Point)
	want := []string{
		pubs[0].Properties.MustString("source"), pubs[0].Properties.MustString("id"), pubs[0].Properties.MustString("name"), "pub", "", "",
		fmt.Sprint(at[0]), fmt.Sprint(at[1]),
	}
	if diff := cmp.Diff([][]string{{"source", "id", "name", "category", "capacity", "quality", "longitude", "latitude"}, want}, rows[:2]); diff != "" {
		t.Errorf("the table (-want +got):\n%s", diff)
	}
}

// keys returns the ids of features.
func keys(features []*geojson.Feature) []string {
	ids := []string{}
	for _, f := range features {
		ids = append(ids, fmt.Sprint(f.ID))
	}
	return ids
}

// TestTables asks for places as features and as a table, whose rows have what the features
// have, and the middle of each.
func TestTables(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	set, _ := member(t, s.ask(t, request("POST", "/v1/zone-sets", `{"area":"Ostermouth","operation":"nte"}`)), "zone_set", "id").(string)
	for name, path := range map[string]string{"zone": "/v1/zone-sets/" + set, "id": "/v1/hotspots/spots?area=Ostermouth&group=nte-violence&clock=nte&spots=3"} {
		want := featuresOf(t, s.ask(t, request("GET", path, "")))
		rec := s.ask(t, request("GET", path, "", "Accept", "text/csv"))
		rows, err := csv.NewReader(rec.Body).ReadAll()
		if err != nil || len(rows) != 1+len(want) || len(want) == 0 {
			t.Fatalf("%s: %d rows, %d features, error %v", path, len(rows), len(want), err)
		}
		for i, row := range rows[1:] {
			longitude, err1 := strconv.ParseFloat(row[len(row)-2], 64)
			latitude, err2 := strconv.ParseFloat(row[len(row)-1], 64)
			if inside := want[i].Geometry.Bound().Contains(orb.Point{longitude, latitude}); row[0] != want[i].Properties[name] || err1 != nil || err2 != nil || !inside {
				t.Errorf("%s: row %v of %v", path, row, want[i].Properties)
			}
		}
	}
}

// TestSpots has the patrol spots of an area in pages, and those in a box.
func TestSpots(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	const path = "/v1/hotspots/spots?area=Ostermouth&group=nte-violence&clock=nte&spots=3"
	all := featuresOf(t, s.ask(t, request("GET", path, "")))
	built := featuresOf(t, s.ask(t, request("POST", "/v1/hotspots/spots", `{"area":"Ostermouth","group":"nte-violence","clock":"nte","spots":3}`)))
	if diff := cmp.Diff(built, all); diff != "" || len(all) != 6 { // each with its ring
		t.Fatalf("%d features (-built +listed):\n%s", len(all), diff)
	}
	var paged []*geojson.Feature
	for at := path + "&limit=4"; at != ""; {
		page := s.ask(t, request("GET", at, ""))
		paged = append(paged, featuresOf(t, page)...)
		at = next(page)
	}
	if diff := cmp.Diff(all, paged); diff != "" {
		t.Errorf("(-all +pages):\n%s", diff)
	}
	b := all[0].Geometry.Bound()
	for _, f := range featuresOf(t, s.ask(t, request("GET", fmt.Sprintf("%s&bbox=%v,%v,%v,%v", path, b.Left(), b.Bottom(), b.Right(), b.Top()), ""))) {
		if !f.Geometry.Bound().Intersects(b) {
			t.Errorf("%v is outside the box", f.ID)
		}
	}
}

// TestPagesOfLists follows the links of lists from page to page, and asks again for what
// it has.
func TestPagesOfLists(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	for units := range 3 { // jobs that nobody works
		s.later(t, "/v1/plans", fmt.Sprintf(`{"area":"A","operation":"nte","date":"2026-01-09","shift":"18:00-22:00","units":%d}`, units+1))
	}
	for list, path := range map[string]string{"areas": "/v1/areas", "groups": "/v1/offence-groups", "jobs": "/v1/jobs", "operations": "/v1/operations"} {
		whole := s.ask(t, request("GET", path, ""))
		want, _ := member(t, whole, list).([]any)
		got := []any{}
		for at := path + "?limit=2"; at != ""; {
			page := s.ask(t, request("GET", at, ""))
			items, _ := member(t, page, list).([]any)
			if len(items) > 2 {
				t.Errorf("%s has %d", at, len(items))
			}
			got = append(got, items...)
			at = next(page)
		}
		if diff := cmp.Diff(want, got); diff != "" || len(want) < 3 {
			t.Errorf("%s (-all +pages):\n%s", path, diff)
		}
		if again := s.ask(t, request("GET", path, "", "If-None-Match", whole.Header().Get("ETag"))); again.Code != 304 {
			t.Errorf("%s asked again: %d", path, again.Code)
		}
		if lost := s.ask(t, request("GET", path+"?cursor=elsewhere", "")); lost.Code != 404 || !strings.Contains(lost.Body.String(), "cursor: ") {
			t.Errorf("%s from nowhere: %d %s", path, lost.Code, lost.Body)
		}
	}
	far, _ := member(t, s.ask(t, request("GET", "/v1/areas?bbox=-5,50,-4,51", "")), "areas").([]any)
	near, _ := member(t, s.ask(t, request("GET", "/v1/areas?bbox=-180,-90,180,90", "")), "areas").([]any)
	if len(far) > 0 || len(near) < 3 {
		t.Errorf("%d areas elsewhere, %d in the world", len(far), len(near))
	}
}

// TestTilesAskedAgain has tiles whose ETag is known: they come again when the data have
// changed, and not before.
func TestTilesAskedAgain(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	tile := "/tiles/areas/0/0/0.mvt"
	first := s.ask(t, request("GET", tile, ""))
	tag := first.Header().Get("ETag")
	if first.Code != 200 || tag == "" || first.Body.Len() == 0 {
		t.Fatalf("%d %s, %d bytes", first.Code, tag, first.Body.Len())
	}
	if again := s.ask(t, request("GET", tile, "", "If-None-Match", tag)); again.Code != 304 || again.Body.Len() > 0 {
		t.Errorf("asked again: %d", again.Code)
	}
	land := orb.MultiPolygon{orb.Bound{Min: orb.Point{0, 51}, Max: orb.Point{0.1, 51.1}}.ToPolygon()}
	load(t, s.importer.Areas, []geo.Area{{Kind: geo.District, Code: "NEW", Name: "New", Land: land}})
	if !eventually(t, func() bool { return s.ask(t, request("GET", tile, "", "If-None-Match", tag)).Code == 200 }) {
		t.Error("a new area does not come")
	}
}

// eventually asks for ten seconds.
func eventually(t *testing.T, ask func() bool) bool {
	t.Helper()
	for range 100 {
		if ask() {
			return true
		}
		time.Sleep(100 * time.Millisecond)
	}
	return false
}
