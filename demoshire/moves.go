package demoshire

import (
	"math/rand/v2"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/quadtree"

	"beatplan/crime"
	"beatplan/geo"
)

// A patrols remembers what draws patrols: how many offences and finds there were
// in each month, in each cell.
type patrols map[crime.Month]map[int]int

// record remembers one.
func (p patrols) record(m crime.Month, cell int) {
	if p[m] == nil {
		p[m] = map[int]int{}
	}
	p[m][cell]++
}

// search moves what is found by searching to where patrols were: to the cell of
// an offence of an earlier month, or of an earlier find, all of them alike. What
// there was before the first month is not known; its finds stay where the
// intensity has put them. As an urn to which each draw is returned twice, this
// leaves the expected finds of each cell as they were (Pólya), and makes them
// pile up.
func (o *offender) search(drafts []*draft) error {
	if o.truth.World != Feedback {
		return nil
	}
	kinds := kinds()
	before := make([]float64, len(o.centres)) // what draws patrols in each cell
	month := crime.MonthOf(o.start)
	where := newLottery(before)
	for _, d := range drafts { // in the order of their times
		if month < d.Month {
			for ; month < d.Month; month++ {
				for cell, n := range o.patrols[month] {
					before[cell] += float64(n)
				}
			}
			where = newLottery(before)
		}
		cell, _ := o.lattice.Index(d.Cell)
		searched := o.truth.Patterns[d.pattern].Searched
		if searched && where.total() > 0 {
			cell = where.draw(o.rng)
			if err := o.move(&d.Record, cell); err != nil {
				return err
			}
		}
		if searched || kinds[d.pattern].patrolled {
			o.patrols.record(d.Month, cell)
		}
	}
	return nil
}

// snaps draws the snap points of the county, one for so many addresses.
func (p *people) snaps(rng *rand.Rand) ([]orb.Point, error) {
	var points []orb.Point
	for i, residents := range p.residents {
		for range whole(residents/household/Addresses, rng) {
			at, err := p.anywhere(p.lattice.Cells[i], rng)
			if err != nil {
				return nil, err
			}
			points = append(points, at)
		}
	}
	return points, nil
}

// A snapper finds the nearest of some points, on the National Grid.
type snapper struct{ tree *quadtree.Quadtree }

// A snapPoint is one of them.
type snapPoint struct{ grid, wgs84 orb.Point }

// Point returns where it is on the National Grid, metres.
func (s snapPoint) Point() orb.Point { return s.grid }

func newSnapper(points []orb.Point) (*snapper, error) {
	all := make(orb.MultiPoint, len(points))
	for i, p := range points {
		all[i] = geo.ToGrid(p)
	}
	s := &snapper{quadtree.New(all.Bound())}
	for i, p := range points {
		if err := s.tree.Add(snapPoint{all[i], p}); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *snapper) nearest(at orb.Point) orb.Point {
	return s.tree.Find(geo.ToGrid(at)).(snapPoint).wgs84
}

// snap moves a record to the nearest snap point.
func (o *offender) snap(r *crime.Record) error {
	at := o.snaps.nearest(*r.At)
	cell, err := geo.CellAt(at, o.lattice.Resolution)
	if err != nil {
		return err
	}
	i, _ := o.lattice.Index(cell) // all snap points are on land
	r.At, r.Cell = &at, cell
	r.AreaCode, r.Location = o.wards[o.ward[i]].Code, o.landmarks.near(i)
	return nil
}
