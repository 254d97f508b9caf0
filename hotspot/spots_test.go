package hotspot_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"

	"beatplan/geo"
	"beatplan/hotspot"
)

func spots(t require, l geo.Lattice, weights []float64, area float64, n int) []hotspot.Spot {
	t.Helper()
	found, err := hotspot.Spots(l, weights, hotspot.SpotRules{Area: area}, n)
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

// A spot has at most its area: of cells that are larger there is none.
func TestSpotsAreNotLargerThanTheyMayBe(t *testing.T) {
	t.Parallel()
	l := disk(t, 10, 2)
	w := make([]float64, len(l.Cells))
	for i := range w {
		w[i] = 1
	}
	if found := spots(t, l, w, 500, 3); len(found) != 0 {
		t.Errorf("spots of 500 m², of which a cell has 26 times as much: %+v", found)
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
	_, err := hotspot.Spots(geo.Lattice{Cells: []h3.Cell{-1}}, []float64{1}, hotspot.SpotRules{Area: hotspot.PatrolSpotArea}, 1)
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

// With rules, spots keep their distance and out of what is barred, and the rule
// costs weight.
func TestSpotsKeepTheRules(t *testing.T) {
	t.Parallel()
	l := disk(t, 11, 14)
	centres, err := l.Centres()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		w := make([]float64, len(l.Cells))
		for range rapid.IntRange(1, 40).Draw(t, "cells with weight") {
			w[rapid.IntRange(0, len(w)-1).Draw(t, "cell")] += float64(rapid.IntRange(1, 5).Draw(t, "weight"))
		}
		rules := hotspot.SpotRules{Area: hotspot.PatrolSpotArea, Apart: rapid.Float64Range(0, 600).Draw(t, "apart"), Barred: map[int]bool{}}
		for range rapid.IntRange(0, 20).Draw(t, "barred cells") {
			rules.Barred[rapid.IntRange(0, len(w)-1).Draw(t, "barred")] = true
		}
		barred := len(rules.Barred)
		found, err := hotspot.Spots(l, w, rules, 10)
		if err != nil {
			t.Fatalf("%v", err)
		}
		for i, s := range found {
			for _, c := range s.Cells {
				if rules.Barred[c] {
					t.Fatalf("spot %d has the barred cell %d", i, c)
				}
				for _, other := range found[:i] {
					for _, d := range other.Cells {
						if apart := math.Hypot(centres[c][0]-centres[d][0], centres[c][1]-centres[d][1]); apart < rules.Apart {
							t.Fatalf("spot %d is %g m from an earlier one, not %g", i, apart, rules.Apart)
						}
					}
				}
			}
		}
		if len(rules.Barred) != barred {
			t.Fatal("the rules have been changed")
		}
	})
}

func TestRingIsAroundTheSpot(t *testing.T) {
	t.Parallel()
	l := disk(t, 11, 10)
	centres, err := l.Centres()
	if err != nil {
		t.Fatal(err)
	}
	w := make([]float64, len(l.Cells))
	middle := slices.IndexFunc(l.Cells, func(c h3.Cell) bool { return c == disk(t, 11, 0).Cells[0] })
	w[middle] = 1
	spot := spots(t, l, w, hotspot.PatrolSpotArea, 1)[0]
	ring, err := spot.Ring(l, 100)
	if err != nil {
		t.Fatal(err)
	}
	radius := math.Sqrt(spot.Area / float64(len(spot.Cells)) / math.Pi)
	for i, p := range centres {
		nearest := math.Inf(1)
		for _, c := range spot.Cells {
			nearest = min(nearest, math.Hypot(p[0]-centres[c][0], p[1]-centres[c][1]))
		}
		inside := slices.Contains(spot.Cells, i)
		if want := !inside && nearest <= 100+radius; slices.Contains(ring, i) != want {
			t.Errorf("cell %d at %.0f m, in the spot: %v; in the ring: %v", i, nearest, inside, !want)
		}
	}
	if !slices.IsSorted(ring) || len(ring) < 10 {
		t.Errorf("the ring %v", ring)
	}
}

func TestNearHoldsTheCellItself(t *testing.T) {
	t.Parallel()
	l := disk(t, 11, 6)
	centres, err := l.Centres()
	if err != nil {
		t.Fatal(err)
	}
	prison := orb.Point{0.7143, 51.5366}
	for _, metres := range []float64{0, 90} {
		near, err := hotspot.Near(l, []orb.Point{prison}, metres)
		if err != nil {
			t.Fatal(err)
		}
		at := geo.ToGrid(prison)
		home, err := geo.CellAt(prison, 11)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range centres {
			if want := l.Cells[i] == home || math.Hypot(p[0]-at[0], p[1]-at[1]) <= metres; near[i] != want {
				t.Errorf("within %g m of the prison, cell %d: %v", metres, i, near[i])
			}
		}
	}
}

func TestTimesInTopLeavesTiesBeyondTheLastOut(t *testing.T) {
	t.Parallel()
	got := hotspot.TimesInTop([][]float64{
		{2, 1, 1}, // the tie is for the second place
		{0, 3, 1},
		{0, 0, 0},
		{1, 1, 0},
	}, 2)
	if want := []int{2, 2, 1}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
