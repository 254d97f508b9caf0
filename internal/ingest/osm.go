package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"

	"beatplan/geo"
	"beatplan/roads"
)

// OSMSites returns the places of an extract of OpenStreetMap (.osm.pbf) that are
// of a known category (docs/osm.md): nodes, buildings by their middle, and grounds
// with their outline.
func OSMSites(s Input, rejectsDir string) *File[geo.Site] {
	return osmFile(s, rejectsDir, ".sites", func(o osm.Object, at positions, out *sink[geo.Site]) error {
		var site geo.Site
		switch o := o.(type) {
		case *osm.Node:
			site = osmSite(fmt.Sprintf("n%d", o.ID), o.Tags)
			site.At = &orb.Point{grained(o.Lon), grained(o.Lat)}
		case *osm.Way:
			if !isPlace(o) {
				return nil
			}
			site = osmSite(fmt.Sprintf("w%d", o.ID), o.Tags)
			ring, err := at.line(o)
			if err != nil {
				out.reject(int(o.ID), []string{site.ID, site.Name}, err)
				return nil
			}
			outline := orb.MultiPolygon{{orb.Ring(ring)}}
			middle := geo.Middle(outline)
			site.At = &orb.Point{grained(middle.Lon()), grained(middle.Lat())}
			if isGround(site.Category) {
				site.Shape = outline
			}
		}
		if site.Category == "" {
			return nil
		}
		if !geo.OnGlobe(*site.At) {
			out.reject(0, []string{site.ID, site.Name}, fmt.Errorf("no position on the globe: %v", *site.At))
			return nil
		}
		return out.accept(site)
	}, isPlace)
}

// osmSite returns what tags say of a site; without a category, it is none.
func osmSite(id string, tags osm.Tags) geo.Site {
	site := geo.Site{Source: "osm", ID: id, Name: said(tags.Find("name")), Category: osmCategory(tags)}
	if site.Category == "" {
		return site
	}
	if hours := tags.Find("opening_hours"); hours != "" {
		var err error
		if site.Opening, err = geo.ParseHours(hours); err != nil {
			site.Quality = append(site.Quality, geo.QualityUnreadHours)
		}
	}
	return site
}

// OSMStreets returns the streets and paths of an extract of OpenStreetMap.
func OSMStreets(s Input, rejectsDir string) *File[roads.Street] {
	isStreet := func(w *osm.Way) bool {
		_, is := roads.FromTags(w.Tags.Map())
		return is
	}
	return osmFile(s, rejectsDir, ".streets", func(o osm.Object, at positions, out *sink[roads.Street]) error {
		way, is := o.(*osm.Way)
		if !is {
			return nil
		}
		street, is := roads.FromTags(way.Tags.Map())
		if !is {
			return nil
		}
		line, err := at.line(way)
		if err == nil && len(line) < 2 {
			err = errors.New("a way of fewer than two nodes")
		}
		if err != nil {
			out.reject(int(way.ID), []string{fmt.Sprint("w", way.ID), street.Name}, err)
			return nil
		}
		street.ID, street.Line = int64(way.ID), line
		for i, n := range way.Nodes {
			street.Nodes = append(street.Nodes, int64(n.ID))
			if closed := at.closed[int64(n.ID)]; closed != 0 {
				if street.Closed == nil {
					street.Closed = make([]roads.Modes, len(way.Nodes))
				}
				street.Closed[i] = closed
			}
		}
		return out.accept(street)
	}, isStreet)
}

// isPlace reports whether a way is the outline of a place of a known category.
func isPlace(w *osm.Way) bool {
	return len(w.Nodes) >= 4 && w.Nodes[0].ID == w.Nodes[len(w.Nodes)-1].ID && osmCategory(w.Tags) != ""
}

// osmFile returns a file of what each makes of the objects of an extract. Ways
// name their nodes, which come before them, so the file is read three times:
// which nodes are needed, where they are, and all of it. What is in memory grows
// with the nodes of the ways that are needed, 16 bytes each.
func osmFile[T any](
	s Input, rejectsDir, part string,
	each func(o osm.Object, at positions, out *sink[T]) error, needed func(*osm.Way) bool,
) *File[T] {
	f := newFile(s, rejectsDir, func(r io.Reader, out *sink[T]) error {
		at, err := nodesOf(s, needed)
		if err != nil {
			return err
		}
		return scan(r, parts{nodes: true, ways: true}, func(o osm.Object) error { return each(o, at, out) })
	})
	f.part = part
	f.Allow(1) // an extract is cut out: ways at its edge lack nodes
	return f
}

