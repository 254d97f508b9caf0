package app_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/roads"
	"beatplan/rtm"
)

// robbed is Newtown with robberies of January where draw says, and as many anywhere.
func robbed(t *testing.T, m *app.Importer, sites []geo.Site, draw func(*rand.Rand) orb.Point) {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	var records []crime.Record
	for n := range 400 {
		at := draw(r)
		if n%2 == 0 {
			at = orb.Point{3.001 + 0.038*r.Float64(), 52.001 + 0.018*r.Float64()}
		}
		o := town{}.offence(january, 0)
		o.Type, o.At = "Robbery", &at
		records = append(records, record(t, fmt.Sprint(n), o))
	}
	take(t, m.Areas, []geo.Area{newtown()})
	take(t, m.Sites, sites)
	take(t, m.Offences, records)
}

// TestLines plants robberies along a road and in a park: a model finds both, and says
// which road and which park, at which distance.
func TestLines(t *testing.T) {
	t.Parallel()
	a, m := verbs(t)
	middle := orb.Point{3.03, 52.015}
	park := orb.MultiPolygon{{{{3.028, 52.013}, {3.032, 52.013}, {3.032, 52.017}, {3.028, 52.017}, {3.028, 52.013}}}}
	robbed(t, m, []geo.Site{{Source: "town", ID: "p", Name: "The Park", Category: "park", At: &middle, Shape: park}}, func(r *rand.Rand) orb.Point {
		if r.IntN(2) == 0 {
			return orb.Point{3.0281 + 0.0038*r.Float64(), 52.0131 + 0.0038*r.Float64()}
		}
		return orb.Point{3.002 + 0.036*r.Float64(), 52.0048 + 0.0004*r.Float64()}
	})
	if _, err := m.Map(t.Context(), app.Made("the test", "a", []geo.Site{}), app.Made("the test", "b", []roads.Street{
		{ID: 1, Name: "High Road", Class: "primary", Nodes: []int64{1, 2}, Line: orb.LineString{{3.001, 52.005}, {3.039, 52.005}}, Foot: roads.Both, Vehicle: roads.Both},
		{ID: 2, Name: "Back Lane", Class: "residential", Nodes: []int64{3, 4}, Line: orb.LineString{{3.001, 52.01}, {3.039, 52.01}}, Foot: roads.Both, Vehicle: roads.Both},
	}), app.Made("the test", "c", []geo.Water{}), app.Made("the test", "d", []geo.Settlement{})); err != nil {
		t.Fatal(err)
	}
	r := app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01", Exposure: app.NoExposure, Tuning: app.Tuning{With: []string{"main-road"}}}
	model, err := a.FitModel(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if want := []app.FactorTried{
		{Name: "main-road", Features: 1, Shapes: 1, Reaches: rtm.Ladder(150, true, 4), Influences: []rtm.Influence{rtm.Proximity}},
		{Name: "park", Features: 1, Shapes: 1, Reaches: rtm.Ladder(150, true, 4), Influences: []rtm.Influence{rtm.Proximity}},
	}; !slices.EqualFunc(model.Factors, want, func(a, b app.FactorTried) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		t.Errorf("tried %+v", model.Factors)
	}
	if len(model.Terms) != 2 || model.Terms[0].Reach > 150 || model.Terms[1].Reach > 150 {
		t.Errorf("chose %+v", model.Terms)
	}
	why, err := a.ExplainAt(t.Context(), model.ID, middle)
	if err != nil || len(why.Influences) != 1 || why.Influences[0].Nearest[0].Name != "The Park" || why.Influences[0].Nearest[0].Distance != 0 {
		t.Errorf("why: %+v, error %v", why, err)
	}
	why, err = a.ExplainAt(t.Context(), model.ID, orb.Point{3.01, 52.005})
	if err != nil || len(why.Influences) != 1 || !strings.Contains(why.Sentence, "A main road within") || !strings.Contains(why.Sentence, "High Road") {
		t.Errorf("why: %s, error %v", why.Sentence, err)
	} else if near := why.Influences[0].Nearest; len(near) != 1 || near[0].ID != "osm:w1" || near[0].Distance > 75 {
		t.Errorf("nearest %+v", near)
	}
	card, err := a.Card(t.Context(), model.ID)
	if err != nil || !slices.Contains(kindsOf(card), "streets") {
		t.Errorf("the card's sources %v, error %v", kindsOf(card), err)
	}
	// Without its road the park alone is at work; a road that is removed takes its influence along.
	r.Remove = []string{"town:p"}
	if _, err := a.FitModel(t.Context(), r); fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), "no park would be left") {
		t.Errorf("without the park: %v", err)
	}
	for name, tt := range map[string]struct {
		tuned app.Tuning
		says  string
	}{
		"no such layer":             {app.Tuning{With: []string{"road"}}, `no layer "road"; there are footpath, main-road, waterfront`},
		"a layer that is not there": {app.Tuning{With: []string{"waterfront"}}, "no waterfront is loaded in or around the area"},
		"density of polygons":       {app.Tuning{Influences: map[string][]string{"park": {"density"}}}, "factor park: lines and polygons have no density"},
		"no such influence":         {app.Tuning{Influences: map[string][]string{"park": {"reach"}}}, `no influence "reach"; there are proximity, density, dosage, auto`},
		"none":                      {app.Tuning{Influences: map[string][]string{"park": {}}}, "factor park has no influence"},
		"auto and another":          {app.Tuning{Influences: map[string][]string{"all": {"auto", "density"}}}, "auto stands alone"},
		"twice":                     {app.Tuning{Influences: map[string][]string{"all": {"density", "density"}}}, "density is there twice"},
		"of nothing":                {app.Tuning{Influences: map[string][]string{"zoo": {"density"}}}, `no factor "zoo"; there are park, or all of them`},
		"of what is left out":       {app.Tuning{Without: []string{"park"}, Influences: map[string][]string{"park": {"proximity"}}}, "do one of both"},
	} {
		ask := app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01", Tuning: tt.tuned}
		if _, err := a.FitModel(t.Context(), ask); fault.Of(err) != fault.Invalid && fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: error %v, want %s", name, err, tt.says)
		}
	}
}

