package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/osm"

	"beatplan/geo"
)

// OSMWater returns the coast and the inland waters of an extract of OpenStreetMap:
// each way of a coast, each closed way and each multipolygon of a body of water.
// Ways of multipolygons are in memory until these, which come last, are put
// together. The file is read four times.
func OSMWater(s Input, rejectsDir string) *File[geo.Water] {
	f := newFile(s, rejectsDir, func(r io.Reader, out *sink[geo.Water]) error {
		members, err := membersOf(s)
		if err != nil {
			return err
		}
		at, err := nodesOf(s, func(w *osm.Way) bool { return members[w.ID] || isCoast(w) || isWater(w.Tags) })
		if err != nil {
			return err
		}
		pieces := map[int64]piece{}
		return scan(r, parts{ways: true, relations: true}, func(o osm.Object) error {
			switch o := o.(type) {
			case *osm.Way:
				line, err := at.line(o)
				if members[o.ID] && err == nil && len(line) > 1 {
					pieces[int64(o.ID)] = piece{int64(o.Nodes[0].ID), int64(o.Nodes[len(o.Nodes)-1].ID), line}
				}
				switch {
				case isCoast(o):
					return take(out, geo.Water{Kind: geo.Coast, Shape: line}, "w", int64(o.ID), o.Tags, err)
				case isWater(o.Tags) && !members[o.ID]: // or the multipolygon speaks for it
					return take(out, geo.Water{Kind: geo.Inland, Shape: orb.MultiPolygon{{orb.Ring(line)}}}, "w", int64(o.ID), o.Tags, err)
				}
			case *osm.Relation:
				if isWaters(o) {
					shape, err := assemble(o.Members, pieces)
					return take(out, geo.Water{Kind: geo.Inland, Shape: shape}, "r", int64(o.ID), o.Tags, err)
				}
			}
			return nil
		})
	})
	f.part = ".water"
	f.Allow(1) // as of osmFile
	return f
}

// take accepts a water that has a shape.
func take(out *sink[geo.Water], w geo.Water, of string, id int64, tags osm.Tags, err error) error {
	w.ID, w.Name = fmt.Sprint(of, id), tags.Find("name")
	if err == nil {
		err = checkShape(w.Shape)
	}
	if err != nil {
		out.reject(int(id), []string{w.ID, w.Name}, err)
		return nil
	}
	return out.accept(w)
}

// checkShape returns an error where a shape is none.
func checkShape(g orb.Geometry) error {
	switch g := g.(type) {
	case orb.LineString:
		if len(g) < 2 || g.Bound().Min == g.Bound().Max {
			return errors.New("a way of fewer than two nodes")
		}
	case orb.MultiPolygon:
		for _, polygon := range g {
			for _, ring := range polygon {
				if len(ring) < 4 || !ring.Closed() {
					return errors.New("an outline that is not closed")
				}
			}
		}
		if planar.Area(g) == 0 {
			return errors.New("an outline that encloses nothing")
		}
	}
	return nil
}

func isCoast(w *osm.Way) bool { return w.Tags.Find("natural") == "coastline" }

// isWater reports whether tags are those of a body of water.
func isWater(tags osm.Tags) bool {
	return tags.Find("natural") == "water" || tags.Find("waterway") == "riverbank" || tags.Find("landuse") == "reservoir"
}

// isWaters reports whether a relation is a body of water.
func isWaters(r *osm.Relation) bool { return r.Tags.Find("type") == "multipolygon" && isWater(r.Tags) }

// membersOf returns the ways of the multipolygons of water.
func membersOf(s Input) (map[osm.WayID]bool, error) {
	members := map[osm.WayID]bool{}
	return members, again(s, parts{relations: true}, func(o osm.Object) error {
		if r, is := o.(*osm.Relation); is && isWaters(r) {
			for _, m := range r.Members {
				if m.Type == osm.TypeWay {
					members[osm.WayID(m.Ref)] = true
				}
			}
		}
		return nil
	})
}

// A piece is a line between two nodes.
type piece struct {
	from, to int64 // ids of nodes
	line     orb.LineString
}

// assemble puts the ways of a multipolygon together: rings of ways that share
// nodes, in either direction, and inner rings in the smallest outer one around.
func assemble(members osm.Members, pieces map[int64]piece) (orb.MultiPolygon, error) {
	byRole := map[bool][]piece{}
	for _, m := range members {
		if m.Type != osm.TypeWay {
			continue
		}
		p, found := pieces[m.Ref]
		if !found {
			return nil, fmt.Errorf("way %d of it is not in the file", m.Ref)
		}
		inner := m.Role == "inner"
		byRole[inner] = append(byRole[inner], p)
	}
	outer, err := rings(byRole[false])
	if err != nil {
		return nil, err
	}
	inner, err := rings(byRole[true])
	if err != nil {
		return nil, err
	}
	if len(outer) == 0 {
		return nil, errors.New("a multipolygon without an outer ring")
	}
	slices.SortStableFunc(outer, func(a, b orb.Ring) int { return cmp.Compare(size(a), size(b)) })
	shape := make(orb.MultiPolygon, len(outer))
	for i, ring := range outer {
		shape[i] = orb.Polygon{ring}
	}
	for _, hole := range inner {
		i := slices.IndexFunc(outer, func(r orb.Ring) bool { return r.Bound().Contains(hole[0]) && planar.RingContains(r, hole[0]) })
		if i < 0 {
			return nil, errors.New("an inner ring outside every outer one")
		}
		shape[i] = append(shape[i], hole)
	}
	return shape, nil
}

// rings joins pieces end to end until each ring is closed. The cost grows with
// their points.
func rings(pieces []piece) ([]orb.Ring, error) {
	ending := map[int64][]int{} // pieces by the nodes at their ends
	for i, p := range pieces {
		ending[p.from] = append(ending[p.from], i)
		if p.to != p.from {
			ending[p.to] = append(ending[p.to], i)
		}
	}
	used := make([]bool, len(pieces))
	var all []orb.Ring
	for i, first := range pieces {
		if used[i] {
			continue
		}
		used[i] = true
		ring, end := slices.Clone(first.line), first.to
		for end != first.from {
			j := slices.IndexFunc(ending[end], func(j int) bool { return !used[j] })
			if j < 0 {
				return nil, fmt.Errorf("a ring of it is open at node %d", end)
			}
			n := ending[end][j]
			used[n] = true
			next := pieces[n]
			line := slices.Clone(next.line)
			if next.from != end {
				slices.Reverse(line)
				next.to = next.from
			}
			ring, end = append(ring, line[1:]...), next.to
		}
		all = append(all, orb.Ring(ring))
	}
	return all, nil
}

// size is an area of no particular unit.
func size(r orb.Ring) float64 { return planar.Area(orb.Polygon{r}) }
