package geo_test

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/geo"
)

func box(west, south, east, north float64) orb.Polygon {
	return orb.Polygon{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}
}

func cover(t *testing.T, land orb.MultiPolygon, resolution int) geo.Lattice {
	t.Helper()
	l, err := geo.Cover(land, resolution)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestCoverTakesTheCellsWhoseCentresLieInside(t *testing.T) {
	t.Parallel()
	land := orb.MultiPolygon{
		{ // a square with a hole
			{{0.70, 51.53}, {0.73, 51.53}, {0.73, 51.55}, {0.70, 51.55}, {0.70, 51.53}},
			{{0.71, 51.535}, {0.72, 51.535}, {0.72, 51.545}, {0.71, 51.545}, {0.71, 51.535}},
		},
		box(0.75, 51.53, 0.76, 51.54), // an island
	}
	lattice := cover(t, land, 10)
	all := cover(t, orb.MultiPolygon{box(0.69, 51.52, 0.77, 51.56)}, 10)
	for _, c := range all.Cells {
		centre, err := geo.Centre(c)
		if err != nil {
			t.Fatal(err)
		}
		want := planar.MultiPolygonContains(land, centre)
		if _, got := lattice.Index(c); got != want {
			t.Errorf("cell %s in lattice: %t, its centre inside: %t", c, got, want)
		}
	}
	if !slices.IsSorted(lattice.Cells) || len(lattice.Cells) < 100 {
		t.Errorf("%d cells, sorted: %t", len(lattice.Cells), slices.IsSorted(lattice.Cells))
	}
}

func TestLatticeIdentityIsItsContent(t *testing.T) {
	t.Parallel()
	west, east := box(0.70, 51.53, 0.72, 51.55), box(0.72, 51.53, 0.74, 51.55)
	union, err := geo.Union([]geo.Lattice{
		cover(t, orb.MultiPolygon{east}, 9), cover(t, orb.MultiPolygon{west}, 9), cover(t, orb.MultiPolygon{west}, 9),
	})
	if err != nil {
		t.Fatal(err)
	}
	whole := cover(t, orb.MultiPolygon{box(0.70, 51.53, 0.74, 51.55)}, 9)
	if union.ID() != whole.ID() {
		t.Errorf("union of two halves is %s, the whole is %s", union.ID(), whole.ID())
	}
	if half := cover(t, orb.MultiPolygon{west}, 9); half.ID() == whole.ID() {
		t.Errorf("a half has the id of the whole: %s", half.ID())
	}
}

func ExampleCover() {
	seafront := orb.MultiPolygon{{{{0.712, 51.530}, {0.718, 51.530}, {0.718, 51.534}, {0.712, 51.534}, {0.712, 51.530}}}}
	lattice, err := geo.Cover(seafront, geo.DefaultResolution)
	if err != nil {
		fmt.Println(err)
		return
	}
	neighbours, err := lattice.Neighbours()
	fmt.Println(lattice.ID())
	fmt.Println(lattice.Cells[0], "touches the cells at", neighbours[0], err)
	// Output:
	// r10-15-d390d16855fc
	// 8a194e2a5107fff touches the cells at [1 2] <nil>
}

func TestUnionNeedsPartsOfOneResolution(t *testing.T) {
	t.Parallel()
	if _, err := geo.Union(nil); err == nil {
		t.Error("no part: want an error")
	}
	_, err := geo.Union([]geo.Lattice{{Resolution: 9}, {Resolution: 10}})
	if err == nil || !strings.Contains(err.Error(), "9 and 10") {
		t.Errorf("two resolutions: want an error that names them, have %v", err)
	}
}

func TestACellThatIsNoneIsNamed(t *testing.T) {
	t.Parallel()
	const none h3.Cell = -1
	l := geo.Lattice{Resolution: 10, Cells: []h3.Cell{none}}
	_, neighbours := l.Neighbours()
	_, centres := l.Centres()
	_, areas := l.Areas()
	_, hexagon := geo.Hexagon(none)
	_, nowhere := geo.CellAt(orb.Point{math.Inf(1), 51}, 10)
	for want, err := range map[string]error{
		"neighbours of cell ffff": neighbours, "centre of cell ffff": centres, "area of cell ffff": areas,
		"outline of cell ffff": hexagon, "cell at [+Inf 51]": nowhere,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, have %v", want, err)
		}
	}
	if _, err := geo.Outline([]h3.Cell{none}); err == nil || !strings.Contains(err.Error(), "outline of 1 cells") {
		t.Errorf("outline: %v", err)
	}
}

func TestCoverOfATinyPlace(t *testing.T) {
	t.Parallel()
	if l := cover(t, orb.MultiPolygon{box(0.7, 51.5, 0.7001, 51.5001)}, 8); len(l.Cells) != 1 {
		t.Errorf("a garden has %d cells, want 1", len(l.Cells))
	}
	for name, land := range map[string]orb.MultiPolygon{"no polygon": nil, "no ring": {{}}, "no point": {{{}}}} {
		if _, err := geo.Cover(land, 10); err == nil || !strings.Contains(err.Error(), "without a polygon") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := geo.Cover(orb.MultiPolygon{box(0, 51, 1, 52)}, 16); err == nil || !strings.Contains(err.Error(), "resolution 16") {
		t.Errorf("resolution 16: %v", err)
	}
}

func TestParentAgreesWithH3(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-85, 85).Draw(t, "lat")}
		fine := rapid.IntRange(0, 15).Draw(t, "fine")
		coarse := rapid.IntRange(0, fine).Draw(t, "coarse")
		c, err := geo.CellAt(p, fine)
		if err != nil {
			t.Fatal(err)
		}
		want, err := c.Parent(coarse)
		if err != nil {
			t.Fatal(err)
		}
		if got := geo.Parent(c, coarse); got != want {
			t.Fatalf("parent of %s at %d: %s, h3 says %s", c, coarse, got, want)
		}
	})
}

