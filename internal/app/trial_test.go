package app_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/study"
)

// ofTrial is a trial in the town: spots by January and February, patrols in March.
func ofTrial(group string) app.TrialRequest {
	four := 4
	return app.TrialRequest{
		SpotsRequest: app.SpotsRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: group, To: "2025-02"}, Spots: &four, Apart: 100, Exclude: []string{}},
		Start:        "2025-03-01", Days: 20, Seed: new(uint64(7)),
	}
}

// Spots chosen by the months of the trial itself had no before, and it is said.
func TestTrialChosenByItsOwnMonths(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	for to, late := range map[string]bool{"2025-02": false, "2025-03": true} {
		r := ofTrial("robbery")
		r.To = to
		trial, _, err := a.DrawTrial(t.Context(), r)
		if err != nil || says(trial.Notes, "reach to "+to+", into the trial") != late {
			t.Errorf("chosen by the months to %s, for March: %v (%v)", to, trial.Notes, err)
		}
	}
}

// Violence that falls only on spot-days drawn for no patrol is an effect of patrols.
func TestTrial(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true, quiet: true}.settle(t)
	middle := []orb.Point{{3.01, 52.005}, {3.02, 52.005}, {3.01, 52.015}, {3.02, 52.015}}
	var records []crime.Record
	happen := func(at orb.Point, when time.Time) {
		cell, err := geo.CellAt(at, geo.DefaultResolution)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, crime.Record{
			Offence: crime.Offence{Type: "Violence with injury", From: when, To: when, Precision: crime.Instant, At: &at, Cell: cell},
			Key:     crime.DigestOf(fmt.Sprint("v", len(records))), Month: crime.MonthOf(when),
		})
	}
	for _, at := range middle {
		for d := range 40 { // enough for the forecast to learn from the violence itself
			happen(at, time.Date(2025, 1, 2+d, 22, 0, 0, 0, time.UTC))
		}
	}
	take(t, m.Offences, records)
	trial, features, err := a.DrawTrial(t.Context(), ofTrial("violence"))
	if err != nil {
		t.Fatal(err)
	}
	without := ofTrial("violence")
	without.Cells = []string{trial.Spots[0].Cells[0].String()}
	if other, _, err := a.DrawTrial(t.Context(), without); err != nil || len(other.Spots) != 4 || other.Settings.Cells != 1 ||
		slices.ContainsFunc(other.Spots, func(s study.TrialSpot) bool { return slices.Contains(s.Cells, trial.Spots[0].Cells[0]) }) {
		t.Errorf("a spot has an excluded cell, or there are too few: %+v (%v)", other.Spots, err)
	}
	again, _, err := a.DrawTrial(t.Context(), ofTrial("violence"))
	if err != nil || again.ID != trial.ID || len(trial.Spots) != 4 || trial.Treated != 2 || len(trial.Days) != 20 || len(features.Features) != 8 || len(trial.Rows().Features) != 80 {
		t.Errorf("%d spots, %d treated on %d days (%v)", len(trial.Spots), trial.Treated, len(trial.Days), err)
	}
	kept, err := a.Trial(t.Context(), trial.ID)
	if diff := cmp.Diff(trial.Days, kept.Days); diff != "" || err != nil {
		t.Errorf("kept otherwise (%v)\n%s", err, diff)
	}
	if trial.Expected == 0 || trial.Detectable == nil || *trial.Detectable >= 1 {
		t.Errorf("it expects %g and tells %v", trial.Expected, trial.Detectable)
	}

	if _, _, err := a.JudgeTrial(t.Context(), trial.ID, nil); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "load the offences of all of its days") {
		t.Errorf("before its days: %v", err)
	}
	records = nil
	home := map[string]orb.Point{}
	for _, s := range trial.Spots {
		for _, at := range middle {
			if cell, _ := geo.CellAt(at, trial.Resolution); slices.Contains(s.Cells, cell) {
				home[s.ID] = at
			}
		}
	}
	var visits []crime.Visit
	for d, day := range trial.Days {
		for _, s := range trial.Spots {
			at := time.Date(2025, 3, 1+d, 0, 0, 0, 0, time.UTC)
			if slices.Contains(day.Spots, s.ID) {
				visits = append(visits, crime.Visit{Spot: s.ID, Day: at})
			} else {
				happen(home[s.ID], at.Add(27*time.Hour)) // in the small hours after
			}
		}
	}
	happen(land(t, 3.002, 52.018), time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)) // far from all spots: the first day is loaded as well
	for i := range records {
		records[i].Key = crime.DigestOf(fmt.Sprint("w", i))
	}
	take(t, m.Offences, records)
	v, judged, err := a.JudgeTrial(t.Context(), trial.ID, visits)
	if err != nil {
		t.Fatal(err)
	}
	if v.Offences == nil || v.Offences.Treated != 0 || v.Offences.Control != 40 || v.Offences.P > 0.001 || *v.Compliance != (hotspot.Compliance{Treated: 40, Delivered: 40, Control: 40, Share: 1}) || v.Control != 1 {
		t.Errorf("%+v, %+v, compliance %+v", v, v.Offences, v.Compliance)
	}
	// None of 40 against 40 of 40: the end of the interval is exact, 1 − (0.025)^(1/40) of them as odds.
	if p := 1 - math.Pow(0.025, 1./40); v.Offences.Low == nil || *v.Offences.Low != 0 || v.Offences.High == nil || math.Abs(*v.Offences.High-p/(1-p)) > 1e-9 {
		t.Errorf("interval %v to %v", v.Offences.Low, v.Offences.High)
	}
	if v.ID == "" || v.Verdict != "lower" || v.Settings.Analysis != "intention to treat" || v.Lattice == "" || v.Cells < 8 || v.SpotDays != 80 || v.ZeroShare != 0.5 || v.Offences.Permutations != 2000 {
		t.Errorf("%+v", v)
	}
	controls := 0.
	for _, row := range judged.Features {
		var of struct {
			Kind            string
			TreatedDays     int     `json:"treated_days"`
			ControlDays     int     `json:"control_days"`
			TreatedOffences float64 `json:"treated_offences"`
			ControlOffences float64 `json:"control_offences"`
		}
		body, _ := json.Marshal(row.Properties)
		if err := json.Unmarshal(body, &of); err != nil || of.TreatedDays+of.ControlDays != 20 || of.TreatedOffences != 0 || of.Kind == "spot" && of.ControlOffences != float64(of.ControlDays) {
			t.Errorf("%s (%v)", body, err)
		}
		controls += of.ControlOffences
	}
	if controls != 40 || len(judged.Features) != 8 {
		t.Errorf("%d places with %g offences on days without a patrol", len(judged.Features), controls)
	}
	listed, err := a.Trials(t.Context(), "Newtown")
	if err != nil || len(listed) != 2 || !slices.ContainsFunc(listed, func(s study.TrialSummary) bool { return s.ID == trial.ID }) || listed[0].Start != "2025-03-01" || listed[0].End != "2025-03-20" || listed[0].Spots != 4 {
		t.Errorf("listed: %+v (%v)", listed, err)
	}
	if _, shown, err := a.TrialFeatures(t.Context(), trial.ID); err != nil || written(t, shown) != written(t, features) {
		t.Errorf("shown again it is other bytes (%v)", err)
	}
	if !strings.Contains(v.Sentence, "by intention to treat, 0 offences on the 40 spot-days drawn for a patrol against 40 on 40 drawn for none: 0.00 times as many (95%: 0.00 to 0.10)") || !strings.Contains(v.Sentence, "patrols lowered it") ||
		!strings.Contains(strings.Join(v.Notes, "\n"), "regression to the mean") {
		t.Errorf("%s %q", v.Sentence, v.Notes)
	}
	if _, err := json.Marshal(v); err != nil {
		t.Error(err)
	}
	if _, _, err := a.JudgeTrial(t.Context(), trial.ID, []crime.Visit{{Spot: "HS-099"}}); fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), "none of the trial") {
		t.Errorf("a visit elsewhere: %v", err)
	}
}

