package app_test

import (
	"bytes"
	"fmt"
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

func theft() meeting.Item {
	return meeting.Item{
		Source: meeting.National, Grade: "2-B", Handling: "P", Text: "opioid theft", Categories: []string{"pharmacy"},
		Weight: 2, From: "2025-03-10", To: "2025-03-19", Told: []string{"Sgt Malik"},
	}
}

// chemists are three pharmacies in Newtown, 500 m and more apart.
func chemists() (sites []geo.Site) {
	for n := range 3 {
		at := orb.Point{3.01 + 0.01*float64(n), 52.005}
		sites = append(sites, geo.Site{Source: "chemists", ID: fmt.Sprint(n), Name: fmt.Sprintf("Chemist %d", n), Category: "pharmacy", At: &at})
	}
	return sites
}

// The same item raises nothing while no pharmacy is loaded, and three once three are; a
// plan inside its days calls there and quotes it, and one outside does not.
func TestIntelligenceRaises(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a, m := town{timed: true, noSites: true}.settle(t)
	i, err := a.AddItem(ctx, theft())
	if err != nil {
		t.Fatal(err)
	}
	if i.ID != "1" || i.Nothing != "no pharmacy is loaded: this raises nothing" || len(i.Raises) != 0 {
		t.Errorf("item %s: %q, raises %v", i.ID, i.Nothing, i.Raises)
	}
	take(t, m.Sites, chemists())
	if i, err = a.Item(ctx, "1", "2025-03-12"); err != nil {
		t.Fatal(err)
	}
	if i.Nothing != "" || len(i.Raises) != 3 || i.State != "valid" {
		t.Errorf("it raises %v, %q, and is %s", i.Raises, i.Nothing, i.State)
	}
	conditional := theft()
	conditional.Handling, conditional.Conditions, conditional.Text = "C", "for the intelligence desk", "a name"
	if _, err := a.AddItem(ctx, conditional); err != nil {
		t.Fatal(err)
	}
	plan := func(date string) []byte {
		t.Helper()
		_, document, err := a.MakePlan(ctx, app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: date, Shift: "10:00-16:00", Units: 3, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		return document
	}
	const quoted = "intelligence item 1 (national picture, 2-B-P, to 2025-03-19): opioid theft"
	inside := plan("2025-03-14")
	for n := range 3 {
		if site := fmt.Sprintf("Chemist %d", n); !bytes.Contains(inside, []byte(site)) {
			t.Errorf("the plan does not call at %s", site)
		}
	}
	if !bytes.Contains(inside, []byte(quoted)) || bytes.Contains(inside, []byte("a name")) {
		t.Error("the plan lacks the item's text, or has one that its handling code keeps back")
	}
	if bytes.Contains(plan("2025-03-21"), []byte("intelligence item")) {
		t.Error("an item that has expired is quoted")
	}
	if err := a.WithdrawItem(ctx, "1"); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(plan("2025-03-14"), []byte(quoted)) {
		t.Error("an item that was withdrawn is quoted")
	}
	if all, err := a.Items(ctx, "2025-03-14", false); err != nil || len(all) != 1 || all[0].ID != "2" {
		t.Errorf("in force %v, error %v", all, err)
	}
}

// Four thefts at the first chemist in the item's ten days, one in the ten before, one at
// a chemist outside its area and one 40 m off that is not at any.
func TestIntelligenceCameHere(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a, m := town{timed: true, quiet: true, noSites: true}.settle(t)
	sites := chemists()
	take(t, m.Sites, sites)
	var records []crime.Record
	at := func(day int, p orb.Point) {
		from := time.Date(2025, 3, day, 12, 0, 0, 0, time.UTC)
		records = append(records, record(t, fmt.Sprint(len(records)), crime.Offence{Type: "Shoplifting", From: from, To: from, Precision: crime.Instant, At: &p}))
	}
	for _, day := range []int{10, 12, 15, 19} {
		at(day, *sites[0].At)
	}
	at(9, *sites[0].At)
	at(20, *sites[0].At) // after it
	at(12, *sites[2].At)
	at(12, orb.Point{sites[0].At[0] + 0.0006, sites[0].At[1]})
	at(31, orb.Point{3.03, 52.015}) // so that the month is covered to its end
	take(t, m.Offences, records)
	take(t, m.Areas, []geo.Area{{Kind: geo.Ward, Code: "W1", Name: "West", Land: orb.MultiPolygon{{{{3, 52}, {3.025, 52}, {3.025, 52.02}, {3, 52.02}, {3, 52}}}}}})
	item := theft()
	item.Area = "West"
	if _, err := a.AddItem(ctx, item); err != nil {
		t.Fatal(err)
	}
	if err := a.As("Sgt Malik").ReadItem(ctx, "1"); err != nil {
		t.Fatal(err)
	}
	i, err := a.Item(ctx, "1", "2025-04-01")
	if err != nil {
		t.Fatal(err)
	}
	if i.Arrival == nil || i.Arrival.Sentence != "4 recorded there in 10 days, 1 in the 10 before, 1 at 1 other: comparable (too few to tell)" {
		t.Errorf("did it come here? %+v", i.Arrival)
	}
	if i.State != "expired" || len(i.Read) != 1 || i.Read[0].At == nil {
		t.Errorf("it is %s, read by %v", i.State, i.Read)
	}
}

func TestIntelligenceOfMonthData(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	take(t, m.Sites, chemists())
	if _, err := a.AddItem(t.Context(), theft()); err != nil {
		t.Fatal(err)
	}
	i, err := a.Item(t.Context(), "1", "2025-03-12")
	if err != nil {
		t.Fatal(err)
	}
	if i.Arrival == nil || i.Arrival.Sentence != "month data cannot say" || i.Arrival.Recorded != nil {
		t.Errorf("did it come here? %+v", i.Arrival)
	}
}

func TestIntelligenceRefuses(t *testing.T) {
	t.Parallel()
	a := town{noSites: true, quiet: true}.app(t)
	tests := map[string]struct {
		change func(*meeting.Item)
		says   string
	}{
		"ends before it begins": {func(i *meeting.Item) { i.To = "2025-03-09" }, "to 2025-03-09: it is before from 2025-03-10"},
		"no date":               {func(i *meeting.Item) { i.From = "" }, `from "": write it YYYY-MM-DD`},
		"a code nobody reads":   {func(i *meeting.Item) { i.Handling = "5" }, `handling "5": nobody here may read it`},
		"no conditions":         {func(i *meeting.Item) { i.Handling = "C" }, "conditions: handling code C needs them"},
		"a grade of 5×5×5":      {func(i *meeting.Item) { i.Grade = "B-2-1" }, `grade "B-2-1"`},
		"nothing named":         {func(i *meeting.Item) { i.Categories = nil }, "categories: name categories"},
		"no raise":              {func(i *meeting.Item) { i.Weight = 1 }, "weight 1: above 1"},
		"hours":                 {func(i *meeting.Item) { i.Hours = "tea" }, "hours: "},
		"a group":               {func(i *meeting.Item) { i.Groups = []string{"piracy"} }, `groups/0: no offence group "piracy"`},
		"an area":               {func(i *meeting.Item) { i.Area = "Nowhere" }, `area: no area "Nowhere"`},
		"a source":              {func(i *meeting.Item) { i.Source = "rumour" }, `source "rumour"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := theft()
			tt.change(&i)
			_, err := a.AddItem(t.Context(), i)
			if fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(err.Error(), tt.says) {
				t.Errorf("%v, want %s", err, tt.says)
			}
		})
	}
}

// Where no offence is loaded an item that raises places says that nobody can answer, and
// not nothing.
func TestCameWithoutOffences(t *testing.T) {
	t.Parallel()
	a, m := verbs(t)
	take(t, m.Areas, []geo.Area{newtown()})
	take(t, m.Sites, chemists())
	added, err := a.AddItem(t.Context(), theft())
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Item(t.Context(), added.ID, "2025-03-12")
	if err != nil || r.Arrival == nil || r.Arrival.Sentence != "no offence is loaded, so it cannot be said" || r.Arrival.Recorded != nil {
		t.Errorf("%+v, %v", r.Arrival, err)
	}
}
