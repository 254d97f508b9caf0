package hotspot

import (
	"errors"
	"fmt"
	"math"
)

// An Emergence is the class of a place by how hot, or how cold, it has been over
// time.
type Emergence string

// The classes of hot places. Those of cold ones are the same, with cold for hot.
const (
	NoPattern       Emergence = "none"
	NewHot          Emergence = "new hot"          // in the last period, and never before
	ConsecutiveHot  Emergence = "consecutive hot"  // in the last periods without a break, and never before
	IntensifyingHot Emergence = "intensifying hot" // in nine periods of ten and the last, ever more
	PersistentHot   Emergence = "persistent hot"   // in nine of ten and the last, neither more nor less
	DiminishingHot  Emergence = "diminishing hot"  // in nine of ten and the last, ever less
	SporadicHot     Emergence = "sporadic hot"     // in the last and now and then before, never cold
	OscillatingHot  Emergence = "oscillating hot"  // in the last, and cold in some period before
	HistoricalHot   Emergence = "historical hot"   // in nine of ten, not the last
)

// Emergences returns the classes of places that have been hot or cold, those that
// call for a look first.
func Emergences() []Emergence {
	var all []Emergence
	for _, what := range []Emergence{"hot", "cold"} {
		for _, class := range []Emergence{NewHot, ConsecutiveHot, IntensifyingHot, PersistentHot, SporadicHot, OscillatingHot, DiminishingHot, HistoricalHot} {
			all = append(all, class[:len(class)-len("hot")]+what)
		}
	}
	return all
}

// mostPeriods is the share of periods from which on a place is hot all the time.
const mostPeriods = 0.9

// SliceGiStar returns Gi* of each period by itself, against its own mean: what is
// hot as that month goes. A period in which all places are alike has no result for
// any.
func SliceGiStar(periods [][]float64, n Neighbours) ([][]Local, error) {
	results := make([][]Local, len(periods))
	for t, x := range periods {
		var err error
		results[t], err = GiStar(x, n)
		if errors.Is(err, ErrAlike) && len(x) == n.Len() {
			results[t], err = NoResults(len(x)), nil
		}
		if err != nil {
			return nil, fmt.Errorf("period %d: %w", t, err)
		}
	}
	return results, nil
}

// NoResults returns as many places without a result.
func NoResults(n int) []Local {
	none := make([]Local, n)
	for i := range none {
		none[i] = Local{P: 1, Q: 1}
	}
	return none
}

// CubeGiStar returns Gi* of each place in each period against the mean of all
// periods: what is hot as the whole time goes. The neighbours of a place in a
// period are itself and its neighbours, in the period and the one before, as in
// Esri's space-time cubes. Q is adjusted over all places and periods. The cost is
// that of the neighbours, and of sorting the probabilities.
func CubeGiStar(periods [][]float64, n Neighbours) ([][]Local, error) {
	places := n.Len()
	all := make([]float64, 0, places*len(periods))
	for t, x := range periods {
		if len(x) != places {
			return nil, fmt.Errorf("period %d has %d values; there are the neighbours of %d places", t, len(x), places)
		}
		all = append(all, x...)
	}
	y, err := deviate(all)
	if err != nil {
		return nil, err
	}
	count := float64(len(all))
	results := make([]Local, len(all))
	around := make([]float64, len(all)) // sums over each place and its neighbours, by period
	spreads := make([]float64, 2*places)
	for i := range places {
		_, weights, squares := n.sums(y.values[:places], i)
		for k, times := range []float64{1, 2} { // the first period has none before it
			w, s := times*(weights+1), times*(squares+1)
			if spread := count*s - w*w; spread > negligible*count*s {
				spreads[k*places+i] = math.Sqrt(y.variance * spread / (count - 1))
			}
		}
	}
	inParts(len(all), func(from, to int) {
		for at := from; at < to; at++ {
			slice := y.values[at/places*places:]
			sum, _, _ := n.sums(slice, at%places)
			around[at] = sum + slice[at%places]
		}
	})
	y.each(results, func(at int) (float64, bool) {
		sum, spread := around[at], spreads[at%places]
		if at >= places {
			sum, spread = sum+around[at-places], spreads[places+at%places]
		}
		if spread == 0 {
			return 0, false
		}
		return sum / spread, true
	})
	cube := make([][]Local, len(periods))
	for t := range cube {
		cube[t] = results[t*places : (t+1)*places]
	}
	return cube, nil
}

// An Emerging is what has become of a place over time.
type Emerging struct {
	Class Emergence
	Trend Trend // of Gi*
	Hot   int   // periods in which it was significantly hot
	Cold  int   // and cold
}

// EmergeRules say what counts as hot, and what as a trend.
type EmergeRules struct {
	Significant func(Local) int // which way a place stands out in a period: see Local.Sign
	Alpha       float64         // level of the trend of Gi*
	TrendFrom   int             // the period that it begins in
}

// Emerge classes each place by its Gi* in each period. The rules are Esri's, taken
// in the order new, consecutive, intensifying or diminishing, persistent,
// historical, oscillating, sporadic; hot before cold. In a cube the first period
// has none before it, so that its Gi* is nearer to 0 whatever happens, and a trend
// from there on is biased upward: let it begin in the second (Esri's begins in the
// first). The cost grows with the number of places times the square of that of
// periods.
func Emerge(periods [][]Local, rules EmergeRules) []Emerging {
	if len(periods) == 0 {
		return nil
	}
	places := make([]Emerging, len(periods[0]))
	inParts(len(places), func(from, to int) {
		z, signs := make([]float64, len(periods)), make([]int, len(periods))
		var buffer []float64
		for i := from; i < to; i++ {
			var e Emerging
			for t := range periods {
				z[t] = math.Round(periods[t][i].Z*1e9) / 1e9 // so that what is equal on paper ties
				signs[t] = rules.Significant(periods[t][i])
				switch signs[t] {
				case 1:
					e.Hot++
				case -1:
					e.Cold++
				}
			}
			e.Trend = mannKendall(z[min(rules.TrendFrom, len(z)):], &buffer)
			e.Class = emergence(signs, e.Trend, rules.Alpha)
			places[i] = e
		}
	})
	return places
}

// emergence returns the class of a place that was hot (1), cold (−1) or neither.
func emergence(signs []int, trend Trend, alpha float64) Emergence {
	direction := 0
	if trend.P <= alpha {
		direction = trend.S
	}
	if class := emerged(signs, 1, direction); class != NoPattern {
		return class
	}
	switch class := emerged(signs, -1, -direction); class {
	case NoPattern:
		return NoPattern
	default:
		return class[:len(class)-len("hot")] + "cold"
	}
}

// emerged returns the class of a place that stands out one way, in words for hot.
func emerged(signs []int, way, direction int) Emergence {
	times, run, against := 0, 0, 0
	for _, s := range signs {
		switch s {
		case way:
			times++
			run++
		case -way:
			against++
			fallthrough
		default:
			run = 0
		}
	}
	last := run > 0
	most := times > 0 && float64(times) >= mostPeriods*float64(len(signs))-1e-9
	switch {
	case times == 1 && last:
		return NewHot
	case run >= 2 && run == times && !most:
		return ConsecutiveHot
	case most && last && direction > 0:
		return IntensifyingHot
	case most && last && direction < 0:
		return DiminishingHot
	case most && last:
		return PersistentHot
	case most:
		return HistoricalHot
	case last && against > 0:
		return OscillatingHot
	case last:
		return SporadicHot
	}
	return NoPattern
}
