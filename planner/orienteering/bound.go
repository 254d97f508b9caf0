package orienteering

import "math"

// Bound returns a prize that no solution can exceed. Known is a prize that one
// reaches, or 0: it sets the length of steps, not whether the bound holds.
//
// It is a Lagrangian relaxation. The time of all units that travel alike is one
// pool for each stretch of the clock, their limits on travel and dwell are one sum,
// and both have a price. A stop takes its dwell and, just before it, the shortest
// leg from anywhere else, or, where its group has more than one option, the wait
// since another of them if that is cheaper. Each group then takes the options that
// are worth more than their time costs. Every set of prices gives a bound; the
// subgradient method looks for low ones (Held, Wolfe & Crowder 1974,
// doi 10.1007/BF01580223). It costs some hundred times the options and the
// stretches of their windows.
func Bound(in *Instance, known float64) float64 {
	_, best := relax(in, known, nil)
	return best
}

// relax returns the relaxation with the prices that it ends with, and the bound.
func relax(in *Instance, known float64, enough func() bool) (*relaxation, float64) {
	r := newRelaxation(newModel(in))
	best := math.Inf(1)
	scale, since := 1.0, 0
	for range relaxSteps {
		value := r.value()
		if value < best {
			best, since = value, 0
		} else if since++; since == 20 {
			scale, since = scale/2, 0
		}
		if best <= known || enough != nil && enough() || !r.reprice(scale*(value-0.98*known)) {
			break
		}
	}
	return r, best
}

const (
	relaxSteps = 1000
	relaxSlots = 48 // stretches of the clock
)

// A relaxation is a model with prices on time.
type relaxation struct {
	*model
	fleets []*fleet
}

// A fleet is the units that travel alike, with the price of their time.
type fleet struct {
	first       int       // unit
	from, until int       // of the clock
	slot        int       // length of a stretch
	open        []float64 // by stretch: time of all units
	left        []float64 // by stretch: what is not used; negative: too much is
	price       []float64 // by stretch: of a unit of its time
	cost        []float64 // by stretch: of the time from the clock's beginning to its own
	allowed     float64   // limits of all units
	spare       float64   // of the limits: what is not used
	limit       float64   // price of a unit of travel or dwell
	usable      []bool    // by option: whether a unit can make it
	legs        []int     // by option: least travel to it
	waits       []int     // by option: least wait since another of its group; -1: there is none
}

func newRelaxation(m *model) *relaxation {
	r := &relaxation{model: m}
	first, last := m.Units[0].Open, m.Units[0].Close
	var units [][]int // by fleet
	for k, u := range m.Units {
		first, last = min(first, u.Open), max(last, u.Close)
		of := 0
		for of < len(units) && &m.Units[units[of][0]].Travel[0] != &u.Travel[0] {
			of++
		}
		if of == len(units) {
			units = append(units, nil)
		}
		units[of] = append(units[of], k)
	}
	for _, of := range units {
		f := &fleet{
			first: of[0], from: first, until: last, slot: max(1, (last-first+relaxSlots-1)/relaxSlots),
			open: make([]float64, relaxSlots), left: make([]float64, relaxSlots),
			price: make([]float64, relaxSlots), cost: make([]float64, relaxSlots+1),
		}
		f.reach(m, of)
		for _, k := range of {
			f.join(m, &m.Units[k])
		}
		r.fleets = append(r.fleets, f)
	}
	return r
}

// join adds the time of a unit, but for the shortest way home.
func (f *fleet) join(m *model, u *Unit) {
	home := u.Travel[u.Start][u.End]
	for j, o := range m.Options {
		if f.usable[j] {
			home = min(home, u.Travel[o.Place][u.End])
		}
	}
	f.allowed += float64(u.Limit - home)
	for s := range f.open {
		a := f.from + s*f.slot
		f.open[s] += float64(max(0, min(u.Close-home, a+f.slot)-max(u.Open, a)))
	}
}

// reach works out which options some of the units can make, and the least time
// that each takes before it begins.
func (f *fleet) reach(m *model, units []int) {
	f.usable = make([]bool, len(m.Options))
	f.legs, f.waits = make([]int, len(m.Options)), make([]int, len(m.Options))
	travel := m.Units[units[0]].Travel
	for j := range m.Options {
		f.legs[j], f.waits[j] = math.MaxInt, -1
		for _, k := range units {
			alone := newRoute(m, k)
			alone.time(m.Options)
			if m.may(k, j) && alone.cheapest(&m.Options[j]).at >= 0 {
				f.usable[j] = true
				f.legs[j] = min(f.legs[j], travel[m.Units[k].Start][m.Options[j].Place])
			}
		}
	}
	for j, o := range m.Options {
		for i, before := range m.Options {
			switch {
			case i == j || !f.usable[i] || before.Open+before.Dwell > o.Close:
			case before.Group != o.Group:
				f.legs[j] = min(f.legs[j], travel[before.Place][o.Place])
			default:
				if wait := max(0, o.Open-before.Close-before.Dwell); f.waits[j] < 0 || wait < f.waits[j] {
					f.waits[j] = wait
				}
			}
		}
	}
}

// value returns the bound at the present prices, and works out what time is left.
func (r *relaxation) value() float64 {
	var sum float64
	for _, f := range r.fleets {
		sum += f.limit * f.allowed
		for s, p := range f.price {
			f.cost[s+1] = f.cost[s] + p*float64(f.slot)
			sum += p * f.open[s]
		}
		copy(f.left, f.open)
		f.spare = f.allowed
	}
	for g := range r.members {
		sum += r.pick(g)
	}
	return sum
}

