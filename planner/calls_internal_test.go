package planner

import (
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
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
			p := Problem{Start: at(tt.start), End: at(tt.end)}
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
			w := c.open(p, nil)
			if w.known {
				t.Error("usual hours are said to be known")
			}
			if got := w.From.Format("15:04") + " to " + w.To.Format("15:04"); got != tt.want {
				t.Errorf("open %s, want %s", got, tt.want)
			}
			for _, e := range c.fourE {
				if e != Engage && e != Explain && e != Encourage {
					t.Errorf("a call begins with %s", e)
				}
			}
		})
	}
}

// TestOwnHours holds a site's own hours, and the reason that a call gives, against
// the shift of a Friday night: 4 April 2025, from 18:00 to 02:00.
func TestOwnHours(t *testing.T) {
	t.Parallel()
	start := time.Date(2025, 4, 4, 18, 0, 0, 0, time.UTC)
	p := Problem{Start: start, End: start.Add(8 * time.Hour)}
	const register, usual = "opening hours from the register", "usual hours of a pub, not checked"
	tests := map[string]struct {
		hours string
		want  string // empty: no call
		why   string
	}{
		"later than usual":     {"Fr 16:00-01:00", "18:00 to 01:00", register},
		"longest of two":       {"Fr 17:00-19:00,20:00-23:30", "20:00 to 23:30", register},
		"of the day after":     {"Fr off; Sa 00:00-03:00", "00:00 to 02:00", register},
		"since the day before": {"Th 10:00-33:00; Fr off", "", ""},
		"without a break":      {"24/7", "18:00 to 02:00", register},
		"closed that day":      {"Mo-Th 10:00-23:00; Fr off; Sa,Su 10:00-23:00", "", ""},
		"closed before":        {"Fr 09:00-18:05", "", ""},
		"of other days":        {"Mo-We 16:00-01:00", "18:00 to 23:00", usual},
		"none":                 {"", "18:00 to 23:00", usual},
		"part of it usual":     {"Fr 18:00-20:00; Sa 10:00-23:00", "18:00 to 20:00", register},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := geo.Site{Source: "licensing", ID: "1", Name: "The Ship", Category: "pub", At: &orb.Point{0.7, 51.5}}
			if tt.hours != "" {
				var err error
				if site.Opening, err = geo.ParseHours(tt.hours); err != nil {
					t.Fatal(err)
				}
			}
			if got := callable(p, site); got != (tt.want != "") {
				t.Fatalf("callable: %t", got)
			}
			if tt.want == "" {
				return
			}
			e := callAt(p, site, Spot{ID: "HS-001", Name: "near The Ship", At: orb.Point{0.7, 51.5}})
			if got := e.Open.From.Format("15:04") + " to " + e.Open.To.Format("15:04"); got != tt.want {
				t.Errorf("open %s, want %s", got, tt.want)
			}
			if want := []string{"0 m from HS-001 (near The Ship); " + tt.why}; !slices.Equal(e.Why, want) {
				t.Errorf("%q, want %q", e.Why, want)
			}
		})
	}
}
