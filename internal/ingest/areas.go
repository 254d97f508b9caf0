package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/paulmach/orb/geojson"

	"beatplan/geo"
	"beatplan/internal/fault"
)

// mostAreas is how many bytes a file of areas may have, unpacked: it is read
// whole.
const mostAreas = 256 << 20

// AreaOptions say how to read a file of areas.
type AreaOptions struct {
	Kind         geo.AreaKind
	CodeProperty string // empty: guessed
	NameProperty string // empty: guessed
}

// Areas reads a GeoJSON FeatureCollection of polygons in WGS 84; rejected
// features go to the directory rejects.
//
// Where the properties with the code and the name are not said, those are taken
// that the Office for National Statistics' ways of naming give the kind
// (LAD24CD, lad24_code, LSOA21NM), or else code or id, and name. A foreign
// member "invented": true marks areas of a made-up county.
func Areas(name string, open Opener, o AreaOptions, rejects string) *File[geo.Area] {
	return &File[geo.Area]{name: name, open: open, dir: rejects, parse: o.read}
}

func (o AreaOptions) read(in *bufio.Reader, out output[geo.Area]) error {
	text, err := io.ReadAll(io.LimitReader(in, mostAreas+1))
	if err != nil {
		return err
	}
	if len(text) > mostAreas {
		return fmt.Errorf("it is larger than %d MiB: simplify the polygons", mostAreas>>20)
	}
	var collection struct {
		Type     string            `json:"type"`
		Invented bool              `json:"invented"`
		Features []json.RawMessage `json:"features"`
	}
	const expected = "expected a GeoJSON FeatureCollection of polygons"
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if len(bytes.TrimSpace(text)) == 0 {
		return errors.New("it is empty: " + expected)
	}
	if err := json.Unmarshal(text, &collection); err != nil {
		return fmt.Errorf("it is not GeoJSON (%w): %s", err, expected)
	}
	if collection.Type != "FeatureCollection" || len(collection.Features) == 0 {
		return fmt.Errorf("it is a %q with %d features: %s", short(collection.Type), len(collection.Features), expected)
	}
	var first feature
	if err := json.Unmarshal(collection.Features[0], &first); err != nil {
		return fmt.Errorf("its first feature is none (%w): %s", err, expected)
	}
	if o, err = o.guess(slices.Sorted(maps.Keys(first.Properties))); err != nil {
		return err
	}
	seen := map[string]int{}
	for i, text := range collection.Features {
		area, err := o.area(text)
		switch {
		case fault.Of(err) == fault.Invalid:
			return err
		case err == nil && seen[area.Code] > 0:
			err = fmt.Errorf("code %s is that of feature %d too", area.Code, seen[area.Code])
		}
		if err != nil {
			err = out.reject(Reject{Line: i + 1, Reason: err.Error(), Row: string(text)})
		} else {
			seen[area.Code] = i + 1
			area.Invented = collection.Invented
			err = out.keep(area)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type feature struct {
	Type       string                     `json:"type"`
	Geometry   json.RawMessage            `json:"geometry"`
	Properties map[string]json.RawMessage `json:"properties"`
}

// area reads one feature. A fault.Invalid holds for the whole file.
func (o AreaOptions) area(text json.RawMessage) (geo.Area, error) {
	var f feature
	if err := json.Unmarshal(text, &f); err != nil {
		return geo.Area{}, fmt.Errorf("not a feature: %w", err)
	}
	a := geo.Area{Kind: o.Kind}
	var err error
	if a.Code, err = f.property(o.CodeProperty); err != nil {
		return a, err
	}
	if a.Name, err = f.property(o.NameProperty); err != nil {
		return a, err
	}
	var g geojson.Geometry
	if err := json.Unmarshal(f.Geometry, &g); err != nil {
		return a, fmt.Errorf("%s: geometry: %w", a.Code, err)
	}
	if g.Geometry() == nil {
		return a, fmt.Errorf("%s: no geometry", a.Code)
	}
	if corner := g.Geometry().Bound().Min; onGrid(corner[0], corner[1]) {
		return a, fault.New(fault.Invalid, "coordinates such as %.0f, %.0f are metres of the British National Grid: make them longitude and latitude, as with ogr2ogr -t_srs EPSG:4326 OUT.geojson IN.geojson", corner[0], corner[1])
	}
	if a.Land, err = geo.Polygons(g.Geometry()); err != nil {
		return a, fmt.Errorf("%s: %w", a.Code, err)
	}
	return a, nil
}

// onGrid reports whether numbers that are no degrees can be an easting and a
// northing, metres.
func onGrid(e, n float64) bool {
	return e >= 0 && e <= 700_000 && n >= 0 && n <= 1_300_000 && (e > 180 || n > 90)
}

// property returns a property that is a text or a number.
func (f feature) property(name string) (string, error) {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(f.Properties[name]))
	decoder.UseNumber()
	if len(f.Properties[name]) > 0 {
		if err := decoder.Decode(&value); err != nil {
			return "", fmt.Errorf("property %s: %w", name, err)
		}
	}
	var text string
	switch v := value.(type) {
	case string:
		text = v
	case json.Number:
		text = v.String()
	}
	if strings.TrimSpace(text) == "" || strings.Contains(text, "\x00") {
		return "", fmt.Errorf("property %s is neither a text nor a number", name)
	}
	return text, nil
}

// guess fills in the properties that the options leave open.
func (o AreaOptions) guess(properties []string) (AreaOptions, error) {
	prefix := map[geo.AreaKind]string{geo.Force: "pfa", geo.District: "(lad|ltla|utla)", geo.Ward: "(wd|ward)", geo.LSOA: "lsoa"}[o.Kind]
	find := func(what, given, ons string, plain ...string) (string, error) {
		if given != "" {
			if !slices.Contains(properties, given) {
				return "", fmt.Errorf("it has no property %q for the %s: there are %q", given, what, properties)
			}
			return given, nil
		}
		for _, pattern := range append([]string{prefix + `\d\d_?(` + ons + `)`}, plain...) {
			like := regexp.MustCompile("^(?i:" + pattern + ")$")
			for _, p := range properties {
				if like.MatchString(p) {
					return p, nil
				}
			}
		}
		return "", fmt.Errorf("no property looks like the %s of a %s: say which of %q it is", what, o.Kind, properties)
	}
	var err error
	if o.CodeProperty, err = find("code", o.CodeProperty, "cd|code", "code", "id"); err != nil {
		return o, err
	}
	o.NameProperty, err = find("name", o.NameProperty, "nm|name", "name")
	return o, err
}
