package roads

import "slices"

// A hierarchy is a contraction hierarchy (Geisberger et al. 2008): junctions in an order
// of importance, with shortcuts, so that from one to another there is a quickest way
// that first climbs and then descends. Junctions go by their rank here.
type hierarchy struct {
	rank []int32 // of each junction
	up   rows    // from each rank to higher ones
	down rows    // to each rank from higher ones, as edges from it
}

// contract takes junctions out of a network, the least important first, and puts in a
// shortcut wherever the quickest way between two others led over one. Importance is how
// many edges more there would be, how many neighbours are gone, and how deep the
// hierarchy below is; it is looked at again when a junction's turn comes.
func contract(n *Network) hierarchy {
	c := newContraction(n)
	var q queue
	for v := range c.out {
		q.push(c.importance(int32(v)), int32(v))
	}
	h := hierarchy{rank: make([]int32, len(c.out))}
	order := make([]int32, 0, len(c.out))
	for len(q) > 0 {
		was, v := q.pop()
		if now := c.importance(v); now > was && len(q) > 0 && now > q[0].cost {
			q.push(now, v)
			continue
		}
		h.rank[v] = int32(len(order))
		order = append(order, v)
		c.take(v)
	}
	h.up, h.down = ranked(c.out, order, h.rank), ranked(c.in, order, h.rank)
	return h
}

// ranked returns the edges of junctions as rows by rank.
func ranked(edges [][]edge, order, rank []int32) rows {
	sorted := make([][]edge, len(edges))
	for r, v := range order {
		sorted[r] = edges[v]
		for i := range sorted[r] {
			e := &sorted[r][i]
			if e.to = rank[e.to]; e.via >= 0 {
				e.via = rank[e.via]
			}
		}
		slices.SortFunc(sorted[r], func(a, b edge) int { return int(a.to - b.to) })
	}
	return newRows(len(edges), sorted)
}

// A contraction is a network that becomes smaller. What it knows of a junction that has
// been taken is as it was then.
type contraction struct {
	out, in   [][]edge
	gone      []int32 // how many neighbours of each junction have been taken
	depth     []int32 // how deep the hierarchy below each is
	witness   search
	shortcuts []shortcut
}

type shortcut struct {
	from, to int32
	cost     cost
}

func newContraction(n *Network) *contraction {
	k := n.junctions
	c := &contraction{out: make([][]edge, k), in: make([][]edge, k), gone: make([]int32, k), depth: make([]int32, k), witness: newSearch(k)}
	for v := range int32(k) {
		for _, e := range n.rows.of(v) {
			if e.to != v {
				c.add(v, e.to, e.via, e.cost)
			}
		}
	}
	return c
}

// add puts an edge in, or lets one that is there cost less.
func (c *contraction) add(from, to, via int32, cost cost) {
	put := func(edges *[]edge, to int32) {
		for i := range *edges {
			if e := &(*edges)[i]; e.to == to {
				if cost < e.cost {
					e.cost, e.via = cost, via
				}
				return
			}
		}
		*edges = append(*edges, edge{to, via, cost})
	}
	put(&c.out[from], to)
	put(&c.in[to], from)
}

// importance returns how important a junction is, as a cost to queue by.
func (c *contraction) importance(v int32) cost {
	c.bypass(v)
	const base = 1 << 20 // edges go down as well as up
	return cost(base + 2*(len(c.shortcuts)-len(c.out[v])-len(c.in[v])) + int(c.gone[v]) + int(c.depth[v]))
}

// bypass finds the shortcuts that a junction needs to be left out: where no other way is
// as quick as that over it. It looks at few junctions for another; one that it misses
// makes a shortcut too many and no way wrong.
func (c *contraction) bypass(v int32) {
	c.shortcuts = c.shortcuts[:0]
	if len(c.out[v]) == 0 || len(c.in[v]) == 0 {
		return
	}
	for _, into := range c.in[v] {
		most, targets := cost(0), 0
		for _, out := range c.out[v] {
			if out.to != into.to {
				most, targets = max(most, into.cost+out.cost), targets+1
			}
		}
		if targets == 0 {
			continue
		}
		c.look(into.to, v, most)
		for _, out := range c.out[v] {
			if over := into.cost + out.cost; out.to != into.to && c.witness.cost[out.to] > over {
				c.shortcuts = append(c.shortcuts, shortcut{into.to, out.to, over})
			}
		}
		c.witness.clear()
	}
}

// look searches from a junction without another, no farther than a cost.
func (c *contraction) look(from, without int32, most cost) {
	const enough = 40 // junctions
	s := &c.witness
	s.reach(from, 0)
	for settled := 0; len(s.queue) > 0 && settled < enough; {
		d, v := s.queue.pop()
		if d > s.cost[v] {
			continue
		}
		if d > most {
			break
		}
		settled++
		for _, e := range c.out[v] {
			if e.to != without {
				s.reach(e.to, d+e.cost)
			}
		}
	}
}

// take takes a junction out.
func (c *contraction) take(v int32) {
	c.bypass(v)
	for _, s := range c.shortcuts {
		c.add(s.from, s.to, v, s.cost)
	}
	drop := func(edges *[]edge, u int32) {
		c.gone[u]++
		c.depth[u] = max(c.depth[u], c.depth[v]+1)
		for i, e := range *edges {
			if e.to == v {
				(*edges)[i] = (*edges)[len(*edges)-1]
				*edges = (*edges)[:len(*edges)-1]
				return
			}
		}
	}
	for _, e := range c.out[v] {
		drop(&c.in[e.to], e.to)
	}
	for _, e := range c.in[v] {
		drop(&c.out[e.to], e.to)
	}
}

// A search is what is known of junctions in the course of one: what it costs to come to
// them. It is used again and again, since to make one takes as long as the network is
// large.
type search struct {
	cost    []cost
	touched []int32
	queue   queue
}

func newSearch(junctions int) search {
	s := search{cost: make([]cost, junctions)}
	for i := range s.cost {
		s.cost[i] = unreached
	}
	return s
}

// reach says that a junction can be come to at a cost, and reports whether that is less
// than was known.
func (s *search) reach(v int32, c cost) bool {
	if c >= s.cost[v] {
		return false
	}
	if s.cost[v] == unreached {
		s.touched = append(s.touched, v)
	}
	s.cost[v] = c
	s.queue.push(c, v)
	return true
}

// clear makes a search forget.
func (s *search) clear() {
	for _, v := range s.touched {
		s.cost[v] = unreached
	}
	s.touched, s.queue = s.touched[:0], s.queue[:0]
}
