package app_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"beatplan/crime"
	"beatplan/internal/app"
	"beatplan/internal/fault"
)

func TestHoursSayWhenAndHowWellThatIsKnown(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true}.settle(t)
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	day := func(month, day int) time.Time { return time.Date(2025, time.Month(month), day, 0, 0, 0, 0, zone) }
	take(t, m.Events, []crime.Event{{Key: "x", Kind: crime.BankHoliday, Name: "Jubilee", From: day(2, 12).UTC(), To: day(2, 13).UTC()}})

	all, features, err := a.TellHours(t.Context(), app.HoursRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "violence"}})
	if err != nil {
		t.Fatal(err)
	}
	if all.Sum != all.Offences || all.Timed != 180 || all.Peak == nil || len(features.Features) != 1 {
		t.Errorf("at all hours: %+v", all)
	}
	night, _, err := a.TellHours(t.Context(), app.HoursRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "violence", Clock: "nte", Measure: "harm"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(night.Dates) != 1 || night.Dates[0] != "2025-02-11" || math.Abs(night.Sum-night.Harm) > 1e-6 || night.Sum == 0 {
		t.Errorf("nights and the eve of 12 February: %v, %g days of harm of %g", night.Dates, night.Sum, night.Harm)
	}
	if again, _, _ := a.TellHours(t.Context(), app.HoursRequest{HotspotRequest: app.HotspotRequest{Area: "T1", Group: "violence", Clock: "nte", Measure: "harm"}}); again.ID != night.ID {
		t.Errorf("the same question is %s and %s", again.ID, night.ID)
	}
}

// The hours of two halves add up to those of the whole, and those of a place without
// offences are nothing.
func TestHoursOfAPlace(t *testing.T) {
	t.Parallel()
	a, _ := town{timed: true}.settle(t)
	ask := app.HoursRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "violence"}}
	of := func(outline string) app.Hours {
		t.Helper()
		ask.Outline = json.RawMessage(outline)
		h, _, err := a.TellHours(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	box := func(w, s, e, n float64) string {
		return fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}`, w, s, e, s, e, n, w, n, w, s)
	}
	all, west, east, far := of(""), of(box(2, 51, 3.0051, 53)), of(box(3.0051, 51, 4, 53)), of(box(10, 10, 11, 11))
	if west.Sum == 0 || east.Sum == 0 || math.Abs(west.Sum+east.Sum-all.Sum) > 1e-9 || west.Timed+east.Timed != all.Timed {
		t.Errorf("%g offences in the west and %g in the east of %g", west.Sum, east.Sum, all.Sum)
	}
	for hour := range all.Week {
		if math.Abs(west.Week[hour]+east.Week[hour]-all.Week[hour]) > 1e-9 {
			t.Errorf("hour %d: %g and %g of %g", hour, west.Week[hour], east.Week[hour], all.Week[hour])
		}
	}
	if far.Sum != 0 || far.Timed != 0 || far.ID == all.ID {
		t.Errorf("far away: %+v", far.Times)
	}
	ask.Outline = json.RawMessage(`{"type":"Point","coordinates":[3,52]}`)
	if _, _, err := a.TellHours(t.Context(), ask); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "outline") {
		t.Errorf("a point is no outline: %v", err)
	}
}

// One homicide does not make the peak of harm.
func TestOneHomicideDoesNotMakeTheHours(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true}.settle(t)
	at, when := land(t, 3.005, 52.003), time.Date(2025, 1, 8, 14, 30, 0, 0, time.UTC)
	take(t, m.Offences, []crime.Record{record(t, "homicide", crime.Offence{Type: "Homicide", From: when, To: when, Precision: crime.Instant, At: &at})})
	ask := app.HoursRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "all", Measure: "harm"}, HarmCap: new(0.01)}
	capped, _, err1 := a.TellHours(t.Context(), ask)
	*ask.HarmCap = 0
	open, _, err2 := a.TellHours(t.Context(), ask)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if capped.HarmCap == nil || open.HarmCap != nil || math.Abs(open.Sum-capped.Sum-capped.HarmCap.Removed) > 1e-6 || !says(capped.Notes, "counted for") {
		t.Errorf("%g days of harm without a cap, %g with %+v; notes %v", open.Sum, capped.Sum, capped.HarmCap, capped.Notes)
	}
	*ask.HarmCap = 2
	if _, _, err := a.TellHours(t.Context(), ask); fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), "a cap of 2") {
		t.Errorf("a cap of 2: %v", err)
	}
}

func TestHoursAreATable(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	h, _, err := a.TellHours(t.Context(), app.HoursRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery", Clock: "Fri-Sat 22:00-03:00"}})
	if err != nil {
		t.Fatal(err)
	}
	rows := h.Rows().Features
	first, last := rows[0].Properties.(app.HourRow), rows[len(rows)-1].Properties.(app.HourRow)
	if len(rows) != 168 || first.Day != "Monday" || first.Hour != 6 || last.Day != "Sunday" || last.Hour != 5 {
		t.Fatalf("%d rows from %+v to %+v", len(rows), first, last)
	}
	var sum, share float64
	for _, r := range rows {
		row := r.Properties.(app.HourRow)
		sum, share = sum+row.Sum, share+row.Share
		if taken := (row.Day == "Friday" || row.Day == "Saturday") && (row.Hour >= 22 || row.Hour < 3); row.Sum > 0 && !taken {
			t.Errorf("%+v is not of the clock", row)
		}
	}
	if h.Sum == 0 || math.Abs(sum-h.Sum) > 1e-9 || math.Abs(share-1) > 1e-9 {
		t.Errorf("%g in rows of %g, %g of all", sum, h.Sum, share)
	}
}

func TestHoursNeedHours(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	tests := map[string]struct {
		request app.HotspotRequest
		kind    fault.Kind
		want    string
	}{
		"months alone":       {app.HotspotRequest{Area: "Newtown", Group: "robbery"}, fault.Unprocessable, "no time of day"},
		"on a clock":         {app.HotspotRequest{Area: "Newtown", Group: "robbery", Clock: "night"}, fault.Unprocessable, "no time of day"},
		"no such clock":      {app.HotspotRequest{Area: "Newtown", Group: "robbery", Clock: "teatime"}, fault.Invalid, `clock: no clock "teatime"`},
		"a rule of no hour":  {app.HotspotRequest{Area: "Newtown", Group: "robbery", Clock: "Fri 22:00-22:00"}, fault.Invalid, "clock: «Fri 22:00-22:00» covers no hour"},
		"holidays not there": {app.HotspotRequest{Area: "Newtown", Group: "robbery", Clock: "holidays 10:00-12:00"}, fault.Invalid, "takes no hour in 2025-01..2025-03"},
		"at all hours":       {app.HotspotRequest{Area: "Newtown", Group: "robbery", AllHours: true}, fault.Invalid, "hours are what is asked for"},
		"no such measure":    {app.HotspotRequest{Area: "Newtown", Group: "robbery", Measure: "fear"}, fault.Invalid, `no measure "fear"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := a.TellHours(t.Context(), app.HoursRequest{HotspotRequest: tt.request})
			if fault.Of(err) != tt.kind || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v (%v), want %q", err, fault.Of(err), tt.want)
			}
		})
	}
	// Where nothing happened there is nothing to know, and that is no error.
	h, _, err := a.TellHours(t.Context(), app.HoursRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "burglary"}})
	if err != nil || h.Sum != 0 || h.Peak != nil || h.Direction != nil {
		t.Errorf("of no offence: %+v, %v", h, err)
	}
}

