package app_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// daily returns so many a day at a place from one day to before another, of a source.
func daily(t *testing.T, source string, each int, at orb.Point, from, to time.Time) []crime.Record {
	t.Helper()
	var rows []crime.Record
	for day := from; day.Before(to); day = day.AddDate(0, 0, 1) {
		for n := range each {
			when := day.Add(time.Duration(12+n) * time.Hour)
			r := record(t, fmt.Sprint(source, at, day, n), crime.Offence{Type: "Robbery", From: when, To: when, Precision: crime.Instant, At: &at})
			r.Source = source
			rows = append(rows, r)
		}
	}
	return rows
}

func day(month time.Month, of int) time.Time { return time.Date(2025, month, of, 0, 0, 0, 0, time.UTC) }

// twoTowns has two districts, and returns a place in each.
func twoTowns(t *testing.T, m *app.Importer) (west, east orb.Point) {
	t.Helper()
	land := func(from, to float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{from, 52}, {to, 52}, {to, 52.02}, {from, 52.02}, {from, 52}}}}
	}
	take(t, m.Areas, []geo.Area{
		{Kind: geo.Force, Code: "F", Name: "Bothshire", Land: land(3, 3.04)},
		{Kind: geo.District, Code: "W", Name: "West", Land: land(3, 3.02)},
		{Kind: geo.District, Code: "E", Name: "East", Land: land(3.02, 3.04)},
	})
	return orb.Point{3.01, 52.01}, orb.Point{3.03, 52.01}
}

// TestCompareLoadedInPart compares a month with seven days of the next, on each of which
// there are as many offences: by the day nothing has changed.
func TestCompareLoadedInPart(t *testing.T) {
	t.Parallel()
	a, m := verbs(t)
	west, east := twoTowns(t, m)
	take(t, m.Offences, daily(t, "rms", 2, west, day(8, 1), day(9, 8)))
	request := func(area string) app.ComparisonRequest {
		return app.ComparisonRequest{HotspotRequest: app.HotspotRequest{Area: area, Group: "robbery", From: "2025-09", To: "2025-09"}, With: "2025-08"}
	}
	c, _, err := a.CompareHotspots(t.Context(), request("West"))
	if err != nil {
		t.Fatal(err)
	}
	if c.DaysAfter != 7 || c.Ratio == nil || *c.Ratio != 1 || !strings.HasPrefix(c.Verdict, "comparable") || !says(c.Notes, "2025-09 is loaded in part: days 1-7") {
		t.Errorf("%s; %g days, notes %q; want the daily rate of 7 days", c.Sentence, c.DaysAfter, c.Notes)
	}
	take(t, m.Offences, daily(t, "rms", 2, east, day(8, 1), day(10, 1)))
	if _, _, err := a.CompareHotspots(t.Context(), request("Bothshire")); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "not all days of West are") {
		t.Errorf("a force of which a district lacks days: %v; want that it is said", err)
	}
	if _, _, err := a.CompareHotspots(t.Context(), request("East")); err != nil {
		t.Errorf("a district that is loaded whole: %v", err)
	}
}

