package orienteering

import (
	"math"
	"slices"
)

// A seller finds the route of a unit that earns most at prices of options, by dynamic
// programming over the clock.
type seller struct {
	*model
	unit  *Unit
	units int     // that are alike
	limit float64 // price of a unit of travel or dwell
	over  float64 // travel and dwell beyond the limit, of all units

	slot    int // length of a stretch of the clock
	slots   int // in the shift
	goods   []good
	legs    [][]int // between places, in seconds as the instance has them
	from    []int   // to each place from the start
	home    []int   // from each place to the end
	resting bool    // one of the goods is the unit's own, and must be made

	nodes  []node
	labels [][]labels // by stretch of the clock, and by place and whether the own stop is made
}

// A good is an option that the unit can make. Times are stretches of the clock.
type good struct {
	option, place     int
	open, shut, dwell int
	seconds           int // of dwell
	own               bool
}

// A node is a stop of a route in the making.
type node struct {
	value  float64
	good   int32 // -1: the start
	before int32 // node
}

const kept = 4 // labels of one place at one time

// labels are the nodes at which a unit can be ready to leave a place, the best first. Of
// those that have no room lost is the best; it may go anywhere, so that no route is missed.
type labels struct {
	n    int
	node [kept]int32
	lost int32 // -1: none
}

// newSeller returns that of a unit, which is all that tells units apart.
func newSeller(p *pricing, k int) *seller {
	u := &p.Units[k]
	s := &seller{model: p.model, unit: u, units: 1}
	for _, f := range p.relaxing.fleets {
		if &p.Units[f.first].Travel[0] == &u.Travel[0] {
			s.limit = f.limit
		}
	}
	s.measure()
	canon := map[int]int{} // places that are one
	var places []int
	place := func(of int) int {
		if c, known := canon[of]; known {
			return c
		}
		c := slices.IndexFunc(places, func(other int) bool { return samePlace(u.Travel, p.back[k], of, other) })
		if c < 0 {
			c = len(places)
			places = append(places, of)
		}
		canon[of] = c
		return c
	}
	for j, o := range p.Options {
		if !p.may(k, j) || p.own[o.Group] >= 0 && p.own[o.Group] != k {
			continue
		}
		g := good{
			option: j, place: place(o.Place), open: max(0, (o.Open-u.Open)/s.slot), shut: (min(o.Close, u.Close-o.Dwell) - u.Open) / s.slot,
			dwell: o.Dwell / s.slot, seconds: o.Dwell, own: p.own[o.Group] == k,
		}
		if o.Close >= u.Open && g.shut >= g.open && o.Open <= u.Close-o.Dwell {
			s.goods = append(s.goods, g)
			s.resting = s.resting || g.own
		}
	}
	s.legs = make([][]int, len(places))
	for i, a := range places {
		s.from, s.home = append(s.from, u.Travel[u.Start][a]), append(s.home, u.Travel[a][u.End])
		for _, b := range places {
			s.legs[i] = append(s.legs[i], u.Travel[a][b])
		}
	}
	return s
}

// measure chooses the stretches of the clock: as long as all times have in common, or
// longer where there would be too many.
func (s *seller) measure() {
	u := s.unit
	common := u.Close - u.Open
	add := func(t int) {
		for t != 0 {
			common, t = t, common%t
		}
	}
	for _, row := range u.Travel {
		for _, leg := range row {
			add(leg)
		}
	}
	for _, o := range s.Options {
		add(o.Dwell)
		add(max(o.Open-u.Open, u.Open-o.Open))
	}
	common = max(1, common)
	s.slot = common * max(1, (u.Close-u.Open+common*pricingSlots-1)/(common*pricingSlots))
	s.slots = (u.Close - u.Open) / s.slot
}

func samePlace(to, back [][]int, a, b int) bool {
	return to[a][b] == 0 && to[b][a] == 0 && slices.Equal(to[a], to[b]) && slices.Equal(back[a], back[b])
}

