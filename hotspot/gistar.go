package hotspot

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrAlike says that every place has the same value, so that none can stand out.
var ErrAlike = errors.New("every place has the same value: none stands out")

// A Local is a statistic of one place, as far as it is from what chance would
// give. Where there is no result (a place without neighbours, or nothing varies
// around it) OK is false, Z is 0 and P and Q are 1.
type Local struct {
	Z  float64 // standard deviations from what is expected; above 0: high values among high ones
	P  float64 // two-sided, 0 to 1, of as much by chance
	Q  float64 // P adjusted for asking of every place at once (Benjamini–Hochberg)
	OK bool
}

// none is the statistic of a place without a result.
func none() Local { return Local{P: 1, Q: 1} }

// Locals are a statistic of each of some places. They keep what it is worked out from; the
// zero value has no result anywhere.
type Locals struct {
	z func(i int) (value float64, ok bool)
	q adjustment
}

// Of returns the statistic of place i. The cost is that of its neighbours.
func (l Locals) Of(i int) Local {
	if l.z == nil {
		return none()
	}
	z, ok := l.z(i)
	if !ok {
		return none()
	}
	p := twoSided(z)
	return Local{Z: z, P: p, Q: l.q.of(p), OK: true}
}

// Sign returns 1 for a place that is significantly high, −1 for one significantly
// low, and 0 for any other, at a false discovery rate such as 0.05.
func (l Local) Sign(rate float64) int {
	switch {
	case !l.OK || l.Q > rate:
		return 0
	case l.Z > 0:
		return 1
	}
	return -1
}

// GiStar returns Getis and Ord's Gi* of each place: how far the values in the
// place and its neighbours, together, exceed what the mean of all would give (Ord
// & Getis 1995, doi 10.1111/j.1538-4632.1995.tb00912.x, equation 8). A place
// weighs 1 in its own sum. The error names values that are no numbers, or is
// ErrAlike.
//
// The cost is that of the neighbours, and of sorting the probabilities.
func GiStar(x []float64, n Neighbours) (Locals, error) {
	y, err := standardised(x, n)
	if err != nil {
		return Locals{}, err
	}
	count := float64(len(y.values))
	return locals(len(x), func(i int) (z float64, ok bool) {
		sum, weights, squares := n.sums(y.values, i)
		sum, weights, squares = sum+y.values[i], weights+1, squares+1
		spread := count*squares - weights*weights
		if spread <= negligible*count*squares { // it has all places for neighbours, alike
			return 0, false
		}
		return sum / math.Sqrt(y.variance*spread/(count-1)), true
	}), nil
}

// Gi does what GiStar does without the place itself: in its sum, and in the mean
// and the variance that it is held against. Where all others are alike there is no
// result.
func Gi(x []float64, n Neighbours) (Locals, error) {
	y, err := standardised(x, n)
	if err != nil {
		return Locals{}, err
	}
	others := float64(len(y.values) - 1)
	squared := y.variance * (others + 1)
	return locals(len(x), func(i int) (z float64, ok bool) {
		sum, weights, squares := n.sums(y.values, i)
		mean := -y.values[i] / others
		variance := (squared-y.values[i]*y.values[i])/others - mean*mean
		spread := others*squares - weights*weights
		if weights == 0 || variance <= negligible*y.variance || spread <= negligible*others*squares || others < 2 {
			return 0, false
		}
		return (sum - weights*mean) / math.Sqrt(variance*spread/(others-1)), true
	}), nil
}

// negligible is a part that rounding alone can leave.
const negligible = 1e-12

// deviations are values as deviations from their mean, in units of the largest
// value: no statistic here depends on the unit.
type deviations struct {
	values   []float64
	variance float64 // over n
}

// standardised checks values and returns them as deviations.
func standardised(x []float64, n Neighbours) (deviations, error) {
	if n.Len() != len(x) {
		return deviations{}, fmt.Errorf("%d values and the neighbours of %d places", len(x), n.Len())
	}
	return deviate(x)
}

func deviate(x []float64) (deviations, error) {
	largest := 0.0
	for i, v := range x {
		if !finite(v) {
			return deviations{}, fmt.Errorf("the value of place %d is %g: it is no number", i, v)
		}
		largest = max(largest, math.Abs(v))
	}
	if len(x) == 0 || slices.Min(x) == slices.Max(x) {
		return deviations{}, ErrAlike
	}
	d := deviations{values: make([]float64, len(x))}
	mean := 0.0
	for _, v := range x {
		mean += v / largest
	}
	mean /= float64(len(x))
	for i, v := range x {
		d.values[i] = v/largest - mean
		d.variance += d.values[i] * d.values[i]
	}
	d.variance /= float64(len(x))
	if d.variance <= negligible*negligible { // they differ by rounding alone
		return deviations{}, ErrAlike
	}
	return d, nil
}

// locals returns a statistic of so many places, adjusted over all of them that have one.
func locals(places int, z func(i int) (float64, bool)) Locals {
	all := make([]float64, 0, places)
	lastZ, lastP := 0., 1. // most places have what the one before has
	for i := range places {
		value, ok := z(i)
		if !ok {
			continue
		}
		if value != lastZ {
			lastZ, lastP = value, twoSided(value)
		}
		all = append(all, lastP)
	}
	return Locals{z, adjust(all, len(all))}
}

// twoSided returns how probable a standard normal number at least as far from 0
// is.
func twoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }
