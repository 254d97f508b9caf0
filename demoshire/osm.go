package demoshire

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"beatplan/geo"
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

// writeMap writes the streets, the river with its banks, the coast, the sites and the towns and
// villages as an extract of OpenStreetMap.
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
	m.waters(banks(c.River), tag{"natural", "water"}, tag{"water", "river"}, tag{"name", riverName})
	for _, polygon := range c.Areas[0].Land {
		m.way(orb.LineString(polygon[0]), tag{"natural", "coastline"}) // land on the left
	}
	for _, t := range c.Towns {
		m.node(t.Centre, tag{"place", t.kind()}, tag{"name", t.Name}, tag{"population", strconv.Itoa(int(t.Residents))})
	}
	return writePBF(w, m.nodes, m.ways, m.relations)
}

// banks returns the two banks of a river from its spring to its mouth, WGS 84. They
// begin and end together.
func banks(course orb.LineString) [2]orb.LineString {
	const spring, mouth = 5.0, 45.0 // metres from the middle of the river to a bank
	left, right := orb.LineString{course[0]}, orb.LineString{course[0]}
	for i := 1; i < len(course)-1; i++ {
		before, here, after := geo.ToGrid(course[i-1]), geo.ToGrid(course[i]), geo.ToGrid(course[i+1])
		wide := (spring + (mouth-spring)*float64(i)/float64(len(course))) / planarDistance(before, after)
		dx, dy := wide*(after[0]-before[0]), wide*(after[1]-before[1])
		left = append(left, rounded(geo.FromGrid(orb.Point{here[0] - dy, here[1] + dx})))
		right = append(right, rounded(geo.FromGrid(orb.Point{here[0] + dy, here[1] - dx})))
	}
	last := course[len(course)-1]
	return [2]orb.LineString{append(left, last), append(right, last)}
}

// An atlas is a map in the making.
type atlas struct {
	nodes     []mapNode
	ways      []mapWay
	relations []mapRelation
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

// waters adds what two banks that begin and end together enclose.
func (m *atlas) waters(banks [2]orb.LineString, tags ...tag) {
	m.way(banks[0])
	first := m.ways[len(m.ways)-1]
	second := mapWay{id: first.id + 1, nodes: []int64{first.nodes[0]}}
	for _, at := range banks[1][1 : len(banks[1])-1] {
		second.nodes = append(second.nodes, m.node(at))
	}
	second.nodes = append(second.nodes, first.nodes[len(first.nodes)-1])
	m.ways = append(m.ways, second)
	m.relations = append(m.relations, mapRelation{int64(len(m.relations) + 1), []int64{first.id, second.id}, append(tags, tag{"type", "multipolygon"})})
}
