package app

import (
	"context"
	"errors"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/roads"
	"beatplan/rtm"
)

// How a model measures from cells to features.
const (
	StraightDistance = "straight"
	NetworkDistance  = "network" // along streets, on foot
)

// A streetMeasure measures along streets, on foot. Nil measures straight.
type streetMeasure struct {
	network *roads.Network
	digest  string // of the streets
}

// measure returns what a model of an area measures by, for reaches up to farthest.
func (a *App) measure(ctx context.Context, area geo.Area, distance string, farthest float64) (*streetMeasure, error) {
	switch distance {
	case "", StraightDistance:
		return nil, nil
	case NetworkDistance:
	default:
		return nil, fault.New(fault.Invalid, "no distance %q; there are %s and %s", distance, StraightDistance, NetworkDistance)
	}
	m, err := a.streetMap(ctx, orbgeo.BoundPad(area.Land.Bound(), farthest+roads.Farthest))
	if err != nil {
		return nil, err
	}
	n, err := m.network(roads.OnFoot)
	if errors.Is(err, roads.ErrNoStreets) {
		return nil, fault.New(fault.Unprocessable, "distance along streets: no street on foot is loaded in or around %s; import an extract of OpenStreetMap, or measure straight", area.Name)
	}
	return &streetMeasure{n, m.digest}, err
}

// measureOf returns what a model that was kept measures by.
func (a *App) measureOf(ctx context.Context, m ModelResult) (*streetMeasure, error) {
	area, err := a.Area(ctx, string(m.Area.Kind)+":"+m.Area.Code)
	if err != nil {
		return nil, err
	}
	farthest := 0.0
	for _, f := range m.Factors {
		farthest = max(farthest, f.Reaches[len(f.Reaches)-1])
	}
	return a.measure(ctx, area, m.Distance, farthest)
}

// measured returns factors with what is near each cell along streets. Cells and features
// are in metres on the National Grid; those farther from a street than [roads.Farthest]
// are near nothing.
func (s *streetMeasure) measured(cells []orb.Point, factors []rtm.Factor) []rtm.Factor {
	if s == nil {
		return factors
	}
	centres, of := s.places(cells)
	for i := range factors {
		f := &factors[i]
		features, ids := s.places(f.Features)
		f.Near = make([][]rtm.Neighbour, len(cells))
		for k, near := range s.network.Within(centres, features, f.Reaches[len(f.Reaches)-1]) {
			for _, n := range near {
				f.Near[of[k]] = append(f.Near[of[k]], rtm.Neighbour{Feature: ids[n.Place], Metres: n.Metres})
			}
		}
	}
	return factors
}

// places finds those of points that are near streets, and which they are.
func (s *streetMeasure) places(points []orb.Point) (places []roads.Place, of []int) {
	for i, p := range points {
		if place, err := s.network.Place(geo.FromGrid(p)); err == nil {
			places, of = append(places, place), append(of, i)
		}
	}
	return places, of
}

// said returns what stands for a measure in the inputs of a model.
func (s *streetMeasure) said() []any {
	if s == nil {
		return nil
	}
	return []any{NetworkDistance, s.digest}
}

// notes says how a model measures.
func (s *streetMeasure) notes() []string {
	if s == nil {
		return nil
	}
	return []string{"distances are along streets on foot, with the ways to and from them; to lines and polygons they are straight"}
}
