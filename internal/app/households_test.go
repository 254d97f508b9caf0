package app_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/meeting"
)

// Ten homes stand 69 m apart along a street. Two burglaries, three days and 69 m apart,
// are at the third and the fourth; one is two months old. The homes within 200 m of the
// first two are listed, those visited since last, and neither list nor map says more of a home.
func TestHouseholds(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a, m := verbs(t)
	take(t, m.Areas, []geo.Area{newtown(), {Kind: geo.Ward, Code: "W1", Name: "Northfield", Land: newtown().Land}})
	at := func(i int) orb.Point { return land(t, 3.01+0.001*float64(i), 52.01) }
	burglary := func(i int, day string, o crime.Offence) crime.Record {
		when, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		where := at(i)
		o.Type, o.At, o.From, o.To, o.Precision = "Residential burglary", &where, when.Add(20*time.Hour), when.Add(20*time.Hour), crime.Instant
		return record(t, fmt.Sprint(day, i), o)
	}
	shop := burglary(9, "2025-11-08", crime.Offence{Place: "shop"})
	take(t, m.Offences, []crime.Record{
		burglary(3, "2025-11-01", crime.Offence{Place: "dwelling"}), burglary(4, "2025-11-04", crime.Offence{}),
		burglary(8, "2025-09-01", crime.Offence{Place: "dwelling"}), shop,
	})
	ask := app.HouseholdRequest{Area: "Newtown", On: "2025-11-10"}
	l, err := a.Households(ctx, ask)
	if err != nil || l.All != nil || l.Visited != nil || l.Coverage != nil || !strings.Contains(strings.Join(l.Notes, "\n"), "no register of households is loaded") {
		t.Fatalf("without a register: %+v, %v", l, err)
	}
	if l.Wards[0].Homes != nil || l.Wards[0].Visited != nil || strings.Contains(strings.Join(l.Table().Notes, "\n"), "visited") {
		t.Errorf("without a register no home is counted: %+v, %q", l.Wards, l.Table().Notes)
	}
	var homes []geo.Site
	for i := range 10 {
		where := at(i)
		homes = append(homes, geo.Site{Source: "addresses", ID: fmt.Sprint(i), Name: fmt.Sprintf("%d High Street", i), Category: "household", At: &where})
	}
	take(t, m.Sites, homes)
	if _, err := a.LogVisits(ctx, []meeting.Visit{
		{Unit: "N1", Agency: "Police", Place: "2 High Street", From: time.Date(2025, 11, 5, 18, 0, 0, 0, time.UTC), Minutes: 10},
		{Unit: "N1", Agency: "Police", Place: "addresses:5", From: time.Date(2025, 10, 5, 18, 0, 0, 0, time.UTC), Minutes: 10}, // before either
	}); err != nil {
		t.Fatal(err)
	}
	if l, err = a.Households(ctx, ask); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range l.Households {
		got = append(got, fmt.Sprint(h.Address[:1], " ", h.Near, " ", h.Until, " ", h.Visited))
	}
	// 200 m is two homes and a bit to each side: of the third 1 to 5, of the fourth 2 to 6.
	want := []string{"3 2 2025-11-18 ", "4 2 2025-11-18 ", "5 2 2025-11-18 ", "6 1 2025-11-18 ", "1 1 2025-11-15 ", "2 2 2025-11-18 2025-11-05"}
	if !slices.Equal(got, want) {
		t.Errorf("homes are %q, want %q", got, want)
	}
	if l.Burglaries != 2 || l.Repeats != 1 || *l.All != 6 || *l.Visited != 1 || *l.Coverage != 16.7 {
		t.Errorf("%d burglaries, %d repeats, %d homes, %d visited, %g%%", l.Burglaries, l.Repeats, *l.All, *l.Visited, *l.Coverage)
	}
	homesOf, visitedOf := 6, 1
	if want := []meeting.WardRisk{{Ward: "Northfield", Burglaries: 2, Repeats: 1, Homes: &homesOf, Visited: &visitedOf}}; !reflect.DeepEqual(l.Wards, want) {
		t.Errorf("wards are %+v", l.Wards)
	}
	// No other list has a home.
	if list, err := a.Sites(ctx, app.SiteRequest{Area: "Newtown"}); err != nil || len(list.Sites) > 0 {
		t.Errorf("sites are %v, %v", list.Sites, err)
	}
	if _, err := a.ReportFile(ctx, app.ReportRequest{Report: "households", Area: "Newtown", On: "2025-11-10", Edition: "public"}, "pdf"); fault.Of(err) != fault.Unprocessable {
		t.Errorf("a public edition: %v", err)
	}
	for group, types := range map[string]string{"vehicle-crime": "counts Vehicle crime,", "rural": "counts Other theft, Vehicle crime and Criminal damage and arson,", "all": "counts every type,"} {
		if _, err := a.Households(ctx, app.HouseholdRequest{Area: "Newtown", On: "2025-11-10", Group: group}); fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(err.Error(), "group: "+group+" "+types) {
			t.Errorf("homes after offences of %s: %v", group, err)
		}
	}
	own := crime.Group{Name: "homes", Definition: "Burglary of homes", Types: []string{"residential burglary"}}
	if _, err := a.SetGroup(ctx, own); err != nil {
		t.Fatal(err)
	}
	if l, err := a.Households(ctx, app.HouseholdRequest{Area: "Newtown", On: "2025-11-10", Group: own.Name}); err != nil || l.Burglaries != 2 {
		t.Errorf("after burglaries of homes: %d burglaries, %v", l.Burglaries, err)
	}
	if _, err := a.Households(ctx, app.HouseholdRequest{Area: "Newtown", On: "2025-11-10", Group: "piracy"}); fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(err.Error(), "group: ") {
		t.Errorf("after piracy: %v", err)
	}
	for field, bad := range map[string]app.HouseholdRequest{
		"on ":    {Area: "Newtown", On: "Monday"},
		"metres": {Area: "Newtown", On: "2025-11-10", Metres: 5000},
		"days":   {Area: "Newtown", On: "2025-11-10", Days: -1},
	} {
		if _, err := a.Households(ctx, bad); fault.Of(err) != fault.Invalid || !strings.HasPrefix(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}
