// Package benchmark reads orienteering problems whose best answers are known, so that
// the search can be compared with what others have reached.
//
// There are two kinds: team orienteering instances of Chao, Golden & Wasil 1996
// (doi 10.1016/0377-2217(94)00289-4) and districts with windows, breaks and stops that
// must be made.
package benchmark

import (
	"encoding/json"
	"fmt"

	"beatplan/planner/orienteering"
)

// A Problem is an orienteering instance with the names that its file gives to stops.
type Problem struct {
	*orienteering.Instance
	names []any // by option: a number or a text
	spots []int // by option: those with the same number fall in value together; nil: none do
	falls float64
}

// Greedy returns the answer that a search begins with: what must be made first, then the
// stops with most prize for their time.
func (p Problem) Greedy() orienteering.Solution {
	var musts []int
	for j, o := range p.Options {
		if p.Groups[o.Group].Must {
			musts = append(musts, j)
		}
	}
	return orienteering.Greedy(p.Instance, orienteering.InOrder(p.Instance, orienteering.Solution{}, musts))
}

// Routes writes an answer as JSON: for each unit the names of its stops, in order.
func (p Problem) Routes(s orienteering.Solution) ([]byte, error) {
	named := make([][]any, len(s.Routes))
	for k, stops := range s.Routes {
		named[k] = []any{}
		for _, j := range stops {
			named[k] = append(named[k], p.names[j])
		}
	}
	return json.Marshal(map[string]any{"routes": named})
}

// Feasible returns what is wrong with an answer: a stop that is made twice, one that
// must be made and is not, or a route that its unit cannot make.
func (p Problem) Feasible(s orienteering.Solution) error {
	made := map[int]bool{}
	for k, stops := range s.Routes {
		for _, j := range stops {
			if made[j] {
				return fmt.Errorf("stop %v is made twice", p.names[j])
			}
			made[j] = true
		}
		if len(stops) > 0 && !p.Fits(k, stops) {
			return fmt.Errorf("unit %d cannot make its route", k+1)
		}
	}
	if _, missed := p.Value(s.Routes); missed > 0 {
		return fmt.Errorf("%d stops that must be made are not", missed)
	}
	return nil
}
