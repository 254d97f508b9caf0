package crime_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"beatplan/crime"
)

func TestParseEventKind(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]crime.EventKind{
		"fixture": crime.Fixture, "Bank Holiday": crime.BankHoliday, "SCHOOL_TERM": crime.SchoolTerm, " holiday - eve ": crime.HolidayEve,
	} {
		if got, err := crime.ParseEventKind(word); got != want || err != nil {
			t.Errorf("%q is %q, %v; want %q", word, got, err, want)
		}
	}
	if _, err := crime.ParseEventKind("match"); err == nil || !strings.Contains(err.Error(), `no kind of event "match"; there are fixture`) {
		t.Errorf("%v", err)
	}
}

func TestEventOverlaps(t *testing.T) {
	t.Parallel()
	at := func(hour int) time.Time { return time.Date(2025, 10, 3, hour, 0, 0, 0, time.UTC) }
	tests := map[string]struct {
		from, to int
		want     bool
	}{
		"inside":            {10, 11, true},
		"around":            {8, 20, true},
		"ends as it begins": {8, 9, false},
		"begins as it ends": {12, 13, false},
		"no end, at first":  {9, 9, true},
		"no end, at last":   {12, 12, false},
		"no end, before":    {8, 8, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := crime.Event{From: at(tt.from), To: at(tt.to)}
			if got := e.Overlaps(at(9), at(12)); got != tt.want {
				t.Errorf("%t, want %t", got, tt.want)
			}
		})
	}
}

// day returns a whole day in London.
func day(t *testing.T, kind crime.EventKind, name, date string) crime.Event {
	t.Helper()
	from, err := time.ParseInLocation(time.DateOnly, date, london(t))
	if err != nil {
		t.Fatal(err)
	}
	return crime.Event{Key: name, Kind: kind, Name: name, From: from.UTC(), To: from.AddDate(0, 0, 1).UTC()}
}

func TestEves(t *testing.T) {
	t.Parallel()
	events := []crime.Event{
		day(t, crime.BankHoliday, "Easter Monday", "2024-04-01"), // its eve has 23 hours
		day(t, crime.Fixture, "Derby", "2024-05-01"),
		day(t, crime.BankHoliday, "Christmas Day", "2025-12-25"),
		day(t, crime.BankHoliday, "Boxing Day", "2025-12-26"),
		day(t, crime.HolidayEve, "New Year's Eve", "2025-12-31"),
		day(t, crime.BankHoliday, "New Year's Day", "2026-01-01"),
	}
	want := []crime.Event{
		day(t, crime.HolidayEve, "Eve of Easter Monday", "2024-03-31"),
		day(t, crime.HolidayEve, "Eve of Christmas Day", "2025-12-24"),
		day(t, crime.HolidayEve, "Eve of Boxing Day", "2025-12-25"),
	}
	for i := range want {
		want[i].Key = "e" + want[i].Key[1:]
	}
	if diff := cmp.Diff(want, crime.Eves(events, london(t))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestEvesEndAsHolidaysBegin holds eves to be the whole day before, whatever the
// clocks do.
func TestEvesEndAsHolidaysBegin(t *testing.T) {
	t.Parallel()
	zone := london(t)
	rapid.Check(t, func(rt *rapid.T) {
		date := time.Date(2025, 1, 1+rapid.IntRange(0, 730).Draw(rt, "day"), 0, 0, 0, 0, zone)
		holiday := crime.Event{Kind: crime.BankHoliday, From: date.UTC(), To: date.AddDate(0, 0, 1).UTC()}
		eves := crime.Eves([]crime.Event{holiday}, zone)
		if len(eves) != 1 || !eves[0].To.Equal(holiday.From) || !eves[0].From.Equal(date.AddDate(0, 0, -1)) {
			rt.Fatalf("the eve of %v is %v", date, eves)
		}
	})
}
