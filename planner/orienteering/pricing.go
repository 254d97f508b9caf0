package orienteering

import (
	"math"
	"slices"
)

// RouteBound returns a prize that no solution can exceed, at most that of [Bound], which
// it begins with; known is a prize that one reaches, as there. Enough, which may be nil,
// ends it early: what it has then holds.
//
// It is a Lagrangian relaxation too. Options have prices, at which groups buy them and
// routes sell them: a group takes what is worth more than its price, and each unit makes
// the route that earns most, which may come back to an option, but not at once or by way
// of one other (Christofides, Mingozzi & Toth 1981, doi 10.1007/BF01589353). Routes keep
// real legs, windows and waits, which the pool of time of Bound does not. A break, or
// another group that must be met and is one unit's own, is made once in its route. A step
// costs the stretches of the clock, at most 960, times the options that are open, times
// the places, for each kind of unit; there are at most 40, and fewer of large problems.
func RouteBound(in *Instance, known float64, enough func() bool) float64 {
	r, best := relax(in, known, enough)
	if enough != nil && enough() {
		return best
	}
	p, able := newPricing(r)
	if !able {
		return best
	}
	scale, since := 1.0, 0
	for range p.steps() {
		if best <= 1.005*known || enough != nil && enough() {
			break
		}
		value := p.value()
		if value < best-1e-9 {
			best, since = value, 0
		} else if since++; since == 4 {
			scale, since = scale/2, 0
		}
		if !p.reprice(scale * (value - 0.995*known)) {
			break
		}
	}
	return best
}

const (
	pricingSteps = 40
	pricingSlots = 960         // stretches of the clock, at most
	pricingWork  = 100_000_000 // ways from a place to an option at a time, in all steps
)

// steps returns how many are worth their time: none of a problem of thousands of options.
func (p *pricing) steps() int {
	work := 0
	for _, s := range p.of {
		for _, g := range s.goods {
			work += len(s.legs) * (g.shut - g.open + 1)
		}
	}
	return min(pricingSteps, pricingWork/max(1, work))
}

// A pricing is a model with prices on its options.
type pricing struct {
	*model
	own      []int     // by group: the unit whose break it is, or -1
	price    []float64 // by option
	sold     []float64 // by option: by routes, less what groups buy
	of       []*seller
	relaxing *relaxation
}

// newPricing begins with what options cost at the prices of time. It reports false for
// stops that take no time, of which a route could make any number.
func newPricing(r *relaxation) (*pricing, bool) {
	p := &pricing{
		model: r.model, own: slices.Repeat([]int{-1}, len(r.Groups)), price: make([]float64, len(r.Options)),
		sold: make([]float64, len(r.Options)), relaxing: r,
	}
	for j := range r.Options {
		if c := r.cheapest(j); c.fleet != nil {
			p.price[j] = c.cost
		}
	}
	taken := make([]bool, len(r.Units))
	for g, members := range r.members {
		if k, one := p.oneUnits(members); one && r.Groups[g].Must && r.Groups[g].Most == 1 && !taken[k] {
			p.own[g], taken[k] = k, true
		}
	}
	for k := range r.Units {
		s := newSeller(p, k)
		same := slices.IndexFunc(p.of, s.alike)
		if same >= 0 {
			p.of[same].units++
			continue
		}
		if !s.ready() {
			return nil, false
		}
		p.of = append(p.of, s)
	}
	return p, true
}

// value returns the bound at the present prices, and works out what is sold and bought.
func (p *pricing) value() float64 {
	clear(p.sold)
	var sum float64
	for _, s := range p.of {
		sum += float64(s.units) * s.best(p.price, p.sold)
	}
	for g, members := range p.members {
		if p.own[g] < 0 {
			sum += p.buy(g, members)
		}
	}
	return sum
}

// buy takes the options of a group that are worth most less their prices.
func (p *pricing) buy(g int, members []int) float64 {
	costs := make([]float64, len(members))
	for i, j := range members {
		costs[i] = p.price[j]
		if !p.usable(j) {
			costs[i] = math.Inf(1)
		}
	}
	value, taken := p.choose(g, members, costs)
	for _, i := range taken {
		p.sold[members[i]]--
	}
	return value
}

func (p *pricing) usable(j int) bool {
	return slices.ContainsFunc(p.relaxing.fleets, func(f *fleet) bool { return f.usable[j] })
}

// reprice lowers the price of what is sold more than bought, raises that of other options,
// and does likewise with the price of time. It reports whether anything was to change.
func (p *pricing) reprice(step float64) bool {
	var square float64
	for j, sold := range p.sold {
		if g := p.Options[j].Group; p.own[g] >= 0 {
			p.sold[j] = 0
			continue
		}
		if p.price[j] > 0 || sold < 0 || p.Groups[p.Options[j].Group].Must {
			square += sold * sold
		}
	}
	const hour = 60 // a minute too much of a shift counts as a sixtieth of an option
	for _, s := range p.of {
		if s.limit > 0 || s.over > 0 {
			over := s.over / float64(hour*s.slot)
			square += over * over
		}
	}
	if square == 0 {
		return false
	}
	step /= square
	for j, sold := range p.sold {
		p.price[j] -= step * sold
		if !p.Groups[p.Options[j].Group].Must {
			p.price[j] = max(0, p.price[j])
		}
	}
	for _, s := range p.of {
		s.limit = max(0, s.limit+step*s.over/float64(hour*s.slot)/float64(hour*s.slot))
	}
	return true
}
