package app

import (
	"testing"
	"time"
)

// TestPolicingDay: a day runs from six to six by the clock, also where it changes in the night.
func TestPolicingDay(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for day, hours := range map[string]float64{"2025-10-25": 25, "2025-10-26": 24, "2026-03-28": 23, "2026-03-29": 24} {
		from, to, err := (&App{zone: zone}).policingDay(day)
		if err != nil || from.Format("2006-01-02 15:04") != day+" 06:00" || to.Format("15:04") != "06:00" || to.Sub(from).Hours() != hours {
			t.Errorf("%s: from %s to %s, %g hours, want %g (%v)", day, from, to, to.Sub(from).Hours(), hours, err)
		}
	}
}
