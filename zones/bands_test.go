package zones_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"beatplan/zones"
)

func TestPeakBands(t *testing.T) {
	t.Parallel()
	const friday, sunday = 4 * 24, 6 * 24
	tests := map[string]struct {
		week map[int]float64
		want string
	}{
		"no harm":               {nil, "[]"},
		"one hour holds half":   {map[int]float64{friday + 23: 5, 10: 3, 30: 2}, "[Fri 23:00-00:00]"},
		"a night":               {map[int]float64{friday + 22: 3, friday + 23: 3, friday + 24: 3, 10: 2, 30: 2, 50: 2}, "[Fri 22:00-01:00]"},
		"two nights":            {map[int]float64{friday + 23: 3, friday + 48: 3, 10: 2, 30: 2}, "[Fri 23:00-00:00 Sun 00:00-01:00]"},
		"from Sunday on":        {map[int]float64{sunday + 23: 3, 0: 3, 60: 2, 80: 2}, "[Sun 23:00-01:00]"},
		"the same at each hour": {map[int]float64{0: 1, 1: 1, 2: 1, 3: 1}, "[Mon 00:00-02:00]"},
	}
	for name, tt := range tests {
		var week [168]float64
		for h, v := range tt.week {
			week[h] = v
		}
		if got := fmt.Sprint(zones.PeakBands(week)); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestPeakBandsHoldHalf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var week [168]float64
		total := 0.0
		for range rapid.IntRange(1, 40).Draw(t, "hours") {
			harm := rapid.Float64Range(0.1, 10).Draw(t, "harm")
			week[rapid.IntRange(0, 167).Draw(t, "hour")] += harm
			total += harm
		}
		held, least, hours := 0.0, math.Inf(1), 0
		for _, b := range zones.PeakBands(week) {
			held += b.Share
			hours += b.Hours
			for h := b.From; h < b.From+b.Hours; h++ {
				least = min(least, week[h%168])
			}
		}
		if held < 0.5-1e-9 || held-least/total >= 0.5 {
			t.Fatalf("%d hours hold %g; without the least of them %g", hours, held, held-least/total)
		}
	})
}
