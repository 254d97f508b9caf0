package app_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"beatplan/internal/app"
	"beatplan/meeting"
	"beatplan/planner"
)

// TestPlanSettings asks for a call that must be made and for hours, and finds when spots
// were last visited.
func TestPlanSettings(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	r := app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-22:00", Units: 1, Profile: "20-22=3", Best: true, Deadline: 600}
	r.Must = []app.MustRequest{{Place: "Pier@3.02,52.01", Open: "19:00-20:00"}}
	first, document, err := a.MakePlan(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	notes := strings.Join(first.Notes, "; ")
	if !strings.Contains(notes, "are those of the declared profile 20-22=3") || strings.Contains(notes, "drawn by seed") || strings.Contains(notes, "ended by the deadline") {
		t.Errorf("%s", notes)
	}
	if !strings.Contains(string(document), `"name":"Pier","premises_type":"named-place","premises_id":"must:1","open_window":["2025-04-04T19:00:00+01:00","2025-04-04T20:00:00+01:00"]`) {
		t.Error("the call that must be made is not in the plan")
	}
	spot := first.Metrics.Spots[slices.IndexFunc(first.Metrics.Spots, func(s planner.SpotMetrics) bool { return s.Visits > 0 })].Area
	_, err = a.LogVisits(t.Context(), []meeting.Visit{{
		Plan: first.ID, Unit: "unit-1", Agency: "police", Funding: "core", Place: spot, From: time.Date(2025, 4, 4, 17, 0, 0, 0, time.UTC), Minutes: 15, Officers: 2, Source: "form",
	}})
	if err != nil {
		t.Fatal(err)
	}
	r.Date = "2025-04-11"
	if _, document, err = a.MakePlan(t.Context(), r); err != nil || !strings.Contains(string(document), "last visited 7 days ago") {
		t.Errorf("no word of a visit a week ago: %v", err)
	}
	rested := r // a shift of four hours usually has no break
	rested.Breaks = &app.UnitBreaks{Minutes: new(20), Within: "20:00-20:40", AtOnce: 1}
	p, document, err := a.MakePlan(t.Context(), rested)
	if err != nil {
		t.Fatal(err)
	}
	var breaks struct {
		Features []struct {
			Properties struct {
				Breaks []struct {
					From    string `json:"from"`
					Minutes int    `json:"minutes"`
				} `json:"breaks"`
			} `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(document, &breaks); err != nil {
		t.Fatal(err)
	}
	if of := breaks.Features[0].Properties.Breaks; len(of) != 1 || of[0].Minutes != 20 || of[0].From < "2025-04-11T20:00" || of[0].From > "2025-04-11T20:20" {
		t.Errorf("the breaks are %+v", of)
	}
	if said := strings.Join(p.Notes, "; "); p.Breaks == nil || p.Breaks.Within != "20:00-20:40" || !strings.Contains(said, "breaks are of 20 minutes, within 20:00-20:40, of at most 1 unit at once") {
		t.Errorf("the plan says %+v and %s", p.Breaks, said)
	}
	both := r
	both.Units, both.Double = 2, []string{strings.ToLower(spot)}
	if p, document, err := a.MakePlan(t.Context(), both); err != nil || strings.Count(string(document), `"with":"unit-`) != 2*p.Metrics.Spots[slices.IndexFunc(p.Metrics.Spots, func(s planner.SpotMetrics) bool { return s.Area == spot })].Visits {
		t.Errorf("two units do not visit %s at once: %v", spot, err)
	}
	for name, tt := range map[string]struct {
		change func(*app.PlanRequest)
		want   string
	}{
		"a place that is none":      {func(r *app.PlanRequest) { r.Must[0].Place = "Atlantis" }, `must "Atlantis": no site`},
		"a call outside the shift":  {func(r *app.PlanRequest) { r.Must[0].Open = "10:00-11:00" }, "not within the shift"},
		"a call too long":           {func(r *app.PlanRequest) { r.Must[0].Open = "19:00-19:05" }, "open for 5m0s, and the stop takes 10m0s"},
		"a call that cannot be met": {func(r *app.PlanRequest) { r.Must[0].Place = "Far@5,52" }, "cannot be reached in time by any unit"},
		"a spot that is none":       {func(r *app.PlanRequest) { r.Double = []string{spot, "Atlantis"} }, `double/1: no spot of this plan is called "Atlantis"; there are HS-001`},
		"one unit for two":          {func(r *app.PlanRequest) { r.Double = []string{spot} }, "two units are to visit it at once, and there is one"},
		"a break of a day":          {func(r *app.PlanRequest) { r.Breaks = &app.UnitBreaks{Minutes: new(1440)} }, "breaks/minutes: 1440: give 0, for none, to 120"},
		"breaks of many":            {func(r *app.PlanRequest) { r.Breaks = &app.UnitBreaks{AtOnce: 51} }, "breaks/at_once: 51 units: give 1 to 50"},
		"breaks outside the shift":  {func(r *app.PlanRequest) { r.Breaks = &app.UnitBreaks{Within: "10:00-11:00"} }, "breaks/within: 10:00-11:00 is not within the shift from 18:00 to 22:00"},
		"when no break is":          {func(r *app.PlanRequest) { r.Breaks = &app.UnitBreaks{Within: "20:00-20:40"} }, "breaks/minutes: units usually have no break in so short a shift: say how long each is"},
		"how many of no break":      {func(r *app.PlanRequest) { r.Breaks = &app.UnitBreaks{AtOnce: 1} }, "breaks/minutes: units usually have no break in so short a shift"},
		"no time for a break":       {func(r *app.PlanRequest) { r.Breaks = &app.UnitBreaks{Within: "19:00-19:20", Minutes: new(30)} }, "breaks/within: 19:00-19:20 is shorter than a break of 30 minutes: give more time, or a shorter break"},
		"a profile that is none":    {func(r *app.PlanRequest) { r.Profile = "late" }, "such as 22-02=3"},
		"wards that are not loaded": {func(r *app.PlanRequest) { r.Fair = 0.3 }, "no spot is in a ward"},
		"a cap above 1":             {func(r *app.PlanRequest) { r.Fair = 3 }, "a cap of 3"},
		"less than no unit":         {func(r *app.PlanRequest) { r.Units = -2 }, "-2 units: a plan is for 1 to 50"},
		"no time":                   {func(r *app.PlanRequest) { r.Deadline = -1 }, "deadline: -1 s"},
		"nobody to plan for":        {func(r *app.PlanRequest) { r.Units, r.Crews = 0, []app.Crew{{Role: "constable", Duty: "response"}} }, "nobody else is on duty"},
		"no such duty":              {func(r *app.PlanRequest) { r.Units, r.Crews = 0, []app.Crew{{Role: "constable", Duty: "traffic"}} }, `no duty "traffic"`},
	} {
		t.Run(name, func(t *testing.T) {
			asked := r
			asked.Must = slices.Clone(r.Must)
			tt.change(&asked)
			if _, _, err := a.MakePlan(t.Context(), asked); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}
