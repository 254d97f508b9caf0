package store_test

import (
	"encoding/json"
	"testing"

	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
)

func TestVersions(t *testing.T) {
	t.Parallel()
	s := open(t)
	version := func(name string, n int, retired bool) ledger.Setting {
		return ledger.Setting{Name: name, Version: n, Body: json.RawMessage(`{"n": ` + string(rune('0'+n)) + `}`), Retired: retired}
	}
	add := func(kind string, v ledger.Setting, want fault.Kind) {
		t.Helper()
		if err := s.AddVersion(t.Context(), kind, v, "test"); fault.Of(err) != want {
			t.Errorf("%s %s, version %d: error %v, want %q", kind, v.Name, v.Version, err, want)
		}
	}
	add("clock", version("rank", 1, false), "")
	add("clock", version("rank", 3, false), "")
	add("clock", version("rank", 2, false), "")
	add("clock", version("rank", 3, true), fault.Conflict)
	add("clock", version("late", 1, false), "")
	add("clock", version("late", 2, true), "")
	add("operation", version("rank", 4, false), "")
	got, err := s.Newest(t.Context(), "clock")
	if err != nil {
		t.Fatal(err)
	}
	same(t, []ledger.Setting{version("late", 2, true), version("rank", 3, false)}, got)
	if all, err := s.AllVersions(t.Context(), "clock"); err != nil || len(all) != 5 || all[0].Name != "rank" || all[4].Version != 2 || all[4].Principal != "test" || all[4].At.IsZero() {
		t.Errorf("changes %v, error %v", all, err)
	}
	if got, err = s.Newest(t.Context(), "strand"); err != nil || len(got) > 0 {
		t.Errorf("strands %v, error %v", got, err)
	}
}

// TestLive finds what is approved, and not what was, or is for something else.
func TestLive(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	for id, decided := range map[string][]result.Status{
		"plan-1": {result.Approved}, "plan-2": {result.Approved, result.Withdrawn}, "plan-3": {},
	} {
		p := plan(id, west())
		p.Summary = json.RawMessage(`{"id": "` + id + `", "operation": "nte"}`)
		if err := s.KeepResults(t.Context(), []result.Result{p}, ledger.Inputs{}, "maker"); err != nil {
			t.Fatal(err)
		}
		for _, status := range decided {
			if err := s.Decide(t.Context(), id, result.Decision{Status: status, Why: "because", By: "second"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for value, want := range map[string][]string{"nte": {"plan-1"}, "sceptre": {}} {
		got, err := s.Live(t.Context(), "operation", value)
		if err != nil {
			t.Fatal(err)
		}
		same(t, want, got)
	}
}
