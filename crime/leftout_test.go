package crime_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
)

// TestLeftOut has offences of a group's types in one cell: what its rule leaves out is
// listed once each, by the first part that does, and what nobody said is counted.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	at := orb.Point{0.7075, 51.5459}
	cell, err := geo.CellAt(at, 10)
	if err != nil {
		t.Fatal(err)
	}
	l := geo.Lattice{Resolution: 10, Cells: []h3.Cell{cell}}
	group := crime.Group{Types: []string{"Robbery"}, Flags: []string{"knife"}, WithoutFlags: []string{"domestic"}, Places: []string{"street"}}
	offence := func(place string, more int, flags ...string) crime.Offence {
		return crime.Offence{Type: "Robbery", Cell: cell, At: &at, Place: place, More: more, Flags: flags}
	}
	offences := []crime.Offence{
		offence("street", 9, "knife"), offence("", 1, "knife"), // of the group
		offence("home", 0, "knife", "domestic"), offence("street", 2), offence("home", 0, "knife"),
		{Type: "Burglary", Cell: cell},
		{Type: "Robbery", Flags: []string{"domestic"}}, // of another type, and of no cell
	}
	want := []crime.RuledOut{{Rule: "flagged domestic", Offences: 1}, {Rule: "not flagged knife", Offences: 3}, {Rule: "at place home", Offences: 1}}
	if diff := cmp.Diff(want, group.RuledOut(l, offences)); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
	if got := group.Unknowns(l, offences); got.Offences != 12 || got.Placeless != 2 || len(got.Flags) != 0 {
		t.Errorf("unsaid: %+v", got)
	}
	if got := group.Unknowns(l, offences[:2]); !cmp.Equal(got.Flags, []string{"domestic"}) {
		t.Errorf("of offences that nobody flagged: %+v", got)
	}
	pile := crime.Piles(l, group, offences)[cell]
	if (pile != crime.Pile{Offences: 12, Positions: 1, Largest: 12}) || !pile.Suspect() {
		t.Errorf("pile %+v", pile)
	}
	for p, want := range map[crime.Pile]bool{{Offences: 9, Largest: 9}: false, {Offences: 20, Largest: 10}: true, {Offences: 21, Largest: 10}: false} {
		if p.Suspect() != want {
			t.Errorf("%+v is a pile: %t", p, !want)
		}
	}
}

// TestClockOfCalendar gives a clock the eve of a bank holiday.
func TestClockOfCalendar(t *testing.T) {
	t.Parallel()
	rule := crime.ClockRule{Name: "eves-only", Version: 1, Rule: "eves 22:00-02:00"}
	if err := rule.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]crime.ClockRule{"no name": {Rule: rule.Rule}, "every hour": {Name: "all", Rule: rule.Rule}, "no rule": {Name: "x", Rule: "never"}} {
		if bad.Validate() == nil {
			t.Errorf("%s is a clock", name)
		}
	}
	clock, err := rule.Clock()
	if err != nil {
		t.Fatal(err)
	}
	if !clock.Empty() || !clock.OfCalendar() {
		t.Error("without a calendar it takes hours, or asks for none")
	}
	holiday := time.Date(2025, 5, 5, 0, 0, 0, 0, time.UTC)
	clock = clock.On([]crime.Event{{Key: "x", Kind: crime.BankHoliday, Name: "Early May", From: holiday, To: holiday.AddDate(0, 0, 1)}}, time.UTC)
	if dates := clock.Dates(); clock.Empty() || len(dates) != 1 || !dates[0].Equal(holiday.Add(-2*time.Hour)) {
		t.Errorf("dates %v", dates)
	}
	hours := clock.HoursOfDay()
	for hour, in := range hours {
		if in != (hour >= 22 || hour < 2) {
			t.Errorf("%d:00: %t", hour, in)
		}
	}
	for at, want := range map[time.Time]bool{holiday.Add(-3 * time.Hour): false, holiday.Add(-time.Hour): true, holiday.Add(time.Hour): true, holiday.Add(2 * time.Hour): false} {
		if clock.Takes(at) != want {
			t.Errorf("%v: %t", at, !want)
		}
	}
}

// TestWhatCounts has the small rules that say which of two things counts.
func TestWhatCounts(t *testing.T) {
	t.Parallel()
	if got := (crime.Incident{Opening: "noise"}).Type() + (crime.Incident{Opening: "noise", Closing: "fight"}).Type(); got != "noisefight" {
		t.Errorf("types %s", got)
	}
	if got := (crime.Members{ByPosition: "b"}).District() + (crime.Members{ByCode: "a", ByPosition: "b"}).District(); got != "ba" {
		t.Errorf("districts %s", got)
	}
	if at := (orb.Point{1, 2}); (crime.SnapPoint{At: at}).Point() != at {
		t.Error("a snap point is elsewhere")
	}
	subgroup := crime.Catalogue()[0]
	harm := crime.DefaultHarm()
	days, weighted := harm.Days(subgroup.Name)
	capped, _ := harm.Capped(days / 2).Days(subgroup.Name)
	above, _ := harm.Capped(2 * days).Days(subgroup.Name)
	if !weighted || capped != days/2 || above != days {
		t.Errorf("%s: %g days, capped at half of them %g, at twice %g", subgroup.Name, days, capped, above)
	}
}

// TestUnflagged: of offences without any flag nobody can say how many had a knife; where
// some have flags, those without the knife flag had none.
func TestUnflagged(t *testing.T) {
	t.Parallel()
	cell, err := geo.CellAt(orb.Point{0.5, 51.7}, 10)
	if err != nil {
		t.Fatal(err)
	}
	lattice := geo.Lattice{Resolution: 10, Cells: []h3.Cell{cell}}
	knife := crime.Group{Name: "knife", Types: []string{"Robbery"}, Flags: []string{crime.FlagKnife}}
	public := []crime.Offence{{Type: "Robbery", Cell: cell, More: 2}, {Type: "Robbery", Cell: cell}, {Type: "Burglary", Cell: cell, Flags: []string{crime.FlagDomestic}}}
	for name, tt := range map[string]struct {
		group    crime.Group
		offences []crime.Offence
		want     int
	}{
		"public data":       {knife, public, 4},
		"no flag asked for": {crime.Group{Name: "robbery", Types: []string{"Robbery"}}, public, 0},
		"flags are kept":    {knife, append(public, crime.Offence{Type: "Robbery", Cell: cell, Flags: []string{crime.FlagPoliceGenerated}}), 0},
		"nothing at all":    {knife, nil, 0},
	} {
		if got := tt.group.Unflagged(lattice, tt.offences); got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}
