package api_test

import (
	"encoding/csv"
	"fmt"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb/geojson"
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