func TestTrialRefuses(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	tests := map[string]struct {
		change func(*app.TrialRequest)
		kind   fault.Kind
		want   string
	}{
		"no day":     {func(r *app.TrialRequest) { r.Start = "spring" }, fault.Invalid, `start "spring": write it YYYY-MM-DD`},
		"no days":    {func(r *app.TrialRequest) { r.Days = 0 }, fault.Invalid, "a trial of 0 days"},
		"every spot": {func(r *app.TrialRequest) { r.Treated = 4 }, fault.Unprocessable, "4 of 4 spots patrolled a day"},
		"one spot":   {func(r *app.TrialRequest) { one := 1; r.Spots = &one }, fault.Unprocessable, "it takes 2 to compare"},
		"no offence": {func(r *app.TrialRequest) { r.Group = "burglary" }, fault.Unprocessable, "no offence of group burglary"},
		"no ground":  {func(r *app.TrialRequest) { size := -1.0; r.SpotsRequest.Area = &size }, fault.Invalid, "spots of -1 m²"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := ofTrial("robbery")
			tt.change(&r)
			_, _, err := a.DrawTrial(t.Context(), r)
			if fault.Of(err) != tt.kind || !strings.Contains(fmt.Sprint(err), tt.want) {
				t.Errorf("got %v (%v), want %q", err, fault.Of(err), tt.want)
			}
		})
	}
	trial, _, err := a.DrawTrial(t.Context(), ofTrial("robbery"))
	if err != nil || !strings.Contains(strings.Join(trial.Notes, "\n"), "carry no time of day") {
		t.Fatalf("%q, %v", trial.Notes, err)
	}
	if _, _, err := a.JudgeTrial(t.Context(), trial.ID, nil); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "no time of day") {
		t.Errorf("by months alone: %v", err)
	}
}

