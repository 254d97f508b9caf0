package hotspot

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// probability is the textbook's probability of a count.
func (d negativeBinomial) probability(n float64) float64 {
	top, _ := math.Lgamma(d.size + n)
	bottom, _ := math.Lgamma(d.size)
	factorial, _ := math.Lgamma(n + 1)
	return math.Exp(top - bottom - factorial + d.size*math.Log(d.size/(d.size+d.mean)) + n*math.Log(d.mean/(d.size+d.mean)))
}

func TestNegativeBinomialAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := negativeBinomial{rapid.Float64Range(1e-6, 60).Draw(t, "mean"), rapid.Float64Range(1e-3, 1e4).Draw(t, "size")}
		p := rapid.Float64Range(0.001, 0.999).Draw(t, "p")
		quantile, sum := d.quantile(p), 0.
		for n := range 40 {
			if tail := d.atLeast(float64(n)); math.Abs(tail-(1-sum)) > 1e-9 {
				t.Fatalf("at least %d has probability %g, want %g", n, tail, 1-sum)
			}
			before := sum
			sum += d.probability(float64(n))
			if math.Abs(d.atMost(float64(n))-sum) > 1e-9 {
				t.Fatalf("at most %d has probability %g, want %g", n, d.atMost(float64(n)), sum)
			}
			if quantile == float64(n) && (sum < p-1e-9 || before > p+1e-9) {
				t.Fatalf("the quantile of %g is %g, where the distribution goes from %g to %g", p, quantile, before, sum)
			}
		}
	})
}

// TestPoissonLimit: a variance that is not above the mean is a Poisson distribution's,
// and nothing expected is nothing seen.
func TestPoissonLimit(t *testing.T) {
	t.Parallel()
	d := negativeBinomialOf(2, 1)
	for n, want := range []float64{0.1353352832366127, 0.40600584970983794, 0.6766764161830634} {
		if got := d.atMost(float64(n)); math.Abs(got-want) > 1e-12 {
			t.Errorf("at most %d of 2: %g, want %g", n, got, want)
		}
		if got := d.atLeast(float64(n + 1)); math.Abs(got-(1-want)) > 1e-12 {
			t.Errorf("at least %d of 2: %g, want %g", n+1, got, 1-want)
		}
	}
	if near := (negativeBinomial{2, 0.9 * mostSize}).atMost(1); math.Abs(near-d.atMost(1)) > 1e-6 {
		t.Errorf("of a large size at most 1 has probability %g, of a Poisson distribution %g", near, d.atMost(1))
	}
	nothing := negativeBinomialOf(0, 0)
	if nothing.quantile(0.975) != 0 || nothing.atMost(0) != 1 || nothing.atLeast(1) != 0 || nothing.atLeast(0) != 1 {
		t.Errorf("nothing expected: %+v", nothing)
	}
}

// TestNelderMead finds the bottom of Rosenbrock's valley, and walks on where a
// function falls for ever.
func TestNelderMead(t *testing.T) {
	t.Parallel()
	valley := func(x, y float64) float64 { return (1-x)*(1-x) + 100*(y-x*x)*(y-x*x) }
	if at := nelderMead(valley, [2]float64{-1.2, 1}, 1e-9, 1000).at; math.Abs(at[0]-1) > 1e-6 || math.Abs(at[1]-1) > 1e-6 {
		t.Errorf("the valley's lowest point is at %v, want (1, 1)", at)
	}
	slope := func(x, y float64) float64 { return y*y - x }
	if best := nelderMead(slope, [2]float64{0, 1}, 1e-9, 200); best.at[0] < 100 {
		t.Errorf("stopped at %v", best.at)
	}
}
