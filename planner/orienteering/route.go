package orienteering

import "math"

// A route is the tour of one unit in the making: stop i is stops[i], and the end
// is stop len(stops). For each stop it keeps when it begins and the latest time it
// may begin, so that an insertion is tested in constant time (Vansteenwegen et al.
// 2009, doi 10.1016/j.cor.2009.03.008).
type route struct {
	unit   *Unit
	back   [][]int
	stops  []int
	places []int // the start, the place of each stop, the end
	begin  []int // of each stop, and the arrival at the end
	latest []int // beginning of each stop, and arrival at the end
	free   []int // when the start and each stop is left
	leg    []int // travel to each stop and to the end
	room   []int // before each stop and the end: the most time that can be put in there
	busy   int   // travel and dwell
	fits   bool
}

func newRoute(u *Unit, back [][]int) *route { return &route{unit: u, back: back} }

func (r *route) copyFrom(o *route) {
	r.unit, r.back, r.busy, r.fits = o.unit, o.back, o.busy, o.fits
	r.stops = append(r.stops[:0], o.stops...)
	r.places = append(r.places[:0], o.places...)
	r.begin = append(r.begin[:0], o.begin...)
	r.latest = append(r.latest[:0], o.latest...)
	r.free = append(r.free[:0], o.free...)
	r.leg = append(r.leg[:0], o.leg...)
	r.room = append(r.room[:0], o.room...)
}

// time works out the timetable from the stops, at a cost of their number.
func (r *route) time(options []Option) {
	u, n := r.unit, len(r.stops)
	r.places = append(r.places[:0], u.Start)
	r.begin, r.latest, r.leg = r.begin[:0], r.latest[:0], r.leg[:0]
	r.free = append(r.free[:0], u.Open)
	r.busy, r.fits = 0, true
	at, now := u.Start, u.Open
	for _, j := range r.stops {
		o := &options[j]
		leg := u.Travel[at][o.Place]
		now = max(now+leg, o.Open)
		r.fits = r.fits && now <= o.Close
		r.begin = append(r.begin, now)
		r.leg = append(r.leg, leg)
		now += o.Dwell
		r.busy += leg + o.Dwell
		at = o.Place
		r.free = append(r.free, now)
		r.places = append(r.places, at)
		r.latest = append(r.latest, 0)
	}
	leg := u.Travel[at][u.End]
	r.places = append(r.places, u.End)
	r.leg = append(r.leg, leg)
	r.begin = append(r.begin, now+leg)
	r.busy += leg
	r.fits = r.fits && now+leg <= u.Close && r.busy <= u.Limit
	latest := u.Close
	r.latest = append(r.latest, latest)
	for i := n - 1; i >= 0; i-- {
		o := &options[r.stops[i]]
		latest = min(o.Close, latest-r.leg[i+1]-o.Dwell)
		r.latest[i] = latest
	}
	r.room = r.room[:0]
	for i, leg := range r.leg {
		r.room = append(r.room, r.latest[i]-r.free[i]-leg)
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

// insertion returns the cost of option o before stop at, and whether it fits.
func (r *route) insertion(o *Option, at int) (cost int, fits bool) {
	from, to := r.back[o.Place], r.unit.Travel[o.Place]
	in, out := from[r.places[at]], to[r.places[at+1]]
	begin := max(r.free[at]+in, o.Open)
	next := begin + o.Dwell + out
	added := in + o.Dwell + out - r.leg[at]
	if begin > o.Close || next > r.latest[at] || r.busy+added > r.unit.Limit {
		return 0, false
	}
	return added + max(0, next-r.begin[at]), true
}

// cheapest returns the move of least cost, the first of equals. It costs the
// length of the route.
func (r *route) cheapest(o *Option) move {
	best := move{math.MaxInt, never}
	if r.busy+o.Dwell > r.unit.Limit {
		return best
	}
	from, to := r.back[o.Place], r.unit.Travel[o.Place]
	for at, room := range r.room {
		if room < o.Dwell || r.latest[at] < o.Open+o.Dwell {
			continue // most places; by the triangle inequality
		}
		in := from[r.places[at]]
		begin := max(r.free[at]+in, o.Open)
		if begin > o.Close {
			break // later in the route it only begins later
		}
		out := to[r.places[at+1]]
		next := begin + o.Dwell + out
		added := in + o.Dwell + out - r.leg[at]
		if next > r.latest[at] || r.busy+added > r.unit.Limit {
			continue
		}
		if cost := added + max(0, next-r.begin[at]); cost < best.cost {
			best = move{cost, at}
		}
	}
	return best
}
