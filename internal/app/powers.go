package app

import (
	"context"
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/report/sheet"
	"beatplan/study"
	"beatplan/zones"
)

// Powers returns the legal powers that touch an area on a policing day, 06:00 to 06:00, with
// where they hold: those in force, and those that ended in the week before or are past their
// longest life, which no card prints.
func (a *App) Powers(ctx context.Context, area, on string) (geo.Collection, error) {
	from, to, err := a.policingDay(on)
	if err != nil {
		return geo.Collection{}, err
	}
	within, err := a.Area(ctx, area)
	if err != nil {
		return geo.Collection{}, err
	}
	powers, err := a.powersOver(ctx, within.Land, from, to)
	if err != nil {
		return geo.Collection{}, err
	}
	c := geo.Collection{Members: map[string]any{"area": study.Ref(within), "on": on}, Blank: sheet.PowerLine{}}
	for _, p := range powers {
		inForce, others := sheet.PowerLines([]geo.Power{p}, from, to)
		for _, line := range append(inForce, others...) {
			c.Features = append(c.Features, geo.Feature{ID: p.Authority + ": " + p.Reference, Geometry: p.Land, Properties: line})
		}
	}
	return c, nil
}

// policingDay returns when a policing day begins and ends: from 06:00 to 06:00.
func (a *App) policingDay(on string) (from, to time.Time, err error) {
	const dayBegins = 6 // o'clock
	day, err := time.ParseInLocation(time.DateOnly, on, a.zone)
	if err != nil {
		return from, to, fault.New(fault.Invalid, "on %q: write a day as 2025-10-03", on)
	}
	begins := func(days int) time.Time { // by the clock, also where it changes in the night
		return time.Date(day.Year(), day.Month(), day.Day()+days, dayBegins, 0, 0, 0, a.zone)
	}
	return begins(0), begins(1), nil
}

// powersOver returns the powers that touch land between two times, and in the week before.
func (a *App) powersOver(ctx context.Context, land orb.MultiPolygon, from, to time.Time) ([]geo.Power, error) {
	all, err := a.powersAt(ctx, from.Add(-lastWeek), to, land.Bound())
	if err != nil {
		return nil, err
	}
	var touching []geo.Power
	for _, p := range all {
		apart, err := zones.Disjoint(p.Land, land)
		if err != nil {
			return nil, fmt.Errorf("power %s: %w", p.Reference, err)
		}
		if !apart {
			touching = append(touching, p)
		}
	}
	return touching, nil
}
