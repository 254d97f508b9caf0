package roads

import (
	"cmp"
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// A Leg is the quickest way from one place to another, the shortest of those that are
// as quick. The ways between the points asked for and the streets are walked, and are
// part of it.
type Leg struct {
	Time   time.Duration
	Metres float64
}

// A start is an end of a place's piece, and what it costs to come to it from the place,
// or from it to the place.
type start struct {
	junction int32
	share    float64 // 0 or 1: which end
	cost     cost
}

// leaving returns how one leaves a place along its piece, the cheaper way first. A corner
// is left by all of its streets, one way or not.
func (n *Network) leaving(p Place) []start {
	of := n.pieces[p.piece]
	switch p.share {
	case 0:
		of.from, of.back = n.noses.whole(of.from), 0
	case 1:
		of.to, of.there = n.noses.whole(of.to), 0
	}
	return cheapest([]start{{of.from, 0, of.back.part(p.share)}, {of.to, 1, of.there.part(1 - p.share)}})
}

// arriving returns how one comes to a place along its piece, the cheaper way first. To a
// corner one comes by all of its streets.
func (n *Network) arriving(p Place) []start {
	of, there, back := n.pieces[p.piece], ^(2 * p.piece), ^(2*p.piece + 1)
	switch p.share {
	case 0:
		of.from, of.there, there = n.noses.whole(of.from), 0, anywhere
	case 1:
		of.to, of.back, back = n.noses.whole(of.to), 0, anywhere
	}
	first, last := start{of.from, 0, of.there.part(p.share)}, start{of.to, 1, of.back.part(1 - p.share)}
	starts := []start{first, last}
	for _, t := range n.noses.leadingTo(of.from, there) {
		starts = append(starts, start{t, 0, first.cost})
	}
	for _, t := range n.noses.leadingTo(of.to, back) {
		starts = append(starts, start{t, 1, last.cost})
	}
	return cheapest(starts)
}

// cheapest sorts starts and leaves out those that are no way.
func cheapest(s []start) []start {
	slices.SortStableFunc(s, func(a, b start) int { return cmp.Compare(a.cost, b.cost) })
	return slices.DeleteFunc(s, func(e start) bool { return e.cost == unreached })
}

// along returns what it costs to go from one place to another on the same piece, if one
// can.
func (n *Network) along(from, to Place) cost {
	p := n.pieces[from.piece]
	switch {
	case from.piece != to.piece:
		return unreached
	case from.share <= to.share && p.there != unreached:
		return p.there.part(to.share) - p.there.part(from.share)
	case from.share >= to.share && p.back != unreached:
		return p.back.part(1-to.share) - p.back.part(1-from.share)
	}
	return unreached
}

// Legs returns the legs from each place to each: legs[from][to]. Two searches up the
// hierarchy for each place find them, of some hundred junctions each; those from the
// targets leave at every junction what it costs from there (Knopp et al. 2007).
func (n *Network) Legs(places []Place) [][]Leg {
	costs := n.costs(places)
	legs := make([][]Leg, len(places))
	for i, from := range places {
		legs[i] = make([]Leg, len(places))
		for j, to := range places {
			if from.Of == to.Of {
				continue
			}
			afoot := newCost(from.Metres+to.Metres, Walking)
			legs[i][j] = Leg{costs[i][j].time() + afoot.time(), costs[i][j].metres() + afoot.metres()}
		}
	}
	return legs
}

// A left is what a search from a target leaves at a junction.
type left struct {
	target int32
	cost   cost
}

// costs returns what it costs to go along streets from each place to each.
func (n *Network) costs(places []Place) [][]cost {
	h := n.hierarchy()
	s := newSearch(n.junctions)
	type found struct {
		rank int32
		left
	}
	var all []found
	for t, p := range places {
		s.begin(n.arriving(p), h.rank)
		s.climb(h.down, h.up, func(v int32, c cost) { all = append(all, found{v, left{int32(t), c}}) })
		s.clear()
	}
	first := make([]int32, n.junctions+1) // what is left, in rows by rank
	for _, f := range all {
		first[f.rank+1]++
	}
	for v := range n.junctions {
		first[v+1] += first[v]
	}
	lefts, next := make([]left, len(all)), slices.Clone(first)
	for _, f := range all {
		lefts[next[f.rank]] = f.left
		next[f.rank]++
	}
	costs := make([][]cost, len(places))
	for i, p := range places {
		row := make([]cost, len(places))
		for j, to := range places {
			row[j] = n.along(p, to)
		}
		s.begin(n.leaving(p), h.rank)
		s.climb(h.up, h.down, func(v int32, c cost) {
			for _, l := range lefts[first[v]:first[v+1]] {
				row[l.target] = min(row[l.target], c+l.cost)
			}
		})
		s.clear()
		costs[i] = row
	}
	return costs
}

// begin starts a search from a place; rank numbers the junctions.
func (s *search) begin(from []start, rank []int32) {
	for _, e := range from {
		s.reach(rank[e.junction], e.cost)
	}
}

// climb searches upwards and calls visit with what it reaches. A junction that is come
// to more cheaply from above is not on a quickest way that climbs: it is passed over.
func (s *search) climb(up, down rows, visit func(v int32, c cost)) {
	for len(s.queue) > 0 {
		c, v := s.queue.pop()
		if c > s.cost[v] || s.stalled(down, v, c) {
			continue
		}
		visit(v, c)
		for _, e := range up.of(v) {
			s.reach(e.to, c+e.cost)
		}
	}
}

func (s *search) stalled(down rows, v int32, c cost) bool {
	for _, e := range down.of(v) {
		if above := s.cost[e.to]; above != unreached && above+e.cost < c {
			return true
		}
	}
	return false
}

// Path returns the line along streets of the leg from one place to another, from where
// the first is left to where the other is reached. The cost is two searches up the
// hierarchy and the junctions of the way.
func (n *Network) Path(from, to Place) orb.LineString {
	best, h := n.along(from, to), n.hierarchy()
	out, in := n.climbing(n.leaving(from), h.up, h.down), n.climbing(n.arriving(to), h.down, h.up)
	top := int32(none)
	for _, v := range out.touched {
		if in.cost[v] != unreached && out.cost[v]+in.cost[v] < best {
			best, top = out.cost[v]+in.cost[v], v
		}
	}
	if top == none {
		return n.within(from.piece, from.share, to.share, from.At, to.At)
	}
	var vias []int32
	first := top
	var climbed [][3]int32 // from, to, via: of the way up, the last first
	for out.before[first].to != none {
		e := out.before[first]
		climbed = append(climbed, [3]int32{e.to, first, e.via})
		first = e.to
	}
	for _, e := range slices.Backward(climbed) {
		vias = n.unpack(vias, e[0], e[1], e[2])
	}
	last := top
	for in.before[last].to != none {
		e := in.before[last]
		vias = n.unpack(vias, last, e.to, e.via)
		last = e.to
	}
	return n.draw(from, to, first, last, vias)
}

// A way up is a search that remembers by which edge it came.
type ascent struct {
	search
	before []edge // by which edge each was reached, and from where: none for a start
}

func (n *Network) climbing(from []start, up, down rows) ascent {
	a := ascent{newSearch(n.junctions), make([]edge, n.junctions)}
	for _, e := range from {
		if v := n.hierarchy().rank[e.junction]; a.reach(v, e.cost) {
			a.before[v] = edge{to: none}
		}
	}
	for len(a.queue) > 0 {
		c, v := a.queue.pop()
		if c > a.cost[v] || a.stalled(down, v, c) {
			continue
		}
		for _, e := range up.of(v) {
			if a.reach(e.to, c+e.cost) {
				a.before[e.to] = edge{to: v, via: e.via}
			}
		}
	}
	return a
}

// unpack adds the edges that an edge from one rank to another stands for: itself, if it
// is of a piece.
func (n *Network) unpack(vias []int32, from, to, via int32) []int32 {
	if via < 0 {
		return append(vias, via)
	}
	find := func(edges []edge, to int32) int32 {
		return edges[slices.IndexFunc(edges, func(e edge) bool { return e.to == to })].via
	}
	vias = n.unpack(vias, from, via, find(n.hierarchy().down.of(via), from))
	return n.unpack(vias, via, to, find(n.hierarchy().up.of(via), to))
}

// draw returns the line of a way from a place by edges of pieces to another.
func (n *Network) draw(from, to Place, first, last int32, vias []int32) orb.LineString {
	line := n.toEnd(from, n.leaving(from), first)
	for _, via := range vias {
		points := n.line(n.pieces[^via/2])
		if ^via%2 == 1 {
			points = slices.Clone(points)
			slices.Reverse(points)
		}
		line = append(line, points[1:]...)
	}
	end := n.toEnd(to, n.arriving(to), last)
	slices.Reverse(end)
	return tidied(append(line, end...))
}

// toEnd returns the line from a place to the cheapest of the ends that is at a rank.
func (n *Network) toEnd(p Place, ends []start, rank int32) orb.LineString {
	e := ends[slices.IndexFunc(ends, func(e start) bool { return n.hierarchy().rank[e.junction] == rank })]
	return n.within(p.piece, p.share, e.share, p.At, n.positions[e.junction])
}

// within returns the line between two shares of a piece, whose points these are.
func (n *Network) within(i int32, from, to float64, a, b orb.Point) orb.LineString {
	points := n.line(n.pieces[i])
	whole, so := length(points), 0.0
	line := orb.LineString{}
	for k := range points {
		if k > 0 {
			so += length(points[k-1 : k+1])
		}
		if share := so / whole; share > min(from, to) && share < max(from, to) {
			line = append(line, points[k])
		}
	}
	if from > to {
		slices.Reverse(line)
	}
	return tidied(slices.Concat(orb.LineString{a}, line, orb.LineString{b}))
}

// tidied leaves out points that are where the one before is, but for the second of two.
func tidied(line orb.LineString) orb.LineString {
	line = slices.Compact(line)
	if len(line) == 1 {
		line = append(line, line[0])
	}
	return line
}
