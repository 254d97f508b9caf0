package planner

import (
	"cmp"
	"math"
	"slices"
)

// bound returns harm, in days, that no plan for the problem can exceed.
//
// It asks less than the problem does: only that all visits together take no more
// time than all units have. A spot's n-th visit is worth at most its n-th
// richest band, discounted, and takes at least the shortest visit drawn for the
// spot; the first of them takes the shortest leg to the spot from anywhere else
// as well, by the fastest unit. What then fits is a knapsack, and a knapsack that
// may take part of a thing is filled best by worth for time (Dantzig 1957,
// doi 10.1287/opre.5.2.266). Windows and the way home are left out, so the
// bound is above what could be reached. The cost is that of sorting the options.
func (s *search) bound() float64 {
	type item struct{ worth, seconds float64 }
	var items []item
	for i, visits := range s.visits {
		leg := s.shortestLegTo(i)
		dwell, share := math.MaxInt, 1.0
		for _, o := range visits {
			dwell = min(dwell, o.dwell)
		}
		for _, o := range visits[:min(s.most, len(visits))] {
			items = append(items, item{share * o.harm, float64(leg + dwell)})
			share *= s.Policy.Leaves
			leg = 0
		}
	}
	slices.SortStableFunc(items, func(a, b item) int {
		return cmp.Compare(b.worth*a.seconds, a.worth*b.seconds)
	})
	left := float64(s.seconds())
	var sum float64
	for _, it := range items {
		if it.seconds > left {
			return sum + it.worth*max(0, left)/it.seconds
		}
		sum += it.worth
		left -= it.seconds
	}
	return sum
}

// seconds returns how long all units together can travel and patrol.
func (s *search) seconds() int {
	var sum int
	for _, u := range s.Units {
		sum += s.limit(u)
	}
	for _, o := range s.options {
		if o.must {
			sum -= o.dwell
		}
	}
	return sum
}

// shortestLegTo returns the least seconds from any other place to a spot.
func (s *search) shortestLegTo(spot int) int {
	least := math.MaxInt
	for _, m := range s.travel {
		for from := range s.places {
			if from != spot {
				least = min(least, m.seconds[from][spot])
			}
		}
	}
	return least
}
