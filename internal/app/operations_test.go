package app_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"beatplan/crime"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/meeting"
	"beatplan/rtm"
)

// TestSettings sets and retires operations, strands, groups, clocks and templates, one after the
// other; each step may be refused, for a reason that names the field.
func TestSettings(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	ctx := t.Context()
	own := crime.Operation{Name: "forecourts", Title: "Forecourts", Groups: []string{"theft-from-person", "robbery"}, Clock: "night", Measure: "count", Areas: 5}
	operation := func(change func(*crime.Operation)) func() error {
		return func() error {
			o := own
			change(&o)
			_, err := a.SetOperation(ctx, app.OperationRequest{Operation: o})
			return err
		}
	}
	group := crime.Group{Name: "mine", Definition: "What I mean", Types: []string{"Robbery"}}
	plan, _, err := a.MakePlan(ctx, app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-22:00", Units: 1})
	if err != nil {
		t.Fatal(err)
	}
	template := func(name string, columns ...string) func() error {
		return func() error {
			t := meeting.ReturnTemplate{Name: name, Title: "For the funder"}
			for _, of := range columns {
				t.Columns = append(t.Columns, meeting.ReturnColumn{Of: of})
			}
			_, err := a.SetReturnTemplate(ctx, t)
			return err
		}
	}
	filed := func(template string) func() error {
		return func() error { _, err := a.Return(ctx, "2025-04-01", "2025-04-30", template); return err }
	}
	decide := func(status result.Status) func() error {
		return func() error {
			_, err := a.Decide(ctx, app.DecisionRequest{Result: plan.ID, Verdict: status, Why: "agreed", As: "Second"})
			return err
		}
	}
	for i, step := range []struct {
		do   func() error
		says string // of the fault, which is that it cannot be processed; empty: none
	}{
		{operation(func(o *crime.Operation) { o.Groups = []string{"robbery", "piracy"} }), `groups/1: no offence group "piracy"; there are all, asb, burglary`},
		{operation(func(o *crime.Operation) { o.Groups = []string{"robbery", "robbery"} }), `groups/1: "robbery" is listed twice`},
		{operation(func(o *crime.Operation) { o.Never = []string{"prison", "prison"} }), `never/1: "prison" is listed twice`},
		{func() error {
			_, err := a.SetStrand(ctx, crime.Strand{Name: "mine", Title: "Mine", Definition: "x", Operations: []string{"nte", "nte"}})
			return err
		}, `operations/1: "nte" is listed twice`},
		{operation(func(o *crime.Operation) { o.Clock = "tea" }), `clock: no clock "tea"; there are all, day, night, nte`},
		{operation(func(o *crime.Operation) { o.Measure = "risk" }), `measure "risk": it is harm or count`},
		{operation(func(*crime.Operation) {}), ""},
		{operation(func(o *crime.Operation) { o.Areas = 6 }), ""},
		{func() error {
			_, err := a.SetGroup(ctx, crime.Group{Name: "sea", Definition: "x", Types: []string{"Piracy"}})
			return err
		}, `types/0: no offence type or category "Piracy"; there are`},
		{func() error { _, err := a.SetGroup(ctx, group); return err }, ""},
		{func() error {
			_, err := a.SetStrand(ctx, crime.Strand{Name: "mine", Title: "Mine", Definition: "x", Operations: []string{"yewtree"}})
			return err
		}, `operations/0: no operation "yewtree"; there are asb, burglary, business, forecourts`},
		{func() error {
			_, err := a.SetStrand(ctx, crime.Strand{Name: "mine", Title: "Mine", Definition: "x", Groups: []string{"sea"}})
			return err
		}, `groups/0: no offence group "sea"`},
		{func() error {
			_, err := a.SetStrand(ctx, crime.Strand{Name: "mine", Title: "Mine", Definition: "x", Operations: []string{"forecourts"}, Groups: []string{"mine"}})
			return err
		}, ""},
		{func() error { return a.RetireOperation(ctx, "forecourts") }, "operation: forecourts is named by strand mine: change or retire that first"},
		{func() error { return a.RetireGroup(ctx, "mine") }, "group: mine is named by strand mine"},
		{func() error { return a.RetireGroup(ctx, "knife") }, "group: knife is named by operation sceptre"},
		{func() error { return a.RetireClock(ctx, "nte") }, "clock: nte is named by operation nte"},
		{func() error { return a.RetireClock(ctx, "all") }, "clock: all is every hour"},
		{func() error { return a.RetireStrand(ctx, "mine") }, ""},
		{func() error { return a.RetireStrand(ctx, "knife-crime") }, ""},
		{decide(result.Approved), ""},
		{func() error { return a.RetireOperation(ctx, "sceptre") }, "operation: sceptre is in use by " + plan.ID + ", which is approved: withdraw the approval first"},
		{func() error { return a.RetireGroup(ctx, "robbery") }, "group: robbery is in use by " + plan.ID},
		{decide(result.Withdrawn), ""},
		{func() error { return a.RetireOperation(ctx, "sceptre") }, ""},
		{func() error { return a.RetireOperation(ctx, "forecourts") }, ""},
		{func() error { return a.RetireGroup(ctx, "mine") }, ""},
		{func() error { return a.RetireClock(ctx, "day") }, ""},
		{func() error {
			_, _, err := a.MakePlan(ctx, app.PlanRequest{Area: "Newtown", Operation: "sceptre"})
			return err
		}, `operation: no operation "sceptre"; there are asb, burglary, business, nte, rural, vehicle-crime`},
		{operation(func(o *crime.Operation) { o.Areas = 7 }), ""},
		{template("mine", "month", "helicopters"), `columns/1/of: no column "helicopters"; there are day, week, month, agency`},
		{template("mine", "month", "agency"), "columns: none is a figure: add person-hours"},
		{template("mine", "month", "month", "finds"), "columns/1/of: month is there already"},
		{template("My own", "finds"), `name "My own"`},
		{filed("mine"), `template: no return template "mine"; there are by-month, standard`},
		{template("mine", "month", "person-hours"), ""},
		{filed("mine"), ""},
		{func() error { return a.RetireReturnTemplate(ctx, "mine") }, ""},
		{filed("mine"), `template: no return template "mine"`},
		{func() error { return a.RetireReturnTemplate(ctx, "standard") }, "template: standard is used where none is named"},
	} {
		err := step.do()
		switch {
		case step.says == "" && err != nil:
			t.Errorf("step %d: %v", i+1, err)
		case step.says != "" && (fault.Of(err) != fault.Unprocessable || !strings.HasPrefix(err.Error(), step.says)):
			t.Errorf("step %d: %v, want %s", i+1, err, step.says)
		}
	}
	if err := a.RetireOperation(ctx, "sceptre"); fault.Of(err) != fault.NotFound {
		t.Errorf("retired again: %v", err)
	}
	all, err := a.Operations(ctx)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(o crime.Operation) bool { return o.Name == "forecourts" })
	if i < 0 || all[i].Areas != 7 || all[i].Version != 4 || len(all) != 7 {
		t.Errorf("operations %+v, want six that everybody has and version 4 of forecourts", all)
	}
	clocks, err := a.Clocks(ctx)
	if err != nil || slices.ContainsFunc(clocks, func(c crime.ClockRule) bool { return c.Name == "day" }) || len(clocks) != 3 {
		t.Errorf("clocks %v, error %v; want no day", clocks, err)
	}
}

