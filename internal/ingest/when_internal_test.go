package ingest

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"beatplan/crime"
)

func london(t interface{ Fatal(...any) }) *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestMoments(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		date, clock string
		monthFirst  bool
		numbers     bool   // HHMM
		want        string // UTC
		timed       bool
		quality     string
	}{
		"day first":                    {date: "03/04/2025", want: "2025-04-02T23:00:00Z"},
		"month first":                  {date: "03/04/2025", monthFirst: true, want: "2025-03-04T00:00:00Z"},
		"one digit":                    {date: "3/4/2025", clock: "9:05", want: "2025-04-03T08:05:00Z", timed: true},
		"ISO, winter":                  {date: "2025-01-31", clock: "23:30", want: "2025-01-31T23:30:00Z", timed: true},
		"ISO, summer":                  {date: "2025-07-31 23:30", want: "2025-07-31T22:30:00Z", timed: true},
		"ISO with T":                   {date: "2025-07-31T23:30:15", want: "2025-07-31T22:30:15Z", timed: true},
		"ISO with an offset":           {date: "2025-07-31T23:30:00+02:00", want: "2025-07-31T21:30:00Z", timed: true},
		"in one field":                 {date: "31/07/2025 2330", want: "2025-07-31T22:30:00Z", timed: true},
		"named month":                  {date: "31-Jul-2025", want: "2025-07-30T23:00:00Z"},
		"midnight that ends the day":   {date: "31/01/2025", clock: "24:00", want: "2025-02-01T00:00:00Z", timed: true},
		"Excel day":                    {date: "45746", want: "2025-03-30T00:00:00Z"},
		"Excel day and time":           {date: "45746.5", want: "2025-03-30T11:00:00Z", timed: true},
		"Excel in two columns":         {date: "45747", clock: "0.75", want: "2025-03-31T17:00:00Z", timed: true},
		"before the missing hour":      {date: "30/03/2025", clock: "00:59", want: "2025-03-30T00:59:00Z", timed: true},
		"in the missing hour":          {date: "30/03/2025", clock: "01:30", want: "2025-03-30T01:30:00Z", timed: true, quality: crime.QualityMissingHour},
		"after the missing hour":       {date: "30/03/2025", clock: "02:00", want: "2025-03-30T01:00:00Z", timed: true},
		"before the repeated hour":     {date: "26/10/2025", clock: "00:59", want: "2025-10-25T23:59:00Z", timed: true},
		"in the repeated hour":         {date: "26/10/2025", clock: "01:30", want: "2025-10-26T00:30:00Z", timed: true, quality: crime.QualityRepeatedHour},
		"after the repeated hour":      {date: "26/10/2025", clock: "02:00", want: "2025-10-26T02:00:00Z", timed: true},
		"afternoon":                    {date: "08/13/2025 11:30:00 PM", monthFirst: true, want: "2025-08-13T22:30:00Z", timed: true},
		"just after midnight":          {date: "14/08/2025", clock: "12:05 am", want: "2025-08-13T23:05:00Z", timed: true},
		"noon":                         {date: "14/01/2025", clock: "12 p.m.", want: "2025-01-14T12:00:00Z", timed: true},
		"Oracle's":                     {date: "13-OCT-2025 11.30.00.000 PM", want: "2025-10-13T22:30:00Z", timed: true},
		"bare minutes":                 {date: "13/01/2025", clock: "45", numbers: true, want: "2025-01-13T00:45:00Z", timed: true},
		"a bare minute":                {date: "13/01/2025", clock: "5", numbers: true, want: "2025-01-13T00:05:00Z", timed: true},
		"midnight as a number":         {date: "13/01/2025", clock: "0", numbers: true, want: "2025-01-13T00:00:00Z", timed: true},
		"a number with a point":        {date: "13/01/2025", clock: "1530.0", want: "2025-01-13T15:30:00Z", timed: true},
		"a time with Access's date":    {date: "13/01/2025", clock: "30/12/1899 23:30:00", want: "2025-01-13T23:30:00Z", timed: true},
		"SQL Server's with an offset":  {date: "2025-07-31 23:30:00.0000000 +01:00", want: "2025-07-31T22:30:00Z", timed: true},
		"the day of the change, whole": {date: "26/10/2025", want: "2025-10-25T23:00:00Z"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := dateReader{zone: london(t), monthFirst: tt.monthFirst, bareMinutes: tt.numbers}.read(tt.date, tt.clock)
			if err != nil {
				t.Fatal(err)
			}
			if at := got.at.UTC().Format(time.RFC3339); at != tt.want || (got.of == anInstant) != tt.timed || got.quality != tt.quality {
				t.Errorf("%s, timed %t, %q; want %s, %t, %q", at, got.of == anInstant, got.quality, tt.want, tt.timed, tt.quality)
			}
		})
	}
}

