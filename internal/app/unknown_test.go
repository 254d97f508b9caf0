package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"beatplan/crime"
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

func second[A any](_ A, err error) error        { return err }
func third[A, B any](_ A, _ B, err error) error { return err }

// TestSpotsLeaveOutWhatIsNeverRanked: offences recorded at a police station make no spot,
// though no site says where the station is; unless nothing is to be left out.
func TestSpotsLeaveOutWhatIsNeverRanked(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	var desk []crime.Record
	for i := range 60 {
		at := land(t, 3.0102, 52.0102)
		o := town{}.offence(january, 0)
		o.Type, o.At, o.Place = "Robbery", &at, "police-station"
		desk = append(desk, record(t, fmt.Sprint("desk", i), o))
	}
	if _, err := m.Offences(t.Context(), app.Made("desk", "the digest of the desk", desk)); err != nil {
		t.Fatal(err)
	}
	r := app.SpotsRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery"}, Spots: new(3)}
	spots, _, err := a.BuildSpots(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if spots.Spots[0].Count >= 60 || !says(spots.Notes, "60 offences recorded at places that are never ranked") || !slices.Contains(spots.Settings.Exclude, "police-station") || !slices.Contains(spots.Settings.Exclude, "airport") {
		t.Errorf("the first is %+v; excluded %v, notes %v", spots.Spots[0], spots.Settings.Exclude, spots.Notes)
	}
	plan, _, err := a.MakePlan(t.Context(), app.PlanRequest{Area: "Newtown", Operation: "sceptre", Date: "2025-04-04", Shift: "18:00-22:00", Units: 1, Best: true, Deadline: 600})
	if err != nil || !says(plan.Notes, "60 offences recorded at places that are never ranked") {
		t.Errorf("error %v, notes %v", err, plan.Notes)
	}
	r.Exclude = []string{}
	if all, _, err := a.BuildSpots(t.Context(), r); err != nil || all.Spots[0].Count < 60 {
		t.Errorf("%+v, error %v", all.Spots, err)
	}
}
