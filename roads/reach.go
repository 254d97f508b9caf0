package roads

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// Reach returns the parts of streets that can be reached from a place within a time: an
// isochrone, as lines that do not overlap. A street is reached as far as one comes along
// it from either of its ends. The cost is a search of the junctions within that time.
func (n *Network) Reach(from Place, within time.Duration) orb.MultiLineString {
	most := cost(max(0, within-newCost(from.Metres, Walking).time())/time.Millisecond) << 32
	covered := map[int32][][2]float64{}
	cover := func(i int32, from, to float64) {
		if from != to {
			covered[i] = append(covered[i], [2]float64{min(from, to), max(from, to)})
		}
	}
	own := n.pieces[from.piece]
	cover(from.piece, from.share, min(1, from.share+shareOf(most, own.there)))
	cover(from.piece, from.share, max(0, from.share-shareOf(most, own.back)))
	s := newSearch(n.junctions)
	n.spread(&s, n.leaving(from), most, cost.itself, func(v int32, c cost) {
		for _, e := range n.rows.of(v) {
			if share := min(1, shareOf(most-c, e.cost)); ^e.via%2 == 1 {
				cover(^e.via/2, 1-share, 1)
			} else {
				cover(^e.via/2, 0, share)
			}
		}
	})
	var lines orb.MultiLineString
	for _, i := range slices.Sorted(maps.Keys(covered)) {
		for _, part := range merged(covered[i]) {
			lines = append(lines, n.stretch(i, part[0], part[1]))
		}
	}
	return lines
}

// shareOf returns which share of a way takes as long as there is time for; 0 of a way
// that is closed, and above 1 of one that takes less.
func shareOf(left, whole cost) float64 {
	if whole == unreached {
		return 0
	}
	return float64(left>>32) / float64(max(1, whole>>32))
}

// merged returns intervals in order, those that overlap as one.
func merged(intervals [][2]float64) (of [][2]float64) {
	slices.SortFunc(intervals, func(a, b [2]float64) int { return cmp.Compare(a[0], b[0]) })
	for _, i := range intervals {
		if last := len(of) - 1; last >= 0 && i[0] <= of[last][1] {
			of[last][1] = max(of[last][1], i[1])
			continue
		}
		of = append(of, i)
	}
	return of
}

// itself returns the cost: time before length.
func (c cost) itself() cost { return c }

// stretch returns the line between two shares of a piece.
func (n *Network) stretch(i int32, from, to float64) orb.LineString {
	return n.within(i, from, to, n.at(i, from), n.at(i, to))
}

// at returns the point at a share of a piece.
func (n *Network) at(i int32, share float64) orb.Point {
	line := n.line(n.pieces[i])
	left := share * length(line)
	for k := 1; k < len(line); k++ {
		step := length(line[k-1 : k+1])
		if left <= step && step > 0 {
			t := left / step
			return orb.Point{line[k-1][0] + t*(line[k][0]-line[k-1][0]), line[k-1][1] + t*(line[k][1]-line[k-1][1])}
		}
		left -= step
	}
	return line[len(line)-1]
}

// spread is Dijkstra's search (1959) from some junctions as far as a cost, counted as by
// says; it calls visit with each junction that it reaches, the cheapest first.
func (n *Network) spread(s *search, from []start, most cost, by func(cost) cost, visit func(v int32, c cost)) {
	for _, e := range from {
		s.reach(e.junction, by(e.cost))
	}
	for len(s.queue) > 0 {
		c, v := s.queue.pop()
		if c > most {
			break
		}
		if c > s.cost[v] {
			continue
		}
		visit(v, c)
		for _, e := range n.rows.of(v) {
			s.reach(e.to, c+by(e.cost))
		}
	}
	s.clear()
}
