package roads

import (
	"github.com/paulmach/orb"
	earth "github.com/paulmach/orb/geo"
)

// largestPart returns which junctions are in the largest part of a draft in which one
// can go from any to any, and how many they are; of two that are as large, the one found
// first. It is Tarjan's search for strongly connected components (1972), without
// recursion; its cost is linear.
func (d *draft) largestPart() (in []bool, size int) {
	edges := d.outward()
	n := len(d.nodes)
	s := components{index: make([]int32, n), low: make([]int32, n), at: make([]int32, n), of: make([]int32, n)}
	for v := range n {
		if s.index[v] == 0 {
			s.visit(int32(v), edges)
		}
	}
	sizes := make([]int, s.found+1)
	for _, c := range s.of {
		sizes[c]++
	}
	largest := int32(0)
	for c, k := range sizes {
		if k > size {
			largest, size = int32(c), k
		}
	}
	in = make([]bool, n)
	for v, c := range s.of {
		in[v] = c == largest
	}
	return in, size
}

// outward returns where one can go from each junction.
func (d *draft) outward() rows {
	first := make([]int32, len(d.nodes)+1)
	d.each(func(from, _, _ int32, _ cost) { first[from+1]++ })
	for v := range d.nodes {
		first[v+1] += first[v]
	}
	r := rows{first, make([]edge, first[len(d.nodes)])}
	next := append([]int32{}, first...)
	d.each(func(from, to, _ int32, _ cost) {
		r.edges[next[from]].to = to
		next[from]++
	})
	return r
}

// each calls visit with the edges of a draft, those of twins last.
func (d *draft) each(visit func(from, to, via int32, c cost)) {
	for i, p := range d.pieces {
		if p.there != unreached {
			visit(p.from, p.to, ^int32(2*i), p.there)
		}
		if p.back != unreached {
			visit(p.to, p.from, ^int32(2*i+1), p.back)
		}
	}
	for _, t := range d.twins {
		for _, via := range t.out {
			if p := d.pieces[^via/2]; ^via%2 == 0 {
				visit(t.junction, p.to, via, p.there)
			} else {
				visit(t.junction, p.from, via, p.back)
			}
		}
	}
}

// components finds them.
type components struct {
	index []int32 // when a junction was first visited; 0: not yet
	low   []int32 // the earliest that can be reached from it
	at    []int32 // which of its edges is next
	of    []int32 // its component, from 1 on; 0: not yet known
	stack []int32 // of junctions whose component is not known
	trail []int32 // from the start to the junction being visited
	time  int32
	found int32
}

func (s *components) visit(start int32, edges rows) {
	s.enter(start)
	for len(s.trail) > 0 {
		v := s.trail[len(s.trail)-1]
		if out := edges.of(v); int(s.at[v]) < len(out) {
			w := out[s.at[v]].to
			s.at[v]++
			switch {
			case s.index[w] == 0:
				s.enter(w)
			case s.of[w] == 0:
				s.low[v] = min(s.low[v], s.index[w])
			}
			continue
		}
		s.trail = s.trail[:len(s.trail)-1]
		if len(s.trail) > 0 {
			up := s.trail[len(s.trail)-1]
			s.low[up] = min(s.low[up], s.low[v])
		}
		if s.low[v] != s.index[v] {
			continue
		}
		s.found++
		for done := false; !done; {
			w := s.stack[len(s.stack)-1]
			s.stack = s.stack[:len(s.stack)-1]
			s.of[w], done = s.found, w == v
		}
	}
}

func (s *components) enter(v int32) {
	s.time++
	s.index[v], s.low[v] = s.time, s.time
	s.stack, s.trail = append(s.stack, v), append(s.trail, v)
}

// gates returns for each piece that is not in the part of the numbered junctions the one
// of these that is nearest along such pieces, whatever stands in the way: a private
// street or a barrier; none where there is none, and for pieces in the part.
func (d *draft) gates(n *Network, number []int32) []int32 {
	type end struct{ piece, to int32 }
	at := map[int64][]end{} // by node, since barriers do not part these
	var q queue
	far, gate := map[int64]cost{}, map[int64]int32{}
	gates := make([]int32, len(d.pieces))
	outside := func(p piece) bool {
		return p.there == unreached && p.back == unreached || number[p.from] == none || number[p.to] == none
	}
	for i, p := range d.pieces {
		gates[i] = none
		if !outside(p) {
			continue
		}
		a, b := d.nodes[p.from], d.nodes[p.to]
		at[a], at[b] = append(at[a], end{int32(i), p.to}), append(at[b], end{int32(i), p.from})
	}
	reach := func(junction, by int32, c cost) {
		node := d.nodes[junction]
		if known, is := far[node]; !is || c < known {
			far[node], gate[node] = c, by
			q.push(c, junction)
		}
	}
	for j, k := range number { // in order, so that of equals the first is taken
		if k != none && len(at[d.nodes[j]]) > 0 {
			reach(int32(j), k, 0)
		}
	}
	for len(q) > 0 {
		c, j := q.pop()
		node := d.nodes[j]
		if far[node] < c {
			continue
		}
		for _, e := range at[node] {
			reach(e.to, gate[node], c+newCost(length(n.line(d.pieces[e.piece])), Walking))
		}
	}
	for i, p := range d.pieces {
		if !outside(p) {
			continue
		}
		from, have := far[d.nodes[p.from]]
		to, also := far[d.nodes[p.to]]
		switch {
		case have && (!also || from <= to):
			gates[i] = gate[d.nodes[p.from]]
		case also:
			gates[i] = gate[d.nodes[p.to]]
		}
	}
	return gates
}

// length returns the metres of a line.
func length(line orb.LineString) (metres float64) {
	for i := 1; i < len(line); i++ {
		metres += earth.DistanceHaversine(line[i-1], line[i])
	}
	return metres
}
