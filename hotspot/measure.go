package hotspot

import (
	"cmp"
	"fmt"
	"slices"
)

// A Measure is what makes a place hot.
type Measure string

// The measures.
const (
	ByCount Measure = "count" // offences
	ByHarm  Measure = "harm"  // days of imprisonment
)

// ParseMeasure reads the name of a measure; nothing means the count.
func ParseMeasure(s string) (Measure, error) {
	switch m := Measure(cmp.Or(s, string(ByCount))); m {
	case ByCount, ByHarm:
		return m, nil
	}
	return "", fmt.Errorf("no measure %q; there are %s and %s", s, ByCount, ByHarm)
}

// By returns a measure of the cells, in lattice order.
func (t Tally) By(m Measure) []float64 {
	if m == ByHarm {
		return t.Harms()
	}
	return t.Counts()
}

// Ranks returns the positions of the values above 0, highest first and equal ones
// in their order, and the rank of each: 1 more than how many are higher. The cost
// is that of sorting them.
func Ranks(values []float64) (order, ranks []int) {
	for i, v := range values {
		if v > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
	ranks = make([]int, len(order))
	for k, i := range order {
		ranks[k] = k + 1
		if k > 0 && values[i] == values[order[k-1]] {
			ranks[k] = ranks[k-1]
		}
	}
	return order, ranks
}
