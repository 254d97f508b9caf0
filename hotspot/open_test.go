package hotspot_test

import (
	"testing"

	"beatplan/geo"
	"beatplan/hotspot"
)

func TestOpenAt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		opening, terminal, clock string
		want                     hotspot.Opening
	}{
		"nothing known":                        {"", "", "Fri 20:00-04:00", hotspot.Unknown},
		"open all day, by night":               {"24/7", "", "daily 00:00-24:00", hotspot.Open},
		"past midnight":                        {"Mo-Su 20:00-03:00", "", "Sat 02:00-03:00", hotspot.Open},
		"shut before the clock begins":         {"Mo-Su 10:00-23:00", "", "Fri-Sat 23:00-03:00", hotspot.Shut},
		"open for half of the first hour":      {"Mo-Su 10:00-23:30", "", "Fri-Sat 23:00-03:00", hotspot.Open},
		"off on the day":                       {"Mo-Sa 09:00-17:00; Su off", "", "Sun 09:00-17:00", hotspot.Shut},
		"a day that is not said":               {"Mo-Fr 09:00-17:00", "", "Sat 12:00-14:00", hotspot.Unknown},
		"the night of a day that is not said":  {"Sa 12:00-20:00", "", "Sat 01:00-02:00", hotspot.Unknown},
		"Sunday night is Monday's morning":     {"Su 20:00-02:00; Mo off", "", "Mon 01:00-02:00", hotspot.Open},
		"licensed until 23:00, asked at 23:00": {"", "23:00", "Fri-Sat 23:00-03:00", hotspot.Shut},
		"licensed until 01:00, asked at 00:00": {"", "Fr,Sa 01:00", "Sat 00:00-01:00", hotspot.Unknown},
		"licensed until 01:00, asked at 01:00": {"", "Fr,Sa 01:00", "Sat 01:00-02:00", hotspot.Shut},
		"licensed on other days":               {"", "Fr 01:00", "Tue 02:00-03:00", hotspot.Unknown},
		"in the morning after":                 {"", "23:00", "Sat 09:00-10:00", hotspot.Unknown},
		"hours before terminal hours":          {"Mo-Su 10:00-02:00", "23:00", "Fri 23:00-24:00", hotspot.Open},
		"eves alone":                           {"Mo-Su 10:00-12:00", "", "eves 19:00-05:00", hotspot.Unknown},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s geo.Site
			var err error
			if tt.opening != "" {
				if s.Opening, err = geo.ParseHours(tt.opening); err != nil {
					t.Fatal(err)
				}
			}
			if tt.terminal != "" {
				if s.Terminal, err = geo.ParseTerminal(tt.terminal); err != nil {
					t.Fatal(err)
				}
			}
			clock, err := hotspot.ParseClock("test", tt.clock)
			if err != nil {
				t.Fatal(err)
			}
			if got := hotspot.OpenAt(s, clock); got != tt.want {
				t.Errorf("%d, want %d", got, tt.want)
			}
		})
	}
}
