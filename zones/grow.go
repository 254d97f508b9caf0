package zones

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/uber/h3-go/v4"
)

// A cell is what growth knows of one: the points that count.
type cell struct {
	id         h3.Cell
	harm       float64
	weighted   float64
	points     []int
	neighbours []h3.Cell // of the same district, ascending
	height     float64   // its harm and half of its neighbours'
	around     float64   // offences taken for night-time economy, of it and its neighbours
}

// A grower draws the areas of one district.
type grower struct {
	g        *Ground
	district int
	cells    map[h3.Cell]*cell
	taken    map[h3.Cell]bool
	accepted []*candidate
	refused  []*candidate
}

// A candidate is an area that has been grown.
type candidate struct {
	Area
	reason   Reason
	fringeOf *candidate
	given    string // name that people gave it
}

func newGrower(g *Ground, district int) (*grower, error) {
	w := &grower{g: g, district: district, cells: map[h3.Cell]*cell{}, taken: map[h3.Cell]bool{}}
	for i, p := range g.points {
		if p.district != district || p.excluded {
			continue
		}
		c, err := w.at(p.Cell)
		if err != nil {
			return nil, err
		}
		c.points = append(c.points, i)
		c.harm, c.weighted = c.harm+p.harm, c.weighted+p.weighted
	}
	for id := range w.cells {
		c := w.cells[id]
		sum, around := 0.0, c.weighted
		for _, n := range c.neighbours {
			if other := w.cells[n]; other != nil {
				sum, around = sum+other.harm, around+other.weighted
			}
		}
		c.height, c.around = c.harm+sum/2, around
	}
	for c := range g.struck {
		w.taken[c] = true
	}
	return w, nil
}

// at returns what is known of a cell of the district.
func (w *grower) at(id h3.Cell) (*cell, error) {
	if c := w.cells[id]; c != nil {
		return c, nil
	}
	c := &cell{id: id}
	disk, err := id.GridDisk(1)
	if err != nil {
		return nil, fmt.Errorf("neighbours of cell %s: %w", id, err)
	}
	for _, n := range disk {
		if n != id && w.g.districtOf(n) == w.district {
			c.neighbours = append(c.neighbours, n)
		}
	}
	slices.Sort(c.neighbours)
	w.cells[id] = c
	return c, nil
}

// seeds returns the cells that areas may begin at, highest first.
func (w *grower) seeds() []*cell {
	least := w.g.in.Settings.Least.Tertiary * float64(w.g.in.Months) / 4
	var seeds []*cell
	for _, c := range w.cells {
		if c.harm > 0 && c.around >= least {
			seeds = append(seeds, c)
		}
	}
	slices.SortFunc(seeds, func(a, b *cell) int { return cmp.Or(cmp.Compare(b.height, a.height), cmp.Compare(a.id, b.id)) })
	return seeds
}

// include draws the places of the district that people included, whole.
func (w *grower) include() error {
	for _, p := range w.g.in.Included {
		all, err := w.g.cellsOf(p.Outline)
		if err != nil {
			return err
		}
		var cells []h3.Cell
		size := 0.0
		for _, c := range all {
			if w.g.districtOf(c) != w.district || w.taken[c] {
				continue
			}
			ha, err := w.g.hectaresOf(c)
			if err != nil {
				return err
			}
			cells, size = append(cells, c), size+ha
		}
		switch {
		case len(cells) == 0:
			continue
		case size > w.g.in.Settings.Cap+rounding:
			return fmt.Errorf("%s, included, has %.1f ha, more than the cap of %g ha: include less of it, or raise the cap", p.Name, size, w.g.in.Settings.Cap)
		}
		a, err := w.g.measureCells(cells)
		if err != nil {
			return err
		}
		a.Included = p.Reason
		w.accepted = append(w.accepted, &candidate{Area: a, given: p.Name})
		w.take(cells...)
	}
	return nil
}

func (w *grower) take(cells ...h3.Cell) {
	for _, c := range cells {
		w.taken[c] = true
	}
}

