package app_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/rtm"
)

// TestTuning switches layers, reaches and directions, and asks for what is refused.
func TestTuning(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	r := func(tuned app.Tuning) app.ModelRequest {
		return app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01..2025-02", Tuning: tuned}
	}
	model, err := a.FitModel(t.Context(), r(app.Tuning{Without: []string{"shop"}, Reaches: map[string][]float64{"pub": {200, 400}}}))
	if err != nil {
		t.Fatal(err)
	}
	if len(model.Factors) != 1 || !slices.Equal(model.Factors[0].Reaches, []float64{200, 400}) || len(model.Terms) != 1 || math.Mod(model.Terms[0].Reach, 200) != 0 {
		t.Errorf("tried %+v, chose %+v", model.Factors, model.Terms)
	}
	outside := orb.Point{3.2, 52.01}
	inside := land(t, 3.02, 52.01)
	for name, tt := range map[string]struct {
		tuned app.Tuning
		says  string
	}{
		"without what is not there":  {app.Tuning{Without: []string{"zoo"}}, `no factor "zoo"; there are pub, shop`},
		"without anything":           {app.Tuning{Without: []string{"pub", "shop"}}, "every factor is left out"},
		"reaches of what is not in":  {app.Tuning{Without: []string{"pub"}, Reaches: map[string][]float64{"pub": {1}}}, "do one of both"},
		"a reach that is no number":  {app.Tuning{Reaches: map[string][]float64{"pub": {math.NaN()}}}, "factor pub: reaches [NaN] must ascend"},
		"reaches that descend":       {app.Tuning{Reaches: map[string][]float64{"pub": {200, 100}}}, "must ascend"},
		"reaches too far":            {app.Tuning{Reaches: map[string][]float64{"pub": {5000}}}, "at most 1200 metres"},
		"no reach":                   {app.Tuning{Reaches: map[string][]float64{"pub": {}}}, "has no reach"},
		"a feature elsewhere":        {app.Tuning{Add: []app.Feature{{Category: "pub", At: outside}}}, "neither in the area nor within reach"},
		"a feature of no factor":     {app.Tuning{Add: []app.Feature{{Category: "zoo", At: inside}}}, "zoo is not among the factors"},
		"a site that is not there":   {app.Tuning{Remove: []string{"town:zoo"}}, `no site "town:zoo"`},
		"a clock of month-only data": {app.Tuning{Clock: "nte"}, "leave the clock out"},
	} {
		if _, err := a.FitModel(t.Context(), r(tt.tuned)); err == nil || fault.Of(err) != fault.Invalid && fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: error %v, want %s", name, err, tt.says)
		}
	}
	for _, tuned := range []app.Tuning{{Reaches: map[string][]float64{"shop": {75}}}, {Influences: map[string][]string{"shop": {"density"}}}} {
		ask := r(tuned)
		ask.Factors = []string{"pub"}
		if _, err := a.FitModel(t.Context(), ask); fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), "factor shop is left out and given ") {
			t.Errorf("%+v of a factor that takes no part: error %v", tuned, err)
		}
	}
	tested := r(app.Tuning{Remove: []string{"town:pub1"}})
	tested.Test = "2025-03"
	if _, err := a.FitModel(t.Context(), tested); fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), "has not happened") {
		t.Errorf("a what-if tried on later months: %v", err)
	}

	// A factor made from crime is refused, and then allowed, which stays with the model.
	at := land(t, 3.02, 52.01)
	if _, err := m.Sites(t.Context(), app.Made("searches", "searches", []geo.Site{{Source: "us", ID: "1", Category: "stop-and-search", At: &at}})); err != nil {
		t.Fatal(err)
	}
	if _, err := a.FitModel(t.Context(), r(app.Tuning{})); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "stop-and-search is derived from crime") {
		t.Errorf("a factor made from crime: %v", err)
	}
	if model, err := a.FitModel(t.Context(), r(app.Tuning{Without: []string{"stop-and-search"}})); err != nil || model.Allowed {
		t.Errorf("without it: error %v", err)
	}
	model, err = a.FitModel(t.Context(), r(app.Tuning{Allow: true}))
	if err != nil || !model.Allowed || !slices.ContainsFunc(model.Notes, func(n string) bool { return strings.Contains(n, "was allowed") }) {
		t.Fatalf("allowed: %+v, error %v", model.Notes, err)
	}
	if card, err := a.Card(t.Context(), model.ID); err != nil || !card.Settings.Allowed || !slices.ContainsFunc(card.Limits, func(l string) bool { return strings.Contains(l, "was allowed") }) {
		t.Errorf("its card: %v, error %v", card.Limits, err)
	}
}

