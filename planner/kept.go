package planner

import (
	"encoding/json"
	"fmt"
	"time"
)

// A keptProblem is a problem as it is kept, and what its travel was.
type keptProblem struct {
	Engine  string  `json:"engine"`
	Graph   string  `json:"graph"`
	Problem Problem `json:"problem"`
}

// Keep writes a problem as JSON, from which ReadProblem makes the same problem.
func (p Problem) Keep() ([]byte, error) {
	engine, graph := p.Travel.Engine()
	return json.Marshal(keptProblem{engine, graph, p})
}

// ReadProblem reads what Keep has written. Its times are in a zone, and it travels as
// is given, which must be the way and the streets that it was kept with.
// Without travel it can be read, and not planned again.
func ReadProblem(kept []byte, zone *time.Location, travel Travel) (Problem, error) {
	var k keptProblem
	if err := json.Unmarshal(kept, &k); err != nil {
		return Problem{}, fmt.Errorf("a plan's problem: %w", err)
	}
	if travel != nil {
		if engine, graph := travel.Engine(); engine != k.Engine || graph != k.Graph {
			return Problem{}, fmt.Errorf("it was planned with travel by %s on %s, not by %s on %s: plan it anew", k.Engine, k.Graph, engine, graph)
		}
	}
	p := k.Problem
	p.Start, p.End, p.Travel = p.Start.In(zone), p.End.In(zone), travel
	return p, nil
}