// TestCoverageOfDistrictsThatOverlap has a council that is merged, beside one that it took
// the place of: the coverage of either tells of the days of the offences in both.
func TestCoverageOfDistrictsThatOverlap(t *testing.T) {
	t.Parallel()
	a, m := verbs(t)
	west, _ := twoTowns(t, m)
	take(t, m.Areas, []geo.Area{
		{Kind: geo.District, Code: "A", Name: "Merged", Land: orb.MultiPolygon{{{{3, 52}, {3.022, 52}, {3.022, 52.02}, {3, 52.02}, {3, 52}}}}},
		{Kind: geo.District, Code: "Z", Name: "Merged again", Land: orb.MultiPolygon{{{{3, 52}, {3.022, 52}, {3.022, 52.02}, {3, 52.02}, {3, 52}}}}},
	})
	take(t, m.Offences, daily(t, "rms", 2, west, day(8, 1), day(9, 8)))
	overlaps := map[string][]string{
		"West":         {"Merged (A) and West (W)", "West (W) and Merged again (Z)"},
		"Merged":       {"Merged (A) and West (W)", "Merged (A) and Merged again (Z)"},
		"Merged again": {"Merged (A) and Merged again (Z)", "West (W) and Merged again (Z)"},
		"East":         nil,
		"":             {"Merged (A) and West (W)", "Merged (A) and Merged again (Z)", "West (W) and Merged again (Z)"},
	}
	for area, pairs := range overlaps {
		held, err := a.Coverage(t.Context(), area)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, pair := range pairs {
			want = append(want, pair+" overlap: an offence in both stands here, and counts, in each")
		}
		if diff := cmp.Diff(want, slices.DeleteFunc(slices.Clone(held.Notes), func(n string) bool { return !strings.Contains(n, "overlap") }), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("notes of %q (-want +got):\n%s", area, diff)
		}
		if area == "East" {
			continue
		}
		if held.Offences != 2*38 || len(held.Months) != 2 || held.Months[0].Offences != 62 || held.Months[1].Days != "1-7" {
			t.Errorf("coverage of %q: %+v", area, held)
		}
		got := map[string]int{}
		for _, h := range held.Held {
			if h.Month == january+8 && h.Days == "1-7" {
				got[h.District] += h.Offences
			}
		}
		if area == "" && !maps.Equal(got, map[string]int{"A": 14, "W": 14, "Z": 14}) || area != "" && (len(got) != 1 || len(held.Districts) != 1) {
			t.Errorf("coverage of %q: %v in September; want 14 in each", area, got)
		}
	}
	for area := range overlaps {
		if area == "" || area == "East" {
			continue
		}
		c, _, err := a.CompareHotspots(t.Context(), app.ComparisonRequest{HotspotRequest: app.HotspotRequest{Area: area, Group: "robbery", From: "2025-09", To: "2025-09"}, With: "2025-08"})
		if err != nil || c.DaysAfter != 7 || c.Ratio == nil || *c.Ratio != 1 {
			t.Errorf("%s: %s; %g days, error %v; want the daily rate of 7 days", area, c.Sentence, c.DaysAfter, err)
		}
	}
}

func TestCoverage(t *testing.T) {
	t.Parallel()
	a, m := verbs(t)
	west, east := twoTowns(t, m)
	take(t, m.Offences, daily(t, "rms", 2, west, day(8, 1), day(9, 8)))
	take(t, m.Offences, daily(t, "street (Testshire Police)", 1, west, day(8, 1), day(9, 1)))
	take(t, m.Offences, daily(t, "rms", 2, east, day(8, 1), day(9, 8)))
	c, err := a.Coverage(t.Context(), "West")
	if err != nil {
		t.Fatal(err)
	}
	want := app.Coverage{
		Offences: 76, From: "2025-08-01", To: "2025-09-07",
		Months: []app.CoverageMonth{
			{Month: january + 7, Offences: 62, Timed: 62, Days: "1-31", Covered: 31, Length: 31},
			{Month: january + 8, Offences: 14, Timed: 14, Days: "1-7", Covered: 7, Length: 30},
		},
		Districts: []app.CoverageDistrict{{Code: "W", Name: "West"}},
		Held: []app.CoverageCell{
			{Month: january + 7, District: "W", Source: "rms", Offences: 62, Timed: 62, Days: "1-31", Covered: 31, Counted: true},
			{Month: january + 7, District: "W", Source: "street (Testshire Police)", Offences: 31, Timed: 31, Days: "1-31", Covered: 31},
			{Month: january + 8, District: "W", Source: "rms", Offences: 14, Timed: 14, Days: "1-7", Covered: 7, Counted: true},
		},
		Notes: []string{
			"2025-09 is loaded in part: days 1-7",
			"two sources, rms and street (Testshire Police), hold 2025-08: rms is counted, 31 offences of street (Testshire Police) left out",
		},
		Attributions: c.Attributions,
	}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	all, err := a.Coverage(t.Context(), "")
	if err != nil || all.Offences != 152 || len(all.Districts) != 2 {
		t.Errorf("%d offences in %d districts, error %v; want 152 in 2", all.Offences, len(all.Districts), err)
	}
}

