package hotspot

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// ExcessOver returns, for each place, how probable at least as many offences as it has
// are if offences fell in proportion to a base, such as residents, which is above 0 in
// every place: the upper tail of a Poisson distribution. Q is adjusted over all places;
// Z is 0. Where nothing was counted there is no result. Counts are 0 or more; shares of
// offences interpolate. The cost is that of sorting the probabilities. Of a count, not
// a rate, [Forecast.Excess] is the test.
func ExcessOver(counts, base []float64) ([]Local, error) {
	if len(counts) != len(base) {
		return nil, fmt.Errorf("%d counts and %d bases", len(counts), len(base))
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
		if counts[i] > 0 {
			results[i].P = mathext.GammaIncReg(counts[i], offences/all*base[i])
		}
	}
	adjust(results)
	return results, nil
}

// A Standing says whether a place stands out from the others.
type Standing string

// The standings.
const (
	StandsHot    Standing = "hot"                // more offences of its own than foretold
	StandsBeside Standing = "beside a hot cell"  // it touches one, and is none itself
	StandsCold   Standing = "cold"               // significantly low by Gi*
	StandsNot    Standing = "does not stand out" // as chance may have it
)

// Standings returns the standing of each place by the excess of its own offences over
// what is foretold of it, and by its Gi*, at a false discovery rate such as 0.05.
func Standings(excess, giStar []Local, n Neighbours, rate float64) []Standing {
	standings := make([]Standing, n.Len())
	hot := func(i int32) bool { return excess[i].OK && excess[i].Q <= rate }
	for i := range standings {
		switch {
		case hot(int32(i)):
			standings[i] = StandsHot
		case slices.ContainsFunc(n.Of(i), hot):
			standings[i] = StandsBeside
		case giStar[i].Sign(rate) < 0:
			standings[i] = StandsCold
		default:
			standings[i] = StandsNot
		}
	}
	return standings
}
