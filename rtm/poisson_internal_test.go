package rtm

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whenever an estimate is given it is a maximum: all residuals balance.
func TestEstimateIsAMaximumOrAnError(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 4).Draw(t, "coefficients")
		n := rapid.IntRange(1, 12).Draw(t, "rows")
		var data table
		positive := true
		for range n {
			x := []float64{1}
			for range k - 1 {
				x = append(x, float64(rapid.IntRange(0, 1).Draw(t, "x")))
			}
			events := float64(rapid.IntRange(0, 50).Draw(t, "events"))
			positive = positive && events > 0
			data.row(x, unit{rapid.Float64Range(0.01, 1000).Draw(t, "exposure"), events, 1})
		}
		e, err := data.poisson()
		if err != nil {
			// Where every row has events a maximum exists, unless columns combine.
			if positive && !errors.Is(err, errCollinear) {
				t.Fatalf("no estimate although there is a maximum: %v\n%+v", err, data)
			}
			return
		}
		for i := range k {
			balance, size := 0.0, 0.0
			for r, x := range data.x {
				eta := 0.0
				for j := range k {
					eta += x[j] * e.b[j]
				}
				u := data.units[r][0]
				balance += x[i] * (u.events - u.exposure*math.Exp(eta))
				size += x[i] * u.events
			}
			if math.Abs(balance) > 1e-6*(1+size) || !(e.se(i) > 0) || math.IsInf(e.se(i), 0) {
				t.Fatalf("coefficient %d: residuals sum to %g, se %g", i, balance, e.se(i))
			}
		}
	})
}

func TestEstimateRefuses(t *testing.T) {
	t.Parallel()
	rows := func(x [][]float64, events ...float64) (data table) {
		for r := range x {
			data.row(x[r], unit{1, events[r], 1})
		}
		return data
	}
	tests := map[string]struct {
		data table
		want error
	}{
		"a column twice": {
			rows([][]float64{{1, 0, 0}, {1, 1, 1}, {1, 0, 0}}, 3, 5, 2), errCollinear,
		},
		"columns that add up to the first": {
			rows([][]float64{{1, 0, 1}, {1, 1, 0}, {1, 0, 1}}, 3, 5, 2), errCollinear,
		},
		"no event under": {
			rows([][]float64{{1, 0}, {1, 1}}, 3, 0), errDiverges,
		},
		"no event out of": {
			rows([][]float64{{1, 0}, {1, 1}}, 0, 3), errDiverges,
		},
		"no event under one, of those out of the other": {
			rows([][]float64{{1, 0, 0}, {1, 1, 0}, {1, 0, 1}, {1, 1, 1}}, 0, 4, 0, 5), errDiverges,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if e, err := tt.data.poisson(); !errors.Is(err, tt.want) {
				t.Errorf("error %v with b %v, want %v", err, e.b, tt.want)
			}
		})
	}
}

// row appends a row of one unit.
func (t *table) row(x []float64, u unit) {
	t.x = append(t.x, x)
	t.units = append(t.units, []unit{u})
	t.cells += u.cells
}

// everyCell returns the table of a model with one row for each cell.
func everyCell(terms []column, events, exposure []float64) (t table) {
	for i, y := range events {
		x := []float64{1}
		for _, c := range terms {
			x = append(x, c.sign()*float64(c.on.bit(i)))
		}
		t.row(x, unit{exposure[i], y, 1})
	}
	return t
}

// BenchmarkStep reports how many times as long a step takes when each candidate
// is fitted to every cell as when it is fitted to patterns, and checks that the
// likelihoods agree.
func BenchmarkStep(b *testing.B) {
	const cells, candidates, terms = 14_000, 12, 4
	rng := rand.New(rand.NewPCG(1, 2))
	events, exposure := make([]float64, cells), make([]float64, cells)
	for i := range events {
		events[i], exposure[i] = float64(rng.IntN(3)), 1
	}
	columns := make([]column, terms+candidates)
	for i := range columns {
		columns[i].on = newBitset(events, func(float64) bool { return rng.IntN(5) == 0 })
	}
	s := newSample(columns, events, exposure, false)
	for _, family := range Families() {
		b.Run(string(family), func(b *testing.B) {
			search := search{sample: &s}
			var byPatterns, byCells time.Duration
			for b.Loop() {
				got := make([]float64, candidates)
				start := time.Now()
				patterns := search.patterns(s.columns[:terms])
				for i, c := range s.columns[terms:] {
					t, _ := patterns.with(c, patterns.pooled(c))
					e, err := t.fit(family)
					if err != nil {
						b.Fatal(err)
					}
					got[i] = e.likelihood
				}
				byPatterns += time.Since(start)
				start = time.Now()
				for i, c := range columns[terms:] {
					e, err := everyCell(append(columns[:terms:terms], c), events, exposure).fit(family)
					if err != nil {
						b.Fatal(err)
					}
					if math.Abs(e.likelihood-got[i]) > 1e-6 {
						b.Fatalf("log likelihood %g by patterns, %g by cells", got[i], e.likelihood)
					}
				}
				byCells += time.Since(start)
			}
			b.ReportMetric(float64(byCells)/float64(byPatterns), "cells/patterns")
		})
	}
}
