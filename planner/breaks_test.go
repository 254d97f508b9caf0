package planner_test

import (
	"strings"
	"testing"
	"time"

	"beatplan/planner"
)

func TestNoMoreThanHalfOfTheUnitsBreakAtOnce(t *testing.T) {
	t.Parallel()
	for _, preset := range []string{"koper", "essex"} {
		for units := 2; units <= 7; units++ {
			p := night(t, units, 12)
			p.Policy = policy(t, preset)
			plan := solve(t, p)
			breaks := stops(plan, planner.BreakStop)
			if len(breaks) != units {
				t.Errorf("%s: %d breaks for %d units", preset, len(breaks), units)
			}
			for _, a := range breaks {
				at := 0
				for _, b := range breaks {
					if !a.Arrive.Before(b.Arrive) && a.Arrive.Before(b.Depart) {
						at++
					}
				}
				if at > units/2 {
					t.Errorf("%s: %d of %d units on break at %s", preset, at, units, a.Arrive)
				}
			}
		}
	}
}

func TestOneUnitBreaksOutsideThePeak(t *testing.T) {
	t.Parallel()
	for _, preset := range []string{"koper", "essex"} {
		p := night(t, 1, 6)
		p.Policy = policy(t, preset)
		b := stops(solve(t, p), planner.BreakStop)[0]
		if peak := p.Start.Add(3 * time.Hour); b.Arrive.Before(peak.Add(time.Hour)) && peak.Before(b.Depart) {
			t.Errorf("%s: a break from %s to %s in the hour with most harm", preset, b.Arrive, b.Depart)
		}
	}
}

func TestBreaksKeepClearOfClosingHours(t *testing.T) {
	t.Parallel()
	p := night(t, 4, 12)
	closing := planner.Window{From: p.Start.Add(3 * time.Hour), To: p.Start.Add(5 * time.Hour)}
	p.NoBreaks = []planner.Window{closing, {From: p.Start.Add(150 * time.Minute), To: p.Start.Add(4 * time.Hour)}}
	for _, b := range stops(solve(t, p), planner.BreakStop) {
		if b.Arrive.Before(closing.To) && p.NoBreaks[1].From.Before(b.Depart) {
			t.Errorf("a break from %s to %s", b.Arrive, b.Depart)
		}
	}
	p.NoBreaks = []planner.Window{{From: p.Start, To: p.End}}
	if _, err := planner.Solve(p); err == nil || !strings.Contains(err.Error(), "unit-1 has no room for a break of 45 min") {
		t.Errorf("with no time for breaks: %v", err)
	}
}

// TestBreaksEndWithinTheShift has shifts that end soon after the earliest break.
func TestBreaksEndWithinTheShift(t *testing.T) {
	t.Parallel()
	for _, late := range []time.Duration{0, 3 * time.Hour, 4 * time.Hour} {
		p := night(t, 2, 6)
		for i := range p.Units {
			p.Units[i].Shift = planner.Window{From: p.Start.Add(late), To: p.End}
		}
		for _, b := range stops(solve(t, p), planner.BreakStop) {
			third := (p.End.Sub(p.Start) - late) / 3
			if earliest := p.Start.Add(late + min(2*time.Hour, third)); b.Arrive.Before(earliest) || b.Depart.After(p.End.Add(-15*time.Minute)) {
				t.Errorf("shift from %s: a break from %s to %s", p.Units[0].Shift.From, b.Arrive, b.Depart)
			}
		}
	}
	p := night(t, 1, 6)
	p.End = p.Start.Add(90 * time.Minute) // a break can begin after 30 min and must be over after 75
	for i := range p.Spots {
		p.Spots[i].Rate = p.Spots[i].Rate[:2]
	}
	p.Units[0].Break = 46 * time.Minute
	if _, err := planner.Solve(p); err == nil || !strings.Contains(err.Error(), "no room for a break of 46 min between 18:30 and 19:15") {
		t.Errorf("a break past the end: %v", err)
	}
}

