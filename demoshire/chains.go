package demoshire

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// around returns the crossings that pieces join each one to, in order.
func (n *network) around() [][]int {
	around := make([][]int, len(n.at))
	for _, p := range n.pieces() {
		around[p[0]] = append(around[p[0]], p[1])
		around[p[1]] = append(around[p[1]], p[0])
	}
	return around
}

// classify finds the main roads: the shortest ways between main towns, and from
// villages to the main town of their district.
func (n *network) classify(towns []Town) {
	around := n.around()
	centres := make([]int, len(towns))
	for t, town := range towns {
		middle, least := geo.ToGrid(town.Centre), math.Inf(1)
		for i, at := range n.at {
			if d := planarDistance(at, middle); len(around[i]) > 0 && d < least {
				centres[t], least = i, d
			}
		}
	}
	raise := func(way []int, class string) {
		for k := 1; k < len(way); k++ {
			if p := pieceOf(way[k-1], way[k]); n.class[p] != primary {
				n.class[p] = class
			}
		}
	}
	for t, town := range towns {
		if t > 0 && towns[t-1].District == town.District {
			continue // a village
		}
		_, before := walk(len(n.at), []int{centres[t]}, func(i int, visit func(int, float64)) {
			for _, j := range around[i] {
				visit(j, n.length(pieceOf(i, j)))
			}
		})
		for other, place := range towns {
			switch main := other == 0 || towns[other-1].District != place.District; {
			case main:
				raise(back(centres[other], before), primary)
			case place.District == town.District:
				raise(back(centres[other], before), secondary)
			}
		}
	}
}

// chains returns the pieces joined to streets: at each crossing those of a kind go
// on as straight as they can.
func (n *network) chains() [][]int {
	on := map[[2]int]int{} // from a to b, one goes on to
	for b, around := range n.around() {
		type pair struct {
			a, c int
			bend float64
		}
		var pairs []pair
		for i, a := range around {
			for _, c := range around[i+1:] {
				const most = 50 * math.Pi / 180
				if bend := n.bend(a, b, c); bend < most && n.alike(pieceOf(a, b), pieceOf(b, c)) {
					pairs = append(pairs, pair{a, c, bend})
				}
			}
		}
		slices.SortStableFunc(pairs, func(p, q pair) int { return cmp.Compare(p.bend, q.bend) })
		for _, p := range pairs {
			_, taken := on[[2]int{p.a, b}]
			if _, other := on[[2]int{p.c, b}]; !taken && !other {
				on[[2]int{p.a, b}], on[[2]int{p.c, b}] = p.c, p.a
			}
		}
	}
	var chains [][]int
	done := map[piece]bool{}
	follow := func(a, b int) {
		chain := []int{a}
		for !done[pieceOf(a, b)] {
			done[pieceOf(a, b)] = true
			chain = append(chain, b)
			next, goes := on[[2]int{a, b}]
			if !goes {
				break
			}
			a, b = b, next
		}
		if len(chain) > 1 {
			chains = append(chains, chain)
		}
	}
	pieces := n.pieces()
	for _, p := range pieces { // from their ends
		if _, goes := on[[2]int{p[1], p[0]}]; !goes {
			follow(p[0], p[1])
		} else if _, goes := on[[2]int{p[0], p[1]}]; !goes {
			follow(p[1], p[0])
		}
	}
	for _, p := range pieces { // and what goes round
		follow(p[0], p[1])
	}
	return chains
}

// bend returns the angle by which one turns at b, 0 to π.
func (n *network) bend(a, b, c int) float64 {
	p, q, r := n.at[a], n.at[b], n.at[c]
	return math.Abs(math.Remainder(math.Atan2(r[1]-q[1], r[0]-q[0])-math.Atan2(q[1]-p[1], q[0]-p[0]), 2*math.Pi))
}

func (n *network) alike(a, b piece) bool {
	return n.class[a] == n.class[b] && !n.bridge[a] && !n.bridge[b]
}

// streets names the chains and makes some in town centres one-way.
func (n *network) streets(towns []Town, rng *rand.Rand) []Street {
	chains := n.chains()
	oneway := n.oneways(towns, chains, rng)
	called, bridges := names("street", rng), names("bridge", rng)
	streets := make([]Street, len(chains))
	for i, chain := range chains {
		first := pieceOf(chain[0], chain[1])
		s := Street{ID: int64(i + 1), Class: n.class[first], Bridge: n.bridge[first], Oneway: oneway[i]}
		if s.Bridge {
			s.Name = bridges.next()
		} else {
			s.Name = called.next()
		}
		for _, c := range chain {
			s.Nodes = append(s.Nodes, int64(c+1))
			s.Line = append(s.Line, rounded(geo.FromGrid(n.at[c])))
		}
		streets[i] = s
	}
	return streets
}

// oneways chooses streets in the centres of main towns. A street may be one-way if
// another way, of a few streets, leads back from each of its crossings to the one
// before: then one can still go from anywhere to anywhere.
func (n *network) oneways(towns []Town, chains [][]int, rng *rand.Rand) []bool {
	const radius = 700 // metres
	var centres []orb.Point
	for _, t := range towns {
		if t.Residents >= mostVillage {
			centres = append(centres, geo.ToGrid(t.Centre))
		}
	}
	central := func(c int) bool {
		return slices.ContainsFunc(centres, func(p orb.Point) bool { return planarDistance(p, n.at[c]) < radius })
	}
	around := n.around()
	shut := map[[2]int]bool{} // from, to
	oneway := make([]bool, len(chains))
	for i, chain := range chains {
		const share = 0.5
		class := n.class[pieceOf(chain[0], chain[1])]
		if class != residential || !central(chain[0]) || rng.Float64() > share {
			continue
		}
		set := func(closed bool) {
			for k := 1; k < len(chain); k++ {
				shut[[2]int{chain[k], chain[k-1]}] = closed
			}
		}
		set(true)
		oneway[i] = true
		for k := 1; k < len(chain) && oneway[i]; k++ {
			oneway[i] = leads(chain[k], chain[k-1], around, shut)
		}
		if !oneway[i] {
			set(false)
		}
	}
	return oneway
}

// leads reports whether a short way leads from one crossing to another.
func leads(from, to int, around [][]int, shut map[[2]int]bool) bool {
	const most = 10 // pieces
	seen := map[int]bool{from: true}
	front := []int{from}
	for range most {
		var next []int
		for _, a := range front {
			for _, b := range around[a] {
				if seen[b] || shut[[2]int{a, b}] {
					continue
				}
				if b == to {
					return true
				}
				seen[b] = true
				next = append(next, b)
			}
		}
		front = next
	}
	return false
}
