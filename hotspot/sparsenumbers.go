package hotspot

import (
	"iter"
	"math/bits"
)

// A sparse holds a number for each of many cells, of which most have 0.
type sparse struct {
	some   []uint64  // a bit for each cell that has another
	before []int32   // how many have in the words before
	values []float64 // of those that have, in the order of cells
}

// newSparse adds up numbers of so many cells, which it goes through twice.
func newSparse(cells int, numbers iter.Seq2[int, float64]) sparse {
	s := sparse{some: make([]uint64, (cells+63)/64), before: make([]int32, (cells+63)/64)}
	for i, v := range numbers {
		if v != 0 {
			s.some[i/64] |= 1 << (i % 64)
		}
	}
	total := 0
	for w, word := range s.some {
		s.before[w] = int32(total)
		total += bits.OnesCount64(word)
	}
	s.values = make([]float64, total)
	for i, v := range numbers {
		if v != 0 {
			s.values[s.rank(i)] += v
		}
	}
	return s
}

// rank returns the position among the values of a cell that has one.
func (s sparse) rank(i int) int {
	return int(s.before[i/64]) + bits.OnesCount64(s.some[i/64]&(1<<(i%64)-1))
}

// at returns the number of a cell.
func (s sparse) at(i int) float64 {
	if s.some[i/64]>>(i%64)&1 == 0 {
		return 0
	}
	return s.values[s.rank(i)]
}

// all yields the cells that have another number than 0, ascending, with it.
func (s sparse) all(yield func(int, float64) bool) {
	k := 0
	for w, word := range s.some {
		for ; word != 0; word &= word - 1 {
			if !yield(w*64+bits.TrailingZeros64(word), s.values[k]) {
				return
			}
			k++
		}
	}
}

// dense returns the number of each of so many cells.
func (s sparse) dense(cells int) []float64 {
	all := make([]float64, cells)
	for i, v := range s.all {
		all[i] = v
	}
	return all
}

// around returns for each cell the sum over its neighbours, who have it for a neighbour
// in turn.
func (s sparse) around(n Neighbours) sparse {
	return newSparse(n.Len(), func(yield func(int, float64) bool) {
		for i, v := range s.all {
			for _, j := range n.Of(i) {
				if !yield(int(j), v) {
					return
				}
			}
		}
	})
}
