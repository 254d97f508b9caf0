package orienteering

import (
	"math"
	"slices"
)

// A candidate is an option and how soon it is to be tried.
type candidate struct {
	value  float64
	option int
}

// sortCandidates puts the lowest value first.
func sortCandidates(c []candidate) {
	slices.SortFunc(c, func(a, b candidate) int { // values are numbers: quicker than cmp.Compare
		switch {
		case a.value < b.value:
			return -1
		case a.value > b.value:
			return 1
		}
		return a.option - b.option
	})
}

// Where times of day matter, recreate tries the options that are this close to what was taken
// out, and all options once in so many times.
const (
	closest    = 25
	everything = 16
)

// focus chooses which options recreate tries: the time that became free is round what was
// taken out, and what no good route makes is seldom worth a try. What must be made and is not
// is always among them.
func (w *worker) focus(s *state) {
	w.focused = !w.timeless && len(w.marked) > 0 && w.random.IntN(everything) > 0
	if !w.focused {
		return
	}
	clear(w.close)
	for _, i := range w.marked {
		w.close[i] = w.joint.promises(i)
		near := w.near(i)
		for _, j := range near[:min(closest, len(near))] {
			w.close[j] = w.joint.promises(j)
		}
	}
	for g, must := range w.must {
		if must > 0 && s.count[g] == 0 {
			for _, j := range w.members[g] {
				w.close[j] = true
			}
		}
	}
}

// recreate makes what fits: half the time in an order, each where it costs least,
// half the time what is worth most for its cost, again and again.
func (w *worker) recreate(s *state) {
	if w.random.IntN(2) == 0 {
		w.inOrder(s)
	} else {
		w.byWorth(s, 0.5+1.5*w.random.Float64(), 0.2)
	}
}

// inOrder tries options in a random order, by prize, by distance or by prize for
// cost, and skips 2% of the places.
func (w *worker) inOrder(s *state) {
	w.open = w.open[:0]
	way := w.random.IntN(4)
	if w.windows {
		way |= 1 // the others then find next to nothing
	}
	start := w.Units[w.random.IntN(len(w.Units))]
	for j := range s.Options {
		if w.focused && !w.close[j] || !s.open(j) {
			continue
		}
		gain := s.gain(j)
		if gain <= 0 {
			continue
		}
		k, cost := w.cheapest(s, j, false)
		if k < 0 {
			continue // nor does it fit later
		}
		value := w.random.Float64()
		switch noise := 0.8 + 0.4*value; way {
		case 1:
			value = -gain * noise
		case 2:
			value = float64(start.Travel[start.Start][s.Options[j].Place]) * noise
		case 3:
			value = -gain / (1 + cost) * noise
		}
		w.open = append(w.open, candidate{value, j})
	}
	sortCandidates(w.open)
	for _, c := range w.open {
		if !s.open(c.option) || s.gain(c.option) <= 0 {
			continue
		}
		if k, _ := w.cheapest(s, c.option, true); k >= 0 {
			s.make(k, c.option)
		}
	}
}

// place makes an option where it costs least, if it fits.
func (w *worker) place(s *state, j int) {
	if k, _ := w.cheapest(s, j, false); k >= 0 {
		s.make(k, j)
	}
}

// cheapest returns the unit for which an option costs least, or -1, and its price: of one of
// a pair, with that of the unit for which it costs least after it.
func (w *worker) cheapest(s *state, j int, skip bool) (unit int, cost float64) {
	unit, cost = -1, math.MaxFloat64
	next := math.MaxFloat64
	for k := range s.routes {
		m := s.move(k, j)
		if m.at < 0 || skip && w.random.IntN(50) == 0 {
			continue
		}
		c := float64(m.cost)
		if s.Uneven > 0 || s.Sharing > 0 {
			c = s.price(k, j, m.cost)
		}
		switch {
		case c < cost:
			unit, cost, next = k, c, cost
		case c < next:
			next = c
		}
	}
	if s.Options[j].With == 0 {
		return unit, cost
	}
	if next == math.MaxFloat64 {
		return -1, next
	}
	return unit, cost + next
}

// price is the cost of a move, raised where it leaves a territory or adds to the
// work of a unit that is busier than others.
func (s *state) price(k, j, cost int) float64 {
	price := float64(cost)
	if s.Uneven > 0 {
		price *= 1 + float64(s.routes[k].busy)/float64(s.routes[k].unit.Limit+1)
	}
	if o := &s.Options[j]; s.Sharing > 0 && s.count[o.Group] > 0 && !s.Groups[o.Group].Home {
		for _, v := range s.members[o.Group] {
			if s.by[v] == k {
				return price
			}
		}
		price *= 3
	}
	return price
}

// byWorth makes the option with most prize to the power for its cost, again and
// again, with as much noise as given.
func (w *worker) byWorth(s *state, power, noise float64) {
	n := len(s.Options)
	w.open = w.open[:0]
	best, price, weights := w.moves[:0], w.prices[:0], w.weights[:0]
	for j := range n {
		if w.focused && !w.close[j] || !s.open(j) {
			continue
		}
		gain := s.gain(j)
		if gain <= 0 {
			continue
		}
		k, c := w.cheapest(s, j, false)
		if k < 0 {
			continue
		}
		weight := math.Exp(power*math.Log(gain/w.mean)) / gain // quicker than math.Pow
		if noise > 0 {
			weight *= 1 - noise + 2*noise*w.random.Float64()
		}
		w.open = append(w.open, candidate{gain, j})
		weights = append(weights, weight)
		best = append(best, move{at: k})
		price = append(price, c)
	}
	w.moves, w.prices, w.weights = best, price, weights
	for {
		at, most := -1, 0.0
		for i, c := range w.open {
			if value := c.value * weights[i] / (1 + price[i]); value > most {
				at, most = i, value
			}
		}
		if at < 0 {
			return
		}
		j, k := w.open[at].option, best[at].at
		other := s.make(k, j)
		group, uses := s.Options[j].Group, s.Options[j].Uses
		for i := range w.open {
			c := &w.open[i]
			if c.value <= 0 {
				continue
			}
			o := &s.Options[c.option]
			if c.option == j || o.Group == group || uses > 0 && o.Uses == uses {
				if c.value = 0; s.open(c.option) {
					c.value = s.gain(c.option)
				}
			}
			if best[i].at == k || o.Group == group || other >= 0 || o.With > 0 {
				best[i].at, price[i] = w.cheapest(s, c.option, false)
				if best[i].at < 0 {
					c.value = 0
				}
			} else if m := s.move(k, c.option); m.at >= 0 {
				if p := s.price(k, c.option, m.cost); p < price[i] {
					best[i].at, price[i] = k, p
				}
			}
		}
	}
}
