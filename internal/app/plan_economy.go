package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/planner"
	"beatplan/study"
	"beatplan/zones"
)

// outside returns which spots of a study the rules leave out; nil where that is none. Where
// the areas of an operation lie near licensed premises, which stand for hours that are
// unknown, its spots do too: near premises, or on the land of focus areas. A spot that people
// or intelligence name stays, and a note says why. In a district of which no premises are
// loaded nobody knows what is near, and none is left out.
func (a *App) outside(ctx context.Context, c study.Study, fine *study.Study, r spotRules) (func(study.ShiftSpot) bool, error) {
	d := &zoneGround{study: c, operation: r.operation, request: ZoneSetRequest{AllHours: true}}
	if !settingsOf(d.operation, d.request).Mask || !c.Question.AllHours {
		return nil, nil
	}
	in, err := a.drawnFrom(ctx, d)
	if err != nil {
		return nil, err
	}
	if len(d.unknown) > 0 {
		var names []string
		for _, part := range d.unknown {
			names = append(names, part.Name)
		}
		fine.Note("no pub, bar, nightclub or takeaway is loaded in %s, and hours are unknown, so nothing tells its night-time economy from the rest: spots there are wherever harm is; load a register of licensed premises", english.And(names))
	}
	if len(d.unknown) == len(in.Districts) {
		return nil, nil
	}
	economy, err := a.economy(ctx, r.operation.Name, in, c.Area)
	if err != nil {
		return nil, err
	}
	raisesAll := map[string]bool{} // items that are noted as such
	return func(s study.ShiftSpot) bool {
		if holdsSome(d.unknown, c.Lattice.Resolution, s.At) || economy.Near(s.At) || economy.Included(s.Outline, s.Centres) {
			return false
		}
		why := r.named(s)
		if why != "" {
			fine.Note("%s is a spot with %s: %s", cmp.Or(s.Name, "a place whose street is not known"), zones.NoEconomyNear, why)
			return false
		}
		for _, i := range r.raised {
			if i.holds(s.At) && !raisesAll[i.ID] {
				raisesAll[i.ID] = true
				fine.Note("%s raises all of the area and names no place in it: what has %s stays left out", i.Reason(), zones.NoEconomyNear)
			}
		}
		return true
	}, nil
}

// economy returns where the night-time economy of an operation is in an area: near premises,
// on the land of focus areas that are approved or that are drawn now, and of places that
// people included, however large.
func (a *App) economy(ctx context.Context, operation string, in zones.Input, area geo.Area) (zones.Economy, error) {
	struck, included, err := a.decidedPlaces(ctx, operation, area)
	if err != nil {
		return zones.Economy{}, err
	}
	in.Struck = struck
	ground, err := zones.Survey(in)
	if err != nil {
		return zones.Economy{}, fault.New(fault.Unprocessable, "%w", err)
	}
	drawn, err := zones.Draw(ground)
	if err != nil {
		return zones.Economy{}, fault.New(fault.Unprocessable, "%w", err)
	}
	var areas, named orb.MultiPolygon
	for _, z := range drawn.Areas {
		areas = append(areas, z.Outline...)
	}
	for _, p := range included {
		named = append(named, p.Outline...)
	}
	approved, err := a.FocusAreas(ctx, operation)
	if err != nil {
		return zones.Economy{}, err
	}
	for _, f := range approved.Features {
		if outline, is := f.Geometry.(orb.MultiPolygon); is {
			areas = append(areas, outline...)
		}
	}
	return ground.Economy(areas, named), nil
}

// holdsSome reports whether a position lies in one of some districts, whose cells are of a
// resolution.
func holdsSome(districts []zones.District, resolution int, at orb.Point) bool {
	cell, err := geo.CellAt(at, resolution)
	return err == nil && slices.ContainsFunc(districts, func(d zones.District) bool {
		_, in := d.Lattice.Index(cell)
		return in
	})
}

// named says who names a spot, so that no rule leaves it out; empty where nobody does.
func (r spotRules) named(s study.ShiftSpot) string {
	if slices.ContainsFunc(r.double, func(name string) bool { return s.Name != "" && strings.EqualFold(strings.TrimSpace(name), s.Name) }) {
		return "two units at once were asked for there"
	}
	for _, i := range r.raised {
		if i.place && i.holds(s.At) {
			return i.Reason()
		}
	}
	return ""
}

// noteLeftOut says how much a plan leaves out for want of a night-time economy near, and
// refuses one that would have no spot.
func noteLeftOut(c *study.Study, p planner.Problem, operation string, spots int) error {
	if len(p.LeftOut) == 0 {
		return nil
	}
	if spots == 0 {
		return fault.New(fault.Unprocessable,
			"%s: no place with harm has a night-time economy near, which stands for hours that are unknown, so that the plan would have no spot: load the licensed premises that are missing, include a place for operation %s, or plan for an operation whose areas lie anywhere (premises false)", c.Area.Name, operation)
	}
	harm := 0.0
	for _, l := range p.LeftOut {
		harm += l.Harm
	}
	c.Note("left out as from focus areas, with %s: %s where %.0f days of harm are present in the shift; hours are unknown, and licensed premises stand for them; to send a unit to one all the same, include it as a place for operation %s and plan again",
		zones.NoEconomyNear, english.Count(float64(len(p.LeftOut)), "place"), harm, operation)
	return nil
}
