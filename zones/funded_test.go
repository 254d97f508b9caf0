package zones_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/zones"
)

// TestFunded: of six cells with offences three are funded: the busiest, one that has
// hardly any, and one between.
func TestFunded(t *testing.T) {
	t.Parallel()
	in := sixMonths(t)
	in.Settings = zones.StreetRobbery()
	cells := line(t, 4)
	far, other := at(t, 0.7300, 51.5300), at(t, 0.7100, 51.5500)
	in.Offences = slices.Concat(
		recorded(t, cells[0], "High Street", 60, 1), recorded(t, cells[3], "Park Lane", 4, 1), recorded(t, far, "Charter Way", 90, 1), recorded(t, other, "Mill Way", 6, 1),
	)
	g, err := zones.Survey(in)
	if err != nil {
		t.Fatal(err)
	}
	ha, err := h3.CellAreaM2(cells[0])
	if err != nil {
		t.Fatal(err)
	}
	ha /= 1e4
	settled := 100 * ha // 1.6 offences a cell are usual
	places := []zones.Place{
		{Name: "High Street", Outline: outline(t, cells[:1])}, {Name: "Nowhere", Outline: outline(t, []h3.Cell{at(t, 0.7200, 51.5450)})}, {Name: "Mill Way", Outline: outline(t, []h3.Cell{other})},
	}
	r, err := g.Funded(places, settled, 2)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range r.Places {
		got = append(got, p.Name+": "+string(p.Standing))
	}
	if want := "High Street: still hot; Mill Way: still hot; Nowhere: too few to tell"; strings.Join(got, "; ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, "; "), want)
	}
	if r.Offences != 160 || r.Inside != 66 || len(r.Missed) != 2 || r.Missed[0].Name != "Charter Way" || r.Missed[0].Count != 90 || r.Missed[1].Name != "Park Lane" {
		t.Errorf("%+v", r)
	}
	if r.Best < 150 || r.Best > 160 { // three cells of about the same size: 90, 60 and 6
		t.Errorf("the best three cells hold %d", r.Best)
	}
	first := r.Places[0]
	if first.Elsewhere < 89 || first.Elsewhere > 91 || math.Abs(first.Share-60.0/160) > 1e-12 || math.Abs(first.Expected-1.6) > 0.01 {
		t.Errorf("High Street: %d elsewhere, share %g, expected %g", first.Elsewhere, first.Share, first.Expected)
	}
	// The interval of 60 is 45.79 to 77.23, of 0 it is 0 to 3.69 (Garwood 1936, as in Ulm 1990).
	if low, high := first.Low*first.Expected, first.High*first.Expected; math.Abs(low-45.79) > 0.01 || math.Abs(high-77.23) > 0.01 {
		t.Errorf("interval of 60: %g to %g", low, high)
	}
	if last := r.Places[2]; last.Low != 0 || math.Abs(last.High*last.Expected-3.689) > 0.001 {
		t.Errorf("interval of 0: %g to %g", last.Low*last.Expected, last.High*last.Expected)
	}
	if r, err = g.Funded(places, 10*ha, 0); err != nil || r.Places[2].Standing != zones.Cooled || len(r.Missed) != 0 { // 16 are usual
		t.Errorf("%+v, error %v", r.Places[2].Standing, err)
	}
	if _, err := g.Funded([]zones.Place{{Name: "Empty", Outline: orb.MultiPolygon{}}}, settled, 1); err == nil || !strings.Contains(err.Error(), "Empty: ") {
		t.Errorf("error %v", err)
	}
	if _, err := g.Funded(places, 0, 1); err == nil {
		t.Error("no settled land: no error")
	}
}
