package app_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/result"
)

// TestCells accounts for every offence of the town.
func TestCells(t *testing.T) {
	t.Parallel()
	const robberies = 1 + 3*(30+15*4)
	tests := map[string]struct {
		town     town
		request  app.SurfaceRequest
		hours    string
		elsewhen bool
	}{
		"all hours":            {town{timed: true}, app.SurfaceRequest{}, "all hours", false},
		"at night":             {town{timed: true}, app.SurfaceRequest{Clock: "night"}, "night hours", true},
		"of months alone":      {town{}, app.SurfaceRequest{}, "all hours", false},
		"where alone, and not": {town{}, app.SurfaceRequest{Clock: "night", AllHours: true}, "hours unknown, not night-time", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.request.Area, tt.request.Group = "Newtown", "robbery"
			s, err := tt.town.app(t).Cells(t.Context(), tt.request)
			if err != nil {
				t.Fatal(err)
			}
			if s.Offences+s.Elsewhen != robberies || s.Harm != 365*s.Offences || (s.Elsewhen > 0) != tt.elsewhen {
				t.Errorf("%g offences, %g at other hours, %g days of harm", s.Offences, s.Elsewhen, s.Harm)
			}
			if s.Hours != tt.hours || s.LeftOut != 0 || len(s.Notes) > 0 {
				t.Errorf("%s, %d left out, notes %q", s.Hours, s.LeftOut, s.Notes)
			}
		})
	}
}

// TestMonthsMissing says of which months nothing is loaded, however many.
func TestMonthsMissing(t *testing.T) {
	t.Parallel()
	s, err := town{}.app(t).Cells(t.Context(), app.SurfaceRequest{Area: "Newtown", Group: "robbery", From: "2024-11", To: "9999-12"})
	want := []string{"nothing is loaded of Newtown for 2024-11..2024-12, 2025-04..9999-12"}
	if diff := cmp.Diff(want, s.Notes); diff != "" || err != nil {
		t.Errorf("notes (-want +got):\n%s%v", diff, err)
	}
	if got := s.DataTo; got != "2025-03-31" {
		t.Errorf("data to %s, want 2025-03", got)
	}
}

