package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb/geojson"

	"beatplan/geo"
)

// AreaProperties names the properties that hold an area's code and name; empty
// ones are guessed.
type AreaProperties struct{ Code, Name string }

// Areas returns a GeoJSON file of areas of one kind: a feature collection of
// polygons in WGS 84. A foreign member "invented" that is true marks them so.
func Areas(s Source, rejectsDir string, kind geo.AreaKind, p AreaProperties) *File[geo.Area] {
	return newFile(s, rejectsDir, func(r io.Reader, out *sink[geo.Area]) error {
		body, err := io.ReadAll(r)
		if err != nil {
			return fmt.Errorf("the file is cut short or damaged: %w", err)
		}
		collection, err := unmarshal(body)
		if err != nil {
			return fmt.Errorf("not a GeoJSON feature collection: %s", brief(err.Error()))
		}
		if len(collection.Features) == 0 {
			return errors.New("the feature collection is empty")
		}
		if i := slices.Index(collection.Features, nil); i >= 0 {
			return fmt.Errorf("not a GeoJSON feature collection: feature %d is null", i+1)
		}
		p, err := p.guessed(kind, collection.Features[0].Properties)
		if err != nil {
			return err
		}
		invented, _ := collection.ExtraMembers["invented"].(bool)
		return eachArea(collection.Features, kind, p, invented, out)
	})
}

// unmarshal reads a feature collection. orb panics at a null among the members
// of a geometry collection, which is as little GeoJSON as what it returns an
// error for.
func unmarshal(body []byte) (collection *geojson.FeatureCollection, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a geometry is null: %v", p)
		}
	}()
	return geojson.UnmarshalFeatureCollection(body)
}

func eachArea(features []*geojson.Feature, kind geo.AreaKind, p AreaProperties, invented bool, out *sink[geo.Area]) error {
	seen := map[string]bool{}
	var first error
	for i, f := range features {
		area, reason := readArea(f, kind, p)
		if reason == nil && seen[area.Code] {
			reason = fmt.Errorf("code %s again", area.Code)
		}
		if reason != nil {
			if first == nil {
				first = fmt.Errorf("feature %d: %w", i+1, reason)
			}
			properties, err := json.Marshal(f.Properties)
			if err != nil {
				return err
			}
			out.reject(i+1, []string{string(properties)}, reason)
			continue
		}
		seen[area.Code] = true
		area.Invented = invented
		if err := out.accept(area); err != nil {
			return err
		}
	}
	if len(seen) == 0 {
		return fmt.Errorf("none of its %d features is an area: %w", len(features), first)
	}
	return nil
}

func readArea(f *geojson.Feature, kind geo.AreaKind, p AreaProperties) (geo.Area, error) {
	area := geo.Area{Kind: kind, Code: text(f.Properties[p.Code]), Name: text(f.Properties[p.Name])}
	if area.Code == "" {
		return area, fmt.Errorf("no property %s", p.Code)
	}
	if area.Name == "" {
		area.Name = area.Code
	}
	var err error
	if area.Land, err = geo.Polygons(f.Geometry); err == nil && turned(area.Land.Bound().Center()) {
		err = errors.New("longitude and latitude are in each other's place: write longitude first")
	}
	return area, err
}

// text returns a property that is a text or a number.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return strings.ToValidUTF8(strings.ReplaceAll(strings.TrimSpace(v), "\x00", ""), "�")
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// guessed fills in the properties that are not named: those that the Office for
// National Statistics would call so (LAD24CD, wd22nm), the House of Commons
// Library (ltla24_code), or plainly code, id and name.
func (p AreaProperties) guessed(kind geo.AreaKind, have geojson.Properties) (AreaProperties, error) {
	prefix := map[geo.AreaKind]string{geo.Force: "pfa", geo.District: "lad|ltla|la", geo.Ward: "wd|ward", geo.LSOA: "lsoa"}[kind]
	names := slices.Sorted(maps.Keys(have))
	guess := func(given, flag, endings, plain string) (string, error) {
		if given != "" {
			if _, there := have[given]; !there {
				return "", fmt.Errorf("no property %q; there are %s", given, strings.Join(names, ", "))
			}
			return given, nil
		}
		for _, pattern := range []string{`^(` + prefix + `)\d*_?(` + endings + `)$`, `^(` + plain + `)$`} {
			matches := regexp.MustCompile(`(?i)` + pattern)
			if i := slices.IndexFunc(names, matches.MatchString); i >= 0 {
				return names[i], nil
			}
		}
		return "", fmt.Errorf("cannot tell which property is the %s of a %s among %s: name it with --%s-property (%s_property)", flag, kind, strings.Join(names, ", "), flag, flag)
	}
	var err error
	if p.Code, err = guess(p.Code, "id", "code|cd", "code|id|gss_code|reference"); err != nil {
		return p, err
	}
	p.Name, err = guess(p.Name, "name", "name|nm", "name|title")
	return p, err
}