// TestUnloadedMonth asks for a forecast of a district of which nothing is loaded for the
// last month: it is not a month of zero, and the forecast is as if it did not exist.
func TestUnloadedMonth(t *testing.T) {
	t.Parallel()
	a, m := verbs(t)
	west, east := twoTowns(t, m)
	take(t, m.Offences, daily(t, "rms", 2, west, day(5, 1), day(9, 1)))
	take(t, m.Offences, daily(t, "rms", 2, east, day(5, 1), day(10, 1)))
	west2 := app.HotspotRequest{Area: "West", Group: "robbery", From: "2025-10", To: "2025-12"}
	expected := func(train, want string) (app.Forecast, float64) {
		f, _, err := a.ForecastHotspots(t.Context(), app.ForecastRequest{HotspotRequest: west2, Train: train})
		if err != nil || f.Train != want {
			t.Fatalf("train %q: %q, error %v; want %s", train, f.Train, err, want)
		}
		return f, f.Total.Offences.Mean
	}
	named, before := expected("2025-05..2025-08", "2025-05..2025-08")
	if n := "nothing is loaded of West"; slices.ContainsFunc(named.Notes, func(s string) bool { return strings.HasPrefix(s, n) }) {
		t.Errorf("notes %q of months that are all loaded", named.Notes)
	}
	if _, usual := expected("", "2025-05..2025-08"); usual != before {
		t.Errorf("%g expected, and %g from the months that are loaded", usual, before)
	}
	with, after := expected("2025-05..2025-09", "2025-05..2025-09")
	if after != before || !says(with.Notes, "nothing is loaded of West for 2025-09") {
		t.Errorf("%g expected with an unloaded month, want %g; notes %q", after, before, with.Notes)
	}
	// East, which has September, learns nothing from West, which does not; nor does the
	// force learn from September, of which it knows half.
	ask := func(area, train string) app.Forecast {
		f, _, err := a.ForecastHotspots(t.Context(), app.ForecastRequest{HotspotRequest: app.HotspotRequest{Area: area, Group: "robbery", From: "2025-10", To: "2025-12"}, Train: train})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	if f := ask("East", "2025-05..2025-09"); math.Abs(f.Total.Offences.Mean-2*92) > 8 {
		t.Errorf("East expects %g in 92 days of two a day", f.Total.Offences.Mean)
	}
	if half, four := ask("Bothshire", "2025-05..2025-09"), ask("Bothshire", "2025-05..2025-08"); half.Total != four.Total || math.Abs(half.Total.Offences.Mean-4*92) > 8 {
		t.Errorf("the force expects %g in 92 days of four a day, and %g without the month of which half is loaded", half.Total.Offences.Mean, four.Total.Offences.Mean)
	}
	c, err := a.Coverage(t.Context(), "West")
	if want := "the feed of rms may have broken: 2025-09 has no offences of all types in West, and about 60 are usual"; err != nil || !says(c.Notes, want) {
		t.Errorf("notes %q, error %v; want %s", c.Notes, err, want)
	}
}

// TestSourceOrder sets which of two systems answers count, and unsets it.
func TestSourceOrder(t *testing.T) {
	t.Parallel()
	a, m := verbs(t)
	west, _ := twoTowns(t, m)
	take(t, m.Offences, daily(t, "rms", 2, west, day(8, 1), day(9, 1)))
	take(t, m.Offences, daily(t, "niche", 3, west, day(8, 1), day(9, 1)))
	counted := func(s app.Sources) (n []int) {
		for _, l := range s.Loaded {
			n = append(n, l.Counted)
		}
		return n
	}
	before, err := a.Sources(t.Context())
	if err != nil || before.Version != 0 || len(before.Systems) > 0 || len(before.History) > 0 || !slices.Equal(counted(before), []int{93, 0}) {
		t.Errorf("%+v, error %v; want niche counted, which has more, and no order", before, err)
	}
	set, err := a.SetSourceOrder(t.Context(), []string{"rms"})
	if err != nil || set.Version != 1 || !slices.Equal(counted(set), []int{0, 62}) {
		t.Errorf("%+v, error %v; want the 62 of rms counted", set, err)
	}
	c, err := a.Coverage(t.Context(), "West")
	if err != nil || c.Offences != 62 {
		t.Errorf("coverage of %d, error %v; want 62", c.Offences, err)
	}
	reset, err := a.SetSourceOrder(t.Context(), nil)
	if err != nil || reset.Version != 2 || !slices.Equal(counted(reset), []int{93, 0}) || len(reset.History) != 2 || reset.History[1].Systems[0] != "rms" || reset.History[0].By == "" {
		t.Errorf("%+v, error %v; want version 2 without an order, and both versions with who set them", reset, err)
	}
	for name, tt := range map[string]struct {
		systems []string
		want    string
	}{
		"unknown": {[]string{"rms", "athena"}, `systems/1: nothing is loaded of a system "athena"; there are niche, rms`},
		"twice":   {[]string{"rms", "rms"}, `systems/1: "rms" is listed twice: name it once`},
	} {
		if _, err := a.SetSourceOrder(t.Context(), tt.systems); fault.Of(err) != fault.Unprocessable || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
}
