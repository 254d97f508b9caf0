package demoshire

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/paulmach/orb"

	"beatplan/geo"
)

// A Street is a street or a road, or a part of one: between two others or over
// the river. Streets meet where they have a node in common, and nowhere else; one
// can go from any to any other.
type Street struct {
	ID     int64
	Name   string
	Class  string         // OpenStreetMap's: primary, secondary, residential, unclassified
	Nodes  []int64        // one for each point of the line
	Line   orb.LineString // WGS 84
	Bridge bool
	Oneway bool // along the line
}

const (
	primary      = "primary"      // between main towns
	secondary    = "secondary"    // from a village to its main town
	residential  = "residential"  // where people live
	unclassified = "unclassified" // in the country
)

// A piece is a piece of street between the crossings of two cells, the lesser of
// them first.
type piece [2]int

func pieceOf(a, b int) piece { return piece{min(a, b), max(a, b)} }

// A network is the streets in the making. Crossings are where cells are, a little
// off the centre, and streets run between neighbouring ones: so all streets are
// sides of triangles that do not overlap, and none can cross another.
type network struct {
	*people
	river  river
	beside [][]int     // the neighbours of each cell
	at     []orb.Point // the crossing of each cell, National Grid, metres
	built  []bool      // cells where people live or a site stands
	class  map[piece]string
	bridge map[piece]bool
}

// pave lays the streets of the county.
func (p *people) pave(towns []Town, sites []geo.Site, course orb.LineString, rng *rand.Rand) ([]Street, error) {
	n := &network{people: p, class: map[piece]string{}, bridge: map[piece]bool{}}
	var err error
	if n.river, err = newRiver(course, p); err != nil {
		return nil, err
	}
	if n.beside, err = p.lattice.Neighbours(); err != nil {
		return nil, err
	}
	n.at = make([]orb.Point, len(p.centres))
	n.built = make([]bool, len(p.centres))
	for i, c := range p.centres {
		// Crossings of a triangle are 125 m apart; with less than 0.43 of that it
		// keeps its orientation.
		const most = 42 // metres
		r, angle := most*math.Sqrt(rng.Float64()), 2*math.Pi*rng.Float64()
		n.at[i] = orb.Point{c[0] + r*math.Cos(angle), c[1] + r*math.Sin(angle)}
		const dense = 6 // residents
		n.built[i] = p.residents[i] >= dense
	}
	for _, s := range sites {
		cell, err := geo.CellAt(*s.At, p.lattice.Resolution)
		if err != nil {
			return nil, err
		}
		i, _ := p.lattice.Index(cell)
		n.built[i] = true
	}
	n.fillTowns()
	n.linkTowns()
	n.linkIslands()
	n.cut()
	n.classify(towns)
	return n.streets(towns, rng), nil
}

// length returns the metres of an edge.
func (n *network) length(e piece) float64 { return planarDistance(n.at[e[0]], n.at[e[1]]) }

// longer orders edges by length, no two alike.
func (n *network) longer(a, b piece) int {
	return cmp.Or(cmp.Compare(n.length(a), n.length(b)), slices.Compare(a[:], b[:]))
}

// crossing returns how far down the river an edge crosses it, if it does.
func (n *network) crossing(e piece) (along float64, crosses bool) {
	if !n.river.wet[e[0]] {
		return 0, false
	}
	return n.river.crossing(n.at[e[0]], n.at[e[1]])
}

// fillTowns lays streets where people live: of each triangle but the longest side.
// As that is in no shortest spanning tree, what was connected stays so.
func (n *network) fillTowns() {
	for a, around := range n.beside {
		for _, b := range around {
			if e := pieceOf(a, b); a < b && n.built[a] && n.built[b] && !n.longest(e) {
				n.class[e] = residential
			}
		}
	}
}

// longest reports whether an edge is the longest of a triangle of edges.
func (n *network) longest(e piece) bool {
	for _, c := range n.beside[e[0]] {
		if n.built[c] && slices.Contains(n.beside[e[1]], c) &&
			n.longer(pieceOf(e[0], c), e) < 0 && n.longer(pieceOf(e[1], c), e) < 0 {
			return true
		}
	}
	return false
}

// joined returns which crossings the edges join.
func (n *network) joined() forest {
	f := newForest(len(n.at))
	for _, e := range n.edges() {
		f.join(e[0], e[1])
	}
	return f
}

// edges returns the edges in their order.
func (n *network) edges() []piece {
	edges := make([]piece, 0, len(n.class))
	for e := range n.class {
		edges = append(edges, e)
	}
	slices.SortFunc(edges, func(a, b piece) int { return slices.Compare(a[:], b[:]) })
	return edges
}

