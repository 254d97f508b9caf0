package orienteering

import (
	"math"
	"slices"
)

// A route is the tour of one unit in the making: gap i is before stops[i], and the last one
// before the end.
type route struct {
	unit  *Unit
	back  [][]int
	stops []int
	gaps  []gap
	least int   // the shortest dwell of an option
	wide  []int // gaps in which there is room for that
	busy  int   // travel and dwell
	fits  bool
}

// A gap is what lies between two stops of a route, or its start and end. It keeps when
// they are left and begin, and the latest time that the second may begin, so that an
// insertion is tested in constant time (Vansteenwegen et al. 2009, doi
// 10.1016/j.cor.2009.03.008).
type gap struct {
	from, to int // places
	free     int // when the first is left
	leg      int // travel
	begin    int // of the second: a stop's beginning, or the arrival at the end
	latest   int // likewise
	room     int // the most time that can be put in here
}

func newRoute(m *model, k int) *route {
	return &route{unit: &m.Units[k], back: m.back[k], least: m.least}
}

func (r *route) copyFrom(o *route) {
	r.unit, r.back, r.least, r.busy, r.fits = o.unit, o.back, o.least, o.busy, o.fits
	r.stops = append(r.stops[:0], o.stops...)
	r.gaps = append(r.gaps[:0], o.gaps...)
	r.wide = append(r.wide[:0], o.wide...)
}

// time works out the timetable from the stops, at a cost of their number.
func (r *route) time(options []Option) {
	u, n := r.unit, len(r.stops)
	r.gaps = slices.Grow(r.gaps[:0], n+1)[:n+1]
	r.busy, r.fits = 0, true
	at, now := u.Start, u.Open
	for i, j := range r.stops {
		o := &options[j]
		leg := u.Travel[at][o.Place]
		begin := max(now+leg, o.Open)
		r.fits = r.fits && begin <= o.Close
		r.gaps[i] = gap{from: at, to: o.Place, free: now, leg: leg, begin: begin}
		now = begin + o.Dwell
		r.busy += leg + o.Dwell
		at = o.Place
	}
	leg := u.Travel[at][u.End]
	r.busy += leg
	latest := u.Close
	r.gaps[n] = gap{at, u.End, now, leg, now + leg, latest, latest - now - leg}
	r.fits = r.fits && now+leg <= u.Close && r.busy <= u.Limit
	for i := n - 1; i >= 0; i-- {
		o, g := &options[r.stops[i]], &r.gaps[i]
		latest = min(o.Close, latest-r.gaps[i+1].leg-o.Dwell)
		g.latest, g.room = latest, latest-g.free-g.leg
	}
	r.wide = r.wide[:0]
	for i := range r.gaps {
		if r.gaps[i].room >= r.least {
			r.wide = append(r.wide, i)
		}
	}
}

// keeps reports whether the unit could make these stops in this order.
func (r *route) keeps(options []Option, stops []int) bool {
	u := r.unit
	at, now, busy := u.Start, u.Open, 0
	for _, j := range stops {
		o := &options[j]
		leg := u.Travel[at][o.Place]
		if now = max(now+leg, o.Open); now > o.Close {
			return false
		}
		now += o.Dwell
		busy += leg + o.Dwell
		at = o.Place
	}
	leg := u.Travel[at][u.End]
	return now+leg <= u.Close && busy+leg <= u.Limit
}

// Fits reports whether a unit can make these options, and no other, in this order.
func (in *Instance) Fits(unit int, options []int) bool {
	for _, j := range options {
		if may := in.Options[j].Units; may != nil && !may[unit] {
			return false
		}
	}
	return (&route{unit: &in.Units[unit]}).keeps(in.Options, options)
}

// A move inserts an option before a stop of a route.
type move struct {
	cost int // what it adds in travel and dwell, and what it delays: 2 × the first where nobody waits
	at   int // before this stop, or one of the following
}

const (
	unknown = -2 // not looked at since the route changed
	never   = -1 // it fits nowhere
)

// insertion returns the cost of option o in a gap, and whether it fits.
func (r *route) insertion(o *Option, at int) (cost int, fits bool) {
	g := &r.gaps[at]
	if g.room < o.Dwell {
		return 0, false // by the triangle inequality
	}
	in, out := r.back[o.Place][g.from], r.unit.Travel[o.Place][g.to]
	begin := max(g.free+in, o.Open)
	next := begin + o.Dwell + out
	added := in + o.Dwell + out - g.leg
	if begin > o.Close || next > g.latest || r.busy+added > r.unit.Limit {
		return 0, false
	}
	return added + max(0, next-g.begin), true
}

// cheapest returns the move of least cost, the first of equals. It costs the
// length of the route.
func (r *route) cheapest(o *Option) move {
	best := move{math.MaxInt, never}
	if r.busy+o.Dwell > r.unit.Limit {
		return best
	}
	from, to := r.back[o.Place], r.unit.Travel[o.Place]
	for _, at := range r.wide {
		g := &r.gaps[at]
		if g.room < o.Dwell || g.latest < o.Open+o.Dwell {
			continue // by the triangle inequality
		}
		in := from[g.from]
		begin := max(g.free+in, o.Open)
		if begin > o.Close {
			break // later in the route it only begins later
		}
		out := to[g.to]
		next := begin + o.Dwell + out
		added := in + o.Dwell + out - g.leg
		if next > g.latest || r.busy+added > r.unit.Limit {
			continue
		}
		if cost := added + max(0, next-g.begin); cost < best.cost {
			best = move{cost, at}
		}
	}
	return best
}
