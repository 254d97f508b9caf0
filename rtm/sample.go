package rtm

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A sample is what happened in the cells of an area. Cells that are alike in
// every variable, in exposure and in events are one unit: whatever a model says
// of one it says of all, so their number is all that a likelihood needs. Poisson's and
// NBII's likelihoods of cells without events are linear in what is expected there: such
// cells are one unit whatever their exposure, of exposure 1, which counts Σ exposure times.
type sample struct {
	cells    float64
	total    float64   // events
	constant float64   // Σ y·ln e − ln y!, the part of log L that no model changes
	columns  []column  // over units, not cells
	rows     int       // distinct values of all variables
	row      []int32   // unit → its values
	units    []unit    // in their order
	pooled   int       // of them that are one unit but for their variables, which come first
	ladders  [][]rung  // the columns of each factor and influence
	groups   []group   // of the columns, for nets; none: not yet made
	of       []int32   // cell → unit
	counts   []float64 // cell → how many times it counts in its unit: 1, or its exposure
}

// A unit is a number of cells that have the same events and the same exposure. The
// number is a whole one except for cells of any exposure: see [sample].
type unit struct{ exposure, events, cells float64 }

// compare orders units: those without events first, then by exposure and by events.
func (u unit) compare(v unit) int {
	return cmp.Or(cmp.Compare(min(u.events, 1), min(v.events, 1)), cmp.Compare(u.exposure, v.exposure), cmp.Compare(u.events, v.events))
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

// pools reports whether the likelihood of cells without events is linear in what is
// expected there.
func (f Family) pools() bool { return f != NB2 }

// newSample gathers cells into units. If pooled, cells without events are together
// whatever their exposure. The cost is one visit to the variables of each cell, and that
// of sorting the units.
func newSample(columns []column, events, exposure []float64, pooled bool) sample {
	cells := len(events)
	s := sample{of: make([]int32, cells), counts: make([]float64, cells)}
	width := (len(columns) + 7) / 8
	values := make([]byte, cells*width) // the variables of each cell
	for j, c := range columns {
		for i := range c.on.all {
			values[i*width+j/8] |= 1 << (j % 8)
		}
	}
	type kind struct {
		unit
		row int32
	}
	rows, number := map[string]int32{}, map[kind]int32{}
	var kinds []kind
	var first []int // a cell of each of them
	var of []int32  // row → the kind of its cells that are pooled, −1: none
	var row int32   // of the cell before, as of many after it
	var last []byte // its values
	for i := range cells {
		if value := values[i*width : (i+1)*width]; i == 0 || !bytes.Equal(value, last) {
			var seen bool
			if row, seen = rows[string(value)]; !seen {
				row = int32(len(rows))
				rows[string(value)], of = row, append(of, -1)
			}
			last = value
		}
		s.counts[i] = 1
		what := kind{unit{exposure[i], events[i], 0}, row}
		n, seen := int32(0), false
		if pooled && events[i] == 0 {
			what.exposure, s.counts[i] = 1, exposure[i]
			n, seen = of[row], of[row] >= 0
		} else {
			n, seen = number[what]
		}
		if !seen {
			n = int32(len(kinds))
			kinds, first = append(kinds, what), append(first, i)
			if pooled && events[i] == 0 {
				of[row] = n
			} else {
				number[what] = n
			}
		}
		s.of[i] = n
	}
	s.rows = len(rows)

	order := make([]int, len(kinds))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(k, l int) int {
		return cmp.Or(kinds[k].compare(kinds[l].unit), cmp.Compare(kinds[k].row, kinds[l].row))
	})
	place, firsts := make([]int32, len(kinds)), make([]int, len(kinds))
	for at, k := range order {
		place[k], firsts[at] = int32(at), first[k]
		s.units, s.row = append(s.units, kinds[k].unit), append(s.row, kinds[k].row)
		if pooled && kinds[k].events == 0 {
			s.pooled++
		}
	}
	for i, k := range s.of {
		s.of[i] = place[k]
	}
	for _, c := range columns {
		on := c.on
		c.on = newBitset(firsts, func(i int) bool { return on.bit(i) == 1 })
		c.at = len(s.columns)
		s.columns = append(s.columns, c)
	}
	s.ladders = ladders(s.columns)
	return s.weighted(func(int) float64 { return 1 })
}

// weighted returns the sample in which cell i is there weight(i) times. It
// shares all else with s.
func (s sample) weighted(weight func(cell int) float64) sample {
	units := slices.Clone(s.units)
	for u := range units {
		units[u].cells = 0
	}
	cells := 0.0
	for i, u := range s.of {
		w := weight(i)
		units[u].cells += w * s.counts[i]
		cells += w
	}
	return s.reweighted(units, cells)
}

// A part is what a unit has in a spatial block.
type part struct {
	block, unit int32
	cells       float64
	counts      float64 // see [sample]
}

// parts returns what each unit has in each block. The cost is one visit to each cell.
func (s sample) parts(blocks []int) []part {
	number := map[[2]int32]int{}
	var parts []part
	for i, u := range s.of {
		at := [2]int32{int32(blocks[i]), u}
		k, seen := number[at]
		if !seen {
			k = len(parts)
			number[at] = k
			parts = append(parts, part{block: at[0], unit: u})
		}
		parts[k].cells++
		parts[k].counts += s.counts[i]
	}
	return parts
}

