package orienteering_test

import (
	"os"
	"testing"

	"beatplan/planner/benchmark"
	"beatplan/planner/orienteering"
)

// readDistrict reads the windowed district, falling or flat.
func readDistrict(t testing.TB, falling bool) *orienteering.Instance {
	t.Helper()
	p, err := benchmark.District(shared(t, "golden", "planner", "district", "d-1.json"), falling)
	if err != nil {
		t.Fatal(err)
	}
	return p.Instance
}

// TestDistrict compares with what PyVRP 0.14.1 reaches on the same problem in ten
// CPU seconds: golden/planner/district/README.md. In short it takes about two; with
// BEATPLAN_LONG set ten, on five seeds.
func TestDistrict(t *testing.T) {
	t.Parallel()
	iterations, seeds, share := 4000, 1, 1.0
	if os.Getenv("BEATPLAN_LONG") != "" {
		iterations, seeds, share = 30_000, 5, 1.015
	}
	tests := map[string]struct {
		falling bool
		peer    float64
	}{
		"flat":    {false, 7241},
		"falling": {true, 6077},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := readDistrict(t, tt.falling)
			greedy := orienteering.Greedy(in, orienteering.Solution{})
			var sum float64
			for seed := range seeds {
				got := orienteering.Search(in, greedy, orienteering.Settings{Seed: uint64(seed), Iterations: iterations})
				if err := feasible(in, got); err != nil || got.Missed > 0 {
					t.Errorf("seed %d: %d missed, %v", seed, got.Missed, err)
				}
				sum += got.Prize / float64(seeds)
				if bound := orienteering.Bound(in, got.Prize); bound < got.Prize {
					t.Errorf("seed %d: %g is above the bound %g", seed, got.Prize, bound)
				}
			}
			t.Logf("mean of %d seeds %.0f, greedy %.0f, PyVRP %.0f, bound %.0f", seeds, sum, greedy.Prize, tt.peer, orienteering.Bound(in, sum))
			if sum < share*tt.peer {
				t.Errorf("mean of %d seeds %g, want %g times %g", seeds, sum, share, tt.peer)
			}
		})
	}
}
