package hotspot

import (
	"fmt"

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
	cube, err := CubeExcess([][]float64{counts}, n)
	if err != nil {
		return nil, err
	}
	return cube[0], nil
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

// CubeExcess does it in space and time: with the neighbours of CubeGiStar, against
// the mean of all periods. Q is adjusted over all places and periods.
func CubeExcess(periods [][]float64, n Neighbours) ([][]Local, error) {
	places := n.Len()
	mean := 0.0
	for t, counts := range periods {
		if len(counts) != places {
			return nil, fmt.Errorf("period %d has %d counts; there are the neighbours of %d places", t, len(counts), places)
		}
		for i, c := range counts {
			if !(c >= 0) || !finite(c) {
				return nil, fmt.Errorf("the count of place %d is %g: it is 0 or more", i, c)
			}
			mean += c / float64(places*len(periods))
		}
	}
	results := NoResults(places * len(periods))
	cube := make([][]Local, len(periods))
	for t := range periods {
		cube[t] = results[t*places : (t+1)*places]
	}
	if mean == 0 {
		return cube, nil
	}
	inParts(len(results), func(from, to int) {
		for at := from; at < to; at++ {
			t, i := at/places, at%places
			sum, _, _ := n.sums(periods[t], i)
			sum += periods[t][i]
			cells := float64(1 + len(n.Of(i)))
			if t > 0 {
				before, _, _ := n.sums(periods[t-1], i)
				sum += before + periods[t-1][i]
				cells *= 2
			}
			results[at].OK = true
			if sum > 0 {
				results[at].P = mathext.GammaIncReg(sum, mean*cells)
			}
		}
	})
	adjust(results)
	return cube, nil
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
