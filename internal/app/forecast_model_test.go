package app_test

import (
	"testing"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/app"
)

// TestForecastTakesTheApprovedModel: the terrain model that people go by is a covariate of
// the forecast of its group, and of no other, unless it has seen later months.
func TestForecastTakesTheApprovedModel(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	take(t, m.Areas, []geo.Area{
		{Kind: geo.Force, Code: "F1", Name: "The Newtowns", Invented: true, Land: orb.MultiPolygon{{{{3, 52}, {3.04, 52}, {3.04, 52.02}, {3, 52.02}, {3, 52}}}}},
	})
	ask := app.ForecastRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery", From: "2025-04", To: "2025-06"}}
	forecast := func(train, group string) app.Forecast {
		r := ask
		r.Train, r.Group = train, group
		f, _, err := a.ForecastHotspots(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	const takesPart, late = "takes part in the forecast", "takes no part in the forecast"
	without := forecast("2025-01..2025-03", "robbery")
	model, err := a.FitModel(t.Context(), app.ModelRequest{Area: "force:F1", Group: "robbery", Train: "2025-01..2025-03", Resamples: new(0)})
	if err != nil {
		t.Fatal(err)
	}
	if f := forecast("2025-01..2025-03", "robbery"); says(f.Notes, takesPart) || f.ID != without.ID {
		t.Errorf("a draft takes part: %v", f.Notes)
	}
	if _, err := a.Decide(t.Context(), app.DecisionRequest{Result: model.ID, Verdict: "approved", Why: "agreed", As: "Second"}); err != nil {
		t.Fatal(err)
	}
	if f := forecast("2025-01..2025-03", "robbery"); !says(f.Notes, takesPart) || f.ID == without.ID || !says(f.Notes, model.ID) {
		t.Errorf("the approved model takes no part: %v", f.Notes)
	}
	if f := forecast("2025-01..2025-02", "robbery"); !says(f.Notes, late) {
		t.Errorf("a model of later months: %v", f.Notes)
	}
	if f := forecast("2025-01..2025-03", "violence"); says(f.Notes, model.ID) {
		t.Errorf("a model of another group: %v", f.Notes)
	}
}
