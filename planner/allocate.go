package planner

import (
	"cmp"
	"errors"
	"math"
	"math/rand/v2"
	"slices"

	"beatplan/planner/orienteering"
)

const (
	// iterations is how many the search makes for each number of units, where the
	// problem does not say; work bounds iterations × options × units.
	iterations = 2000
	work       = 2_000_000
	// searched is up to how many units the plan for each number is searched for. Of
	// further ones each takes what is left, and the plan for all is searched for.
	searched = 12
	// draws is how many random allocations a plan is compared with.
	draws = 40
)

// solve returns the options that each unit makes, in order, and the harm that the
// first n of them cover.
func (m *model) solve() (routes [][]int, byUnits []float64, err error) {
	if !m.Now.IsZero() {
		return m.resume()
	}
	var best orienteering.Solution
	calls := map[int]int{}
	drawn := rand.New(rand.NewPCG(uint64(m.Seed), 0)).Perm(m.beforeBreaks())
	most := m.most()
	for n := 1; n <= len(m.Units); n++ {
		if n > 1 && n < len(m.Units) && m.enough() { // what each unit adds is not known then
			n, byUnits = len(m.Units), nil
		}
		if m.Policy.Drawn {
			best = orienteering.Solution{}
		}
		in := m.first(n, calls)
		best = orienteering.InOrder(in, best, m.musts(in))
		best = m.call(in, best, n, calls)
		if m.Policy.Drawn {
			best = orienteering.InOrder(in, best, drawn)
			err = m.between(n, 0)
		} else {
			best = m.greedy(in, best)
			if m.enough() {
				err = ErrEnough
			} else if n == len(m.Units) || n <= searched && m.harm(best.Routes) < most*(1-1e-9) {
				best, err = m.search(in, best, n)
			}
		}
		if err != nil && !errors.Is(err, ErrEnough) {
			return nil, nil, err
		}
		byUnits = append(byUnits, m.harm(best.Routes))
	}
	if len(byUnits) < len(m.Units) {
		return best.Routes, nil, nil
	}
	return m.vary(best.Routes), byUnits, nil
}

// vary draws a plan among those that cover nearly as much as the best. Where it would
// cover too little, as calls may be worth more to it than harm, it is the best.
func (m *model) vary(best [][]int) [][]int {
	if m.Policy.Vary == 0 || m.Policy.Drawn || m.enough() {
		return best
	}
	in := m.first(len(m.Units), m.called(best))
	prize, missed := in.Value(best)
	drawn := orienteering.Vary(in, orienteering.Solution{Routes: best, Prize: prize, Missed: missed}, 1-m.Policy.Vary, orienteering.Settings{
		Seed: uint64(m.Seed), Iterations: m.rounds(len(m.Units)), Enough: m.Enough,
	})
	if drawn.Missed > missed || m.harm(drawn.Routes) < (1-m.Policy.Vary)*m.harm(best) {
		return best
	}
	return drawn.Routes
}

// called returns which unit makes the call of each group that has one.
func (m *model) called(routes [][]int) map[int]int {
	calls := map[int]int{}
	for k, stops := range routes {
		for _, j := range stops {
			if m.options[j].kind == EngagementStop {
				calls[m.in.Options[j].Group] = k
			}
		}
	}
	return calls
}

// resume plans what is left of a night that has begun: from what stays, then what was
// planned before, as far as it still fits.
func (m *model) resume() (routes [][]int, byUnits []float64, err error) {
	in := m.first(len(m.Units), nil)
	best := orienteering.InOrder(in, orienteering.Solution{}, m.musts(in))
	best = orienteering.InOrder(in, best, m.planned())
	if m.Policy.Drawn {
		return best.Routes, nil, nil
	}
	best = orienteering.Greedy(in, best)
	best, err = m.search(in, best, len(m.Units))
	if err != nil && !errors.Is(err, ErrEnough) {
		return nil, nil, err
	}
	return best.Routes, nil, nil
}

// planned returns the options that stand for stops of the plan before that may be made
// again, in order of time.
func (m *model) planned() []int {
	var order []int
	for _, e := range m.Earlier {
		if e.Fate != Planned && e.Fate != Gone {
			continue
		}
		at := m.second(e.Arrive)
		for j, o := range m.options {
			if o.kind == e.Kind && o.of == e.Of && (o.kind != PatrolStop || o.from <= at && at < o.until) {
				order = append(order, j)
			}
		}
	}
	return order
}

