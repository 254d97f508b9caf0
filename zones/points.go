package zones

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// An Offence is one recorded crime of the group that areas are drawn for.
type Offence struct {
	At       orb.Point // WGS 84
	Location string    // "High Street", "Nightclub"; empty when unknown
	Street   string    // that a street map has there, for want of one in the location; empty when unknown
	Type     string    // as its source names it; empty when unknown
	Month    int       // of the period, from 0
	Weight   float64   // days of imprisonment
	Share    *float64  // how much of it was at the hours of the clock, 0 to 1; nil when its hour is unknown
}

// A District is the land that areas are drawn on, with a budget of its own.
type District struct {
	Code    string
	Name    string
	Lattice geo.Lattice
}

// An Input is what areas are drawn from.
type Input struct {
	Districts []District // one, or all of a force
	Offences  []Offence
	Months    int // of the period
	Premises  []Premises
	Never     map[string]bool // locations that neither begin nor rank an area: "Prison"
	Kinds     map[string]bool // locations that are kinds of place and no streets: "Parking Area", "Prison"
	Struck    []Place         // never drawn again
	Included  []Place         // drawn whatever the tests say
	Settings  Settings
}

// A Place is one that people decided on.
type Place struct {
	Name    string
	Reason  string // never empty
	Outline orb.MultiPolygon
}

// A Point is a position that offences were recorded at. The public data place
// offences on a few thousand such points.
type Point struct {
	At       orb.Point
	Name     string  // its most frequent location
	Count    int     // offences
	Cell     h3.Cell // that holds it
	Premises float64 // weight of the premises near
	Share    float64 // of its offences of unknown hour that are taken for night-time economy, 0 to 1

	excluded bool
	district int       // -1: outside all
	months   []float64 // offences of each month
	harm     float64   // days taken for night-time economy
	raw      float64   // days recorded
	weighted float64   // offences taken for night-time economy
	unknown  int       // offences of unknown hour
	rows     []Offence
}

// gather puts the offences of one position together. Offences that the clock
// leaves out are dropped.
func (g *Ground) gather() error {
	at := map[orb.Point][]Offence{}
	for i, o := range g.in.Offences {
		switch {
		case o.Month < 0 || o.Month >= g.in.Months:
			return fmt.Errorf("offence %d is of month %d of %d", i, o.Month+1, g.in.Months)
		case !(o.Weight >= 0) || math.IsInf(o.Weight, 0):
			return fmt.Errorf("offence %d has a harm of %g days", i, o.Weight)
		case o.Share != nil && !(*o.Share >= 0 && *o.Share <= 1):
			return fmt.Errorf("offence %d is at the hours asked for with a share of %g: 0 to 1", i, *o.Share)
		}
		g.timed = g.timed || o.Share != nil
		if o.Share != nil && *o.Share == 0 {
			continue
		}
		key := orb.Point{math.Round(o.At[0]*1e6) / 1e6, math.Round(o.At[1]*1e6) / 1e6}
		at[key] = append(at[key], o)
	}
	positions := slices.SortedFunc(maps.Keys(at), func(a, b orb.Point) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	premises := newNear(g.in.Premises, g.in.Settings.Reach)
	for _, position := range positions {
		p := Point{At: position, Name: commonest(at[position]), Count: len(at[position]), rows: at[position]}
		p.months = make([]float64, g.in.Months)
		for _, o := range p.rows {
			p.months[o.Month]++
			if o.Share == nil {
				p.unknown++
			}
		}
		var err error
		if p.Cell, err = geo.CellAt(position, g.in.Districts[0].Lattice.Resolution); err != nil {
			return err
		}
		p.district = g.districtOf(p.Cell)
		p.Premises = premises.weight(position)
		g.byCell[p.Cell] = append(g.byCell[p.Cell], len(g.points))
		g.points = append(g.points, p)
	}
	return nil
}

// commonest returns the location that most offences have, the first by name if
// several do.
func commonest(offences []Offence) string {
	times := map[string]int{}
	for _, o := range offences {
		times[o.Location]++
	}
	return most(times)
}

// streetAt returns the street of a point: that of its name or, where this says only what
// is near or nothing at all, that of a street map. A kind of place has none.
func (g *Ground) streetAt(p Point) string {
	if g.in.Kinds[p.Name] || g.in.Never[p.Name] {
		return ""
	}
	return cmp.Or(StreetIn(p.Name), p.rows[0].Street)
}

// share says for each point how much of it is taken for night-time economy. At
// points of a place that people included and the rule would not, all of it is.
func (g *Ground) share() {
	s := g.in.Settings
	for i := range g.points {
		p := &g.points[i]
		p.Share = 1.0
		p.excluded = g.in.Never[p.Name]
		if s.Mask {
			p.Share = p.Premises * p.Premises / (p.Premises*p.Premises + s.Half*s.Half)
		}
		if g.included[p.Cell] && (p.excluded || s.few(p.Premises)) {
			p.excluded, p.Share = false, 1
		}
		if p.excluded {
			p.Share = 0
		}
		for _, o := range p.rows {
			part, at := p.Share, 1.0
			if o.Share != nil {
				at = *o.Share
				part = at
			}
			if o.Weight > s.SingleIs && at > 0 {
				g.capped++
			}
			p.raw += o.Weight * at
			p.harm += min(o.Weight, s.SingleIs) * part
			p.weighted += part
		}
	}
}
