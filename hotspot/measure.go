package hotspot

import (
	"cmp"
	"fmt"
	"slices"

	"beatplan/crime"
)

// A Measure is what makes a place hot: an amount, or a rate of offences.
type Measure string

// The measures.
const (
	ByCount     Measure = "count"         // offences
	ByHarm      Measure = "harm"          // days of imprisonment
	PerResident Measure = "per-resident"  // offences for each 1,000 residents
	PerStreet   Measure = "per-street-km" // offences for each kilometre of street
)

// measures returns the measures, amounts first.
func measures() []Measure { return []Measure{ByCount, ByHarm, PerResident, PerStreet} }

// IsRate reports whether the measure is offences for each of something.
func (m Measure) IsRate() bool { return m == PerResident || m == PerStreet }

// Amount returns what adds up: the measure itself, or the count that a rate divides.
func (m Measure) Amount() Measure {
	if m.IsRate() {
		return ByCount
	}
	return m
}

// ParseMeasure reads the name of a measure; nothing means the count.
func ParseMeasure(s string) (Measure, error) {
	m := Measure(cmp.Or(s, string(ByCount)))
	if !slices.Contains(measures(), m) {
		return "", fmt.Errorf("no measure %q; there are %s, %s, %s, %s", s, ByCount, ByHarm, PerResident, PerStreet)
	}
	return m, nil
}

// Of returns the amount of a measure in a cell.
func (m Measure) Of(c crime.CellTally) float64 {
	if m.Amount() == ByHarm {
		return c.Harm
	}
	return c.Count
}

// By returns the amount of a measure in the cells, in lattice order.
func (t Tally) By(m Measure) []float64 {
	if m.Amount() == ByHarm {
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