// greedy returns the better of a plan with what still fits and of a fresh one.
func (m *model) greedy(in *orienteering.Instance, from orienteering.Solution) orienteering.Solution {
	more := orienteering.Greedy(in, from)
	fresh := orienteering.Greedy(in, orienteering.InOrder(in, orienteering.Solution{}, m.musts(in)))
	if cmp.Or(cmp.Compare(more.Missed, fresh.Missed), cmp.Compare(fresh.Prize, more.Prize)) > 0 {
		return fresh
	}
	return more
}

// search improves the plan for n units.
func (m *model) search(in *orienteering.Instance, from orienteering.Solution, n int) (orienteering.Solution, error) {
	var stopped error
	set := orienteering.Settings{Seed: uint64(m.Seed), Iterations: m.rounds(n), Enough: m.Enough, Between: func(part float64) bool {
		stopped = m.between(n, part)
		return stopped == nil
	}}
	return orienteering.Search(in, from, set), stopped
}

// rounds returns how many iterations the search for n units makes.
func (m *model) rounds(n int) int {
	if m.Iterations > 0 {
		return m.Iterations
	}
	return max(50, min(iterations, work/max(1, len(m.options)*n)))
}

// enough reports whether the search is to end.
func (m *model) enough() bool { return m.Enough != nil && m.Enough() }

// between asks whether to go on, with a part of the n-th unit done.
func (m *model) between(n int, part float64) error {
	if m.Between == nil {
		return nil
	}
	return m.Between((float64(n-1) + part) / float64(len(m.Units)))
}

// first returns the orienteering problem of the first n units, in which calls are
// kept for those that they were given to.
func (m *model) first(n int, calls map[int]int) *orienteering.Instance {
	in := m.in
	in.Units, in.Groups, in.Options = in.Units[:n], slices.Clone(in.Groups), slices.Clone(in.Options)
	for j := range in.Options {
		o := &in.Options[j]
		if o.Units != nil {
			o.Units = o.Units[:n]
		}
		if k, given := calls[o.Group]; given {
			o.Units = make([]bool, n)
			o.Units[k] = true
			in.Groups[o.Group].Must = true
		}
		if m.options[j].kind == BreakStop && m.options[j].of >= n {
			in.Groups[o.Group].Must = false
		}
	}
	if n > 1 && n < len(m.Units) && m.Breaks.AtOnce == 0 { // of which half may be on break
		in.Capacity = slices.Concat(slices.Repeat([]int{max(1, n/2)}, m.slots), in.Capacity[m.slots:])
	}
	return &in
}

// musts returns the options of groups that must have one, those with least choice of
// time first.
func (m *model) musts(in *orienteering.Instance) []int {
	var musts []int
	for j, o := range in.Options {
		if in.Groups[o.Group].Must {
			musts = append(musts, j)
		}
	}
	slices.SortStableFunc(musts, func(a, b int) int {
		x, y := in.Options[a], in.Options[b]
		return cmp.Or(cmp.Compare(x.Close-x.Open, y.Close-y.Open), cmp.Compare(y.Prize, x.Prize))
	})
	return musts
}

// call gives the last of n units, if it has no engagement, the one that adds least
// and leaves it time for a visit, and keeps it for that unit. Harm present would
// otherwise crowd calls out: a day of it outweighs any.
func (m *model) call(in *orienteering.Instance, s orienteering.Solution, n int, calls map[int]int) orienteering.Solution {
	kept := map[int]bool{}
	for k, stops := range s.Routes {
		for _, j := range stops {
			if m.options[j].kind != EngagementStop {
				continue
			}
			if k == n-1 {
				return s
			}
			kept[in.Options[j].Group] = in.Groups[in.Options[j].Group].Must
		}
	}
	u := in.Units[n-1]
	var best []int
	group, least := -1, math.MaxInt
	for j, o := range in.Options {
		if m.options[j].kind != EngagementStop || kept[o.Group] {
			continue
		}
		for at := range len(s.Routes[n-1]) + 1 {
			stops := slices.Insert(slices.Clone(s.Routes[n-1]), at, j)
			before, after := u.Start, u.End
			if at > 0 {
				before = in.Options[stops[at-1]].Place
			}
			if at+1 < len(stops) {
				after = in.Options[stops[at+1]].Place
			}
			added := u.Travel[before][o.Place] + o.Dwell + u.Travel[o.Place][after] - u.Travel[before][after]
			if added < least && in.Fits(n-1, stops) && m.leavesVisit(in, n-1, stops) {
				best, group, least = stops, o.Group, added
			}
		}
	}
	if best == nil {
		return s
	}
	calls[group] = n - 1
	*in = *m.first(n, calls)
	for k, stops := range s.Routes { // another may have made it where it had the time
		s.Routes[k] = slices.DeleteFunc(stops, func(j int) bool { return in.Options[j].Group == group })
	}
	s.Routes[n-1] = best
	return orienteering.InOrder(in, s, nil)
}

