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
	in.Included = []zones.Place{{Name: "Fairground", Reason: "the fair is on", Outline: outline(t, cells[6:7])}}
	g, err := zones.Survey(in)
	if err != nil {
		t.Fatal(err)
	}
	set, err := zones.Draw(g)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		drawn zones.Set
		cell  int
		want  bool
	}{
		"at the pubs":                      {zones.Set{}, 0, true},
		"two streets off":                  {zones.Set{}, 2, false},
		"two streets off, within the area": {set, 2, true},
		"beyond the area":                  {set, 4, false},
		"where people included it":         {zones.Set{}, 6, true},
	} {
		if got := g.Economy(tt.drawn).Near(centre(t, cells[tt.cell])); got != tt.want {
			t.Errorf("%s: %t, want %t; areas %s", name, got, tt.want, names(set))
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
	e := g.Economy(zones.Set{})
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
	area := zones.Area{Outline: outline(t, line(t, 1))}
	fmt.Println(g.Economy(zones.Set{Areas: []zones.Area{area}}).Near(centre(t, line(t, 1)[0])))
	// Output: true
}