// TestRefusals asks what cannot be answered: one line must say why and what would do.
func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		town    town
		kind    result.Kind
		request string
		change  string
		fault   fault.Kind
		want    []string
	}{
		"cells of no group":               {town{}, result.Surface, askCells, `{"group":"piracy"}`, fault.NotFound, []string{`"piracy"`, "robbery"}},
		"cells of no area":                {town{}, result.Surface, askCells, `{"area":"Atlantis"}`, fault.NotFound, []string{`"Atlantis"`, "Newtown"}},
		"cells of an empty period":        {town{}, result.Surface, askCells, `{"from":"2024-01","to":"2024-12"}`, fault.Unprocessable, []string{"2024-01..2024-12", "2025-01..2025-03"}},
		"cells before they begin":         {town{}, result.Surface, askCells, `{"from":"2025-03","to":"2025-01"}`, fault.Invalid, []string{"2025-03", "2025-01"}},
		"cells too fine":                  {town{}, result.Surface, askCells, `{"resolution":13}`, fault.Invalid, []string{"13", "12"}},
		"cells at unknown hours":          {town{}, result.Surface, askCells, `{"clock":"nte"}`, fault.Unprocessable, []string{"no time of day", "choose all hours"}},
		"cells by no clock":               {town{}, result.Surface, askCells, `{"clock":"teatime"}`, fault.Invalid, []string{`"teatime"`, "nte"}},
		"a model of nothing":              {town{}, result.Model, askModel, `{"group":"burglary"}`, fault.Unprocessable, []string{"no offences of group burglary", "Newtown"}},
		"a model of one offence":          {town{quiet: true}, result.Model, askModel, `{"train":"2025-01","test":""}`, fault.Unprocessable, []string{"1 offence of group robbery", "needs 10", "more months"}},
		"a model without sites":           {town{noSites: true}, result.Model, askModel, `{}`, fault.Unprocessable, []string{"no sites", "Newtown", "import"}},
		"a model of an absent factor":     {town{}, result.Model, askModel, `{"factors":["casino"]}`, fault.Invalid, []string{`"casino"`, "pub, shop"}},
		"a test of months before":         {town{}, result.Model, `{"area":"Newtown","group":"robbery","train":"2025-02..2025-03"}`, `{"test":"2025-01"}`, fault.Invalid, []string{"2025-01", "before", "2025-02..2025-03"}},
		"a test of seen months":           {town{}, result.Model, askModel, `{"test":"2025-02"}`, fault.Invalid, []string{"2025-02", "overlaps", "2025-01..2025-02"}},
		"zones at unknown hours":          {town{}, result.ZoneSet, askZones, `{}`, fault.Unprocessable, []string{"no time of day", "choose all hours"}},
		"zones of a quiet place":          {town{quiet: true, timed: true}, result.ZoneSet, askZones, `{}`, fault.Unprocessable, []string{"Newtown", "no offence of the group"}},
		"zones of what police find":       {town{timed: true, flags: []string{crime.FlagKnife, crime.FlagPoliceGenerated}}, result.ZoneSet, askZones, `{"operation":"sceptre"}`, fault.Unprocessable, []string{"group robbery", "no offence of the group"}},
		"zones without licensed premises": {town{noSites: true}, result.ZoneSet, askZones, `{"all_hours":true}`, fault.Unprocessable, []string{"no pub, bar, nightclub or takeaway is loaded in Newtown", "register of licensed premises", "any_place"}},
		"zones of cells above the cap":    {town{timed: true}, result.ZoneSet, askZones, `{"resolution":8}`, fault.Unprocessable, []string{"cap_ha 15: two cells have"}},
		"zones of no operation":           {town{}, result.ZoneSet, askZones, `{"operation":"x"}`, fault.Unprocessable, []string{`"x"`, "nte", "sceptre"}},
		"a plan of a quiet place":         {town{quiet: true, timed: true}, result.Plan, askPlan, `{"operation":"nte"}`, fault.Unprocessable, []string{"nowhere to patrol"}},
		"a plan on no date":               {town{}, result.Plan, askPlan, `{"date":"2025-02-30"}`, fault.Invalid, []string{"2025-02-30", "YYYY-MM-DD"}},
		"a plan for no hours":             {town{}, result.Plan, askPlan, `{"shift":"25:00-26:00"}`, fault.Invalid, []string{"25:00-26:00", "HH:MM-HH:MM"}},
		"a plan for a day and a night":    {town{}, result.Plan, askPlan, `{"shift":"18:00-18:00"}`, fault.Invalid, []string{"24 h long", "at most 16 h"}},
		"a plan for long ago":             {town{}, result.Plan, askPlan, `{"date":"1900-01-01"}`, fault.Invalid, []string{"1900-01-01", "2025-01 to 2025-03", "24 months later"}},
		"a plan for times to come":        {town{}, result.Plan, askPlan, `{"date":"2027-04-01"}`, fault.Invalid, []string{"2027-04-01", "2025-01 to 2025-03", "24 months later"}},
		"a plan for one minute":           {town{}, result.Plan, askPlan, `{"shift":"18:00-18:01"}`, fault.Unprocessable, []string{"no visit fits", "from 18:00 to 18:01"}},
		"a plan for an hour passed over":  {town{}, result.Plan, askPlan, `{"date":"2025-03-30","shift":"01:30-06:00"}`, fault.Invalid, []string{"no 01:30 on 30 March 2025", "clocks"}},
		"a plan until it":                 {town{}, result.Plan, askPlan, `{"date":"2025-03-29","shift":"22:00-01:30"}`, fault.Invalid, []string{"no 01:30 on 30 March 2025", "clocks"}},
		"a plan for nobody":               {town{}, result.Plan, askPlan, `{"units":0}`, fault.Invalid, []string{"0 units", "1 to 50"}},
		"a plan on horseback":             {town{}, result.Plan, askPlan, `{"mode":"horse"}`, fault.Invalid, []string{`"horse"`, "vehicle"}},
		"a plan by no preset":             {town{}, result.Plan, askPlan, `{"preset":"x"}`, fault.Invalid, []string{`"x"`, "koper"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := tt.town.app(t)
			_, _, err := verbsOf(t.Context())[tt.kind](a, tt.request, tt.change)
			if fault.Of(err) != tt.fault {
				t.Fatalf("error %v (%s), want %s", err, fault.Of(err), tt.fault)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
					t.Errorf("%q does not say %q in one line", err, want)
				}
			}
			if kept, err := a.Summaries(t.Context(), tt.kind, ""); err != nil || len(kept) > 0 {
				t.Errorf("kept all the same: %s, error %v", kept, err)
			}
		})
	}
}

