package hotspot_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/uber/h3-go/v4"

	"beatplan/geo"
	"beatplan/hotspot"
)

// The neighbours of a whole lattice are those of each of its cells: on one with holes,
// large enough to be asked for in parts, and around a pentagon, of which H3 does not
// answer for many cells at once.
func TestLatticeNeighboursAreThoseOfEachCell(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	wide := disk(t, 10, 80)
	wide.Cells = slices.DeleteFunc(wide.Cells, func(h3.Cell) bool { return r.IntN(4) == 0 })
	pentagons, err := h3.Pentagons(5)
	if err != nil {
		t.Fatal(err)
	}
	around, err := pentagons[0].GridDisk(3)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(around)
	lattices := map[string]geo.Lattice{
		"wide, with holes": wide, "around a pentagon": {Resolution: 5, Cells: around},
		"one cell": disk(t, 10, 0), "none": {Resolution: 10},
	}
	for name, l := range lattices {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, err := l.Neighbours()
			if err != nil {
				t.Fatal(err)
			}
			got := latticeNeighbours(t, l)
			if got.Len() != len(want) {
				t.Fatalf("%d cells have neighbours, want %d", got.Len(), len(want))
			}
			for i := range want {
				if !slices.EqualFunc(got.Of(i), want[i], func(a int32, b int) bool { return int(a) == b }) {
					t.Fatalf("cell %d has the neighbours %v, want %v", i, got.Of(i), want[i])
				}
			}
		})
	}
}

func TestNeighboursOfWhatIsNoCell(t *testing.T) {
	t.Parallel()
	_, err := hotspot.LatticeNeighbours(geo.Lattice{Resolution: 10, Cells: []h3.Cell{-1}})
	if err == nil || !strings.Contains(err.Error(), "neighbours of cell ffff") {
		t.Errorf("want an error that names the cell, have %v", err)
	}
}
