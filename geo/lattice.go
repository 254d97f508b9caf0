package geo

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// Resolutions that an analyst may choose. In Essex a cell has 0.1 km² at 9,
// 13,300 m² at 10 and 1,900 m² at 11.
const (
	MinResolution     = 7
	DefaultResolution = 10
	MaxResolution     = 12
)

// CoarsestShown is the resolution of the largest hexagons that a map shows in
// place of their cells: 250 km² each.
const CoarsestShown = 5

// CheckResolution returns an error that names the range unless r is within it.
func CheckResolution(r int) error {
	if r < MinResolution || r > MaxResolution {
		return fmt.Errorf("resolution %d: choose from %d (5 km²) to %d (300 m²); %d is usual", r, MinResolution, MaxResolution, DefaultResolution)
	}
	return nil
}

// A Lattice is the set of cells on which results of one area are computed: one
// resolution, no cell twice, in ascending order.
type Lattice struct {
	Resolution int
	Cells      []h3.Cell
}

// Union returns the lattice of all cells of the parts, which must share one
// resolution.
func Union(parts []Lattice) (Lattice, error) {
	if len(parts) == 0 {
		return Lattice{}, errors.New("the union of no lattices")
	}
	all := 0
	for _, part := range parts {
		all += len(part.Cells)
	}
	cells := make([]h3.Cell, 0, all)
	for _, part := range parts {
		if part.Resolution != parts[0].Resolution {
			return Lattice{}, fmt.Errorf("union of lattices at resolutions %d and %d", parts[0].Resolution, part.Resolution)
		}
		cells = append(cells, part.Cells...)
	}
	return newLattice(parts[0].Resolution, cells), nil
}

func newLattice(resolution int, cells []h3.Cell) Lattice {
	slices.Sort(cells)
	return Lattice{Resolution: resolution, Cells: slices.Compact(cells)}
}

// Coarser returns the lattice of the ancestors of the cells.
func (l Lattice) Coarser(resolution int) Lattice {
	var parents []h3.Cell
	for _, c := range l.Cells {
		if p := Parent(c, resolution); len(parents) == 0 || p != parents[len(parents)-1] { // children follow one another
			parents = append(parents, p)
		}
	}
	return newLattice(resolution, parents)
}

// Subset returns the lattice of the cells at the given positions.
func (l Lattice) Subset(positions []int) Lattice {
	cells := make([]h3.Cell, len(positions))
	for i, p := range positions {
		cells[i] = l.Cells[p]
	}
	return newLattice(l.Resolution, cells)
}

// Within returns the lattice of the cells whose centres a test takes. The cost is that of
// one test a cell.
func (l Lattice) Within(takes func(orb.Point) bool) (Lattice, error) {
	points, err := l.Points()
	if err != nil {
		return l, err
	}
	var inside []int
	for i, p := range points {
		if takes(p) {
			inside = append(inside, i)
		}
	}
	return l.Subset(inside), nil
}

// ID identifies the lattice by its content: equal cells, equal id.
func (l Lattice) ID() string {
	hash := sha256.New()
	var word [8]byte
	for _, c := range l.Cells {
		binary.BigEndian.PutUint64(word[:], uint64(c))
		hash.Write(word[:])
	}
	return fmt.Sprintf("r%d-%d-%s", l.Resolution, len(l.Cells), hex.EncodeToString(hash.Sum(nil))[:12])
}

// Index returns the position of a cell in the lattice, and whether it is in.
func (l Lattice) Index(c h3.Cell) (int, bool) { return slices.BinarySearch(l.Cells, c) }

// Neighbours returns, for each cell, the positions of the cells of the lattice
// that touch it, ascending. The cell itself is not among them.
func (l Lattice) Neighbours() ([][]int, error) {
	neighbours := make([][]int, len(l.Cells))
	for i := range l.Cells {
		var err error
		if neighbours[i], err = l.NeighboursOf(i); err != nil {
			return nil, err
		}
	}
	return neighbours, nil
}

