package roads

// Plain returns what it costs to go from each place to each, milliseconds and decimetres,
// as Dijkstra's search of the whole network finds it.
func (n *Network) Plain(places []Place) (costs [][][2]uint32) {
	s := newSearch(n.junctions)
	all := make([]cost, n.junctions)
	for _, from := range places {
		n.spread(&s, n.leaving(from), unreached, cost.itself, func(v int32, c cost) { all[v] = c })
		row := make([][2]uint32, len(places))
		for j, to := range places {
			best := n.along(from, to)
			for _, e := range n.arriving(to) {
				best = min(best, all[e.junction]+e.cost)
			}
			row[j] = [2]uint32{uint32(best >> 32), uint32(best)}
		}
		costs = append(costs, row)
	}
	return costs
}

// Quick returns the same by the hierarchy.
func (n *Network) Quick(places []Place) (costs [][][2]uint32) {
	for _, from := range n.costs(places) {
		row := make([][2]uint32, len(places))
		for j, c := range from {
			row[j] = [2]uint32{uint32(c >> 32), uint32(c)}
		}
		costs = append(costs, row)
	}
	return costs
}

// Shortcuts returns how many edges the hierarchy has, and how many the network.
func (n *Network) Shortcuts() (hierarchy, network int) {
	return len(n.hierarchy().up.edges) + len(n.hierarchy().down.edges), len(n.rows.edges)
}

// Contract makes the hierarchy again.
func (n *Network) Contract() { contract(n) }
