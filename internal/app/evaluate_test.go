package app_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/app"
	"beatplan/internal/fault"
)

func robberies(methods ...string) app.EvaluationRequest {
	return app.EvaluationRequest{
		HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery"},
		Train:          "2025-01..2025-02", Test: "2025-03", Methods: methods, Seed: new(uint64(1)),
	}
}

func TestEvaluateRankings(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	e, features, err := a.EvaluateRankings(t.Context(), robberies())
	if err != nil {
		t.Fatal(err)
	}
	unseeded := robberies()
	unseeded.Seed = nil
	if again, _, err := a.EvaluateRankings(t.Context(), unseeded); err != nil || again.ID != e.ID {
		t.Errorf("without a seed it is %s (%v), with the default one %s", again.ID, err, e.ID)
	}
	if e.Events != 90 || e.Later != 90 || len(e.Methods) != 6 || len(e.Differences) != 15*len(hotspot.AreaShares()) || len(e.Rows()) != 6*len(hotspot.AreaShares()) {
		t.Errorf("%g events, %d methods, %d differences", e.Events, len(e.Methods), len(e.Differences))
	}
	// All robberies weigh the same, so harm ranks as the counts do.
	if diff := cmp.Diff(e.Methods["prior"], e.Methods["harm"], cmpopts.IgnoreFields(hotspot.Accuracy{}, "Predicted")); diff != "" {
		t.Errorf("prior and harm (-prior +harm)\n%s", diff)
	}
	if !strings.Contains(strings.Join(e.Notes, "\n"), "harm ranks the cells as prior does") {
		t.Errorf("notes %q", e.Notes)
	}
	// Two thirds of the robberies are at pubs, in every month.
	for method, tested := range e.Methods {
		if at := tested[4]; at.Area != 0.1 || at.PAI < 3 || at.PAILow > at.PAI || at.PAIHigh < at.PAI || at.RRI == nil {
			t.Errorf("%s: %+v", method, at)
		}
	}
	for _, d := range e.Differences {
		if d.Method == "harm" && d.Against == "prior" && (d.Clear || d.HitRate != 0) {
			t.Errorf("equal rankings differ: %+v", d)
		}
	}
	if s := e.Concentration.Similarity; s == nil || s.Nonzero <= 0 || e.Concentration.GiniLater == nil {
		t.Errorf("concentration %+v", e.Concentration)
	}
	var later float64
	for _, f := range features.Features {
		later += f.Properties.(map[string]any)["later"].(float64)
	}
	if later != 90 {
		t.Errorf("the cells have %g later robberies", later)
	}
	body, err := json.Marshal(e)
	if err != nil || !strings.Contains(string(body), `"pai_low":`) || !strings.Contains(string(body), `"cells":`) {
		t.Errorf("%.200s (%v)", body, err)
	}
	again, _, err := a.EvaluateRankings(t.Context(), robberies())
	if diff := cmp.Diff(e, again); diff != "" || err != nil {
		t.Errorf("the same question: %v\n%s", err, diff)
	}
}

// Violence in the middle of the town causes nearly all the harm of all offences.
// TestEvaluateDrawsIncidents loads the same offences twice: alone, and as incidents of
// four each. They are hit as often, and that is known less well.
func TestEvaluateDrawsIncidents(t *testing.T) {
	t.Parallel()
	judge := func(each int) hotspot.Holdout {
		a, m := verbs(t)
		take(t, m.Areas, []geo.Area{newtown()})
		var records []crime.Record
		for i := range 600 { // months take turns, and four at a time every other one is of the same place
			r := rand.New(rand.NewPCG(uint64(i), 3))
			at := orb.Point{3.001 + 0.038*r.Float64(), 52.001 + 0.018*r.Float64()}
			if i/8%2 == 0 {
				at = orb.Point{3.02, 52.01}
			}
			o := town{}.offence(january+crime.Month(i%2), 0)
			on := land(t, at[0], at[1])
			o.Type, o.At = "Robbery", &on
			one := record(t, fmt.Sprint(i), o)
			if each > 1 {
				one.Incident = fmt.Sprint(i/(2*each), "/", i%2)
			}
			records = append(records, one)
		}
		take(t, m.Offences, records)
		e, _, err := a.EvaluateRankings(t.Context(), app.EvaluationRequest{
			HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery"}, Train: "2025-01", Test: "2025-02", Methods: []string{"prior"},
		})
		if err != nil {
			t.Fatal(err)
		}
		return e.Holdout
	}
	alone, together := judge(1), judge(4)
	if alone.Later != 300 || alone.Incidents != 300 || together.Later != 300 || together.Incidents != 75 {
		t.Fatalf("%d offences in %d incidents, then %d in %d", alone.Later, alone.Incidents, together.Later, together.Incidents)
	}
	narrow, wide := alone.Methods["prior"][0], together.Methods["prior"][0]
	if diff := cmp.Diff(narrow.Accuracy, wide.Accuracy); diff != "" {
		t.Errorf("what was hit depends on incidents (-alone +together)\n%s", diff)
	}
	if narrow.HitRate < 0.4 || narrow.HitRate > 0.9 || (wide.PAIHigh-wide.PAILow)/(narrow.PAIHigh-narrow.PAILow) < 1.8 {
		t.Errorf("by offence %+v, by incident %+v", narrow, wide)
	}
}

