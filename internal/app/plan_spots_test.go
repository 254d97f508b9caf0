package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/result"
)

// homes is where nobody drinks, and most of the violence of [barsAndHomes] is.
var homes = orb.Point{3.004, 52.004}

// barsAndHomes is a town whose hours are unknown: four pubs in the middle, where some violence
// is, and more at homes two kilometres off.
func barsAndHomes(t *testing.T, pubs int) *app.App {
	t.Helper()
	a, m := town{noSites: true, quiet: true}.settle(t)
	middle := orb.Point{3.02, 52.01}
	var sites []geo.Site
	for n := range pubs {
		sites = append(sites, geo.Site{Source: "town", ID: fmt.Sprint(n), Name: fmt.Sprintf("Pub %d", n), Category: "pub", At: &middle})
	}
	take(t, m.Sites, sites)
	var records []crime.Record
	for n := range 150 {
		at, location := &homes, "On or near Cedar Close"
		if n%3 == 0 {
			at, location = &middle, "On or near High Street"
		}
		month := january + crime.Month(n%3)
		o := town{}.offence(month, 0)
		o.Type, o.At = "Violence with injury", at
		r := record(t, fmt.Sprint("violence ", n), o)
		r.Month, r.Location = month, location
		records = append(records, r)
	}
	if _, err := m.Offences(t.Context(), app.Made("violence", "digest of violence", records)); err != nil {
		t.Fatal(err)
	}
	return a
}

// nightShift asks for a plan of a Friday night near licensed premises.
func nightShift() app.PlanRequest {
	return app.PlanRequest{Area: "Newtown", Operation: "nte", Date: "2025-04-04", Shift: "20:00-02:00", Units: 2, Best: true, Deadline: 600}
}

// spotsIn returns the names of the spots of a plan, and the reasons of what it leaves out.
func spotsIn(t *testing.T, document []byte) (spots []string, left map[string]string) {
	t.Helper()
	var read struct {
		Features []struct {
			Geometry   json.RawMessage `json:"geometry"`
			Properties struct {
				Kind, Area, Name, Reason string
			} `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(document, &read); err != nil {
		t.Fatal(err)
	}
	left = map[string]string{}
	for _, f := range read.Features {
		p := f.Properties
		switch {
		case p.Kind == "area" || p.Kind == "area_not_covered" && strings.HasPrefix(p.Area, "HS-"):
			spots = append(spots, p.Name)
		case p.Kind == "area_not_covered":
			if left[p.Name] = p.Reason; string(f.Geometry) != "null" {
				t.Errorf("%s is left out, may be homes, and is at %s", p.Name, f.Geometry)
			}
		}
	}
	return spots, left
}

// The spots of an operation near licensed premises lie where its focus areas may; what is
// left out is listed in the same words, and the harm there is not called present.
func TestSpotsLieNearANightTimeEconomy(t *testing.T) {
	t.Parallel()
	a := barsAndHomes(t, 4)
	plan, document, err := a.MakePlan(t.Context(), nightShift())
	if err != nil {
		t.Fatal(err)
	}
	spots, left := spotsIn(t, document)
	if slices.Contains(spots, "Cedar Close") || !slices.Contains(spots, "High Street") {
		t.Errorf("spots %v", spots)
	}
	if left["Cedar Close"] != "no night-time economy near" {
		t.Errorf("left out: %v", left)
	}
	if notes := strings.Join(plan.Notes, "; "); !strings.Contains(notes, "left out as from focus areas, with no night-time economy near: 1 place where ") {
		t.Error(notes)
	}
	r := nightShift()
	r.Operation = "violence"
	if _, err := a.SetOperation(t.Context(), app.OperationRequest{Operation: crime.Operation{Name: "violence", Title: "Violence", Groups: []string{"nte-violence"}, Measure: crime.ByHarm, Areas: 10}}); err != nil {
		t.Fatal(err)
	}
	if _, document, err = a.MakePlan(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if spots, left := spotsIn(t, document); !slices.Contains(spots, "Cedar Close") || len(left) > 0 {
		t.Errorf("an operation whose areas lie anywhere has spots %v, and leaves out %v", spots, left)
	}
}

// People decide: a place that they, or intelligence, name is a spot wherever it lies, and a
// note says so.
func TestNamedSpotsAreNeverLeftOut(t *testing.T) {
	t.Parallel()
	square := orb.Polygon{{{3.002, 52.002}, {3.006, 52.002}, {3.006, 52.006}, {3.002, 52.006}, {3.002, 52.002}}}
	outline, err := json.Marshal(map[string]any{"type": "Polygon", "coordinates": square})
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		name func(*testing.T, *app.App, *app.PlanRequest)
		want string
	}{
		"by whoever plans": {
			func(_ *testing.T, _ *app.App, r *app.PlanRequest) { r.Double = []string{"cedar close"} },
			"Cedar Close is a spot with no night-time economy near: two units at once were asked for there",
		},
		"by intelligence": {
			func(t *testing.T, a *app.App, _ *app.PlanRequest) {
				item := theft()
				item.Categories, item.Area, item.From, item.To = nil, "Newtown", "2025-04-01", "2025-04-10"
				if _, err := a.AddItem(t.Context(), item); err != nil {
					t.Fatal(err)
				}
			},
			"Cedar Close is a spot with no night-time economy near: intelligence item 1",
		},
		"as an area": {
			func(t *testing.T, a *app.App, _ *app.PlanRequest) {
				if _, err := a.Strike(t.Context(), app.StrikeRequest{Area: "Newtown", Operation: "nte", Verdict: result.Included, Name: "Cedar Close", Why: "the fair is on", Outline: outline}); err != nil {
					t.Fatal(err)
				}
			},
			"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, r := barsAndHomes(t, 4), nightShift()
			tt.name(t, a, &r)
			plan, document, err := a.MakePlan(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			if spots, left := spotsIn(t, document); !slices.Contains(spots, "Cedar Close") || len(left) > 0 {
				t.Errorf("spots %v, left out %v", spots, left)
			}
			if notes := strings.Join(plan.Notes, "; "); !strings.Contains(notes, tt.want) {
				t.Errorf("%s\nwant %s", notes, tt.want)
			}
		})
	}
}

// Unknown is never zero: where no premises are loaded nothing is left out, and a note says so;
// where some are, and none near the harm, there is no plan.
func TestSpotsWhoseEconomyIsNotKnown(t *testing.T) {
	t.Parallel()
	plan, document, err := barsAndHomes(t, 0).MakePlan(t.Context(), nightShift())
	if err != nil {
		t.Fatal(err)
	}
	if spots, left := spotsIn(t, document); !slices.Contains(spots, "Cedar Close") || len(left) > 0 {
		t.Errorf("spots %v, left out %v", spots, left)
	}
	if notes := strings.Join(plan.Notes, "; "); !strings.Contains(notes, "no pub, bar, nightclub or takeaway is loaded in Newtown") || !strings.Contains(notes, "spots are wherever harm is") {
		t.Error(notes)
	}
	if _, _, err = barsAndHomes(t, 1).MakePlan(t.Context(), nightShift()); err == nil || !strings.Contains(err.Error(), "none of the 2 places with the most harm has a night-time economy near") {
		t.Errorf("a plan without spots: %v", err)
	}
}
