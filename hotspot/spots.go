package hotspot

import (
	"cmp"
	"slices"

	"beatplan/geo"
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

// Spots builds at most n patrol spots of about the given area, in square metres,
// from adjoining cells of a lattice, heaviest first. Weights, in lattice order,
// are what draws them. A spot begins at the heaviest free cell and takes in the
// free neighbour with most weight, then the one that touches it most, for as
// long as it stays within the area; a cell belongs to one spot at most. Without
// weight there is no spot.
//
// The cost is that of sorting the cells with weight, and small beside it for
// every spot: the rest of the lattice is not looked at.
func Spots(l geo.Lattice, weights []float64, area float64, n int) ([]Spot, error) {
	var heaviest []int
	for i, w := range weights {
		if w > 0 {
			heaviest = append(heaviest, i)
		}
	}
	slices.SortFunc(heaviest, func(a, b int) int {
		return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(a, b))
	})
	b := builder{lattice: l, weights: weights, area: area, taken: map[int]bool{}}
	var spots []Spot
	// Growing moves weight between spots, so the heaviest seed need not make the
	// heaviest spot: build twice as many as are wanted, and keep the best.
	for _, seed := range heaviest {
		if len(spots) == 2*n {
			break
		}
		if b.taken[seed] {
			continue
		}
		spot, err := b.grow(seed)
		if err != nil {
			return nil, err
		}
		spots = append(spots, spot)
	}
	slices.SortStableFunc(spots, func(a, b Spot) int { return cmp.Compare(b.Weight, a.Weight) })
	return spots[:min(n, len(spots))], nil
}

// A builder grows spots on a lattice and knows which cells they have taken.
type builder struct {
	lattice geo.Lattice
	weights []float64
	area    float64 // the most that a spot has, square metres
	taken   map[int]bool
}

// A rim holds the free cells around a spot.
type rim map[int]*rimCell

type rimCell struct {
	area    float64 // square metres
	touches int     // how many of the spot's cells it touches
}

func (b *builder) grow(seed int) (Spot, error) {
	area, err := b.lattice.AreaOf(seed)
	if err != nil {
		return Spot{}, err
	}
	spot, around := Spot{}, rim{seed: {area: area}}
	for best := seed; best >= 0; best = b.best(around, b.area-spot.Area) {
		spot.Cells = append(spot.Cells, best)
		spot.Area += around[best].area
		spot.Weight += b.weights[best]
		if err := b.take(best, around); err != nil {
			return Spot{}, err
		}
	}
	slices.Sort(spot.Cells)
	return spot, nil
}

// take moves a cell from the rim into the spot, and its free neighbours into
// the rim.
func (b *builder) take(i int, around rim) error {
	b.taken[i] = true
	delete(around, i)
	neighbours, err := b.lattice.NeighboursOf(i)
	if err != nil {
		return err
	}
	for _, j := range neighbours {
		if b.taken[j] {
			continue
		}
		if around[j] == nil {
			area, err := b.lattice.AreaOf(j)
			if err != nil {
				return err
			}
			around[j] = &rimCell{area: area}
		}
		around[j].touches++
	}
	return nil
}

// best returns the cell of the rim that a spot with so much room left takes in
// next, or -1.
func (b *builder) best(around rim, room float64) int {
	best := -1
	for i, c := range around {
		if c.area > room {
			continue
		}
		if best < 0 || cmp.Or(
			cmp.Compare(b.weights[i], b.weights[best]),
			cmp.Compare(c.touches, around[best].touches),
			cmp.Compare(best, i),
		) > 0 {
			best = i
		}
	}
	return best
}
