package demoshire

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// Any number of offences is given out to the last one, and no quota gets one more
// or less than its share.
func TestShare(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, math.MaxInt32).Draw(t, "n")
		sum := 0
		for i, numbers := range share(n) {
			for j, number := range numbers {
				exact := float64(n) * float64(kinds()[i].Quotas[j].Number) / float64(usual())
				if math.Abs(float64(number)-exact) > 1+1e-6*exact {
					t.Fatalf("quota %d of %d gets %d of %d, its share is %g", j, i, number, n, exact)
				}
				sum += number
			}
		}
		if sum != n {
			t.Fatalf("%d of %d are given out", sum, n)
		}
	})
}

// A line crosses the river wherever it begins and whichever way it goes, and how
// far down is known to a segment.
func TestRiverCrossing(t *testing.T) {
	t.Parallel()
	r := river{line: orb.LineString{{0, 0}, {100, 0}, {100, 100}}, along: []float64{0, 100, 200}}
	tests := map[string]struct {
		a, b    orb.Point
		along   float64
		crosses bool
	}{
		"the first reach":   {orb.Point{50, -10}, orb.Point{60, 10}, 0, true},
		"the second":        {orb.Point{90, 50}, orb.Point{110, 60}, 100, true},
		"neither":           {orb.Point{10, 10}, orb.Point{90, 90}, 0, false},
		"beyond the mouth":  {orb.Point{90, 110}, orb.Point{110, 110}, 0, false},
		"above the spring":  {orb.Point{-10, -10}, orb.Point{-10, 10}, 0, false},
		"beside the corner": {orb.Point{120, -10}, orb.Point{140, 10}, 0, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, way := range [][2]orb.Point{{tt.a, tt.b}, {tt.b, tt.a}} {
				if along, crosses := r.crossing(way[0], way[1]); along != tt.along || crosses != tt.crosses {
					t.Errorf("from %v to %v: %g, %t; want %g, %t", way[0], way[1], along, crosses, tt.along, tt.crosses)
				}
			}
		})
	}
}

// walk finds what going from node to node as long as there is something to gain
// finds (Bellman and Ford).
func TestWalk(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "nodes")
		node := rapid.IntRange(0, n-1)
		type arc struct {
			from, to int
			cost     float64
		}
		arcs := rapid.SliceOf(rapid.Custom(func(t *rapid.T) arc {
			return arc{node.Draw(t, "from"), node.Draw(t, "to"), float64(rapid.IntRange(0, 9).Draw(t, "cost"))}
		})).Draw(t, "arcs")
		starts := rapid.SliceOfN(node, 1, 3).Draw(t, "starts")
		far, before := walk(n, starts, func(from int, visit func(int, float64)) {
			for _, a := range arcs {
				if a.from == from {
					visit(a.to, a.cost)
				}
			}
		})
		want := make([]float64, n)
		for i := range want {
			want[i] = math.Inf(1)
		}
		for _, s := range starts {
			want[s] = 0
		}
		for range n {
			for _, a := range arcs {
				want[a.to] = min(want[a.to], want[a.from]+a.cost)
			}
		}
		for i := range want {
			if far[i] != want[i] {
				t.Fatalf("node %d is %g away, want %g", i, far[i], want[i])
			}
			if way := back(i, before); far[way[len(way)-1]] != 0 && !math.IsInf(far[i], 1) {
				t.Fatalf("the way to %d begins at %v", i, way)
			}
		}
	})
}
