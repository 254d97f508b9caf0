package demoshire

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

func districtCode(d int) string { return fmt.Sprintf("DEMO-D%02d", d+1) }
func wardCode(w int) string     { return fmt.Sprintf("DEMO-W%02d", w+1) }

// divideCounty returns the county, its districts and its wards. Distances to the
// wards' seats are bent a little, so that borders wind.
func divideCounty(g *ground, parishes []parish, seed uint64) []geo.Area {
	east := noise{seed: seed + 200, scale: 2_500, octaves: 4}
	north := noise{seed: seed + 300, scale: 2_500, octaves: 4}
	const bend = 700 // metres
	bent := func(node int) orb.Point {
		p := g.position(node)
		return orb.Point{p[0] + bend*east.at(p), p[1] + bend*north.at(p)}
	}
	at := make([]orb.Point, len(g.inland))
	ward := make([]int, len(g.inland))
	for node, steps := range g.inland {
		ward[node] = sea
		if steps == 0 {
			continue
		}
		at[node] = bent(node)
		least := math.Inf(1)
		for w, p := range parishes {
			if d := planarDistance(at[node], bent(p.seat)); d < least {
				ward[node], least = w, d
			}
		}
	}
	// The coast is where the height is 0, and two wards meet where neither seat
	// is nearer.
	s := draw(g, ward, func(a, b int) float64 {
		va, vb := g.height[a], g.height[b]
		if ward[a] != sea && ward[b] != sea {
			seatA, seatB := bent(parishes[ward[a]].seat), bent(parishes[ward[b]].seat)
			va = planarDistance(at[a], seatA) - planarDistance(at[a], seatB)
			vb = planarDistance(at[b], seatA) - planarDistance(at[b], seatB)
		}
		if va*vb >= 0 { // a drained lake, a sunken rock
			return 0.5
		}
		return va / (va - vb)
	})
	areas := []geo.Area{{
		Kind: geo.Force, Code: force, Name: "Demoshire", Invented: true,
		Land: s.trace(func(w int) bool { return w != sea }),
	}}
	for d, district := range plan() {
		areas = append(areas, geo.Area{
			Kind: geo.District, Code: districtCode(d), Name: district.name, Invented: true,
			Land: s.trace(func(w int) bool { return w != sea && parishes[w].district == d }),
		})
	}
	for w, p := range parishes {
		areas = append(areas, geo.Area{
			Kind: geo.Ward, Code: wardCode(w), Name: p.name, Invented: true,
			Land: s.trace(func(other int) bool { return other == w }),
		})
	}
	return areas
}
