package orienteering

import (
	"cmp"
	"math"
	"slices"
)

// A pool keeps routes that were part of good answers: for each set of stops the
// shortest order.
type pool struct {
	*model
	routes []pooled
	known  map[uint64]int // position by set and class of unit
	prices []float64      // by option: paid by each route that makes it
	sold   []int          // by option: how many of the routes that earn most make it
	top    [][]float64    // by class of unit: what those earn, the least last
}

type pooled struct {
	class  int
	stops  []int
	busy   int
	prize  float64
	net    float64  // prize less prices
	bits   []uint64 // the set
	placed uint64
}

// The pool holds so many routes after it is merged; prices are changed so often, and the
// search for the best that go together takes about so many steps.
const (
	poolSize   = 3000
	priceSteps = 60
	packSteps  = 200_000
)

// newPool begins with the prices at which nothing is gained by making a stop twice because
// it must be made.
func newPool(m *model) *pool {
	p := &pool{
		model: m, known: map[uint64]int{}, prices: make([]float64, len(m.Options)), sold: make([]int, len(m.Options)),
		top: make([][]float64, len(m.Units)),
	}
	for g, members := range m.members {
		if len(members) == 1 {
			p.prices[members[0]] = m.must[g]
		}
	}
	for _, class := range m.class {
		p.top[class] = append(p.top[class], 0)
	}
	return p
}

// add remembers the routes of a state.
func (p *pool) add(s *state) {
	for k, r := range s.routes {
		if len(r.stops) > 0 && r.fits {
			p.put(p.class[k], r.stops, r.busy)
		}
	}
}

func (p *pool) put(class int, stops []int, busy int) {
	key := uint64(class) * 0x9e3779b97f4a7c15
	for _, j := range stops {
		key ^= p.hash[j]
	}
	if i, have := p.known[key]; have {
		if busy < p.routes[i].busy {
			p.routes[i].busy = busy
			p.routes[i].stops = append(p.routes[i].stops[:0], stops...)
		}
		return
	}
	if len(p.routes) >= 4*poolSize {
		p.trim()
	}
	p.known[key] = len(p.routes)
	route := pooled{class: class, stops: slices.Clone(stops), busy: busy, placed: key, bits: make([]uint64, (len(p.Options)+63)/64)}
	for _, j := range stops {
		route.bits[j/64] |= 1 << (j % 64)
	}
	route.prize = p.alone(stops)
	p.routes = append(p.routes, route)
}

// alone returns the prize of stops that are all that is made.
func (p *pool) alone(stops []int) float64 {
	var sum float64
	if p.flat {
		for _, j := range stops {
			sum += p.Options[j].Prize + p.must[p.Options[j].Group]
		}
		return sum
	}
	l := ledger{p.model, make(map[int][]int, len(stops))}
	for _, j := range stops {
		sum += l.add(j)
	}
	return sum
}

// trim keeps the routes that earn most at the prices, for those like the same unit.
func (p *pool) trim() {
	p.offer(p.all())
	behind := func(r *pooled) float64 { return p.least(r.class) - r.net }
	slices.SortStableFunc(p.routes, func(a, b pooled) int { return cmp.Compare(behind(&a), behind(&b)) })
	p.routes = p.routes[:min(len(p.routes), poolSize)]
	clear(p.known)
	for i, r := range p.routes {
		p.known[r.placed] = i
	}
}

func (p *pool) all() []int {
	all := make([]int, len(p.routes))
	for i := range all {
		all[i] = i
	}
	return all
}

// least returns what a route must earn to be one of the best of its class.
func (p *pool) least(class int) float64 { return p.top[class][len(p.top[class])-1] }

