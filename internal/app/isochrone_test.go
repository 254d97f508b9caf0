package app_test

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/internal/app"
)

// TestIsochrone walks a grid of streets: more of them are reached in more time, and all of
// them in an hour.
func TestIsochrone(t *testing.T) {
	t.Parallel()
	a, m := town{timed: true, quiet: true}.settle(t)
	r := app.IsochroneRequest{Area: "Newtown", Place: "Pier@3.02,52.01", Mode: "foot", Minutes: []int{2, 5, 60}}
	if _, err := a.Isochrone(t.Context(), r); err == nil || !strings.Contains(err.Error(), "no streets are loaded") {
		t.Errorf("without streets: %v", err)
	}
	take(t, m.Streets, grid(3, 52, 3.04, 52.02))
	got, err := a.Isochrone(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	two, five, hour := got.Reaches[0].Km, got.Reaches[1].Km, got.Reaches[2].Km
	// 17 by 9 junctions: 16 × 9 ways of 171 m and 17 × 8 of 278.
	if all := 16*9*0.1714 + 17*8*0.2783; got.From != "Pier" || two <= 0 || five < 3*two || hour < 0.99*all || hour > 1.01*all {
		t.Errorf("from %s %g, %g and %g km, of %g", got.From, two, five, hour, all)
	}
	c := got.Collection()
	if lines, ok := c.Features[1].Geometry.(orb.MultiLineString); len(c.Features) != 3 || !ok || len(lines) == 0 {
		t.Errorf("%d features, %T", len(c.Features), c.Features[1].Geometry)
	}
	for want, change := range map[string]func(*app.IsochroneRequest){
		"0 minutes: give 1 to 60":  func(r *app.IsochroneRequest) { r.Minutes = []int{0} },
		`no mode of travel "boat"`: func(r *app.IsochroneRequest) { r.Mode = "boat" },
		`"Atlantis": no site`:      func(r *app.IsochroneRequest) { r.Place = "Atlantis" },
		"and 1000 m is the most":   func(r *app.IsochroneRequest) { r.Place = "Far@3.5,52.01" },
	} {
		wrong := r
		change(&wrong)
		if _, err := a.Isochrone(t.Context(), wrong); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
