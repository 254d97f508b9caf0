package rtm

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// FewEvents is how many events a model should have for its coefficients to be taken as
// they are; see [Settings.ShrinkBelow]. In the planted world of docs/truth.md coefficients
// of models of 100 offences are 1.4 times the planted ones, and of 30 offences 2.4 times:
// only those terms are chosen that chance has made look strong.
const FewEvents = 150

// leastShrinkage keeps a shrunk coefficient above 0.
const leastShrinkage = 0.05

// shrinkage returns the heuristic shrinkage factor (van Houwelingen & le Cessie 1990,
// doi 10.1002/sim.4780091109), (χ² − df)/χ², of the terms that were chosen. Each has been
// searched for among p variables, so its degrees of freedom are 2·ln p, the square that
// the largest of p normal deviates is expected to have, and not 1.
func (s *search) shrinkage(at stage) float64 {
	gained := 2 * (at.estimate.likelihood - s.null)
	df := float64(len(at.terms)-len(s.always)) * max(1, 2*math.Log(float64(len(s.sample.columns))))
	return max(leastShrinkage, 1-df/gained)
}

// shrunk returns an estimate whose coefficients, after the constant and the first few
// terms, are multiplied by a factor. The constant changes so that as many events are
// expected as there are.
func (t table) shrunk(e estimate, always int, factor float64) estimate {
	b := append([]float64{}, e.b...)
	for i := 1 + always; i < len(b); i++ {
		b[i] *= factor
	}
	events, expected := 0.0, 0.0
	for r, x := range t.x {
		rate := math.Exp(floats.Dot(x, b))
		for _, u := range t.units[r] {
			events += u.cells * u.events
			expected += u.cells * u.exposure * rate
		}
	}
	b[0] += math.Log(events / expected)
	e.b = b
	return e
}
