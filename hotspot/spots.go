package hotspot

import (
	"cmp"
	"slices"
)

// PatrolSpotArea is the size of the UK's usual patrol spot, 150 m × 150 m, in
// square metres (Basford et al. 2021, doi 10.1007/s41887-021-00067-2).
const PatrolSpotArea = 22_500

// A Spot is a place to patrol: cells of a lattice that hang together.
type Spot struct {
	Cells  []int   // positions in the lattice, ascending
	Area   float64 // square metres
	Weight float64 // sum of the cells' weights
}

// Spots builds at most n patrol spots of about the given area from adjoining
// cells, heaviest first. A spot begins at the heaviest free cell and takes in
// the free neighbour with most weight, then the one that touches it most, for as
// long as it stays within the area; a cell belongs to one spot at most. Without
// weight there is no spot.
//
// Weights, areas (square metres) and neighbours are those of one lattice. The
// cost is that of sorting the cells, and small beside it for every spot.
func Spots(weights, areas []float64, neighbours [][]int, area float64, n int) []Spot {
	heaviest := make([]int, 0, len(weights))
	for i, w := range weights {
		if w > 0 {
			heaviest = append(heaviest, i)
		}
	}
	slices.SortFunc(heaviest, func(a, b int) int {
		return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(a, b))
	})
	taken := make([]bool, len(weights))
	var spots []Spot
	// Growing moves weight between spots, so the heaviest seed need not make the
	// heaviest spot: build twice as many as are wanted, and keep the best.
	for _, seed := range heaviest {
		if len(spots) == 2*n {
			break
		}
		if !taken[seed] {
			spots = append(spots, grow(seed, taken, weights, areas, neighbours, area))
		}
	}
	slices.SortStableFunc(spots, func(a, b Spot) int { return cmp.Compare(b.Weight, a.Weight) })
	return spots[:min(n, len(spots))]
}

func grow(seed int, taken []bool, weights, areas []float64, neighbours [][]int, area float64) Spot {
	spot := Spot{}
	touches := map[int]int{} // free cell on the rim → how many of the spot's cells it touches
	take := func(i int) {
		taken[i] = true
		spot.Cells = append(spot.Cells, i)
		spot.Area += areas[i]
		spot.Weight += weights[i]
		delete(touches, i)
		for _, j := range neighbours[i] {
			if !taken[j] {
				touches[j]++
			}
		}
	}
	take(seed)
	for {
		best := -1
		for i, n := range touches {
			if spot.Area+areas[i] > area {
				continue
			}
			if best < 0 || cmp.Or(
				cmp.Compare(weights[i], weights[best]),
				cmp.Compare(n, touches[best]),
				cmp.Compare(best, i),
			) > 0 {
				best = i
			}
		}
		if best < 0 {
			break
		}
		take(best)
	}
	slices.Sort(spot.Cells)
	return spot
}
