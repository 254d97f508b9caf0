package api_test

import (
	"strings"
	"testing"
)

// TestReportsOnPlaces asks how two groups overlap, and how funded areas stand where none
// is loaded.
func TestReportsOnPlaces(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	o := s.ask(t, request("GET", "/v1/reports/overlap?area=Ostermouth&a=violence&b=robbery&spots=5", ""))
	if o.Code != 200 {
		t.Fatalf("overlap: %d, %.300s", o.Code, o.Body)
	}
	if share, _ := member(t, o, "a_in_b", "share").(float64); share < 0 || share > 1 || !strings.Contains(member(t, o, "a_in_b", "sentence").(string), "busy places") {
		t.Errorf("overlap: %.500s", o.Body)
	}
	if rec := s.ask(t, request("GET", "/v1/reports/overlap?area=Ostermouth&a=violence&b=violence", "")); rec.Code != 422 {
		t.Errorf("a group with itself: %d", rec.Code)
	}
	f := s.ask(t, request("GET", "/v1/reports/funded?area=Ostermouth&group=violence", ""))
	if detail, _ := member(t, f, "detail").(string); f.Code != 422 || !strings.HasPrefix(detail, "area: no funded area lies in Ostermouth") {
		t.Errorf("funded: %d, %.300s", f.Code, f.Body)
	}

	if rec := s.ask(t, request("POST", "/v1/areas", `{"name":"Spent","kind":"funded","of":["WEST"]}`, "Content-Type", "application/json")); rec.Code != 200 || member(t, rec, "code") != "spent" {
		t.Fatalf("a funded area: %d, %.300s", rec.Code, rec.Body)
	}
	for path, want := range map[string]int{"/v1/reports/funded/areas?area=Ostermouth&group=violence": 1, "/v1/reports/overlap/spots?area=Ostermouth&a=violence&b=robbery&spots=5": 15} {
		rec := s.ask(t, request("GET", path, ""))
		if got := featuresOf(t, rec); len(got) != want || got[0].Geometry == nil {
			t.Errorf("%s: %d features, want %d", path, len(got), want)
		}
	}
}
