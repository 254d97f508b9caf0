package roads

import (
	"maps"
	"slices"
)

// A Neighbour is one of some places that is near another along streets.
type Neighbour struct {
	Place  int     // which of them
	Metres float64 // along streets, with the ways from them at both ends
}

// Within returns for each of some places which of others are at most so many metres from
// it along streets, by the shortest way from the other, in their order. The cost is a
// search of the junctions within that distance for each of the others.
func (n *Network) Within(places, others []Place, metres float64) [][]Neighbour {
	on := map[int32][]int{} // places by piece
	for i, p := range places {
		on[p.piece] = append(on[p.piece], i)
	}
	near := make([][]Neighbour, len(places))
	s := newSearch(n.junctions)
	for other, from := range others {
		best := map[int]float64{}
		reach := func(place int, along float64) {
			d := along + from.Metres + places[place].Metres
			if known, is := best[place]; d <= metres && (!is || d < known) {
				best[place] = d
			}
		}
		for _, place := range on[from.piece] {
			if c := n.along(from, places[place]); c != unreached {
				reach(place, c.metres())
			}
		}
		most := newCost(max(0, metres-from.Metres), Walking).byLength() | 1<<32 - 1
		n.spread(&s, n.leaving(from), most, cost.byLength, func(v int32, c cost) {
			for _, e := range n.rows.of(v) {
				for _, place := range on[^e.via/2] {
					share := places[place].share
					if ^e.via%2 == 1 {
						share = 1 - share
					}
					reach(place, (c.byLength() + e.cost.part(share)).metres())
				}
			}
		})
		for _, place := range slices.Sorted(maps.Keys(best)) {
			near[place] = append(near[place], Neighbour{other, best[place]})
		}
	}
	return near
}
