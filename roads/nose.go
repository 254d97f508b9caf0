package roads

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// hairpin is the turn, degrees, that no vehicle makes out of a one-way street where
// another street leads on: around the nose of the island between two carriageways, or
// back beside a slip road.
const hairpin = 150

// A twin stands for a junction for who comes to it by one street, and may not take all
// of those that lead on.
type twin struct {
	junction, of int32
	out          []int32 // the edges that lead on, as those of junctions have them: via
}

// An arm is a street at a junction, as one leaves it.
type arm struct {
	via    int32   // of the edge that leaves
	course float64 // degrees
	out    bool    // one may leave by it
	in     bool    // one may come by it
}

// part gives a twin to every one-way street that comes to a junction from where it would
// be a hairpin to go on by another, if there is a street with both directions that it can
// go on by: so all of the junction stays as reachable as it was.
func (d *draft) part(streets []Street) {
	arms := make([][]arm, d.meet)
	for i, p := range d.pieces {
		line := streets[p.street].Line[p.first : p.last+1]
		k := len(line) - 1
		there, back := p.there != unreached, p.back != unreached
		if int(p.from) < d.meet {
			arms[p.from] = append(arms[p.from], arm{^int32(2 * i), course(line[0], line[1]), there, back})
		}
		if int(p.to) < d.meet {
			arms[p.to] = append(arms[p.to], arm{^int32(2*i + 1), course(line[k], line[k-1]), back, there})
		}
	}
	for v, at := range arms {
		for _, a := range at {
			if a.out || !a.in {
				continue
			}
			t := twin{junction: int32(len(d.nodes)), of: int32(v)}
			banned, whole := false, false
			for _, b := range at {
				switch {
				case !b.out:
				case turn(a.course+180, b.course) > hairpin:
					banned = true
				default:
					t.out = append(t.out, b.via)
					whole = whole || b.in
				}
			}
			if !banned || !whole {
				continue
			}
			d.nodes, d.twins = append(d.nodes, d.nodes[v]), append(d.twins, t)
			if p := &d.pieces[^a.via/2]; ^a.via%2 == 0 {
				p.from = t.junction
			} else {
				p.to = t.junction
			}
		}
	}
}

// course returns where one heads from one point to another near by, degrees.
func course(from, to orb.Point) float64 {
	scale := flat(from)
	return math.Atan2((to[0]-from[0])*scale[0], (to[1]-from[1])*scale[1]) * 180 / math.Pi
}

// turn returns by how many degrees one turns from a course to another, 0 to 180.
func turn(from, to float64) float64 { return math.Abs(math.Remainder(to-from, 360)) }

// noses are the junctions that have twins.
type noses struct {
	twins  map[int32][]twin
	wholes map[int32]int32 // of twins, the junction
}

// noses returns those of the junctions that are numbered.
func (d *draft) noses(number []int32) noses {
	n := noses{map[int32][]twin{}, map[int32]int32{}}
	for _, t := range d.twins {
		if t.junction, t.of = number[t.junction], number[t.of]; t.junction != none && t.of != none {
			n.twins[t.of] = append(n.twins[t.of], t)
			n.wholes[t.junction] = t.of
		}
	}
	return n
}

// whole returns the junction that a twin stands for, and others as they are.
func (n noses) whole(junction int32) int32 {
	if of, is := n.wholes[junction]; is {
		return of
	}
	return junction
}

// anywhere is no edge.
const anywhere = 0

// leadingTo returns the twins of a junction that lead on by an edge, or all.
func (n noses) leadingTo(junction, via int32) (of []int32) {
	for _, t := range n.twins[junction] {
		if via == anywhere || slices.Contains(t.out, via) {
			of = append(of, t.junction)
		}
	}
	return of
}
