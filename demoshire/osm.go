package demoshire

import (
	"fmt"
	"io"
	"slices"

	"github.com/paulmach/orb"
)

// mapTag returns what OpenStreetMap calls a category of sites.
func mapTag(category string) tag {
	return map[string]tag{
		"pub":          {"amenity", "pub"},
		"nightclub":    {"amenity", "nightclub"},
		"takeaway":     {"amenity", "fast_food"},
		"restaurant":   {"amenity", "restaurant"},
		"hotel":        {"tourism", "hotel"},
		"shop":         {"shop", "convenience"},
		"supermarket":  {"shop", "supermarket"},
		"forecourt":    {"amenity", "fuel"},
		"cash-machine": {"amenity", "atm"},
		"pharmacy":     {"amenity", "pharmacy"},
		"school":       {"amenity", "school"},
		"care":         {"amenity", "social_facility"},
		station:        {"railway", "station"},
	}[category]
}

// writeMap writes the streets, the river, the coast and the sites as an extract of
// OpenStreetMap.
func (c County) writeMap(w io.Writer) error {
	m := newAtlas(c.Streets)
	for _, s := range c.Sites {
		t := mapTag(s.Category)
		if t.key == "" {
			return fmt.Errorf("the map has no word for %s", s.Category)
		}
		m.node(*s.At, t, tag{"name", s.Name})
	}
	m.way(c.River, tag{"waterway", "river"}, tag{"name", riverName})
	for _, polygon := range c.Areas[0].Land {
		m.way(orb.LineString(polygon[0]), tag{"natural", "coastline"}) // land on the left
	}
	return writePBF(w, m.nodes, m.ways)
}

// An atlas is a map in the making.
type atlas struct {
	nodes []mapNode
	ways  []mapWay
}

func newAtlas(streets []Street) *atlas {
	m := &atlas{}
	known := map[int64]bool{}
	for _, s := range streets {
		for i, id := range s.Nodes {
			if !known[id] {
				m.nodes = append(m.nodes, mapNode{id: id, at: s.Line[i]})
				known[id] = true
			}
		}
		tags := []tag{{"highway", s.Class}, {"name", s.Name}}
		if s.Bridge {
			tags = append(tags, tag{"bridge", "yes"}, tag{"layer", "1"})
		}
		if s.Oneway {
			tags = append(tags, tag{"oneway", "yes"})
		}
		m.ways = append(m.ways, mapWay{s.ID, s.Nodes, tags})
	}
	slices.SortFunc(m.nodes, func(a, b mapNode) int { return int(a.id - b.id) })
	return m
}

// node adds a node and returns its id.
func (m *atlas) node(at orb.Point, tags ...tag) int64 {
	id := m.nodes[len(m.nodes)-1].id + 1
	m.nodes = append(m.nodes, mapNode{id, at, tags})
	return id
}

// way adds a way and its nodes; the first is the last of one that is closed.
func (m *atlas) way(line orb.LineString, tags ...tag) {
	var nodes []int64
	for i, at := range line {
		if i > 0 && i == len(line)-1 && at == line[0] {
			nodes = append(nodes, nodes[0])
			break
		}
		nodes = append(nodes, m.node(at))
	}
	m.ways = append(m.ways, mapWay{m.ways[len(m.ways)-1].id + 1, nodes, tags})
}
