package planner_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"beatplan/planner"
)

// TestKept solves a problem as it was kept: the plan has the same bytes.
func TestKept(t *testing.T) {
	t.Parallel()
	p := southend(t)
	p.Between = func(float64) error { return nil }
	p.Units[0].Shift = planner.Window{From: p.Start.Add(time.Hour), To: p.End}
	p.Spots[0].Outline = orb.MultiPolygon{{orb.Ring{{0.7, 51.5}, {0.71, 51.5}, {0.71, 51.51}, {0.7, 51.5}}}}
	kept, err := p.Keep()
	if err != nil {
		t.Fatal(err)
	}
	read, err := planner.ReadProblem(kept, p.Start.Location(), planner.CrowFly{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, read, cmpopts.IgnoreFields(planner.Problem{}, "Between"), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("read (-kept +read):\n%s", diff)
	}
	document := func(p planner.Problem) []byte {
		b, err := json.Marshal(solve(t, p).Collection(planner.About{ID: "x"}))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if !bytes.Equal(document(p), document(read)) {
		t.Error("the plan of the problem as it was kept is another")
	}
	again, err := read.Keep()
	if err != nil || !bytes.Equal(kept, again) {
		t.Errorf("kept again it is another, error %v", err)
	}
	other := strings.Replace(string(kept), "crow-fly", "streets", 1)
	if _, err := planner.ReadProblem([]byte(other), p.Start.Location(), planner.CrowFly{}); err == nil || !strings.Contains(err.Error(), "plan it anew") {
		t.Errorf("travel of another kind: %v", err)
	}
	if _, err := planner.ReadProblem([]byte("{"), p.Start.Location(), planner.CrowFly{}); err == nil {
		t.Error("half a problem was read")
	}
}
