package hotspot

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/paulmach/orb"
)

// A Kernel says how the density of one event falls with distance.
type Kernel string

// The kernels.
const (
	Quartic  Kernel = "quartic"  // biweight: nothing beyond the bandwidth
	Gaussian Kernel = "gaussian" // the bandwidth is the standard deviation; cut off at six of them, beyond which lie 2 parts in 100 million
)

// DefaultBandwidth is what tells one street of a town centre from the next,
// metres. Rules from the spread of the events give kilometres.
const DefaultBandwidth = 200

// gaussianReach is where the Gaussian kernel is cut off, in bandwidths.
const gaussianReach = 6

// Density returns the kernel density of weighted events at places, in weight per
// square metre: over the plane it adds up to the sum of the weights. Events and
// places are in the plane, metres; without weights each event has 1. Nothing is
// scaled as in QGIS before its issue 60631, which came out 7.25 times too high.
//
// The cost grows with the number of places and of pairs within reach, not with
// their product.
func Density(events []orb.Point, weights []float64, at []orb.Point, k Kernel, bandwidth float64) ([]float64, error) {
	if err := checkReach("a bandwidth", bandwidth); err != nil {
		return nil, err
	}
	var reach, peak float64 // the density of one event where it is
	h2 := bandwidth * bandwidth
	var fall func(d2 float64) float64
	switch k {
	case Quartic:
		reach, peak = bandwidth, 3/(math.Pi*h2)
		fall = func(d2 float64) float64 { return (1 - d2/h2) * (1 - d2/h2) }
	case Gaussian:
		reach, peak = gaussianReach*bandwidth, 1/(2*math.Pi*h2)
		fall = func(d2 float64) float64 { return math.Exp(-d2 / (2 * h2)) }
	default:
		return nil, fmt.Errorf("no kernel %q; there are %s and %s", k, Quartic, Gaussian)
	}
	piles, err := pile(events, weights)
	if err != nil {
		return nil, err
	}
	index, err := newGrid(piles.points, reach)
	if err != nil {
		return nil, err
	}
	density := make([]float64, len(at))
	inParts(len(at), func(from, to int) {
		for i := from; i < to; i++ {
			sum := 0.0
			index.near(at[i], func(j int32, d2 float64) {
				if d2 <= reach*reach {
					sum += piles.weights[j] * fall(d2)
				}
			})
			density[i] = peak * sum
		}
	})
	return density, nil
}

// piles are events that share a position, as one: public data have few positions.
type piles struct {
	points  []orb.Point
	weights []float64
}

// pile puts the events of each position together, in the order of their first.
func pile(events []orb.Point, weights []float64) (piles, error) {
	if weights != nil && len(weights) != len(events) {
		return piles{}, fmt.Errorf("%d events and %d weights", len(events), len(weights))
	}
	var p piles
	known := make(map[orb.Point]int, len(events))
	for i, e := range events {
		w := 1.0
		if weights != nil {
			w = weights[i]
		}
		if !(w >= 0) || math.IsInf(w, 0) {
			return p, fmt.Errorf("the weight of event %d is %g: weights are 0 or more", i, w)
		}
		j, seen := known[e]
		if !seen {
			j = len(p.points)
			known[e] = j
			p.points, p.weights = append(p.points, e), append(p.weights, 0)
		}
		p.weights[j] += w
	}
	return p, nil
}

// inParts does each of n independent things, on all processors. What it leaves is
// the same on one.
func inParts(n int, do func(from, to int)) {
	const enough = 4096 // to be worth a goroutine
	parts := min(runtime.GOMAXPROCS(0), 1+n/enough)
	var all sync.WaitGroup
	for part := range parts {
		all.Go(func() { do(n*part/parts, n*(part+1)/parts) })
	}
	all.Wait()
}

// RuleBandwidth returns the normal reference rule's bandwidth of events, metres:
// 4 × 1.06 × the lesser of the standard deviation and IQR/1.34, times n^(−1/5), on
// the mean over both axes (Scott 1992; Venables & Ripley 2002). It supposes one
// round cluster, and gives kilometres for the crime of a city. It takes two events
// or more that are not all in one place.
func RuleBandwidth(events []orb.Point) (float64, error) {
	axis := func(a int) float64 {
		values := make([]float64, len(events))
		for i, e := range events {
			values[i] = e[a]
		}
		return ruleOf(values)
	}
	h := (axis(0) + axis(1)) / 2
	if !(h > 0) || math.IsInf(h, 0) {
		return 0, fmt.Errorf("%d events, all in one place, have no spread to make a bandwidth of: name one", len(events))
	}
	return h, nil
}

// ruleOf is the rule along one axis; 0 where nothing is spread.
func ruleOf(values []float64) float64 {
	n := float64(len(values))
	if n < 2 {
		return 0
	}
	slices.Sort(values)
	mean, squares := 0.0, 0.0
	for _, v := range values {
		mean += v / n
	}
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	spread := math.Sqrt(squares / (n - 1))
	if iqr := (quantile(values, 0.75) - quantile(values, 0.25)) / 1.34; iqr > 0 { // most may share one place
		spread = min(spread, iqr)
	}
	return 4 * 1.06 * spread * math.Pow(n, -0.2)
}

// A Contrast holds two densities of one place against each other.
type Contrast struct {
	Difference float64 // a − b
	Sum        float64 // a + b
	Ratio      float64 // a ÷ b, 0 and more; 0 too where there is none
	Log        float64 // of the ratio: above 0 where a is denser; 0 too where there is none
	HasRatio   bool    // b is above 0
	HasLog     bool    // and a is too
}

// Dual contrasts two densities at the same places: of offences and of people, of
// one year and of the next. Where the second is 0 there is no ratio.
func Dual(a, b []float64) ([]Contrast, error) {
	if len(a) != len(b) {
		return nil, fmt.Errorf("densities of %d and of %d places", len(a), len(b))
	}
	all := make([]Contrast, len(a))
	for i := range a {
		c := Contrast{Difference: a[i] - b[i], Sum: a[i] + b[i]}
		if ratio := a[i] / b[i]; b[i] > 0 && finite(ratio) {
			c.Ratio, c.HasRatio = ratio, true
			if ratio > 0 {
				c.Log, c.HasLog = math.Log(ratio), true
			}
		}
		all[i] = c
	}
	return all, nil
}
