package roads_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/roads"
)

// TestNoVehicleTurnsAroundANose drives towards where a street parts into two carriageways.
//
//	                 ___──── 1006
//	5 ───── 305 ────            │
//	                ‾‾‾──── 1004
func TestNoVehicleTurnsAroundANose(t *testing.T) {
	t.Parallel()
	oneWay := func(s roads.Street) roads.Street {
		s.Vehicle, s.Emergency = roads.Forward, roads.Forward
		return s
	}
	west, corner, away, back := at(0, 500), at(300, 500), at(650, 550), at(650, 450)
	half := math.Hypot(350, 50)
	parted := []roads.Street{
		street(1, "primary", 5, 305), oneWay(street(2, "primary", 305, 1006)),
		oneWay(street(3, "primary", 1006, 1004)), oneWay(street(4, "primary", 1004, 305)),
	}
	against := slices.Clone(parted) // the same, drawn from the other end
	against[3] = street(4, "primary", 305, 1004)
	against[3].Vehicle = roads.Backward
	through := slices.Clone(parted) // no street to go on by
	through[0] = oneWay(street(1, "primary", 5, 305))
	through = append(through, oneWay(street(5, "primary", 1004, 5)))
	tests := map[string]struct {
		streets  []roads.Street
		mode     roads.Modes
		from, to orb.Point
		metres   float64
	}{
		"around the nose":     {parted, roads.ByVehicle, back, away, half + 600 + half},
		"with exemptions":     {parted, roads.WithEmergency, back, away, half + 600 + half},
		"drawn the other way": {against, roads.ByVehicle, back, away, half + 600 + half},
		"on foot":             {parted, roads.OnFoot, back, away, 2 * half},
		"straight on":         {parted, roads.ByVehicle, back, west, half + 300},
		"to the corner":       {parted, roads.ByVehicle, back, corner, half},
		"from the corner":     {parted, roads.ByVehicle, corner, away, half},
		"out of the street":   {parted, roads.ByVehicle, west, away, 300 + half},
		"with no other way":   {through, roads.ByVehicle, back, away, 2 * half},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := network(t, tt.mode, tt.streets...)
			places := []roads.Place{place(t, n, tt.from), place(t, n, tt.to)}
			leg := n.Legs(places)[0][1]
			if line := metres(n.Path(places[0], places[1])); math.Abs(leg.Metres-tt.metres) > 2 || math.Abs(line-tt.metres) > 2 {
				t.Errorf("%.1f m, and a line of %.1f, not %.1f", leg.Metres, line, tt.metres)
			}
			if diff := cmp.Diff(n.Plain(places), n.Quick(places)); diff != "" {
				t.Errorf("(-Dijkstra +hierarchy):\n%s", diff)
			}
		})
	}
}
