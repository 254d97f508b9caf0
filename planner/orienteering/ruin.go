package orienteering

import (
	"math"
	"math/rand/v2"
	"slices"
)

// A worker improves answers with a random source of its own.
type worker struct {
	*model
	random  *rand.Rand
	marked  []int
	open    []candidate
	stops   []int
	spare   []int
	part    []int
	places  []int
	legs    []int
	moves   []move    // of byWorth, by candidate: the unit is at
	prices  []float64 // likewise
	weights []float64 // likewise
	around  [][]int   // by option: its neighbours, once they are asked for
	focused bool      // recreate tries only options that are close
	close   []bool    // by option: whether it is close to what was taken out
	pool    *pool
	joint   *pool // of all workers: it does not change while they run
	cur     *state
	next    *state
	best    *state
	own     float64 // highest key since this worker last began afresh
	done    int     // iterations
	share   float64 // of the work that is done
}

// nearest is how many neighbours of an option are kept.
const nearest = 40

// A ruin takes out up to most stops, and once in rarely times up to mostRarely. Where there are
// windows fewer will do, which is sooner done.
const (
	most, rarely               = 10, 8
	windowyMost, windowyRarely = 6, 16
	mostRarely                 = 30
)

// ruin takes stops out of s in one of eight ways.
func (w *worker) ruin(s *state) {
	w.marked = w.marked[:0]
	most, rarely := most, rarely
	if w.windows {
		if w.random.IntN(adoptions) == 0 && w.adopt(s) {
			return
		}
		most, rarely = windowyMost, windowyRarely
	}
	n := 1 + w.random.IntN(most)
	if w.random.IntN(rarely) == 0 {
		n = 1 + w.random.IntN(mostRarely)
	}
	ways := 6
	if w.Sharing > 0 {
		ways = 7
	}
	way := w.random.IntN(ways)
	if way == 0 && w.windows && w.random.IntN(2) == 0 {
		way = 3
	}
	switch way {
	case 0:
		w.anywhere(s, n)
	case 1, 2:
		w.strings(s, n)
	case 3:
		w.poorest(s, n)
	case 4:
		w.round(s, n)
		return
	case 5:
		w.eject(s)
		return
	case 6:
		w.territory(s, n)
	}
	s.remove(w.marked)
}

// near returns the options round one, the closest first: by travel there and back
// and by the time between their windows.
func (w *worker) near(i int) []int {
	if w.around[i] != nil {
		return w.around[i]
	}
	travel := w.Units[0].Travel
	a := &w.Options[i]
	others := make([]candidate, 0, len(w.Options))
	for j := range w.Options {
		if b := &w.Options[j]; i != j {
			wait := max(0, a.Open-b.Close, b.Open-a.Close)
			others = append(others, candidate{float64(travel[a.Place][b.Place] + travel[b.Place][a.Place] + wait), j})
		}
	}
	sortCandidates(others)
	around := make([]int, 0, nearest)
	for _, o := range others[:min(nearest, len(others))] {
		around = append(around, o.option)
	}
	w.around[i] = around
	return around
}

// made returns a random stop of a random route that has one, or -1.
func (w *worker) made(s *state) int {
	first := w.random.IntN(len(s.routes))
	for i := range s.routes {
		if stops := s.routes[(first+i)%len(s.routes)].stops; len(stops) > 0 {
			return stops[w.random.IntN(len(stops))]
		}
	}
	return -1
}

// anywhere marks random stops.
func (w *worker) anywhere(s *state, n int) {
	for range n {
		if j := w.made(s); j >= 0 {
			w.marked = append(w.marked, j)
		}
	}
}

// strings marks stops that follow one another, in the routes round a random stop.
func (w *worker) strings(s *state, n int) {
	seed := w.made(s)
	if seed < 0 {
		return
	}
	routes := 1 + w.random.IntN(len(s.routes))
	each := max(1, n/routes)
	w.string(s, seed, each)
	done := 1
	for _, j := range w.near(seed) {
		if done == routes {
			return
		}
		if s.by[j] < 0 || slices.ContainsFunc(w.marked, func(v int) bool { return s.by[v] == s.by[j] }) {
			continue
		}
		w.string(s, j, each)
		done++
	}
}

func (w *worker) string(s *state, seed, n int) {
	stops := s.routes[s.by[seed]].stops
	n = min(n, len(stops))
	at := slices.Index(stops, seed)
	from := max(0, min(at-w.random.IntN(n), len(stops)-n))
	w.marked = append(w.marked, stops[from:from+n]...)
}

// poorest marks the stops with least prize for the time that they take, more or
// less.
func (w *worker) poorest(s *state, n int) {
	w.open = w.open[:0]
	for _, r := range s.routes {
		for i, j := range r.stops {
			value := s.loss(j) / float64(1+r.saves(s.Options, i)) * (0.3 + w.random.Float64())
			w.open = append(w.open, candidate{value, j})
		}
	}
	sortCandidates(w.open)
	for _, c := range w.open[:min(n, len(w.open))] {
		w.marked = append(w.marked, c.option)
	}
}

// round takes out most stops round a random option, and makes that option if it
// fits then.
func (w *worker) round(s *state, n int) {
	if len(s.Options) == 0 {
		return
	}
	seed := w.promising()
	for _, j := range w.near(seed) {
		if len(w.marked) == n {
			break
		}
		if s.by[j] >= 0 && w.random.Float64() < 0.85 {
			w.marked = append(w.marked, j)
		}
	}
	s.remove(w.marked)
	if s.open(seed) && s.gain(seed) > 0 {
		w.place(s, seed)
	}
}

