package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"beatplan/geo"
)

// AreaProperties names the properties that hold an area's code and name; empty
// ones are guessed.
type AreaProperties struct {
	Code, Name string
	AnySize    bool // takes areas of more than mostPoints
}

// mostPoints is how many points an area may have, unless that is allowed: with more,
// every question about it and every tile of the map is slow, and no border is better known.
const mostPoints = 100_000

// Areas returns a file of areas of one kind, GeoJSON or KML: polygons in WGS 84.
// A foreign member "invented" of GeoJSON that is true marks them so.
func Areas(s Input, rejectsDir string, kind geo.AreaKind, p AreaProperties) *File[geo.Area] {
	return newFile(s, rejectsDir, func(r io.Reader, out *sink[geo.Area]) error {
		found, err := readFeatures(r, maxAreas)
		if err != nil {
			return err
		}
		if nameByIDs(found.all); p.Code == "" {
			p.Code = codeBesideNumbers(kind, found.all)
		}
		p, err := p.guessed(kind, found.all[0].properties)
		if err != nil {
			return err
		}
		return each(p.joined(found.all), "an area", func(f feature) (geo.Area, error) {
			area, err := readArea(f, kind, p)
			area.Invented = found.invented
			return area, err
		}, out)
	})
}

// codeBesideNumbers returns the property that is likely to hold the codes of areas whose ids
// only number them, or nothing.
func codeBesideNumbers(kind geo.AreaKind, all []feature) string {
	if !areNumbered(all, func(f feature) string { return text(f.properties["id"]) }) {
		return ""
	}
	others := maps.Clone(all[0].properties)
	delete(others, "id")
	p, _ := AreaProperties{}.guessed(kind, others) // without a code among them, the numbers are it
	if !p.tellsApart(all) {
		return ""
	}
	return p.Code
}

// tellsApart reports whether every feature has a code, no code stands for two names, and not all
// have the same, as they have that of the area that they are parts of.
func (p AreaProperties) tellsApart(all []feature) bool {
	names := map[string]string{}
	for _, f := range all {
		code, name := said(text(f.properties[p.Code])), text(f.properties[p.Name])
		if other, known := names[code]; code == "" || known && other != name {
			return false
		}
		names[code] = name
	}
	return len(names) > 1 || len(all) == 1
}

// joined returns the features with those of one code as one, since an area may have
// parts that are features of their own. Parts of different names are no area, nor are
// those of which one is broken.
func (p AreaProperties) joined(all []feature) []feature {
	at := map[string]int{}
	var joined []feature
	for _, f := range all {
		code := said(text(f.properties[p.Code]))
		i, known := at[code]
		if code == "" || !known {
			at[code] = len(joined)
			joined = append(joined, f)
			continue
		}
		whole := &joined[i]
		name, other := text(whole.properties[p.Name]), text(f.properties[p.Name])
		land, err1 := geo.Polygons(whole.geometry)
		more, err2 := geo.Polygons(f.geometry)
		switch err := cmp.Or(whole.broken, f.broken, err1, err2); {
		case err != nil:
			whole.broken = err
		case name != other:
			whole.broken = fmt.Errorf("code %s stands for %q and for %q", code, brief(name), brief(other))
		default:
			whole.geometry = append(slices.Clone(land), more...)
		}
	}
	return joined
}

// points returns how many points polygons have.
func points(g orb.Geometry) (n int) {
	switch g := g.(type) {
	case orb.Polygon:
		for _, ring := range g {
			n += len(ring)
		}
	case orb.MultiPolygon:
		for _, polygon := range g {
			n += points(polygon)
		}
	}
	return n
}

func readArea(f feature, kind geo.AreaKind, p AreaProperties) (geo.Area, error) {
	area := geo.Area{Kind: kind, Code: said(text(f.properties[p.Code])), Name: said(text(f.properties[p.Name]))}
	if area.Code == "" {
		return area, fmt.Errorf("no property %s", p.Code)
	}
	if area.Name == "" {
		area.Name = area.Code
	}
	if f.broken != nil {
		return area, f.broken
	}
	if utf8.RuneCountInString(area.Name) > maxName || utf8.RuneCountInString(area.Code) > maxName {
		return area, fmt.Errorf("its name is longer than %d characters: %q", maxName, brief(area.Name))
	}
	if n := points(f.geometry); n > mostPoints && !p.AnySize {
		return area, fmt.Errorf("%s (%s) has %d points, more than %d: take a generalised border, or load it all the same (allow)", brief(area.Name), brief(area.Code), n, mostPoints)
	}
	var err error
	if area.Land, err = geo.Polygons(f.geometry); err == nil && turned(area.Land.Bound().Center()) {
		err = errors.New("longitude and latitude are in each other's place: write longitude first")
	}
	return area, err
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
				return "", fmt.Errorf("no property %q; there are %s", given, cmp.Or(strings.Join(names, ", "), "none"))
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
