package store_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
)

func TestDecisions(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	for _, id := range []string{"plan-1", "plan-2", "plan-3"} {
		if err := s.KeepResults(t.Context(), []result.Result{plan(id, west())}, ledger.Inputs{}, "maker"); err != nil {
			t.Fatal(err)
		}
	}
	for i, step := range []struct {
		id, principal string
		status        result.Status
		want          fault.Kind
	}{
		{"plan-1", "maker", result.Approved, fault.Conflict},
		{"plan-1", "Maker", result.Approved, fault.Conflict},
		{"plan-1", "second", result.Withdrawn, fault.Conflict},
		{"plan-1", "second", result.Approved, ""},
		{"plan-1", "third", result.Approved, fault.Conflict},
		{"plan-1", "maker", result.Withdrawn, ""},
		{"plan-1", "second", result.Withdrawn, fault.Conflict},
		{"plan-2", "second", result.Approved, ""},
		{"plan-1", "third", result.Approved, ""},
		{"plan-4", "second", result.Approved, fault.NotFound},
	} {
		d := result.Decision{Status: step.status, Why: "because", By: step.principal}
		if err := s.Decidable(t.Context(), step.id, d); fault.Of(err) != step.want {
			t.Errorf("step %d: before it, error %v, want %q", i+1, err, step.want)
		}
		err := s.Decide(t.Context(), step.id, d)
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
		principals = append(principals, d.By+" "+string(d.Status))
	}
	same(t, []string{"second approved", "maker withdrawn", "third approved"}, principals)

	approved, err := s.Approved(t.Context(), result.Plan, west())
	if err != nil {
		t.Fatal(err)
	}
	same(t, []string{"plan-1", "plan-2"}, ids(t, approved))
	if err := s.Decide(t.Context(), "plan-1", result.Decision{Status: result.Withdrawn, Why: "because", By: "third"}); err != nil {
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
	status := map[string]result.Status{}
	for _, summary := range listed {
		var r struct {
			ID       string
			Decision result.Decision
		}
		if err := json.Unmarshal(summary, &r); err != nil {
			t.Fatal(err)
		}
		status[r.ID] = r.Decision.Status
	}
	same(t, map[string]result.Status{"plan-1": "withdrawn", "plan-2": "approved", "plan-3": "draft"}, status)

	got, err := s.Result(t.Context(), result.Plan, "plan-1")
	if err != nil {
		t.Fatal(err)
	}
	decisions, err = s.Decisions(t.Context(), "plan-1")
	if err != nil {
		t.Fatal(err)
	}
	same(t, decisions[len(decisions)-1], got.Decision)
	if d := got.Decision; d.By != "third" || d.Why != "because" || d.Status != result.Withdrawn || time.Since(d.At).Abs() > time.Hour {
		t.Errorf("decision %+v", d)
	}
}

// TestDecideAtOnce has eight people decide the same at the same time: one is heard.
func TestDecideAtOnce(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	for round := range 20 {
		id := fmt.Sprintf("plan-%d", round)
		if err := s.KeepResults(t.Context(), []result.Result{plan(id, west())}, ledger.Inputs{}, "maker"); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		var kept, refused atomic.Int64
		for i := range 8 {
			all.Go(func() {
				err := s.Decide(t.Context(), id, result.Decision{Status: result.Approved, Why: "because", By: fmt.Sprint("second ", i)})
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