// territory marks the visits of a group that several units make, and stops round
// one of them.
func (w *worker) territory(s *state, n int) {
	first := w.random.IntN(len(s.members))
	for i := range s.members {
		g := (first + i) % len(s.members)
		if s.count[g] < 2 || s.Groups[g].Home || s.sharers(s.members[g]) < 2 {
			continue
		}
		for _, j := range s.members[g] {
			if s.by[j] < 0 {
				continue
			}
			w.marked = append(w.marked, j)
			for _, v := range w.near(j)[:min(n, len(w.near(j)))] {
				if s.by[v] >= 0 && w.random.IntN(3) == 0 {
					w.marked = append(w.marked, v)
				}
			}
		}
		return
	}
	w.anywhere(s, n)
}

// loss returns what an option that is made adds to the prize.
func (s *state) loss(j int) float64 {
	if s.follows(j) {
		j = s.partner(j)
	}
	g := s.Options[j].Group
	if s.count[g] == 1 {
		return s.Options[j].Prize + s.must[g]
	}
	k := s.by[j]
	all := s.worth(g, -1)
	s.by[j] = -1
	left := s.worth(g, -1)
	s.by[j] = k
	return all - left
}

// saves returns the travel and dwell that stop i takes.
func (r *route) saves(options []Option, i int) int {
	before, after := &r.gaps[i], &r.gaps[i+1]
	return before.leg + after.leg + options[r.stops[i]].Dwell - r.unit.Travel[before.from][after.to]
}

// eject puts a promising option into the route where it adds least, although the
// route is then too long, and takes out what is worth least until it fits.
func (w *worker) eject(s *state) {
	best, most := -1, 0.0
	var into, before int
	for range 3 {
		j := w.promising()
		gain := 0.0
		if s.open(j) && s.Options[j].With == 0 {
			gain = s.gain(j)
		}
		if gain <= 0 {
			continue
		}
		if k, at, cost := s.least(j); k >= 0 && gain/float64(1+cost) > most {
			best, most, into, before = j, gain/float64(1+cost), k, at
		}
	}
	if best < 0 {
		return
	}
	w.stops = append(w.stops[:0], s.routes[into].stops...)
	w.stops = slices.Insert(w.stops, before, best)
	if !w.windows && w.random.IntN(2) == 0 {
		w.twoOpt(&w.Units[into], w.stops)
	}
	w.marked = w.marked[:0]
	for !s.routes[into].keeps(s.Options, w.stops) {
		i := w.victim(s, into, best)
		if i < 0 {
			return
		}
		w.marked = append(w.marked, w.stops[i])
		w.stops = slices.Delete(w.stops, i, i+1)
	}
	s.remove(w.marked)
	if !s.open(best) {
		return
	}
	s.prize += s.gain(best)
	s.mark(best, into)
	s.reorder(into, append(s.routes[into].stops[:0], w.stops...))
}

// least returns where an option adds least travel and dwell, whether or not it
// fits there.
func (s *state) least(j int) (unit, at, cost int) {
	o := &s.Options[j]
	unit, cost = -1, math.MaxInt
	for k, r := range s.routes {
		if !s.may(k, j) {
			continue
		}
		from, to := r.back[o.Place], r.unit.Travel[o.Place]
		for i := range r.gaps {
			g := &r.gaps[i]
			if g.free+from[g.from] > o.Close {
				break
			}
			if s.windows && o.Open+o.Dwell+to[g.to] > g.latest && i < len(r.stops) && s.Options[r.stops[i]].Close < o.Open {
				continue
			}
			if c := from[g.from] + to[g.to] + o.Dwell - g.leg; c < cost {
				unit, at, cost = k, i, c
			}
		}
	}
	return unit, at, cost
}

// victim returns which of w.stops, but for one, is worth least for what it frees.
func (w *worker) victim(s *state, k, but int) int {
	u := &w.Units[k]
	worst, least := -1, math.Inf(1)
	over := w.over(u)
	for i, j := range w.stops {
		if j == but || s.Groups[s.Options[j].Group].Must && s.count[s.Options[j].Group] == 1 {
			continue
		}
		before, after := u.Start, u.End
		if i > 0 {
			before = s.Options[w.stops[i-1]].Place
		}
		if i+1 < len(w.stops) {
			after = s.Options[w.stops[i+1]].Place
		}
		o := &s.Options[j]
		frees := u.Travel[before][o.Place] + o.Dwell + u.Travel[o.Place][after] - u.Travel[before][after]
		value := s.loss(j) / float64(1+min(over, frees)) * (0.7 + 0.6*w.random.Float64())
		if value < least {
			worst, least = i, value
		}
	}
	return worst
}

// over returns by how much w.stops are too long for a unit, where windows are not
// the reason; otherwise the whole of its time.
func (w *worker) over(u *Unit) int {
	at, busy := u.Start, 0
	for _, j := range w.stops {
		o := &w.Options[j]
		busy += u.Travel[at][o.Place] + o.Dwell
		at = o.Place
	}
	busy += u.Travel[at][u.End]
	if over := busy - min(u.Limit, u.Close-u.Open); over > 0 {
		return over
	}
	return u.Close - u.Open
}
