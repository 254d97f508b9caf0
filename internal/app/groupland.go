package app

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
)

// landOf returns a test of whether a position is on the land that a group is of; nil where
// it is of all land.
func (a *App) landOf(ctx context.Context, g crime.Group) (func(orb.Point) bool, error) {
	if !g.OfLand() {
		return nil, nil
	}
	var tests []*geo.Locator
	if g.RuralUrban != "" {
		lands, err := a.classified(ctx, g)
		if err != nil {
			return nil, err
		}
		tests = append(tests, geo.NewLocator(lands))
	}
	if len(g.Beats) > 0 {
		var lands []orb.MultiPolygon
		for i, name := range g.Beats {
			area, err := a.Area(ctx, name)
			if err != nil {
				return nil, unknown(fmt.Sprintf("group %s: beats/%d", g.Name, i), err)
			}
			lands = append(lands, area.Land)
		}
		tests = append(tests, geo.NewLocator(lands))
	}
	return func(at orb.Point) bool {
		for _, t := range tests {
			if _, in := t.At(at); !in {
				return false
			}
		}
		return true
	}, nil
}

// matcherOnLand returns a test of whether an offence is of a group, on the land that the group is of.
func (a *App) matcherOnLand(ctx context.Context, g crime.Group) (func(crime.Offence) bool, error) {
	matches := g.Matcher()
	on, err := a.landOf(ctx, g)
	if err != nil || on == nil {
		return matches, err
	}
	return func(o crime.Offence) bool { return matches(o) && o.At != nil && on(*o.At) }, nil
}

// classified returns the census areas of a group's rural-urban class.
func (a *App) classified(ctx context.Context, g crime.Group) ([]orb.MultiPolygon, error) {
	areas, err := a.store.Areas(ctx, geo.LSOA)
	if err != nil {
		return nil, err
	}
	codes := make([]string, len(areas))
	for i, area := range areas {
		codes[i] = area.Code
	}
	for _, measure := range crime.ClassMeasures() {
		figures, err := a.store.People(ctx, codes, measure)
		if err != nil {
			return nil, err
		}
		of := map[string]bool{}
		for _, f := range figures {
			of[f.AreaCode] = crime.IsClass(f.Class, g.RuralUrban)
		}
		var lands []orb.MultiPolygon
		for _, area := range areas {
			if of[area.Code] {
				lands = append(lands, area.Land)
			}
		}
		if len(lands) > 0 {
			return lands, nil
		}
	}
	return nil, fault.New(fault.Unprocessable,
		"group %s is of %s land, and no census area of that class is loaded: load census areas (areas of kind lsoa) and a table of their rural-urban class (people)", g.Name, g.RuralUrban)
}

// onLand returns the cells of a lattice that are on the land that a group is of, and a
// note where these are not all.
func (a *App) onLand(ctx context.Context, l geo.Lattice, g crime.Group) (geo.Lattice, string, error) {
	takes, err := a.landOf(ctx, g)
	if err != nil || takes == nil {
		return l, "", err
	}
	on, err := l.Within(takes)
	if err != nil {
		return l, "", err
	}
	if len(on.Cells) == 0 {
		return l, "", fault.New(fault.Unprocessable, "group %s is of %s, and the area has none", g.Name, g.Land())
	}
	return on, fmt.Sprintf("group %s is of %s: %d of %d cells of the area take part", g.Name, g.Land(), len(on.Cells), len(l.Cells)), nil
}
