package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
)

// A gazetteer is a store that knows areas and nothing else.
type gazetteer struct {
	app.Store
	areas []geo.Area
}

func (g gazetteer) Areas(_ context.Context, kind geo.AreaKind) ([]geo.Area, error) {
	return slices.DeleteFunc(slices.Clone(g.areas), func(a geo.Area) bool { return kind != "" && a.Kind != kind }), nil
}

// TestArea finds areas by whatever people call them.
func TestArea(t *testing.T) {
	t.Parallel()
	square := func(west float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{west, 51}, {west + 1, 51}, {west + 1, 52}, {west, 52}, {west, 51}}}}
	}
	known := []geo.Area{
		{Kind: geo.Force, Code: "E23", Name: "Essex"},
		{Kind: geo.District, Code: "E07", Name: "Southend-on-Sea", Land: square(0)},
		{Kind: geo.Ward, Code: "W1", Name: "Victoria", Land: square(0)},
		{Kind: geo.Ward, Code: "W2", Name: "Victoria", Land: square(1)},
		{Kind: geo.Ward, Code: "W3", Name: "Essex"},
	}
	many := slices.Repeat([]geo.Area{{Kind: geo.Ward, Code: "W", Name: "Ward"}}, 30)
	tests := map[string]struct {
		areas []geo.Area
		name  string
		code  string
		fault fault.Kind
		want  []string
	}{
		"a code":               {known, "E07", "E07", "", nil},
		"a name in any case":   {known, "SOUTHEND-ON-SEA", "E07", "", nil},
		"a kind and a name":    {known, "ward:essex", "W3", "", nil},
		"a kind and a code":    {known, "ward:W2", "W2", "", nil},
		"a name of two":        {known, "Victoria", "", fault.Invalid, []string{`"Victoria"`, "Victoria (ward W1 in Southend-on-Sea), Victoria (ward W2)", "give the code"}},
		"a name of two kinds":  {known, "Essex", "", fault.Invalid, []string{"force E23", "ward W3", "kind:name"}},
		"part of a name":       {known, "southend", "", fault.NotFound, []string{"did you mean Southend-on-Sea (district E07)?"}},
		"a name of none":       {known, "Atlantis", "", fault.NotFound, []string{`"Atlantis"`, "Southend-on-Sea"}},
		"a code of other kind": {known, "force:W1", "", fault.NotFound, []string{`"force:W1"`, "Essex (force E23)"}},
		"an unknown kind":      {known, "parish:Essex", "", fault.NotFound, []string{`"parish:Essex"`}},
		"nothing loaded":       {nil, "Essex", "", fault.NotFound, []string{"none is loaded", "import areas"}},
		"too many to list":     {many, "Atlantis", "", fault.NotFound, []string{"18 more"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, err := app.New(gazetteer{areas: tt.areas}, "the test")
			if err != nil {
				t.Fatal(err)
			}
			area, err := a.Area(t.Context(), tt.name)
			if area.Code != tt.code || fault.Of(err) != tt.fault {
				t.Fatalf("%q, error %v", area.Code, err)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
		})
	}
}

// TestForce counts a force on the land of its districts, and on its own where
// they are not loaded.
func TestForce(t *testing.T) {
	t.Parallel()
	land := func(west, east float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{west, 52}, {east, 52}, {east, 52.02}, {west, 52.02}, {west, 52}}}}
	}
	force := geo.Area{Kind: geo.Force, Code: "F", Name: "Bothshire", Invented: true, Land: land(3, 3.05)} // and the sea east of 3.04
	districts := []geo.Area{
		{Kind: geo.District, Code: "D1", Name: "West", Invented: true, Land: land(3, 3.02)},
		{Kind: geo.District, Code: "D2", Name: "East", Invented: true, Land: land(3.02, 3.04)},
	}
	a, m := verbs(t)
	take(t, m.Areas, []geo.Area{force})
	take(t, m.Offences, []crime.Record{robbery()})
	size := func(area string) int {
		s, err := a.Cells(t.Context(), app.SurfaceRequest{Area: area, Group: "robbery"})
		if err != nil {
			t.Fatal(err)
		}
		if s.Unplaced != 1 || s.Offences != 0 {
			t.Errorf("%s: %d without a position, %g with; want 1 and 0", area, s.Unplaced, s.Offences)
		}
		return s.Cells
	}
	alone := size("Bothshire")
	take(t, m.Areas, districts)
	if both := size("F"); both >= alone || both != size("West")+size("East") {
		t.Errorf("%d cells of its own, %d with districts of %d and %d", alone, both, size("West"), size("East"))
	}

	got, err := a.Coverage(t.Context(), "")
	want := app.Coverage{
		Invented: true, Offences: 1, From: "2025-01-01", To: "2025-01-31",
		Months:    []app.CoverageMonth{{Month: january, Offences: 1, Days: "1-31", Covered: 31, Length: 31}},
		Districts: []app.CoverageDistrict{{}},
		Held:      []app.CoverageCell{{Month: january, Offences: 1, Days: "1-31", Covered: 31, Counted: true}},
		Notes:     []string{}, Attributions: []string{},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("coverage (-want +got):\n%s%v", diff, err)
	}
}

// robbery returns one somewhere in January.
func robbery() crime.Record {
	o := town{}.offence(january, 0)
	o.Type = "Robbery"
	return crime.Record{Offence: o, Key: crime.DigestOf("1"), Month: january}
}

// TestTooManyCells refuses at once what would take minutes.
func TestTooManyCells(t *testing.T) {
	t.Parallel()
	a, m := verbs(t)
	county := orb.MultiPolygon{{{{2.5, 51.5}, {3.5, 51.5}, {3.5, 52.1}, {2.5, 52.1}, {2.5, 51.5}}}}
	take(t, m.Areas, []geo.Area{{Kind: geo.Force, Code: "F", Name: "Wideshire", Invented: true, Land: county}})
	take(t, m.Offences, []crime.Record{robbery()})
	_, err := a.Cells(t.Context(), app.SurfaceRequest{Area: "Wideshire", Group: "robbery", Resolution: 12})
	if fault.Of(err) != fault.Invalid || !strings.Contains(err.Error(), "take a lower resolution or a smaller area") {
		t.Errorf("error %v, want that these are too many cells", err)
	}
}

// TestGroups changes a group, which stays changed when the program starts again.
func TestGroups(t *testing.T) {
	t.Parallel()
	a, _ := verbs(t)
	knife := crime.Group{Name: "knife", Definition: "Robbery with a knife", Types: []string{"Robbery"}, Flags: []string{crime.FlagKnife}}
	if _, err := a.SetGroup(t.Context(), knife); err != nil {
		t.Fatal(err)
	}
	groups, err := a.Groups(t.Context())
	i := slices.IndexFunc(groups, func(g crime.Group) bool { return g.Name == "knife" })
	if err != nil || len(groups) != len(crime.DefaultGroups()) || groups[i].Version != 2 || groups[i].Definition != knife.Definition {
		t.Errorf("%+v, error %v", groups, err)
	}
	knife.Flags = []string{"sword"}
	if _, err := a.SetGroup(t.Context(), knife); fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), `"sword"`) {
		t.Errorf("error %v, want that there is no such flag", err)
	}
}
