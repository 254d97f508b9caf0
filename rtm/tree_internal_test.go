package rtm

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// nearestOfAll and withinOfAll look at every point, which is slow and sure.
func nearestOfAll(points []orb.Point, p orb.Point) float64 {
	best := math.Inf(1)
	for _, q := range points {
		best = min(best, squared(p, q))
	}
	return best
}

func withinOfAll(points []orb.Point, p orb.Point, r float64) (found []float64) {
	for _, q := range points {
		if d := squared(p, q); d <= r*r {
			found = append(found, d)
		}
	}
	return found
}

func TestTreeFindsWhatASearchOfAllFinds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		// A small grid, so that points coincide, line up and lie at exactly r.
		point := rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{float64(rapid.IntRange(-3, 3).Draw(t, "x")) / 4, float64(rapid.IntRange(-3, 3).Draw(t, "y")) / 4}
		})
		points := rapid.SliceOfN(point, 0, 40).Draw(t, "points")
		p := point.Draw(t, "p")
		r := float64(rapid.IntRange(1, 5).Draw(t, "r")) / 4
		tree := newTree(points, nil)

		if got, want := tree.nearest(p, 0, math.Inf(1), nil), nearestOfAll(points, p); got != want {
			t.Fatalf("nearest to %v at squared distance %g, want %g", p, got, want)
		}
		var got []float64
		tree.within(p, 0, r, func(squared, _ float64) { got = append(got, squared) })
		want := withinOfAll(points, p, r)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("within %g of %v: squared distances %v, want %v", r, p, got, want)
		}
		for i := range tree {
			var others []orb.Point
			for _, l := range slices.Delete(slices.Clone(tree), i, i+1) {
				others = append(others, l.at)
			}
			if got, want := tree.nearest(tree[i].at, 0, math.Inf(1), &tree[i]), nearestOfAll(others, tree[i].at); got != want {
				t.Fatalf("nearest of the others to %v at squared distance %g, want %g", tree[i].at, got, want)
			}
		}
	})
}

// BenchmarkNearest reports how many times as long a search of all features takes
// as the tree does, tree building included.
func BenchmarkNearest(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprintf("%d features", n), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, uint64(n)))
			features, cells := scatter(rng, n), scatter(rng, 14_000)
			runs := newRuns(cells) // once for all factors of a design
			var byTree, byAll time.Duration
			for b.Loop() {
				start := time.Now()
				got := runs.distances(newTree(features, nil), nil, math.Inf(1))
				byTree += time.Since(start)
				start = time.Now()
				for i, c := range cells {
					if want := math.Sqrt(nearestOfAll(features, c)); cmp.Compare(got[i], want) != 0 {
						b.Fatalf("cell %d: %g, want %g", i, got[i], want)
					}
				}
				byAll += time.Since(start)
			}
			b.ReportMetric(float64(byAll)/float64(byTree), "brute/tree")
		})
	}
}

func scatter(rng *rand.Rand, n int) []orb.Point {
	points := make([]orb.Point, n)
	for i := range points {
		points[i] = orb.Point{rng.Float64() * 20_000, rng.Float64() * 20_000}
	}
	return points
}