// TestUnreached has a zoo in the corner of the town's bound that no hexagon is near:
// who names it is told, and a model of all that there is leaves it out and says so.
func TestUnreached(t *testing.T) {
	t.Parallel()
	a, m := verbs(t)
	corner := orb.Point{3.045, 52.025}
	middle := orb.Point{3.02, 52.01}
	robbed(t, m, []geo.Site{
		{Source: "town", ID: "z", Category: "zoo", At: &corner}, {Source: "town", ID: "p", Category: "pub", At: &middle},
	}, func(r *rand.Rand) orb.Point { return orb.Point{3.019 + 0.002*r.Float64(), 52.009 + 0.002*r.Float64()} })
	ask := app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01"}
	model, err := a.FitModel(t.Context(), ask)
	if err != nil || !slices.ContainsFunc(model.Warnings, func(w string) bool { return strings.Contains(w, "factor zoo left out: none of its 1 features") }) {
		t.Errorf("warnings %q, error %v", model.Warnings, err)
	}
	ask.Factors = []string{"pub", "zoo"}
	if _, err := a.FitModel(t.Context(), ask); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "no zoo lies within reach of Newtown") {
		t.Errorf("error %v", err)
	}
}

// TestDosage has two crowds of as many pubs, of which one has the room, and the
// robberies. What is not known of capacity weighs as much as the mean.
func TestDosage(t *testing.T) {
	t.Parallel()
	a, m := verbs(t)
	r := rand.New(rand.NewPCG(5, 6))
	var pubs []geo.Site
	for n := range 24 {
		at := orb.Point{3.01 + 0.002*r.Float64(), 52.01 + 0.002*r.Float64()}
		room := 20
		if n%2 == 0 {
			at[0] += 0.018
			room = 900
		}
		pub := geo.Site{Source: "town", ID: fmt.Sprint(n), Name: fmt.Sprint("Pub ", n), Category: "pub", At: &at}
		if n > 1 {
			pub.Capacity = &room
		}
		pubs = append(pubs, pub)
	}
	school := orb.Point{3.035, 52.018}
	pubs = append(pubs, geo.Site{Source: "town", ID: "s", Category: "school", At: &school})
	robbed(t, m, pubs, func(r *rand.Rand) orb.Point {
		return orb.Point{3.0275 + 0.003*r.Float64(), 52.0095 + 0.003*r.Float64()}
	})
	ask := app.ModelRequest{Area: "T1", Group: "robbery", Train: "2025-01", Tuning: app.Tuning{Influences: map[string][]string{"all": {"density", "dosage"}}}}
	model, err := a.FitModel(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	if len(model.Terms) != 1 || model.Terms[0].Influence != rtm.Dosage {
		t.Errorf("chose %+v", model.Terms)
	}
	for _, want := range []string{
		"the capacity of 2 of 24 sites of category pub is not known: they weigh as much as the others do in the mean, 460",
		"school was not tried by dosage, but by density: the capacity of none is known",
	} {
		if !slices.Contains(model.Notes, want) {
			t.Errorf("notes %q lack %q", model.Notes, want)
		}
	}
	why, err := a.Explain(t.Context(), model.ID, model.Reasons[0].Cell.String())
	if err != nil || !strings.Contains(why.Sentence, "crowd of pubs by their capacity (") || math.Abs(why.Risk-model.RiskMax) > 1e-6 {
		t.Errorf("why %q, %g of %g, error %v", why.Sentence, why.Risk, model.RiskMax, err)
	}
	ask.Influences = map[string][]string{"school": {"dosage"}}
	if _, err := a.FitModel(t.Context(), ask); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "school by dosage takes capacities, and none of its 1 sites has one") {
		t.Errorf("error %v", err)
	}
	// The rule of thumb takes crowds for density, and what stands alone for proximity.
	ask.Influences = map[string][]string{"all": {"auto"}}
	if model, err = a.FitModel(t.Context(), ask); err != nil || fmt.Sprint(model.Factors[0].Influences, model.Factors[1].Influences) != "[density] [proximity]" {
		t.Errorf("by rule: %+v, error %v", model.Factors, err)
	}
}

func kindsOf(c app.Card) []string {
	var kinds []string
	for _, s := range c.Data.Sources {
		kinds = append(kinds, s.Kind)
	}
	return kinds
}
