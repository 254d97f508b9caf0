package hotspot_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/geo"
	"beatplan/hotspot"
)

func spots(t require, l geo.Lattice, weights []float64, area float64, n int) []hotspot.Spot {
	t.Helper()
	found, err := hotspot.Spots(l, weights, area, n)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return found
}

// What every set of spots must be, whatever the weights.
func TestSpots(t *testing.T) {
	t.Parallel()
	l := disk(t, 11, 8)
	areas, err := l.Areas()
	if err != nil {
		t.Fatal(err)
	}
	neighbours, err := l.Neighbours()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		w := make([]float64, len(l.Cells))
		for range rapid.IntRange(0, 40).Draw(t, "cells with weight") {
			w[rapid.IntRange(0, len(w)-1).Draw(t, "cell")] += float64(rapid.IntRange(1, 5).Draw(t, "weight"))
		}
		n := rapid.IntRange(0, 8).Draw(t, "n")
		found := spots(t, l, w, hotspot.PatrolSpotArea, n)

		taken := map[int]bool{}
		for i, s := range found {
			var area, weight float64
			for _, c := range s.Cells {
				if taken[c] {
					t.Fatalf("cell %d belongs to two spots", c)
				}
				taken[c] = true
				area, weight = area+areas[c], weight+w[c]
			}
			if !cmp.Equal(s.Area, area, close9) || !cmp.Equal(s.Weight, weight, close9) || weight <= 0 {
				t.Fatalf("spot %d of %v has %g m² and weight %g, its cells %g and %g", i, s.Cells, s.Area, s.Weight, area, weight)
			}
			if i > 0 && s.Weight > found[i-1].Weight {
				t.Fatalf("spot %d is heavier than the one before it", i)
			}
			if area > hotspot.PatrolSpotArea {
				t.Fatalf("spot %d has %g m²", i, area)
			}
			if !slices.IsSorted(s.Cells) || reached(s.Cells, neighbours) != len(s.Cells) {
				t.Fatalf("the cells of spot %d do not hang together: %v", i, s.Cells)
			}
		}
		if len(found) > n || len(found) == 0 && n > 0 && slices.Max(w) > 0 {
			t.Fatalf("%d spots of at most %d, the heaviest cell has %g", len(found), n, slices.Max(w))
		}
		if diff := cmp.Diff(found, spots(t, l, w, hotspot.PatrolSpotArea, n)); diff != "" {
			t.Fatalf("the same question twice:\n%s", diff)
		}
	})
}

func TestASpotHasThePatrolArea(t *testing.T) {
	t.Parallel()
	l := disk(t, 11, 8)
	areas, err := l.Areas()
	if err != nil {
		t.Fatal(err)
	}
	w := make([]float64, len(l.Cells))
	w[len(w)/2] = 1
	found := spots(t, l, w, hotspot.PatrolSpotArea, 20)
	if len(found) != 1 || found[0].Area <= hotspot.PatrolSpotArea-slices.Max(areas) {
		t.Errorf("want one spot of 22,500 m² less a cell at most, have %+v", found)
	}
}

// One cell is the heaviest, but five lighter ones side by side hold more.
func TestSpotsAreRankedByAllTheyHold(t *testing.T) {
	t.Parallel()
	l := disk(t, 11, 8)
	neighbours, err := l.Neighbours()
	if err != nil {
		t.Fatal(err)
	}
	w := make([]float64, len(l.Cells))
	alone, middle := 0, len(l.Cells)-1
	for len(neighbours[middle]) < 6 || slices.Contains(neighbours[middle], alone) {
		middle--
	}
	w[alone], w[middle] = 5, 3
	for _, j := range neighbours[middle][:4] {
		w[j] = 2
	}
	best := spots(t, l, w, hotspot.PatrolSpotArea, 1)
	if len(best) != 1 || best[0].Weight != 11 || !slices.Contains(best[0].Cells, middle) {
		t.Errorf("want the five around cell %d, which hold 11; have %+v", middle, best)
	}
}

func TestSpotsNameACellThatIsNone(t *testing.T) {
	t.Parallel()
	_, err := hotspot.Spots(geo.Lattice{Cells: []h3.Cell{-1}}, []float64{1}, hotspot.PatrolSpotArea, 1)
	if err == nil || !strings.Contains(err.Error(), "cell ffff") {
		t.Errorf("want an error that names the cell, have %v", err)
	}
}

// reached counts the cells that can be reached from the first through others.
func reached(cells []int, neighbours [][]int) int {
	seen := map[int]bool{cells[0]: true}
	for next := []int{cells[0]}; len(next) > 0; {
		i := next[0]
		next = next[1:]
		for _, j := range neighbours[i] {
			if slices.Contains(cells, j) && !seen[j] {
				seen[j] = true
				next = append(next, j)
			}
		}
	}
	return len(seen)
}
