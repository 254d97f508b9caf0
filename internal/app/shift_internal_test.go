package app

import (
	"strings"
	"testing"
	"time"
)

func TestShift(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	a := &App{zone: zone}
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
		start, end, err := a.shift(tt.date, tt.hours)
		switch {
		case tt.length == 0 && (err == nil || !strings.Contains(err.Error(), "shift")):
			t.Errorf("%s: %v to %v, %v", name, start, end, err)
		case tt.length > 0 && (err != nil || end.Sub(start) != tt.length):
			t.Errorf("%s: %v to %v, %v; want %s", name, start, end, err, tt.length)
		}
	}
}
