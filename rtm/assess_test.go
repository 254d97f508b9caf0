package rtm_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/rtm"
)

func TestBlocks(t *testing.T) {
	t.Parallel()
	cells := grid(4) // 100 m apart
	if diff := cmp.Diff([]int{0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3}, rtm.Blocks(cells, 200)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// truth is three influences of the test's world.
func truth() []planted {
	return []planted{
		{rtm.Variable{Factor: "cash", Influence: rtm.Density, Reach: 300}, 2},
		{rtm.Variable{Factor: "pub", Influence: rtm.Proximity, Reach: 200}, 3},
		{rtm.Variable{Factor: "station", Influence: rtm.Proximity, Reach: 400}, 1.7},
	}
}

// Planted influences are chosen again and again, others seldom, and intervals hold
// the planted risk about as often as they say.
func TestBootstrapOfPlantedTruth(t *testing.T) {
	t.Parallel()
	const seeds = 12
	covered, intervals := 0, 0
	for seed := range uint64(seeds) {
		d, counts, err := world(100+seed, truth()...)
		if err != nil {
			t.Fatal(err)
		}
		m := fit(t, d, counts, rtm.Settings{})
		s, err := m.Bootstrap(d, counts, rtm.Settings{Seed: seed}, rtm.Blocks(grid(60), 400), 60)
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := m.Intervals(d, counts, rtm.Settings{Seed: seed}, rtm.Blocks(grid(60), 400), 60)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range truth() {
			i := slices.IndexFunc(s.Factors, func(c rtm.Chosen) bool { return c.Name == p.Factor })
			if i < 0 || s.Factors[i].Share < 0.9 {
				t.Errorf("seed %d: %s is chosen too seldom: %v", seed, p.Factor, s.Factors)
			}
			for _, interval := range drawn {
				if interval.Variable == p.Variable {
					intervals++
					if interval.Low <= p.rrv && p.rrv <= interval.High {
						covered++
					}
				}
			}
		}
		for i, interval := range drawn {
			if rrv := m.Terms[i].RRV; interval.Low >= rrv || interval.High <= rrv {
				t.Errorf("seed %d: the RRV of %s is %g, its interval %g to %g", seed, interval.Name(), rrv, interval.Low, interval.High)
			}
		}
	}
	if intervals < seeds*2 || covered < intervals*85/100 {
		t.Errorf("%d of %d intervals hold the planted risk", covered, intervals)
	}
}

// Cells that nothing tells apart are foretold no better than by their mean, and
// planted influences foretell cells that no model has seen.
func TestCrossValidationByBlocks(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		truth       []planted
		least, most float64 // explained
	}{
		"planted": {truth(), 0.05, 0.5},
		"null":    {nil, -0.01, 0.002},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, counts, err := world(5, tt.truth...)
			if err != nil {
				t.Fatal(err)
			}
			h, err := rtm.CrossValidate(d, counts, rtm.Settings{Seed: 1}, rtm.Blocks(grid(60), 600))
			if err != nil {
				t.Fatal(err)
			}
			if !(h.Explained >= tt.least && h.Explained <= tt.most) {
				t.Errorf("explains %g of the deviance, want from %g to %g", h.Explained, tt.least, tt.most)
			}
			cells, events := 0, 0
			for _, f := range h.Folds {
				cells, events = cells+f.Cells, events+f.Events
			}
			if cells != len(counts) || float64(events) != sum(counts) {
				t.Errorf("folds hold %d cells and %d events of %d and %g", cells, events, len(counts), sum(counts))
			}
			if total := sum(h.Expected); math.Abs(total/sum(counts)-1) > 0.1 {
				t.Errorf("%g events are foretold of %g", total, sum(counts))
			}
		})
	}
}

func TestAssessmentRefuses(t *testing.T) {
	t.Parallel()
	d := design(t, row(40), []rtm.Factor{atStart(900)})
	counts := make([]float64, 40)
	for i := range counts {
		counts[i] = float64(3 * (i % 2) * (1 + (39-i)/30))
	}
	m := fit(t, d, counts, rtm.Settings{})
	few := rtm.Blocks(row(40), 1000)
	want := "4 blocks are too few, 10 are needed: take a larger area or smaller blocks"
	if _, err := m.Bootstrap(d, counts, rtm.Settings{}, few, 10); fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if _, err := m.Intervals(d, counts, rtm.Settings{}, few, 10); fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if _, err := rtm.CrossValidate(d, counts, rtm.Settings{}, few); fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if _, err := rtm.CrossValidate(d, counts, rtm.Settings{}, few[:3]); fmt.Sprint(err) != "3 blocks of 40 cells" {
		t.Error(err)
	}
}

// The same seed gives the same resamples, and another gives others.
func TestBootstrapIsReproducible(t *testing.T) {
	t.Parallel()
	d, counts, err := world(3, truth()...)
	if err != nil {
		t.Fatal(err)
	}
	m := fit(t, d, counts, rtm.Settings{})
	draw := func(seed uint64) []any {
		s, err := m.Bootstrap(d, counts, rtm.Settings{Seed: seed}, rtm.Blocks(grid(60), 400), 20)
		if err != nil {
			t.Fatal(err)
		}
		intervals, err := m.Intervals(d, counts, rtm.Settings{Seed: seed}, rtm.Blocks(grid(60), 400), 20)
		if err != nil {
			t.Fatal(err)
		}
		return []any{s, intervals}
	}
	if diff := cmp.Diff(draw(1), draw(1)); diff != "" {
		t.Errorf("the same seed\n%s", diff)
	}
	if cmp.Equal(draw(1), draw(2)) {
		t.Error("another seed gives the same")
	}
}
