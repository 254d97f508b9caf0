package hotspot

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// PatrolSpotArea is the size of the UK's usual patrol spot, 150 m × 150 m, in
// square metres (Basford et al. 2021, doi 10.1007/s41887-021-00067-2).
const PatrolSpotArea = 22_500

// TrialDistance is how far apart spots are in trials, metres, so that what is done
// in one does not reach the next.
const TrialDistance = 500

// A Spot is a place to patrol: cells of a lattice that hang together.
type Spot struct {
	Cells  []int   // positions in the lattice, ascending
	Area   float64 // square metres
	Weight float64 // sum of the cells' weights
}

// SpotRules say what a spot may be.
type SpotRules struct {
	Area   float64      // the most that a spot has, square metres: PatrolSpotArea, as a rule
	Apart  float64      // the least distance between cells of two spots, centre to centre, metres; 0: they may touch
	Barred map[int]bool // cells that no spot takes in: offences are recorded there, not committed
	Begins []bool       // cells that a spot may begin at; nil: any
}

// Spots builds at most n patrol spots from adjoining cells of a lattice, heaviest
// first. Weights, in lattice order, are what draws them. A spot begins at the
// heaviest free cell and takes in the free neighbour with most weight, then the one
// that touches it most, for as long as it stays within the area; a cell belongs to
// one spot at most. Without weight there is no spot, nor of a cell that is larger than
// a spot may be. Of spots that are too near one another the heaviest stays.
//
// The cost is that of sorting the cells with weight that a spot may begin at, and small
// beside it for every spot: the rest of the lattice is not looked at. With a distance to
// keep, a spot is built at every such cell.
func Spots(l geo.Lattice, weights []float64, rules SpotRules, n int) ([]Spot, error) {
	var heaviest []int
	for i, w := range weights {
		if w > 0 && !rules.Barred[i] && (rules.Begins == nil || rules.Begins[i]) {
			heaviest = append(heaviest, i)
		}
	}
	slices.SortFunc(heaviest, func(a, b int) int {
		return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(a, b))
	})
	b := builder{lattice: l, weights: weights, area: rules.Area, taken: maps.Clone(rules.Barred)}
	if b.taken == nil {
		b.taken = map[int]bool{}
	}
	var spots []Spot
	// Growing moves weight between spots, so the heaviest seed need not make the
	// heaviest spot: build twice as many as are wanted, and keep the best.
	for _, seed := range heaviest {
		if len(spots) == 2*n && rules.Apart == 0 {
			break
		}
		if b.taken[seed] {
			continue
		}
		spot, err := b.grow(seed)
		if err != nil {
			return nil, err
		}
		if len(spot.Cells) > 0 {
			spots = append(spots, spot)
		}
	}
	slices.SortStableFunc(spots, func(a, b Spot) int { return cmp.Compare(b.Weight, a.Weight) })
	if rules.Apart > 0 {
		return apart(l, spots, rules.Apart, n)
	}
	return spots[:min(n, len(spots))], nil
}

// apart returns the first n spots that keep a distance from all before them.
func apart(l geo.Lattice, spots []Spot, metres float64, n int) ([]Spot, error) {
	var kept []Spot
	var centres [][]orb.Point
	for _, s := range spots {
		if len(kept) == n {
			break
		}
		own, err := l.Subset(s.Cells).Centres()
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(centres, func(other []orb.Point) bool { return distance(own, other) < metres }) {
			continue
		}
		kept, centres = append(kept, s), append(centres, own)
	}
	return kept, nil
}

// distance returns how far apart the nearest of some points are.
func distance(a, b []orb.Point) float64 {
	least := math.Inf(1)
	for _, p := range a {
		for _, q := range b {
			least = min(least, math.Hypot(p[0]-q[0], p[1]-q[1]))
		}
	}
	return least
}

// Ring returns the cells around a spot, in it none, whose centre is at most so many
// metres beyond the edge of one of the spot's: where to look for displacement, and
// for benefit that spreads. A cell's edge is that of a circle of its area.
func (s Spot) Ring(l geo.Lattice, metres float64) ([]int, error) {
	own, err := l.Subset(s.Cells).Centres()
	if err != nil {
		return nil, err
	}
	radius := math.Sqrt(s.Area / float64(len(s.Cells)) / math.Pi)
	steps := 2 + int(metres/radius/1.5) // cells are at least 1.5 radii apart, seen along any line
	var around []h3.Cell
	for _, i := range s.Cells {
		disk, err := l.Cells[i].GridDisk(steps)
		if err != nil {
			return nil, fmt.Errorf("cells around %s: %w", l.Cells[i], err)
		}
		around = append(around, disk...)
	}
	slices.Sort(around)
	var ring []int
	for _, c := range slices.Compact(around) {
		i, in := l.Index(c)
		if _, inside := slices.BinarySearch(s.Cells, i); !in || inside {
			continue
		}
		centre, err := geo.Centre(c)
		if err != nil {
			return nil, err
		}
		if distance([]orb.Point{geo.ToGrid(centre)}, own) <= metres+radius {
			ring = append(ring, i)
		}
	}
	return ring, nil
}

// Near returns the cells of a lattice whose centre is at most so many metres from
// one of some WGS 84 positions, and the cells that hold them. The cost grows with
// the number of positions.
func Near(l geo.Lattice, positions []orb.Point, metres float64) (map[int]bool, error) {
	near := map[int]bool{}
	for _, p := range positions {
		home, err := geo.CellAt(p, l.Resolution)
		if err != nil {
			return nil, err
		}
		area, err := h3.CellAreaM2(home)
		if err != nil {
			return nil, fmt.Errorf("area of cell %s: %w", home, err)
		}
		disk, err := home.GridDisk(1 + int(metres/math.Sqrt(area/math.Pi)/1.5))
		if err != nil {
			return nil, fmt.Errorf("cells around %s: %w", home, err)
		}
		for _, c := range disk {
			i, in := l.Index(c)
			if !in {
				continue
			}
			centre, err := geo.Centre(c)
			if err != nil {
				return nil, err
			}
			if c == home || distance([]orb.Point{geo.ToGrid(centre)}, []orb.Point{geo.ToGrid(p)}) <= metres {
				near[i] = true
			}
		}
	}
	return near, nil
}

// TimesInTop returns for each spot in how many periods it was among the first so
// many of all spots. It was where it held something and no more than so many held
// as much or more, itself included: places that tie beyond the last are out. Held
// is by period and spot.
func TimesInTop(held [][]float64, top int) []int {
	if len(held) == 0 {
		return nil
	}
	times := make([]int, len(held[0]))
	for _, values := range held {
		ascending := slices.Sorted(slices.Values(values))
		for k, v := range values {
			below, _ := slices.BinarySearch(ascending, v)
			if v > 0 && len(values)-below <= top {
				times[k]++
			}
		}
	}
	return times
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
	for best := b.best(around, b.area); best >= 0; best = b.best(around, b.area-spot.Area) {
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
