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
	gain   float64   // +Inf where it must be fitted to know
	start  []float64 // from which to fit it: about its coefficients and the log of the dispersion; nil: from nothing
	pooled []float64 // cells under its influence in each pattern, of the units that are pooled
}

// screenSlack is how many times its estimate a gain may turn out to be: candidates are
// fitted until none of the rest can be the best even so. On the golden matrices and on
// invented cells the choice is that of fitting them all (a test holds it to that).
const screenSlack = 3

// screenBatch is how many candidates are fitted before it is asked again whether the
// rest can be better.
const screenBatch = 4

// screen returns the candidates, those of the largest estimated gain first. The estimate
// is that of the score test (Rao 1948), with the other terms held: quasi-likelihood
// weights of the family, corrected for how far the variable is a combination of the
// terms and for how far a rate ratio is from 1. The cost is one visit to the units by which
// each variable differs from that of the next shorter reach.
func (s *search) screen(at stage, candidates []column) []screened {
	p := at.patterns
	fitted := s.fittedUnits(at, p)
	root, ok := fitted.information(p)
	tried := make([]screened, len(candidates))
	of := make([]*screened, len(s.sample.columns)) // those of them that are candidates
	for i, c := range candidates {
		tried[i] = screened{column: c, gain: math.Inf(1)}
		of[c.at] = &tried[i]
	}
	parallel(len(s.sample.ladders), func(k int) {
		ladder := s.sample.ladders[k]
		if !slices.ContainsFunc(ladder, func(r rung) bool { return of[r.at] != nil }) {
			return
		}
		under := influenced{byPattern: make([]float64, len(p.table.x)), pooled: make([]float64, len(p.table.x))}
		for _, r := range ladder {
			fitted.count(&under, p, r.more, 1)
			fitted.count(&under, p, r.less, -1)
			c := of[r.at]
			if c == nil {
				continue
			}
			c.pooled = slices.Clone(under.pooled)
			all := fitted.all(under)
			if ok {
				c.gain = fitted.gain(r.column, all, p, root)
			}
			if e := at.estimate; e.dispersion > 0 {
				c.start = append(slices.Clone(e.b), all.coefficient(r.column), math.Log(e.dispersion))
			}
		}
	})
	slices.SortStableFunc(tried, func(a, b screened) int { return cmp.Compare(b.gain, a.gain) })
	return tried
}

// fittedUnits are what a model expects of each unit of a sample.
type fittedUnits struct {
	units     []fittedUnit // those that are not pooled
	pooled    []fittedUnit // of each pattern, for each cell of the pooled units
	byPattern []float64    // weight, of all units
	total     float64      // of expected, of all units
}

// A fittedUnit is what a model expects of a unit.
type fittedUnit struct {
	pattern int32
	fittedSums
}

// fittedSums are sums over units.
type fittedSums struct {
	residual float64 // (events − expected) × cells
	expected float64 // × cells
	weight   float64 // expected × cells over the family's variance of 1 expected
	score    float64 // residual over that variance
}

// add adds others so many times.
func (s *fittedSums) add(o *fittedSums, times float64) {
	s.residual += times * o.residual
	s.expected += times * o.expected
	s.weight += times * o.weight
	s.score += times * o.score
}

func (s *search) fittedUnits(at stage, p patterns) fittedUnits {
	pooled := s.sample.pooled
	f := fittedUnits{units: make([]fittedUnit, len(s.sample.units)-pooled), pooled: make([]fittedUnit, len(p.table.x))}
	rate := make([]float64, len(p.table.x))
	p.table.predict(rate, at.estimate.b)
	of := func(u unit, pattern int32) fittedUnit {
		mu := u.exposure * rate[pattern]
		variance := 1.0
		switch s.family {
		case NBII:
			variance += at.estimate.dispersion
		case NB2:
			variance += at.estimate.dispersion * mu
		}
		expected, residual := mu*u.cells, (u.events-mu)*u.cells
		return fittedUnit{pattern, fittedSums{residual, expected, expected / variance, residual / variance}}
	}
	for q := range rate {
		rate[q] = math.Exp(rate[q])
		f.pooled[q] = of(unit{1, 0, 1}, int32(q))
	}
	for i := range f.units {
		f.units[i] = of(s.sample.units[pooled+i], p.of[pooled+i])
	}
	f.byPattern = make([]float64, len(rate))
	for q, units := range p.table.units {
		for _, u := range units {
			fitted := of(u, int32(q))
			f.total += fitted.expected
			f.byPattern[q] += fitted.weight
		}
	}
	return f
}

