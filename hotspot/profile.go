package hotspot

import (
	"errors"
	"fmt"
	"math"
)

// Bounds of the weight of an area's profile, in offences.
const leastProfileWeight, mostProfileWeight = 20, 3000

// Profiles returns how the offences of each place fall on bands of hours, as shares
// that add up to 1, and the weight of the area's profile in them, 20 to 3,000
// offences. Counts are by place and band; offences in an interval count in each band
// by the share of the interval (aoristic weights). The expected number in a place and
// a band is the place's forecast times its share.
//
// Few places have offences enough for a profile of their own: each place's is drawn
// to that of all places, (count + weight × share of the area) ÷ (place's count +
// weight), the posterior mean of a Dirichlet–multinomial model whose weight is the
// likeliest. Where no hour is known there is no profile, and no even one is assumed:
// that is an error. The cost is that of some forty likelihoods over the counts.
func Profiles(counts [][]float64) (shares [][]float64, weight float64, err error) {
	area, all, err := profileOf(counts)
	if err != nil {
		return nil, 0, err
	}
	weight = likeliestWeight(counts, area)
	shares = make([][]float64, len(counts))
	for s, bands := range counts {
		sum := sumOf(bands)
		shares[s] = make([]float64, len(all))
		for h, n := range bands {
			shares[s][h] = (n + weight*area[h]) / (sum + weight)
		}
	}
	return shares, weight, nil
}

// profileOf returns the shares of all places by band, and their counts.
func profileOf(counts [][]float64) (shares, all []float64, err error) {
	total := 0.
	for s, bands := range counts {
		if len(bands) != len(counts[0]) {
			return nil, nil, fmt.Errorf("place %d has %d bands of hours, and place 0 has %d", s, len(bands), len(counts[0]))
		}
		if all == nil {
			all = make([]float64, len(bands))
		}
		for h, n := range bands {
			if !(n >= 0) || math.IsInf(n, 0) {
				return nil, nil, fmt.Errorf("place %d has %g offences in band %d: offences are 0 or more", s, n, h)
			}
			all[h] += n
			total += n
		}
	}
	if total == 0 {
		return nil, nil, errors.New("no offence has a known hour: there is no profile of hours")
	}
	shares = make([]float64, len(all))
	for h, n := range all {
		shares[h] = n / total
	}
	return shares, all, nil
}

// likeliestWeight returns the weight under which the counts of the places are the
// likeliest, by golden section on its logarithm.
func likeliestWeight(counts [][]float64, area []float64) float64 {
	likelihood := func(logWeight float64) float64 {
		weight, sum := math.Exp(logWeight), 0.
		for _, bands := range counts {
			place := sumOf(bands)
			if place == 0 {
				continue
			}
			sum -= logRising(weight, place)
			for h, n := range bands {
				if n > 0 {
					sum += logRising(weight*area[h], n)
				}
			}
		}
		return sum
	}
	const exact = 1e-6
	golden := (math.Sqrt(5) - 1) / 2
	low, high := math.Log(leastProfileWeight), math.Log(mostProfileWeight)
	a, b := high-golden*(high-low), low+golden*(high-low)
	atA, atB := likelihood(a), likelihood(b)
	for high-low > exact {
		if atA >= atB {
			high, b, atB = b, a, atA
			a = high - golden*(high-low)
			atA = likelihood(a)
		} else {
			low, a, atA = a, b, atB
			b = low + golden*(high-low)
			atB = likelihood(b)
		}
	}
	return math.Exp((low + high) / 2)
}

func sumOf(values []float64) (sum float64) {
	for _, v := range values {
		sum += v
	}
	return sum
}
