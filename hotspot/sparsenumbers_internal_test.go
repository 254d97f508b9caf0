package hotspot

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSparseHoldsWhatWasAdded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.IntRange(1, 200).Draw(t, "cells")
		at := rapid.SliceOf(rapid.IntRange(0, cells-1)).Draw(t, "at")
		want := make([]float64, cells)
		s := newSparse(cells, func(yield func(int, float64) bool) {
			clear(want)
			for k, i := range at {
				want[i] += float64(k % 3) // 0 too
				if !yield(i, float64(k%3)) {
					return
				}
			}
		})
		got := make([]float64, cells)
		for i := range got {
			got[i] = s.at(i)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("one by one: %s", diff)
		}
		if diff := cmp.Diff(want, s.dense(cells)); diff != "" {
			t.Fatalf("all: %s", diff)
		}
		line := make([][]int, cells) // each touches the one before and the one after
		for i := range cells - 1 {
			line[i], line[i+1] = append(line[i], i+1), append(line[i+1], i)
		}
		n, err := NewNeighbours(line, nil)
		if err != nil {
			t.Fatal(err)
		}
		around := make([]float64, cells)
		for i, list := range line {
			for _, j := range list {
				around[i] += want[j]
			}
		}
		if got := s.around(n).dense(cells); !slices.Equal(around, got) {
			t.Fatalf("around: %v, want %v", got, around)
		}
	})
}
