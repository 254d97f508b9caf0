package planner

import (
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
)

// sameSpot is how near two visits are that are at the same spot, metres: spots of another
// plan are numbered otherwise.
const sameSpot = 100

// An Arrival is when a unit comes to a spot.
type Arrival struct {
	At   orb.Point // WGS 84
	Time time.Time
	From *orb.Point // the spot that the unit was at before; nil: its first
}

// Arrivals reads from a plan's GeoJSON when units come to spots.
func Arrivals(document []byte) ([]Arrival, error) {
	stops, err := patrolStops(document)
	var all []Arrival
	last := map[string]*orb.Point{} // by unit
	for _, s := range stops {
		all = append(all, Arrival{s.at, s.Arrive, last[s.Unit]})
		last[s.Unit] = &s.at
	}
	return all, err
}

// HourEntropy returns how far nobody can learn at which hour of the night units come to
// the plan's spots: the entropy of the hours of arrival at each, in this plan and earlier
// ones, as a share of what it would be if no two were alike or all hours as usual; the
// mean of the spots with two arrivals or more. 1 is no habit, 0 always the same hour. It
// reports whether there is such a spot. Its cost is that of one distance for each pair of a
// spot and an arrival.
func (p Plan) HourEntropy(earlier []Arrival) (entropy float64, known bool) {
	all := slices.Concat(earlier, p.arrivals())
	zone := p.Problem.Start.Location()
	var sum float64
	spots := 0
	for _, s := range p.Problem.Spots {
		var hours [24]float64
		n := 0.0
		for _, a := range all {
			if orbgeo.Distance(a.At, s.At) <= sameSpot {
				hours[a.Time.In(zone).Hour()]++
				n++
			}
		}
		if n < 2 {
			continue
		}
		var h float64
		for _, count := range hours {
			if count > 0 {
				h -= count / n * math.Log(count/n)
			}
		}
		sum += h / math.Log(min(n, float64(p.Problem.hours())))
		spots++
	}
	if spots == 0 || p.Problem.hours() < 2 {
		return 0, false
	}
	return round(sum/float64(spots), 2), true
}

// OrderEntropy returns how far nobody can learn where a unit goes next: the entropy of the
// spots that follow each, in this plan and earlier ones, as a share of what it would be if
// no two were alike or all other spots as usual; the mean of the spots that are left twice
// or more. It reports whether there is such a spot. Its cost is that of one distance for
// each pair of a spot and an arrival.
func (p Plan) OrderEntropy(earlier []Arrival) (entropy float64, known bool) {
	all := slices.Concat(earlier, p.arrivals())
	next := make([]map[int]float64, len(p.Problem.Spots))
	left := make([]float64, len(next))
	for _, a := range all {
		if a.From == nil {
			continue
		}
		from, to := p.spotAt(*a.From), p.spotAt(a.At)
		if from < 0 || to < 0 {
			continue
		}
		if next[from] == nil {
			next[from] = map[int]float64{}
		}
		next[from][to]++
		left[from]++
	}
	var sum float64
	spots := 0
	for i, n := range left {
		if most := min(n, float64(len(next)-1)); n >= 2 && most > 1 {
			var h float64
			for to := range next { // in order: a sum must not depend on a map's
				if count := next[i][to]; count > 0 {
					h -= count / n * math.Log(count/n)
				}
			}
			sum += h / math.Log(most)
			spots++
		}
	}
	if spots == 0 {
		return 0, false
	}
	return round(sum/float64(spots), 2), true
}

// arrivals returns those of the plan.
func (p Plan) arrivals() []Arrival {
	var all []Arrival
	for _, r := range p.Routes {
		var last *orb.Point
		for _, s := range r.Stops {
			if s.Kind == PatrolStop {
				all = append(all, Arrival{s.At, s.Arrive, last})
				last = &s.At
			}
		}
	}
	return all
}

// spotAt returns the spot of the plan's problem that is at a place, or -1.
func (p Plan) spotAt(at orb.Point) int {
	return slices.IndexFunc(p.Problem.Spots, func(s Spot) bool { return orbgeo.Distance(s.At, at) <= sameSpot })
}
