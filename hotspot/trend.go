package hotspot

import (
	"cmp"
	"math"
	"slices"
)

// A Trend says whether values rise or fall from one time to the next, whatever the
// shape of the rise.
type Trend struct {
	S   int     `json:"s"`   // rises less falls, over all pairs of times
	Var float64 `json:"var"` // of S by chance, ties allowed for
	Tau float64 `json:"tau"` // Kendall's tau-b, −1 to 1; 0 where nothing varies
	Z   float64 `json:"z"`
	P   float64 `json:"p"`   // two-sided, 0 to 1
	Sen float64 `json:"sen"` // the slope: the median change from one time to the next
}

// MannKendall tests values at equal steps of time for a trend (Mann 1945; Kendall
// 1975; the slope is Sen's, 1968). Without variation S is 0 and P is 1. The cost
// grows with the square of the number of times.
func MannKendall(x []float64) Trend {
	n := len(x)
	t := Trend{P: 1}
	var slopes []float64
	for i := range n {
		for j := i + 1; j < n; j++ {
			t.S += cmp.Compare(x[j], x[i])
			slopes = append(slopes, (x[j]-x[i])/float64(j-i))
		}
	}
	if len(slopes) == 0 {
		return t
	}
	slices.Sort(slopes)
	t.Sen = quantile(slopes, 0.5)
	ordered := slices.Sorted(slices.Values(x))
	pairs, tied := float64(n*(n-1))/2, 0.0
	t.Var = float64(n * (n - 1) * (2*n + 5))
	for len(ordered) > 0 {
		k := 1
		for k < len(ordered) && ordered[k] == ordered[0] {
			k++
		}
		ordered = ordered[k:]
		tied += float64(k*(k-1)) / 2
		t.Var -= float64(k * (k - 1) * (2*k + 5))
	}
	t.Var /= 18
	if !(t.Var > 0) {
		t.Var, t.Sen = 0, 0
		return t
	}
	t.Tau = float64(t.S) / math.Sqrt((pairs-tied)*pairs)
	if t.S != 0 { // one step nearer to 0: S goes in steps
		t.Z = float64(t.S-cmp.Compare(t.S, 0)) / math.Sqrt(t.Var)
	}
	t.P = twoSided(t.Z)
	return t
}
