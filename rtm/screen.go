package rtm

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// A screened candidate is a variable that a model could have besides, with about how
// much it would raise twice the log-likelihood.
type screened struct {
	column
	gain float64 // +Inf where it must be fitted to know
}

// screenSlack is how many times its estimate a gain may turn out to be: candidates are
// fitted until none of the rest can be the best even so. On the golden matrices and on
// invented cells the choice is that of fitting them all (a test holds it to that).
const screenSlack = 3

// screenBatch is how many candidates are fitted before it is asked again whether the
// rest can be better.
const screenBatch = 4

func (s *search) slack() float64 {
	if s.exhaustive {
		return math.Inf(1)
	}
	return screenSlack
}

// screen returns the candidates, those of the largest estimated gain first. The estimate
// is that of the score test (Rao 1948), with the other terms held: quasi-likelihood
// weights of the family, corrected for how far the variable is a combination of the
// terms and for how far a rate ratio is from 1. The cost is one visit to the units that
// each candidate covers.
func (s *search) screen(at stage, p patterns, candidates []column) []screened {
	fitted := s.fittedUnits(at, p)
	root, ok := fitted.information(p)
	tried := make([]screened, len(candidates))
	parallel(len(candidates), func(i int) {
		tried[i] = screened{candidates[i], math.Inf(1)}
		if ok {
			tried[i].gain = fitted.gain(candidates[i], p, root)
		}
	})
	slices.SortStableFunc(tried, func(a, b screened) int { return cmp.Compare(b.gain, a.gain) })
	return tried
}

// fittedUnits are what a model expects of each unit of a sample.
type fittedUnits struct {
	units []fittedUnit
	total float64 // of expected
}

// A fittedUnit is what a model expects of a unit.
type fittedUnit struct {
	pattern  int32
	residual float64 // (events − expected) × cells
	expected float64 // × cells
	weight   float64 // expected × cells over the family's variance of 1 expected
	score    float64 // residual over that variance
}

func (s *search) fittedUnits(at stage, p patterns) fittedUnits {
	f := fittedUnits{units: make([]fittedUnit, len(s.sample.units))}
	rate := make([]float64, len(p.table.x))
	p.table.predict(rate, at.estimate.b)
	for q := range rate {
		rate[q] = math.Exp(rate[q])
	}
	for i, u := range s.sample.units {
		mu := u.exposure * rate[p.of[i]]
		variance := 1.0
		switch s.family {
		case NBII:
			variance += at.estimate.dispersion
		case NB2:
			variance += at.estimate.dispersion * mu
		}
		expected, residual := mu*u.cells, (u.events-mu)*u.cells
		f.units[i] = fittedUnit{p.of[i], residual, expected, expected / variance, residual / variance}
		f.total += expected
	}
	return f
}

// information returns the root of that of the terms, and whether there is one.
func (f fittedUnits) information(p patterns) (*mat.Cholesky, bool) {
	byPattern := make([]float64, len(p.table.x))
	for _, u := range f.units {
		byPattern[u.pattern] += u.weight
	}
	k := len(p.table.x[0])
	information := mat.NewSymDense(k, nil)
	for q, w := range byPattern {
		information.SymRankOne(information, w, mat.NewVecDense(k, p.table.x[q]))
	}
	var root mat.Cholesky
	return &root, root.Factorize(information)
}

// gain returns about how much a candidate would raise twice the log-likelihood: 0 where
// its coefficient would come out below 0.
func (f fittedUnits) gain(c column, p patterns, terms *mat.Cholesky) float64 {
	byPattern := make([]float64, len(p.table.x)) // weight of its units
	var expected, residual, score, weight float64
	for i := range c.on.all {
		u := &f.units[i]
		expected += u.expected
		residual += u.residual
		score += u.score
		weight += u.weight
		byPattern[u.pattern] += u.weight
	}
	k := len(p.table.x[0])
	cross := mat.NewVecDense(k, nil)
	for q, w := range byPattern {
		if w > 0 {
			cross.AddScaledVec(cross, w, mat.NewVecDense(k, p.table.x[q]))
		}
	}
	var solved mat.VecDense
	if terms.SolveVecTo(&solved, cross) != nil {
		return math.Inf(1)
	}
	rest := weight - mat.Dot(cross, &solved) // what the terms do not know of it
	if rest <= 1e-6*weight {
		return math.Inf(1)
	}
	if residual*c.sign() <= 0 {
		return 0
	}
	return score * score / rest * f.bend(expected, residual)
}

// bend returns by what a gain differs from that of the score test, which takes the
// likelihood for a parabola: of Poisson counts, with two groups of cells.
func (f fittedUnits) bend(expected, residual float64) float64 {
	out := f.total - expected
	if !(expected > 0) || !(out > 0) || !(out-residual > 0) || !(expected+residual > 0) {
		return 1
	}
	in := expected + residual
	full := 2 * (in*math.Log(in/expected) + (out-residual)*math.Log((out-residual)/out))
	return full / (residual * residual * (1/expected + 1/out))
}
