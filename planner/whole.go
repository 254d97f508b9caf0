package planner

// A Whole is the area that the spots of a plan are part of, as its forecast has it: what
// a plan's share of the harm, and of the ground, is a share of.
type Whole struct {
	Area float64 // of all its cells, square metres
	Harm float64 // expected in them in the shift, days of imprisonment; nothing is raised

	// Cells are those of the spots, and those with the most harm on the ground, on as much
	// of it as all spots have. All others have less on the ground than any of the latter.
	Cells []WholeCell
}

// A WholeCell is one cell of a whole area.
type WholeCell struct {
	Spot       string // the id of the spot that it is of; empty: of none
	Area, Harm float64
}

// Visited returns the ids of the spots that a patrol visits.
func (p Plan) Visited() map[string]bool {
	visited := map[string]bool{}
	for _, r := range p.Routes {
		for _, s := range r.Stops {
			if s.Kind == PatrolStop {
				visited[p.Problem.Spots[s.Of].ID] = true
			}
		}
	}
	return visited
}
