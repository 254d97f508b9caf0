package orienteering

import "slices"

// improve shortens the routes that changed, by reversing stretches of them (2-opt)
// and by moving up to three stops (or-opt), while windows are kept.
func (w *worker) improve(s *state) (improved bool) {
	for k, changed := range s.changed {
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
			improved = true
		}
	}
	return improved
}

// where returns the start, the place of each of w.stops, and the end.
func (w *worker) where(u *Unit) []int {
	w.places = append(w.places[:0], u.Start)
	for _, j := range w.stops {
		w.places = append(w.places, w.Options[j].Place)
	}
	w.places = append(w.places, u.End)
	return w.places
}

// reverse makes the first reversal found that shortens w.stops. It costs the
// square of their number.
func (w *worker) reverse(u *Unit, r *route) bool {
	n := len(w.stops)
	at := w.where(u)[1:] // of each stop, and the end
	before := u.Start
	for i := range n {
		first := at[i]
		fromBefore, fromFirst := u.Travel[before], u.Travel[first]
		turned := -fromBefore[first] // what the legs up to j change by when they are turned
		last := first
		for j := i + 1; j < n; j++ {
			if w.windows && !w.before(w.stops[j], w.stops[i]) {
				break // nor can any stretch that has both be turned
			}
			place := at[j]
			turned += u.Travel[place][last] - u.Travel[last][place]
			last = place
			after := at[j+1]
			if turned+fromBefore[last]+fromFirst[after]-u.Travel[last][after] >= 0 {
				continue
			}
			slices.Reverse(w.stops[i : j+1])
			if !w.windows || r.keeps(w.Options, w.stops) {
				return true
			}
			slices.Reverse(w.stops[i : j+1])
		}
		before = first
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
	at := w.where(u) // the start, each stop and the end
	w.legs = w.legs[:0]
	for i, b := range at[1:] {
		w.legs = append(w.legs, u.Travel[at[i]][b])
	}
	for long := 1; long <= 3; long++ {
		for i := 0; i+long <= n; i++ {
			before, first, last, after := at[i], at[i+1], at[i+long], at[i+long+1]
			frees := u.Travel[before][first] + u.Travel[last][after] - u.Travel[before][after]
			if frees <= 0 {
				continue
			}
			there, back := 0, 0
			for l := i; l < i+long-1; l++ {
				a, b := at[l+1], at[l+2]
				there += u.Travel[a][b]
				back += u.Travel[b][a]
			}
			intoFirst, intoLast, fromFirst, fromLast := r.back[first], r.back[last], u.Travel[first], u.Travel[last]
			from, until := 0, n
			if w.windows {
				for from = i; from > 0 && w.before(w.stops[i], w.stops[from-1]); from-- {
				}
				for until = i + long; until < n && w.before(w.stops[until], w.stops[i]); until++ {
				}
			}
			for to := from; to <= until; to++ { // before stop to
				if to >= i && to <= i+long {
					continue
				}
				leg := w.legs[to]
				a, b := at[to], at[to+1]
				straight := intoFirst[a] + fromLast[b] - leg - frees
				turned := intoLast[a] + fromFirst[b] - leg - frees + back - there
				if min(straight, turned) < 0 && w.carry(r, i, long, to-1, turned < straight) {
					return true
				}
			}
		}
	}
	return false
}

// before reports whether their windows let one stop be made after another.
func (m *model) before(a, b int) bool {
	return m.Options[a].Open+m.Options[a].Dwell <= m.Options[b].Close
}

// carry moves stops i to i+long-1 behind stop to, or leaves them where windows
// would be missed.
func (w *worker) carry(r *route, i, long, to int, turn bool) bool {
	part := append(w.part[:0], w.stops[i:i+long]...)
	if turn {
		slices.Reverse(part)
	}
	w.part = part
	if to > i && !w.before(w.stops[to], part[0]) || to < i && !w.before(part[long-1], w.stops[to+1]) {
		return false
	}
	w.spare = append(w.spare[:0], w.stops...)
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
