package app_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
)

// TestSnapping moves robberies at pubs to points 89 m apart: a model says so, and that
// a reach of 75 m is finer than that, and claims it nowhere. Where they are not moved it
// says nothing of the kind.
func TestSnapping(t *testing.T) {
	t.Parallel()
	ask := app.ModelRequest{
		Area: "T1", Group: "robbery", Train: "2025-01", Factors: []string{"pub"},
		Tuning: app.Tuning{Reaches: map[string][]float64{"pub": {75}}, Influences: map[string][]string{"pub": {"proximity"}}},
	}
	const west, south, step = 3.0007, 52.0004, 0.0008 // degrees, of latitude: 89 m
	for _, snapped := range []bool{true, false} {
		a, m := verbs(t)
		r := rand.New(rand.NewPCG(1, 2))
		snap := func(p orb.Point) orb.Point {
			across := step / math.Cos(52.01*math.Pi/180)
			return orb.Point{west + across*math.Round((p[0]-west)/across), south + step*math.Round((p[1]-south)/step)}
		}
		var pubs []geo.Site
		for n := range 12 {
			at := snap(orb.Point{3.002 + 0.036*r.Float64(), 52.002 + 0.016*r.Float64()})
			pubs = append(pubs, geo.Site{Source: "town", ID: fmt.Sprint(n), Name: fmt.Sprint("Pub ", n), Category: "pub", At: &at})
		}
		var records []crime.Record
		for n := range 600 {
			at := orb.Point{3.002 + 0.036*r.Float64(), 52.002 + 0.016*r.Float64()}
			if n%2 == 0 {
				at = *pubs[r.IntN(len(pubs))].At
				at[0], at[1] = at[0]+0.0003*r.Float64(), at[1]+0.0002*r.Float64()
			}
			if snapped {
				at = snap(at)
			}
			o := town{}.offence(january, 0)
			o.Type, o.At = "Robbery", &at
			records = append(records, record(t, fmt.Sprint(n), o))
		}
		take(t, m.Areas, []geo.Area{newtown()})
		take(t, m.Sites, pubs)
		take(t, m.Offences, records)
		model, err := a.FitModel(t.Context(), ask)
		if err != nil || len(model.Terms) != 1 {
			t.Fatalf("chose %+v, error %v", model.Terms, err)
		}
		card, err := a.Card(t.Context(), model.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !snapped {
			if model.Snapping != nil || slices.ContainsFunc(model.Notes, func(n string) bool { return strings.Contains(n, "finer") }) || !strings.Contains(card.Narrative, "within 75 m of a pub") {
				t.Errorf("not moved: %+v, notes %q, %s", model.Snapping, model.Notes, card.Narrative)
			}
			continue
		}
		s := model.Snapping
		if s == nil || s.Spacing < 87 || s.Spacing > 91 || s.Offences != 600 || cmp.Diff([]string{"pub_p75"}, s.Finer) != "" {
			t.Fatalf("moved: %+v", s)
		}
		if !slices.ContainsFunc(model.Notes, func(n string) bool {
			return strings.Contains(n, "shorter reaches are finer than the data; of pub_p75, read that offences are near, and not how near")
		}) {
			t.Errorf("notes %q", model.Notes)
		}
		if strings.Contains(card.Narrative, "within 75 m") || !strings.Contains(card.Narrative, "near a pub (its reach of 75 m is finer than positions are known)") {
			t.Errorf("the card claims %s", card.Narrative)
		}
	}
}
