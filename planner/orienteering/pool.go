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
	makers []int          // by option: how many routes made it when the pool was trimmed last
}

type pooled struct {
	class  int
	stops  []int
	busy   int
	prize  float64
	net    float64 // prize less prices
	placed uint64
}

// The pool holds so many routes after it is merged; prices are changed so often, and the
// search for the best that go together takes about so many steps.
const (
	poolSize   = 3000
	priceSteps = 60
	packSteps  = 1_000_000
)

// An option that fewer than one in so many routes of a pool make does not promise much.
const unpromising = 200

// newPool begins with the prices at which nothing is gained by making a stop twice because
// it must be made.
func newPool(m *model) *pool {
	p := &pool{
		model: m, known: map[uint64]int{}, prices: make([]float64, len(m.Options)), sold: make([]int, len(m.Options)),
		top: make([][]float64, len(m.Units)), makers: make([]int, len(m.Options)),
	}
	for g, members := range m.members {
		if len(members) == 1 && p.nth[members[0]] < 0 {
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
		key ^= p.hash[p.as(class, j)]
	}
	if i, have := p.known[key]; have {
		if busy < p.routes[i].busy {
			p.routes[i].busy = busy
			p.routes[i].stops = p.appendAs(p.routes[i].stops[:0], class, stops)
		}
		return
	}
	if len(p.routes) >= 4*poolSize {
		p.trim()
	}
	p.known[key] = len(p.routes)
	route := pooled{class: class, stops: p.appendAs(nil, class, stops), busy: busy, placed: key}
	route.prize = p.alone(route.stops)
	p.routes = append(p.routes, route)
}

// appendAs appends to a route the stops of another, as a unit that is alike makes them.
func (p *pool) appendAs(route []int, k int, stops []int) []int {
	for _, j := range stops {
		route = append(route, p.as(k, j))
	}
	return route
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
	clear(p.makers)
	for i, r := range p.routes {
		p.known[r.placed] = i
		for _, j := range r.stops {
			p.makers[j]++
		}
	}
}

// promises reports whether an option is worth a try: some of the good routes make it, or
// none are known. Where any time will do, all are.
func (p *pool) promises(j int) bool {
	return !p.windows || p.makers[j]*unpromising >= len(p.routes) || p.nth[j] >= 0
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
				if p.nth[j] < 0 {
					p.sold[j]++
				}
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
	if l.nth[j] >= 0 {
		return l.Options[j].Prize + l.must[g]
	}
	before := l.worth(g)
	l.made[g] = append(l.made[g], j)
	return l.worth(g) - before
}

// undo takes out the last option made of j's group.
func (l ledger) undo(j int) {
	g := l.Options[j].Group
	if l.nth[j] >= 0 {
		return
	}
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
	units  []int     // those that are alike one after the other
	left   [][][]int // by units that have a route, and by class: what the others can make beside those, best first
	sets   []uint64  // by position in the pool: its stops
	taken  []uint64  // the stops of the routes that are taken
	uses   []int
	ledger ledger
	chosen []int // by place in units: position in the pool, or -1
	prize  float64
	bound  float64 // of what those taken and those to come collect, less what those to come earn
	best   []int
	most   float64
	steps  int
}

// pack returns the routes that collect most together, or none where nothing more than what
// is known is found, by depth-first branch and bound as far as the steps allow.
func (p *pool) pack(known float64) [][]int {
	routes := p.price(known)
	k := &packing{
		pool: p, taken: make([]uint64, (len(p.Options)+63)/64), uses: make([]int, len(p.Capacity)+1), most: known,
		ledger: ledger{p.model, map[int][]int{}}, chosen: slices.Repeat([]int{-1}, len(p.Units)), steps: packSteps,
	}
	k.sets = make([]uint64, len(k.taken)*len(p.routes))
	for i, r := range p.routes {
		set := k.set(i)
		for _, j := range r.stops {
			if p.nth[j] < 0 {
				set[j/64] |= 1 << (j % 64)
			}
		}
	}
	slices.SortFunc(routes, func(a, b int) int {
		return cmp.Or(cmp.Compare(p.routes[b].net, p.routes[a].net), a-b)
	})
	for u := range p.Units {
		k.units = append(k.units, u)
		k.left = append(k.left, make([][]int, len(p.Units)))
	}
	k.left = append(k.left, make([][]int, len(p.Units)))
	slices.SortStableFunc(k.units, func(a, b int) int { return p.class[a] - p.class[b] })
	for _, i := range routes {
		class := p.routes[i].class
		k.left[0][class] = append(k.left[0][class], i)
	}
	for _, price := range p.prices {
		k.bound += price
	}
	k.choose(0)
	if k.best == nil {
		return nil
	}
	out := make([][]int, len(p.Units))
	for at, i := range k.best {
		if u := k.units[at]; i >= 0 {
			out[u] = p.appendAs(nil, u, p.routes[i].stops)
		}
	}
	return out
}

// choose tries the routes that are left for a unit. Those that are alike take theirs in
// order.
func (k *packing) choose(at int) {
	if k.prize > k.most {
		k.most = k.prize
		k.best = slices.Clone(k.chosen)
	}
	if at == len(k.units) {
		return
	}
	left, next := k.left[at], k.left[at+1]
	class := k.class[k.units[at]]
	routes := left[class]
	for i, route := range routes {
		left[class] = routes[i:]
		if k.steps <= 0 || k.bound+k.ahead(at, left) <= k.most {
			break
		}
		r := &k.routes[route]
		gain := k.take(route)
		costs := r.prize - r.net
		k.prize += gain
		k.bound += gain - costs
		k.chosen[at] = route
		left[class] = routes[i+1:]
		k.beside(left, next, at+1)
		k.choose(at + 1)
		k.chosen[at] = -1
		k.prize -= gain
		k.bound -= gain - costs
		k.release(route)
	}
	left[class] = nil // without a route for this one and those like it
	if k.steps > 0 && k.bound+k.ahead(at, left) > k.most {
		for class := range left {
			next[class] = append(next[class][:0], left[class]...)
		}
		k.choose(at + 1)
	}
	left[class] = routes
}

// beside sets what is left for the units from one on, beside the routes that are taken.
func (k *packing) beside(left, next [][]int, at int) {
	for ; at < len(k.units); at++ {
		class := k.class[k.units[at]]
		next[class] = next[class][:0]
		for _, i := range left[class] {
			if !k.clashes(i) {
				next[class] = append(next[class], i)
			}
		}
		k.steps -= len(left[class])
		for at+1 < len(k.units) && k.class[k.units[at+1]] == class {
			at++
		}
	}
}

// ahead returns the most that the units from one on can earn by routes that are left.
func (k *packing) ahead(at int, left [][]int) float64 {
	var sum float64
	for nth, class := 0, -1; at < len(k.units); at++ {
		if k.class[k.units[at]] != class {
			nth, class = 0, k.class[k.units[at]]
		}
		if nth < len(left[class]) {
			sum += max(0, k.routes[left[class][nth]].net)
		}
		nth++
	}
	return sum
}

// set returns the stops of a route, but for those of which each unit has its own.
func (k *packing) set(route int) []uint64 {
	return k.sets[route*len(k.taken) : (route+1)*len(k.taken)]
}

// clashes reports whether a route cannot be made beside those that are taken.
func (k *packing) clashes(route int) bool {
	set := k.set(route)
	for i, taken := range k.taken {
		if taken&set[i] != 0 {
			return true
		}
	}
	if k.flat && len(k.Capacity) == 0 {
		return false
	}
	stops := k.routes[route].stops
	k.steps -= len(stops)
	for i, j := range stops {
		o := &k.Options[j]
		n, uses := len(k.ledger.made[o.Group]), k.uses[o.Uses]
		for _, v := range stops[:i+1] {
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

func (k *packing) take(route int) float64 {
	r := &k.routes[route]
	for i, b := range k.set(route) {
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

func (k *packing) release(route int) {
	r := &k.routes[route]
	for i, b := range k.set(route) {
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