func TestEvaluateByHarm(t *testing.T) {
	t.Parallel()
	r := robberies("prior", "harm")
	r.Group, r.Measure = "all", "harm"
	e, _, err := town{}.app(t).EvaluateRankings(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if e.Later != 150 || math.Abs(e.Events-150) < 1 || e.Verdict == "" {
		t.Errorf("%d offences, %g days of harm: %s", e.Later, e.Events, e.Verdict)
	}
}

// One homicide makes neither the ranking by harm nor the harm that came later.
func TestOneHomicideDoesNotMakeAnEvaluation(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	at := land(t, 3.005, 52.003)
	month := func(month crime.Month) crime.Offence {
		return crime.Offence{Type: "Homicide", From: month.Start(london(t)), To: (month + 1).Start(london(t)), Precision: crime.InMonth, At: &at}
	}
	take(t, m.Offences, []crime.Record{record(t, "first", month(january)), record(t, "second", month(january+2))})
	r := robberies("prior", "harm")
	r.Group, r.Measure, r.HarmCap = "all", "harm", new(0.02)
	capped, _, err1 := a.EvaluateRankings(t.Context(), r)
	r.HarmCap = new(0.0)
	open, _, err2 := a.EvaluateRankings(t.Context(), r)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	notes := strings.Join(capped.Notes, "\n")
	if capped.HarmCap == nil || open.HarmCap != nil || !strings.Contains(notes, "1 offence counted for") || !strings.Contains(notes, "test period: 1 offence counted for") {
		t.Errorf("cap %+v, notes %q", capped.HarmCap, capped.Notes)
	}
	if before, after := open.Methods["harm"][0], capped.Methods["harm"][0]; !(capped.Events < open.Events) || !(after.HitRate < before.HitRate) {
		t.Errorf("without a cap %g days later, of which %+v; with one %g and %+v", open.Events, before, capped.Events, after)
	}
}

func TestEvaluateRefuses(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	tests := map[string]struct {
		change func(*app.EvaluationRequest)
		kind   fault.Kind
		want   string
	}{
		"no such method":  {func(r *app.EvaluationRequest) { r.Methods = []string{"guess"} }, fault.Invalid, `no method "guess"; there are prior, tie, kde, gistar, harm, forecast`},
		"twice":           {func(r *app.EvaluationRequest) { r.Methods = []string{"kde", "kde"} }, fault.Invalid, "method kde is named twice"},
		"one period":      {func(r *app.EvaluationRequest) { r.From = "2025-01" }, fault.Invalid, "an evaluation has two periods"},
		"a wide one":      {func(r *app.EvaluationRequest) { r.Bandwidth = 1e9 }, fault.Invalid, "at most 100000"},
		"no bandwidth":    {func(r *app.EvaluationRequest) { r.Bandwidth = -5 }, fault.Invalid, "bandwidth -5 m: above 0"},
		"no test":         {func(r *app.EvaluationRequest) { r.Test = "" }, fault.Invalid, "no test period"},
		"it overlaps":     {func(r *app.EvaluationRequest) { r.Test = "2025-02..2025-03" }, fault.Invalid, "overlaps"},
		"backwards":       {func(r *app.EvaluationRequest) { r.Test = "2025-03..2025-02" }, fault.Invalid, "ends before it begins"},
		"nothing happens": {func(r *app.EvaluationRequest) { r.Group = "burglary" }, fault.Unprocessable, "nothing of group burglary on the land of Newtown in 2025-03"},
		"hours unknown":   {func(r *app.EvaluationRequest) { r.Clock = "nte" }, fault.Unprocessable, "choose all hours"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := robberies()
			tt.change(&r)
			_, _, err := a.EvaluateRankings(t.Context(), r)
			if fault.Of(err) != tt.kind || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v (%v), want %q", err, fault.Of(err), tt.want)
			}
		})
	}
}

// Rankings made from nothing are chance, and say so; no number of theirs is lost.
func TestEvaluateWithoutEarlierOffences(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	at := orb.Point{3.02, 52.01}
	cell, err := geo.CellAt(at, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	record := crime.Record{Offence: town{}.offence(january+2, 0), Key: crime.DigestOf("one"), Month: january + 2}
	record.Type, record.Cell, record.At = "Burglary", cell, &at
	take(t, m.Offences, []crime.Record{record})
	r := robberies("prior", "kde", "gistar", "harm")
	r.Group = "burglary"
	e, _, err := a.EvaluateRankings(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	for method, tested := range e.Methods {
		for _, at := range tested {
			if math.Abs(at.PAI-1) > 1e-9 || at.RRI != nil {
				t.Errorf("%s from nothing: %+v", method, at)
			}
		}
	}
	if !strings.Contains(e.Verdict, "no ranking to try on 2025-03") {
		t.Errorf("verdict %q", e.Verdict)
	}
	if !strings.Contains(strings.Join(e.Notes, "\n"), "gistar ranks none above another") || e.Concentration.GiniEarlier != nil || e.Concentration.Similarity != nil {
		t.Errorf("notes %q, concentration %+v", e.Notes, e.Concentration)
	}
	if _, err := json.Marshal(e); err != nil {
		t.Error(err)
	}
}
