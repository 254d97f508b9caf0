package roads

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"
	earth "github.com/paulmach/orb/geo"
	"github.com/tidwall/rtree"
)

// Farthest is how far from a street a point may be to be reached from it, metres.
const Farthest = 1000

// fromGate is how far from a point its gate may be without a word about it, metres.
const fromGate = 60

// A Place is where on a network a point is reached.
type Place struct {
	Of     orb.Point // the point asked for
	At     orb.Point // where one leaves the network
	Metres float64   // from one to the other as the crow flies; it is walked
	Street string    // the name of the street; may be empty
	Note   string    // what whoever goes there should know: a private street's gate; may be empty

	piece int32
	share float64 // of the piece that lies before it, 0 to 1
}

// UnreachedError says that a point is not reached by a network, and why.
type UnreachedError struct {
	Of  orb.Point
	Why string
}

func (e *UnreachedError) Error() string {
	return fmt.Sprintf("%.5f, %.5f: %s", e.Of.Lon(), e.Of.Lat(), e.Why)
}

// Place returns where a point is reached: at the nearest street, but no motorway. From
// one that is private or behind a barrier that stops the mode it is taken to the gate,
// which the note says where it is far. What is on an island of streets is reached from
// the nearest street that is not, if that is within Farthest; otherwise the error is an
// UnreachedError. The cost is one search in a tree.
func (n *Network) Place(of orb.Point) (Place, error) {
	var found *Place
	island, nearest := false, math.Inf(1)
	n.index().nearby(n, of, func(i int32, metres float64) bool {
		nearest = min(nearest, metres)
		p := n.pieces[i]
		gate, gated := n.gates[i]
		switch {
		case metres > Farthest:
			return false
		case p.from != none:
			place := n.on(i, of)
			found = &place
			return false
		case gated:
			place := n.through(gate, i, of)
			found = &place
			return false
		}
		island = true
		return true
	})
	switch {
	case found != nil:
		return *found, nil
	case island:
		return Place{}, &UnreachedError{of, fmt.Sprintf("the streets there lead nowhere else %s, and no other is within %d m", n.mode, Farthest)}
	case math.IsInf(nearest, 1):
		return Place{}, &UnreachedError{of, fmt.Sprintf("there is no street %s", n.mode)}
	}
	return Place{}, &UnreachedError{of, fmt.Sprintf("the nearest street %s is %.0f m away, and %d m is the most", n.mode, nearest, Farthest)}
}

// on returns the nearest place on a piece.
func (n *Network) on(i int32, of orb.Point) Place {
	p := n.pieces[i]
	line := n.line(p)
	at, _ := nearestOn(line, of)
	before := length(line[:at.segment+1]) + earth.DistanceHaversine(line[at.segment], at.point)
	share := 0.0
	if whole := length(line); whole > 0 {
		share = min(1, before/whole)
	}
	return Place{Of: of, At: at.point, Metres: earth.DistanceHaversine(of, at.point), Street: n.streets[p.street].Name, piece: i, share: share}
}

// through returns the place at the gate by which one comes to a piece.
func (n *Network) through(gate, behind int32, of orb.Point) Place {
	e := n.rows.of(gate)[0]
	i := ^e.via / 2
	p := Place{Of: of, At: n.positions[gate], Street: n.streets[n.pieces[i].street].Name, piece: i, share: float64(^e.via % 2)}
	p.Metres = earth.DistanceHaversine(of, p.At)
	if p.Metres > fromGate {
		s := n.streets[n.pieces[behind].street]
		street := "a street"
		if s.Name != "" {
			street = s.Name
		}
		why := "behind a barrier"
		if s.Private {
			why = "private"
		}
		p.Note = fmt.Sprintf("%s is %s: the route goes to its gate, %.0f m away", street, why, p.Metres)
		if p.Street != "" {
			p.Note = strings.Replace(p.Note, "its gate", "its gate on "+p.Street, 1)
		}
	}
	return p
}

// An index finds the pieces near a point.
type index struct {
	tree *rtree.RTreeGN[float64, int32]
}

// newIndex takes in all pieces where one can stop: all but those of motorways.
func newIndex(n *Network) index {
	tree := &rtree.RTreeGN[float64, int32]{}
	for i, p := range n.pieces {
		if strings.HasPrefix(n.streets[p.street].Class, "motorway") {
			continue
		}
		b := n.line(p).Bound()
		tree.Insert(b.Min, b.Max, int32(i))
	}
	return index{tree}
}

// nearby calls each with the pieces around a point and how far they are, metres, the
// nearest first, as long as it returns true.
func (x index) nearby(n *Network, of orb.Point, each func(i int32, metres float64) bool) {
	scale := flat(of)
	x.tree.Nearby(func(low, high [2]float64, i int32, item bool) float64 {
		if item {
			at, _ := nearestOn(n.line(n.pieces[i]), of)
			return at.metres
		}
		dx := max(low[0]-of[0], 0, of[0]-high[0]) * scale[0]
		dy := max(low[1]-of[1], 0, of[1]-high[1]) * scale[1]
		return math.Hypot(dx, dy)
	}, func(_, _ [2]float64, i int32, metres float64) bool { return each(i, metres) })
}

// flat returns the metres of a degree of longitude and latitude around a point, which
// serve for some kilometres.
func flat(p orb.Point) [2]float64 {
	degree := orb.EarthRadius * math.Pi / 180
	return [2]float64{degree * math.Cos(p.Lat()*math.Pi/180), degree}
}

// A foothold is the point of a line that is nearest to another.
type foothold struct {
	point   orb.Point
	segment int
	metres  float64
}

// nearestOn returns the point of a line that is nearest to another, the first of equals,
// and whether the line has any.
func nearestOn(line orb.LineString, of orb.Point) (foothold, bool) {
	scale := flat(of)
	best := foothold{metres: math.Inf(1)}
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		ax, ay := (a[0]-of[0])*scale[0], (a[1]-of[1])*scale[1]
		dx, dy := (b[0]-a[0])*scale[0], (b[1]-a[1])*scale[1]
		t := 0.0
		if l := dx*dx + dy*dy; l > 0 {
			t = max(0, min(1, -(ax*dx+ay*dy)/l))
		}
		if metres := math.Hypot(ax+t*dx, ay+t*dy); metres < best.metres {
			best = foothold{orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}, i - 1, metres}
		}
	}
	return best, !math.IsInf(best.metres, 1)
}
