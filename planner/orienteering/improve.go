package orienteering

import "slices"

// improve shortens the routes that changed, by reversing stretches of them (2-opt)
// and by moving up to three stops (or-opt), while windows are kept.
func (w *worker) improve(s *state) {
	for k, changed := range w.changed {
		if !changed || len(s.routes[k].stops) < 2 {
			continue
		}
		r := s.routes[k]
		w.stops = append(w.stops[:0], r.stops...)
		u := r.unit
		shorter := false
		for w.reverse(u, r) || w.shift(u, r) {
			shorter = true
		}
		if shorter {
			s.reorder(k, append(r.stops[:0], w.stops...))
		}
	}
}

// at returns where stop i of w.stops is: the start before the first, the end
// beyond the last.
func (w *worker) at(u *Unit, i int) int {
	switch {
	case i < 0:
		return u.Start
	case i >= len(w.stops):
		return u.End
	}
	return w.Options[w.stops[i]].Place
}

// reverse makes the first reversal found that shortens w.stops. It costs the
// square of their number.
func (w *worker) reverse(u *Unit, r *route) bool {
	n := len(w.stops)
	for i := range n {
		before, first := w.at(u, i-1), w.at(u, i)
		turned := 0 // what the legs between i and j change by when they are turned
		last := first
		for j := i + 1; j < n; j++ {
			place := w.at(u, j)
			turned += u.Travel[place][last] - u.Travel[last][place]
			last = place
			after := w.at(u, j+1)
			if turned+u.Travel[before][last]+u.Travel[first][after]-u.Travel[before][first]-u.Travel[last][after] >= 0 {
				continue
			}
			slices.Reverse(w.stops[i : j+1])
			if !w.windows || r.keeps(w.Options, w.stops) {
				return true
			}
			slices.Reverse(w.stops[i : j+1])
		}
	}
	return false
}

// twoOpt reverses stretches of stops while that shortens them, whether or not they
// fit a unit.
func (w *worker) twoOpt(u *Unit, stops []int) {
	w.stops = stops
	for w.reverse(u, nil) {
	}
}

// shift makes the first move of up to three stops, either way round, that shortens
// w.stops. It costs the square of their number.
func (w *worker) shift(u *Unit, r *route) bool {
	n := len(w.stops)
	for long := 1; long <= 3; long++ {
		for i := 0; i+long <= n; i++ {
			before, first, last, after := w.at(u, i-1), w.at(u, i), w.at(u, i+long-1), w.at(u, i+long)
			frees := u.Travel[before][first] + u.Travel[last][after] - u.Travel[before][after]
			if frees <= 0 {
				continue
			}
			there, back := 0, 0
			for l := i; l < i+long-1; l++ {
				a, b := w.at(u, l), w.at(u, l+1)
				there += u.Travel[a][b]
				back += u.Travel[b][a]
			}
			for to := -1; to < n; to++ { // behind stop to
				if to >= i-1 && to < i+long {
					continue
				}
				a, b := w.at(u, to), w.at(u, to+1)
				gap := u.Travel[a][b]
				straight := u.Travel[a][first] + u.Travel[last][b] - gap - frees
				turned := u.Travel[a][last] + u.Travel[first][b] - gap - frees + back - there
				if min(straight, turned) < 0 && w.carry(r, i, long, to, turned < straight) {
					return true
				}
			}
		}
	}
	return false
}

// carry moves stops i to i+long-1 behind stop to, or leaves them where windows
// would be missed.
func (w *worker) carry(r *route, i, long, to int, turn bool) bool {
	w.spare = append(w.spare[:0], w.stops...)
	part := append(w.part[:0], w.stops[i:i+long]...)
	if turn {
		slices.Reverse(part)
	}
	w.part = part
	w.stops = slices.Delete(w.stops, i, i+long)
	if to > i {
		to -= long
	}
	w.stops = slices.Insert(w.stops, to+1, part...)
	if !w.windows || r.keeps(w.Options, w.stops) {
		return true
	}
	w.stops = append(w.stops[:0], w.spare...)
	return false
}