// alike reports whether another unit has the same routes to choose from.
func (s *seller) alike(t *seller) bool {
	if s.slot != t.slot || s.slots != t.slots || s.unit.Limit != t.unit.Limit || s.unit.Open != t.unit.Open || len(s.goods) != len(t.goods) ||
		!slices.Equal(s.from, t.from) || !slices.Equal(s.home, t.home) || s.unit.Travel[s.unit.Start][s.unit.End] != t.unit.Travel[t.unit.Start][t.unit.End] {
		return false
	}
	for i, a := range s.goods {
		b := t.goods[i]
		if !a.own || !b.own {
			if a.option != b.option || a.own != b.own {
				return false
			}
			continue
		}
		if b.option = a.option; a != b || s.Options[a.option].Prize != t.Options[t.goods[i].option].Prize {
			return false
		}
	}
	return slices.EqualFunc(s.legs, t.legs, slices.Equal)
}

// ready reports whether every stop takes time.
func (s *seller) ready() bool {
	return !slices.ContainsFunc(s.goods, func(g good) bool { return g.dwell < 1 })
}

// best returns what the best route earns, with what its limit is worth, and counts what it
// sells, for all units that are alike.
func (s *seller) best(price, sold []float64) float64 {
	s.begin()
	for t := range s.slots + 1 {
		s.carry(t)
		for i := range s.goods {
			if g := &s.goods[i]; g.open <= t && t <= g.shut && t+g.dwell <= s.slots {
				s.make(i, t, price)
			}
		}
	}
	most, last := s.end()
	busy := s.unit.Travel[s.unit.Start][s.unit.End]
	if last >= 0 {
		busy = s.count(last, sold)
	}
	s.over = float64(s.units * (busy - s.unit.Limit))
	return most + s.limit*float64(s.unit.Limit)
}

// begin clears the labels.
func (s *seller) begin() {
	s.nodes = append(s.nodes[:0], node{good: -1, before: -1})
	if s.labels == nil {
		s.labels = make([][]labels, s.slots+1)
		for t := range s.labels {
			s.labels[t] = make([]labels, 2*len(s.legs))
		}
	}
	for _, at := range s.labels {
		for i := range at {
			at[i] = labels{lost: -1}
		}
	}
}

// carry lets units wait: who could leave before can leave now.
func (s *seller) carry(t int) {
	if t == 0 {
		return
	}
	for i := range s.labels[t] {
		before := &s.labels[t-1][i]
		for _, n := range before.node[:before.n] {
			s.keep(&s.labels[t][i], n, t)
		}
		if before.lost >= 0 {
			s.labels[t][i].lose(s, before.lost)
		}
	}
}

// identity returns what a route must not come back to: a good, or -1 where it cannot from
// a time on.
func (s *seller) identity(n int32, t int) int32 {
	if n < 0 || s.nodes[n].good < 0 || s.goods[s.nodes[n].good].shut < t {
		return -1
	}
	return s.nodes[n].good
}

// keep adds a node to those of a place, but for one that others make needless: whatever
// comes after it can come after one of them, which is worth as much.
func (s *seller) keep(l *labels, n int32, t int) {
	own, before := s.identity(n, t), s.identity(s.nodes[n].before, t)
	at, other := 0, int32(-2)
	for ; at < l.n && s.nodes[l.node[at]].value >= s.nodes[n].value; at++ {
		m := l.node[at]
		if m == n {
			return
		}
		if id := s.identity(m, t); id == own || id < 0 {
			b := s.identity(s.nodes[m].before, t)
			if b == before || b < 0 {
				return
			}
			if other != -2 && other != b {
				return
			}
			other = b
		}
	}
	if at == kept {
		l.lose(s, n)
		return
	}
	if l.n == kept {
		l.lose(s, l.node[kept-1])
		l.n--
	}
	copy(l.node[at+1:], l.node[at:l.n])
	l.node[at] = n
	l.n++
}

