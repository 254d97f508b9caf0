package hotspot

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A RateRatio compares two rates of events: the first ÷ the second.
type RateRatio struct {
	Ratio *float64 // null where the second has no event
	Low   float64  // of the 95% interval
	High  *float64 // null: without bound
	P     float64  // of counts so uneven, if the rates are one
}

// CompareRates compares k1 events in a time t1 with k2 in t2 by the exact
// conditional test: of all events, given how many there are, those of the first
// are binomial (Przyborowski & Wilenski 1940). P adds up all divisions no likelier
// than what was seen; the interval is Clopper and Pearson's. Counts are 0 or more
// and times above 0, in any one unit; P takes counts to the nearest whole number.
// The cost grows with the events.
func CompareRates(k1, k2, t1, t2 float64) RateRatio {
	r := RateRatio{P: conditionalP(int(math.Round(k1)), int(math.Round(k2)), t1/(t1+t2))}
	if k2 > 0 {
		ratio := k1 / t1 / (k2 / t2)
		r.Ratio = &ratio
	}
	const tail = 0.025
	odds := func(p float64) float64 { return p / (1 - p) * t2 / t1 }
	if k1 > 0 {
		r.Low = odds(mathext.InvRegIncBeta(k1, k2+1, tail))
	}
	if k2 > 0 {
		high := odds(mathext.InvRegIncBeta(k1+1, k2, 1-tail))
		r.High = &high
	}
	return r
}

// conditionalP returns the two-sided p of k1 of k1 + k2 events, each of which is of
// the first kind with chance p.
func conditionalP(k1, k2 int, p float64) float64 {
	n := k1 + k2
	likelihood := func(k int) float64 {
		return math.Exp(logChoose(n, k) + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
	}
	const alike = 1 + 1e-7 // what rounding may make of equal ones
	seen := likelihood(k1) * alike
	var sum float64
	for k := range n + 1 {
		if l := likelihood(k); l <= seen {
			sum += l
		}
	}
	return min(1, sum)
}

// ETest returns the p of k1 events in a time t1 against k2 in t2 by the score
// E-test: the chance, with one rate for both, of a difference of rates at least as
// many standard errors from 0 (Krishnamoorthy & Thomson 2004 with the pooled
// variance). It is less cautious than [CompareRates]. Times may be unequal: the form
// with separate variances is not used, which then goes wrong by orders of magnitude.
// Without events it is 1. The cost grows with the square root of the product of the
// counts.
func ETest(k1, k2 int, t1, t2 float64) float64 {
	if k1+k2 == 0 {
		return 1
	}
	score := func(i, j float64) float64 {
		return math.Abs(i/t1-j/t2) / math.Sqrt((i+j)/(t1+t2)*(1/t1+1/t2))
	}
	const alike = 1e-10
	seen := score(float64(k1), float64(k2)) - alike
	rate := float64(k1+k2) / (t1 + t2)
	first, p1 := likely(rate * t1)
	second, p2 := likely(rate * t2)
	var p float64
	for i, a := range p1 {
		for j, b := range p2 {
			x, y := float64(first+i), float64(second+j)
			if x+y > 0 && score(x, y) >= seen {
				p += a * b
			}
		}
	}
	return min(1, p)
}

// likely returns the chances of the counts that a Poisson number of a mean may
// have, from the first on: those left out add up to less than 1e-15.
func likely(mean float64) (first int, chances []float64) {
	const deviations = 9
	spread := deviations*math.Sqrt(mean) + 40
	first = max(0, int(mean-spread))
	for k := first; k <= int(mean+spread); k++ {
		lg, _ := math.Lgamma(float64(k) + 1)
		chances = append(chances, math.Exp(float64(k)*math.Log(mean)-mean-lg))
	}
	return first, chances
}

// SqrtZ returns how many standard deviations a count of events lies from an earlier
// one over as long a time: 2(√after − √before). It is quick, and near enough to rank
// many places by.
func SqrtZ(before, after float64) float64 { return 2 * (math.Sqrt(after) - math.Sqrt(before)) }
