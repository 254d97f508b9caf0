package api_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// What is wrong with what a meeting keeps is a 422 or 400 that begins with the field.
func TestMeetingRefuses(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	item := func(change string) string {
		return `{"text":"Theft","categories":["pub"],"from":"2025-09-01","to":"2025-09-14","weight":2` + change + `}`
	}
	tests := map[string]struct {
		method, path, body string
		code               int
		says               string
	}{
		"an action without an owner":   {"POST", "/v1/actions", `{"four_p":"Prevent","does":"Marshals","agency":"Council","due":"2026-02-01"}`, 422, "owner: an action has an owner"},
		"an action without a date":     {"POST", "/v1/actions", `{"four_p":"Prevent","does":"Marshals","agency":"Council","owner":"Licensing"}`, 422, "due: an action has a date"},
		"validity to before from":      {"POST", "/v1/intelligence", `{"text":"Theft","categories":["pub"],"from":"2025-09-14","to":"2025-09-01","weight":2}`, 422, "to 2025-09-01: it is before from 2025-09-14"},
		"a handling code nobody reads": {"POST", "/v1/intelligence", item(`,"handling":"5"`), 422, `handling "5": nobody here may read it`},
		"a strand without definition":  {"PUT", "/v1/strands/ours", `{"title":"Ours"}`, 422, "definition: say what we mean"},
		"a break that ends first":      {"PUT", "/v1/breaks/ours", `{"title":"Ours","from":"2025-02-02","to":"2025-02-01"}`, 422, "to 2025-02-01: it is before from"},
		"a class nobody knows":         {"PUT", "/v1/offence-groups/ours", `{"definition":"Ours","rural_urban":"coastal"}`, 400, "rural_urban"},
		"a beat nobody knows":          {"PUT", "/v1/offence-groups/ours", `{"definition":"Ours","beats":["Atlantis"]}`, 422, "beats/0"},
		"a report nobody writes":       {"GET", "/v1/reports/secrets/files/pdf", "", 400, "report"},
		"a triage without a week":      {"GET", "/v1/reports/triage/files/pdf?area=Newtown", "", 400, "week: report triage needs it"},
		"premises for the public":      {"GET", "/v1/reports/premises/files/pdf?area=Newtown&from=2025-01-01&to=2025-01-31&edition=public", "", 422, "edition"},
		"a log of no visits":           {"POST", "/v1/visits/file", "unit,agency\n", 400, "no column"},
		"positions for no plan":        {"POST", "/v1/plans/none/positions?agency=Police", "unit,time,longitude,latitude\n", 404, "none"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := request(tt.method, tt.path, tt.body)
			if tt.method == "POST" && !strings.HasPrefix(tt.body, "{") {
				r.Header.Set("Content-Type", file)
			}
			rec := s.ask(t, r)
			var problem struct{ Detail, Pointer string }
			if err := json.Unmarshal(rec.Body.Bytes(), &problem); err != nil {
				t.Fatal(err, rec.Body)
			}
			if rec.Code != tt.code || !strings.Contains(rec.Body.String(), strings.ReplaceAll(tt.says, `"`, `\"`)) {
				t.Errorf("%d %s, want %d, %s", rec.Code, rec.Body, tt.code, tt.says)
			}
		})
	}
}