// A use is a way to make an option: from when it takes time until when, and for how
// much of that the unit travels or stays.
type use struct {
	fleet          *fleet
	from, to, busy int
	cost           float64
}

// cheapest returns the way to make an option that costs least, of no fleet where
// none can.
func (r *relaxation) cheapest(j int) use {
	least := use{cost: math.Inf(1)}
	for _, f := range r.fleets {
		if !f.usable[j] {
			continue
		}
		o := &r.Options[j]
		if come := f.best(o, f.legs[j], f.legs[j]); come.cost < least.cost {
			least = come
		}
		if f.waits[j] < 0 {
			continue
		}
		if stay := f.best(o, f.waits[j], 0); stay.cost < least.cost {
			least = stay
		}
	}
	return least
}

// best returns when to make an option, with some time before it of which part is
// busy, so that it costs least: where one end is at the border of a stretch, or at
// an end of its window.
func (f *fleet) best(o *Option, before, busy int) use {
	least := use{cost: math.Inf(1)}
	open, shut := max(o.Open, f.from+before), min(o.Close, f.until-o.Dwell)
	try := func(begin int) {
		if begin < open || begin > shut {
			return
		}
		cost := f.clock(begin+o.Dwell) - f.clock(begin-before) + f.limit*float64(busy+o.Dwell)
		if cost < least.cost {
			least = use{f, begin - before, begin + o.Dwell, busy + o.Dwell, cost}
		}
	}
	try(open)
	try(shut)
	for s := max(0, (open-before-f.from)/f.slot); s <= relaxSlots; s++ {
		border := f.from + s*f.slot
		if border-o.Dwell > shut {
			break
		}
		try(border + before)
		try(border - o.Dwell)
	}
	return least
}

// clock returns what the time until t costs.
func (f *fleet) clock(t int) float64 {
	t = min(max(0, t-f.from), relaxSlots*f.slot)
	s := t / f.slot
	if s == relaxSlots {
		return f.cost[s]
	}
	return f.cost[s] + f.price[s]*float64(t-s*f.slot)
}

// pick takes the options of a group that are worth most less what they cost, and
// takes their time off what is left. It returns what they are worth.
func (r *relaxation) pick(g int) float64 {
	var members []int
	var uses []use
	for _, j := range r.members[g] {
		if u := r.cheapest(j); u.fleet != nil {
			members, uses = append(members, j), append(uses, u)
		}
	}
	if len(members) == 0 {
		return 0
	}
	costs := make([]float64, len(uses))
	for i, u := range uses {
		costs[i] = u.cost
	}
	value, taken := r.choose(g, members, costs)
	for _, i := range taken {
		uses[i].spend()
	}
	return value
}

// choose returns which options of a group are worth most less what they cost, and how
// much: of a group that must be met one, though that be less than nothing. Members come
// with the highest prize first.
func (m *model) choose(g int, members []int, costs []float64) (value float64, taken []int) {
	most := min(m.Groups[g].Most, len(members))
	// worth[i][n] is the most that members from i on are worth after n are taken.
	worth := make([][]float64, len(members)+1)
	for i := range worth {
		worth[i] = make([]float64, most+1)
	}
	for i := len(members) - 1; i >= 0; i-- {
		copy(worth[i], worth[i+1])
		for n := range most {
			worth[i][n] = max(worth[i][n], m.net(g, members[i], n, costs[i])+worth[i+1][n+1])
		}
	}
	if m.Groups[g].Must && worth[0][0] <= 0 {
		best, net := -1, math.Inf(-1)
		for i, j := range members {
			if n := m.net(g, j, 0, costs[i]); n > net {
				best, net = i, n
			}
		}
		if best < 0 {
			return 0, nil
		}
		return net, []int{best}
	}
	n := 0
	for i := range members {
		if n < most && worth[i][n] > worth[i+1][n] {
			taken = append(taken, i)
			n++
		}
	}
	return worth[0][0], taken
}

// net returns what an option is worth less what it costs, after n of its group.
func (m *model) net(g, j, n int, cost float64) float64 {
	return math.Pow(m.Groups[g].Leaves, float64(n))*m.Options[j].Prize - cost
}

// spend takes the time off what is left.
func (u use) spend() {
	f := u.fleet
	f.spare -= float64(u.busy)
	for s := max(0, (u.from-f.from)/f.slot); s < relaxSlots && f.from+s*f.slot < u.to; s++ {
		a := f.from + s*f.slot
		f.left[s] -= float64(max(0, min(u.to, a+f.slot)-max(u.from, a)))
	}
}

// reprice raises the price of time that is used more than there is, and lowers that
// of other time, as far as the step goes. It reports whether anything was to change.
func (r *relaxation) reprice(step float64) bool {
	var square float64
	for _, f := range r.fleets {
		for s, left := range f.left {
			if f.price[s] > 0 || left < 0 {
				square += left * left
			}
		}
		if f.limit > 0 || f.spare < 0 {
			square += f.spare * f.spare
		}
	}
	if square == 0 {
		return false
	}
	step /= square
	for _, f := range r.fleets {
		for s, left := range f.left {
			f.price[s] = max(0, f.price[s]-step*left)
		}
		f.limit = max(0, f.limit-step*f.spare)
	}
	return true
}
