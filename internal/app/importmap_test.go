package app_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/roads"
)

// TestMapWithoutStreets loads a map that has rails alone: nobody travels along these.
func TestMapWithoutStreets(t *testing.T) {
	t.Parallel()
	m, _ := importer(t)
	line := orb.LineString{{0.521, 51.521}, {0.529, 51.521}}
	rail := roads.Street{ID: 1, Name: "Quay Line", Class: "rail", Nodes: []int64{1, 2}, Line: line}
	street := roads.Street{ID: 2, Name: "Quay Street", Class: "primary", Nodes: []int64{3, 4}, Line: line, Foot: roads.Both}
	for name, ways := range map[string][]roads.Street{"no way": nil, "rails": {rail}, "rails and streets": {rail, street}} {
		imports, err := m.Map(t.Context(), app.Made("places", "a", []geo.Site{}), app.Made("ways", "b", ways), app.Made("waters", "c", []geo.Water{}), app.Made("names", "d", []geo.Settlement{}))
		if err != nil {
			t.Fatal(err)
		}
		said := slices.ContainsFunc(imports[1].Notes, func(note string) bool { return strings.HasPrefix(note, "no way in it is a street") })
		if want := name != "rails and streets"; said != want {
			t.Errorf("%s: %q, want the note: %t", name, imports[1].Notes, want)
		}
	}
}