// A link is a way between two places that are apart.
type link struct {
	piece  // where the ways from either meet
	length float64
}

// linkTowns lays roads between what is apart: those of the shortest spanning tree
// (found from where the ways from all places meet; Mehlhorn 1988), and one between
// any two towns and villages that have no other in between. Roads wind, keep to
// the land and do not cross the river without need.
func (n *network) linkTowns() {
	hills := noise{seed: 0, scale: 1_200, octaves: 2}
	cost := func(e piece) float64 {
		const ford = 3_000 // metres that one would go round
		c := n.length(e) * (1.4 + hills.at(n.at[e[0]]))
		if _, crosses := n.crossing(e); crosses {
			c += ford
		}
		return c
	}
	var starts []int
	for i, built := range n.built {
		if built {
			starts = append(starts, i)
		}
	}
	far, before := walk(len(n.at), starts, func(i int, visit func(int, float64)) {
		for _, j := range n.beside[i] {
			visit(j, cost(pieceOf(i, j)))
		}
	})
	apart := n.joined()
	places := make([]int, len(n.at)) // which place each cell is nearest to
	size := map[int]int{}
	for i := range places {
		way := back(i, before)
		places[i] = apart.root(way[len(way)-1])
		if n.built[i] {
			size[places[i]]++
		}
	}
	var links []link
	for i, around := range n.beside {
		for _, j := range around {
			if i < j && places[i] != places[j] && !math.IsInf(far[i]+far[j], 1) {
				links = append(links, link{piece{i, j}, far[i] + cost(piece{i, j}) + far[j]})
			}
		}
	}
	slices.SortFunc(links, func(a, b link) int {
		return cmp.Or(cmp.Compare(a.length, b.length), slices.Compare(a.piece[:], b.piece[:]))
	})
	const village = 50 // crossings
	linked := map[piece]bool{}
	for _, l := range links {
		pair := pieceOf(places[l.piece[0]], places[l.piece[1]])
		loop := size[pair[0]] >= village && size[pair[1]] >= village && !linked[pair]
		if !apart.join(pair[0], pair[1]) && !loop {
			continue
		}
		linked[pair] = true
		n.build(l.piece[:])
		n.build(back(l.piece[0], before))
		n.build(back(l.piece[1], before))
	}
}

// build lays a road along a way, where there is none yet.
func (n *network) build(way []int) {
	for k := 1; k < len(way); k++ {
		if e := pieceOf(way[k-1], way[k]); n.class[e] == "" {
			n.class[e] = unclassified
		}
	}
}

// linkIslands joins what only water parts by the shortest bridges.
func (n *network) linkIslands() {
	apart := n.joined()
	parts := map[int][]int{}
	var roots []int
	for i, built := range n.built {
		if !built {
			continue
		}
		root := apart.root(i)
		if parts[root] == nil {
			roots = append(roots, root)
		}
		parts[root] = append(parts[root], i)
	}
	slices.SortStableFunc(roots, func(a, b int) int { return cmp.Compare(len(parts[b]), len(parts[a])) })
	mainland := parts[roots[0]]
	for _, root := range roots[1:] {
		var best piece
		least := math.Inf(1)
		for _, i := range parts[root] {
			for _, j := range mainland {
				if d := planarDistance(n.at[i], n.at[j]); d < least {
					best, least = pieceOf(i, j), d
				}
			}
		}
		n.class[best], n.bridge[best] = unclassified, true
		mainland = append(mainland, parts[root]...)
	}
}

// cut takes away what crosses the river, but for a bridge now and then, those of
// the roads, and those without which one could not go from anywhere to anywhere.
func (n *network) cut() {
	type ford struct {
		piece
		along float64
		class string
	}
	var fords []ford
	for _, e := range n.edges() {
		if along, crosses := n.crossing(e); crosses && !n.bridge[e] {
			fords = append(fords, ford{e, along, n.class[e]})
			delete(n.class, e)
		}
	}
	slices.SortStableFunc(fords, func(a, b ford) int { return cmp.Compare(a.along, b.along) })
	const apart = 700 // metres along the river
	last := math.Inf(-1)
	span := func(f ford) { n.class[f.piece], n.bridge[f.piece] = f.class, true }
	for _, f := range fords {
		if f.class == unclassified || f.along-last >= apart {
			span(f)
			last = f.along
		}
	}
	joined := n.joined()
	for _, f := range fords {
		if joined.join(f.piece[0], f.piece[1]) {
			span(f)
		}
	}
}
