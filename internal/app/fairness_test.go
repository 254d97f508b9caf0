package app_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"beatplan/geo"
	"beatplan/internal/app"
)

// TestFairness asks on whom a plan falls: first where nobody is loaded, then where two halves
// of the town differ, then where the residents of one are not known.
func TestFairness(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	plan, _, err := a.MakePlan(t.Context(), app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-22:00", Units: 1, Profile: "20-22=3", Best: true, Deadline: 600})
	if err != nil {
		t.Fatal(err)
	}
	fairness := func() app.Fairness {
		t.Helper()
		f, err := a.Fairness(t.Context(), plan.ID)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	bare := fairness()
	if len(bare.Deciles)+len(bare.Wards) > 0 || bare.Words != "" || bare.Minutes == 0 || len(bare.Missing) != 2 || !strings.Contains(bare.Missing[0], "import areas of kind ward") {
		t.Errorf("nobody is loaded, and there is %+v", bare)
	}
	if !strings.Contains(bare.Feedback, "recorded crime follows where officers are") {
		t.Errorf("no word of the loop: %q", bare.Feedback)
	}

	areas, people := quarters()
	ward := areas[0]
	ward.Kind, ward.Code, ward.Name = geo.Ward, "W1", "West"
	take(t, m.Areas, append(areas, ward))
	if f := fairness(); len(f.Deciles) > 0 || f.Wards[0].Of != "West" && f.Wards[1].Of != "West" || f.Wards[0].Residents != nil || !slices.ContainsFunc(f.Missing, func(s string) bool { return strings.HasPrefix(s, "residents are not loaded") }) {
		t.Errorf("without figures: %+v", f)
	}
	take(t, m.People, people)
	f := fairness()
	if len(f.Deciles) != 2 || f.Deciles[0].Of != "deprivation decile 2" || f.Deciles[1].Of != "deprivation decile 9" || len(f.Missing) > 0 {
		t.Fatalf("%+v", f)
	}
	var minutes, harm float64
	for i, s := range f.Deciles {
		minutes, harm = minutes+s.MinutesShare, harm+s.HarmShare
		if want := []float64{0.75, 0.25}[i]; *s.ResidentsShare != want || math.Abs(*s.ByResidents-s.MinutesShare/want) > 0.01 {
			t.Errorf("%+v, want a share of %g of the residents", s, want)
		}
	}
	if math.Abs(minutes-1) > 1e-3 || math.Abs(harm-1) > 1e-3 || f.Deciles[0].Minutes+f.Deciles[1].Minutes != f.Minutes {
		t.Errorf("shares sum to %g of the minutes and %g of the harm", minutes, harm)
	}
	// The ward has the west's residents, summed; who lives beyond it is not known.
	west := f.Wards[slices.IndexFunc(f.Wards, func(s app.FairShare) bool { return s.Of == "West" })]
	if *west.Residents != 3000 {
		t.Errorf("the ward has %+v", west)
	}
	if !strings.Contains(f.Words, "planned minutes at spots") || !strings.Contains(f.Words, "residents of Newtown live there") {
		t.Errorf("%q", f.Words)
	}

	unknown := people[3]
	unknown.Year, unknown.Value = 2026, nil
	take(t, m.People, []geo.Figure{unknown})
	for _, s := range fairness().Deciles {
		if s.ResidentsShare != nil || s.ByResidents != nil || (s.Residents == nil) != strings.HasSuffix(s.Of, "9") {
			t.Errorf("the east's residents are not known: %+v", s)
		}
	}
	if _, err := a.Fairness(t.Context(), "no-such-plan"); err == nil || !strings.Contains(err.Error(), "no plan no-such-plan") {
		t.Errorf("%v", err)
	}
}
