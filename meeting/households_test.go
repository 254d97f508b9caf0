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

// street is a ward with three homes 70 m apart, and one far away.
func street(known bool) meeting.Cocooning {
	home := func(id string, lon float64) geo.Site {
		return geo.Site{Source: "uprn", ID: id, Address: id + " Mill Lane", At: &orb.Point{lon, 51.7}}
	}
	return meeting.Cocooning{
		On: time.Date(2025, 10, 20, 0, 0, 0, 0, time.UTC), Metres: 100, Days: 14, Known: known,
		Wards: []geo.Area{{Name: "Mill", Land: orb.MultiPolygon{{{{0.4, 51.6}, {0.55, 51.6}, {0.55, 51.8}, {0.4, 51.8}, {0.4, 51.6}}}}}},
		Homes: []geo.Site{home("1", 0.5), home("2", 0.501), home("3", 0.502), home("9", 0.6)},
	}
}

func burglary(day int, lon float64) crime.Record {
	at := time.Date(2025, 10, day, 14, 0, 0, 0, time.UTC)
	return crime.Record{Offence: crime.Offence{Type: "Residential burglary", Precision: crime.Instant, From: at, To: at, At: &orb.Point{lon, 51.7}}}
}

// The homes within 100 m of two burglaries of the last fortnight are listed, that with both
// near it first; one was visited since. What is older, elsewhere, a shop or without a day
// takes no part.
func TestHouseholds(t *testing.T) {
	t.Parallel()
	c := street(true)
	c.Visits = []meeting.Visit{
		{Place: "2 mill lane", From: time.Date(2025, 10, 12, 10, 0, 0, 0, time.UTC)},
		{Place: "uprn:1", From: time.Date(2025, 9, 1, 10, 0, 0, 0, time.UTC)}, // before
	}
	shop, month := burglary(10, 0.5), burglary(10, 0.5)
	shop.Type = "Non-residential burglary"
	month.Precision = crime.InMonth
	l := c.List("Town", []crime.Record{burglary(14, 0.5005), burglary(10, 0.5), burglary(1, 0.5), shop, month})
	if l.Burglaries != 2 || l.Repeats != 1 || *l.All != 2 || *l.Visited != 1 || *l.Coverage != 50 {
		t.Errorf("%+v", l)
	}
	want := []meeting.AtRiskHome{
		{Key: "uprn:1", Address: "1 Mill Lane", Ward: "Mill", Near: 2, Until: "2025-10-28"},
		{Key: "uprn:2", Address: "2 Mill Lane", Ward: "Mill", Near: 2, Until: "2025-10-28", Visited: "2025-10-12"},
	}
	if diff := cmp.Diff(want, l.Households); diff != "" {
		t.Errorf("homes (-want +got):\n%s", diff)
	}
	if len(l.Wards) != 1 || *l.Wards[0].Homes != 2 || *l.Wards[0].Visited != 1 || l.Wards[0].Repeats != 1 {
		t.Errorf("wards %+v", l.Wards)
	}
	if got := l.Sentence(); got != "2 burglaries of homes in the 14 days to 2025-10-20, 1 near repeat; 2 homes to visit within 100 m, 1 visited (50.0%)" {
		t.Error(got)
	}
	if n := len(l.Notes); n != 2 {
		t.Errorf("%d notes: %q", n, l.Notes)
	}
	if rows := l.Table().Rows; len(rows) != 2 || rows[0][1] != "1 Mill Lane" {
		t.Errorf("%q", rows)
	}
	holds(t, l.Document(), "By ward", "Homes to visit", "1 Mill Lane", "OFFICIAL-SENSITIVE")
}

// Without a register nobody knows how many homes there are: that is not none.
func ExampleCocooning_List() {
	c := street(false)
	c.Homes = nil
	l := c.List("Town", []crime.Record{burglary(14, 0.7)})
	fmt.Println(l.Sentence(), l.All == nil, l.Wards[0].Ward)
	// Output: 1 burglary of homes in the 14 days to 2025-10-20, no near repeats true ward not known
}
