package app_test

import (
	"strings"
	"testing"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// TestUnknownIsNotZero: of data without flags no verb says that there was no offence with
// a knife; it says that nobody knows, and what would tell.
func TestUnknownIsNotZero(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	ask := app.HotspotRequest{Area: "Newtown", Group: "knife", From: "2025-03", To: "2025-03"}
	for verb, err := range map[string]error{
		"cells":   second(a.Cells(t.Context(), app.SurfaceRequest{Area: "Newtown", Group: "knife"})),
		"find":    third(a.FindHotspots(t.Context(), app.FindRequest{HotspotRequest: ask})),
		"compare": third(a.CompareHotspots(t.Context(), app.ComparisonRequest{HotspotRequest: ask, With: "2025-02"})),
		"fit":     second(a.FitModel(t.Context(), app.ModelRequest{Area: "Newtown", Group: "knife", Train: "2025-01..2025-02"})),
	} {
		if fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "is unknown") || !strings.Contains(err.Error(), "flagged knife") {
			t.Errorf("%s: error %v", verb, err)
		}
	}
}

func second[A any](_ A, err error) error       { return err }
func third[A, B any](_ A, _ B, err error) error { return err }
