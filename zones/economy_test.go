package zones_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/zones"
)

// What is no area is held against the rule of areas: premises enough near, or the land of an
// area, whose thinner end has fewer, or of a place that people included.
func TestEconomy(t *testing.T) {
	t.Parallel()
	cells := line(t, 8)
	in := sixMonths(t)
	in.Offences = slices.Concat(recorded(t, cells[0], "High Street", 24, 100), recorded(t, cells[1], "Park Road", 24, 100), recorded(t, cells[2], "Park Road", 24, 100))
	in.Premises = pubs(t, cells[0], "High Street", 4)
	fair, none := outline(t, cells[6:7]), orb.MultiPolygon(nil)
	g, err := zones.Survey(in)
	if err != nil {
		t.Fatal(err)
	}
	set, err := zones.Draw(g)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		areas, included orb.MultiPolygon
		cell            int
		want            bool
	}{
		"at the pubs":                      {none, none, 0, true},
		"two streets off":                  {none, none, 2, false},
		"two streets off, within the area": {set.Areas[0].Outline, none, 2, true},
		"beyond the area":                  {set.Areas[0].Outline, none, 4, false},
		"where people included it":         {none, fair, 6, true},
	} {
		if got := g.Economy(tt.areas, tt.included).Near(centre(t, cells[tt.cell])); got != tt.want {
			t.Errorf("%s: %t, want %t; areas %s", name, got, tt.want, names(set))
		}
	}
}

// A place is more than the position that stands for it: people include it with the centre of
// another of its cells, or with land between the centres, and not with what lies beside it. To
// touch an area is not enough.
func TestSomeOfAPlaceIsIncluded(t *testing.T) {
	t.Parallel()
	cells := line(t, 4)
	g, err := zones.Survey(sixMonths(t))
	if err != nil {
		t.Fatal(err)
	}
	place, centres := outline(t, cells[:2]), []orb.Point{centre(t, cells[0]), centre(t, cells[1])}
	around := func(at orb.Point) orb.MultiPolygon {
		return orb.MultiPolygon{orb.Bound{Min: at, Max: at}.Pad(0.0001).ToPolygon()}
	}
	between := orb.Point{(centres[0][0] + centres[1][0]) / 2, (centres[0][1] + centres[1][1]) / 2}
	for name, tt := range map[string]struct {
		land orb.MultiPolygon
		want bool
	}{
		"none":                   {nil, false},
		"about its second cell":  {around(centres[1]), true},
		"a car park in between":  {around(between), true},
		"beside it":              {around(centre(t, cells[3])), false},
		"beside it, and in it":   {slices.Concat(around(centre(t, cells[3])), around(between)), true},
		"all of it and far more": {outline(t, cells), true},
	} {
		if got := g.Economy(nil, tt.land).Included(place, centres); got != tt.want {
			t.Errorf("%s: %t, want %t", name, got, tt.want)
		}
		if g.Economy(tt.land, nil).Included(place, centres) {
			t.Errorf("%s: an area is not what people included", name)
		}
	}
}

func ExampleEconomy_Near() {
	t := example{}
	in := sixMonths(t)
	in.Premises = pubs(t, line(t, 1)[0], "High Street", 4)
	g, err := zones.Survey(in)
	if err != nil {
		fmt.Println(err)
		return
	}
	e := g.Economy(nil, nil)
	fmt.Println(e.Near(in.Premises[0].At), e.Near(orb.Point{0.75, 51.56}))
	// Output: true false
}

func ExampleGround_Economy() {
	t := example{}
	in := sixMonths(t)
	g, err := zones.Survey(in)
	if err != nil {
		fmt.Println(err)
		return
	}
	area := outline(t, line(t, 1))
	fmt.Println(g.Economy(area, nil).Near(centre(t, line(t, 1)[0])))
	// Output: true
}

func ExampleEconomy_Included() {
	t := example{}
	g, err := zones.Survey(sixMonths(t))
	if err != nil {
		fmt.Println(err)
		return
	}
	two := line(t, 2)
	area := outline(t, two[1:])
	fmt.Println(g.Economy(nil, area).Included(outline(t, two), []orb.Point{centre(t, two[0]), centre(t, two[1])}))
	// Output: true
}
