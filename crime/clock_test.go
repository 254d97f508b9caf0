package crime_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"beatplan/crime"
)

func london(t require) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatalf("%v", err)
	}
	return zone
}

// local reads a moment by London's clock.
func local(t require, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, london(t))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return at
}

func clock(t require, name string) crime.Clock {
	t.Helper()
	c, err := crime.NamedClock(name)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

func TestNamedClock(t *testing.T) {
	t.Parallel()
	hours := map[string]int{}
	for _, name := range crime.ClockNames() {
		c := clock(t, name)
		hours[c.Name] = c.Hours()
	}
	if diff := cmp.Diff(map[string]int{"all": 168, "nte": 4 * 10, "day": 7 * 12, "night": 7 * 12}, hours); diff != "" {
		t.Errorf("hours of the clocks (-want +got)\n%s", diff)
	}
	if _, err := crime.NamedClock("tea"); err == nil || !strings.Contains(err.Error(), `"tea"`) || !strings.Contains(err.Error(), "nte") {
		t.Errorf("an unknown clock: want an error that names it and the clocks, have %v", err)
	}
}

// The policing day runs from 06:00 to 05:59, so the small hours belong to the
// night before. In November London's clock is UTC, in June an hour ahead.
func TestANightBelongsToTheDayItBegan(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		at   string
		want map[string]float64
	}{
		"Friday's night, on Saturday":          {"2026-11-21 03:00", map[string]float64{"nte": 1, "night": 1, "day": 0}},
		"Sunday's night, on Monday":            {"2026-11-23 04:59", map[string]float64{"nte": 1, "night": 1, "day": 0}},
		"Sunday's night is out at five":        {"2026-11-23 05:00", map[string]float64{"nte": 0, "night": 1, "day": 0}},
		"Wednesday's night, on Thursday":       {"2026-11-19 03:00", map[string]float64{"nte": 0, "night": 1, "day": 0}},
		"Thursday evening":                     {"2026-11-19 19:00", map[string]float64{"nte": 1, "night": 1, "day": 0}},
		"Thursday before":                      {"2026-11-19 18:59", map[string]float64{"nte": 0, "night": 1, "day": 0}},
		"the last minute of a policing day":    {"2026-11-21 05:59", map[string]float64{"nte": 0, "night": 1, "day": 0}},
		"the first minute of a policing day":   {"2026-11-21 06:00", map[string]float64{"nte": 0, "night": 0, "day": 1}},
		"summer: 18:30 by UTC is 19:30":        {"2026-06-19 19:30", map[string]float64{"nte": 1, "night": 1, "day": 0}},
		"summer: 05:30 by the clock is no NTE": {"2026-06-20 05:30", map[string]float64{"nte": 0, "night": 1, "day": 0}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := map[string]float64{}
			for name := range tt.want {
				from := local(t, tt.at).UTC() // as it is stored
				share, known := clock(t, name).Share(crime.Offence{From: from, To: from, Precision: crime.Instant}, london(t))
				if !known {
					t.Errorf("clock %s does not know the hour of an instant", name)
				}
				got[name] = share
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestNoClockTakesWhatHasOnlyAMonth(t *testing.T) {
	t.Parallel()
	month := crime.Offence{From: local(t, "2026-11-01 00:00"), To: local(t, "2026-12-01 00:00"), Precision: crime.InMonth}
	for _, name := range crime.ClockNames() {
		share, known := clock(t, name).Share(month, london(t))
		if all := name == "all"; known != all || (share == 1) != all {
			t.Errorf("clock %s takes %g of an offence with only a month (known: %t)", name, share, known)
		}
	}
}

// Day and night are the whole week, so together they take an interval whole.
func TestDayAndNightShareAnInterval(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := interval(t)
		day, _ := clock(t, "day").Share(o, london(t))
		night, _ := clock(t, "night").Share(o, london(t))
		if day < 0 || night < 0 || !cmp.Equal(day+night, 1., close9) {
			t.Fatalf("%s to %s: %g by day, %g by night", o.From, o.To, day, night)
		}
	})
}

// interval draws an offence at some time in up to ten days of 2026.
func interval(t *rapid.T) crime.Offence {
	from := time.Date(2026, 1, 1, 0, 0, rapid.IntRange(0, 364*24*3600).Draw(t, "from"), 0, time.UTC)
	length := time.Duration(rapid.IntRange(1, 10*24*3600).Draw(t, "seconds")) * time.Second
	return crime.Offence{From: from, To: from.Add(length), Precision: crime.Interval}
}

// weights returns the hours that have any, by hour of the week.
func weights(all [168]float64) map[int]float64 {
	some := map[int]float64{}
	for hour, w := range all {
		if w != 0 {
			some[hour] = w
		}
	}
	return some
}

func TestAoristic(t *testing.T) {
	t.Parallel()
	const friday, sunday = 4 * 24, 6 * 24
	tests := map[string]struct {
		from, to string
		want     map[int]float64
	}{
		"an instant":              {"2026-11-20 23:15", "2026-11-20 23:15", map[int]float64{friday + 23: 1}},
		"within an hour":          {"2026-11-20 23:15", "2026-11-20 23:45", map[int]float64{friday + 23: 1}},
		"over midnight":           {"2026-11-20 23:50", "2026-11-21 00:05", map[int]float64{friday + 23: 2. / 3, friday + 24: 1. / 3}},
		"Sunday to Monday":        {"2026-11-22 23:30", "2026-11-23 00:30", map[int]float64{sunday + 23: 0.5, 0: 0.5}},
		"autumn: 01:00 has two":   {"2026-10-25 00:30", "2026-10-25 03:30", map[int]float64{sunday: 1. / 8, sunday + 1: 4. / 8, sunday + 2: 2. / 8, sunday + 3: 1. / 8}},
		"spring: 01:00 has none":  {"2026-03-29 00:30", "2026-03-29 03:30", map[int]float64{sunday: 1. / 4, sunday + 2: 2. / 4, sunday + 3: 1. / 4}},
		"eight days meet Fridays": {"2026-11-20 23:00", "2026-11-28 23:00", eightDays(friday + 23)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := weights(crime.Aoristic(local(t, tt.from), local(t, tt.to)))
			if diff := cmp.Diff(tt.want, got, close9); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	t.Run("backwards", func(t *testing.T) {
		t.Parallel()
		defer func() {
			if recover() == nil {
				t.Error("an interval that ends before it begins should panic")
			}
		}()
		crime.Aoristic(local(t, "2026-11-20 23:15"), local(t, "2026-11-20 23:14"))
	})
}

// eightDays are the weights of eight days from an hour on: the first 24 of its
// hours come twice.
func eightDays(first int) map[int]float64 {
	w := map[int]float64{}
	for hour := range 8 * 24 {
		w[(first+hour)%168] += 1. / (8 * 24)
	}
	return w
}

func TestAoristicAgainstReference(t *testing.T) {
	t.Parallel()
	var golden struct {
		Events []struct {
			From, To, Note string
			Bins, Weights  json.RawMessage // a number where there is one
		}
	}
	if err := json.Unmarshal(goldenFile(t, "hotspot/temporal.json"), &golden); err != nil {
		t.Fatal(err)
	}
	for _, e := range golden.Events {
		at := func(s string) time.Time {
			moment, err := time.ParseInLocation("2006-01-02T15:04:05", s, london(t))
			if err != nil {
				t.Fatal(err)
			}
			return moment
		}
		want := map[int]float64{}
		bins, shares := numbers(t, e.Bins), numbers(t, e.Weights)
		for i, bin := range bins {
			want[int(bin)] = shares[i]
		}
		got := weights(crime.Aoristic(at(e.From), at(e.To)))
		if diff := cmp.Diff(want, got, close9); diff != "" {
			t.Errorf("%s (-want +got)\n%s", e.Note, diff)
		}
	}
}

func numbers(t *testing.T, raw json.RawMessage) []float64 {
	t.Helper()
	if raw[0] != '[' {
		raw = json.RawMessage("[" + string(raw) + "]")
	}
	var list []float64
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestShiftClock(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		start, end string
		name       string
		hours      int
	}{
		"a late shift":               {"2026-11-20 18:00", "2026-11-21 02:00", "Fri 18:00 to Sat 02:00", 8},
		"hours that it only touches": {"2026-11-20 18:30", "2026-11-20 20:15", "Fri 18:30 to Fri 20:15", 3},
		"a policing day":             {"2026-11-20 06:00", "2026-11-21 06:00", "Fri 06:00 to Sat 06:00", 24},
		"autumn: one hour twice":     {"2026-10-24 22:00", "2026-10-25 03:00", "Sat 22:00 to Sun 03:00", 5},
		"spring: one hour less":      {"2026-03-28 22:00", "2026-03-29 03:00", "Sat 22:00 to Sun 03:00", 4},
		"a week":                     {"2026-11-16 06:00", "2026-11-23 06:00", "Mon 06:00 to Mon 06:00", 168},
		"nothing":                    {"2026-11-20 18:00", "2026-11-20 18:00", "Fri 18:00 to Fri 18:00", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := crime.ShiftClock(local(t, tt.start), local(t, tt.end).UTC())
			if c.Name != tt.name || c.Hours() != tt.hours || c.All() != (tt.hours == 168) {
				t.Errorf("%q with %d hours, want %q with %d", c.Name, c.Hours(), tt.name, tt.hours)
			}
		})
	}
}

// The seven policing days of a week are the week.
func TestPolicingDaysAreAWeek(t *testing.T) {
	t.Parallel()
	owners := map[int]time.Weekday{}
	for day := range 7 {
		start := local(t, "2026-11-16 06:00").AddDate(0, 0, day)
		c := crime.ShiftClock(start, start.AddDate(0, 0, 1))
		for hour := range 168 {
			at := local(t, "2026-11-16 00:00").Add(time.Duration(hour) * time.Hour)
			if share, _ := c.Share(crime.Offence{From: at, To: at, Precision: crime.Instant}, london(t)); share == 1 {
				if owner, taken := owners[hour]; taken {
					t.Errorf("hour %d belongs to %s and to %s", hour, owner, start.Weekday())
				}
				owners[hour] = start.Weekday()
			}
		}
	}
	if len(owners) != 168 || owners[5*24+5] != time.Friday || owners[5*24+6] != time.Saturday {
		t.Errorf("%d hours have a day; Saturday's 05:00 is %s's, 06:00 %s's", len(owners), owners[5*24+5], owners[5*24+6])
	}
}
