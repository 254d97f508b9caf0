package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path/filepath"
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
	return json.Marshal(c)
}

// rows writes the properties of features as CSV: the names of those of the first
// feature, and a row for each, with a position that stands for it. What is no text,
// number or truth is written as JSON, and nothing as a formula. Without a feature there is the head alone.
func rows(c geo.Collection) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	var header []string
	if len(c.Features) == 0 && c.Blank != nil {
		names, _, err := members(c.Blank)
		if err != nil {
			return nil, err
		}
		return []byte(strings.Join(append(names, "longitude", "latitude"), ",") + "\n"), nil
	}
	for _, f := range c.Features {
		names, values, err := members(f.Properties)
		if err != nil {
			return nil, fmt.Errorf("feature %s: %w", f.ID, err)
		}
		if at, ok := middle(f.Geometry); ok {
			names = append(names, "longitude", "latitude")
			values["longitude"], values["latitude"] = fmt.Sprintf("%.6f", at[0]), fmt.Sprintf("%.6f", at[1])
		}
		if header == nil {
			header = names
			if err := w.Write(sheet.HarmlessRow(header)); err != nil {
				return nil, err
			}
		}
		row := make([]string, len(header))
		for i, name := range header {
			row[i] = values[name]
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

// members returns the names of the members of a JSON object, in order, and each as
// a field of CSV.
func members(object any) (names []string, fields map[string]string, err error) {
	body, err := json.Marshal(object)
	if err != nil {
		return nil, nil, err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if _, err := d.Token(); err != nil { // {
		return nil, nil, err
	}
	fields = map[string]string{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, nil, err
		}
		text := string(value)
		var plain string
		switch {
		case text == "null":
			text = ""
		case json.Unmarshal(value, &plain) == nil:
			text = plain
		}
		names = append(names, name.(string))
		fields[name.(string)] = text
	}
	return names, fields, nil
}
