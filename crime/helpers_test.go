package crime_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
)

var close9 = cmpopts.EquateApprox(1e-9, 1e-9)

// require is what *testing.T and *rapid.T share.
type require interface {
	Helper()
	Fatalf(format string, args ...any)
}

// goldenFile returns a reference file, or skips where there are none.
func goldenFile(t *testing.T, name string) []byte {
	t.Helper()
	root := os.Getenv("BEATPLAN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(root, "golden", filepath.FromSlash(name)))
	if err != nil {
		t.Skipf("no reference data: %v (set BEATPLAN_SHARED)", err)
	}
	return data
}

func disk(t require, resolution, rings int) geo.Lattice {
	t.Helper()
	centre, err := geo.CellAt(orb.Point{0.7143, 51.5366}, resolution)
	if err != nil {
		t.Fatalf("%v", err)
	}
	cells, err := centre.GridDisk(rings)
	if err != nil {
		t.Fatalf("%v", err)
	}
	slices.Sort(cells)
	return geo.Lattice{Resolution: resolution, Cells: cells}
}

func group(t require, name string) crime.Group {
	t.Helper()
	groups := crime.DefaultGroups()
	i := slices.IndexFunc(groups, func(g crime.Group) bool { return g.Name == name })
	if i < 0 {
		t.Fatalf("no group %s", name)
	}
	return groups[i]
}