// nodesOf finds the nodes of the ways that are needed.
func nodesOf(s Input, needed func(*osm.Way) bool) (positions, error) {
	var at positions
	err := again(s, parts{ways: true}, func(o osm.Object) error {
		if way, is := o.(*osm.Way); is && needed(way) {
			for _, n := range way.Nodes {
				at.ids = append(at.ids, int64(n.ID))
			}
		}
		return nil
	})
	if err != nil {
		return at, err
	}
	slices.Sort(at.ids)
	at.ids = slices.Compact(at.ids)
	at.points, at.closed = make([]point, len(at.ids)), map[int64]roads.Modes{}
	return at, again(s, parts{nodes: true}, func(o osm.Object) error {
		if node, is := o.(*osm.Node); is {
			if i, needed := slices.BinarySearch(at.ids, int64(node.ID)); needed {
				at.points[i] = point{int32(math.Round(node.Lon * pointsPerDegree)), int32(math.Round(node.Lat * pointsPerDegree)), true}
				if len(node.Tags) > 0 {
					if closed := roads.ClosedBy(node.Tags.Map()); closed != 0 {
						at.closed[int64(node.ID)] = closed
					}
				}
			}
		}
		return nil
	})
}

// pointsPerDegree is the grain of OpenStreetMap's own coordinates.
const pointsPerDegree = 1e7

// grained returns a coordinate to that grain.
func grained(degrees float64) float64 { return math.Round(degrees*pointsPerDegree) / pointsPerDegree }

// A point is a position, if it is known.
type point struct {
	x, y  int32 // ten-millionths of a degree
	known bool
}

// positions are those of nodes, by their ids, ascending.
type positions struct {
	ids    []int64
	points []point
	closed map[int64]roads.Modes // whom a barrier at a node stops
}

// line returns the line of a way: of its nodes as they are in the file or, where they
// are not, as the way itself says, which some tools write in place of untagged nodes.
func (p positions) line(w *osm.Way) (orb.LineString, error) {
	line := make(orb.LineString, len(w.Nodes))
	for i, n := range w.Nodes {
		at, found := slices.BinarySearch(p.ids, int64(n.ID))
		switch {
		case found && p.points[at].known:
			line[i] = orb.Point{float64(p.points[at].x) / pointsPerDegree, float64(p.points[at].y) / pointsPerDegree}
		case n.Lon != 0 || n.Lat != 0: // the way carries the positions of its nodes
			line[i] = orb.Point{grained(n.Lon), grained(n.Lat)}
		default:
			return nil, fmt.Errorf("node %d of it is not in the file", n.ID)
		}
	}
	return line, nil
}

// parts are those of an extract that are read, in this order.
type parts struct{ nodes, ways, relations bool }

// again opens an extract once more and scans it.
func again(s Input, p parts, each func(osm.Object) error) error {
	body, err := s.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	return scan(body, p, each)
}

// ScanExtract reads an extract to its end and keeps nothing. Whatever of an extract
// makes the library that decodes it panic, in a goroutine that no caller can recover,
// makes it panic here.
func ScanExtract(r io.Reader) error {
	return scan(r, parts{nodes: true, ways: true, relations: true}, func(osm.Object) error { return nil })
}

// scan calls each for the objects of an extract, in their order.
func scan(r io.Reader, p parts, each func(osm.Object) error) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	scanner := osmpbf.New(ctx, r, 2)
	scanner.SkipNodes, scanner.SkipWays, scanner.SkipRelations = !p.nodes, !p.ways, !p.relations
	defer scanner.Close()
	for scanner.Scan() {
		if err := each(scanner.Object()); err != nil {
			return err
		}
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("not an extract of OpenStreetMap (.osm.pbf), or cut short or damaged: %w", err)
	}
	return nil
}
