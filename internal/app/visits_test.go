package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/meeting"
)

// Visits to a plan's spots are logged twice and count once; a correction counts in place of
// what it corrects; positions inside a spot are minutes there.
func TestLogVisits(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a := town{timed: true}.app(t)
	plan, document, err := a.MakePlan(ctx, app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-22:00", Units: 1})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2025, 4, 4, 17, 0, 0, 0, time.UTC)
	visit := func(minute, minutes, officers int) meeting.Visit {
		return meeting.Visit{
			Plan: plan.ID, Unit: "N-1", Agency: "Police", Funding: "funded", Place: "HS-001", From: start.Add(time.Duration(minute) * time.Minute),
			Minutes: minutes, Officers: officers, Outputs: map[string]int{"searches": 2, "finds": 1},
		}
	}
	lost := visit(120, 30, 2)
	lost.Place, lost.Lost, lost.Outputs = "", "an arrest", nil
	first := []meeting.Visit{visit(0, 15, 2), visit(60, 12, 2), lost}
	log := func(visits []meeting.Visit, added, changed, unchanged int) {
		t.Helper()
		l, err := a.LogVisits(ctx, visits)
		if err != nil {
			t.Fatal(err)
		}
		if l.Added != added || l.Changed != changed || l.Unchanged != unchanged {
			t.Errorf("%d added, %d changed, %d unchanged; want %d, %d, %d", l.Added, l.Changed, l.Unchanged, added, changed, unchanged)
		}
	}
	log(first, 3, 0, 0)
	log(first, 0, 0, 3)
	log([]meeting.Visit{visit(60, 20, 2)}, 0, 1, 0)

	r, err := a.Return(ctx, "2025-04-04", "2025-04-04", "")
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Lines) != 1 || r.Lines[0].Hours != 35.*2/60 || r.All.Outputs["searches"] != 4 || len(r.Lost) != 1 || r.Lost[0].Minutes != 30 || r.Lost[0].Hours != 1 {
		t.Errorf("the return is %+v", r)
	}
	byMonth, err := a.Return(ctx, "2025-04-04", "2025-04-04", "by-month")
	if err != nil || !slices.Equal(byMonth.Rows[0][:8], []string{"2025-04", "Newtown", "Police", "funded", "1.2", "2", "1.0", "an arrest 1.0"}) {
		t.Errorf("the return by month is %q, error %v", byMonth.Rows, err)
	}
	if r, err = a.Return(ctx, "2025-04-05", "2025-04-30", ""); err != nil || *r.All.Patrols != 0 {
		t.Errorf("on other days %+v, error %v", r, err)
	}

	features, err := geojson.UnmarshalFeatureCollection(document)
	if err != nil {
		t.Fatal(err)
	}
	var centre orb.Point
	for _, f := range features.Features {
		if f.Properties["kind"] == "area" && f.Properties["area"] == "HS-002" {
			centre = f.Geometry.Bound().Center()
		}
	}
	var fixes []meeting.Fix
	for m := range 11 {
		fixes = append(fixes, meeting.Fix{Unit: "N-1", At: start.Add(time.Duration(180+m) * time.Minute), Is: centre})
	}
	if _, err := a.LogPositions(ctx, plan.ID, "Police", "core", 2, fixes); err != nil {
		t.Fatal(err)
	}
	d, err := a.Delivery(ctx, plan.ID)
	if err != nil {
		t.Fatal(err)
	}
	minutes := map[string]int{}
	for _, p := range d.Places {
		minutes[p.Place] = p.Delivered
	}
	if minutes["HS-001"] != 35 || minutes["HS-002"] != 10 || d.Delivered != 45 || d.Visits != 3 || d.Planned == 0 || d.Target == 0 {
		t.Errorf("the delivery is %+v", d)
	}
	next, _, err := a.MakePlan(ctx, app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-05", Shift: "18:00-22:00", Units: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{plan.ID, next.ID} {
		for edition, want := range map[string]bool{"police": true, "partner": false} {
			page, err := a.PlanFile(ctx, id, "html", edition)
			if err != nil {
				t.Fatal(err)
			}
			row := fmt.Sprintf(`<strong>2025-04-04</strong></td><td class="number">%d</td><td class="number">45</td><td>1.0 an arrest</td>`, d.Planned)
			if strings.Contains(string(page.Body), row) != want {
				t.Errorf("the %s edition of %s has what was delivered: %v, want %v", edition, id, !want, want)
			}
			if carries := strings.Contains(string(page.Body), `download="`+id+`.gpx"`); carries != want {
				t.Errorf("the %s edition of %s carries the routes of units: %v, want %v", edition, id, carries, want)
			}
		}
	}
}

