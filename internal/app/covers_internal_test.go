package app

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/geo"
)

// TestCovers: what is remembered is what would be made anew, whoever asks at the same
// time, and no more of it than there is room for.
func TestCovers(t *testing.T) {
	t.Parallel()
	square := func(west, side float64) []orb.MultiPolygon {
		return []orb.MultiPolygon{{{{{west, 52}, {west + side, 52}, {west + side, 52 + side}, {west, 52 + side}, {west, 52}}}}}
	}
	var c covers
	rapid.Check(t, func(rt *rapid.T) {
		lands := square(rapid.SampledFrom([]float64{0, 0.1, 1}).Draw(rt, "west"), rapid.SampledFrom([]float64{0.05, 0.06}).Draw(rt, "side"))
		if rapid.Bool().Draw(rt, "two") {
			lands = append(lands, square(0.04, 0.05)...)
		}
		resolution := rapid.IntRange(8, 10).Draw(rt, "resolution")
		parts := make([]geo.Lattice, len(lands))
		for i, land := range lands {
			var err error
			if parts[i], err = geo.Cover(land, resolution); err != nil {
				rt.Fatal(err)
			}
		}
		want, err := geo.Union(parts)
		if err != nil {
			rt.Fatal(err)
		}
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if got, err := c.cover(lands, resolution); err != nil || !cmp.Equal(want, got) {
					t.Errorf("%d cells, want %d: %v", len(got.Cells), len(want.Cells), err)
				}
			})
		}
		both.Wait()
	})
	if _, err := c.cover(square(0, 0.05), -1); err == nil {
		t.Error("no error of a resolution that is none")
	}
	cells := 0
	for _, l := range c.of {
		cells += len(l.Cells)
	}
	if cells != c.cells || len(c.of) != len(c.order) || cells == 0 {
		t.Errorf("%d lattices of %d cells, of which it says %d and %d", len(c.of), cells, len(c.order), c.cells)
	}
	c.cells = mostCovered // as if there were others
	for _, west := range []float64{2, 3, 4} {
		if _, err := c.cover(square(west, 0.05), 10); err != nil {
			t.Fatal(err)
		}
	}
	if _, kept := c.of[landKey(square(4, 0.05), 10)]; c.cells > mostCovered || !kept {
		t.Errorf("%d cells are remembered; the last: %t", c.cells, kept)
	}
}
