package api_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestPeopleDecideOnZones goes through the API as the map does: draw, edit, strike out,
// propose, approve, look at versions, differences and the view of the force.
func TestPeopleDecideOnZones(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	made := s.ask(t, request("POST", "/v1/zone-sets", `{"area":"Ostermouth","operation":"nte"}`))
	id := member(t, made, "zone_set", "id").(string)
	path := "/v1/zone-sets/" + id
	tag := s.ask(t, request("GET", path, "")).Header().Get("ETag")

	post := func(path, body string, headers ...string) *httptest.ResponseRecorder {
		return s.ask(t, request("POST", path, body, headers...))
	}
	for body, want := range map[string]string{
		`{"edits":[{"kind":"strike","zone":"Z-01"}]}`:                                                                     "edits/0/why: ",
		`{"edits":[{"kind":"tier","zone":"Z-01","tier":"tertiary"}]}`:                                                     "edits/0/why: ",
		`{"edits":[{"kind":"delete","zone":"Z-99"}]}`:                                                                     "edits/0/zone: no area",
		`{"edits":[{"kind":"outline","zone":"Z-01","why":"why","outline":{"type":"Polygon","coordinates":[[[[1,2]]]]}}]}`: "edits/0/outline: ",
		`{"edits":[{"kind":"outline","zone":"Z-01","outline":{"type":"Polygon","coordinates":[]}}]}`:                      "edits/0/outline: ",
	} {
		rec := post(path+"/edits", body)
		if detail, _ := member(t, rec, "detail").(string); rec.Code != 422 || !strings.HasPrefix(detail, want) {
			t.Errorf("%s: %d, %.300s", body, rec.Code, rec.Body)
		}
	}
	for _, other := range []string{`"0123456789abcdef"`, "0"} {
		if rec := post(path+"/edits", `{"edits":[{"kind":"delete","zone":"Z-01"}]}`, "If-Match", other); rec.Code != 412 {
			t.Errorf("If-Match %s, of another: %d, %.300s", other, rec.Code, rec.Body)
		}
	}
	// An edit is not left to a job: by then its If-Match may hold no more.
	edited := post(path+"/edits", `{"edits":[{"kind":"strike","zone":"Z-01","why":"a fairground"}],"as":"A. Chair"}`, "If-Match", tag, "Prefer", "respond-async")
	if edited.Code != 200 || member(t, edited, "zone_set", "version") != 2.0 || member(t, edited, "zone_set", "parent") != id {
		t.Fatalf("edit: %d, %.500s", edited.Code, edited.Body)
	}
	next := member(t, edited, "zone_set", "id").(string)
	card := s.ask(t, request("GET", path+"/zones/Z-01?on=2025-10-03", ""))
	if lines, _ := member(t, card, "card").([]any); card.Code != 200 || len(lines) < 5 {
		t.Errorf("card: %d, %.500s", card.Code, card.Body)
	}
	if rec := post(path+"/edits", `{"edits":[{"kind":"delete","zone":"Z-01"}]}`, "If-Match", tag); rec.Code != 412 || !strings.Contains(rec.Body.String(), next) {
		t.Errorf("edit of an old version: %d, %.300s", rec.Code, rec.Body)
	}
	if n := len(member(t, s.ask(t, request("GET", path+"/versions", "")), "versions").([]any)); n != 2 {
		t.Errorf("%d versions", n)
	}
	d := s.ask(t, request("GET", "/v1/zone-sets/"+next+"/difference", ""))
	if changes := member(t, d, "changes").([]any); len(changes) != 1 || member(t, d, "against") != id {
		t.Errorf("difference: %.500s", d.Body)
	}

	strikes := s.ask(t, request("GET", "/v1/strikes?operation=nte&area=Ostermouth", ""))
	struck := member(t, strikes, "features").([]any)
	if len(struck) != 1 {
		t.Fatalf("strikes: %.300s", strikes.Body)
	}
	properties := struck[0].(map[string]any)["properties"].(map[string]any)
	if properties["verdict"] != "struck" || properties["by"] != "A. Chair" || properties["why"] != "a fairground" || properties["zone_set"] != next {
		t.Errorf("strike: %v", properties)
	}
	lift := fmt.Sprintf("/v1/strikes/%.0f/lift", properties["id"])
	if rec := post(lift, `{"why":"it has left","as":"B. Inspector"}`); rec.Code != 200 || member(t, rec, "lifted_by") != "B. Inspector" {
		t.Errorf("lift: %d, %.300s", rec.Code, rec.Body)
	}
	if rec := post(lift, `{"why":"again"}`); rec.Code != 409 {
		t.Errorf("lift again: %d", rec.Code)
	}
	geometry, err := json.Marshal(struck[0].(map[string]any)["geometry"])
	if err != nil {
		t.Fatal(err)
	}
	again := fmt.Sprintf(`{"area":"Ostermouth","operation":"nte","verdict":"struck","name":"The fair","why":"it is back","outline":%s}`, geometry)
	if rec := post("/v1/strikes", again); rec.Code != 200 || member(t, rec, "name") != "The fair" {
		t.Errorf("strike: %d, %.300s", rec.Code, rec.Body)
	}

	for _, step := range []struct {
		verdict, as string
		want        int
	}{{"proposed", "A. Chair", 200}, {"proposed", "A. Chair", 409}, {"approved", "A. Chair", 409}, {"approved", "C. Commander", 200}, {"proposed", "C. Commander", 409}} {
		rec := post("/v1/decisions", fmt.Sprintf(`{"result":%q,"verdict":%q,"why":"agreed","despite":"agreed","as":%q}`, next, step.verdict, step.as))
		if rec.Code != step.want {
			t.Errorf("%s by %s: %d, %.300s", step.verdict, step.as, rec.Code, rec.Body)
		}
	}
	view := s.ask(t, request("GET", "/v1/focus-areas?operation=nte", ""))
	found := false
	for _, d := range member(t, view, "focus_areas", "districts").([]any) {
		found = found || d.(map[string]any)["zone_set"] == next
	}
	if !found {
		t.Errorf("focus areas: %.500s", view.Body)
	}
}