func TestLogVisitsRefuses(t *testing.T) {
	t.Parallel()
	a := town{noSites: true, quiet: true}.app(t)
	good := meeting.Visit{Unit: "N-1", Agency: "Police", Place: "x", From: time.Date(2025, 4, 4, 17, 0, 0, 0, time.UTC), Minutes: 5}
	tests := map[string]struct {
		change func(*meeting.Visit)
		says   string
	}{
		"no unit":        {func(v *meeting.Visit) { v.Unit = "" }, "visits/1/unit: give the call sign"},
		"no place":       {func(v *meeting.Visit) { v.Place = "" }, "visits/1/place: say where"},
		"no time":        {func(v *meeting.Visit) { v.Minutes = 0 }, "visits/1/minutes 0: from 1 to 1440"},
		"an output":      {func(v *meeting.Visit) { v.Outputs = map[string]int{"smiles": 1} }, "visits/1/outputs/smiles: there are people-engaged"},
		"less than none": {func(v *meeting.Visit) { v.Outputs = map[string]int{"searches": -1} }, "visits/1/outputs/searches: -1"},
		"no plan":        {func(v *meeting.Visit) { v.Plan, v.Place = "2025-plan", "y" }, "visits/1/plan: "},
		"twice":          {func(*meeting.Visit) {}, "visits/1/place: visits/0 is the same unit, place and time (N-1, x, 2025-04-04 18:00): leave one out, or give it another time"},
		"made and lost":  {func(v *meeting.Visit) { v.Lost = "a call" }, "visits/1/place: visits/0 is the same unit, place and time (N-1, x, 2025-04-04 18:00): leave the place of the time that was lost empty, or"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wrong := good
			tt.change(&wrong)
			if _, err := a.LogVisits(t.Context(), []meeting.Visit{good, wrong}); fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(err.Error(), tt.says) {
				t.Errorf("%v, want %s", err, tt.says)
			}
		})
	}
}

// What was delivered of a re-plan has the visits that were logged before it, once.
func TestDeliveryOfReplan(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a := town{timed: true}.app(t)
	before, _, err := a.MakePlan(ctx, app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-22:00", Units: 2})
	if err != nil {
		t.Fatal(err)
	}
	after, _, err := a.ReplanPlan(ctx, before.ID, app.ReplanRequest{At: "20:00", Lose: []string{"Unit 2"}})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2025, 4, 4, 17, 0, 0, 0, time.UTC)
	visit := func(plan string, minute, minutes int) meeting.Visit {
		return meeting.Visit{
			Plan: plan, Unit: "unit-1", Agency: "Police", Funding: "core", Place: "HS-001", From: start.Add(time.Duration(minute) * time.Minute), Minutes: minutes, Officers: 2,
		}
	}
	for _, v := range []meeting.Visit{visit(before.ID, 0, 15), visit(before.ID, 60, 12), visit(after.ID, 60, 14), visit(after.ID, 150, 20)} {
		if _, err := a.LogVisits(ctx, []meeting.Visit{v}); err != nil {
			t.Fatal(err)
		}
	}
	d, err := a.Delivery(ctx, after.ID)
	if err != nil || d.Delivered != 49 || d.Visits != 3 || *d.Return.All.Patrols != 3 {
		t.Errorf("%d min in %d visits, and %d patrols, error %v; want 49, 3 and 3", d.Delivered, d.Visits, *d.Return.All.Patrols, err)
	}
}

// A visit that was made can become one that was skipped, for a reason that can change, and
// back: the totals are those of the last word, and nothing counts twice.
func TestVisitMadeAndSkipped(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a := town{timed: true}.app(t)
	plan, _, err := a.MakePlan(ctx, app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-22:00", Units: 1})
	if err != nil {
		t.Fatal(err)
	}
	done := meeting.Visit{
		Plan: plan.ID, Unit: "N-1", Agency: "police", Place: "HS-001", From: time.Date(2025, 4, 4, 17, 5, 0, 0, time.UTC), Minutes: 15, Officers: 2,
		Outputs: map[string]int{"searches": 2},
	}
	skipped := func(why string) meeting.Visit {
		v := done
		v.Lost, v.Outputs = why, nil
		return v
	}
	for i, step := range []struct {
		visit                       meeting.Visit
		delivered, visits, searches int
		lost                        string // and for 1/2 person-hour
	}{
		{done, 15, 1, 2, ""},
		{skipped("an arrest"), 0, 0, 0, "an arrest"},
		{skipped("a call"), 0, 0, 0, "a call"},
		{done, 15, 1, 2, ""},
		{skipped("an arrest"), 0, 0, 0, "an arrest"},
	} {
		l, err := a.LogVisits(ctx, []meeting.Visit{step.visit})
		if err != nil {
			t.Fatal(err)
		}
		if first := i == 0; l.Added == 1 != first || l.Changed == 1 == first {
			t.Errorf("step %d: %d added and %d changed", i, l.Added, l.Changed)
		}
		d, err := a.Delivery(ctx, plan.ID)
		if err != nil {
			t.Fatal(err)
		}
		r, err := a.Return(ctx, "2025-04-04", "2025-04-04", "")
		if err != nil {
			t.Fatal(err)
		}
		list, err := a.VisitLog(ctx, "2025-04-04", "2025-04-04", plan.ID)
		if err != nil {
			t.Fatal(err)
		}
		lost := ""
		for _, line := range r.Lost {
			lost += line.Why
			if line.Hours != 0.5 {
				t.Errorf("step %d: %g hours lost to %s", i, line.Hours, line.Why)
			}
		}
		if d.Delivered != step.delivered || d.Visits != step.visits || d.Elsewhere != 0 || *r.All.Patrols != step.visits || r.All.Outputs["searches"] != step.searches || lost != step.lost || len(list.Visits) != 1 {
			t.Errorf("step %d: %d min in %d visits, %d elsewhere, %d patrols, %d searches, lost to %q, %d rows", i, d.Delivered, d.Visits, d.Elsewhere, *r.All.Patrols, r.All.Outputs["searches"], lost, len(list.Visits))
		}
	}
}
