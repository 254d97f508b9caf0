package app

import (
	"testing"
	"time"

	"beatplan/geo"
	"beatplan/planner"
)

// TestUsualHours holds the hours of trades against shifts: of 4 April 2025, a
// Friday, and of 30 March, when the clocks went forward at one in the morning.
func TestUsualHours(t *testing.T) {
	t.Parallel()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		category   string
		start, end string
		want       string
		callable   bool
	}{
		"within the shift":          {"pharmacy", "2025-04-04 06:00", "2025-04-04 23:00", "09:00 to 17:00", true},
		"cut by its start":          {"pub", "2025-04-04 18:00", "2025-04-05 02:00", "18:00 to 23:00", true},
		"past midnight":             {"nightclub", "2025-04-04 18:00", "2025-04-05 02:00", "22:00 to 02:00", true},
		"since the day before":      {"nightclub", "2025-04-05 01:00", "2025-04-05 09:00", "01:00 to 03:00", true},
		"of the day after":          {"pharmacy", "2025-04-04 22:00", "2025-04-05 10:00", "09:00 to 10:00", true},
		"at any hour":               {"cash-machine", "2025-04-04 18:00", "2025-04-05 02:00", "18:00 to 02:00", true},
		"in the night of the clock": {"nightclub", "2025-03-29 23:00", "2025-03-30 05:00", "23:00 to 03:00", true},
		"too short for a call":      {"pub", "2025-04-04 22:55", "2025-04-05 02:00", "22:55 to 23:00", false},
		"not worth a call":          {"school", "2025-04-04 06:00", "2025-04-04 14:00", "06:00 to 06:00", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := func(s string) time.Time {
				moment, err := time.ParseInLocation("2006-01-02 15:04", s, london)
				if err != nil {
					t.Fatal(err)
				}
				return moment
			}
			p := planner.Problem{Start: at(tt.start), End: at(tt.end)}
			if got := callable(p, geo.Site{Name: "The Ship", Category: tt.category}); got != tt.callable {
				t.Errorf("callable: %t", got)
			}
			if callable(p, geo.Site{Category: tt.category}) {
				t.Error("a site without a name is called at")
			}
			c, worth := calls()[tt.category]
			if !worth {
				return
			}
			w := c.open(p)
			if got := w.From.Format("15:04") + " to " + w.To.Format("15:04"); got != tt.want {
				t.Errorf("open %s, want %s", got, tt.want)
			}
			for _, e := range c.fourE {
				if e != planner.Engage && e != planner.Explain && e != planner.Encourage {
					t.Errorf("a call begins with %s", e)
				}
			}
		})
	}
}
