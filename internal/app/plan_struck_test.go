package app_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/result"
)

// strikeOut strikes land about a position out of an operation.
func strikeOut(t *testing.T, a *app.App, operation, name string, at orb.Point, degrees float64) {
	t.Helper()
	outline, err := json.Marshal(geojson.NewGeometry(orb.Bound{Min: at, Max: at}.Pad(degrees).ToPolygon()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Strike(t.Context(), app.StrikeRequest{Area: "Newtown", Operation: operation, Verdict: result.Struck, Name: name, Why: "a hostel with a plan of its own", Outline: outline}); err != nil {
		t.Fatal(err)
	}
}

// anywhere is an operation whose areas lie anywhere.
func anywhere(t *testing.T, a *app.App) {
	t.Helper()
	if _, err := a.SetOperation(t.Context(), app.OperationRequest{Operation: crime.Operation{Name: "violence", Title: "Violence", Groups: []string{"nte-violence"}, Measure: crime.ByHarm, Areas: 10}}); err != nil {
		t.Fatal(err)
	}
}

// What people struck out of an operation is no spot of its plans, whether its areas lie near
// premises or not, and the plan says so in the words of areas; only whoever plans can have it.
func TestPlacesThatAreStruckOutAreNoSpots(t *testing.T) {
	t.Parallel()
	const struck = "left out as from focus areas, struck out by people: 1 place where "
	beside := orb.Point{homes[0] - 0.0001, homes[1] - 0.0015}
	for name, tt := range map[string]struct {
		pubs      int
		operation string
		decide    func(*testing.T, *app.App, *app.Importer, *app.PlanRequest)
		spot      bool
		want      string // in the notes; empty: they speak of no strike
	}{
		"near premises": {4, "nte", func(t *testing.T, a *app.App, _ *app.Importer, _ *app.PlanRequest) {
			strikeOut(t, a, "nte", "Hostel", homes, 0.002)
		}, false, struck},
		"where no premises are loaded": {0, "nte", func(t *testing.T, a *app.App, _ *app.Importer, _ *app.PlanRequest) {
			strikeOut(t, a, "nte", "Hostel", homes, 0.002)
		}, false, struck},
		"whatever is near": {4, "violence", func(t *testing.T, a *app.App, _ *app.Importer, _ *app.PlanRequest) {
			strikeOut(t, a, "violence", "Hostel", homes, 0.002)
		}, false, "(Hostel: a hostel with a plan of its own)"},
		"one building": {4, "violence", func(t *testing.T, a *app.App, _ *app.Importer, _ *app.PlanRequest) {
			strikeOut(t, a, "violence", "Hostel", homes, 0.00001)
		}, false, struck},
		"a car park at its edge": {4, "violence", func(t *testing.T, a *app.App, _ *app.Importer, _ *app.PlanRequest) {
			strikeOut(t, a, "violence", "Car park", beside, 0.00012)
		}, true, ""},
		"out of another operation": {4, "violence", func(t *testing.T, a *app.App, _ *app.Importer, _ *app.PlanRequest) {
			strikeOut(t, a, "nte", "Hostel", homes, 0.002)
		}, true, ""},
		"lifted": {4, "violence", func(t *testing.T, a *app.App, _ *app.Importer, _ *app.PlanRequest) {
			strikeOut(t, a, "violence", "Hostel", homes, 0.002)
			if _, err := a.LiftStrike(t.Context(), 1, app.LiftRequest{Why: "the hostel has closed"}); err != nil {
				t.Fatal(err)
			}
		}, true, ""},
		"named by whoever plans": {4, "violence", func(t *testing.T, a *app.App, _ *app.Importer, r *app.PlanRequest) {
			strikeOut(t, a, "violence", "Hostel", homes, 0.002)
			r.Double = []string{"cedar close"}
		}, true, "Cedar Close is a spot though people struck it out (Hostel: a hostel with a plan of its own): two units at once were asked for there"},
		"raised by intelligence": {4, "violence", func(t *testing.T, a *app.App, m *app.Importer, _ *app.PlanRequest) {
			strikeOut(t, a, "violence", "Hostel", homes, 0.002)
			take(t, m.Areas, []geo.Area{{Kind: geo.Ward, Code: "W1", Name: "Cedars", Invented: true, Land: orb.MultiPolygon{orb.Bound{Min: homes, Max: homes}.Pad(0.003).ToPolygon()}}})
			item := theft()
			item.Categories, item.Area, item.From, item.To = nil, "Cedars", "2025-04-01", "2025-04-10"
			if _, err := a.AddItem(t.Context(), item); err != nil {
				t.Fatal(err)
			}
		}, false, "raises land that people struck out (Hostel: a hostel with a plan of its own): that stays left out"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, m := barsAndHomes(t, tt.pubs)
			anywhere(t, a)
			r := nightShift()
			r.Operation = tt.operation
			tt.decide(t, a, m, &r)
			plan, document, err := a.MakePlan(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			spots, left := spotsIn(t, document)
			if slices.Contains(spots, "Cedar Close") != tt.spot || !slices.Contains(spots, "High Street") {
				t.Errorf("spots %v", spots)
			}
			if reason, out := left["Cedar Close"]; out == tt.spot || out && reason != "struck out" {
				t.Errorf("left out: %v", left)
			}
			notes := strings.Join(plan.Notes, "; ")
			if !strings.Contains(notes, tt.want) || tt.want == "" && strings.Contains(notes, "struck") || strings.Contains(notes, "no night-time economy near") {
				t.Errorf("%s\nwant %q", notes, tt.want)
			}
		})
	}
}

// A plan that would have no spot is refused with the reason that is true of it; each place
// that is left out has its own.
func TestAPlanWhoseSpotsAreStruckOut(t *testing.T) {
	t.Parallel()
	a, _ := barsAndHomes(t, 4)
	anywhere(t, a)
	middle := orb.Point{3.02, 52.01}
	strikeOut(t, a, "nte", "Pubs", middle, 0.002)
	want := "no place with harm has a night-time economy near, besides what people struck out (Pubs: a hostel with a plan of its own)"
	if _, _, err := a.MakePlan(t.Context(), nightShift()); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v\nwant %s", err, want)
	}
	r := nightShift()
	r.Operation = "violence"
	strikeOut(t, a, "violence", "Hostel", homes, 0.002)
	before, _, err := a.MakePlan(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	after, _, err := a.ReplanPlan(t.Context(), before.ID, app.ReplanRequest{At: "22:00", Lose: []string{"unit-2"}})
	if err != nil {
		t.Fatal(err)
	}
	if notes := strings.Join(after.Notes, "; "); !strings.Contains(notes, "struck out by people: 1 place where ") {
		t.Error(notes)
	}
	_, _, err = a.ReplanPlan(t.Context(), before.ID, app.ReplanRequest{At: "22:00", Add: []app.AddedStop{{Place: "cedar close"}}})
	if err == nil || !strings.Contains(err.Error(), "add/0/place: this plan leaves out Cedar Close (struck out), and has no position of it") {
		t.Errorf("a place that is struck out is added: %v", err)
	}
	strikeOut(t, a, "violence", "Pubs", middle, 0.002)
	if _, _, err := a.MakePlan(t.Context(), r); err == nil || !strings.Contains(err.Error(), "people struck out every place with harm (Hostel: ") {
		t.Errorf("every spot is struck out: %v", err)
	}
}
