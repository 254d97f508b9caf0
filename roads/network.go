package roads

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"
	earth "github.com/paulmach/orb/geo"
)

// A Network is the streets that one mode can use, as a graph: junctions, and the
// pieces of streets between them. It holds its largest part in which one can go from
// anywhere to anywhere and back; whatever else there is leads to a gate of that part, or
// nowhere. A Network never changes, and can be used by many at once.
//
// It takes about 300 bytes a junction, the hierarchy included, beside the lines of its
// streets, which it shares.
type Network struct {
	mode      Modes
	junctions int
	rows      rows // of edges by the junction where they begin
	pieces    []piece
	streets   []Street
	gates     map[int32]int32 // of pieces that are not in the part: the junction that one comes in by
	noses     noses
	positions []orb.Point      // of the junctions
	index     func() index     // made when first asked for
	hierarchy func() hierarchy // likewise
	spare     int              // pieces that lead nowhere
}

// A piece is what is of a street between two junctions.
type piece struct {
	street, first, last int32 // the points of its line
	from, to            int32 // junctions; none: it is not in the part
	there, back         cost  // unreached: not allowed
}

const none = -1

// rows are edges in compressed rows: those of junction v are edges[first[v]:first[v+1]].
type rows struct {
	first []int32
	edges []edge
}

// An edge leads to a junction. Via is the junction that a shortcut leaves out or, below
// 0, the complement of twice the piece, and one more for its way back.
type edge struct {
	to, via int32
	cost    cost
}

func (r rows) of(v int32) []edge { return r.edges[r.first[v]:r.first[v+1]] }

// newRows puts edges in rows, in the order in which they come.
func newRows(junctions int, edges [][]edge) rows {
	r := rows{first: make([]int32, junctions+1)}
	for v, of := range edges {
		r.first[v+1] = r.first[v] + int32(len(of))
	}
	r.edges = make([]edge, 0, r.first[junctions])
	for _, of := range edges {
		r.edges = append(r.edges, of...)
	}
	return r
}

// ErrNoStreets says that of some streets none can be used.
var ErrNoStreets = errors.New("none of the streets can be used")

// NewNetwork returns what a mode, one of the four, can use of streets. The error is
// ErrNoStreets where that is nothing.
//
// The cost is that of sorting the nodes. Legs and Path need the hierarchy, which is made
// when one of them is first called: contracting a junction takes searches of some dozen
// junctions around. All of Delaware takes as long as a hundred plain searches of it do.
func NewNetwork(streets []Street, mode Modes) (*Network, error) {
	n := &Network{mode: mode, streets: streets}
	d := newDraft(streets, mode)
	d.split(streets)
	if mode.drives() {
		d.part(streets)
	}
	part, size := d.largestPart()
	if size < 2 {
		return nil, fmt.Errorf("%w %s", ErrNoStreets, mode)
	}
	n.settle(d, part, size)
	n.index = sync.OnceValue(func() index { return newIndex(n) })
	n.hierarchy = sync.OnceValue(func() hierarchy { return contract(n) })
	return n, nil
}

// Junctions returns how many junctions the network has.
func (n *Network) Junctions() int { return n.junctions }

// Orphans returns how many pieces of street lead nowhere: they are on islands.
func (n *Network) Orphans() int { return n.spare }

// Lines returns the lines of the network's pieces of street.
func (n *Network) Lines() []orb.LineString {
	var lines []orb.LineString
	for _, p := range n.pieces {
		if p.from != none {
			lines = append(lines, n.line(p))
		}
	}
	return lines
}

// String says how a mode travels: on foot.
func (m Modes) String() string {
	switch m {
	case OnFoot:
		return "on foot"
	case ByCycle:
		return "by cycle"
	case ByVehicle:
		return "by vehicle"
	case WithEmergency:
		return "by vehicle with exemptions"
	}
	return fmt.Sprintf("modes %b", int16(m))
}

// ways returns the directions in which a mode may use a street.
func (s Street) ways(m Modes) Way {
	switch m {
	case OnFoot:
		return s.Foot
	case ByCycle:
		return s.Cycle
	case ByVehicle:
		return s.Vehicle
	}
	return s.Emergency
}

// rules is the version of what costs and parts are made by.
const rules = 4

// Digest stands for streets and the rules by which networks are made of them. The cost is
// that of hashing 24 bytes a node.
func Digest(streets []Street) string {
	h := sha256.New()
	b := binary.BigEndian.AppendUint64(nil, rules)
	for _, s := range streets {
		b = binary.BigEndian.AppendUint64(b, uint64(s.ID))
		b = append(b, s.Class...)
		b = append(b, byte(s.Foot), byte(s.Cycle), byte(s.Vehicle), byte(s.Emergency), yes(s.Private), yes(s.Floods))
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(s.MaxSpeed))
		for i, node := range s.Nodes {
			b = binary.BigEndian.AppendUint64(b, uint64(node))
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(s.Line[i][0]))
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(s.Line[i][1]))
		}
		for _, closed := range s.Closed {
			b = append(b, byte(closed))
		}
		h.Write(b)
		b = b[:0]
	}
	return fmt.Sprintf("%.8x", h.Sum(nil))
}

