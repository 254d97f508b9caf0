package rtm

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A sample is what happened in the cells of an area. Cells that are alike in
// every variable, in exposure and in events are one unit: whatever a model says
// of one it says of all, so their number is all that a likelihood needs.
type sample struct {
	cells    float64
	total    float64  // events
	constant float64  // Σ y·ln e − ln y!, the part of log L that no model changes
	columns  []column // over units, not cells
	rows     int      // distinct values of all variables
	row      []int32  // unit → its values
	units    []unit   // ordered by exposure, then by events
	of       []int32  // cell → unit
}

// A unit is a number of cells that have the same events and the same exposure.
type unit struct{ exposure, events, cells float64 }

// compare orders units by exposure, then by events.
func (u unit) compare(v unit) int {
	return cmp.Or(cmp.Compare(u.exposure, v.exposure), cmp.Compare(u.events, v.events))
}

// checkSample returns an error that names a count or an exposure that cannot be
// one, or says that there are no events.
func checkSample(cells int, events, exposure []float64) error {
	if len(events) != cells || len(exposure) != cells {
		return fmt.Errorf("%d counts and %d exposures for a design of %d cells", len(events), len(exposure), cells)
	}
	total := 0.0
	for i, y := range events {
		if !(y >= 0) || y != math.Trunc(y) || math.IsInf(y, 0) {
			return fmt.Errorf("counts[%d] is %g: a count is a whole number, 0 or more", i, y)
		}
		if e := exposure[i]; !(e > 0) || math.IsInf(e, 0) {
			return fmt.Errorf("exposure[%d] is %g: an exposure is above 0", i, e)
		}
		total += y
	}
	if total == 0 {
		return fmt.Errorf("no events in %d cells: take a longer period, a wider offence group or a larger area", cells)
	}
	return nil
}

// newSample gathers cells into units. The cost is that of sorting the cells.
func newSample(columns []column, events, exposure []float64) sample {
	cells := len(events)
	s := sample{of: make([]int32, cells)}
	words := (len(columns) + 63) / 64
	bits := make([]uint64, cells*words) // the variables of each cell
	for j, c := range columns {
		for i := range c.on.all {
			bits[i*words+j/64] |= 1 << (j % 64)
		}
	}
	values := func(i int) []uint64 { return bits[i*words : (i+1)*words] }

	order := make([]int, cells)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return slices.Compare(values(i), values(j)) })
	rows := make([]int32, cells)
	for at, i := range order {
		if at > 0 && !slices.Equal(values(i), values(order[at-1])) {
			s.rows++
		}
		rows[i] = int32(s.rows)
	}
	s.rows++

	what := func(i int) unit { return unit{exposure[i], events[i], 1} }
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(what(i).compare(what(j)), cmp.Compare(rows[i], rows[j]))
	})
	var first []int // a cell of each unit
	for at, i := range order {
		if at == 0 || rows[i] != rows[order[at-1]] || what(i) != what(order[at-1]) {
			first = append(first, i)
			s.units = append(s.units, what(i))
			s.row = append(s.row, rows[i])
		}
		s.of[i] = int32(len(s.units) - 1)
	}
	for j, c := range columns {
		c.on = newBitset(first, func(i int) bool { return values(i)[j/64]>>(j%64)&1 == 1 })
		s.columns = append(s.columns, c)
	}
	return s.weighted(func(int) float64 { return 1 })
}

// weighted returns the sample in which cell i is there weight(i) times. It
// shares all else with s.
func (s sample) weighted(weight func(cell int) float64) sample {
	units := slices.Clone(s.units)
	for u := range units {
		units[u].cells = 0
	}
	for i, u := range s.of {
		units[u].cells += weight(i)
	}
	s.units, s.cells, s.total, s.constant = units, 0, 0, 0
	for _, u := range units {
		factorial, _ := math.Lgamma(u.events + 1)
		s.cells += u.cells
		s.total += u.cells * u.events
		s.constant += u.cells * (u.events*math.Log(u.exposure) - factorial)
	}
	return s
}

// always returns the columns of some factors.
func (s *sample) always(factors []string) (columns []column) {
	for _, c := range s.columns {
		if slices.Contains(factors, c.Factor) {
			columns = append(columns, c)
		}
	}
	return columns
}

// longest reports whether a variable has the longest reach of several that its factor
// was tried at.
func (s *sample) longest(v Variable) bool {
	shorter := false
	for _, c := range s.columns {
		if c.Factor == v.Factor && c.Influence == v.Influence {
			if c.Reach > v.Reach {
				return false
			}
			shorter = shorter || c.Reach < v.Reach
		}
	}
	return shorter
}

// patterns groups the units that are alike in all variables of a model.
type patterns struct {
	sample *sample
	of     []int32 // unit → row of the table
	table  table
}

// alike returns the one pattern of a model without variables.
func (s *sample) alike() patterns {
	p := patterns{sample: s, of: make([]int32, len(s.units))}
	p.table.x = [][]float64{{1}}
	p.table.units = [][]unit{nil}
	for _, u := range s.units {
		p.table.add(0, u)
	}
	return p
}

// with returns the table of the model that has one variable more, and for each
// pattern the rows of its units out of the influence and under it, −1 for none.
// The cost is one visit to the units under the influence, and to those of the table.
func (p patterns) with(c column) (t table, rows [][2]int32) {
	under := table{units: make([][]unit, len(p.table.x))}
	for i := range c.on.all {
		under.add(p.of[i], p.sample.units[i])
	}
	rows = make([][2]int32, len(p.table.x))
	for q, x := range p.table.x {
		for on, units := range [2][]unit{less(p.table.units[q], under.units[q]), under.units[q]} {
			rows[q][on] = -1
			if len(units) > 0 {
				rows[q][on] = int32(len(t.x))
				t.x = append(t.x, append(x[:len(x):len(x)], float64(on)*c.sign())) // rows share no memory
				t.units = append(t.units, units)
			}
		}
	}
	return t, rows
}

// less returns the units of a row that are not among some of them. Both are in order.
func less(all, some []unit) []unit {
	if len(some) == 0 {
		return all
	}
	rest := make([]unit, 0, len(all))
	for _, u := range all {
		if len(some) > 0 && some[0].compare(u) == 0 {
			u.cells -= some[0].cells // whole numbers: exact
			some = some[1:]
		}
		if u.cells > 0 {
			rest = append(rest, u)
		}
	}
	return rest
}

// split returns the patterns of the model that has one variable more.
func (p patterns) split(c column) patterns {
	t, rows := p.with(c)
	s := patterns{sample: p.sample, of: make([]int32, len(p.of)), table: t}
	for i, q := range p.of {
		s.of[i] = max(0, rows[q][c.on.bit(i)]) // units without cells are anywhere
	}
	return s
}

// A table is a regression's data: for each row the values of the explaining
// variables, the first of which is 1, and the cells that have those values.
type table struct {
	x     [][]float64
	units [][]unit // ordered by exposure, then by events
}

// add puts a unit into a row. Units come in their order.
func (t *table) add(row int32, u unit) {
	if u.cells == 0 {
		return
	}
	r := &t.units[row]
	if last := len(*r) - 1; last >= 0 && (*r)[last].events == u.events && (*r)[last].exposure == u.exposure {
		(*r)[last].cells += u.cells
		return
	}
	*r = append(*r, u)
}
