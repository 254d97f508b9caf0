package planner

import (
	"encoding/json"
	"fmt"
	"time"
)

// ReadRoutes reads the routes of a plan for the problem from its GeoJSON, without their
// ways, and the ids of their stops; breaks have none.
func (p Problem) ReadRoutes(document []byte) (routes []Route, ids [][]string, err error) {
	var kept struct {
		Features []struct {
			ID         string `json:"id"`
			Properties struct {
				Kind       StopKind          `json:"kind"`
				Unit       string            `json:"unit"`
				Area       string            `json:"area"`
				PremisesID string            `json:"premises_id"`
				PostID     string            `json:"post_id"`
				Arrive     time.Time         `json:"arrive"`
				Depart     time.Time         `json:"depart"`
				Harm       float64           `json:"harm_present"`
				Breaks     []breakProperties `json:"breaks"`
			} `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(document, &kept); err != nil {
		return nil, nil, fmt.Errorf("a plan's document: %w", err)
	}
	places := map[StopKind]map[string]int{PatrolStop: {}, EngagementStop: {}, PostStop: {}}
	for i, s := range p.Spots {
		places[PatrolStop][s.ID] = i
	}
	for i, e := range p.Engagements {
		places[EngagementStop][e.ID] = i
	}
	for i, post := range p.Posts {
		places[PostStop][post.ID] = i
	}
	units := map[string]int{}
	for i, u := range p.Units {
		units[u.ID] = i
	}
	routes, ids = make([]Route, len(p.Units)), make([][]string, len(p.Units))
	for _, f := range kept.Features {
		of := f.Properties
		k, known := units[of.Unit]
		if !known {
			continue // an area
		}
		add := func(id string, s Stop) {
			routes[k].Stops, ids[k] = append(routes[k].Stops, s), append(ids[k], id)
		}
		if of.Kind == "route" {
			for _, b := range of.Breaks {
				from, err1 := time.Parse(time.RFC3339, b.From)
				to, err2 := time.Parse(time.RFC3339, b.To)
				if err1 != nil || err2 != nil {
					return nil, nil, fmt.Errorf("the break of unit %s: %q to %q are no times", of.Unit, b.From, b.To)
				}
				add("", Stop{Kind: BreakStop, Of: k, At: p.Units[k].Start, Arrive: from, Depart: to})
			}
			continue
		}
		i, known := places[of.Kind][of.Area+of.PremisesID+of.PostID]
		if !known {
			return nil, nil, fmt.Errorf("stop %s is at no place of the problem that the plan was made for", f.ID)
		}
		add(f.ID, Stop{Kind: of.Kind, Of: i, At: p.placeOf(Earlier{Unit: k, Kind: of.Kind, Of: i}), Arrive: of.Arrive, Depart: of.Depart, Harm: of.Harm})
	}
	p.pairUp(routes)
	return routes, ids, nil
}
