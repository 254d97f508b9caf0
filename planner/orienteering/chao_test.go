package orienteering_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"beatplan/planner/benchmark"
	"beatplan/planner/orienteering"
)

// shared returns a file of reference, or skips where there is none.
func shared(t testing.TB, name ...string) []byte {
	t.Helper()
	root := os.Getenv("BEATPLAN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(append([]string{root}, name...)...))
	if err != nil {
		t.Skipf("no reference data: %v (set BEATPLAN_SHARED)", err)
	}
	return data
}

// A chao is an instance of Chao, Golden & Wasil 1996 with the best score known.
type chao struct {
	name string
	best float64
}

func chaoSets(t testing.TB) []chao {
	t.Helper()
	known, err := benchmark.BestKnown(bytes.NewReader(shared(t, "golden", "planner", "chao", "best-known.csv")))
	if err != nil {
		t.Fatal(err)
	}
	var all []chao
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if known[name] > 0 {
			all = append(all, chao{name, known[name]})
		}
	}
	return all
}

func readChao(t testing.TB, name string) *orienteering.Instance {
	t.Helper()
	p, err := benchmark.Chao(bytes.NewReader(shared(t, "golden", "planner", "chao", name+".txt")))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return p.Instance
}

// TestChao solves a few instances from three seeds with few iterations or, with
// BEATPLAN_LONG set, all of them from one with 60,000 of each worker: about two CPU seconds
// an instance.
func TestChao(t *testing.T) {
	t.Parallel()
	iterations, seeds, every, meanGap, worstGap := 2000, 3, 13, 0.4, 2.0
	if os.Getenv("BEATPLAN_LONG") != "" {
		iterations, seeds, every, meanGap, worstGap = 60_000, 1, 1, 0.05, 1.5
	}
	var sum, worst float64
	tried, reached := 0, 0
	bySet := map[string][]float64{}
	for i, c := range chaoSets(t) {
		if i%every != 0 {
			continue
		}
		in := readChao(t, c.name)
		var prize float64
		for seed := range seeds {
			got := orienteering.Search(in, orienteering.Greedy(in, orienteering.Solution{}), orienteering.Settings{Seed: uint64(1 + seed), Iterations: iterations})
			if err := feasible(in, got); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			if got.Prize > c.best+1e-9 {
				t.Errorf("%s: %g is above the best known %g", c.name, got.Prize, c.best)
			}
			prize += got.Prize / float64(seeds)
		}
		gap := 100 * (1 - prize/c.best)
		if gap < 1e-9 {
			reached++
		} else {
			t.Logf("%s %g of %g: %.3f%%", c.name, prize, c.best, gap)
		}
		tried++
		sum, worst = sum+gap, max(worst, gap)
		bySet[c.name[:2]] = append(bySet[c.name[:2]], gap)
	}
	for _, set := range slices.Sorted(maps.Keys(bySet)) {
		var of float64
		for _, gap := range bySet[set] {
			of += gap
		}
		t.Logf("%s: mean gap %.3f%% of %d", set, of/float64(len(bySet[set])), len(bySet[set]))
	}
	t.Logf("mean gap %.3f%%, worst %.2f%%, %d of %d at the best known", sum/float64(tried), worst, reached, tried)
	if sum/float64(tried) > meanGap || worst > worstGap {
		t.Errorf("mean gap %.3f%%, worst %.2f%%; want at most %g%% and %g%%", sum/float64(tried), worst, meanGap, worstGap)
	}
}
