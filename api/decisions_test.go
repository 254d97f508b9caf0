package api_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/geo"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
)

// TestDecided has a plan and a zone set approved and withdrawn: whoever asks for them,
// or for the list of them, is told so, and by whom and why; their own bytes stay.
func TestDecided(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	for path, body := range map[string]string{
		"/v1/plans":     `{"area":"Ostermouth","operation":"nte","date":"2025-10-03","shift":"18:00-02:00","units":1}`,
		"/v1/zone-sets": `{"area":"Ostermouth","operation":"nte"}`,
	} {
		name, list := "basis", "plans"
		if path == "/v1/zone-sets" {
			name, list = "zone_set", "zone_sets"
		}
		made := s.ask(t, request("POST", path, body))
		if made.Code != 200 || member(t, made, "decision", "status") != "draft" {
			t.Fatalf("%s: %d, %.300s", path, made.Code, made.Body)
		}
		id := member(t, made, name, "id").(string)
		draft := s.ask(t, request("GET", path+"/"+id, ""))
		tags := map[string]bool{draft.Header().Get("ETag"): true}
		if draft.Body.String() != made.Body.String() || len(tags) != 1 || tags[""] {
			t.Errorf("%s: got %.300s with ETag %q, want what was made", path, draft.Body, draft.Header().Get("ETag"))
		}
		fed, err := s.store.Lineage(t.Context(), id)
		if err != nil || !slices.ContainsFunc(fed, func(s ledger.Source) bool { return s.Kind == "offences" && s.Rows > 0 }) {
			t.Errorf("%s was made from %+v, error %v", path, fed, err)
		}
		own, _, _ := strings.Cut(draft.Body.String(), `,"decision":`)
		for _, status := range []string{"approved", "withdrawn"} {
			decide := fmt.Sprintf(`{"result":%q,"verdict":%q,"why":"agreed at the meeting","despite":"agreed at the meeting","as":"A. Sergeant"}`, id, status)
			if rec := s.ask(t, request("POST", "/v1/decisions", decide)); rec.Code != 200 {
				t.Fatalf("%s: %d, %s", status, rec.Code, rec.Body)
			}
			now := s.ask(t, request("GET", path+"/"+id, "", "If-None-Match", draft.Header().Get("ETag")))
			listed := member(t, s.ask(t, request("GET", path, "")), list).([]any)[0].(map[string]any)
			for where, decision := range map[string]any{"served": member(t, now, "decision"), "listed": listed["decision"]} {
				d, _ := decision.(map[string]any)
				if d["status"] != status || d["by"] != "A. Sergeant" || !strings.HasPrefix(d["why"].(string), "agreed at the meeting") || d["verified"] != false || d["at"] == nil {
					t.Errorf("%s %s: decision %v", path, where, d)
				}
			}
			if !strings.HasPrefix(now.Body.String(), own) || strings.Contains(own, "status") || strings.Contains(own, "approved") {
				t.Errorf("%s: its own bytes are not what they were, or say more: %.300s", path, now.Body)
			}
			tag := now.Header().Get("ETag")
			tags[tag] = true
			if rec := s.ask(t, request("GET", path+"/"+id, "", "If-None-Match", tag)); rec.Code != 304 || rec.Body.Len() > 0 {
				t.Errorf("%s: %d and %d bytes, want 304 and none", path, rec.Code, rec.Body.Len())
			}
			again := s.ask(t, request("POST", path, body))
			if member(t, again, "decision", "status") != status || member(t, again, name, "id") != id {
				t.Errorf("%s, made again: %v", path, member(t, again, "decision"))
			}
		}
		if len(tags) != 3 {
			t.Errorf("%s: ETags %v, want one for each decision", path, tags)
		}
	}
}

// TestDecideAtOnce has eight people approve the same plan at the same time: one
// does, seven learn that it is approved already.
func TestDecideAtOnce(t *testing.T) {
	t.Parallel()
	s := newDistrict(t)
	for round := range 20 {
		plan := result.Result{
			ID: fmt.Sprintf("plan-%d", round), Kind: result.Plan, AreaKind: geo.Ward, AreaCode: "WEST",
			Summary: json.RawMessage("{}"), Document: []byte("{}"),
		}
		if err := s.store.KeepResults(t.Context(), []result.Result{plan}, ledger.Inputs{}, "maker"); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		codes := make([]int, 8)
		for i := range codes {
			all.Go(func() {
				rec := httptest.NewRecorder()
				s.ServeHTTP(rec, request("POST", "/v1/decisions", fmt.Sprintf(`{"result":%q,"verdict":"approved","why":"agreed","as":"Second %d"}`, plan.ID, i)))
				codes[i] = rec.Code
			})
		}
		all.Wait()
		answers := map[int]int{}
		for _, code := range codes {
			answers[code]++
		}
		if diff := cmp.Diff(map[int]int{200: 1, 409: 7}, answers); diff != "" {
			t.Fatalf("round %d (-want +got):\n%s", round, diff)
		}
	}
}