// TestControlCharacters puts one into every text that is kept: it is refused by the
// name of its field, and nothing is kept.
func TestControlCharacters(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	ctx := t.Context()
	const bad = "x\ty\x1b[31m"
	for field, set := range map[string]func() error{
		"why": func() error {
			_, err := a.Decide(ctx, app.DecisionRequest{Result: "plan-1", Verdict: result.Approved, Why: bad, As: "Second"})
			return err
		},
		"title": func() error {
			_, err := a.SetOperation(ctx, app.OperationRequest{Operation: crime.Operation{Name: "ok", Title: bad, Groups: []string{"robbery"}, Measure: "count", Areas: 5}})
			return err
		},
		"definition": func() error {
			_, err := a.SetStrand(ctx, crime.Strand{Name: "ok", Title: "x", Definition: bad})
			if err == nil {
				return nil
			}
			_, err = a.SetGroup(ctx, crime.Group{Name: "ok", Definition: bad})
			return err
		},
		"rule": func() error { _, err := a.SetClock(ctx, "ok", "Fri\t22:00-23:00"); return err },
		"actions/0/does": func() error {
			_, err := a.SetActions(ctx, "pub", []rtm.Action{{Agency: "council", FourP: "Prevent", Does: bad}})
			return err
		},
		"actions/0/agency": func() error {
			_, err := a.SetActions(ctx, "pub", []rtm.Action{{Agency: bad, FourP: "Prevent", Does: "x"}})
			return err
		},
	} {
		err := set()
		if fault.Of(err) != fault.Invalid || !strings.HasPrefix(err.Error(), field+": ") || !strings.Contains(err.Error(), "control characters") {
			t.Errorf("%s: %v, want that its control characters are refused", field, err)
		}
	}
}

