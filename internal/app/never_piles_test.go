package app_test

import (
	"fmt"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"beatplan/crime"
	"beatplan/internal/app"
	"beatplan/study"
)

// What is recorded at a police station is not counted, and the few that were committed
// beside it make no spot of its ground, neither of a plan nor of a list of spots. Where
// the others are more it is a place as any.
func TestNoSpotLiesOnThePileOfAPlaceThatIsNeverRanked(t *testing.T) {
	t.Parallel()
	pile, street := orb.Point{3.004, 52.004}, orb.Point{3.02, 52.01}
	a, m := town{noSites: true, quiet: true}.settle(t)
	var records []crime.Record
	add := func(at orb.Point, location string, offences int) {
		for range offences {
			n := len(records)
			o := town{}.offence(january+crime.Month(n%3), 0)
			o.Type, o.At = "Violence with injury", &at
			r := record(t, fmt.Sprint("violence ", n), o)
			r.Month, r.Location = january+crime.Month(n%3), "On or near "+location
			records = append(records, r)
		}
	}
	add(pile, "Police Station", 40)
	add(pile, "Crouch Street", 12)
	add(street, "Police Station", 12)
	add(street, "High Street", 30)
	if _, err := m.Offences(t.Context(), app.Made("violence", "digest of violence", records)); err != nil {
		t.Fatal(err)
	}
	check := func(what string, land []orb.Geometry) {
		t.Helper()
		held := map[orb.Point]bool{}
		for _, g := range land {
			for _, at := range []orb.Point{pile, street} {
				polygon, one := g.(orb.Polygon)
				many, _ := g.(orb.MultiPolygon)
				held[at] = held[at] || one && planar.PolygonContains(polygon, at) || planar.MultiPolygonContains(many, at)
			}
		}
		if held[pile] || !held[street] {
			t.Errorf("%s: a spot on the station's pile: %t; on the street: %t", what, held[pile], held[street])
		}
	}

	r := nightShift()
	r.Operation = "violence"
	if _, err := a.SetOperation(t.Context(), app.OperationRequest{Operation: crime.Operation{Name: "violence", Title: "Violence", Groups: []string{"nte-violence"}, Measure: crime.ByHarm, Areas: 10}}); err != nil {
		t.Fatal(err)
	}
	_, document, err := a.MakePlan(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	var land []orb.Geometry
	for _, f := range features(t, document) {
		if f.Properties["kind"] == "area" {
			land = append(land, f.Geometry)
		}
	}
	check("a plan", land)

	_, found, err := a.BuildSpots(t.Context(), app.SpotsRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "nte-violence"}})
	if err != nil {
		t.Fatal(err)
	}
	land = nil
	for _, f := range found.Features {
		if f.Properties.(study.PatrolSpot).Kind == "spot" {
			land = append(land, f.Geometry)
		}
	}
	check("a list of spots", land)
}
