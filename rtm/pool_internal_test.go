package rtm

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestPoolingIsExact holds fits in which cells without events are pooled, of exposures
// that all differ, to fits with a unit for each cell: of all cells, and of resampled blocks.
func TestPoolingIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		const cells, blocks = 600, 20
		family := rapid.SampledFrom([]Family{Poisson, NBII}).Draw(t, "family")
		counts, exposure, block := make([]float64, cells), make([]float64, cells), make([]int, cells)
		columns := make([]column, 3)
		for j := range columns {
			columns[j].on = newBitset(counts, func(float64) bool { return rng.IntN(4) == 0 })
		}
		for i := range counts {
			block[i] = i * blocks / cells
			exposure[i] = math.Exp(3 * rng.NormFloat64())
			mean := 0.3 * rng.ExpFloat64() * (1 + 2*float64(columns[0].on.bit(i)))
			for at := rng.ExpFloat64(); at < mean; at += rng.ExpFloat64() {
				counts[i]++
			}
		}
		times := make([]float64, blocks)
		for range blocks {
			times[rng.IntN(blocks)]++
		}
		var estimates [4]estimate
		for k := range estimates {
			s := newSample(columns, counts, exposure, k%2 == 0)
			if k >= 2 {
				s = s.drawn(s.parts(block), times)
			}
			search := search{sample: &s, family: family}
			var err error
			if estimates[k], err = search.patterns(s.columns).table.fit(family); err != nil {
				t.Skip("no fit: ", err)
			}
			estimates[k].likelihood += s.constant
		}
		for k := 0; k < len(estimates); k += 2 {
			pooled, each := estimates[k], estimates[k+1]
			if d := math.Abs(pooled.likelihood - each.likelihood); d > 1e-8*math.Abs(each.likelihood) {
				t.Errorf("log-likelihoods differ by %g", d)
			}
			if d := math.Abs(pooled.dispersion - each.dispersion); d > 1e-6*(1+each.dispersion) {
				t.Errorf("dispersions %g and %g", pooled.dispersion, each.dispersion)
			}
			for j := range each.b {
				if d := math.Abs(pooled.b[j] - each.b[j]); d > 1e-6 {
					t.Errorf("coefficient %d differs by %g", j, d)
				}
				if d := math.Abs(pooled.se(j)/each.se(j) - 1); d > 1e-5 {
					t.Errorf("standard error %d differs by the factor %g", j, d)
				}
			}
		}
	})
}
