package crime_test

import (
	"testing"

	"beatplan/crime"
	"beatplan/geo"
)

func TestOpenAt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		opening, terminal, clock string
		want                     crime.Opening
	}{
		"nothing known":                        {"", "", "Fri 20:00-04:00", crime.Unknown},
		"open all day, by night":               {"24/7", "", "daily 00:00-24:00", crime.Open},
		"past midnight":                        {"Mo-Su 20:00-03:00", "", "Sat 02:00-03:00", crime.Open},
		"shut before the clock begins":         {"Mo-Su 10:00-23:00", "", "Fri-Sat 23:00-03:00", crime.Shut},
		"open for half of the first hour":      {"Mo-Su 10:00-23:30", "", "Fri-Sat 23:00-03:00", crime.Open},
		"off on the day":                       {"Mo-Sa 09:00-17:00; Su off", "", "Sun 09:00-17:00", crime.Shut},
		"a day that is not said":               {"Mo-Fr 09:00-17:00", "", "Sat 12:00-14:00", crime.Unknown},
		"the night of a day that is not said":  {"Sa 12:00-20:00", "", "Sat 01:00-02:00", crime.Unknown},
		"Sunday night is Monday's morning":     {"Su 20:00-02:00; Mo off", "", "Mon 01:00-02:00", crime.Open},
		"licensed until 23:00, asked at 23:00": {"", "23:00", "Fri-Sat 23:00-03:00", crime.Shut},
		"licensed until 01:00, asked at 00:00": {"", "Fr,Sa 01:00", "Sat 00:00-01:00", crime.Unknown},
		"licensed until 01:00, asked at 01:00": {"", "Fr,Sa 01:00", "Sat 01:00-02:00", crime.Shut},
		"licensed on other days":               {"", "Fr 01:00", "Tue 02:00-03:00", crime.Unknown},
		"in the morning after":                 {"", "23:00", "Sat 09:00-10:00", crime.Unknown},
		"hours before terminal hours":          {"Mo-Su 10:00-02:00", "23:00", "Fri 23:00-24:00", crime.Open},
		"eves alone":                           {"Mo-Su 10:00-12:00", "", "eves 19:00-05:00", crime.Unknown},
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
			clock, err := crime.ParseClock("test", tt.clock)
			if err != nil {
				t.Fatal(err)
			}
			if got := crime.OpenAt(s, clock); got != tt.want {
				t.Errorf("%d, want %d", got, tt.want)
			}
		})
	}
}