// leavesVisit reports whether a unit has the time for a visit beside these stops, or
// there is none to make at all.
func (m *model) leavesVisit(in *orienteering.Instance, unit int, stops []int) bool {
	none := true
	for j, o := range in.Options {
		if m.options[j].kind != PatrolStop || o.Units != nil && !o.Units[unit] {
			continue
		}
		none = false
		for at := range len(stops) + 1 {
			if in.Fits(unit, slices.Insert(slices.Clone(stops), at, j)) {
				return true
			}
		}
	}
	return none
}

// harm returns the harm that routes cover, days.
func (m *model) harm(routes [][]int) float64 {
	covered := make([][]float64, len(m.Spots))
	for _, stops := range routes {
		for _, j := range stops {
			if o := m.options[j]; o.kind == PatrolStop {
				covered[o.of] = append(covered[o.of], o.harm)
			}
		}
	}
	var sum float64
	for _, harms := range covered {
		slices.SortFunc(harms, func(a, b float64) int { return cmp.Compare(b, a) })
		sum += m.Policy.worth(harms)
	}
	return sum
}

// most returns the harm that would be covered if every spot had all its visits, but
// for those that no unit can make.
func (m *model) most() float64 {
	var all []int
	taken := make([]int, len(m.in.Groups))
	order := make([]int, len(m.options))
	for j := range order {
		order[j] = j
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(m.options[b].harm, m.options[a].harm) })
	for _, j := range order {
		g := m.in.Options[j].Group
		if m.options[j].kind == PatrolStop && taken[g] < m.in.Groups[g].Most && m.reachable(j) {
			taken[g]++
			all = append(all, j)
		}
	}
	return m.harm([][]int{all})
}

// reachable reports whether some unit could make an option if it made no other.
func (m *model) reachable(j int) bool {
	units := m.in.Options[j].Units
	for k := range m.Units {
		if (units == nil || units[k]) && m.in.Fits(k, []int{j}) {
			return true
		}
	}
	return false
}

// beforeBreaks returns how many options there are before the breaks.
func (m *model) beforeBreaks() int {
	if n := slices.IndexFunc(m.options, func(o option) bool { return o.kind == BreakStop }); n >= 0 {
		return n
	}
	return len(m.options)
}

// random returns the harm that random allocations cover: what must be made first,
// then visits in a random order, each by the unit that is least busy with it.
func (m *model) random() Draws {
	in := m.first(len(m.Units), nil)
	musts := orienteering.InOrder(in, orienteering.Solution{}, m.musts(in))
	random := rand.New(rand.NewPCG(uint64(m.Seed), 2))
	var harms []float64
	for range draws {
		if len(harms) > 1 && m.Over != nil && m.Over() {
			break
		}
		drawn := orienteering.InOrder(in, musts, random.Perm(m.beforeBreaks()))
		harms = append(harms, m.harm(drawn.Routes))
	}
	return newDraws(harms)
}

// bound returns harm, in days, that no plan for the problem covers more of, whatever
// its seed: calls, which are worth something beside harm, are left out of it.
func (m *model) bound(covered float64) float64 {
	in := m.first(len(m.Units), nil)
	for j := range in.Options {
		in.Options[j].Prize = m.options[j].harm // 0 but of patrols
		if in.Options[j].With > 0 {             // another seed lets two units meet at another time
			in.Options[j].With, in.Options[j].Open, in.Options[j].Close = 0, m.options[j].wide[0], m.options[j].wide[1]
		}
	}
	return min(m.most(), orienteering.RouteBound(in, covered, m.Over))
}
