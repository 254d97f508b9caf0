package zones_test

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// require is what *testing.T and *rapid.T share.
type require interface {
	Helper()
	Fatalf(format string, args ...any)
}

// example is what examples have for a test: they panic.
type example struct{}

func (example) Helper()                           {}
func (example) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// at returns the cell of resolution 10 at a position in or near Southend.
func at(t require, lon, lat float64) h3.Cell {
	t.Helper()
	c, err := geo.CellAt(orb.Point{lon, lat}, 10)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

// around returns the cells at most so many steps from a cell, ascending.
func around(t require, c h3.Cell, steps int) []h3.Cell {
	t.Helper()
	cells, err := c.GridDisk(steps)
	if err != nil {
		t.Fatalf("%v", err)
	}
	slices.Sort(cells)
	return cells
}

// district returns 1,261 cells around the High Street, 17 km².
func district(t require) geo.Lattice {
	t.Helper()
	return geo.Lattice{Resolution: 10, Cells: around(t, at(t, 0.7143, 51.5366), 20)}
}
