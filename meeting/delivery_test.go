package meeting_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/meeting"
)

func at(minute int) time.Time {
	return time.Date(2025, 10, 3, 20, 0, 0, 0, time.UTC).Add(time.Duration(minute) * time.Minute)
}

// West of 0 is spot W, from 1 on is spot E, between them is neither.
func spot(p orb.Point) string {
	switch {
	case p[0] < 0:
		return "W"
	case p[0] >= 1:
		return "E"
	}
	return ""
}

func TestStays(t *testing.T) {
	t.Parallel()
	fix := func(unit string, minute int, x float64) meeting.Fix {
		return meeting.Fix{Unit: unit, At: at(minute), Is: orb.Point{x, 51}}
	}
	run := func(unit string, from, to int, x float64) (fixes []meeting.Fix) {
		for m := from; m <= to; m++ {
			fixes = append(fixes, fix(unit, m, x))
		}
		return fixes
	}
	tests := map[string]struct {
		fixes []meeting.Fix
		want  []string
	}{
		"five minutes count":     {run("A", 0, 5, -1), []string{"A W 0 5"}},
		"four do not":            {run("A", 0, 4, -1), nil},
		"beside the spots":       {run("A", 0, 20, 0.5), nil},
		"from one to another":    {append(run("A", 0, 10, -1), run("A", 11, 30, 2)...), []string{"A W 0 10", "A E 11 19"}},
		"a gap ends a stay":      {append(run("A", 0, 6, -1), run("A", 14, 20, -1)...), []string{"A W 0 6", "A W 14 6"}},
		"units apart, any order": {append(run("B", 0, 7, 2), run("A", 0, 6, -1)...), []string{"A W 0 6", "B E 0 7"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, v := range meeting.Stays(tt.fixes, spot) {
				got = append(got, fmt.Sprintf("%s %s %d %d", v.Unit, v.Place, int(v.From.Sub(at(0)).Minutes()), v.Minutes))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The return adds up: its lines make the whole, each visit is behind one line, and a pair
// for an hour is two hours.
func TestReturnAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var visits []meeting.Visit
		hours, searches := 0.0, 0
		for n := range rapid.IntRange(0, 20).Draw(t, "visits") {
			v := meeting.Visit{
				Unit: fmt.Sprint(n), Agency: rapid.SampledFrom([]string{"Police", "Council"}).Draw(t, "agency"), Funding: rapid.SampledFrom([]string{"core", "funded"}).Draw(t, "funding"),
				Place: "HS-001", From: at(n), Minutes: rapid.IntRange(1, 600).Draw(t, "minutes"), Officers: rapid.IntRange(1, 4).Draw(t, "officers"),
				Outputs: map[string]int{"searches": rapid.IntRange(0, 9).Draw(t, "searches")},
			}
			if v.Lost = rapid.SampledFrom([]string{"", "", "a call"}).Draw(t, "lost"); v.Lost == "" {
				hours += float64(v.Minutes) * float64(v.Officers) / 60
				searches += v.Outputs["searches"]
			}
			visits = append(visits, v.Named())
		}
		r := meeting.ReturnOf("2025-10-01", "2025-10-31", visits)
		sum, behind := 0.0, map[string]bool{}
		for _, l := range r.Lines {
			sum += l.Hours
			for _, id := range l.Visits {
				behind[id] = true
			}
		}
		for _, l := range r.Lost {
			for _, id := range l.Visits {
				behind[id] = true
			}
		}
		if math.Abs(sum-hours) > 1e-9 || math.Abs(r.All.Hours-hours) > 1e-9 || r.All.Outputs["searches"] != searches || len(behind) != len(visits) {
			t.Fatalf("%g hours in lines, %g in all, want %g; %d searches, want %d; %d of %d visits behind them", sum, r.All.Hours, hours, r.All.Outputs["searches"], searches, len(behind), len(visits))
		}
	})
	pair := meeting.Visit{Minutes: 60, Officers: 2}
	if got := meeting.ReturnOf("", "", []meeting.Visit{pair}).All.Hours; got != 2 {
		t.Errorf("a pair for an hour is %g person-hours", got)
	}
}
