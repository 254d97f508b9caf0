package planner

import (
	"encoding/json"
	"fmt"
	"math"
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
}

// Arrivals reads from a plan's GeoJSON when units come to spots.
func Arrivals(document []byte) ([]Arrival, error) {
	var kept struct {
		Features []struct {
			Geometry   json.RawMessage `json:"geometry"`
			Properties struct {
				Kind   StopKind  `json:"kind"`
				Arrive time.Time `json:"arrive"`
			} `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(document, &kept); err != nil {
		return nil, fmt.Errorf("a plan's document: %w", err)
	}
	var all []Arrival
	for _, f := range kept.Features {
		if f.Properties.Kind != PatrolStop {
			continue
		}
		var point struct {
			Coordinates orb.Point `json:"coordinates"`
		}
		if err := json.Unmarshal(f.Geometry, &point); err != nil {
			return nil, fmt.Errorf("the position of a stop: %w", err)
		}
		all = append(all, Arrival{point.Coordinates, f.Properties.Arrive})
	}
	return all, nil
}

// HourEntropy returns how far nobody can learn at which hour of the night units come to
// the plan's spots: the entropy of the hours of arrival at each, in this plan and earlier
// ones, as a share of what it would be if no two were alike or all hours as usual; the
// mean of the spots with two arrivals or more. 1 is no habit, 0 always the same hour. It
// reports whether there is such a spot. Its cost is that of one distance for each pair of a
// spot and an arrival.
func (p Plan) HourEntropy(earlier []Arrival) (entropy float64, known bool) {
	all := earlier
	for _, r := range p.Routes {
		for _, s := range r.Stops {
			if s.Kind == PatrolStop {
				all = append(all[:len(all):len(all)], Arrival{s.At, s.Arrive})
			}
		}
	}
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
