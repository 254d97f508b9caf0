package app

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/study"
)

// forecast learns a forecast of the group of a count from the months of its period
// that are loaded, and returns the position in it of each cell of the count. It is
// learned on the force around the area, where one is loaded, so that a cell has one
// number whatever the area that is asked for.
func (a *App) forecast(ctx context.Context, c study.Study) (*hotspot.Forecast, []int, error) {
	lattice, err := a.forceAround(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	training := hotspot.Training{}
	if training.Neighbours, err = hotspot.LatticeNeighbours(lattice); err != nil {
		return nil, nil, err
	}
	var months [][]crime.Offence
	for _, m := range study.Within(c.Period, c.Months) {
		one := crime.Period{From: m, To: m}
		offences, err := a.store.Offences(ctx, lattice, one, nil, crime.Detail{Times: c.Times})
		if err != nil {
			return nil, nil, err
		}
		months, training.Days = append(months, offences), append(training.Days, one.Duration(a.zone).Hours()/24)
	}
	training.Counts = hotspot.CellMonths(lattice, months, c.Question)
	f, err := hotspot.NewForecast(training)
	if err != nil {
		return nil, nil, fmt.Errorf("forecast of %s: %w", c.Question.Group.Name, err)
	}
	positions := make([]int, len(c.Lattice.Cells))
	for i, cell := range c.Lattice.Cells {
		positions[i], _ = lattice.Index(cell) // which has them all
	}
	return f, positions, nil
}

// forceAround returns the lattice of the force that a count's area is in, with the
// cells of the count; that of the count alone where no force is loaded, or its lattice
// would be too large.
func (a *App) forceAround(ctx context.Context, c study.Study) (geo.Lattice, error) {
	force, err := a.forceOf(ctx, c)
	if err != nil || force == nil || ref(*force) == ref(c.Area) {
		return c.Lattice, err
	}
	parts, err := a.lattice(ctx, *force, c.Lattice.Resolution)
	if err != nil { // too large at this resolution
		return c.Lattice, nil
	}
	return geo.Union([]geo.Lattice{parts.Land, c.Lattice})
}

// forceOf returns the force that the middle cell of a count is in; nil where none is
// loaded.
func (a *App) forceOf(ctx context.Context, c study.Study) (*geo.Area, error) {
	forces, err := a.store.Areas(ctx, geo.Force)
	if err != nil {
		return nil, err
	}
	lands := make([]orb.MultiPolygon, len(forces))
	for i, f := range forces {
		lands[i] = f.Land
	}
	middle, err := geo.Centre(c.Lattice.Cells[len(c.Lattice.Cells)/2])
	if err != nil {
		return nil, err
	}
	if at, found := geo.NewLocator(lands).At(middle); found {
		return &forces[at], nil
	}
	return nil, nil
}

// topCells returns which of some cells of a forecast are hot: those among the best
// hundredth of them, and those with more offences than their surroundings foretell.
func topCells(f *hotspot.Forecast, positions []int) []bool {
	hot := make([]bool, len(positions))
	place := make(map[int]int, len(positions))
	for i, at := range positions {
		place[at] = i
	}
	order := f.Order(positions)
	for _, at := range order[:len(order)/100] {
		hot[place[at]] = true
	}
	for i, e := range f.Excess(positions) {
		hot[i] = hot[i] || e.Q <= falseDiscoveryRate
	}
	return hot
}
