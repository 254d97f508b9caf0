package demoshire

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// A people is the cells of the county and who lives in them.
type people struct {
	land      orb.MultiPolygon
	lattice   geo.Lattice
	centres   []orb.Point // of the cells, National Grid, metres
	residents []float64   // of each cell, above 0
	wards     []geo.Area
	ward      []int            // of each cell, its ward
	small     []smallArea      // of which each cell is in one
	shore     map[h3.Cell]bool // the cells that the coast may cut, and some more
}

// populate lets people live in and around the towns, and a few in between.
func populate(areas []geo.Area, towns []Town, seed uint64) (*people, error) {
	p := &people{land: areas[0].Land}
	var parts []geo.Lattice
	for _, a := range areas {
		if a.Kind != geo.Ward {
			continue
		}
		part, err := geo.Cover(a.Land, geo.DefaultResolution)
		if err != nil {
			return nil, err
		}
		parts, p.wards = append(parts, part), append(p.wards, a)
	}
	var err error
	if p.lattice, err = geo.Union(parts); err != nil {
		return nil, err
	}
	if p.centres, err = p.lattice.Centres(); err != nil {
		return nil, err
	}
	p.ward = make([]int, len(p.centres))
	for w, part := range parts {
		for _, c := range part.Cells {
			n, _ := p.lattice.Index(c)
			p.ward[n] = w
		}
	}
	if p.shore, err = shore(p.land); err != nil {
		return nil, err
	}
	p.residents = slices.Repeat([]float64{rural / float64(len(p.centres))}, len(p.centres))
	blocks := noise{seed: seed + 400, scale: 700, octaves: 3}
	outskirts := noise{seed: seed + 500, scale: 2_500, octaves: 3}
	uneven, edge := make([]float64, len(p.centres)), make([]float64, len(p.centres))
	for i, c := range p.centres {
		uneven[i] = math.Exp(0.8 * blocks.at(c))
		edge[i] = math.Exp(0.7 * outskirts.at(c))
	}
	density := make([]float64, len(p.centres))
	for _, town := range towns {
		total, middle := 0.0, geo.ToGrid(town.Centre)
		for i, c := range p.centres {
			r := edge[i] * planarDistance(c, middle) / town.Extent
			density[i] = uneven[i] * (math.Exp(-r*r*r) + math.Exp(-16*r*r))
			total += density[i]
		}
		for i := range density {
			p.residents[i] += town.Residents * density[i] / total
		}
	}
	return p, p.census(seed)
}

// shore returns the cells within two of a point of the coast. Its points are
// closer to one another than three cells, so no cell that it cuts is missing.
func shore(land orb.MultiPolygon) (map[h3.Cell]bool, error) {
	cells := map[h3.Cell]bool{}
	for _, polygon := range land {
		for _, ring := range polygon {
			for _, p := range ring {
				c, err := geo.CellAt(p, geo.DefaultResolution)
				if err != nil {
					return nil, err
				}
				disk, err := c.GridDisk(2)
				if err != nil {
					return nil, fmt.Errorf("cells around %s: %w", c, err)
				}
				for _, near := range disk {
					cells[near] = true
				}
			}
		}
	}
	return cells, nil
}

// anywhere returns a position in a cell and on land, all such equally likely,
// rounded to six decimals of a degree.
func (p *people) anywhere(cell h3.Cell, rng *rand.Rand) (orb.Point, error) {
	hexagon, err := geo.Hexagon(cell)
	if err != nil {
		return orb.Point{}, err
	}
	b := hexagon.Bound()
	const patience = 10_000 // the centre of every cell is on land, so a few draws do
	for range patience {
		at := rounded(orb.Point{
			b.Min[0] + rng.Float64()*(b.Max[0]-b.Min[0]),
			b.Min[1] + rng.Float64()*(b.Max[1]-b.Min[1]),
		})
		in, err := geo.CellAt(at, cell.Resolution())
		if err != nil {
			return orb.Point{}, err
		}
		if in == cell && (!p.shore[cell] || planar.MultiPolygonContains(p.land, at)) {
			return at, nil
		}
	}
	return orb.Point{}, fmt.Errorf("cell %s has no land to speak of", cell)
}

// around returns weights of the cells that fall with the distance from a town's
// centre: half of them lie within 1.2 × width metres.
func (p *people) around(town Town, width float64) []float64 {
	weights, middle := make([]float64, len(p.centres)), geo.ToGrid(town.Centre)
	for i, c := range p.centres {
		if r := planarDistance(c, middle) / width; r < 5 {
			weights[i] = math.Exp(-r * r / 2)
		}
	}
	return weights
}

// A lottery draws cells in proportion to weights.
type lottery []float64 // sums of the weights so far

func newLottery(weights []float64) lottery {
	sums := make(lottery, len(weights))
	sum := 0.0
	for i, w := range weights {
		sum += w
		sums[i] = sum
	}
	return sums
}

func (l lottery) total() float64 { return l[len(l)-1] }

// draw returns the position of a weight above 0.
func (l lottery) draw(rng *rand.Rand) int {
	x := rng.Float64() * l.total()
	return sort.Search(len(l)-1, func(i int) bool { return l[i] > x })
}
