package result_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beatplan/internal/result"
)

// TestServed lays a decision over documents: their own bytes stay as they are.
func TestServed(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 1, 2, 18, 30, 0, 0, time.UTC)
	tests := map[string]struct {
		decision result.Decision
		want     string // laid over
		says     string
	}{
		"a draft": {result.Decision{Status: result.Draft}, `"decision":{"status":"draft","verified":false}`, "draft"},
		"approved": {
			result.Decision{Status: result.Approved, By: "A. Sergeant", At: at, Why: "agreed } at the meeting"},
			`"decision":{"status":"approved","by":"A. Sergeant","at":"2025-01-02T18:30:00Z","why":"agreed } at the meeting","verified":false}`,
			"approved by A. Sergeant (unverified) on 2 January 2025: agreed } at the meeting",
		},
		"withdrawn": {
			result.Decision{Status: result.Withdrawn, By: "B", At: at, Why: "old", Verified: true},
			`"decision":{"status":"withdrawn","by":"B","at":"2025-01-02T18:30:00Z","why":"old","verified":true}`,
			"withdrawn by B on 2 January 2025: old",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document := "{\"a\": 1.0,\n \"b\":{}}"
			r := result.Result{Document: []byte(document), Summary: json.RawMessage(`{"a": 1}`), Decision: tt.decision}
			if diff := cmp.Diff("{\"a\": 1.0,\n \"b\":{},"+tt.want+"}", string(r.Served())); diff != "" {
				t.Errorf("served (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(`{"a": 1,`+tt.want+"}", string(r.Listed())); diff != "" {
				t.Errorf("listed (-want +got):\n%s", diff)
			}
			if string(r.Document) != document {
				t.Errorf("the document itself is now %s", r.Document)
			}
			if tt.decision.String() != tt.says {
				t.Errorf("%s, want %s", tt.decision, tt.says)
			}
		})
	}
}

func TestKindsInWords(t *testing.T) {
	t.Parallel()
	if got := fmt.Sprintf("no %s, no %s", result.ZoneSet, result.Plan); got != "no zone set, no plan" {
		t.Error(got)
	}
}
