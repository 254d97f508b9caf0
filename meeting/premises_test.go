package meeting_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/meeting"
)

func register() meeting.Register {
	site := func(id, name, category string, lon float64) geo.Site {
		at := orb.Point{lon, 52}
		return geo.Site{Source: "r", ID: id, Name: name, Category: category, At: &at}
	}
	return meeting.NewRegister([]geo.Site{
		site("1", "The Anchor", "pub", 1), site("2", "The Bell", "pub", 1.01), site("3", "St Wyn", "hospital", 1.02), site("4", "The Anchor", "pub", 1.03), site("5", "", "shop", 1.04),
	})
}

// happened is one thing at each kind of place, out of order.
func happened() []meeting.Happening {
	on := func(day, hour int) time.Time { return time.Date(2025, time.January, day, hour, 0, 0, 0, time.UTC) }
	at := func(lon float64) *orb.Point { return &orb.Point{lon, 52.0001} } // 11 m away
	return []meeting.Happening{
		{What: "Robbery", Source: "offence", Reference: "R3", At: at(1), From: on(3, 22), Count: 1, Location: "Quay"},
		{What: "Noise", Source: "call", Reference: "R1", At: at(1), From: on(1, 1), Count: 1, Location: "Quay"},
		{What: "Refused entry", Source: "partner", At: at(1), From: on(2, 23), Count: 4, Location: "Mill"},
		{What: "Burglary", Source: "offence", At: at(1), From: on(4, 3), Count: 1, Home: true, Location: "4 Mill Cottages"},
		{What: "Theft", Source: "offence", At: at(1), From: on(1, 0), MonthOnly: true, Count: 1},
		{What: "Fight", Source: "call", Location: "the bell", From: on(5, 2), Count: 2}, // by its name, without a position
		{What: "Fight", Source: "call", Location: "the anchor", From: on(5, 2), Count: 9},
		{What: "Assault", Source: "offence", At: at(1.02), From: on(5, 2), Count: 9},             // at a hospital
		{What: "Theft", Source: "offence", At: at(1.04), From: on(5, 2), Count: 9},               // at premises without a name
		{What: "Theft", Source: "offence", At: &orb.Point{1.0006, 52}, From: on(5, 2), Count: 9}, // 41 m away
	}
}

func visits() []meeting.Visit {
	day := func(d int) time.Time { return time.Date(2025, time.January, d, 20, 0, 0, 0, time.UTC) }
	return []meeting.Visit{
		{Place: "r:1", From: day(2), Minutes: 10, Agency: "Police", Outputs: map[string]int{"warnings": 1}},
		{Place: "r:1", From: day(6), Minutes: 10, Lost: "custody"},
		{Place: "THE BELL", From: day(3), Minutes: 5, Agency: "Council"},
	}
}

// Premises are those at which most happened, first: by name or within 30 m, and nothing
// that was in a home, at a place of health or at one of two of a name.
func TestConcern(t *testing.T) {
	t.Parallel()
	january := crime.Month(12 * 2025)
	want := []meeting.Premises{
		{Key: "r:1", Name: "The Anchor", Category: "pub", Offences: 2, Calls: 1, Partners: 4, Months: []meeting.PerMonth{{Month: january, Count: 7}}, Hours: map[int]int{22: 1, 1: 1, 23: 4}, LastVisit: "2025-01-02"},
		{Key: "r:2", Name: "The Bell", Category: "pub", Calls: 2, Months: []meeting.PerMonth{{Month: january, Count: 2}}, Hours: map[int]int{2: 2}, LastVisit: "2025-01-03"},
	}
	if diff := cmp.Diff(want, register().Concern(happened(), visits(), 20, time.UTC)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := register().Concern(happened(), visits(), 1, time.UTC); len(got) != 1 || got[0].Key != "r:1" {
		t.Errorf("at most one: %+v", got)
	}
}

// A chronology has every kind of thing that happened there, in order, each with its date.
func TestChronology(t *testing.T) {
	t.Parallel()
	c, found := register().Chronology("r:1", happened(), visits(), time.UTC)
	want := []meeting.ChronologyLine{
		{Date: "2025-01", What: "Theft", Source: "offence", Count: 1},
		{Date: "2025-01-01 01:00", What: "Noise", Source: "call", Reference: "R1", Count: 1},
		{Date: "2025-01-02 20:00", What: "10 min by Police: 1 warning", Source: "visit", Count: 1},
		{Date: "2025-01-02 23:00", What: "Refused entry", Source: "partner", Count: 4},
		{Date: "2025-01-03 22:00", What: "Robbery", Source: "offence", Reference: "R3", Count: 1},
	}
	if diff := cmp.Diff(want, c.Lines); diff != "" || !found || c.Premises.Total() != 7 {
		t.Errorf("%d in all; (-want +got):\n%s", c.Premises.Total(), diff)
	}
	if _, found := register().Chronology("r:3", happened(), visits(), time.UTC); found {
		t.Error("there is one of a hospital")
	}
}

func TestTopPlaces(t *testing.T) {
	t.Parallel()
	got := fmt.Sprint(meeting.TopPlaces(happened(), 10))
	if want := "[{the anchor 9} {Mill 4} {Quay 2} {the bell 2}]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := meeting.TopPlaces(happened(), 1); len(got) != 1 {
		t.Errorf("at most one: %v", got)
	}
}

// Words find premises by key, by name whatever its case, or by a part of it.
func TestFindPremises(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"r:2": "[r:2]", "the  BELL": "[r:2]", "bell": "[r:2]", "the anchor": "[r:1 r:4]", "the": "[r:1 r:2 r:4]", "r:3": "[]", "st wyn": "[]", "": "[]", "nowhere": "[]",
	} {
		keys := []string{}
		for _, s := range register().Find(words) {
			keys = append(keys, s.Key())
		}
		if got := fmt.Sprint(keys); got != want {
			t.Errorf("%q: %s, want %s", words, got, want)
		}
	}
}