func yes(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// A draft is a network in the making. Its junctions are the nodes where streets meet or
// end, by their ids, ascending, and after these one for each end of a piece at a barrier
// that stops the mode, where nothing meets, and the twins.
type draft struct {
	mode   Modes
	nodes  []int64 // of OpenStreetMap, one for each junction
	meet   int     // how many of them are where streets meet
	pieces []piece
	twins  []twin
}

// newDraft finds the junctions.
func newDraft(streets []Street, mode Modes) *draft {
	d := &draft{mode: mode}
	var all []int64
	for _, s := range streets {
		if !d.takes(s) {
			continue
		}
		all = append(all, s.Nodes...)
		all = append(all, s.Nodes[0], s.Nodes[len(s.Nodes)-1]) // an end is a junction
	}
	slices.Sort(all)
	for i := 1; i < len(all); i++ {
		if all[i] == all[i-1] && (len(d.nodes) == 0 || d.nodes[len(d.nodes)-1] != all[i]) {
			d.nodes = append(d.nodes, all[i])
		}
	}
	d.nodes = slices.Clip(d.nodes)
	d.meet = len(d.nodes)
	return d
}

// takes reports whether the mode can use a street, or would with leave.
func (d *draft) takes(s Street) bool {
	return len(s.Nodes) >= 2 && (s.ways(d.mode) != 0 || s.Private)
}

// split cuts streets into pieces.
func (d *draft) split(streets []Street) {
	var towns density // of no matter but to who drives
	if d.mode.drives() {
		towns = newDensity(streets)
	}
	for i, s := range streets {
		if !d.takes(s) {
			continue
		}
		ways := s.ways(d.mode)
		metres, start := 0.0, 0
		from := d.junction(s, 0)
		for k := 1; k < len(s.Nodes); k++ {
			metres += earth.DistanceHaversine(s.Line[k-1], s.Line[k])
			to := d.junction(s, k)
			if to == none {
				continue
			}
			p := piece{street: int32(i), first: int32(start), last: int32(k), from: from, to: to, there: unreached, back: unreached}
			c := s.cost(d.mode, metres, towns.builtUp(s.Line[(start+k)/2]))
			if ways&Forward != 0 {
				p.there = c
			}
			if ways&Backward != 0 {
				p.back = c
			}
			d.pieces = append(d.pieces, p)
			metres, start, from = 0, k, d.junction(s, k)
		}
	}
}

// junction returns that of a node of a street, one of its own at a barrier, or none.
func (d *draft) junction(s Street, k int) int32 {
	if s.Closed != nil && s.Closed[k]&d.mode != 0 {
		d.nodes = append(d.nodes, s.Nodes[k])
		return int32(len(d.nodes) - 1)
	}
	if j, is := slices.BinarySearch(d.nodes[:d.meet], s.Nodes[k]); is {
		return int32(j)
	}
	return none
}

// settle takes the pieces over, with the junctions of the part numbered anew.
func (n *Network) settle(d *draft, part []bool, size int) {
	number := make([]int32, len(d.nodes))
	for j, in := range part {
		number[j] = none
		if in {
			number[j] = int32(n.junctions)
			n.junctions++
		}
	}
	n.pieces, n.positions = d.pieces, make([]orb.Point, size)
	gates := d.gates(n, number)
	n.gates = map[int32]int32{}
	edges := make([][]edge, size)
	d.each(func(from, to, via int32, c cost) {
		if from, to := number[from], number[to]; from != none && to != none {
			edges[from] = append(edges[from], edge{to, via, c})
		}
	})
	n.noses = d.noses(number)
	for i := range n.pieces {
		p := &n.pieces[i]
		from, to := number[p.from], number[p.to]
		if p.there == unreached && p.back == unreached || from == none || to == none {
			if gate := gates[i]; gate != none {
				n.gates[int32(i)] = gate
			} else {
				n.spare++
			}
			p.from, p.to = none, none
			continue
		}
		p.from, p.to = from, to
		line := n.streets[p.street].Line
		n.positions[from], n.positions[to] = line[p.first], line[p.last]
	}
	n.rows = newRows(size, edges)
}

// line returns the line of a piece, from its first point to its last.
func (n *Network) line(p piece) orb.LineString {
	return n.streets[p.street].Line[p.first : p.last+1]
}
