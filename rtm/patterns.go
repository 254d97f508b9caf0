package rtm

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// A sample is what happened in each cell.
type sample struct {
	events, exposure []float64
	total            float64 // events
	constant         float64 // Σ y·ln e − ln y!, the part of log L that no model changes
}

func newSample(cells int, events, exposure []float64) (sample, error) {
	s := sample{events: events, exposure: exposure}
	if len(events) != cells || len(exposure) != cells {
		return s, fmt.Errorf("%d counts and %d exposures for a design of %d cells", len(events), len(exposure), cells)
	}
	for i, y := range events {
		if !(y >= 0) || y != math.Trunc(y) || math.IsInf(y, 0) {
			return s, fmt.Errorf("counts[%d] is %g: a count is a whole number, 0 or more", i, y)
		}
		e := exposure[i]
		if !(e > 0) || math.IsInf(e, 0) {
			return s, fmt.Errorf("exposure[%d] is %g: an exposure is above 0", i, e)
		}
		factorial, _ := math.Lgamma(y + 1)
		s.total += y
		s.constant += y*math.Log(e) - factorial
	}
	if s.total == 0 {
		return s, fmt.Errorf("no events in %d cells: take a longer period, a wider offence group or a larger area", cells)
	}
	return s, nil
}

// patterns groups the cells that are alike in all variables of a model.
type patterns struct {
	sample sample
	of     []int32 // cell → row of the table
	table  table
}

// alike returns the one pattern of a model without variables.
func alike(s sample) patterns {
	p := patterns{sample: s, of: make([]int32, len(s.events))}
	p.table.add([]float64{1}, len(s.events), floats.Sum(s.events), floats.Sum(s.exposure))
	return p
}

// with returns the table of the model that has one variable more, and for each
// pattern the rows of its cells out of the influence and under it. The cost is
// one pass over the cells under the influence.
func (p patterns) with(c column) (t table, rows [][2]int32) {
	n := len(p.table.x)
	cells, events, exposure := make([]int, n), make([]float64, n), make([]float64, n)
	for i := range c.on.all {
		q := p.of[i]
		cells[q]++
		events[q] += p.sample.events[i]
		exposure[q] += p.sample.exposure[i]
	}
	rows = make([][2]int32, n)
	for q, x := range p.table.x {
		x = x[:len(x):len(x)] // rows share no memory with what is appended
		if out := p.table.cells[q] - cells[q]; out > 0 {
			rows[q][0] = t.add(append(x, 0), out, p.table.events[q]-events[q], p.table.exposure[q]-exposure[q])
		}
		if cells[q] > 0 {
			rows[q][1] = t.add(append(x, c.sign()), cells[q], events[q], exposure[q])
		}
	}
	return t, rows
}

// split returns the patterns of the model that has one variable more.
func (p patterns) split(c column) patterns {
	t, rows := p.with(c)
	s := patterns{sample: p.sample, of: make([]int32, len(p.of)), table: t}
	for i, q := range p.of {
		s.of[i] = rows[q][c.on.bit(i)]
	}
	return s
}
