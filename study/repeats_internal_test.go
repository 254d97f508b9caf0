package study

import (
	"errors"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/hotspot"
)

// TestVerdictOnNearRepeats: all near pairs together decide; one odd pair in a band that
// expects next to none changes nothing, and few pairs are no claim either way.
func TestVerdictOnNearRepeats(t *testing.T) {
	t.Parallel()
	band := func(to float64, observed int, expected, p float64) KnoxBand {
		b := KnoxBand{ToM: to, ToDays: 3, Observed: observed, Expected: expected, P: p}
		if expected > 0 {
			b.Ratio = float64(observed) / expected
		}
		return b
	}
	tests := map[string]struct {
		near  KnoxBand
		bands []KnoxBand
		want  string
	}{
		"an odd pair at no distance": {
			band(200, 60, 30, 0.001),
			[]KnoxBand{band(1, 0, 0.4, 1), band(100, 20, 8, 0.002), band(200, 15, 7, 0.01), band(400, 9, 9, 0.6)},
			"near repeats: 60 pairs up to 200 m and 14 days apart, 30.0 expected, 2.0 times as many; within 3 days band after band up to 200 m",
		},
		"more in all, in no band": {band(200, 60, 40, 0.01), []KnoxBand{band(100, 9, 8, 0.4)}, "near repeats: 60 pairs up to 200 m and 14 days apart, 40.0 expected, 1.5 times as many"},
		"no more":                 {band(200, 31, 30, 0.4), nil, "no near repeats shown: 31 pairs up to 200 m and 14 days apart, 30.0 expected, no more than chance gives"},
		"few":                     {band(200, 1, 0.4, 0.3), nil, "too few to tell: 1 pair up to 200 m and 14 days apart, 0.4 expected"},
		"none":                    {band(200, 0, 0, 1), nil, "too few to tell: no pair is up to 200 m and 14 days apart, and none is expected"},
	}
	for name, tt := range tests {
		n := NearRepeats{Settings: RepeatSettings{Near: 200, NearDays: 14}, Near: tt.near, Bands: tt.bands}
		if got := n.verdict(); strings.TrimSpace(got) != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestRepeatsEnd: a test of near repeats ends between shuffles when it is told to.
func TestRepeatsEnd(t *testing.T) {
	t.Parallel()
	offences := make([]DatedOffence, 10)
	n := NearRepeats{Settings: RepeatSettings{Metres: []float64{0, 100}, Days: []int{0, 7}, Near: 200, NearDays: 14, Shuffles: 1_000_000_000}}
	left, enough := 13, errors.New("enough")
	_, err := n.Test(&Study{}, offences, func() error {
		if left--; left < 0 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) {
		t.Errorf("error %v, want %v", err, enough)
	}
}

// TestRepeatsAtTheirEdges has offences on a line, 200 m from one another, a week apart: what
// is up to 200 m and 14 days apart is so in the near pairs, in the bands and in the roles.
func TestRepeatsAtTheirEdges(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		days           int
		near, followed int
	}{
		"a week":            {7, 9, 9},
		"14 days":           {14, 9, 9},
		"a day over":        {15, 0, 0},
		"the same day":      {0, 9, 9},
		"a day over a week": {8, 9, 9},
	}
	for name, tt := range tests {
		var offences []DatedOffence
		for i := range 10 {
			offences = append(offences, DatedOffence{Occurrence: hotspot.Occurrence{At: orb.Point{200 * float64(i), 0}, Day: tt.days * i}})
		}
		n := NearRepeats{Settings: RepeatSettings{Metres: []float64{0, 100, 200, 400}, Days: []int{0, 7, 14, 28}, Near: 200, NearDays: 14, Shuffles: 9}}
		roles, err := n.Test(&Study{}, offences, func() error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		banded, followed := 0, 0
		for _, b := range n.Bands {
			if b.ToM <= 200 && b.ToDays <= 14 {
				banded += b.Observed
			}
		}
		for _, role := range roles {
			if role == hotspot.NearRepeat {
				followed++
			}
		}
		if n.Near.Observed != tt.near || banded != tt.near || followed != tt.followed || n.Near.ToDays != 14 {
			t.Errorf("%s: %d near pairs to %d days, %d in bands, %d near repeats; want %d and %d", name, n.Near.Observed, n.Near.ToDays, banded, followed, tt.near, tt.followed)
		}
	}
}
