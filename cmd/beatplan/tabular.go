package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/sheet"
)

// tabular is the flag of commands whose result can be written to a file as
// features or as a table.
type tabular struct {
	Output string `short:"o" help:"Write the result to a file: GeoJSON where its name ends in .geojson or .json, CSV where in .csv; - is GeoJSON on standard output." placeholder:"FILE"`
}

// check does what that of exporting does, and refuses a name that does not say what
// to write. What is no file gets GeoJSON.
func (t tabular) check() error {
	to := exporting(t)
	if err := to.endsIn(".geojson", ".json", ".csv"); err != nil {
		return err
	}
	return to.check()
}

// csv reports whether the file is to be a table.
func (t tabular) csv() bool { return strings.EqualFold(filepath.Ext(t.Output), ".csv") }

// document writes features as the name says.
func (t tabular) document(c geo.Collection) ([]byte, error) {
	if t.csv() {
		return rows(c)
	}
	return geoJSON(c)
}

// geoJSON writes features as GeoJSON whose properties hold no objects, which desktop GIS
// does not read: see [flatten].
func geoJSON(c geo.Collection) ([]byte, error) {
	names, flat, err := flatten(c.Features)
	if err != nil {
		return nil, err
	}
	c.Features = slices.Clone(c.Features)
	for i := range c.Features {
		c.Features[i].Properties = flatProperties{names, flat[i]}
	}
	return json.Marshal(c)
}

// rows writes the properties of features as CSV, flat (see [flatten]): the names of all,
// and a row for each, with a position that stands for it. What is no text, number or
// truth is written as JSON, and nothing as a formula. Without a feature there is the head
// alone.
func rows(c geo.Collection) ([]byte, error) {
	heads := c.Features
	if len(heads) == 0 && c.Blank != nil {
		heads = []geo.Feature{{Properties: c.Blank, Geometry: orb.Point{}}}
	}
	if len(heads) == 0 {
		return nil, nil
	}
	header, flat, err := flatten(heads)
	if err != nil {
		return nil, err
	}
	positioned := slices.ContainsFunc(heads, func(f geo.Feature) bool { _, ok := middle(f.Geometry); return ok })
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	head := header
	if positioned {
		head = append(slices.Clone(header), "longitude", "latitude")
	}
	if err := w.Write(sheet.HarmlessRow(head)); err != nil {
		return nil, err
	}
	for i, f := range c.Features {
		row := make([]string, len(head))
		for k, name := range header {
			row[k] = field(flat[i][name])
		}
		if at, ok := middle(f.Geometry); ok {
			row[len(header)], row[len(header)+1] = fmt.Sprintf("%.6f", at[0]), fmt.Sprintf("%.6f", at[1])
		}
		if err := w.Write(sheet.HarmlessRow(row)); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// middle returns a WGS 84 position that stands for a point or for polygons.
func middle(g orb.Geometry) (orb.Point, bool) {
	switch g := g.(type) {
	case orb.Point:
		return g, true
	case orb.Polygon:
		return geo.Middle(orb.MultiPolygon{g}), true
	case orb.MultiPolygon:
		if len(g) > 0 {
			return geo.Middle(g), true
		}
	}
	return orb.Point{}, false
}

// flatten returns the properties of features without objects among them, a map for each,
// and the names of all of them in order. The members of an object take its name before
// theirs: offences.mean is offences_mean. An object that is null in some features has no
// name of its own there. The cost is that of decoding the properties.
func flatten(features []geo.Feature) (names []string, flat []map[string]json.RawMessage, err error) {
	seen, objects := map[string]bool{}, map[string]bool{}
	for _, f := range features {
		body, err := json.Marshal(f.Properties)
		if err != nil {
			return nil, nil, fmt.Errorf("feature %s: %w", f.ID, err)
		}
		p := properties{values: map[string]json.RawMessage{}, objects: objects}
		if err := p.add("", body); err != nil {
			return nil, nil, fmt.Errorf("feature %s: %w", f.ID, err)
		}
		at := 0 // where a name that is new belongs: behind the one before it here
		for _, name := range p.names {
			if seen[name] {
				at = 1 + slices.Index(names, name)
				continue
			}
			seen[name], names = true, slices.Insert(names, at, name)
			at++
		}
		flat = append(flat, p.values)
	}
	return slices.DeleteFunc(names, func(name string) bool { return objects[name] }), flat, nil
}

// properties are those of a feature, as they are flattened.
type properties struct {
	names   []string // in order
	values  map[string]json.RawMessage
	objects map[string]bool // the names of objects in any feature
}

// add takes in the members of an object, whose name is the prefix.
func (p *properties) add(prefix string, object json.RawMessage) error {
	d := json.NewDecoder(bytes.NewReader(object))
	if _, err := d.Token(); err != nil { // {, or null
		return err
	}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		name := prefix + token.(string)
		if value[0] == '{' {
			p.objects[name] = true
			if err := p.add(name+"_", value); err != nil {
				return err
			}
			continue
		}
		p.names, p.values[name] = append(p.names, name), value
	}
	return nil
}

// flatProperties are those of a feature, by names that all features share.
type flatProperties struct {
	names  []string
	values map[string]json.RawMessage
}

// MarshalJSON writes them in the order of the names; what a feature has not is null.
func (p flatProperties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, name := range p.names {
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		b.WriteByte("{,"[min(i, 1)])
		b.Write(key)
		b.WriteByte(':')
		b.WriteString(cmp.Or(string(p.values[name]), "null"))
	}
	if len(p.names) == 0 {
		b.WriteByte('{')
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// field returns a JSON value as a field of CSV.
func field(value json.RawMessage) string {
	var plain string
	switch {
	case string(value) == "null":
		return ""
	case json.Unmarshal(value, &plain) == nil:
		return plain
	}
	return string(value)
}