// A clock of one's own has a name and versions, and the default one can be changed.
func TestClocksOfOnesOwn(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	for version, rule := range []string{"Fri-Sat 22:00-03:00", "Fri-Sat 22:00-04:00"} {
		if r, err := a.SetClock(t.Context(), "rank", rule); err != nil || r.Version != version+1 {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	if r, err := a.SetClock(t.Context(), "nte", "Fri-Sat 19:00-05:00"); err != nil || r.Version != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	rules, err := a.Clocks(t.Context())
	if err != nil || len(rules) != 5 || rules[3].Name != "nte" || rules[3].Version != 2 || rules[4].Rule != "Fri-Sat 22:00-04:00" {
		t.Errorf("%+v, %v", rules, err)
	}
	named, _, err1 := a.TellHours(t.Context(), app.HoursRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "violence", Clock: "rank"}})
	written, _, err2 := a.TellHours(t.Context(), app.HoursRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "violence", Clock: "Fri-Sat 22:00-04:00"}})
	if err1 != nil || err2 != nil || named.Sum != written.Sum || named.Sum == 0 {
		t.Errorf("by its name %g, by its rule %g (%v, %v)", named.Sum, written.Sum, err1, err2)
	}
	for name, want := range map[string]string{"all": "every hour", "Rank": "lower-case"} {
		if _, err := a.SetClock(t.Context(), name, "Fri 22:00-23:00"); fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("clock %s: %v", name, err)
		}
	}
	if _, err := a.SetClock(t.Context(), "tea", "Fri 16:30-17:00"); fault.Of(err) != fault.Invalid {
		t.Errorf("half an hour: %v", err)
	}
}

// Offences that a system puts at midnight for want of a time have no hour.
func TestHeapsHaveNoHours(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true}.settle(t)
	at := land(t, 3.005, 52.003)
	var records []crime.Record
	for i := range 16 {
		when := time.Date(2025, 1, 6+i%5, 0, 0, 0, 0, time.UTC)
		if i >= 12 {
			when = when.Add(20*time.Hour + time.Duration(i)*time.Minute)
		}
		records = append(records, record(t, "robbery "+when.String()+string(rune('a'+i)), crime.Offence{Type: "Shoplifting", From: when, To: when, Precision: crime.Instant, At: &at}))
	}
	take(t, m.Offences, records)
	const heap = "12 of 16 offences are at 00:00 to the minute"
	hours, _, err := a.TellHours(t.Context(), app.HoursRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "shoplifting"}})
	if err != nil || hours.Timed != 4 || hours.Untimed != 12 || !says(hours.Notes, heap) {
		t.Errorf("%d timed, %d not, %v; notes %v", hours.Timed, hours.Untimed, err, hours.Notes)
	}
	night, err := a.Cells(t.Context(), app.SurfaceRequest{Area: "Newtown", Group: "shoplifting", Clock: "night"})
	if err != nil || night.Offences != 4 || night.LeftOut != 12 || !says(night.Notes, heap) {
		t.Errorf("at night: %g offences, %d left out, %v; notes %v", night.Offences, night.LeftOut, err, night.Notes)
	}
	always, err := a.Cells(t.Context(), app.SurfaceRequest{Area: "Newtown", Group: "shoplifting"})
	if err != nil || always.Offences != 16 || says(always.Notes, "to the minute") {
		t.Errorf("at all hours: %g offences, %v; notes %v", always.Offences, err, always.Notes)
	}
}
