package planner_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/planner"
)

func TestParseShift(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		date, hours string
		length      time.Duration // 0: refused
	}{
		"to midnight as 24:00":          {"2025-10-03", "18:00-24:00", 6 * time.Hour},
		"to midnight as 00:00":          {"2025-10-03", "18:00-00:00", 6 * time.Hour},
		"from midnight as 24:00":        {"2025-10-03", "24:00-06:00", 6 * time.Hour},
		"a day":                         {"2025-10-03", "06:00-06:00", 0},
		"16 hours":                      {"2025-10-03", "18:00-10:00", 16 * time.Hour},
		"16 by the clock, 17 that pass": {"2025-10-25", "18:00-10:00", 0},
		"17 by the clock, 16 that pass": {"2025-03-29", "18:00-11:00", 16 * time.Hour},
		"past midnight":                 {"2025-10-03", "18:00-24:01", 0},
		"hour 25":                       {"2025-10-03", "18:00-25:00", 0},
	}
	for name, tt := range tests {
		start, end, err := planner.ParseShift(tt.date, tt.hours, zone)
		switch {
		case tt.length == 0 && (err == nil || !strings.Contains(err.Error(), "shift")):
			t.Errorf("%s: %v to %v, %v", name, start, end, err)
		case tt.length > 0 && (err != nil || end.Sub(start) != tt.length):
			t.Errorf("%s: %v to %v, %v; want %s", name, start, end, err, tt.length)
		}
	}
}

// TestCentralUnits: one spot has three times the harm of the other, so units begin three
// quarters of the way from the other to it. A shift of six hours has a break.
func TestCentralUnits(t *testing.T) {
	t.Parallel()
	begin := time.Date(2025, 10, 3, 18, 0, 0, 0, time.UTC)
	p := planner.Problem{Start: begin, End: begin.Add(6 * time.Hour), Spots: []planner.Spot{
		{At: orb.Point{0, 51}, Rate: []float64{1, 0}}, {At: orb.Point{1, 52}, Rate: []float64{1, 2}},
	}}
	want := []planner.Unit{
		{ID: "unit-1", Mode: planner.Foot, Start: orb.Point{0.75, 51.75}, End: orb.Point{0.75, 51.75}, Break: 45 * time.Minute},
		{ID: "unit-2", Mode: planner.Foot, Start: orb.Point{0.75, 51.75}, End: orb.Point{0.75, 51.75}, Break: 45 * time.Minute},
	}
	if diff := cmp.Diff(want, planner.CentralUnits(2, planner.Foot, p)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	p.End = p.End.Add(-time.Minute)
	if u := planner.CentralUnits(1, planner.Foot, p); u[0].Break != 0 {
		t.Errorf("a break of %s in a shorter shift", u[0].Break)
	}
}
