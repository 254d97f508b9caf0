package orienteering

import (
	"cmp"
	"slices"
)

// A pool keeps routes that were part of good answers: for each set of stops the
// shortest order.
type pool struct {
	*model
	routes []pooled
	known  map[uint64]int // position by set and class of unit
}

type pooled struct {
	class  int
	stops  []int
	busy   int
	prize  float64
	bits   []uint64 // the set
	placed uint64
}

// The pool holds so many routes after it is merged, and the search for the best
// that go together takes about so many steps.
const (
	poolSize  = 3000
	packSteps = 200_000
)

func newPool(m *model) *pool { return &pool{model: m, known: map[uint64]int{}} }

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

// trim keeps the routes with the highest prize.
func (p *pool) trim() {
	slices.SortStableFunc(p.routes, func(a, b pooled) int { return cmp.Compare(b.prize, a.prize) })
	p.routes = p.routes[:min(len(p.routes), poolSize)]
	clear(p.known)
	for i, r := range p.routes {
		p.known[r.placed] = i
	}
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
	classes [][]int // by unit: the routes that it could make, highest prize first
	rest    []float64
	taken   []uint64
	uses    []int
	ledger  ledger
	chosen  []int // by unit: position in the pool, or -1
	prize   float64
	best    []int
	most    float64
	steps   int
}

// pack returns the routes that collect most together, as far as the steps allow,
// by depth-first branch and bound.
func (p *pool) pack() [][]int {
	p.trim()
	k := &packing{
		pool: p, taken: make([]uint64, (len(p.Options)+63)/64), uses: make([]int, len(p.Capacity)+1),
		ledger: ledger{p.model, map[int][]int{}}, chosen: slices.Repeat([]int{-1}, len(p.Units)), steps: packSteps,
	}
	by := map[int][]int{}
	for i, r := range p.routes {
		by[r.class] = append(by[r.class], i)
	}
	k.rest = make([]float64, len(p.Units)+1)
	for u := len(p.Units) - 1; u >= 0; u-- {
		k.rest[u] = k.rest[u+1]
		if routes := by[p.class[u]]; len(routes) > 0 {
			k.rest[u] += p.routes[routes[0]].prize
		}
	}
	for u := range p.Units {
		k.classes = append(k.classes, by[p.class[u]])
	}
	k.choose(0, 0)
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
	if k.prize > k.most || k.best == nil {
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
		if k.prize+k.ahead(u, r.prize) <= k.most {
			return
		}
		if k.clashes(r) {
			continue
		}
		gain := k.take(r)
		k.prize += gain
		k.chosen[u] = routes[i]
		next := 0
		if u+1 < len(k.Units) && k.class[u+1] == k.class[u] {
			next = i + 1
		}
		k.choose(u+1, next)
		k.chosen[u] = -1
		k.prize -= gain
		k.release(r)
	}
	if k.steps > 0 && k.prize+k.rest[u+1] > k.most {
		k.choose(u+1, 0) // without a route for this one
	}
}

// ahead returns the most that this unit and those after it can add, where this one
// takes a route with the prize given, and those like it that follow none higher.
func (k *packing) ahead(u int, prize float64) float64 {
	sum := prize
	v := u + 1
	for ; v < len(k.Units) && k.class[v] == k.class[u]; v++ {
		sum += prize
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
		if o.Uses > 0 && k.uses[o.Uses] >= k.Capacity[o.Uses-1] {
			return true
		}
		n := len(k.ledger.made[o.Group])
		for _, v := range r.stops[:i+1] {
			if k.Options[v].Group == o.Group {
				n++
			}
		}
		if n > k.Groups[o.Group].Most {
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
