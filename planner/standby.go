package planner

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// placesEach is how many places a response unit is given.
const placesEach = 3

// Standby is a response unit with the places to be seen at between calls: it has no route.
type Standby struct {
	Unit    string         `json:"unit"`
	Name    string         `json:"name"`
	Station string         `json:"station,omitempty"`
	Places  []StandbyPlace `json:"places"`
}

// A StandbyPlace is a spot with the harm present that routes leave, days.
type StandbyPlace struct {
	Area string  `json:"area"`
	Name string  `json:"name,omitempty"`
	Left float64 `json:"harm_left"`
}

// standby deals the spots with most harm left out to the response units, one after the
// other.
func (p Plan) standby() []Standby {
	all := []Standby{}
	for _, u := range p.Problem.Response {
		all = append(all, Standby{Unit: u.ID, Name: u.Label(), Station: u.Station, Places: []StandbyPlace{}})
	}
	if len(all) == 0 {
		return all
	}
	left := make([]float64, len(p.Problem.Spots))
	order := make([]int, len(left))
	for i, s := range p.Problem.Spots {
		order[i], left[i] = i, s.present(0, int(p.Problem.End.Sub(p.Problem.Start)/time.Second))
	}
	for _, r := range p.Routes {
		for _, s := range r.Stops {
			if s.Kind == PatrolStop {
				left[s.Of] -= s.Harm
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(left[b], left[a]) })
	for n, i := range order[:min(len(order), placesEach*len(all))] {
		spot := p.Problem.Spots[i]
		of := &all[n%len(all)].Places
		*of = append(*of, StandbyPlace{spot.ID, spot.Name, p.Problem.Policy.round(max(0, left[i]))})
	}
	return all
}

// standbyNotes names the places of each response unit.
func (p Plan) standbyNotes() []string {
	var notes []string
	for _, s := range p.standby() {
		var names []string
		for _, place := range s.Places {
			names = append(names, Spot{ID: place.Area, Name: place.Name}.label())
		}
		notes = append(notes, fmt.Sprintf("%s has places, not a route: between calls it is seen at %s", s.Name, list(names)))
	}
	return notes
}
