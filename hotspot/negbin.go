package hotspot

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A negativeBinomial is a distribution of counts with a mean and a size, both 0 or
// more: the variance is mean + mean²/size. An infinite size is a Poisson distribution.
type negativeBinomial struct{ mean, size float64 }

// negativeBinomialOf returns the distribution of a mean and a variance; a variance
// that is not above the mean is taken for the mean.
func negativeBinomialOf(mean, variance float64) negativeBinomial {
	return negativeBinomial{mean, mean * mean / max(0, variance-mean)}
}

// mostSize is the size from which on the distribution is a Poisson distribution to
// as many places as the incomplete beta function is good for.
const mostSize = 1e7

// poisson reports whether the distribution is a Poisson distribution.
func (d negativeBinomial) poisson() bool { return !(d.size < mostSize) } // 0/0 too

// atMost returns the probability of a count of at most n, a whole number.
func (d negativeBinomial) atMost(n float64) float64 {
	switch {
	case n < 0:
		return 0
	case d.mean <= 0:
		return 1
	case d.poisson():
		return mathext.GammaIncRegComp(n+1, d.mean)
	case n == 0:
		return math.Exp(-d.size * math.Log1p(d.mean/d.size))
	}
	return mathext.RegIncBeta(d.size, n+1, d.size/(d.size+d.mean))
}

// atLeast returns the probability of a count of at least n. Parts of a count, as
// shares of offences add up to, interpolate.
func (d negativeBinomial) atLeast(n float64) float64 {
	switch {
	case n <= 0:
		return 1
	case d.mean <= 0:
		return 0
	case d.poisson():
		return mathext.GammaIncReg(n, d.mean)
	}
	const small = 1e-6 // below which a difference from 1 has too few places
	if tail := 1 - d.atMost(n-1); tail > small && n == math.Floor(n) {
		return tail
	}
	return mathext.RegIncBeta(n, d.size, d.mean/(d.size+d.mean))
}

// quantile returns the least count that has a probability of at least p, 0 < p < 1,
// of not being exceeded.
func (d negativeBinomial) quantile(p float64) float64 {
	if d.atMost(0) >= p {
		return 0
	}
	low, high := 0., 1. // atMost(low) < p
	for d.atMost(high) < p {
		low, high = high, 2*high
	}
	for high-low > 1 {
		if middle := math.Floor((low + high) / 2); d.atMost(middle) < p {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}
