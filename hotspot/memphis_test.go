package hotspot_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
	"beatplan/hotspot"
)

// A table is a reference table by column.
type table map[string][]string

func goldenTable(t *testing.T, name string) table {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(goldenFile(t, name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns := table{}
	for _, record := range records[1:] {
		for i, field := range record {
			columns[records[0][i]] = append(columns[records[0][i]], field)
		}
	}
	return columns
}

// numbers returns a column of numbers.
func (c table) numbers(t *testing.T, name string) []float64 {
	t.Helper()
	if c[name] == nil {
		t.Fatalf("no column %s", name)
	}
	values := make([]float64, len(c[name]))
	for i, field := range c[name] {
		var err error
		if values[i], err = strconv.ParseFloat(field, 64); err != nil {
			t.Fatalf("row %d of %s: %v", i, name, err)
		}
	}
	return values
}

// points returns two columns of metres.
func (c table) points(t *testing.T, x, y string) []orb.Point {
	t.Helper()
	xs, ys := c.numbers(t, x), c.numbers(t, y)
	points := make([]orb.Point, len(xs))
	for i := range xs {
		points[i] = orb.Point{xs[i], ys[i]}
	}
	return points
}

// Memphis is the reference study: robberies of 2019 on cells at resolution 8.
type memphis struct {
	table
	centres    []orb.Point // UTM 15N, metres
	counts     []float64
	harm       []float64
	neighbours hotspot.Neighbours
}

func memphisLattice(t *testing.T) memphis {
	t.Helper()
	m := memphis{table: goldenTable(t, "hotspot/memphis_h3r8_lattice.csv")}
	m.centres, m.counts, m.harm = m.points(t, "x_utm15n", "y_utm15n"), m.numbers(t, "n"), m.numbers(t, "harm")
	lists := make([][]int, len(m.counts))
	for i, field := range m.table["nb"] {
		for _, name := range strings.Split(field, ";") {
			j, err := strconv.Atoi(name)
			if err != nil {
				t.Fatal(err)
			}
			lists[i] = append(lists[i], j-1)
		}
	}
	var err error
	if m.neighbours, err = hotspot.NewNeighbours(lists, nil); err != nil {
		t.Fatal(err)
	}
	return m
}

// h3Lattice returns cells as a lattice.
func h3Lattice(t *testing.T, names []string) geo.Lattice {
	t.Helper()
	var parts []geo.Lattice
	for _, name := range names {
		c := h3.CellFromString(name)
		parts = append(parts, geo.Lattice{Resolution: c.Resolution(), Cells: []h3.Cell{c}})
	}
	l, err := geo.Union(parts)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func goldenJSON(t *testing.T, name string, into any) {
	t.Helper()
	if err := json.Unmarshal(goldenFile(t, name), into); err != nil {
		t.Fatal(err)
	}
}

// near6 reports how many of the values are farther than 1e-6 from those wanted, and
// prints the first few.
func near6(t *testing.T, what string, got, want []float64) {
	t.Helper()
	nearly(t, what, got, want, 1e-6)
}

func nearly(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	wrong := 0
	for i := range want {
		if math.Abs(got[i]-want[i]) <= tolerance { // false for NaN too
			continue
		}
		if wrong++; wrong <= 3 {
			t.Errorf("%s[%d] is %.12g, want %.12g", what, i, got[i], want[i])
		}
	}
	if wrong > 0 {
		t.Errorf("%s: %d of %d values are wrong", what, wrong, len(want))
	}
}

// each returns one number of every element.
func each[T any](all []T, of func(T) float64) []float64 {
	values := make([]float64, len(all))
	for i, v := range all {
		values[i] = of(v)
	}
	return values
}

// The lattice of the reference is ours: its neighbours, its areas, its counts.
func TestMemphisLattice(t *testing.T) {
	t.Parallel()
	m := memphisLattice(t)
	l := h3Lattice(t, m.table["cell"])
	neighbours, err := hotspot.LatticeNeighbours(l)
	if err != nil {
		t.Fatal(err)
	}
	order := make([]int, len(l.Cells)) // of the reference's rows in the lattice
	for row, name := range m.table["cell"] {
		order[row], _ = l.Index(h3.CellFromString(name))
	}
	for row := range order {
		ours := map[int]bool{}
		for _, j := range neighbours.Of(order[row]) {
			ours[int(j)] = true
		}
		for _, j := range m.neighbours.Of(row) {
			if !ours[order[j]] {
				t.Fatalf("cells %d and %d are neighbours in the reference", row, j)
			}
		}
		if len(ours) != len(m.neighbours.Of(row)) {
			t.Fatalf("cell %d has %d neighbours, the reference %d", row, len(ours), len(m.neighbours.Of(row)))
		}
	}
	points := goldenTable(t, "hotspot/memphis_points.csv")
	harm := points.numbers(t, "harm")
	counts, harms := make([]float64, len(l.Cells)), make([]float64, len(l.Cells))
	lon, lat := points.numbers(t, "lon"), points.numbers(t, "lat")
	for i := range harm {
		c, err := geo.CellAt(orb.Point{lon[i], lat[i]}, 8)
		if err != nil {
			t.Fatal(err)
		}
		at, in := l.Index(c)
		if !in {
			t.Fatalf("point %d is in no cell", i)
		}
		counts[at]++
		harms[at] += harm[i]
	}
	areas, err := l.Areas()
	if err != nil {
		t.Fatal(err)
	}
	at := func(values []float64) []float64 {
		return each(order, func(i int) float64 { return values[i] })
	}
	near6(t, "n", at(counts), m.counts)
	near6(t, "harm", at(harms), m.harm)
	nearly(t, "area", at(areas), m.numbers(t, "area_m2"), 1e-5) // of 750,000 m²: what rounding leaves differs by the version of H3
}

// TestGoldenPointsFallInTheirCells counts the robberies on the lattice anew, from
// their positions.
func TestGoldenPointsFallInTheirCells(t *testing.T) {
	t.Parallel()
	points, lattice := goldenTable(t, "hotspot/memphis_points.csv"), goldenTable(t, "hotspot/memphis_h3r8_lattice.csv")
	lon, lat, harm := points.numbers(t, "lon"), points.numbers(t, "lat"), points.numbers(t, "harm")
	counts, harms := map[string]float64{}, map[string]float64{}
	for i := range lon {
		for column, resolution := range map[string]int{"h3_r8": 8, "h3_r9": 9, "h3_r10": 10} {
			if c, err := geo.CellAt(orb.Point{lon[i], lat[i]}, resolution); err != nil || c.String() != points[column][i] {
				t.Fatalf("robbery %s is in %s (%v), want %s", points["uid"][i], c, err, points[column][i])
			}
		}
		counts[points["h3_r8"][i]]++
		harms[points["h3_r8"][i]] += harm[i]
	}
	n, h := lattice.numbers(t, "n"), lattice.numbers(t, "harm")
	var all float64
	for i, cell := range lattice["cell"] {
		if counts[cell] != n[i] || math.Abs(harms[cell]-h[i]) > 1e-6 {
			t.Errorf("%s has %g robberies and %g days, want %g and %g", cell, counts[cell], harms[cell], n[i], h[i])
		}
		all += n[i]
	}
	if all != float64(len(lon)) {
		t.Errorf("%g robberies are on the lattice, of %d", all, len(lon))
	}
}
