package meeting_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/meeting"
)

func item() meeting.Item {
	return meeting.Item{
		ID: "7", Source: meeting.National, Grade: "2-B", Handling: meeting.Permitted, Text: "opioid theft", Categories: []string{"pharmacy"},
		Weight: 2, From: "2025-10-03", To: "2025-10-05", Hours: "Fri-Sat 22:00-03:00",
	}
}

func TestItemValidate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*meeting.Item)
		want   string
	}{
		"as it should be":       {func(*meeting.Item) {}, ""},
		"another source":        {func(i *meeting.Item) { i.Source = "rumour" }, `source "rumour": `},
		"no text":               {func(i *meeting.Item) { i.Text = "" }, "text: "},
		"another grade":         {func(i *meeting.Item) { i.Grade = "4-B" }, `grade "4-B": `},
		"not to be read here":   {func(i *meeting.Item) { i.Handling = "S" }, `handling "S": nobody here may read it`},
		"no conditions":         {func(i *meeting.Item) { i.Handling = meeting.Conditional }, "conditions: handling code C needs them"},
		"conditions of P":       {func(i *meeting.Item) { i.Conditions = "ask" }, "conditions: handling code P has none"},
		"raises nothing":        {func(i *meeting.Item) { i.Categories = nil }, "categories: "},
		"no weight":             {func(i *meeting.Item) { i.Weight = 1 }, "weight 1: "},
		"too much weight":       {func(i *meeting.Item) { i.Weight = 11 }, "weight 11: "},
		"no day":                {func(i *meeting.Item) { i.From = "today" }, `from "today": `},
		"no last day":           {func(i *meeting.Item) { i.To = "" }, `to "": `},
		"ends before it begins": {func(i *meeting.Item) { i.To = "2025-10-02" }, "to 2025-10-02: "},
		"other hours":           {func(i *meeting.Item) { i.Hours = "tea time" }, "hours: "},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := item()
			tt.change(&i)
			if err := i.Validate(); (err == nil) != (tt.want == "") || err != nil && !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// An item raises what it names at its hours of its days, for the groups that it speaks of,
// unless it is suspected to be false.
func TestItemRaises(t *testing.T) {
	t.Parallel()
	shift := func(day, hour int) (from, to time.Time) {
		from = time.Date(2025, 10, day, hour, 0, 0, 0, time.UTC)
		return from, from.Add(4 * time.Hour)
	}
	tests := map[string]struct {
		day, hour int
		change    func(*meeting.Item)
		want      bool
	}{
		"on Friday night":           {3, 20, func(*meeting.Item) {}, true},
		"on Friday afternoon":       {3, 14, func(*meeting.Item) {}, false},
		"at any hour":               {3, 14, func(i *meeting.Item) { i.Hours = "" }, true},
		"a week later":              {10, 20, func(*meeting.Item) {}, false},
		"the night before":          {2, 20, func(i *meeting.Item) { i.Hours = "" }, false},
		"suspected to be false":     {3, 20, func(i *meeting.Item) { i.Grade = "3-E" }, false},
		"of the group":              {3, 20, func(i *meeting.Item) { i.Groups = []string{"robbery"} }, true},
		"of another group":          {3, 20, func(i *meeting.Item) { i.Groups = []string{"burglary"} }, false},
		"at hours that are no rule": {3, 20, func(i *meeting.Item) { i.Hours = "tea time" }, false},
	}
	for name, tt := range tests {
		i := item()
		tt.change(&i)
		from, to := shift(tt.day, tt.hour)
		if got := i.Raises(from, to, []string{"robbery"}); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func ExampleItem_Reason() {
	i := item()
	fmt.Println(i.Reason(), i.State("2025-10-02"), i.State("2025-10-05"), i.State("2025-10-06"))
	i.Handling, i.Conditions, i.Grade = meeting.Conditional, "not to partners", ""
	fmt.Println(i.Reason())
	fmt.Println(i.RaisesNothing([]string{"pub"}))
	// Output:
	// intelligence item 7 (national picture, 2-B-P, to 2025-10-05): opioid theft to come valid expired
	// intelligence item 7 (national picture, not graded, C, to 2025-10-05): conditions apply, ask the intelligence desk
	// no pharmacy is loaded: this raises nothing
}

// What was recorded at the places that an item raised is held against as many days before
// and against others of their kind. Months alone cannot say.
func TestCame(t *testing.T) {
	t.Parallel()
	site := func(lon float64) geo.Site { return geo.Site{At: &orb.Point{lon, 51.7}} }
	raised, others := meeting.Places{Sites: []geo.Site{site(0.5)}}, meeting.Places{Sites: []geo.Site{site(0.6), site(0.7)}}
	on := func(day int, lon float64) crime.Record {
		at := time.Date(2025, 10, day, 12, 0, 0, 0, time.UTC)
		return crime.Record{Offence: crime.Offence{Type: "Other theft", Precision: crime.Instant, From: at, To: at, At: &orb.Point{lon, 51.7}}}
	}
	offences := []crime.Record{on(3, 0.5), on(4, 0.5), on(5, 0.50001), on(2, 0.5), on(4, 0.6), on(4, 0.55), on(6, 0.5)}
	known := time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)
	a, err := item().Came(raised, others, offences, known, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if a.Days != 3 || *a.Recorded != 3 || *a.Before != 1 || *a.Others != 1 || a.OtherSites != 2 || !strings.HasPrefix(a.Sentence, "3 recorded there in 3 days, 1 in the 3 before, 1 at 2 others: ") {
		t.Errorf("%+v", a)
	}
	month := on(4, 0.5)
	month.Precision = crime.InMonth
	if a, err := item().Came(raised, others, []crime.Record{month}, known, time.UTC); err != nil || a.Recorded != nil || a.Sentence != "month data cannot say" {
		t.Errorf("of months: %+v (%v)", a, err)
	}
	if a, err := item().Came(raised, others, offences, time.Date(2025, 10, 3, 0, 0, 0, 0, time.UTC), time.UTC); err != nil || a.Recorded != nil || a.Sentence != "too early to say: offences are loaded to 2025-10-02" {
		t.Errorf("before anything is loaded: %+v (%v)", a, err)
	}
	land := meeting.Places{Land: orb.MultiPolygon{{{{0, 51}, {1, 51}, {1, 52}, {0, 52}, {0, 51}}}}}
	if in := land.Holds(); !in(orb.Point{0.5, 51.5}) || in(orb.Point{1.5, 51.5}) {
		t.Error("an area holds what lies in it, and nothing else")
	}
	if cells, err := raised.Cells(); err != nil || len(cells) != 7 {
		t.Errorf("%d cells around a site (%v)", len(cells), err)
	}
}
