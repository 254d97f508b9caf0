package main

import (
	"fmt"
	"strconv"
	"strings"

	"beatplan/internal/app"
)

// tuning is the flags that change a model before it is fitted.
type tuning struct {
	Clock     string   `help:"Hours alone: a clock (see beatplan clocks), or a rule as in «Fri-Sat 22:00-03:00»; sites that are shut then do not count." placeholder:"NAME"`
	Without   []string `help:"Site categories to leave out." placeholder:"NAME"`
	With      []string `help:"Lines and polygons of the map to try beside sites: main-road, footpath, waterfront." placeholder:"NAME"`
	Influence []string `sep:"none" help:"What to try of a category, or of all: proximity, density, dosage (density by capacity), or auto, which chooses by how far sites are apart; as in pub=density,dosage; again for each." placeholder:"[NAME=]HOW,…"`
	Reach     []string `field:"reaches" sep:"none" help:"Metres to try of a category, as in pub=75,150; again for each." placeholder:"NAME=M,…"`
	Add       []string `sep:"none" help:"What if this were there, as in pub@0.71,51.54; again for each." placeholder:"NAME@LON,LAT"`
	Remove    []string `help:"What if this site were not there; again for each." placeholder:"SITE"`
	Allow     bool     `help:"Fit what would be refused: police-generated offences, factors derived from crime."`
}

func (t tuning) read() (app.Tuning, error) {
	r := app.Tuning{Clock: t.Clock, Without: t.Without, With: t.With, Remove: t.Remove, Allow: t.Allow}
	for _, s := range t.Reach {
		name, list, found := strings.Cut(s, "=")
		if !found || name == "" {
			return r, fmt.Errorf("--reach %q: write a category and metres, as in pub=75,150", s)
		}
		if r.Reaches == nil {
			r.Reaches = map[string][]float64{}
		}
		if r.Reaches[name] != nil {
			return r, fmt.Errorf("--reach: %s is there twice: write all its metres at once", name)
		}
		for m := range strings.SplitSeq(list, ",") {
			metres, err := strconv.ParseFloat(strings.TrimSpace(m), 64)
			if err != nil {
				return r, fmt.Errorf("--reach %q: %q is no number of metres", s, m)
			}
			r.Reaches[name] = append(r.Reaches[name], metres)
		}
	}
	for _, s := range t.Influence {
		name, list, found := strings.Cut(s, "=")
		if !found {
			name, list = app.EveryFactor, s
		}
		if r.Influences == nil {
			r.Influences = map[string][]string{}
		}
		if r.Influences[name] != nil {
			return r, fmt.Errorf("--influence: %s is there twice: write all it is to be tried by at once", name)
		}
		for how := range strings.SplitSeq(list, ",") {
			r.Influences[name] = append(r.Influences[name], strings.TrimSpace(how))
		}
	}
	for _, s := range t.Add {
		name, place, found := strings.Cut(s, "@")
		if !found || name == "" {
			return r, fmt.Errorf("--add %q: write a category and a position, as in pub@0.71,51.54", s)
		}
		at, err := parsePosition(place)
		if err != nil {
			return r, fmt.Errorf("--add: %w", err)
		}
		r.Add = append(r.Add, app.Feature{Category: name, At: at})
	}
	return r, nil
}