func TestMomentsThatAreNone(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ date, clock, want string }{
		"words":         {"yesterday", "", `no date: "yesterday"`},
		"day 31":        {"31/06/2025", "", `no date: "31/06/2025"`},
		"month 13":      {"01/13/2025", "", `no date: "01/13/2025"`},
		"small number":  {"12", "", `no date: "12"`},
		"not a number":  {"NaN", "", `no date: "NaN"`},
		"hour 25":       {"01/06/2025", "25:00", `no time of day: "25:00"`},
		"minute 60":     {"01/06/2025", "12:60", `no time of day: "12:60"`},
		"past midnight": {"01/06/2025", "24:01", `no time of day: "24:01"`},
		"bare minutes":  {"01/06/2025", "45", `no time of day: "45"`},
		"hour 13 PM":    {"01/06/2025", "13:00 PM", `no time of day: "13:00 PM"`},
		"1900":          {"01/01/1900", "", `"01/01/1900": that is how programs write that there is no date`},
		"1970":          {"1970-01-01T00:00:00Z", "", `"1970-01-01T00:00:00Z": that is how programs write that there is no date`},
		"Access's":      {"30/12/1899", "12:00", `"30/12/1899": that is how programs write that there is no date`},
		"January 1900":  {"1900-01", "", `"1900-01": that is how programs write that there is no date`},
		"MySQL's":       {"0000-00-00 00:00:00", "", `"0000-00-00 00:00:00": that is how programs write that there is no date`},
		"day 0":         {"0", "", `"0": that is how programs write that there is no date`},
		"clock words":   {"01/06/2025", "late", `no time of day: "late"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := (dateReader{zone: london(t)}).read(tt.date, tt.clock); err == nil || err.Error() != tt.want {
				t.Errorf("%v, %v; want %s", got, err, tt.want)
			}
		})
	}
}

// TestMomentsAreWhatTheClockShows holds reading to be the inverse of showing:
// unmarked, a moment shows what was read.
func TestMomentsAreWhatTheClockShows(t *testing.T) {
	t.Parallel()
	zone := london(t)
	rapid.Check(t, func(t *rapid.T) {
		year := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
		at := year.Add(time.Duration(rapid.IntRange(0, 365*24*60-1).Draw(t, "minute")) * time.Minute).In(zone)
		got, err := dateReader{zone: zone}.read(at.Format("02/01/2006"), at.Format("15:04"))
		if err != nil {
			t.Fatal(err)
		}
		if shown := got.at.In(zone).Format(time.DateTime); shown != at.Format(time.DateTime) {
			t.Fatalf("%s shows %s", at, shown)
		}
		if got.quality == "" && !got.at.Equal(at) {
			t.Fatalf("%s became %s, unmarked", at, got.at)
		}
	})
}

func FuzzMoment(f *testing.F) {
	f.Add("30/03/2025", "01:30")
	f.Add("45746.0625", "")
	f.Add("2025-10-26T01:30:00Z", "")
	zone := london(f)
	f.Fuzz(func(t *testing.T, date, clock string) {
		got, err := dateReader{zone: zone}.read(date, clock)
		if err == nil && got.at.IsZero() && date == "" {
			t.Errorf("%q %q is %v", date, clock, got)
		}
	})
}