// NeighboursOf returns the neighbours of the ith cell alone.
func (l Lattice) NeighboursOf(i int) ([]int, error) {
	disk, err := l.Cells[i].GridDisk(1)
	if err != nil {
		return nil, fmt.Errorf("neighbours of cell %s: %w", l.Cells[i], err)
	}
	var neighbours []int
	for _, n := range disk {
		if j, in := l.Index(n); in && j != i {
			neighbours = append(neighbours, j)
		}
	}
	slices.Sort(neighbours)
	return neighbours, nil
}

// Points returns the WGS 84 centres of the cells.
func (l Lattice) Points() ([]orb.Point, error) {
	points := make([]orb.Point, len(l.Cells))
	place := placer{resolution: l.Resolution}
	for i, c := range l.Cells {
		var err error
		if points[i], err = place.centre(c); err != nil {
			return nil, err
		}
	}
	return points, nil
}

// Centres returns the centres of the cells as British National Grid eastings
// and northings in metres.
func (l Lattice) Centres() ([]orb.Point, error) {
	centres, err := l.Points()
	for i, p := range centres {
		centres[i] = ToGrid(p)
	}
	return centres, err
}

// Areas returns the areas of the cells in square metres.
func (l Lattice) Areas() ([]float64, error) {
	areas := make([]float64, len(l.Cells))
	place := placer{resolution: l.Resolution}
	for i, c := range l.Cells {
		var err error
		if areas[i], err = place.area(c); err != nil {
			return nil, err
		}
	}
	return areas, nil
}

// AreaOf returns the area of the ith cell in square metres.
func (l Lattice) AreaOf(i int) (float64, error) {
	area, err := h3.CellAreaM2(l.Cells[i])
	if err != nil {
		return 0, fmt.Errorf("area of cell %s: %w", l.Cells[i], err)
	}
	return area, nil
}

// CellAt returns the cell that holds a WGS 84 position.
func CellAt(p orb.Point, resolution int) (h3.Cell, error) {
	c, err := h3.LatLngToCell(h3.NewLatLng(p.Lat(), p.Lon()), resolution)
	if err != nil {
		return 0, fmt.Errorf("cell at %v: %w", p, err)
	}
	return c, nil
}

// Parent returns the ancestor of a cell at a coarser resolution, or the cell
// itself at its own. It panics if resolution is finer than the cell's.
//
// An H3 index holds its resolution in bits 52 to 55 and below them one
// three-bit digit for each resolution from 1 to 15; the digits finer than the
// cell's resolution are all 7. So a parent is the same index with a smaller
// resolution and more sevens, and no call into C is needed.
func Parent(c h3.Cell, resolution int) h3.Cell {
	if resolution > resolutionOf(c) {
		panic("geo: parent at a resolution finer than the cell's")
	}
	const resolutionMask = int64(0xF) << 52
	digits := int64(1)<<(3*(15-resolution)) - 1
	return h3.Cell(int64(c)&^resolutionMask | int64(resolution)<<52 | digits)
}

// resolutionOf returns the resolution of a cell.
func resolutionOf(c h3.Cell) int { return int(c >> 52 & 0xF) }

// Centre returns the WGS 84 centre of a cell.
func Centre(c h3.Cell) (orb.Point, error) {
	ll, err := c.LatLng()
	if err != nil {
		return orb.Point{}, fmt.Errorf("centre of cell %s: %w", c, err)
	}
	return orb.Point{ll.Lng, ll.Lat}, nil
}

// Hexagon returns the outline of a cell, closed and counter-clockwise, WGS 84.
func Hexagon(c h3.Cell) (orb.Polygon, error) {
	boundary, err := c.Boundary()
	if err != nil {
		return nil, fmt.Errorf("outline of cell %s: %w", c, err)
	}
	ring := make(orb.Ring, 0, len(boundary)+1)
	for _, v := range boundary {
		ring = append(ring, orb.Point{v.Lng, v.Lat})
	}
	return orb.Polygon{append(ring, ring[0])}, nil
}