// offer lets each unit take of some routes the one that earns most, and counts what they
// make. It returns what no routes with each stop once can exceed: what those earn, and what
// all options cost.
func (p *pool) offer(routes []int) (bound float64) {
	best := make([][]int, len(p.top)) // by class
	for _, i := range routes {
		r := &p.routes[i]
		r.net = r.prize
		for _, j := range r.stops {
			r.net -= p.prices[j]
		}
		of := best[r.class]
		if r.net <= 0 {
			continue
		}
		at := len(of)
		for at > 0 && p.routes[of[at-1]].net < r.net {
			at--
		}
		if at < len(p.top[r.class]) {
			of = slices.Insert(of, at, i)
			best[r.class] = of[:min(len(of), len(p.top[r.class]))]
		}
	}
	clear(p.sold)
	for class, of := range best {
		clear(p.top[class])
		for n, i := range of {
			p.top[class][n] = p.routes[i].net
			bound += p.routes[i].net
			for _, j := range p.routes[i].stops {
				p.sold[j]++
			}
		}
	}
	for _, price := range p.prices {
		bound += price
	}
	return bound
}

// price changes the prices so that the bound on what routes of the pool collect together
// becomes low, by the subgradient method: it raises those of options that several units
// want, and lowers those of options that none does. It returns the routes that could be
// among some that collect more than what is known. A step costs the stops of those.
func (p *pool) price(known float64) (routes []int) {
	routes = p.all()
	bound := math.Inf(1)
	kept := slices.Clone(p.prices)
	scale, since := 1.0, 0
	for range priceSteps {
		value := p.offer(routes)
		if value < bound {
			bound, since = value, 0
			copy(kept, p.prices)
			routes = slices.DeleteFunc(routes, func(i int) bool {
				r := &p.routes[i]
				return value-p.least(r.class)+r.net <= known
			})
		} else if since++; since == 5 {
			scale, since = scale/2, 0
		}
		square := 0.0
		for j, sold := range p.sold {
			if sold > 1 || p.prices[j] > 0 {
				square += float64((1 - sold) * (1 - sold))
			}
		}
		if square == 0 || bound <= known {
			break
		}
		step := scale * (value - known) / square
		for j, sold := range p.sold {
			p.prices[j] = max(0, p.prices[j]-step*float64(1-sold))
		}
	}
	copy(p.prices, kept)
	p.offer(routes)
	return routes
}

// A ledger adds up the prizes of options of groups.
type ledger struct {
	*model
	made map[int][]int // by group
}

// add makes an option and returns what it adds.
func (l ledger) add(j int) float64 {
	g := l.Options[j].Group
	before := l.worth(g)
	l.made[g] = append(l.made[g], j)
	return l.worth(g) - before
}

// undo takes out the last option made of j's group.
func (l ledger) undo(j int) {
	g := l.Options[j].Group
	l.made[g] = l.made[g][:len(l.made[g])-1]
}

func (l ledger) worth(g int) float64 {
	made := l.made[g]
	if len(made) == 1 {
		return l.Options[made[0]].Prize + l.must[g]
	}
	if len(made) == 0 {
		return 0
	}
	sum := l.must[g]
	share := 1.0
	for _, j := range l.members[g] {
		if slices.Contains(made, j) {
			sum += share * l.Options[j].Prize
			share *= l.Groups[g].Leaves
		}
	}
	return sum
}

// A packing looks for the routes of a pool that collect most together: one for
// each unit, with no stop in two of them.
type packing struct {
	*pool
	classes [][]int // by unit: the routes that it could make, those that earn most first
	rest    []float64
	taken   []uint64
	uses    []int
	ledger  ledger
	chosen  []int // by unit: position in the pool, or -1
	prize   float64
	bound   float64 // of what those taken and those to come collect, less what those to come earn
	best    []int
	most    float64
	steps   int
}

