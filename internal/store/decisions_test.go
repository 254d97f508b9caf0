package store_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"beatplan/internal/fault"
	"beatplan/internal/result"
)

func TestDecisions(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	for _, id := range []string{"plan-1", "plan-2"} {
		if err := s.SaveResult(t.Context(), plan(id, west()), "maker"); err != nil {
			t.Fatal(err)
		}
	}
	for i, step := range []struct {
		id, principal string
		verdict       result.Verdict
		want          fault.Kind
	}{
		{"plan-1", "maker", result.Approved, fault.Conflict},
		{"plan-1", "second", result.Withdrawn, fault.Conflict},
		{"plan-1", "second", result.Approved, ""},
		{"plan-1", "third", result.Approved, fault.Conflict},
		{"plan-1", "maker", result.Withdrawn, ""},
		{"plan-1", "second", result.Withdrawn, fault.Conflict},
		{"plan-2", "second", result.Approved, ""},
		{"plan-1", "third", result.Approved, ""},
		{"plan-3", "second", result.Approved, fault.NotFound},
	} {
		err := s.Decide(t.Context(), step.id, result.Decision{Verdict: step.verdict, Why: "because", Principal: step.principal})
		if fault.Of(err) != step.want {
			t.Errorf("step %d: error %v, want %q", i+1, err, step.want)
		}
	}
	decisions, err := s.Decisions(t.Context(), "plan-1")
	if err != nil {
		t.Fatal(err)
	}
	var principals []string
	for _, d := range decisions {
		principals = append(principals, d.Principal+" "+string(d.Verdict))
	}
	same(t, []string{"second approved", "maker withdrawn", "third approved"}, principals)

	approved, err := s.Approved(t.Context(), result.Plan, west())
	if err != nil {
		t.Fatal(err)
	}
	same(t, []string{"plan-1", "plan-2"}, ids(t, approved))
	if err := s.Decide(t.Context(), "plan-1", result.Decision{Verdict: result.Withdrawn, Why: "because", Principal: "third"}); err != nil {
		t.Fatal(err)
	}
	if approved, err = s.Approved(t.Context(), result.Plan, west()); err != nil {
		t.Fatal(err)
	}
	same(t, []string{"plan-2"}, ids(t, approved))

	listed, err := s.Results(t.Context(), result.Plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	status := map[string]string{}
	for _, summary := range listed {
		var r struct{ ID, Status string }
		if err := json.Unmarshal(summary, &r); err != nil {
			t.Fatal(err)
		}
		status[r.ID] = r.Status
	}
	same(t, map[string]string{"plan-1": "withdrawn", "plan-2": "approved"}, status)
}

// TestDecideAtOnce has eight people decide the same at the same time: one is heard.
func TestDecideAtOnce(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	for round := range 20 {
		id := fmt.Sprintf("plan-%d", round)
		if err := s.SaveResult(t.Context(), plan(id, west()), "maker"); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		var kept, refused atomic.Int64
		for i := range 8 {
			all.Go(func() {
				err := s.Decide(t.Context(), id, result.Decision{Verdict: result.Approved, Why: "because", Principal: fmt.Sprint("second ", i)})
				switch fault.Of(err) {
				case "":
					kept.Add(1)
				case fault.Conflict:
					refused.Add(1)
				}
			})
		}
		all.Wait()
		if kept.Load() != 1 || refused.Load() != 7 {
			t.Fatalf("round %d: %d kept and %d refused, want 1 and 7", round, kept.Load(), refused.Load())
		}
	}
}

func ids(t *testing.T, summaries []json.RawMessage) []string {
	t.Helper()
	var ids []string
	for _, summary := range summaries {
		var r struct{ ID string }
		if err := json.Unmarshal(summary, &r); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.ID)
	}
	return ids
}
