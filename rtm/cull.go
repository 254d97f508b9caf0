package rtm

import (
	"cmp"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
)

// A Cull is how variables are thinned out before the stepwise choice.
type Cull string

const (
	// NoCull lets the stepwise choice try every variable.
	NoCull Cull = "none"
	// ElasticNet leaves those to it that an elastic net keeps, with its penalty
	// where held-out events are the most likely.
	ElasticNet Cull = "elastic-net"
)

// Culls returns all culls.
func Culls() []Cull { return []Cull{NoCull, ElasticNet} }

const (
	folds     = 5
	penalties = 60 // of each mix
	patience  = 10
)

// mixes are the shares of the penalty on Σb that are tried: the rest, on Σb²,
// makes variables that say the same share what they say.
func mixes() []float64 { return []float64{0.95, 0.8} }

// cull returns the variables that the elastic net keeps. The cost is some hundred
// passes over the distinct rows for each fold.
func (s *sample) cull(events []float64, rng *rand.Rand, between func() error) ([]column, error) {
	fold := stratify(events, rng)
	s.groups = s.newGroups() // which all nets of it share
	whole := s.newNet()
	var best []penalty // down to the one that predicts best
	highest := math.Inf(-1)
	for _, mix := range mixes() {
		if err := between(); err != nil {
			return nil, err
		}
		_, lambda := whole.null(mix)
		if lambda == 0 { // nothing that raises risk
			return nil, nil
		}
		tried := penaltyLadder(lambda, mix, penalties)
		scores, err := s.crossValidate(fold, tried, patience)
		if err != nil {
			return nil, err
		}
		for i, score := range scores {
			if score > highest {
				highest, best = score, tried[:i+1]
			}
		}
	}
	b, err := whole.solveAll(best, exact)
	if err != nil {
		return nil, err
	}
	var kept []column
	for j, c := range s.columns {
		if b[len(b)-1][1+j] > 0 {
			kept = append(kept, c)
		}
	}
	return kept, nil
}

// stratify deals cells into folds that hold as many cells of each count as can be
// (Heffner 2013): the cells in order of their counts, alike ones in any order, in
// fives that are dealt out in any order.
func stratify(events []float64, rng *rand.Rand) []int {
	order := rng.Perm(len(events))
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(events[j], events[i]) })
	fold := make([]int, len(events))
	for block := range slices.Chunk(order, folds) {
		for k, f := range rng.Perm(folds)[:len(block)] {
			fold[block[k]] = f
		}
	}
	return fold
}

// crossValidate returns for each penalty the log likelihood of the cells of each
// fold under the fit to all others, added up, less the part that no model changes.
// It gives up where the best of them has been left so many penalties behind as
// patience says: weaker ones only follow chance more closely.
func (s *sample) crossValidate(fold []int, penalties []penalty, patience int) ([]float64, error) {
	n := 1 + slices.Max(fold)
	paths, held, errs := make([]path, n), make([]net, n), make([]error, n)
	parallel(n, func(f int) {
		seen := s.weighted(func(cell int) float64 { return indicator(fold[cell] != f) })
		rest := s.weighted(func(cell int) float64 { return indicator(fold[cell] == f) })
		paths[f], held[f] = path{net: seen.newNet(), tolerance: rough}, rest.newNet()
	})
	const stretch = 5
	var sum []float64
	for next := range slices.Chunk(penalties, stretch) {
		parallel(n, func(f int) { errs[f] = paths[f].extend(next) })
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		for i := len(sum); i < len(paths[0].solutions); i++ {
			score := 0.0
			for f, p := range paths {
				score += held[f].score(p.solutions[i])
			}
			sum = append(sum, score)
		}
		if best := slices.Index(sum, slices.Max(sum)); best+patience < len(sum) {
			break
		}
	}
	return sum, nil
}

// score returns the log likelihood of cells under a fit to others.
func (m net) score(b coefficients) float64 { return m.likelihood(b, m.predict(b)) }

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
