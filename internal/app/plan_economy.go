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
	"beatplan/study"
	"beatplan/zones"
)

// leaving says why a spot is left out.
type leaving struct {
	reason zones.Reason // empty: it is not
	detail string       // what people decided, where they struck it out
}

// outside returns which spots of a study the rules leave out, and why; nil where that is none:
// those that people struck out, then those that have no night-time economy near.
func (a *App) outside(ctx context.Context, c study.Study, fine *study.Study, r spotRules) (func(study.ShiftSpot) leaving, error) {
	struck, included, err := a.decidedPlaces(ctx, r.operation.Name, c.Area)
	if err != nil {
		return nil, err
	}
	far, err := a.farFrom(ctx, c, fine, r, struck, included)
	if err != nil || len(struck) == 0 {
		return far, err
	}
	decided := r.struckOut(fine, struck)
	return func(s study.ShiftSpot) leaving {
		l := decided(s)
		if l.reason == "" && far != nil {
			return far(s)
		}
		return l
	}, nil
}

// farFrom returns which spots of a study are left out for want of a night-time economy near;
// nil where that is none. Where the areas of an operation lie near licensed premises, which
// stand for hours that are unknown, its spots do too: near premises, or on the land of focus
// areas. A spot that people or intelligence name stays, and a note says why. In a district of
// which no premises are loaded nobody knows what is near, and none is left out.
func (a *App) farFrom(ctx context.Context, c study.Study, fine *study.Study, r spotRules, struck, included []zones.Place) (func(study.ShiftSpot) leaving, error) {
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
	in.Struck = struck
	economy, err := a.economy(ctx, r.operation.Name, in, included)
	if err != nil {
		return nil, err
	}
	raisesAll := map[string]bool{} // items that are noted as such
	return func(s study.ShiftSpot) leaving {
		if holdsSome(d.unknown, c.Lattice.Resolution, s.At) || economy.Near(s.At) || economy.Included(s.Outline, s.Centres) {
			return leaving{}
		}
		why := r.named(s)
		if why != "" {
			fine.Note("%s is a spot with %s: %s", cmp.Or(s.Name, "a place whose street is not known"), zones.NoEconomyNear, why)
			return leaving{}
		}
		for _, i := range r.raised {
			if i.holds(s.At) && !raisesAll[i.ID] {
				raisesAll[i.ID] = true
				fine.Note("%s raises all of the area and names no place in it: what has %s stays left out", i.Reason(), zones.NoEconomyNear)
			}
		}
		return leaving{reason: zones.NoEconomyNear}
	}, nil
}

// economy returns where the night-time economy of an operation is on a ground: near premises,
// on the land of focus areas that are approved or that are drawn now, and of places that
// people included, however large.
func (a *App) economy(ctx context.Context, operation string, in zones.Input, included []zones.Place) (zones.Economy, error) {
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

// asDoubled says that whoever plans names a spot.
const asDoubled = "two units at once were asked for there"

// doubled reports whether two units at once were asked for at a spot, by its name.
func (r spotRules) doubled(s study.ShiftSpot) bool {
	return slices.ContainsFunc(r.double, func(name string) bool { return s.Name != "" && strings.EqualFold(strings.TrimSpace(name), s.Name) })
}

// named says who names a spot, so that no rule leaves it out; empty where nobody does.
func (r spotRules) named(s study.ShiftSpot) string {
	if r.doubled(s) {
		return asDoubled
	}
	for _, i := range r.raised {
		if i.place && i.holds(s.At) {
			return i.Reason()
		}
	}
	return ""
}
