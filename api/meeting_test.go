package api_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// What is wrong with what a meeting keeps is a 422 or 400 that begins with the field, and
// has its pointer.
func TestMeetingRefuses(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	if rec := s.ask(t, request("POST", "/v1/meetings", `{"title":"Group","area":"Ostermouth","date":"2025-11-06"}`)); rec.Code != 200 {
		t.Fatal(rec.Body)
	}
	item := func(change string) string {
		return `{"text":"Theft","categories":["pub"],"from":"2025-09-01","to":"2025-09-14","weight":2` + change + `}`
	}
	tests := map[string]struct {
		method, path, body string
		code               int
		says, at           string // in the detail, and the pointer or the parameter
	}{
		"an action without an owner":   {"POST", "/v1/actions", `{"four_p":"Prevent","does":"Marshals","agency":"Council","due":"2026-02-01"}`, 422, "owner: an action has an owner", "/owner"},
		"an action without a date":     {"POST", "/v1/actions", `{"four_p":"Prevent","does":"Marshals","agency":"Council","owner":"Licensing"}`, 422, "due: an action has a date", "/due"},
		"validity to before from":      {"POST", "/v1/intelligence", `{"text":"Theft","categories":["pub"],"from":"2025-09-14","to":"2025-09-01","weight":2}`, 422, "to 2025-09-01: it is before from 2025-09-14", "/to"},
		"a handling code nobody reads": {"POST", "/v1/intelligence", item(`,"handling":"5"`), 422, `handling "5": nobody here may read it`, "/handling"},
		"a strand without definition":  {"PUT", "/v1/strands/ours", `{"title":"Ours"}`, 422, "definition: say what we mean", "/definition"},
		"a break that ends first":      {"PUT", "/v1/breaks/ours", `{"title":"Ours","from":"2025-02-02","to":"2025-02-01"}`, 422, "to 2025-02-01: it is before from", "/to"},
		"a class nobody knows":         {"PUT", "/v1/offence-groups/ours", `{"definition":"Ours","rural_urban":"coastal"}`, 400, "rural_urban", "/rural_urban"},
		"a beat nobody knows":          {"PUT", "/v1/offence-groups/ours", `{"definition":"Ours","beats":["Atlantis"]}`, 422, "beats/0", "/beats/0"},
		"a report nobody writes":       {"GET", "/v1/reports/secrets/files/pdf", "", 400, "report", "report"},
		"a triage without a week":      {"GET", "/v1/reports/triage/files/pdf?area=Ostermouth", "", 422, "week: report triage needs it", "week"},
		"premises for the public":      {"GET", "/v1/reports/premises/files/pdf?area=Ostermouth&from=2025-01-01&to=2025-01-31&edition=public", "", 422, "edition", "edition"},
		"a decision of no kind":        {"POST", "/v1/meetings/1/decisions", `{"kind":"vote","words":"Aye"}`, 422, `kind "vote": it is zones`, "/kind"},
		"a decision on no action":      {"POST", "/v1/meetings/1/decisions", `{"kind":"action","of":"99","words":"Aye"}`, 422, "of: no action 99", "/of"},
		"a decision without words":     {"POST", "/v1/meetings/1/decisions", `{"kind":"other","words":" "}`, 422, "words: say what was decided", "/words"},
		"a meeting in Atlantis":        {"POST", "/v1/meetings", `{"title":"Group","area":"Atlantis","date":"2025-11-06"}`, 422, "area: no area", "/area"},
		"a visit that took no time":    {"POST", "/v1/visits", `{"visits":[{"unit":"A1","agency":"Police","place":"Quay","from":"2025-11-06T22:00:00Z","minutes":0}]}`, 422, "visits/0/minutes", "/visits/0/minutes"},
		"a body that is not allowed":   {"POST", "/v1/actions", `{"four_p":7,"does":"Marshals","agency":"Council"}`, 400, "four_p", "/four_p"},
		"a quarter of nothing":         {"GET", "/v1/reports/quarter?to=2025-13", "", 400, "to: write it like 2025-09", "to"},
		"a category misspelt":          {"POST", "/v1/intelligence", `{"text":"Theft","categories":["pharmcy"],"from":"2025-09-01","to":"2025-09-14","weight":2}`, 422, "did you mean pharmacy?", "/categories/0"},
		"an area that nobody drew":     {"POST", "/v1/actions", `{"four_p":"Prevent","does":"Marshals","agency":"Council","owner":"X","due":"2026-02-01","zone":"Nowhere"}`, 422, "zone: no focus area is", "/zone"},
		"a clock that stays":           {"DELETE", "/v1/clocks/all", "", 422, "clock: all is every hour", "clock"},
		"a group that is named":        {"DELETE", "/v1/offence-groups/burglary", "", 422, "group: burglary is named by operation", "group"},
		"a template that stays":        {"DELETE", "/v1/return-templates/standard", "", 422, "template: standard is used", "template"},
		"a log of no visits":           {"POST", "/v1/visits/file", "unit,agency\n", 422, "no column", ""},
		"positions for no plan":        {"POST", "/v1/plans/none/positions?agency=Police", "unit,time,longitude,latitude\n", 404, "none", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := request(tt.method, tt.path, tt.body)
			if tt.method == "POST" && !strings.HasPrefix(tt.body, "{") {
				r.Header.Set("Content-Type", file)
			}
			rec := s.ask(t, r)
			var problem struct {
				Detail string
				Errors []struct{ Pointer, Parameter, Detail string }
			}
			if err := json.Unmarshal(rec.Body.Bytes(), &problem); err != nil {
				t.Fatal(err, rec.Body)
			}
			if rec.Code != tt.code || !strings.Contains(rec.Body.String(), strings.ReplaceAll(tt.says, `"`, `\"`)) {
				t.Errorf("%d %s, want %d, %s", rec.Code, rec.Body, tt.code, tt.says)
			}
			at := ""
			for _, e := range problem.Errors {
				if at += e.Pointer + e.Parameter; e.Detail == "" || !strings.HasSuffix(problem.Detail, e.Detail) {
					t.Errorf("%q of %q", e.Detail, problem.Detail)
				}
			}
			if at != tt.at {
				t.Errorf("at %q, want %q: %s", at, tt.at, rec.Body)
			}
		})
	}
}