// A rule that is set moves the breaks: into its hours, and so many at once; the usual rule
// is as it was. Where it leaves no room the refusal says what can be changed.
func TestBreaksFollowTheRule(t *testing.T) {
	t.Parallel()
	p := night(t, 4, 12)
	within := planner.Window{From: p.Start.Add(20 * time.Minute), To: p.Start.Add(230 * time.Minute)}
	p.Breaks = planner.BreakRule{Within: within, AtOnce: 1}
	plan := solve(t, p)
	breaks := stops(plan, planner.BreakStop)
	if len(breaks) != 4 {
		t.Errorf("%d breaks for 4 units", len(breaks))
	}
	for i, b := range breaks {
		if b.Arrive.Before(within.From) || b.Depart.After(within.To) {
			t.Errorf("a break from %s to %s", b.Arrive, b.Depart)
		}
		for _, other := range breaks[:i] {
			if b.Arrive.Before(other.Depart) && other.Arrive.Before(b.Depart) {
				t.Errorf("two at once, at %s and %s", b.Arrive, other.Arrive)
			}
		}
	}
	p.Breaks.AtOnce = 4 // all of them, in the time of one
	p.Breaks.Within.To = p.Breaks.Within.From.Add(50 * time.Minute)
	if n := len(stops(solve(t, p), planner.BreakStop)); n != 4 {
		t.Errorf("%d breaks, want 4 at once", n)
	}
	p.Breaks.AtOnce = 3
	p.NoBreaks = []planner.Window{{From: p.End.Add(-time.Hour), To: p.End}}
	if _, err := planner.Solve(p); err == nil || !strings.Contains(err.Error(), "no room for a break of 45 min between 18:20 and 19:10") ||
		!strings.Contains(err.Error(), "with the slack it keeps and no more than 3 of the units on break at once: shorten the break, give other hours for breaks, let more units have theirs at once, or lengthen the shift") {
		t.Errorf("four breaks of three at once in the time of one: %v", err)
	}
	p.Breaks.Within.To = p.Breaks.Within.From
	if _, err := planner.Solve(p); err == nil || !strings.Contains(err.Error(), "the first must be the earlier") {
		t.Errorf("no time for breaks: %v", err)
	}
}

// A post that fills the start of the hours for breaks leaves the rest of them for a break,
// wherever it begins, and so do two that are on break at once.
func TestBreaksFitBesideAPost(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		units, atOnce int
		until         time.Duration // after the start of the hours for breaks
		held          time.Duration
	}{
		"one unit":             {1, 0, 90 * time.Minute, 40 * time.Minute},
		"to the last minute":   {1, 0, 85 * time.Minute, 40 * time.Minute},
		"two at once":          {2, 2, 85 * time.Minute, 40 * time.Minute},
		"two after each other": {2, 1, 135 * time.Minute, 40 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := night(t, tt.units, 6)
			from := p.Start.Add(2 * time.Hour)
			p.Breaks = planner.BreakRule{Within: planner.Window{From: from, To: from.Add(tt.until)}, AtOnce: tt.atOnce}
			p.Posts = []planner.Post{{ID: "post-1", Name: "Rank", At: p.Units[0].Start, Units: tt.units, Held: planner.Window{From: from, To: from.Add(tt.held)}}}
			breaks := stops(solve(t, p), planner.BreakStop)
			if len(breaks) != tt.units {
				t.Fatalf("%d breaks for %d units", len(breaks), tt.units)
			}
			for _, b := range breaks {
				if b.Arrive.Before(from.Add(tt.held)) || b.Depart.After(p.Breaks.Within.To) {
					t.Errorf("a break from %s to %s", b.Arrive, b.Depart)
				}
			}
		})
	}
}

// Once a night has begun its stops are all that can be changed.
func TestBreakWithoutRoomInANightThatHasBegun(t *testing.T) {
	t.Parallel()
	before := solve(t, night(t, 2, 6))
	routes, ids, err := before.Problem.ReadRoutes(kept(t, before))
	if err != nil {
		t.Fatal(err)
	}
	next, err := planner.Replan(before.Problem, routes, ids, planner.Change{At: before.Problem.Start.Add(time.Hour), Away: []planner.Away{{Unit: "unit-1", Until: before.Problem.Start.Add(2 * time.Hour)}}})
	if err != nil {
		t.Fatal(err)
	}
	next.NoBreaks = []planner.Window{{From: next.Start, To: next.End}}
	after, err := planner.Solve(next)
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(after.Unmet, "; ")
	if !strings.Contains(said, "no room for a break") || !strings.Contains(said, "drop a stop of its, or move one to another unit") || strings.Contains(said, "lengthen") {
		t.Errorf("what is not met: %q", said)
	}
}
