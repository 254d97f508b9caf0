package orienteering

import "slices"

// A state is an answer in the making. It keeps for each route and option the
// cheapest insertion, as far as it is known.
type state struct {
	*model
	routes []*route
	by     []int   // by option: the unit that makes it, or -1
	count  []int   // by group: how many of its options are made
	used   []int   // by shared thing
	moves  []move  // by route and option
	prize  float64 // collected, with what groups that must be met add
	travel int     // of all routes, and dwell
	broken bool    // a route no longer fits
	// changed says by unit whether its route may differ from that of the state that this one
	// follows.
	changed []bool

	becomes, closed []int // of shorten: the new place of each leg, and the legs that are new
}

func newState(m *model) *state {
	s := &state{
		model: m, by: slices.Repeat([]int{-1}, len(m.Options)), count: make([]int, len(m.Groups)),
		used: make([]int, len(m.Capacity)+1), moves: slices.Repeat([]move{{0, unknown}}, len(m.Units)*len(m.Options)),
		changed: make([]bool, len(m.Units)),
	}
	for k := range m.Units {
		r := newRoute(m, k)
		r.time(m.Options)
		s.travel += r.busy
		s.routes = append(s.routes, r)
	}
	return s
}

// copyFrom makes s what o is.
func (s *state) copyFrom(o *state) {
	for k := range s.changed {
		s.changed[k] = true
	}
	s.takeChanged(o)
}

// follow makes s what o is, where they were the same before the changes that either has
// noted. It costs the options, and for each route that changed the options and its length.
func (s *state) follow(o *state) {
	for k, changed := range o.changed {
		s.changed[k] = s.changed[k] || changed
	}
	s.takeChanged(o)
	clear(s.changed)
	clear(o.changed)
}

func (s *state) takeChanged(o *state) {
	n := len(s.Options)
	for j, k := range s.by {
		if k >= 0 && o.by[j] < 0 { // its moves were not kept up to date while it was made
			for i := j; i < len(s.moves); i += n {
				s.moves[i] = o.moves[i]
			}
		}
	}
	for k, r := range s.routes {
		if s.changed[k] {
			r.copyFrom(o.routes[k])
			copy(s.moves[k*n:(k+1)*n], o.moves[k*n:(k+1)*n])
		}
	}
	copy(s.by, o.by)
	copy(s.count, o.count)
	copy(s.used, o.used)
	s.prize, s.travel, s.broken = o.prize, o.travel, o.broken
}

// set makes the state that of these routes.
func (s *state) set(routes [][]int) {
	for j := range s.by {
		s.by[j] = -1
	}
	clear(s.count)
	clear(s.used)
	s.prize, s.travel, s.broken = 0, 0, false
	for k, stops := range routes {
		for _, j := range stops {
			s.prize += s.gain(j)
			s.mark(j, k)
		}
		r := s.routes[k]
		r.stops = append(r.stops[:0], stops...)
		r.time(s.Options)
		s.travel += r.busy
		s.broken = s.broken || !r.fits
		s.changed[k] = true
	}
	for i := range s.moves {
		s.moves[i].at = unknown
	}
}

// solution writes the state out.
func (s *state) solution() Solution {
	var out Solution
	for _, r := range s.routes {
		out.Routes = append(out.Routes, slices.Clone(r.stops))
	}
	out.Prize, out.Missed = s.Value(out.Routes)
	return out
}

// Value returns the prize that routes collect, and how many groups that must have
// an option have none.
func (in *Instance) Value(routes [][]int) (prize float64, missed int) {
	made := make([][]float64, len(in.Groups))
	for _, stops := range routes {
		for _, j := range stops {
			o := in.Options[j]
			made[o.Group] = append(made[o.Group], o.Prize)
		}
	}
	for g, prizes := range made {
		slices.Sort(prizes)
		slices.Reverse(prizes)
		share := 1.0
		for _, p := range prizes {
			prize += share * p
			share *= in.Groups[g].Leaves
		}
		if len(prizes) == 0 && in.Groups[g].Must {
			missed++
		}
	}
	return prize, missed
}

func (s *state) mark(j, unit int) {
	o := &s.Options[j]
	s.by[j] = unit
	s.count[o.Group]++
	s.used[o.Uses]++
}

func (s *state) unmark(j int) {
	o := &s.Options[j]
	s.by[j] = -1
	s.count[o.Group]--
	s.used[o.Uses]--
}

// open reports whether an option can be made: it is not, its group has not all that
// it can have, and nothing shared that it uses is used up.
func (s *state) open(j int) bool {
	g := s.Options[j].Group
	if s.by[j] >= 0 || s.count[g] >= s.Groups[g].Most || s.follows(j) {
		return false
	}
	uses := s.Options[j].Uses
	return uses == 0 || s.used[uses] < s.Capacity[uses-1]
}