// TestPoliceGenerated refuses a model of what officers find by looking.
func TestPoliceGenerated(t *testing.T) {
	t.Parallel()
	a := town{flags: []string{crime.FlagPoliceGenerated}}.app(t)
	r := app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01..2025-03"}
	if _, err := a.FitModel(t.Context(), r); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "are police-generated: they show where officers looked") {
		t.Errorf("error %v", err)
	}
	r.Allow = true
	m, err := a.FitModel(t.Context(), r)
	if err != nil || !m.Allowed || m.LeftOut.PoliceGenerated != 0 || m.Events < 200 {
		t.Errorf("allowed: %d offences, left out %+v, error %v", m.Events, m.LeftOut, err)
	}
}

// TestWhatIf takes a pub away and puts another where no influence was: coefficients
// stay, scores follow, reasons speak of it, and nobody can approve it.
func TestWhatIf(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	r := app.ModelRequest{
		Area: "T1", Group: "robbery", Train: "2025-01..2025-03", Factors: []string{"pub"},
		Tuning: app.Tuning{Reaches: map[string][]float64{"pub": {150}}},
	}
	real, err := a.FitModel(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	var none app.Explanation
	for _, c := range scoresOf(t, a, real.ID) {
		if c.Properties.Risk == 1 {
			if none, err = a.Explain(t.Context(), real.ID, c.ID); err != nil {
				t.Fatal(err)
			}
			if none.NotAtWork[0].Distance > 400 {
				break
			}
		}
	}
	r.Add = []app.Feature{{Category: "pub", At: none.Centre}, {Category: "pub", At: none.Centre}, {Category: "pub", At: none.Centre}}
	r.Remove = []string{"town:pub1"}
	m, err := a.FitModel(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	same := slices.EqualFunc(real.Terms, m.Terms, func(x, y rtm.Term) bool { return x == y })
	if !same || m.ID == real.ID || m.WhatIf == nil || len(m.WhatIf.Added) != 3 || m.WhatIf.Removed[0] != "town:pub1" || m.Validation != nil {
		t.Errorf("%+v", m)
	}
	e, err := a.Explain(t.Context(), m.ID, none.Cell)
	if err != nil || e.Risk <= 1 || !e.WhatIf || !strings.Contains(e.Sentence, "would put this hexagon at") || !strings.Contains(e.Sentence, "that is not there") {
		t.Errorf("where the new pubs are: %+v, error %v", e, err)
	}
	if c, err := a.CompareModels(t.Context(), m.ID, real.ID); err != nil || c.Same || c.Moves[0].Cell == "" {
		t.Errorf("compared: %+v, error %v", c, err)
	}
	if _, err := a.Decide(t.Context(), app.DecisionRequest{Result: m.ID, Verdict: "approved", Why: "looks good", As: "Second"}); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), "is a what-if") {
		t.Errorf("approved: %v", err)
	}
}