func TestDisplacementOfAreas(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	box := func(code string, west, east float64) geo.Area {
		return geo.Area{Kind: geo.Ward, Code: code, Name: code, Land: orb.MultiPolygon{{{{west, 52}, {east, 52}, {east, 52.02}, {west, 52.02}, {west, 52}}}}}
	}
	take(t, m.Areas, []geo.Area{box("WEST", 3, 3.01), box("EAST", 3.03, 3.04), box("MIDDLE", 3.005, 3.035)})
	r := app.DisplacementRequest{
		HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery", From: "2025-03"}, Before: "2025-01..2025-02",
		Treated: []string{"WEST"}, Control: []string{"EAST"},
	}
	d, features, err := a.TellDisplacement(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if d.Counts == nil || d.ByHarm == nil || len(d.Places) != 4 || len(features.Features) != 4 || d.Places[2].Cells == 0 {
		t.Fatalf("%+v", d)
	}
	// One type alone: its harm is its number, times its days.
	days, _ := crime.DefaultHarm().Days("Robbery")
	if diff := cmp.Diff(days*d.Counts.Total, d.ByHarm.Total, cmpopts.EquateApprox(1e-9, 1e-9)); diff != "" {
		t.Errorf("harm (-want +got)\n%s", diff)
	}
	longer := 59 * 24. / (31*24 - 1) // an hour less in March
	if d.PerKM2 == nil || !says(d.Notes, "months scatter") {
		t.Fatalf("scatter %+v, each km² %+v, notes %v", d.Scatter, d.PerKM2, d.Notes)
	}
	// Two months before and one after: a step in each of the four kinds of place.
	s, n := d.Scatter, d.Places
	if s.Dispersion < 1 || math.Abs(s.Freedom-8./3) > 1e-9 || s.Known != hotspot.KnownFromBoth || n[0].Area < 1.3 || n[0].Area > 1.7 || n[2].Area <= 0 {
		t.Errorf("scatter %+v, places %+v", d.Scatter, n)
	}
	dense := func(i int) float64 { return (n[i].After - n[i].BeforeAfter.Before/longer) / n[i].Area }
	if diff := cmp.Diff(dense(0)-dense(1)+dense(2)-dense(3), d.PerKM2.Total, cmpopts.EquateApprox(1e-9, 1e-9)); diff != "" {
		t.Errorf("each km² (-want +got)\n%s", diff)
	}
	want := (d.Places[0].After - d.Places[0].BeforeAfter.Before/longer) - (d.Places[1].After - d.Places[1].BeforeAfter.Before/longer)
	if diff := cmp.Diff(want, d.Counts.Local, cmpopts.EquateApprox(1e-9, 1e-9)); diff != "" {
		t.Errorf("local (-want +got)\n%s", diff)
	}
	tests := map[string]struct {
		change func(*app.DisplacementRequest)
		want   string
	}{
		"both":        {func(r *app.DisplacementRequest) { r.Control = []string{"MIDDLE"} }, "treated and control areas overlap"},
		"no control":  {func(r *app.DisplacementRequest) { r.Control = nil }, "no control areas: name some"},
		"no such":     {func(r *app.DisplacementRequest) { r.Treated = []string{"NORTH"} }, "NORTH"},
		"harm alone":  {func(r *app.DisplacementRequest) { r.Measure = "harm" }, "comes in offences and in harm, both"},
		"no before":   {func(r *app.DisplacementRequest) { r.Before = "" }, "name the months before patrols began"},
		"later":       {func(r *app.DisplacementRequest) { r.Before = "2025-03" }, "2025-03 is not earlier than 2025-03"},
		"a huge ring": {func(r *app.DisplacementRequest) { far := 1e6; r.Ring = &far }, "a ring of 1e+06 m"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := r
			tt.change(&r)
			if _, _, err := a.TellDisplacement(t.Context(), r); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	// Ten, none and ten in one of four places: its step is 6.9 of chance, the others' 1.
	clustered := r
	clustered.Group, clustered.Before, clustered.From = "burglary", "2025-01..2025-02", "2025-03"
	var records []crime.Record
	for i := range 20 {
		o := town{}.offence(january+crime.Month(2*(i/10)), 0)
		at := land(t, 3.005, 52.01)
		o.Type, o.At = "Burglary", &at
		records = append(records, record(t, fmt.Sprint("clustered ", i), o))
	}
	b, n2 := town{}.settle(t)
	take(t, n2.Areas, []geo.Area{box("WEST", 3, 3.01), box("EAST", 3.03, 3.04)})
	take(t, n2.Offences, records)
	wide, _, err := b.TellDisplacement(t.Context(), clustered)
	if err != nil {
		t.Fatal(err)
	}
	if s := wide.Scatter; math.Abs(s.Dispersion-2.47) > 0.01 || !says(wide.Notes, "months scatter 2.5 times as much as chance") {
		t.Errorf("ten, none, and ten: %+v, %v", wide.Scatter, wide.Notes)
	}
	if w := wide.Counts; w == nil || math.Abs(w.SE*w.SE/((10/longer/longer+10)*wide.Scatter.Dispersion)-1) > 1e-9 {
		t.Errorf("ten, none, and ten: %+v", w)
	}
	nothing := r
	nothing.Group = "burglary"
	if d, _, err := a.TellDisplacement(t.Context(), nothing); err != nil || d.Counts != nil || d.ByHarm != nil || !strings.Contains(d.Sentence, "nothing can be said") {
		t.Errorf("of no burglary: %+v (%v)", d, err)
	}
}