// information returns the root of that of the terms, and whether there is one.
func (f fittedUnits) information(p patterns) (*mat.Cholesky, bool) {
	k := len(p.table.x[0])
	information := mat.NewSymDense(k, nil)
	for q, w := range f.byPattern {
		information.SymRankOne(information, w, mat.NewVecDense(k, p.table.x[q]))
	}
	var root mat.Cholesky
	return &root, root.Factorize(information)
}

// influenced are the sums over the units under an influence.
type influenced struct {
	fittedSums
	byPattern []float64 // weight
	pooled    []float64 // cells by pattern, of units that are pooled: they are in no other sum
}

// count adds some units of a sample so many times.
func (f fittedUnits) count(to *influenced, p patterns, some []int32, times float64) {
	pooled := p.sample.pooled
	for _, i := range some {
		if int(i) < pooled {
			to.pooled[p.of[i]] += times * p.sample.units[i].cells
			continue
		}
		u := &f.units[int(i)-pooled]
		to.add(&u.fittedSums, times)
		to.byPattern[u.pattern] += times * u.weight
	}
}

// all returns the sums with the units that are pooled among them.
func (f fittedUnits) all(under influenced) influenced {
	under.byPattern = slices.Clone(under.byPattern)
	for q, cells := range under.pooled {
		under.add(&f.pooled[q].fittedSums, cells)
		under.byPattern[q] += cells * f.pooled[q].weight
	}
	return under
}

// coefficient returns about that of a column: as if events were Poisson's and the column
// knew nothing of the other terms.
func (s influenced) coefficient(c column) float64 {
	if rise := s.residual / s.expected; rise*c.sign() > 0 && rise > -1 {
		return c.sign() * math.Log1p(rise)
	}
	return 0
}

// gain returns about how much a candidate would raise twice the log-likelihood: 0 where
// its coefficient would come out below 0.
func (f fittedUnits) gain(c column, under influenced, p patterns, terms *mat.Cholesky) float64 {
	k := len(p.table.x[0])
	cross := mat.NewVecDense(k, nil)
	for q, w := range under.byPattern {
		if w > 0 {
			cross.AddScaledVec(cross, w, mat.NewVecDense(k, p.table.x[q]))
		}
	}
	var solved mat.VecDense
	if terms.SolveVecTo(&solved, cross) != nil {
		return math.Inf(1)
	}
	rest := under.weight - mat.Dot(cross, &solved) // what the terms do not know of it
	if rest <= 1e-6*under.weight {
		return math.Inf(1)
	}
	if under.residual*c.sign() <= 0 {
		return 0
	}
	return under.score * under.score / rest * f.likelihoodRatio(under.expected, under.residual)
}

// likelihoodRatio returns by what a gain differs from that of the score test, which takes the
// likelihood for a parabola: of Poisson counts, with two groups of cells.
func (f fittedUnits) likelihoodRatio(expected, residual float64) float64 {
	out := f.total - expected
	if !(expected > 0) || !(out > 0) || !(out-residual > 0) || !(expected+residual > 0) {
		return 1
	}
	in := expected + residual
	full := 2 * (in*math.Log(in/expected) + (out-residual)*math.Log((out-residual)/out))
	return full / (residual * residual * (1/expected + 1/out))
}