// TestByCount ranks robberies, each of which weighs 365 days of imprisonment, by harm
// and by their number: the areas and the visits are the same, the figures are not.
func TestByCount(t *testing.T) {
	t.Parallel()
	a := town{timed: true}.app(t)
	harms := map[string][2]float64{}
	for _, measure := range []string{crime.ByHarm, crime.ByCount} {
		o := crime.Operation{Name: "robberies", Title: "Robberies", Groups: []string{"robbery"}, Measure: measure, Areas: 2}
		if _, err := a.SetOperation(t.Context(), app.OperationRequest{Operation: o}); err != nil {
			t.Fatal(err)
		}
		set, _, err := a.DrawZones(t.Context(), app.ZoneSetRequest{Area: "Newtown", Operation: "robberies"})
		if err != nil {
			t.Fatal(err)
		}
		plan, document, err := a.MakePlan(t.Context(), app.PlanRequest{Area: "Newtown", Operation: "robberies", Date: "2025-04-04", Shift: "18:00-22:00", Units: 1})
		if err != nil {
			t.Fatal(err)
		}
		harms[measure] = [2]float64{set.Harm, plan.Metrics.HarmPresent}
		said := func(notes []string) bool {
			return slices.ContainsFunc(notes, func(n string) bool { return strings.HasPrefix(n, "ranked by count") })
		}
		byCount := measure == crime.ByCount
		again, replanned, err := a.ReplanPlan(t.Context(), plan.ID, app.ReplanRequest{At: "19:00", Delay: []app.DelayOfUnit{{Unit: "Unit 1", Until: "19:30"}}})
		if err != nil {
			t.Fatal(err)
		}
		for what, body := range map[string][]byte{"plan": document, "re-plan": replanned} {
			words := string(body)
			if byCount && strings.Contains(words, "middle of the harm") || strings.Contains(words, "what is called harm") {
				t.Errorf("%s: a note of the %s speaks of harm: %q", measure, what, plan.Notes)
			}
			if days := strings.Contains(words, "days of harm"); days == byCount || strings.Contains(words, "offences expected") != byCount {
				t.Errorf("%s: the %s has days of harm %v", measure, what, days)
			}
		}
		for _, p := range []app.PlanResult{plan, again} {
			if words := p.AccuracyWords(); strings.Contains(words, "of the offences expected") != byCount {
				t.Errorf("%s: %s", measure, words)
			}
		}
		if set.Measure != measure || plan.Measure != measure || set.Zones > 2 || said(set.Notes) != byCount || said(plan.Notes) != byCount {
			t.Errorf("%s: %d zones by %s, a plan by %s, notes %q", measure, set.Zones, set.Measure, plan.Measure, plan.Notes)
		}
	}
	for i, count := range harms[crime.ByCount] {
		if harm := harms[crime.ByHarm][i]; count <= 0 || math.Abs(harm-365*count) > 365*0.005+0.01*harm { // counts are rounded to 0.01
			t.Errorf("harm %g of %g robberies", harm, count)
		}
	}
}
