package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
)

// Searches that are alike in all that is kept are counted each, and once however often
// their file is loaded. Those outside the area are in no line, nor those without a place.
func TestSearches(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	a, m := verbs(t)
	take(t, m.Areas, []geo.Area{newtown()})
	if _, err := a.Searches(ctx, "Newtown", "2025-05", "2025-06"); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "is loaded") {
		t.Errorf("with nothing loaded: %v", err)
	}
	in, out := land(t, 3.01, 52.01), orb.Point{4, 52}
	search := func(month, object, outcome string, at *orb.Point) crime.Search {
		of, err := crime.ParseMonth(month)
		if err != nil {
			t.Fatal(err)
		}
		return crime.Search{Key: crime.DigestOf(month, object, outcome, fmt.Sprint(at)), Month: of, At: at, Object: object, Outcome: outcome}
	}
	file := []crime.Search{
		search("2025-05", "Drugs", "Arrest", &in),
		search("2025-06", "Drugs", "Nothing", &in), search("2025-06", "Drugs", "Nothing", &in), search("2025-06", "Weapons", "Nothing", &in),
		search("2025-06", "Drugs", "Nothing", &out), search("2025-06", "Drugs", "", nil), search("2025-07", "Drugs", "Nothing", &in),
	}
	for range 2 {
		take(t, m.Searches, file)
	}
	r, err := a.Searches(ctx, "Newtown", "2025-05", "2025-06")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range r.Lines {
		got = append(got, fmt.Sprint(l.Month, " ", l.Area, " ", l.Searches, " ", l.Objects, " ", l.Outcomes))
	}
	want := "2025-05 Newtown 1 [{Drugs 1}] [{Arrest 1}]; 2025-06 Newtown 3 [{Drugs 2} {Weapons 1}] [{Nothing 3}]"
	if strings.Join(got, "; ") != want || r.All != 4 {
		t.Errorf("%d in all, %q, want %s", r.All, got, want)
	}
	if !strings.Contains(strings.Join(r.Notes, "\n"), "1 search without a position: in no area") {
		t.Errorf("notes %q", r.Notes)
	}
	// In a force they are by district, each month's in order of name.
	box := func(kind geo.AreaKind, code, name string, west, east float64) geo.Area {
		return geo.Area{Kind: kind, Code: code, Name: name, Land: orb.MultiPolygon{{{{west, 52}, {east, 52}, {east, 52.02}, {west, 52.02}, {west, 52}}}}}
	}
	take(t, m.Areas, []geo.Area{newtown(), box(geo.District, "T2", "Elmtown", 3.04, 3.08), box(geo.Force, "F1", "The Force", 3, 3.08)})
	elm := orb.Point{3.06, 52.01}
	take(t, m.Searches, append(file, search("2025-06", "Drugs", "Nothing", &elm)))
	if r, err = a.Searches(ctx, "The Force", "2025-05", "2025-06"); err != nil {
		t.Fatal(err)
	}
	got = nil
	for _, l := range r.Lines {
		got = append(got, fmt.Sprint(l.Month, " ", l.Area, " ", l.Searches))
	}
	if want := "2025-05 Newtown 1; 2025-06 Elmtown 1; 2025-06 Newtown 3"; strings.Join(got, "; ") != want || r.All != 5 {
		t.Errorf("%d in the force, %q, want %s", r.All, got, want)
	}
	for _, ask := range [][2]string{{"May", "2025-06"}, {"2025-05", "June"}, {"2025-06", "2025-05"}} {
		if _, err := a.Searches(ctx, "Newtown", ask[0], ask[1]); fault.Of(err) != fault.Invalid {
			t.Errorf("%v: %v", ask, err)
		}
	}
}
