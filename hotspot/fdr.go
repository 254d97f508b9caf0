package hotspot

import "slices"

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

// adjust sets Q of the places that have a result. Places of one probability, of which
// most maps have many, are adjusted together.
func adjust(results []Local) {
	sorted := make([]float64, 0, len(results))
	for _, r := range results {
		if r.OK {
			sorted = append(sorted, r.P)
		}
	}
	slices.Sort(sorted)
	all := float64(len(sorted))
	var ranks []float64 // of the last place of each probability
	different := sorted[:0]
	for k, p := range sorted {
		if last := len(different) - 1; last >= 0 && different[last] == p {
			ranks[last] = float64(k + 1)
			continue
		}
		different, ranks = append(different, p), append(ranks, float64(k+1))
	}
	adjusted, least := ranks, 1.0
	for k := len(different) - 1; k >= 0; k-- {
		least = min(least, different[k]*(all/ranks[k]))
		adjusted[k] = least
	}
	at := 0
	for i := range results {
		if r := &results[i]; r.OK {
			if different[at] != r.P { // most places have that of the one before
				at, _ = slices.BinarySearch(different, r.P)
			}
			r.Q = adjusted[at]
		}
	}
}
