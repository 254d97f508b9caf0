package geo_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/geo"
)

// inEssex draws a position in or near the county.
func inEssex(t *rapid.T) orb.Point {
	return orb.Point{rapid.Float64Range(-0.1, 1.3).Draw(t, "lon"), rapid.Float64Range(51.4, 52.1).Draw(t, "lat")}
}

func cellAt(t *rapid.T, p orb.Point, resolution int) h3.Cell {
	c, err := geo.CellAt(p, resolution)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// around returns the lattice of the rings around a cell.
func around(t *rapid.T, c h3.Cell, rings int) geo.Lattice {
	cells, err := c.GridDisk(rings)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(cells)
	return geo.Lattice{Resolution: c.Resolution(), Cells: cells}
}

func TestDescendantsAreWhatH3SaysTheyAre(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		coarse := rapid.IntRange(0, 12).Draw(t, "coarse")
		fine := coarse + rapid.IntRange(0, 3).Draw(t, "finer by")
		c := cellAt(t, orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-85, 85).Draw(t, "lat")}, coarse)
		children, err := c.Children(fine)
		if err != nil {
			t.Fatal(err)
		}
		first, last := geo.Descendants(c, fine)
		if first != slices.Min(children) || last != slices.Max(children) {
			t.Fatalf("descendants of %s at %d: %s to %s, h3 has %s to %s", c, fine, first, last, slices.Min(children), slices.Max(children))
		}
		// Nothing else lies between: not even what touches the outermost.
		beside, err := last.GridDisk(1)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range beside {
			if between := first <= n && n <= last; between != (geo.Parent(n, coarse) == c) {
				t.Fatalf("%s between %s and %s: %t, a descendant of %s: %t", n, first, last, between, c, !between)
			}
		}
	})
}

func TestFamilyKnowsItsGenerations(t *testing.T) {
	t.Parallel()
	const cell h3.Cell = 0x8a194ac48c07fff // of resolution 10
	for name, ask := range map[string]func(){
		"a finer parent":       func() { geo.Parent(cell, 11) },
		"coarser descendants":  func() { geo.Descendants(cell, 9) },
		"a coarser lattice is": func() { geo.Lattice{Resolution: 10, Cells: []h3.Cell{cell}}.Coarser(11) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if recover() == nil {
					t.Error("want a panic")
				}
			}()
			ask()
		})
	}
}

// Whatever two resolutions, a position in a cell of the lattice is in a cell of
// the runs.
func TestRunsHoldThePositionsOfTheLattice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := inEssex(t)
		l := around(t, cellAt(t, p, rapid.IntRange(geo.MinResolution, geo.MaxResolution).Draw(t, "lattice")), rapid.IntRange(0, 2).Draw(t, "rings"))
		resolution := rapid.IntRange(5, geo.MaxResolution).Draw(t, "resolution")
		runs, err := l.Runs(resolution)
		if err != nil {
			t.Fatal(err)
		}
		for i, run := range runs {
			if run.First > run.Last || i > 0 && run.First <= runs[i-1].Last {
				t.Fatalf("runs should be ascending and apart: %v", runs)
			}
		}
		for _, c := range l.Cells {
			hexagon, err := geo.Hexagon(c)
			if err != nil {
				t.Fatal(err)
			}
			centre, err := geo.Centre(c)
			if err != nil {
				t.Fatal(err)
			}
			for _, corner := range hexagon[0] { // just inside of it, where cells stick out of their parents
				q := cellAt(t, orb.Point{corner[0] + (centre[0]-corner[0])/100, corner[1] + (centre[1]-corner[1])/100}, resolution)
				if !slices.ContainsFunc(runs, func(r geo.Run) bool { return r.First <= q && q <= r.Last }) {
					t.Fatalf("%s shares ground with %s of the lattice and is in no run", q, c)
				}
			}
		}
	})
}

func TestCoarserAndSubset(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := around(t, cellAt(t, inEssex(t), 10), 3)
		coarse := l.Coarser(rapid.IntRange(5, 10).Draw(t, "resolution"))
		for i, c := range coarse.Cells {
			if i > 0 && c <= coarse.Cells[i-1] || c.Resolution() != coarse.Resolution {
				t.Fatalf("not a lattice of resolution %d: %v", coarse.Resolution, coarse.Cells)
			}
		}
		positions := rapid.SliceOf(rapid.IntRange(0, len(l.Cells)-1)).Draw(t, "positions")
		some := l.Subset(positions)
		for i, c := range l.Cells {
			if _, in := coarse.Index(geo.Parent(c, coarse.Resolution)); !in {
				t.Fatalf("the ancestor of %s is missing", c)
			}
			if _, in := some.Index(c); in != slices.Contains(positions, i) {
				t.Fatalf("cell %d of %v is in the subset: %t", i, positions, in)
			}
		}
		all := make([]int, len(l.Cells))
		for i := range all {
			all[i] = len(all) - 1 - i
		}
		if diff := cmp.Diff(l, l.Subset(all)); diff != "" {
			t.Fatalf("the subset of all (-want +got)\n%s", diff)
		}
	})
}
