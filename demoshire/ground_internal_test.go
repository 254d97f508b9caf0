package demoshire

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"beatplan/geo"
)

// Whatever the seed, there is a county of the size wanted, well apart from real
// coasts, with land for every ward, cut without gaps.
func TestAnySeedMakesACounty(t *testing.T) {
	t.Parallel()
	// 5 and 118 have large islands and 111 a district in six pieces.
	for _, seed := range []uint64{0, 5, 111, 118, 2025, math.MaxUint64} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			g := raise(seed)
			_, parishes := settle(g, rand.New(rand.NewPCG(seed, 1)))
			areas := divideCounty(g, parishes, seed)
			for _, a := range areas {
				if len(a.Land) == 0 {
					t.Errorf("%s has no land", a.Name)
				}
			}
			// Suffolk ends at 1.77° E, and Flanders begins south of 51.4° N.
			b := areas[0].Land.Bound()
			if b.Left() < 1.9 || b.Right() > 2.9 || b.Bottom() < 51.45 || b.Top() > 52.1 {
				t.Errorf("it lies in %v, where there may be land", b)
			}
			size := 0.0
			for _, polygon := range areas[0].Land {
				for _, ring := range polygon {
					grid := make(orb.Ring, len(ring))
					for i, p := range ring {
						grid[i] = geo.ToGrid(p)
					}
					size += planar.Area(grid)
				}
			}
			if math.Abs(size/landArea-1) > 0.05 {
				t.Errorf("%.0f km², want %.0f", size/1e6, landArea/1e6)
			}
			checkTiling(t, areas)
			checkCrossing(t, areas)
		})
	}
}

func of(areas []geo.Area, kind geo.AreaKind) []geo.Area {
	return slices.DeleteFunc(slices.Clone(areas), func(a geo.Area) bool { return a.Kind != kind })
}

type edge struct{ from, to orb.Point }

func edges(areas ...geo.Area) map[edge]int {
	all := map[edge]int{}
	for _, a := range areas {
		for _, polygon := range a.Land {
			for _, ring := range polygon {
				for i := range len(ring) - 1 {
					all[edge{ring[i], ring[i+1]}]++
				}
			}
		}
	}
	return all
}

// If every piece of border has the one area on its left, and on its right
// another or the sea, there are no gaps and no overlaps, not even slivers.
func checkTiling(t *testing.T, areas []geo.Area) {
	t.Helper()
	coast := edges(of(areas, geo.Force)...)
	for _, kind := range []geo.AreaKind{geo.District, geo.Ward} {
		parts := of(areas, kind)
		borders := edges(parts...)
		shore := 0
		for e, n := range borders {
			if n != 1 {
				t.Fatalf("%d %ss have %v on their left", n, kind, e)
			}
			beyond, sea := borders[edge{e.to, e.from}], coast[e]
			if beyond+sea != 1 {
				t.Fatalf("%v of a %s has %d others on its right, and the sea %d times", e, kind, beyond, sea)
			}
			shore += sea
		}
		if shore != len(coast) {
			t.Errorf("the coast has %d pieces, the %ss have %d of them", len(coast), kind, shore)
		}
		var sum float64
		for _, a := range parts {
			sum += planar.Area(a.Land)
		}
		if want := planar.Area(areas[0].Land); math.Abs(sum-want) > 1e-12 {
			t.Errorf("the %ss have %g square degrees, the force %g", kind, sum, want)
		}
	}
}

func checkCrossing(t *testing.T, areas []geo.Area) {
	t.Helper()
	var all []edge
	for e := range edges(of(areas, geo.Ward)...) {
		all = append(all, e)
	}
	bound := func(e edge) orb.Bound { return orb.MultiPoint{e.from, e.to}.Bound() }
	slices.SortFunc(all, func(a, b edge) int {
		return slices.Compare([]float64{bound(a).Min[0], a.from[0], a.from[1]}, []float64{bound(b).Min[0], b.from[0], b.from[1]})
	})
	side := func(e edge, p orb.Point) float64 {
		return (e.to[0]-e.from[0])*(p[1]-e.from[1]) - (e.to[1]-e.from[1])*(p[0]-e.from[0])
	}
	for i, e := range all {
		for _, f := range all[i+1:] {
			if bound(f).Min[0] > bound(e).Max[0] {
				break
			}
			if e.from == f.from || e.from == f.to || e.to == f.from || e.to == f.to {
				continue
			}
			if side(e, f.from)*side(e, f.to) <= 0 && side(f, e.from)*side(f, e.to) <= 0 {
				t.Fatalf("%v and %v cross", e, f)
			}
		}
	}
}

func TestNoiseIsBoundedAndSmooth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := noise{seed: rapid.Uint64().Draw(t, "seed"), scale: 1000, octaves: rapid.IntRange(1, 7).Draw(t, "octaves")}
		p := orb.Point{rapid.Float64Range(-1e6, 1e6).Draw(t, "x"), rapid.Float64Range(-1e6, 1e6).Draw(t, "y")}
		here, beside := n.at(p), n.at(orb.Point{p[0] + 0.01, p[1]})
		// An octave has a slope of at most 1.5 × 2 × strength / (its scale), and
		// all octaves together of at most 7 × 3 / 1000.
		if math.Abs(here) > 1 || math.Abs(here-beside) > 0.01*0.021 {
			t.Fatalf("%g at %v, %g beside it", here, p, beside)
		}
	})
}

func TestLotteryDrawsWhatHasWeight(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.SampledFrom([]float64{0, 0, 1, 1e-12, 7}), 1, 9).Draw(t, "weights")
		weights = append(weights, 1)
		l := newLottery(weights)
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		for range 50 {
			if i := l.draw(rng); weights[i] == 0 {
				t.Fatalf("drew %d of %v", i, weights)
			}
		}
	})
}

func TestLotteryIsFair(t *testing.T) {
	t.Parallel()
	l := newLottery([]float64{1, 0, 3})
	rng := rand.New(rand.NewPCG(1, 1))
	var drawn [3]int
	const n = 40_000
	for range n {
		drawn[l.draw(rng)]++
	}
	if z := (float64(drawn[2]) - 0.75*n) / math.Sqrt(n*0.75*0.25); math.Abs(z) > 4 || drawn[1] > 0 {
		t.Errorf("weights 1, 0 and 3 were drawn %v times", drawn)
	}
}

func TestWeekFollowsThePolicingDay(t *testing.T) {
	t.Parallel()
	const hours, quiet = "000000000000000000000009", "900000000000000000000000" // 05:00, 06:00
	week := kind{workdays: quiet, weekend: hours}.week()
	sum := 0.0
	for _, share := range week {
		sum += share
	}
	// Friday's last hour is Saturday's 05:00.
	if math.Abs(sum-1) > 1e-12 || week[5*24+5] == 0 || week[6*24+5] == 0 || week[4*24+5] != 0 || week[4*24+6] != 0 || week[6] == 0 {
		t.Errorf("the week is %v", week)
	}
}
