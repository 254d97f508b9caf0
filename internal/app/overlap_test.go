package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// TestOverlap plants weapons where robberies are and violence elsewhere: the overlap is
// more than busy places have. Where all three are at one place it is not.
func TestOverlap(t *testing.T) {
	t.Parallel()
	const robberies, others = 60, 80
	tests := map[string]struct {
		busyAt  float64 // longitude of most violence
		verdict string
		density float64
	}{
		"of the two in particular": {3.030, "more than busy places have", 0},
		"as busy places have it":   {3.010, "no overlap of the two in particular is shown", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, m := verbs(t)
			take(t, m.Areas, []geo.Area{newtown()})
			var records []crime.Record
			add := func(kind string, n int, lon float64) {
				for i := range n {
					at := land(t, lon, 52.01)
					o := town{}.offence(january+crime.Month(i%3), 0)
					o.Type, o.At = kind, &at
					r := record(t, fmt.Sprint(kind, lon, i), o)
					r.Location = "On or near High Street"
					records = append(records, r)
				}
			}
			add("Robbery", robberies, 3.010)
			add("Possession of weapons", others, 3.010)
			add("Public order", others, tt.busyAt)
			for i := range 20 { // so that land is settled elsewhere
				add("Public order", 1, 3.002+0.0018*float64(i))
			}
			take(t, m.Offences, records)
			o, places, err := a.Overlap(t.Context(), app.OverlapRequest{Area: "T1", A: "weapon-possession", B: "robbery", Spots: 1})
			if err != nil {
				t.Fatal(err)
			}
			b := o.BInA
			if b.Offences != robberies || b.Inside != robberies || b.Share != 1 || b.ByDensity != tt.density || b.ByArea <= 0 || b.ByArea > 0.2 || !strings.HasSuffix(b.Sentence, tt.verdict) {
				t.Errorf("robbery among weapons: %+v", b)
			}
			if o.A.Label != "where officers searched" || o.B.Label != "" || !strings.Contains(o.AInB.Sentence, "weapon-possession (where officers searched)") || len(o.Notes) == 0 {
				t.Errorf("labels %q and %q, %q, notes %q", o.A.Label, o.B.Label, o.AInB.Sentence, o.Notes)
			}
			var shown []string
			for _, f := range places.Features {
				spot := f.Properties.(app.OverlapSpot)
				shown = append(shown, fmt.Sprint(f.ID, " ", spot.Offences > 0, " ", spot.Shared, " ", spot.Hot))
			}
			if want := []string{"busy-1 true false 3", "a-1 true true 3", "b-1 true true 3"}; !slices.Equal(shown, want) {
				t.Errorf("on the map %q, want %q", shown, want)
			}
			if (b.TimesDensity == nil) != (tt.density == 0) {
				t.Errorf("times density %v", b.TimesDensity)
			}
		})
	}
}

func TestOverlapRefuses(t *testing.T) {
	t.Parallel()
	a, _ := threePlaces(t)
	tests := map[string]struct {
		r    app.OverlapRequest
		kind fault.Kind
		want string
	}{
		"itself":        {app.OverlapRequest{Area: "T1", A: "violence", B: "violence"}, fault.Unprocessable, "b: violence overlaps itself"},
		"no offence":    {app.OverlapRequest{Area: "T1", A: "violence", B: "robbery"}, fault.Unprocessable, "b: no offence of robbery in Newtown"},
		"no such group": {app.OverlapRequest{Area: "T1", A: "violence", B: "nothing"}, fault.NotFound, "nothing"},
		"spots":         {app.OverlapRequest{Area: "T1", A: "violence", B: "robbery", Spots: -1}, fault.Unprocessable, "spots -1"},
	}
	for name, tt := range tests {
		if _, _, err := a.Overlap(t.Context(), tt.r); fault.Of(err) != tt.kind || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}