// drawn returns the sample in which each block is there so many times. It shares all else
// with s.
func (s sample) drawn(parts []part, times []float64) sample {
	units := slices.Clone(s.units)
	for u := range units {
		units[u].cells = 0
	}
	cells := 0.0
	for _, p := range parts {
		w := times[p.block]
		units[p.unit].cells += w * p.counts
		cells += w * p.cells
	}
	return s.reweighted(units, cells)
}

// reweighted returns the sample with other numbers of cells in its units.
func (s sample) reweighted(units []unit, cells float64) sample {
	s.units, s.cells, s.total, s.constant = units, cells, 0, 0
	for _, u := range units {
		if u.events == 0 {
			continue
		}
		factorial, _ := math.Lgamma(u.events + 1)
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

// like returns the columns of the sample of the variables of some others.
func (s *sample) like(others []column) (columns []column) {
	for _, c := range s.columns {
		if slices.ContainsFunc(others, func(o column) bool { return o.Variable == c.Variable }) {
			columns = append(columns, c)
		}
	}
	return columns
}

// A rung is a column by how it differs from the rung below, which has another reach of the
// same factor and influence: most of the units under the one are under the other.
type rung struct {
	column
	more, less []int32 // units that are under this one alone, and under the one below alone
}

// ladders returns the columns of each factor and influence as rungs, the shortest reach
// first. What is below the first rung has no unit.
func ladders(columns []column) [][]rung {
	var all [][]rung
	at := map[Variable]int{} // in all
	for _, c := range columns {
		of := Variable{Factor: c.Factor, Influence: c.Influence}
		k, known := at[of]
		if !known {
			k = len(all)
			at[of], all = k, append(all, nil)
		}
		below := make(bitset, len(c.on))
		if n := len(all[k]); n > 0 {
			below = all[k][n-1].on
		}
		r := rung{column: c}
		for i := range c.on.without(below).all {
			r.more = append(r.more, int32(i))
		}
		for i := range below.without(c.on).all {
			r.less = append(r.less, int32(i))
		}
		all[k] = append(all[k], r)
	}
	return all
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
	p.table.cells = s.cells
	p.table.x = [][]float64{{1}}
	p.table.units = [][]unit{nil}
	for _, u := range s.units {
		p.table.add(0, u)
	}
	return p
}

// with returns the table of the model that has one variable more, and for each
// pattern the rows of its units out of the influence and under it, −1 for none.
// Pooled are the cells of each pattern under it, of units that are pooled. The cost is one
// visit to the other units under the influence, and to those of the table.
func (p patterns) with(c column, pooled []float64) (t table, rows [][2]int32) {
	under := p.under(c, pooled)
	t.cells = p.table.cells
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

// under returns the units of each pattern that are under the influence of a column, given
// the cells in each of those that are pooled.
func (p patterns) under(c column, pooled []float64) table {
	t := table{units: make([][]unit, len(p.table.x))}
	for q, cells := range pooled {
		if all := p.table.units[q]; cells > 0 && cells > rounding*all[0].cells {
			t.add(int32(q), unit{1, 0, cells})
		}
	}
	for i := range c.on.from(p.sample.pooled) {
		t.add(p.of[i], p.sample.units[i])
	}
	return t
}

// pooled returns the cells of each pattern that are under the influence of a column, of
// units that are pooled.
func (p patterns) pooled(c column) []float64 {
	cells := make([]float64, len(p.table.x))
	for i := range c.on.all {
		if i >= p.sample.pooled {
			break
		}
		cells[p.of[i]] += p.sample.units[i].cells
	}
	return cells
}

// rounding is the share of a sum of exposures below which what is left of it is nothing.
const rounding = 1e-12

// less returns the units of a row that are not among some of them. Both are in order.
func less(all, some []unit) []unit {
	if len(some) == 0 {
		return all
	}
	rest := make([]unit, 0, len(all))
	for _, u := range all {
		if len(some) > 0 && some[0].compare(u) == 0 {
			all := u.cells
			if u.cells -= some[0].cells; u.cells < rounding*all {
				u.cells = 0
			}
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
	t, rows := p.with(c, p.pooled(c))
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
	units [][]unit // in their order
	cells float64
}

// without returns the table without one of its variables: rows that differ in nothing else
// are one.
func (t table) without(variable int) table {
	rest := table{cells: t.cells}
	at := map[string]int{}
	for r, x := range t.x {
		x = slices.Concat(x[:variable], x[variable+1:])
		key := fmt.Sprint(x)
		q, known := at[key]
		if !known {
			q = len(rest.x)
			at[key], rest.x, rest.units = q, append(rest.x, x), append(rest.units, nil)
		}
		rest.units[q] = merged(rest.units[q], t.units[r])
	}
	return rest
}

// merged returns the units of two rows, which are in their order.
func merged(a, b []unit) []unit {
	all := table{units: [][]unit{make([]unit, 0, len(a)+len(b))}}
	for len(a) > 0 || len(b) > 0 {
		from := &a
		if len(a) == 0 || len(b) > 0 && b[0].compare(a[0]) < 0 {
			from = &b
		}
		all.add(0, (*from)[0])
		*from = (*from)[1:]
	}
	return all.units[0]
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
