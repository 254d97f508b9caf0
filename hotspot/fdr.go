package hotspot

import (
	"cmp"
	"slices"
)

// BenjaminiHochberg returns probabilities adjusted for having asked all of these
// questions at once: of the places whose adjusted probability is at most 0.05, one
// in twenty is expected to stand out by chance (Benjamini & Hochberg 1995). It is
// over the whole map, unlike adjustments by a place's own neighbours. The order of
// the probabilities stays; the cost is that of sorting them.
func BenjaminiHochberg(p []float64) []float64 {
	results := make([]Local, len(p))
	for i := range p {
		results[i] = Local{P: p[i], OK: true}
	}
	adjust(results)
	q := make([]float64, len(p))
	for i := range q {
		q[i] = results[i].Q
	}
	return q
}

// adjust sets Q of the places that have a result.
func adjust(results []Local) {
	type probability struct {
		p float64
		i int32
	}
	order := make([]probability, 0, len(results))
	for i, r := range results {
		if r.OK {
			order = append(order, probability{r.P, int32(i)})
		}
	}
	slices.SortFunc(order, func(a, b probability) int { return cmp.Compare(a.p, b.p) })
	least := 1.0
	for k := len(order) - 1; k >= 0; k-- {
		least = min(least, order[k].p*(float64(len(order))/float64(k+1)))
		results[order[k].i].Q = least
	}
}
