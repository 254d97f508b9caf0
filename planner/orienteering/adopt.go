package orienteering

import "slices"

// One in so many ruins is an adoption.
const adoptions = 5

// samples is of how many pooled routes a unit adopts the best.
const samples = 50

// promising returns a random option: seldom one that no good route makes.
func (w *worker) promising() int {
	for range 8 {
		if j := w.random.IntN(len(w.Options)); w.joint.promises(j) {
			return j
		}
	}
	return w.random.IntN(len(w.Options))
}

// adopt gives a unit a route that was part of a good answer, the best of some beside what the
// others make. What it shares with them is left to either. It reports whether there was one.
func (w *worker) adopt(s *state) bool {
	k := w.random.IntN(len(s.routes))
	route := w.adoptable(s, k)
	if route == nil {
		return false
	}
	theirs := w.random.IntN(2) == 0 // what the others make is taken from them
	w.stops = w.stops[:0]
	for _, j := range route {
		if j = w.as(k, j); theirs || s.by[j] < 0 || s.by[j] == k {
			w.stops = append(w.stops, j)
		}
	}
	for _, j := range w.stops {
		if by := s.by[j]; by >= 0 && by != k {
			w.marked = append(w.marked, j)
		}
	}
	for _, j := range s.routes[k].stops {
		if !slices.Contains(w.stops, j) {
			w.marked = append(w.marked, j)
		}
	}
	s.remove(w.marked)
	stops := s.routes[k].stops[:0]
	for _, j := range w.stops {
		if s.by[j] != k && !s.open(j) {
			continue // others make as many of its group, or of what it uses, as there may be
		}
		if s.by[j] != k {
			s.prize += s.gain(j)
			s.mark(j, k)
		}
		stops = append(stops, j)
	}
	s.reorder(k, stops)
	return true
}

// adoptable returns the stops of the best of some pooled routes that a unit could make and
// does not, or nil.
func (w *worker) adoptable(s *state, k int) []int {
	var best []int
	most := 0.0
	for range samples {
		if len(w.joint.routes) == 0 {
			break
		}
		r := &w.joint.routes[w.random.IntN(len(w.joint.routes))]
		if r.class != w.class[k] {
			continue
		}
		value, same := 0.0, true
		for _, v := range r.stops {
			j := w.as(k, v)
			if by := s.by[j]; by < 0 || by == k {
				value += s.Options[j].Prize
			}
			same = same && s.by[j] == k
		}
		if !same && value > most {
			best, most = r.stops, value
		}
	}
	return best
}