// TestTimeBand models the night alone: a pub that is shut then does not count, one of
// unknown hours does, and each is said.
func TestTimeBand(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true}.settle(t)
	hours, err := geo.ParseHours("Mo-Su 10:00-17:00")
	if err != nil {
		t.Fatal(err)
	}
	at := land(t, 3.02, 52.01)
	if _, err := m.Sites(t.Context(), app.Made("register", "register", []geo.Site{{Source: "us", ID: "1", Name: "The Early", Category: "pub", At: &at, Opening: hours}})); err != nil {
		t.Fatal(err)
	}
	r := app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01..2025-02", Test: "2025-03", Tuning: app.Tuning{Clock: "night"}}
	night, err := a.FitModel(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	for _, says := range []string{"shut at the hours of clock night do not count: pub 1 of 16", "not known whether they are open at the hours of clock night count: pub 15 of 16, shop 15 of 15"} {
		if !slices.ContainsFunc(night.Notes, func(n string) bool { return strings.Contains(n, says) }) {
			t.Errorf("%q does not say %q", night.Notes, says)
		}
	}
	if night.Clock != "night" || night.Factors[0].Features != 15 || night.LeftOut.Elsewhen == 0 {
		t.Errorf("%+v", night)
	}
	for _, c := range scoresOf(t, a, night.ID)[:5] { // reasons of the same sites, so that scores agree
		if e, err := a.Explain(t.Context(), night.ID, c.ID); err != nil || len(e.Notes) > 0 || !strings.Contains(e.Sentence, "at the hours of clock night") {
			t.Errorf("%+v, error %v", e, err)
		}
	}
	r.Clock = ""
	all, err := a.FitModel(t.Context(), r)
	if err != nil || all.Factors[0].Features != 16 || all.Events <= night.Events || all.Clock != "" {
		t.Errorf("all hours: %d features, %d and %d offences, error %v", all.Factors[0].Features, all.Events, night.Events, err)
	}

	// What is approved for the night is not what people go by at all hours.
	if _, err := a.Decide(t.Context(), app.DecisionRequest{Result: night.ID, Verdict: "approved", Why: "agreed", As: "Second"}); err != nil {
		t.Fatal(err)
	}
	area, err := a.Area(t.Context(), "T1")
	if err != nil {
		t.Fatal(err)
	}
	if live, err := a.LiveModel(t.Context(), area, "robbery"); fault.Of(err) != fault.NotFound {
		t.Errorf("live at all hours: %s, error %v", live.ID, err)
	}
	if c, err := a.CompareModels(t.Context(), night.ID, ""); err != nil || !c.Same {
		t.Errorf("live at night: %+v, error %v", c.Other, err)
	}
}

// TestTimeBandOfIntervals has robberies of which an interval is known: a model of the
// night counts those that happened mostly then, and says how many were there in part.
func TestTimeBandOfIntervals(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true}.settle(t)
	r := app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01..2025-02", Tuning: app.Tuning{Clock: "night"}} // 18:00 to 06:00
	before, err := a.FitModel(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	at := land(t, 3.02, 52.01)
	var more []crime.Record
	for i, hours := range [][2]int{{17, 20}, {16, 20}, {15, 20}, {19, 20}, {9, 10}} { // 2 of 3, 2 of 4, 2 of 5, all, none
		day := time.Date(2025, 1, 8, 0, 0, 0, 0, time.UTC)
		more = append(more, record(t, fmt.Sprint("interval", i), crime.Offence{
			Type: "Robbery", At: &at, From: day.Add(time.Duration(hours[0]) * time.Hour), To: day.Add(time.Duration(hours[1]) * time.Hour), Precision: crime.Interval,
		}))
	}
	take(t, m.Offences, more)
	after, err := a.FitModel(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if after.Events != before.Events+3 || after.LeftOut.Elsewhen != before.LeftOut.Elsewhen+2 {
		t.Errorf("%d offences and %g elsewhen, before %d and %g", after.Events, after.LeftOut.Elsewhen, before.Events, before.LeftOut.Elsewhen)
	}
	const says = "3 offences of which an interval is known, and that partly at the hours of clock night"
	if !slices.ContainsFunc(after.Notes, func(n string) bool { return strings.HasPrefix(n, says) }) {
		t.Errorf("%q does not say %q", after.Notes, says)
	}
}
