package hotspot

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// PoissonExcess returns, for each place, how probable at least as many offences in
// it and its neighbours are if offences fell on all places alike: the upper tail of
// a Poisson distribution of the mean. Q is adjusted over all places; Z is 0. Where
// nothing was counted there is no result. Counts are 0 or more; shares of offences
// interpolate.
//
// It is the check on Gi*, which takes sums for normally distributed: on a map of
// few offences and many cells one offence is many standard deviations from the
// mean, and says next to nothing. The cost is that of the neighbours, and of
// sorting the probabilities.
func PoissonExcess(counts []float64, n Neighbours) ([]Local, error) {
	return ExcessOver(counts, slices.Repeat([]float64{1}, len(counts)), n)
}

// ExcessOver does it where offences would fall in proportion to a base, such as
// residents, which is above 0 in every place: the check on Gi* of rates.
func ExcessOver(counts, base []float64, n Neighbours) ([]Local, error) {
	if len(counts) != n.Len() || len(base) != n.Len() {
		return nil, fmt.Errorf("%d counts, %d bases and the neighbours of %d places", len(counts), len(base), n.Len())
	}
	offences, all := 0.0, 0.0
	for i, c := range counts {
		if !(c >= 0) || !finite(c) || !(base[i] > 0) || !finite(base[i]) {
			return nil, fmt.Errorf("place %d has %g offences on a base of %g: offences are 0 or more, and a base above 0", i, c, base[i])
		}
		offences, all = offences+c, all+base[i]
	}
	results := NoResults(len(counts))
	if offences == 0 {
		return results, nil
	}
	for i := range results {
		results[i].OK = true
		if sum := n.Around(counts, i); sum > 0 {
			results[i].P = mathext.GammaIncReg(sum, offences/all*n.Around(base, i))
		}
	}
	adjust(results)
	return results, nil
}

// A Standing says whether a place stands out from the others.
type Standing string

// The standings.
const (
	StandsHot    Standing = "hot"                // more than chance gives, by Gi* and by the number of offences
	TooFewToTell Standing = "too few to tell"    // hot by Gi*, on fewer offences than it takes to say so
	StandsCold   Standing = "cold"               // less than chance gives
	StandsNot    Standing = "does not stand out" // as chance may have it
)

// Stand returns the standing of a place by its Gi*, of counts or of harm, and the
// excess of its offences, at a false discovery rate such as 0.05.
func Stand(giStar, excess Local, rate float64) Standing {
	switch sign := giStar.Sign(rate); {
	case sign > 0 && excess.OK && excess.Q <= rate:
		return StandsHot
	case sign > 0:
		return TooFewToTell
	case sign < 0:
		return StandsCold
	}
	return StandsNot
}
