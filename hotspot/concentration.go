package hotspot

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Gini returns how unevenly events lie over cells: 0 where each has as many, near
// 1 where one has all. Without events there is none, and known is false.
func Gini(events []float64) (gini float64, known bool) {
	some := nonzero(events)
	zeros := len(events) - len(some) // which come first
	var all, ranked float64
	for i, e := range slices.Backward(some) {
		all += e
		ranked += float64(zeros+len(some)-i) * e
	}
	if all == 0 {
		return 0, false
	}
	n := float64(len(events))
	return max(0, (2*ranked/all-n-1)/n), true // rounding may leave less than 0
}

// GeneralisedGini corrects [Gini] where there are fewer events than cells, some of
// which must then be empty (Bernasco & Steenbeek 2017,
// doi 10.1007/s10940-016-9324-7): 0 is as even as so few events can lie.
func GeneralisedGini(events []float64) (gini float64, known bool) {
	plain, known := Gini(events)
	if !known {
		return 0, false
	}
	var c float64
	for _, e := range events {
		c += e
	}
	n := float64(len(events))
	return max(0, max(1/c, 1/n)*n*plain-max(n/c, 1)+1), true // rounding may leave less than 0
}

// CellsHolding returns how few cells hold a share of the events, 0 to 1.
func CellsHolding(events []float64, share float64) int {
	some := nonzero(events)
	var all, held float64
	for _, e := range some {
		all += e
	}
	for i, e := range some {
		if held >= share*all-1e-9 {
			return i
		}
		held += e
	}
	if held >= share*all-1e-9 {
		return len(some)
	}
	return len(events)
}

// nonzero returns the values that are not 0, largest first: of most maps few are, and the
// others need no sorting. Values are 0 or more.
func nonzero(values []float64) []float64 {
	var some []float64
	for _, v := range values {
		if v != 0 {
			some = append(some, v)
		}
	}
	slices.SortFunc(some, func(a, b float64) int { return cmp.Compare(b, a) })
	return some
}

// AUC returns the area under the curve of hit rate by share of the area: 0.5 for
// a ranking no better than chance, 1 at most. Cells of equal score count as drawn
// by lot. The errors are those of [Evaluate].
func AUC(scores, areas, events []float64) (float64, error) {
	cells, err := pieces(scores, areas, events)
	if err != nil {
		return 0, err
	}
	o := order(cells)
	if _, err := o.evaluate(nil); err != nil {
		return 0, err
	}
	var under, height float64
	for _, p := range o.expected {
		rise := p.events / o.all.events
		under += (height + rise/2) * p.area / o.all.area
		height += rise
	}
	return under, nil
}

// A Similarity is Andresen's S: the share of cells, 0 to 1, whose part of the
// events is in one period what it was in another, but for chance.
type Similarity struct {
	All     float64 `json:"all"`     // of all cells: near 1 wherever most are empty in both
	Nonzero float64 `json:"nonzero"` // of the cells with an event in either period
}

// The part of the later events that a draw takes, and how much of the draws lies
// in the middle (Andresen 2009, doi 10.1016/j.apgeog.2008.12.004).
const (
	similarityDraw  = 0.85
	similarityTails = 0.025
)

// Andresen returns the exact S of two periods: a cell is similar when its share of
// base lies within the middle 95% of what it would have in draws of 85% of the
// events of test, which is hypergeometric. Counts are of whole events, in the same
// cells; without any in either period, known is false. The cost grows with the
// events.
//
// A sum over cells in which hardly anything happened says little: read Nonzero.
func Andresen(base, test []int) (s Similarity, known bool) {
	return similarity(base, test, func(n, m int) [][2]float64 {
		bounds := map[int][2]float64{}
		each := make([][2]float64, len(test))
		for i, k := range test {
			if _, done := bounds[k]; !done {
				bounds[k] = hypergeometric(n, k, m)
			}
			each[i] = bounds[k]
		}
		return each
	})
}

// AndresenDrawn returns S as it was published: 200 draws, of which the 5 lowest and
// the 5 highest are dropped. The seed of rng decides it.
func AndresenDrawn(base, test []int, rng *rand.Rand) (s Similarity, known bool) {
	const draws, drop = 200, 5
	return similarity(base, test, func(n, m int) [][2]float64 {
		var cellOf []int
		for i, k := range test {
			cellOf = append(cellOf, slices.Repeat([]int{i}, k)...)
		}
		drawn := make([][]float64, len(test))
		for d := range draws {
			// The first m of a shuffle are a draw without replacement.
			for i := range m {
				j := i + rng.IntN(n-i)
				cellOf[i], cellOf[j] = cellOf[j], cellOf[i]
				cell := cellOf[i]
				if drawn[cell] == nil {
					drawn[cell] = make([]float64, draws)
				}
				drawn[cell][d]++
			}
		}
		each := make([][2]float64, len(test))
		for i, counts := range drawn {
			if counts != nil {
				slices.Sort(counts)
				each[i] = [2]float64{counts[drop], counts[draws-1-drop]}
			}
		}
		return each
	})
}

// similarity compares base with the bounds on the counts of m of the n events of
// test.
func similarity(base, test []int, bounds func(n, m int) [][2]float64) (s Similarity, known bool) {
	if len(base) != len(test) {
		panic("hotspot: base and test are not of the same cells")
	}
	var baseAll, n int
	for i := range base {
		baseAll += base[i]
		n += test[i]
	}
	m := int(similarityDraw * float64(n))
	if baseAll == 0 || m == 0 {
		return Similarity{}, false
	}
	var similar, nonzero, both int
	for i, b := range bounds(n, m) {
		share := float64(base[i]) / float64(baseAll)
		in := b[0]/float64(m) <= share && share <= b[1]/float64(m)
		some := base[i]+test[i] > 0
		if in {
			similar++
		}
		if some {
			nonzero++
		}
		if in && some {
			both++
		}
	}
	return Similarity{All: float64(similar) / float64(len(base)), Nonzero: float64(both) / float64(nonzero)}, true
}

// hypergeometric returns the bounds of the middle of how many of k marked events
// are among m drawn from n.
func hypergeometric(n, k, m int) [2]float64 {
	first, last := max(0, m-(n-k)), min(k, m)
	var bounds [2]float64
	tails, below := [2]float64{similarityTails, 1 - similarityTails}, 0.
	next := 0
	for x := first; x <= last && next < 2; x++ {
		below += math.Exp(logChoose(k, x) + logChoose(n-k, m-x) - logChoose(n, m))
		for next < 2 && below >= tails[next]*(1-1e-12) {
			bounds[next] = float64(x)
			next++
		}
	}
	for ; next < 2; next++ { // what rounding has kept below
		bounds[next] = float64(last)
	}
	return bounds
}

func logChoose(n, k int) float64 {
	lg := func(x int) float64 { v, _ := math.Lgamma(float64(x) + 1); return v }
	return lg(n) - lg(k) - lg(n-k)
}
