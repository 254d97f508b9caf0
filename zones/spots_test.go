package zones_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/zones"
)

// east returns the position so many metres east of the High Street.
func east(metres float64) orb.Point {
	const lat = 51.5366
	return orb.Point{0.7143 + metres/(6_371_008.8*math.Cos(lat*math.Pi/180))*180/math.Pi, lat}
}

func times(n int, at orb.Point, location string) []zones.Offence {
	var out []zones.Offence
	for i := range n {
		out = append(out, zones.Offence{At: at, Location: location, Month: i % 3, Weight: 1})
	}
	return out
}

func TestSpotsAreRankedByThePosterior(t *testing.T) {
	t.Parallel()
	robberies := slices.Concat(
		times(4, east(0), "High Street"), times(5, east(1000), "Mill Lane"), times(1, east(2000), "Supermarket"), times(9, east(3000), "Prison"),
	)
	violence := slices.Concat(
		times(30, east(50), "Pier Hill"), times(10, east(1074), "Mill Lane"), times(10, east(1076), "Mill Lane"), times(50, east(2000), "Supermarket"), times(99, east(3000), "Prison"),
	)
	rules := zones.PatrolSpots(10)
	rules.Never, rules.Retail = never(), map[string]bool{"Supermarket": true}
	spots, err := zones.FindSpots(robberies, violence, 9, rules)
	if err != nil {
		t.Fatal(err)
	}
	// 10 robberies to 100 of violence, without the prison: expected are a tenth.
	score := func(k, mu float64) float64 { return mu * (k + 1) / (mu + 1) }
	want := []float64{score(5, 2), score(4, 3), score(1, 5)} // the point at 1,074 m has all of Mill Lane
	want[0], want[1] = max(want[0], want[1]), min(want[0], want[1])
	if len(spots) != 3 {
		t.Fatalf("%d spots, want 3: %+v", len(spots), spots)
	}
	for i, s := range spots {
		if math.Abs(s.Score-want[i]) > 1e-9 || s.Hectares > 2.3 || s.Hectares < 1 || s.Rank != i+1 {
			t.Errorf("spot %d has a score of %g on %g ha, want %g", i+1, s.Score, s.Hectares, want[i])
		}
	}
	if got, want := spots[1].Basis("robbery", "robberies"), "4 robberies in 3 of 9 months; 3.0 expected from the violence around"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := spots[2].Basis("robbery", "robberies"), "1 robbery in 1 of 9 months; 5.0 expected from the violence around"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := strings.Join(spots[1].Remarks(), "; "); got != "4 of 4 at the public data's point High Street, which stands for all addresses around" {
		t.Errorf("remarks %q", got)
	}
	if got := strings.Join(spots[2].Remarks(), "; "); !strings.HasPrefix(got, "mostly at shops") {
		t.Errorf("remarks %q", got)
	}
}

func TestSpotsBelowTheScoreAreNotKept(t *testing.T) {
	t.Parallel()
	// Ten robberies, one at each of ten points with one offence of violence: 1 is
	// expected at each, so the score is 1·(1+1)/(1+1) = 1.
	var robberies, violence []zones.Offence
	for i := range 10 {
		robberies = append(robberies, times(1, east(500*float64(i)), "High Street")...)
		violence = append(violence, times(1, east(500*float64(i)), "High Street")...)
	}
	for least, want := range map[float64]int{1: 10, 1.001: 0} {
		rules := zones.PatrolSpots(24)
		rules.Least = least
		spots, err := zones.FindSpots(robberies, violence, 9, rules)
		if err != nil || len(spots) != want {
			t.Errorf("least %g: %d spots, %v; want %d", least, len(spots), err, want)
		}
	}
	if _, err := zones.FindSpots(nil, violence, 9, zones.PatrolSpots(1)); err == nil || err.Error() != "no offence to find spots of" {
		t.Errorf("error %v", err)
	}
	if _, err := zones.FindSpots(robberies, violence, 9, zones.PatrolSpots(0)); err == nil || !strings.Contains(err.Error(), "ask for at least one") {
		t.Errorf("error %v", err)
	}
	if _, err := zones.FindSpots([]zones.Offence{{Month: 9}}, violence, 9, zones.PatrolSpots(1)); err == nil || !strings.Contains(err.Error(), "month 10 of 9") {
		t.Errorf("error %v", err)
	}
}

func TestSpotsKeepApart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var robberies, violence []zones.Offence
		for range rapid.IntRange(1, 30).Draw(t, "points") {
			at := east(float64(rapid.IntRange(0, 1500).Draw(t, "metres")))
			robberies = append(robberies, times(rapid.IntRange(1, 4).Draw(t, "robberies"), at, "High Street")...)
			violence = append(violence, times(rapid.IntRange(0, 9).Draw(t, "violence"), at, "High Street")...)
		}
		spots, err := zones.FindSpots(robberies, violence, 3, zones.PatrolSpots(20))
		if err != nil {
			t.Fatalf("%v", err)
		}
		seen := map[any]bool{}
		for i, s := range spots {
			if i > 0 && (s.Score > spots[i-1].Score || math.Abs(s.At[0]-spots[i-1].At[0])*69_000 < 149) {
				t.Fatalf("spots %d and %d: %v, %v", i, i+1, spots[i-1], s)
			}
			for _, c := range s.Cells {
				if seen[c] {
					t.Fatalf("cell %s is in two spots", c)
				}
				seen[c] = true
			}
		}
	})
}

func TestOverlapIsSaidAgainstChanceAndDensity(t *testing.T) {
	t.Parallel()
	knife := []zones.Spot{{At: east(0), Hectares: 2}, {At: east(1000), Hectares: 2}}
	busy := []zones.Spot{{At: east(0), Hectares: 2}, {At: east(2000), Hectares: 2}}
	robberies := slices.Concat(times(2, east(70), ""), times(1, east(1076), ""), times(3, east(2000), ""), times(4, east(5000), ""))
	got, err := zones.Overlapping(knife, busy, robberies, 75, 100)
	if want := (zones.Overlap{Offences: 10, Inside: 2, Share: 0.2, ByArea: 0.04, ByDensity: 0.5}); err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	if !strings.HasPrefix(got.Verdict(), "more than chance, but no more than busy places have") {
		t.Errorf("verdict %q", got.Verdict())
	}
	for o, want := range map[zones.Overlap]string{
		{}:                                     "no offence to look for",
		{Offences: 9, Share: 0.1, ByArea: 0.1}: "no more than chance",
		{Offences: 1000, Inside: 500, Share: 0.5, ByArea: 0.1, ByDensity: 0.4}:  "more than busy places have",
		{Offences: 1000, Inside: 500, Share: 0.5, ByArea: 0.1, ByDensity: 0.45}: "more than chance, but no more than busy places have: no overlap of the two in particular is shown", // 50 more of 950 is chance
	} {
		if o.Verdict() != want {
			t.Errorf("%+v: %q, want %q", o, o.Verdict(), want)
		}
	}
	if _, err := zones.Overlapping(knife, busy[:1], robberies, 75, 100); err == nil || !strings.Contains(err.Error(), "compare as many") {
		t.Errorf("error %v", err)
	}
	if _, err := zones.Overlapping(knife, busy, robberies, 75, 3); err == nil || !strings.Contains(err.Error(), "give more land") {
		t.Errorf("error %v", err)
	}
	settled, err := zones.Settled(robberies)
	if err != nil || settled < 4*1.3 || settled > 5*1.35 {
		t.Errorf("%g ha, %v: four or five cells of 1.33 ha", settled, err)
	}
}
