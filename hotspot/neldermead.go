package hotspot

import (
	"cmp"
	"math"
	"slices"
)

// A vertex is a point of the plane and what a function has there.
type vertex struct {
	at    [2]float64
	value float64
}

// nelderMead returns where a function of the plane is least, searching from a start by
// a simplex (Nelder & Mead 1965), until its corners are within tolerance of one another
// in place and in value, or after so many evaluations.
func nelderMead(f func(x, y float64) float64, start [2]float64, tolerance float64, most int) vertex {
	evaluated := 0
	at := func(p [2]float64) vertex {
		evaluated++
		return vertex{p, f(p[0], p[1])}
	}
	const side = 0.25 // of the first simplex
	simplex := []vertex{at(start), at([2]float64{start[0] + side, start[1]}), at([2]float64{start[0], start[1] + side})}
	for {
		slices.SortFunc(simplex, func(a, b vertex) int { return cmp.Compare(a.value, b.value) })
		best, good, worst := simplex[0], simplex[1], simplex[2]
		if evaluated >= most || worst.value-best.value <= tolerance && max(chebyshev(best.at, good.at), chebyshev(best.at, worst.at)) <= tolerance {
			return best
		}
		// along returns the point so many times as far from the middle of the two best as
		// the worst is, on the other side of it.
		along := func(times float64) [2]float64 {
			var p [2]float64
			for k := range p {
				middle := (best.at[k] + good.at[k]) / 2
				p[k] = middle + times*(middle-worst.at[k])
			}
			return p
		}
		next := at(along(1))
		switch {
		case next.value < best.value:
			if farther := at(along(2)); farther.value < next.value {
				next = farther
			}
		case next.value < good.value:
		default:
			times := -0.5
			if next.value < worst.value {
				times = 0.5
			}
			nearer := at(along(times))
			if nearer.value >= min(next.value, worst.value) {
				for k := 1; k < len(simplex); k++ {
					p := simplex[k].at
					simplex[k] = at([2]float64{(p[0] + best.at[0]) / 2, (p[1] + best.at[1]) / 2})
				}
				continue
			}
			next = nearer
		}
		simplex[2] = next
	}
}

// chebyshev returns the larger difference of two coordinates.
func chebyshev(a, b [2]float64) float64 { return max(math.Abs(a[0]-b[0]), math.Abs(a[1]-b[1])) }