// Outline returns the polygons that a set of cells of one resolution covers,
// with their holes, WGS 84, rings wound by the right-hand rule.
func Outline(cells []h3.Cell) (orb.MultiPolygon, error) {
	sorted := slices.Clone(cells)
	slices.Sort(sorted)
	polygons, err := h3.CellsToMultiPolygon(slices.Compact(sorted))
	if err != nil {
		return nil, fmt.Errorf("outline of %d cells: %w", len(cells), err)
	}
	outline := make(orb.MultiPolygon, 0, len(polygons))
	for _, p := range polygons {
		polygon := orb.Polygon{fromH3(p.GeoLoop)}
		for _, hole := range p.Holes {
			polygon = append(polygon, fromH3(hole))
		}
		outline = append(outline, polygon)
	}
	return wound(outline), nil
}

func fromH3(loop h3.GeoLoop) orb.Ring {
	ring := make(orb.Ring, 0, len(loop)+1)
	for _, v := range loop {
		ring = append(ring, orb.Point{v.Lng, v.Lat})
	}
	if len(ring) > 0 && ring[0] != ring[len(ring)-1] {
		ring = append(ring, ring[0])
	}
	return ring
}

// Descendants returns the first and the last descendant of a cell at a finer
// resolution, or the cell itself twice at its own. In the order of integers all
// of its descendants, and nothing else of that resolution, lie between them. It
// panics if resolution is coarser than the cell's.
func Descendants(c h3.Cell, resolution int) (first, last h3.Cell) {
	if resolution < resolutionOf(c) {
		panic("geo: descendants at a resolution coarser than the cell's")
	}
	const resolutionMask = int64(0xF) << 52
	below := 3 * (15 - resolution)
	digits := int64(1)<<(3*(resolution-resolutionOf(c))) - 1 // all seven
	whole := int64(c)&^resolutionMask | int64(resolution)<<52
	return h3.Cell(whole &^ (digits << below)), h3.Cell(whole &^ (digits / 7 << below))
}

// A Run is all cells of one resolution from First to Last.
type Run struct{ First, Last h3.Cell }

// Runs returns runs of cells at a resolution, ascending and apart, that hold
// every cell of that resolution that shares ground with a cell of the lattice,
// and some more around: what an index on cells is asked for.
func (l Lattice) Runs(resolution int) ([]Run, error) {
	blocks := l.Coarser(min(MinResolution, resolution)).Cells
	if l.Resolution != resolution { // a cell can stick out of its parent
		rings, err := h3.GridDisksUnsafe(blocks, 1)
		if err != nil {
			return nil, fmt.Errorf("cells around %d blocks: %w", len(blocks), err)
		}
		blocks = slices.Concat(rings...)
	}
	return runsOf(blocks, resolution), nil
}

// Around returns runs of cells at a resolution, ascending and apart, that hold
// the country around the lattice: everything within some 20 km, nothing beyond
// some 120 km.
func (l Lattice) Around(resolution int) ([]Run, error) {
	const country = 4 // H3 resolution of 1,770 km²
	rings, err := h3.GridDisksUnsafe(l.Coarser(country).Cells, 1)
	if err != nil {
		return nil, fmt.Errorf("the country around a lattice: %w", err)
	}
	return runsOf(slices.Concat(rings...), resolution), nil
}

// runsOf returns the runs of the descendants of cells.
func runsOf(blocks []h3.Cell, resolution int) []Run {
	slices.Sort(blocks)
	var runs []Run
	for _, b := range slices.Compact(blocks) {
		first, last := Descendants(b, resolution)
		runs = append(runs, Run{first, last})
	}
	return runs
}
