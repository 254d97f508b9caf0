package app_test

import (
	"slices"
	"strings"
	"testing"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// TestExposure: without anything to be in proportion to a model says what to import;
// with it, what it was in proportion to.
func TestExposure(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	ask := app.ModelRequest{Area: "Newtown", Group: "robbery", Train: "2025-01..2025-02"}
	plain, err := a.FitModel(t.Context(), ask)
	if err != nil || plain.Exposure != nil || len(plain.Exposures) != 1 || plain.Exposures[0].Of != app.NoExposure || plain.Exposures[0].BIC == 0 {
		t.Fatalf("exposure %+v, of those tried %+v, error %v", plain.Exposure, plain.Exposures, err)
	}
	if !slices.ContainsFunc(plain.Notes, func(n string) bool { return strings.Contains(n, "all cells are taken for alike") }) {
		t.Errorf("notes %q", plain.Notes)
	}
	if card, err := a.Card(t.Context(), plain.ID); err != nil || !slices.ContainsFunc(card.Limits, func(l string) bool { return strings.HasPrefix(l, "It has no exposure") }) {
		t.Errorf("limits %q, error %v", card.Limits, err)
	}
	for exposure, want := range map[string]string{
		"residents": "import areas of kind lsoa", "street-length": "import an extract of OpenStreetMap", "wealth": "there are residents, street-length and none",
	} {
		ask.Exposure = exposure
		if _, err := a.FitModel(t.Context(), ask); fault.Of(err) == fault.Internal || !strings.Contains(err.Error(), want) {
			t.Errorf("exposure %s: error %v, want %q", exposure, err, want)
		}
	}
	inhabit(t, m, 30_000)
	ask.Exposure = ""
	if usual, err := a.FitModel(t.Context(), ask); err != nil || usual.Exposure == nil || usual.Exposure.Of != "residents" || len(usual.Exposures) != 3 {
		t.Errorf("exposure %+v of those tried %+v, error %v", usual.Exposure, usual.Exposures, err)
	}
	ask.Exposure = app.NoExposure
	if none, err := a.FitModel(t.Context(), ask); err != nil || none.Exposure != nil {
		t.Errorf("exposure %+v, error %v", none.Exposure, err)
	}
	ids := map[string]bool{plain.ID: true}
	for _, exposure := range app.Exposures() {
		ask.Exposure = exposure
		got, err := a.FitModel(t.Context(), ask)
		if err != nil || got.Exposure == nil || got.Exposure.Of != exposure || got.Exposure.Unknown != 0 || ids[got.ID] {
			t.Errorf("exposure %s: %+v of model %s, error %v", exposure, got.Exposure, got.ID, err)
		}
		ids[got.ID] = true
		card, err := a.Card(t.Context(), got.ID)
		if want := map[string]string{"residents": "people", "street-length": "streets"}[exposure]; err != nil || !slices.Contains(kindsOf(card), want) {
			t.Errorf("exposure %s: the card's sources %v, error %v", exposure, kindsOf(card), err)
		}
		if raised := got.Exposure.Raised; exposure == "street-length" && (raised == 0 || raised >= got.Cells) || exposure == "residents" && raised > 0 {
			t.Errorf("%d of %d cells have little of %s", raised, got.Cells, exposure)
		}
	}
}
