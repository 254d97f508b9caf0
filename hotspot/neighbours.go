package hotspot

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// Neighbours says which places are neighbours of which, and by how much: a matrix
// of spatial weights in compressed rows. No place is its own neighbour.
type Neighbours struct {
	first   []int32   // where the row of each place begins in to; one more than there are places
	to      []int32   // ascending within a row
	weights []float64 // of each entry of to; nil: 1 for all
}

// LatticeNeighbours returns the neighbours of each cell of a lattice: the cells of
// it that touch the cell. The cost grows with the number of cells: a third of a
// microsecond for each, on one processor.
func LatticeNeighbours(l geo.Lattice) (Neighbours, error) {
	const (
		most    = 6   // neighbours of a cell
		unknown = 255 // to be asked for by itself
	)
	all, number := make([]int32, most*len(l.Cells)), make([]uint8, len(l.Cells)) // of each cell, at six times its position; how many
	inParts(len(l.Cells), func(from, to int) {
		const together = 4096 // disks asked for at once
		for ; from < to; from += together {
			end := min(from+together, to)
			disks, err := h3.GridDisksUnsafe(l.Cells[from:end], 1)
			if err != nil { // near a pentagon, or no cell
				for i := from; i < end; i++ {
					number[i] = unknown
				}
				continue
			}
			for k, disk := range disks {
				i := from + k
				row := all[most*i : most*i : most*(i+1)]
				for _, c := range disk {
					if j, in := indexNear(l.Cells, c, i); in && j != i {
						row = append(row, int32(j))
					}
				}
				slices.Sort(row)
				number[i] = uint8(len(row))
			}
		}
	})
	n := Neighbours{first: make([]int32, 1, len(l.Cells)+1), to: all[:0]} // what is written there has been read
	for i, k := range number {
		if k != unknown {
			n.to = append(n.to, all[most*i:most*i+int(k)]...)
		} else {
			alone, err := l.NeighboursOf(i)
			if err != nil {
				return Neighbours{}, err
			}
			for _, j := range alone {
				n.to = append(n.to, int32(j))
			}
		}
		n.first = append(n.first, int32(len(n.to)))
	}
	return n, nil
}

// indexNear returns the position of a cell among ascending ones, as a binary search
// does, and whether it is there. It looks from position i outwards, since most
// neighbours are close by in the order of cells.
func indexNear(cells []h3.Cell, c h3.Cell, i int) (at int, in bool) {
	low, high := i, i+1
	for step := 1; low > 0 && cells[low] > c; step *= 2 {
		low = max(0, low-step)
	}
	for step := 1; high < len(cells) && cells[high-1] < c; step *= 2 {
		high = min(len(cells), high+step)
	}
	at, in = slices.BinarySearch(cells[low:high], c)
	return low + at, in
}

// NeighboursWithin returns the neighbours of each of some points in the plane: the
// others at most so many metres away. The cost grows with the number of points and
// of pairs.
func NeighboursWithin(points []orb.Point, metres float64) (Neighbours, error) {
	if err := checkReach("a distance between neighbours", metres); err != nil {
		return Neighbours{}, err
	}
	index, err := newGrid(points, metres)
	if err != nil {
		return Neighbours{}, err
	}
	n := Neighbours{first: []int32{0}}
	for i, p := range points {
		index.near(p, func(j int32, d2 float64) {
			if d2 <= metres*metres && int(j) != i {
				n.to = append(n.to, j)
			}
		})
		n.endRow()
	}
	return n, nil
}

// NewNeighbours returns neighbours that are listed for each place, with a weight
// above 0 for each entry; without weights each has 1. The error names a place that
// is not there, is listed twice, or is its own neighbour.
func NewNeighbours(lists [][]int, weights [][]float64) (Neighbours, error) {
	n := Neighbours{first: []int32{0}}
	if weights != nil && len(weights) != len(lists) {
		return n, fmt.Errorf("%d lists of neighbours and %d of weights", len(lists), len(weights))
	}
	for i, list := range lists {
		if weights != nil && len(weights[i]) != len(list) {
			return n, fmt.Errorf("place %d has %d neighbours and %d weights", i, len(list), len(weights[i]))
		}
		order := make([]int, len(list))
		for k := range order {
			order[k] = k
		}
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(list[a], list[b]) })
		for at, k := range order {
			j := list[k]
			if j < 0 || j >= len(lists) || j == i || at > 0 && list[order[at-1]] == j {
				return n, fmt.Errorf("place %d has the neighbour %d: neighbours are other places, each once", i, j)
			}
			n.to = append(n.to, int32(j))
			if weights == nil {
				continue
			}
			if w := weights[i][k]; !(w > 0) || math.IsInf(w, 0) {
				return n, fmt.Errorf("place %d has the weight %g: weights are above 0", i, w)
			}
			n.weights = append(n.weights, weights[i][k])
		}
		n.first = append(n.first, int32(len(n.to)))
	}
	return n, nil
}

// endRow ends the row of a place.
func (n *Neighbours) endRow() {
	slices.Sort(n.to[n.first[len(n.first)-1]:])
	n.first = append(n.first, int32(len(n.to)))
}

// Len returns how many places there are.
func (n Neighbours) Len() int { return max(0, len(n.first)-1) }

// Of returns the neighbours of place i, ascending. They are not to be changed.
func (n Neighbours) Of(i int) []int32 { return n.to[n.first[i]:n.first[i+1]] }

// Around returns the sum of values over place i and its neighbours.
func (n Neighbours) Around(x []float64, i int) float64 {
	sum := x[i]
	for _, j := range n.Of(i) {
		sum += x[j]
	}
	return sum
}

// sums returns over the neighbours of place i the sum of their values, each by its
// weight, of the weights, and of the weights' squares.
func (n Neighbours) sums(x []float64, i int) (values, weights, squares float64) {
	from, to := n.first[i], n.first[i+1]
	if n.weights == nil {
		for _, j := range n.to[from:to] {
			values += x[j]
		}
		k := float64(to - from)
		return values, k, k
	}
	for at := from; at < to; at++ {
		w := n.weights[at]
		values += w * x[n.to[at]]
		weights += w
		squares += w * w
	}
	return values, weights, squares
}

// Clusters returns the sets of adjoining places among those that are in, each
// ascending, in the order of their first.
func (n Neighbours) Clusters(in func(i int) bool) [][]int {
	var clusters [][]int
	seen := make([]bool, n.Len())
	for first := range seen {
		if seen[first] || !in(first) {
			continue
		}
		seen[first] = true
		cluster := []int{first}
		for k := 0; k < len(cluster); k++ {
			for _, j := range n.Of(cluster[k]) {
				if !seen[j] && in(int(j)) {
					seen[j] = true
					cluster = append(cluster, int(j))
				}
			}
		}
		slices.Sort(cluster)
		clusters = append(clusters, cluster)
	}
	return clusters
}