// The golden cells come from the H3 library itself, built from C.
func TestCellsAgainstH3(t *testing.T) {
	t.Parallel()
	points, err := os.ReadFile(shared(t, "golden", "hotspot", "essex_points.csv"))
	if err != nil {
		t.Fatal(err)
	}
	var cells strings.Builder // of the same points, by name and position
	for _, row := range rows(t, shared(t, "golden", "hotspot", "h3_essex_cells.csv")) {
		fmt.Fprintf(&cells, "%s,%s,%s\n", row["id"], row["lat"], row["lon"])
		p := orb.Point{number(t, row["lon"]), number(t, row["lat"])}
		for name, r := range map[string]int{"r7": 7, "r8": 8, "r9": 9, "r10": 10, "r11": 11, "r12": 12} {
			if c, err := geo.CellAt(p, r); err != nil || c.String() != row[name] {
				t.Errorf("%s at %d: %s (%v), want %s", row["id"], r, c, err, row[name])
			}
		}
	}
	if diff := cmp.Diff(string(points), cells.String()); diff != "" {
		t.Errorf("points (-want +got):\n%s", diff)
	}
	for _, row := range rows(t, shared(t, "golden", "hotspot", "h3_essex_disk1.csv")) {
		var c h3.Cell
		if err := c.UnmarshalText([]byte(row["cell"])); err != nil {
			t.Fatal(err)
		}
		disk, err := c.GridDisk(1)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(disk)
		lattice := geo.Lattice{Resolution: c.Resolution(), Cells: disk}
		neighbours, err := lattice.Neighbours()
		if err != nil {
			t.Fatal(err)
		}
		i, _ := lattice.Index(c)
		var got []string
		for _, j := range neighbours[i] {
			got = append(got, lattice.Cells[j].String())
		}
		slices.Sort(got)
		if diff := cmp.Diff(strings.Split(row["gridDisk1"], ";"), got); diff != "" {
			t.Errorf("neighbours of %s (-want +got):\n%s", c, diff)
		}
	}
}

// Centres, areas and corners too.
func TestGroundOfCellsAgainstH3(t *testing.T) {
	t.Parallel()
	for _, row := range rows(t, shared(t, "golden", "hotspot", "h3_essex_info.csv")) {
		var c h3.Cell
		if err := c.UnmarshalText([]byte(row["cell"])); err != nil {
			t.Fatal(err)
		}
		l := geo.Lattice{Resolution: c.Resolution(), Cells: []h3.Cell{c}}
		areas, err := l.Areas()
		if want := number(t, row["area_m2"]); err != nil || math.Abs(areas[0]-want) > 1e-5*want {
			t.Errorf("%s has %v m² (%v), want %g", c, areas, err, want)
		}
		centres, err := l.Centres()
		want := geo.ToGrid(orb.Point{number(t, row["lon"]), number(t, row["lat"])})
		if err != nil || math.Hypot(centres[0][0]-want[0], centres[0][1]-want[1]) > 0.001 {
			t.Errorf("the centre of %s is at %v (%v), want %v", c, centres, err, want)
		}
		hexagon, err := geo.Hexagon(c)
		if err != nil {
			t.Fatal(err)
		}
		corners := strings.Split(row["boundary"], ";")
		if ring := hexagon[0]; len(ring) != len(corners)+1 || ring[0] != ring[len(corners)] || ring.Orientation() != orb.CCW {
			t.Errorf("%s: want a closed ring of %d corners, counter-clockwise; have %v", c, len(corners), ring)
		}
		for i, corner := range corners {
			lat, lon, _ := strings.Cut(corner, " ")
			if p := hexagon[0][i]; math.Abs(p.Lat()-number(t, lat)) > 1e-9 || math.Abs(p.Lon()-number(t, lon)) > 1e-9 {
				t.Errorf("corner %d of %s is at %v, want %s %s", i, c, p, lon, lat)
			}
		}
	}
}

func TestOutlineCoversItsCells(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(0.1, 1.2).Draw(t, "lon"), rapid.Float64Range(51.5, 52).Draw(t, "lat")}
		c, err := geo.CellAt(p, 10)
		if err != nil {
			t.Fatal(err)
		}
		disk, err := c.GridDisk(3)
		if err != nil {
			t.Fatal(err)
		}
		keep := rapid.SliceOfN(rapid.Bool(), len(disk), len(disk)).Draw(t, "keep")
		var cells []h3.Cell
		for i, k := range keep {
			if k {
				cells = append(cells, disk[i])
			}
		}
		outline, err := geo.Outline(cells)
		if err != nil {
			t.Fatal(err)
		}
		var want float64
		for _, c := range cells {
			hexagon, err := geo.Hexagon(c)
			if err != nil {
				t.Fatal(err)
			}
			want += planar.Area(hexagon)
		}
		if got := math.Abs(planar.Area(outline)); math.Abs(got-want) > 1e-9*(1+want) {
			t.Fatalf("%d cells: outline has %g square degrees, the cells %g", len(cells), got, want)
		}
	})
}
