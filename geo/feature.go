package geo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// A Feature is one RFC 7946 feature. ID may be empty; Geometry may be nil.
type Feature struct {
	ID         string
	Geometry   orb.Geometry // WGS 84
	Properties any          // marshals to a JSON object
}

// A Collection is an RFC 7946 feature collection. Members are its foreign
// members: what the features are and where they come from.
type Collection struct {
	Members  map[string]any
	Features []Feature
	Blank    any // what properties look like where there may be no feature, for the head of a table; nil: unknown
}

// MarshalJSON writes the collection as [WriteFeatures] does.
func (c Collection) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	err := WriteFeatures(&b, c.Members, func(yield func(Feature, error) bool) {
		for _, f := range c.Features {
			if !yield(f, nil) {
				return
			}
		}
	})
	return b.Bytes(), err
}

// WriteFeatures writes a collection with its bounding box first, foreign members by
// name, coordinates rounded to six decimals and rings wound by the right-hand rule. The
// same content gives the same bytes. It goes through the features twice, and holds one
// at a time.
func WriteFeatures(w io.Writer, members map[string]any, features iter.Seq2[Feature, error]) error {
	var b bytes.Buffer
	b.WriteString(`{"type":"FeatureCollection"`)
	bound, some, err := boundOf(features)
	if err != nil {
		return err
	}
	if some {
		if err := member(&b, "bbox", [4]float64{bound.Min[0], bound.Min[1], bound.Max[0], bound.Max[1]}); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		switch name {
		case "type", "bbox", "features":
			return fmt.Errorf("foreign member %q would hide GeoJSON's own", name)
		}
		if err := member(&b, name, members[name]); err != nil {
			return err
		}
	}
	b.WriteString(`,"features":[`)
	first := true
	for f, err := range features {
		if err != nil {
			return err
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.WriteByte('\n')
		if err := f.write(&b, tidy(f.Geometry)); err != nil {
			return fmt.Errorf("feature %q: %w", f.ID, err)
		}
		if b.Len() >= chunk {
			if _, err := b.WriteTo(w); err != nil {
				return err
			}
		}
	}
	b.WriteString("\n]}")
	_, err = b.WriteTo(w)
	return err
}

// chunk is from how many bytes features are written.
const chunk = 64 << 10

// boundOf returns the bounding box of features as they are written, and whether any has
// a position.
func boundOf(features iter.Seq2[Feature, error]) (bound orb.Bound, some bool, err error) {
	for f, err := range features {
		switch {
		case err != nil:
			return bound, some, err
		case f.Geometry == nil:
		case !some:
			bound, some = f.Geometry.Bound(), true
		default:
			bound = bound.Union(f.Geometry.Bound())
		}
	}
	return orb.Round(bound, 1e6).(orb.Bound), some, nil
}

func (f Feature) write(b *bytes.Buffer, g orb.Geometry) error {
	b.WriteString(`{"type":"Feature"`)
	if f.ID != "" {
		if err := member(b, "id", f.ID); err != nil {
			return err
		}
	}
	var geometry any
	if g != nil {
		geometry = geojson.NewGeometry(g)
	}
	if err := member(b, "geometry", geometry); err != nil {
		return err
	}
	properties := f.Properties
	if properties == nil {
		properties = struct{}{}
	}
	if err := member(b, "properties", properties); err != nil {
		return err
	}
	b.WriteByte('}')
	return nil
}

func member(b *bytes.Buffer, name string, value any) error {
	key, err := json.Marshal(name)
	if err != nil {
		return err
	}
	content, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("member %s: %w", name, err)
	}
	b.WriteByte(',')
	b.Write(key)
	b.WriteByte(':')
	b.Write(content)
	return nil
}

// tidy returns a copy of g rounded to six decimals, with rings wound by the
// right-hand rule.
func tidy(g orb.Geometry) orb.Geometry {
	if g == nil {
		return nil
	}
	g = orb.Round(orb.Clone(g), 1e6)
	switch g := g.(type) {
	case orb.Polygon:
		return wound(orb.MultiPolygon{g})[0]
	case orb.MultiPolygon:
		return wound(g)
	}
	return g
}

// wound reverses, in place, the rings that break the right-hand rule: shells
// counter-clockwise, holes clockwise.
func wound(m orb.MultiPolygon) orb.MultiPolygon {
	for _, polygon := range m {
		for i, ring := range polygon {
			want := orb.CW
			if i == 0 {
				want = orb.CCW
			}
			if o := ring.Orientation(); o != 0 && o != want {
				ring.Reverse()
			}
		}
	}
	return m
}

// Polygons returns g as a multipolygon after checking that it could be an area:
// rings of four points or more, closed, within the degrees of the globe.
// The error says what is wrong and where.
func Polygons(g orb.Geometry) (orb.MultiPolygon, error) {
	var polygons orb.MultiPolygon
	switch g := g.(type) {
	case orb.Polygon:
		polygons = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		polygons = g
	case nil:
		return nil, errors.New("no geometry: an area needs a Polygon or a MultiPolygon")
	default:
		return nil, fmt.Errorf("a %s: an area needs a Polygon or a MultiPolygon", g.GeoJSONType())
	}
	if len(polygons) == 0 {
		return nil, errors.New("an empty MultiPolygon")
	}
	for i, polygon := range polygons {
		if len(polygon) == 0 {
			return nil, fmt.Errorf("polygon %d has no ring", i+1)
		}
		for j, ring := range polygon {
			if len(ring) < 4 {
				return nil, fmt.Errorf("ring %d of polygon %d has %d points: four are the least, the last equal to the first", j+1, i+1, len(ring))
			}
			if ring[0] != ring[len(ring)-1] {
				return nil, fmt.Errorf("ring %d of polygon %d is not closed: its last point is not its first", j+1, i+1)
			}
			for _, p := range ring {
				if !OnGlobe(p) {
					return nil, fmt.Errorf("ring %d of polygon %d has the point %v: longitude and latitude in degrees (WGS 84) are needed", j+1, i+1, p)
				}
			}
		}
	}
	return polygons, nil
}

// Lines returns the lines of a geometry of WGS 84, or an error that says why it has
// none.
func Lines(g orb.Geometry) (orb.MultiLineString, error) {
	var lines orb.MultiLineString
	switch g := g.(type) {
	case orb.LineString:
		lines = orb.MultiLineString{g}
	case orb.MultiLineString:
		lines = g
	}
	if len(lines) == 0 {
		return nil, errors.New("no LineString or MultiLineString, or an empty one")
	}
	for i, line := range lines {
		if len(line) < 2 {
			return nil, fmt.Errorf("line %d has %d points: two are the least", i+1, len(line))
		}
		for _, p := range line {
			if !OnGlobe(p) {
				return nil, fmt.Errorf("line %d has the point %v: longitude and latitude in degrees (WGS 84) are needed", i+1, p)
			}
		}
	}
	return lines, nil
}

// OnGlobe reports whether p can be a longitude and latitude in degrees.
func OnGlobe(p orb.Point) bool {
	return math.Abs(p.Lon()) <= 180 && math.Abs(p.Lat()) <= 90
}
