package orienteering

import "math"

// Where no time of day matters, the cheapest place of an option in a route is kept
// whether or not it fits now: it changes only where the route does, and what did not fit
// fits again as soon as the route is short enough.

// nearest returns the move that adds least travel and dwell, whether or not it fits. It
// costs the length of the route.
func (r *route) nearest(o *Option) move {
	best := move{math.MaxInt, never}
	from, to := r.back[o.Place], r.unit.Travel[o.Place]
	for at := range r.gaps {
		g := &r.gaps[at]
		if cost := 2 * (from[g.from] + o.Dwell + to[g.to] - g.leg); cost < best.cost {
			best = move{cost, at}
		}
	}
	return best
}

// compare takes the places given where they are cheaper.
func (m *move) compare(r *route, o *Option, places ...int) {
	from, to := r.back[o.Place], r.unit.Travel[o.Place]
	for _, at := range places {
		g := &r.gaps[at]
		if cost := 2 * (from[g.from] + o.Dwell + to[g.to] - g.leg); cost < m.cost {
			*m = move{cost, at}
		}
	}
}

// shorten takes the stops that are no longer made out of a route. The moves of other
// options into it are known still, but for those whose place is gone. It costs the
// options times the gaps that are closed.
func (s *state) shorten(k int) {
	r := s.routes[k]
	s.becomes, s.closed = s.becomes[:0], s.closed[:0]
	kept := r.stops[:0]
	gap := false
	for _, j := range r.stops { // the leg to each stop, and then the leg to the end
		gone := s.by[j] != k
		if gap || gone {
			s.becomes = append(s.becomes, unknown)
		} else {
			s.becomes = append(s.becomes, len(kept))
		}
		if !gone {
			if gap {
				s.closed = append(s.closed, len(kept))
			}
			kept = append(kept, j)
		}
		gap = gone
	}
	if gap {
		s.becomes = append(s.becomes, unknown)
		s.closed = append(s.closed, len(kept))
	} else {
		s.becomes = append(s.becomes, len(kept))
	}
	s.travel -= r.busy
	r.stops = kept
	r.time(s.Options)
	s.travel += r.busy
	moves := s.moves[k*len(s.Options) : (k+1)*len(s.Options)]
	for v := range moves {
		m := &moves[v]
		if m.at < 0 || s.by[v] >= 0 {
			continue
		}
		if m.at = s.becomes[m.at]; m.at >= 0 {
			m.compare(r, &s.Options[v], s.closed...)
		}
	}
}
