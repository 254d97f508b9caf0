package planner

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
)

// Seen is a visit that was made before the shift.
type Seen struct {
	Name  string     // of the place, or its id
	Place *orb.Point // WGS 84; nil where only its name is known
	At    time.Time
}

// See keeps a visit with the spots of that place, or else of that name.
func (p *Problem) See(s Seen) {
	for i := range p.Spots {
		spot := &p.Spots[i]
		here := s.Place == nil && s.Name != "" && strings.EqualFold(s.Name, spot.Name) || s.Place != nil && orbgeo.Distance(*s.Place, spot.At) <= sameSpot
		if here && s.At.After(spot.Last) {
			spot.Last = s.At
		}
	}
}

// SpotsOf reads from a plan's GeoJSON where its spots with visits are and what they are
// called, by their ids.
func SpotsOf(document []byte) (map[string]Seen, error) {
	stops, err := patrolStops(document)
	spots := map[string]Seen{}
	for _, s := range stops {
		spots[s.Area] = Seen{Name: s.Name, Place: &s.at}
	}
	return spots, err
}

// A keptStop is a patrol stop of a plan's document.
type keptStop struct {
	Kind   StopKind  `json:"kind"`
	Unit   string    `json:"unit"`
	Area   string    `json:"area"`
	Name   string    `json:"name"`
	Arrive time.Time `json:"arrive"`
	at     orb.Point
}

// patrolStops reads them, unit by unit and in order of time.
func patrolStops(document []byte) ([]keptStop, error) {
	var kept struct {
		Features []struct {
			Geometry   json.RawMessage `json:"geometry"`
			Properties keptStop        `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(document, &kept); err != nil {
		return nil, fmt.Errorf("a plan's document: %w", err)
	}
	var stops []keptStop
	for _, f := range kept.Features {
		s := f.Properties
		if s.Kind != PatrolStop {
			continue
		}
		var point struct {
			Coordinates orb.Point `json:"coordinates"`
		}
		if err := json.Unmarshal(f.Geometry, &point); err != nil {
			return nil, fmt.Errorf("the position of a stop: %w", err)
		}
		s.at = point.Coordinates
		stops = append(stops, s)
	}
	return stops, nil
}