// pack returns the routes that collect most together, or none where nothing more than what
// is known is found, by depth-first branch and bound as far as the steps allow.
func (p *pool) pack(known float64) [][]int {
	routes := p.price(known)
	k := &packing{
		pool: p, taken: make([]uint64, (len(p.Options)+63)/64), uses: make([]int, len(p.Capacity)+1), most: known,
		ledger: ledger{p.model, map[int][]int{}}, chosen: slices.Repeat([]int{-1}, len(p.Units)), steps: packSteps,
	}
	slices.SortFunc(routes, func(a, b int) int {
		return cmp.Or(cmp.Compare(p.routes[b].net, p.routes[a].net), a-b)
	})
	by := map[int][]int{}
	for _, i := range routes {
		by[p.routes[i].class] = append(by[p.routes[i].class], i)
	}
	k.rest = make([]float64, len(p.Units)+1)
	for u := len(p.Units) - 1; u >= 0; u-- {
		k.rest[u] = k.rest[u+1] + p.top[p.class[u]][0]
	}
	for u := range p.Units {
		k.classes = append(k.classes, by[p.class[u]])
	}
	for _, price := range p.prices {
		k.bound += price
	}
	k.choose(0, 0)
	if k.best == nil {
		return nil
	}
	out := make([][]int, len(p.Units))
	for u, i := range k.best {
		if i >= 0 {
			out[u] = p.routes[i].stops
		}
	}
	return out
}

// choose tries the routes of a unit from position first on. Units that are alike
// take theirs in order.
func (k *packing) choose(u, first int) {
	if k.prize > k.most {
		k.most = k.prize
		k.best = slices.Clone(k.chosen)
	}
	if u == len(k.Units) {
		return
	}
	routes := k.classes[u]
	for i := first; i < len(routes) && k.steps > 0; i++ {
		k.steps--
		r := &k.routes[routes[i]]
		if k.bound+k.ahead(u, r.net) <= k.most {
			break
		}
		if k.clashes(r) {
			continue
		}
		gain := k.take(r)
		costs := r.prize - r.net
		k.prize += gain
		k.bound += gain - costs
		k.chosen[u] = routes[i]
		next := 0
		if u+1 < len(k.Units) && k.class[u+1] == k.class[u] {
			next = i + 1
		}
		k.choose(u+1, next)
		k.chosen[u] = -1
		k.prize -= gain
		k.bound -= gain - costs
		k.release(r)
	}
	if k.steps > 0 && k.bound+k.rest[u+1] > k.most {
		k.choose(u+1, 0) // without a route for this one
	}
}

// ahead returns the most that this unit and those after it can earn, where this one
// takes a route that earns so much, and those like it that follow none higher.
func (k *packing) ahead(u int, net float64) float64 {
	sum := net
	v := u + 1
	for ; v < len(k.Units) && k.class[v] == k.class[u]; v++ {
		sum += net
	}
	return sum + k.rest[v]
}

// clashes reports whether a route cannot be made beside those that are taken.
func (k *packing) clashes(r *pooled) bool {
	for i, b := range r.bits {
		if k.taken[i]&b != 0 {
			return true
		}
	}
	if k.flat && len(k.Capacity) == 0 {
		return false
	}
	for i, j := range r.stops {
		o := &k.Options[j]
		n, uses := len(k.ledger.made[o.Group]), k.uses[o.Uses]
		for _, v := range r.stops[:i+1] {
			if k.Options[v].Group == o.Group {
				n++
			}
			if k.Options[v].Uses == o.Uses {
				uses++
			}
		}
		if n > k.Groups[o.Group].Most || o.Uses > 0 && uses > k.Capacity[o.Uses-1] {
			return true
		}
	}
	return false
}

func (k *packing) take(r *pooled) float64 {
	for i, b := range r.bits {
		k.taken[i] |= b
	}
	for _, j := range r.stops {
		k.uses[k.Options[j].Uses]++
	}
	if k.flat {
		return r.prize
	}
	k.steps -= len(r.stops)
	var gain float64
	for _, j := range r.stops {
		gain += k.ledger.add(j)
	}
	return gain
}

func (k *packing) release(r *pooled) {
	for i, b := range r.bits {
		k.taken[i] &^= b
	}
	for i := range r.stops {
		j := r.stops[len(r.stops)-1-i]
		k.uses[k.Options[j].Uses]--
		if !k.flat {
			k.ledger.undo(j)
		}
	}
}

// merge moves the routes of another pool into p.
func (p *pool) merge(o *pool) {
	for _, r := range o.routes {
		p.put(r.class, r.stops, r.busy)
	}
	o.routes = o.routes[:0]
	clear(o.known)
}
