package app_test

import (
	"encoding/json"
	"fmt"
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

// homes is where nobody drinks, and most of the violence of [barsAndHomes] is.
var homes = orb.Point{3.004, 52.004}

// barsAndHomes is a town whose hours are unknown: four pubs in the middle, where some violence
// is, and more at homes two kilometres off.
func barsAndHomes(t *testing.T, pubs int) (*app.App, *app.Importer) {
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
	return a, m
}

// nightShift asks for a plan of a Friday night near licensed premises.
func nightShift() app.PlanRequest {
	return app.PlanRequest{Area: "Newtown", Operation: "nte", Date: "2025-04-04", Shift: "20:00-02:00", Units: 2, Best: true, Deadline: 600}
}

// doubling asks for two units at once at a spot as well.
func doubling(spot string) app.PlanRequest {
	r := nightShift()
	r.Double = []string{spot}
	return r
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
	a, _ := barsAndHomes(t, 4)
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
	if notes := strings.Join(plan.Notes, "; "); !strings.Contains(notes, "left out as from focus areas, with no night-time economy near: 1 place where ") || !strings.Contains(notes, "include it as a place for operation nte") {
		t.Error(notes)
	}
	if _, _, err := a.MakePlan(t.Context(), doubling("L-01")); err == nil || !strings.Contains(err.Error(), "double/0: L-01 is Cedar Close, which this plan leaves out (no night-time economy near): give its name") {
		t.Errorf("two units at a place that is left out, by its id: %v", err)
	}
	r := nightShift()
	for _, place := range []string{"L-01", "cedar close"} {
		r.Must = []app.MustRequest{{Place: place}}
		want := "must/0/place: " + place + ": this plan leaves out L-01 (Cedar Close; no night-time economy near): give a position (NAME@LON,LAT)"
		if _, _, err := a.MakePlan(t.Context(), r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("a call at %s, which is left out: %v", place, err)
		}
	}
	r.Must, r.Operation = nil, "violence"
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
// note says so. What they included or approved is a focus area, and needs none.
func TestNamedSpotsAreNeverLeftOut(t *testing.T) {
	t.Parallel()
	around := func(degrees float64) json.RawMessage {
		outline, err := json.Marshal(geojson.NewGeometry(orb.Bound{Min: homes, Max: homes}.Pad(degrees).ToPolygon()))
		if err != nil {
			t.Fatal(err)
		}
		return outline
	}
	// carPark is in the spot, and some 145 m from the position that stands for it
	middle := orb.Point{homes[0] - 0.0001, homes[1] - 0.0015}
	carPark, err := json.Marshal(geojson.NewGeometry(orb.Bound{Min: middle, Max: middle}.Pad(0.00012).ToPolygon()))
	if err != nil {
		t.Fatal(err)
	}
	include := func(outline json.RawMessage) func(*testing.T, *app.App, *app.Importer, *app.PlanRequest) {
		return func(t *testing.T, a *app.App, _ *app.Importer, _ *app.PlanRequest) {
			if _, err := a.Strike(t.Context(), app.StrikeRequest{Area: "Newtown", Operation: "nte", Verdict: result.Included, Name: "Cedar Close", Why: "the fair is on", Outline: outline}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, tt := range map[string]struct {
		name func(*testing.T, *app.App, *app.Importer, *app.PlanRequest)
		want string // empty: no note speaks of it
	}{
		"by whoever plans": {
			func(_ *testing.T, _ *app.App, _ *app.Importer, r *app.PlanRequest) {
				r.Double = []string{"cedar close"}
			},
			"Cedar Close is a spot with no night-time economy near: two units at once were asked for there",
		},
		"by intelligence": {
			func(t *testing.T, a *app.App, m *app.Importer, _ *app.PlanRequest) {
				take(t, m.Areas, []geo.Area{{Kind: geo.Ward, Code: "W1", Name: "Cedars", Invented: true, Land: orb.MultiPolygon{orb.Bound{Min: homes, Max: homes}.Pad(0.003).ToPolygon()}}})
				item := theft()
				item.Categories, item.Area, item.From, item.To = nil, "Cedars", "2025-04-01", "2025-04-10"
				if _, err := a.AddItem(t.Context(), item); err != nil {
					t.Fatal(err)
				}
			},
			"Cedar Close is a spot with no night-time economy near: intelligence item 1",
		},
		"as an area":                        {include(around(0.002)), ""},
		"as an area larger than one may be": {include(around(0.0025)), ""},
		"as a car park that is in the spot": {include(carPark), ""},
		"as an area of a set that is approved": {
			func(t *testing.T, a *app.App, _ *app.Importer, _ *app.PlanRequest) {
				include(around(0.002))(t, a, nil, nil)
				drawn, _, err := a.DrawZones(t.Context(), app.ZoneSetRequest{Area: "Newtown", Operation: "nte", AllHours: true, AnyPlace: true})
				if err != nil {
					t.Fatal(err)
				}
				if _, err := a.Decide(t.Context(), app.DecisionRequest{Result: drawn.ID, As: "the chair", Verdict: result.Approved, Why: "as the meeting agreed", Despite: "the county is invented"}); err != nil {
					t.Fatal(err)
				}
				if _, err := a.LiftStrike(t.Context(), 1, app.LiftRequest{Why: "the set has it"}); err != nil {
					t.Fatal(err)
				}
			},
			"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, m := barsAndHomes(t, 4)
			r := nightShift()
			tt.name(t, a, m, &r)
			plan, document, err := a.MakePlan(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			if spots, left := spotsIn(t, document); !slices.Contains(spots, "Cedar Close") || len(left) > 0 {
				t.Errorf("spots %v, left out %v", spots, left)
			}
			notes := strings.Join(plan.Notes, "; ")
			if tt.want == "" && strings.Contains(notes, "night-time economy near") || !strings.Contains(notes, tt.want) {
				t.Errorf("%s\nwant %q", notes, tt.want)
			}
		})
	}
}

// Intelligence that raises all of a plan's area names no place in it, and what has no
// night-time economy near stays left out.
func TestIntelligenceOnAllOfTheAreaNamesNoPlace(t *testing.T) {
	t.Parallel()
	a, _ := barsAndHomes(t, 4)
	item := theft()
	item.Categories, item.Area, item.From, item.To = nil, "Newtown", "2025-04-01", "2025-04-10"
	if _, err := a.AddItem(t.Context(), item); err != nil {
		t.Fatal(err)
	}
	plan, document, err := a.MakePlan(t.Context(), nightShift())
	if err != nil {
		t.Fatal(err)
	}
	if spots, left := spotsIn(t, document); slices.Contains(spots, "Cedar Close") || left["Cedar Close"] == "" {
		t.Errorf("spots %v, left out %v", spots, left)
	}
	if notes := strings.Join(plan.Notes, "; "); strings.Count(notes, "raises all of the area and names no place in it") != 1 {
		t.Error(notes)
	}
}

// What is left out, what is a spot all the same, and the rule on breaks are said of what is
// planned anew on the night too; nobody is sent to a place that is left out by its name alone.
func TestReplanSaysWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	a, _ := barsAndHomes(t, 4)
	r := nightShift()
	r.Breaks = &app.UnitBreaks{Minutes: new(30)}
	before, _, err := a.MakePlan(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	after, _, err := a.ReplanPlan(t.Context(), before.ID, app.ReplanRequest{At: "22:00", Lose: []string{"unit-2"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"left out as from focus areas, with no night-time economy near: 1 place where ", "breaks are of 30 minutes"} {
		if notes := strings.Join(after.Notes, "; "); !strings.Contains(notes, want) {
			t.Errorf("%s\nwant %s", notes, want)
		}
	}
	_, _, err = a.ReplanPlan(t.Context(), before.ID, app.ReplanRequest{At: "22:00", Add: []app.AddedStop{{Place: "cedar close"}}})
	if err == nil || !strings.Contains(err.Error(), "add/0/place: this plan leaves out Cedar Close (no night-time economy near)") {
		t.Errorf("a place that is left out is added: %v", err)
	}
}

// A command of two districts, of which one has a register of its premises: in the other
// nothing is left out, and a note names it.
func TestEachDistrictHasItsOwnRegister(t *testing.T) {
	t.Parallel()
	a, m := barsAndHomes(t, 4)
	half := func(kind geo.AreaKind, code, name string, from, to float64) geo.Area {
		return geo.Area{Kind: kind, Code: code, Name: name, Invented: true, Land: orb.MultiPolygon{orb.Bound{Min: orb.Point{from, 52}, Max: orb.Point{to, 52.02}}.ToPolygon()}}
	}
	take(t, m.Areas, []geo.Area{
		half(geo.Command, "C1", "Both", 3, 3.04),
		half(geo.District, "T2", "Westham", 3, 3.01), half(geo.District, "T3", "Eastham", 3.01, 3.04),
	})
	r := nightShift()
	r.Area = "Both"
	plan, document, err := a.MakePlan(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if spots, left := spotsIn(t, document); !slices.Contains(spots, "Cedar Close") || !slices.Contains(spots, "High Street") || len(left) > 0 {
		t.Errorf("spots %v, left out %v", spots, left)
	}
	if notes := strings.Join(plan.Notes, "; "); !strings.Contains(notes, "no pub, bar, nightclub or takeaway is loaded in Westham, and hours are unknown") {
		t.Error(notes)
	}
}

// Unknown is never zero: where no premises are loaded nothing is left out, and a note says so;
// where some are, and none near the harm, there is no plan.
func TestSpotsWhoseEconomyIsNotKnown(t *testing.T) {
	t.Parallel()
	unknown, _ := barsAndHomes(t, 0)
	plan, document, err := unknown.MakePlan(t.Context(), nightShift())
	if err != nil {
		t.Fatal(err)
	}
	if spots, left := spotsIn(t, document); !slices.Contains(spots, "Cedar Close") || len(left) > 0 {
		t.Errorf("spots %v, left out %v", spots, left)
	}
	if notes := strings.Join(plan.Notes, "; "); !strings.Contains(notes, "no pub, bar, nightclub or takeaway is loaded in Newtown") || !strings.Contains(notes, "spots there are wherever harm is") {
		t.Error(notes)
	}
	few, _ := barsAndHomes(t, 1)
	if _, _, err = few.MakePlan(t.Context(), nightShift()); err == nil || !strings.Contains(err.Error(), "no place with harm has a night-time economy near") {
		t.Errorf("a plan without spots: %v", err)
	}
}
