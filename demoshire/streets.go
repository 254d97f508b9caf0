package demoshire

import (
	"cmp"
	"maps"
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

// A piece is what is between two crossings. These are known by their cells, the
// lesser first.
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
		n.at[i] = asRead(orb.Point{c[0] + r*math.Cos(angle), c[1] + r*math.Sin(angle)})
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

// length returns the metres of a piece.
func (n *network) length(p piece) float64 { return planarDistance(n.at[p[0]], n.at[p[1]]) }

// longer orders pieces by length, no two alike.
func (n *network) longer(a, b piece) int {
	return cmp.Or(cmp.Compare(n.length(a), n.length(b)), slices.Compare(a[:], b[:]))
}

// crossing returns how far down the river a piece crosses it, if it does.
func (n *network) crossing(p piece) (along float64, crosses bool) {
	if !n.river.wet[p[0]] {
		return 0, false
	}
	return n.river.crossing(n.at[p[0]], n.at[p[1]])
}

// fillTowns lays streets where people live: of each triangle but the longest side.
// As that is in no shortest spanning tree, what was connected stays so.
func (n *network) fillTowns() {
	for a, around := range n.beside {
		for _, b := range around {
			if p := pieceOf(a, b); a < b && n.built[a] && n.built[b] && !n.longest(p) {
				n.class[p] = residential
			}
		}
	}
}

// longest reports whether a piece is the longest side of a triangle.
func (n *network) longest(p piece) bool {
	for _, c := range n.beside[p[0]] {
		if n.built[c] && slices.Contains(n.beside[p[1]], c) &&
			n.longer(pieceOf(p[0], c), p) < 0 && n.longer(pieceOf(p[1], c), p) < 0 {
			return true
		}
	}
	return false
}

// joined returns which crossings the pieces join.
func (n *network) joined() forest {
	f := newForest(len(n.at))
	for _, p := range n.pieces() {
		f.join(p[0], p[1])
	}
	return f
}

// pieces returns what is paved, in order.
func (n *network) pieces() []piece {
	return slices.SortedFunc(maps.Keys(n.class), func(a, b piece) int { return slices.Compare(a[:], b[:]) })
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
	cost := func(p piece) float64 {
		const ford = 3_000 // metres that one would go round
		c := n.length(p) * (1.4 + hills.at(n.at[p[0]]))
		if _, crosses := n.crossing(p); crosses {
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
		if p := pieceOf(way[k-1], way[k]); n.class[p] == "" {
			n.class[p] = unclassified
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
	for _, p := range n.pieces() {
		if along, crosses := n.crossing(p); crosses && !n.bridge[p] {
			fords = append(fords, ford{p, along, n.class[p]})
			delete(n.class, p)
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