// gain returns what an option that is not made would add to the prize.
func (s *state) gain(j int) float64 {
	g := s.Options[j].Group
	if s.count[g] == 0 {
		return s.Options[j].Prize + s.must[g]
	}
	return s.worth(g, j) - s.worth(g, -1)
}

// worth returns the prize of the options made of a group, and of one more.
func (s *state) worth(g, more int) float64 {
	var sum float64
	share := 1.0
	for _, j := range s.members[g] {
		if s.by[j] >= 0 || j == more {
			sum += share * s.Options[j].Prize
			share *= s.Groups[g].Leaves
		}
	}
	return sum
}

// move returns the cheapest move of an option into a route.
func (s *state) move(k, j int) move {
	m := s.moves[k*len(s.by)+j]
	if m.at == unknown || s.timeless {
		return s.look(k, j)
	}
	return m
}

// look finds the cheapest move where it is not known.
func (s *state) look(k, j int) move {
	m := &s.moves[k*len(s.Options)+j]
	if m.at == unknown {
		switch r := s.routes[k]; {
		case !s.may(k, j):
			m.at = never
		case s.timeless:
			*m = r.nearest(&s.Options[j])
		default:
			*m = r.cheapest(&s.Options[j])
		}
	}
	if r := s.routes[k]; s.timeless && m.at >= 0 && r.busy+m.cost/2 > r.unit.Limit {
		return move{at: never}
	}
	return *m
}

// insert puts an option before a stop of a route, and brings the moves into that
// route up to date. It costs the length of the route and the options.
func (s *state) insert(k, at, j int) {
	s.prize += s.gain(j)
	s.mark(j, k)
	s.changed[k] = true
	r := s.routes[k]
	r.stops = slices.Insert(r.stops, at, j)
	s.travel -= r.busy
	r.time(s.Options)
	s.travel += r.busy
	s.broken = s.broken || !r.fits
	moves := s.moves[k*len(s.Options) : (k+1)*len(s.Options)]
	for v := range moves {
		m := &moves[v]
		if m.at < 0 || s.by[v] >= 0 {
			continue // what did not fit does not fit now
		}
		if m.at == at { // its place is cut in two
			m.at = unknown
			continue
		}
		if m.at > at {
			m.at++
		}
		o := &s.Options[v]
		if s.timeless {
			m.compare(r, o, at, at+1)
			continue
		}
		cost, fits := r.insertion(o, m.at)
		if !fits {
			m.at = unknown
			continue
		}
		m.cost = cost
		for _, i := range [2]int{at, at + 1} {
			if cost, fits := r.insertion(o, i); fits && cost < m.cost {
				*m = move{cost, i}
			}
		}
	}
}

// remove takes out the options that are marked.
func (s *state) remove(marked []int) {
	if len(marked) == 0 {
		return
	}
	n := len(s.Options)
	for _, j := range marked {
		k := s.by[j]
		if k < 0 {
			continue
		}
		s.changed[k] = true
		s.unmark(j)
		s.prize -= s.gain(j)
		for i := range s.routes { // it was not kept up to date while it was made
			s.moves[i*n+j].at = unknown
		}
	}
	for k, r := range s.routes {
		if !s.changed[k] {
			continue
		}
		if s.timeless {
			s.shorten(k)
		} else if stops := slices.DeleteFunc(r.stops, func(j int) bool { return s.by[j] != k }); len(stops) < len(r.gaps)-1 {
			s.reorder(k, stops)
		}
	}
}

// reorder gives a route other stops, all of them already counted as made by it.
func (s *state) reorder(k int, stops []int) {
	s.changed[k] = true
	r := s.routes[k]
	s.travel -= r.busy
	r.stops = stops
	r.time(s.Options)
	s.travel += r.busy
	s.broken = s.broken || !r.fits
	for j := range s.Options {
		s.moves[k*len(s.Options)+j].at = unknown
	}
}

// soft returns what is given up for shared territories and uneven loads.
func (s *state) soft() float64 {
	var sum float64
	if s.Uneven > 0 {
		least, most := s.routes[0].busy, s.routes[0].busy
		for _, r := range s.routes {
			least, most = min(least, r.busy), max(most, r.busy)
		}
		sum += s.Uneven * float64(max(0, most-least-s.Spread))
	}
	if s.Sharing > 0 {
		for g, members := range s.members {
			if s.count[g] > 1 && !s.Groups[g].Home {
				sum += s.Sharing * float64(s.sharers(members)-1)
			}
		}
	}
	return sum
}

// sharers returns how many units make options among these.
func (s *state) sharers(members []int) int {
	n := 0
	for i, j := range members {
		if k := s.by[j]; k >= 0 && !slices.ContainsFunc(members[:i], func(v int) bool { return s.by[v] == k }) {
			n++
		}
	}
	return n
}
