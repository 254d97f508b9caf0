package hotspot

import "slices"

// BenjaminiHochberg returns probabilities adjusted for having asked all of these
// questions at once: of the places whose adjusted probability is at most 0.05, one
// in twenty is expected to stand out by chance (Benjamini & Hochberg 1995). It is
// over the whole map, unlike adjustments by a place's own neighbours. The order of
// the probabilities stays; the cost is that of sorting them.
func BenjaminiHochberg(p []float64) []float64 {
	a := adjust(slices.Clone(p), len(p))
	q := make([]float64, len(p))
	for i := range q {
		q[i] = a.of(p[i])
	}
	return q
}

// An adjustment has the adjusted probability of each that there is. Most maps have few
// different ones.
type adjustment struct{ p, q []float64 } // p ascending

// adjust adjusts probabilities, which it sorts, of so many questions: those that are not
// given have probability 1.
func adjust(p []float64, questions int) adjustment {
	slices.Sort(p)
	a := adjustment{p: p[:0]}
	for k, one := range p { // q is first the rank of the last of them
		if last := len(a.p) - 1; last >= 0 && a.p[last] == one {
			a.q[last] = float64(k + 1)
			continue
		}
		a.p, a.q = append(a.p, one), append(a.q, float64(k+1))
	}
	a.p = slices.Clone(a.p)
	least := 1.0
	for k := len(a.p) - 1; k >= 0; k-- {
		least = min(least, a.p[k]*(float64(questions)/a.q[k]))
		a.q[k] = least
	}
	return a
}

// of returns the adjusted probability of one that was given, or of 1.
func (a adjustment) of(p float64) float64 {
	if k, given := slices.BinarySearch(a.p, p); given {
		return a.q[k]
	}
	return 1
}