// lose remembers the best node that has no room.
func (l *labels) lose(s *seller, n int32) {
	if l.lost < 0 || s.nodes[l.lost].value < s.nodes[n].value {
		l.lost = n
	}
}

// make adds a good to the routes that can make it from a time on: to the best, and to the
// best that comes from another stop.
func (s *seller) make(i, t int, price []float64) {
	g := &s.goods[i]
	earns := price[g.option]
	if g.own {
		earns = s.Options[g.option].Prize
	}
	earns -= s.limit * float64(g.seconds)
	for made := range 2 {
		if g.own && made == 1 || !g.own && made == 1 && !s.resting {
			continue
		}
		first, second := s.before(g, i, t, made)
		after := made
		if g.own {
			after = 1
		}
		l := &s.labels[t+g.dwell][2*g.place+after]
		for _, f := range []found{first, second} {
			if f.node < -1 {
				continue
			}
			s.nodes = append(s.nodes, node{f.value + earns, int32(i), max(0, f.node)})
			s.keep(l, int32(len(s.nodes)-1), t+g.dwell)
		}
	}
}

// found is a node that a good can follow.
type found struct {
	value float64 // less the way from it
	node  int32   // -2: none
	id    int32
}

// before returns the best node that a good can follow at a time, and the best of another
// good.
func (s *seller) before(g *good, i, t, made int) (first, second found) {
	first, second = found{math.Inf(-1), -2, -2}, found{math.Inf(-1), -2, -2}
	try := func(value float64, n, id int32) {
		switch {
		case value > first.value:
			if id != first.id {
				second = first
			}
			first = found{value, n, id}
		case value > second.value && id != first.id:
			second = found{value, n, id}
		}
	}
	if made == 0 && s.from[g.place] <= t*s.slot {
		try(-s.limit*float64(s.from[g.place]), 0, -1)
	}
	for p, row := range s.legs {
		leg := row[g.place]
		left := t - leg/s.slot
		if left < 0 {
			continue
		}
		cost := s.limit * float64(leg)
		l := &s.labels[left][2*p+made]
		for _, n := range l.node[:l.n] {
			value := s.nodes[n].value - cost
			if value <= second.value {
				break
			}
			if s.nodes[n].good == int32(i) || s.nodes[n].before >= 0 && s.nodes[s.nodes[n].before].good == int32(i) {
				continue
			}
			try(value, n, s.identity(n, t))
		}
		if l.lost >= 0 {
			try(s.nodes[l.lost].value-cost, l.lost, -1)
		}
	}
	return first, second
}

// end returns what the best route earns and its last node; -1 is the way straight home.
func (s *seller) end() (most float64, last int32) {
	most, last = -s.limit*float64(s.unit.Travel[s.unit.Start][s.unit.End]), -1
	made := 0
	if s.resting {
		most, made = math.Inf(-1), 1
	}
	for p, home := range s.home {
		left := s.slots - home/s.slot
		if left < 0 {
			continue
		}
		l := &s.labels[left][2*p+made]
		try := func(n int32) {
			if value := s.nodes[n].value - s.limit*float64(home); value > most {
				most, last = value, n
			}
		}
		if l.n > 0 {
			try(l.node[0])
		}
		if l.lost >= 0 {
			try(l.lost)
		}
	}
	if math.IsInf(most, -1) { // it cannot make what it must: then there is no solution
		return 0, -1
	}
	return most, last
}

// count counts what a route sells, for all units, and returns how long it takes.
func (s *seller) count(last int32, sold []float64) (busy int) {
	busy = s.home[s.goods[s.nodes[last].good].place]
	for n := last; s.nodes[n].good >= 0; n = s.nodes[n].before {
		g := &s.goods[s.nodes[n].good]
		sold[g.option] += float64(s.units)
		busy += g.seconds
		if before := s.nodes[n].before; s.nodes[before].good >= 0 {
			busy += s.legs[s.goods[s.nodes[before].good].place][g.place]
		} else {
			busy += s.from[g.place]
		}
	}
	return busy
}
