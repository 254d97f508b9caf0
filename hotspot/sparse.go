package hotspot

import (
	"fmt"
	"maps"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// An Excess says of places how probable at least as many offences are as each has, of
// those that have any. Q is adjusted over all places; Z is 0.
type Excess map[int]Local

// Of returns that of place i: P and Q are 1 where it has no offence.
func (e Excess) Of(i int) Local {
	if l, some := e[i]; some {
		return l
	}
	return none()
}

// newExcess returns the excess of so many places, of which p is how probable as many
// offences are as there are in those that have any.
func newExcess(p map[int]float64, places int) Excess {
	a := adjust(slices.Collect(maps.Values(p)), places)
	e := make(Excess, len(p))
	for i, one := range p {
		e[i] = Local{P: one, Q: a.of(one), OK: true}
	}
	return e
}

// ExcessOver returns, for each place, how probable at least as many offences as it has
// are if offences fell in proportion to a base, such as residents, which is above 0 in
// every place: the upper tail of a Poisson distribution. Counts are 0 or more; shares of
// offences interpolate. The cost is that of the places, and of sorting the probabilities.
// Of a count, not a rate, [Forecast.Excess] is the test.
func ExcessOver(counts, base []float64) (Excess, error) {
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
	p := map[int]float64{}
	for i, c := range counts {
		if c > 0 {
			p[i] = mathext.GammaIncReg(c, offences/all*base[i])
		}
	}
	return newExcess(p, len(counts)), nil
}

// A Classification says whether a place stands out from the others.
type Classification string

// The classes.
const (
	HotSpot        Classification = "hot"                // more offences of its own than foretold
	BesideHotSpot  Classification = "beside a hot cell"  // it touches one, and is none itself
	ColdSpot       Classification = "cold"               // significantly low by Gi*
	NotSignificant Classification = "does not stand out" // as chance may have it
)

// Classify returns the class of place i, given which places are hot and its own Gi*, at a
// false discovery rate such as 0.05.
func Classify(i int, hot []bool, giStar Local, n Neighbours, rate float64) Classification {
	switch {
	case hot[i]:
		return HotSpot
	case slices.ContainsFunc(n.Of(i), func(j int32) bool { return hot[j] }):
		return BesideHotSpot
	case giStar.Sign(rate) < 0:
		return ColdSpot
	}
	return NotSignificant
}

// Hot returns which of so many places are hot: those with more offences of their own than
// is foretold of them, at a false discovery rate such as 0.05.
func (e Excess) Hot(places int, rate float64) []bool {
	hot := make([]bool, places)
	for i, l := range e {
		hot[i] = l.Q <= rate
	}
	return hot
}