// draw grows an area at each seed and tests it, until there are twice as many as
// the district's budget.
func (w *grower) draw() error {
	if err := w.include(); err != nil {
		return err
	}
	for _, seed := range w.seeds() {
		if len(w.accepted) >= 2*w.g.in.Settings.Budget.sum() {
			return nil
		}
		if w.taken[seed.id] {
			continue
		}
		cells, err := w.grow(seed)
		if err != nil {
			return err
		}
		a, err := w.g.measureCells(cells)
		if err != nil {
			return err
		}
		c := &candidate{Area: a}
		if err := w.test(c); err != nil {
			return err
		}
		switch c.reason {
		case "":
			w.accepted = append(w.accepted, c)
			w.take(cells...)
		case OneAddress: // what lies beside it may join others
			w.refused = append(w.refused, c)
			w.take(seed.id, w.topCell(cells))
		default:
			w.refused = append(w.refused, c)
			w.take(cells...)
		}
	}
	return nil
}

// topCell returns the cell of the point with most offences.
func (w *grower) topCell(cells []h3.Cell) h3.Cell {
	top, most := cells[0], 0
	for _, id := range cells {
		if c := w.cells[id]; c != nil {
			for _, i := range c.points {
				if n := w.g.points[i].Count; n > most {
					top, most = id, n
				}
			}
		}
	}
	return top
}

// rounding is how much sums of hectares may err.
const rounding = 1e-9

// grow returns the cells of the area that begins at a seed, ascending. It adds
// the neighbour with most harm while that is dense enough, or the area is a pile
// that may yet become none.
func (w *grower) grow(seed *cell) ([]h3.Cell, error) {
	s := w.g.in.Settings
	in := map[h3.Cell]bool{}
	front := map[h3.Cell]bool{} // free neighbours
	var harm, size float64
	var count, most int // offences, and of them at the largest point
	add := func(c *cell, ha float64) {
		in[c.id] = true
		delete(front, c.id)
		harm, size = harm+c.harm, size+ha
		for _, i := range c.points {
			n := w.g.points[i].Count
			count, most = count+n, max(most, n)
		}
		for _, n := range c.neighbours {
			if !in[n] && !w.taken[n] {
				front[n] = true
			}
		}
	}
	ha, err := w.g.hectaresOf(seed.id)
	if err != nil {
		return nil, err
	}
	add(seed, ha)
	for {
		var best *cell
		for n := range front {
			if c := w.cells[n]; c != nil && (best == nil || c.harm > best.harm || c.harm == best.harm && c.id < best.id) {
				best = c
			}
		}
		if best == nil || best.harm <= 0 {
			break
		}
		if ha, err = w.g.hectaresOf(best.id); err != nil {
			return nil, err
		}
		pile := float64(most) > s.Pile*float64(count)
		if size+ha > s.Cap+rounding || best.harm/ha < s.Floor*harm/size && !pile {
			break
		}
		add(best, ha)
	}
	return w.fill(in, front, size)
}

// fill adds, once and in the order of ids, the free cells that an area has around
// nearly all sides, and returns its cells.
func (w *grower) fill(in, front map[h3.Cell]bool, size float64) ([]h3.Cell, error) {
	const nearlyAll = 5
	for _, id := range sorted(front) {
		c, err := w.at(id)
		if err != nil {
			return nil, err
		}
		sides := 0
		for _, n := range c.neighbours {
			if in[n] {
				sides++
			}
		}
		ha, err := w.g.hectaresOf(id)
		if err != nil {
			return nil, err
		}
		if sides >= nearlyAll && size+ha <= w.g.in.Settings.Cap+rounding {
			in[id] = true
			size += ha
		}
	}
	return sorted(in), nil
}

// sorted returns the cells of a set, ascending.
func sorted(set map[h3.Cell]bool) []h3.Cell {
	cells := make([]h3.Cell, 0, len(set))
	for c := range set {
		cells = append(cells, c)
	}
	slices.Sort(cells)
	return cells
}