// TestWhatIsShownIsInTheID draws the same focus areas before and after a pub whose
// street may name one: two results, each stored as it was returned.
func TestWhatIsShownIsInTheID(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true}.settle(t)
	request := app.ZoneSetRequest{Area: "Newtown", Operation: "nte"}
	first, before, err := a.DrawZones(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	var drawn struct {
		Features []struct {
			Geometry struct{ Coordinates [][][2]float64 }
		}
	}
	if err := json.Unmarshal(before, &drawn); err != nil || len(drawn.Features) == 0 {
		t.Fatalf("%.200s (%v)", before, err)
	}
	var outline orb.Ring
	for _, p := range drawn.Features[0].Geometry.Coordinates[0] {
		outline = append(outline, p)
	}
	middle, _ := planar.CentroidArea(outline)
	take(t, m.Sites, []geo.Site{{Source: "register", ID: "1", Name: "The Anchor", Category: "pub", At: &middle, Address: "1 Quayside Street, Newtown"}})
	second, after, err := a.DrawZones(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if first.ID == second.ID || !strings.Contains(string(after), "Quayside") {
		t.Errorf("%s and then %s; want another id for another name", first.ID, second.ID)
	}
	for id, returned := range map[string][]byte{first.ID: before, second.ID: after} {
		if stored, err := a.Document(t.Context(), result.ZoneSet, id); err != nil || !bytes.Equal(stored, returned) {
			t.Errorf("%s is not stored as it was returned (%v)", id, err)
		}
	}
}

func TestCountedCellsKeepsNothing(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	c, err := a.CountedCells(t.Context(), app.SurfaceRequest{Area: "Newtown", Group: "robbery"})
	if err != nil || len(c.Values) == 0 {
		t.Fatalf("%d cells, error %v", len(c.Values), err)
	}
	if kept, err := a.Summaries(t.Context(), result.Surface, ""); err != nil || len(kept) > 0 {
		t.Errorf("%d surfaces are kept (%v)", len(kept), err)
	}
}

// TestMonthsOfOthers loads months of another country: a plan's harm is that of
// the town's own months, and is spread over no others.
func TestMonthsOfOthers(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true}.settle(t)
	request := app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-10-03", Shift: "18:00-02:00", Units: 2, Mode: "foot", Preset: "koper"}
	before, _, err := a.MakePlan(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	far := orb.Point{-3, 55}
	cell, err := geo.CellAt(far, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	other := robbery()
	other.Key, other.At, other.Cell, other.Month = crime.DigestOf("far"), &far, cell, january+11
	take(t, m.Offences, []crime.Record{other})
	for _, to := range []string{"", "2025-12"} {
		request.To = to
		after, _, err := a.MakePlan(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		if after.Metrics.HarmPresent != before.Metrics.HarmPresent {
			t.Errorf("to %q: %g days of harm present, and %g before", to, after.Metrics.HarmPresent, before.Metrics.HarmPresent)
		}
	}
}
