package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/report/sheet"
	"beatplan/zones"
)

// A ZoneCard is what is said of one area of a zone set on a day.
type ZoneCard struct {
	ZoneSet  string            `json:"zone_set"`
	Zone     string            `json:"zone"`
	Name     string            `json:"name"`
	Tier     zones.Tier        `json:"tier"`
	On       string            `json:"on"`      // the day, YYYY-MM-DD
	Card     []string          `json:"card"`    // in lines
	Powers   []sheet.PowerLine `json:"powers"`  // in force at some time of the policing day
	Expired  []sheet.PowerLine `json:"expired"` // that ended in the week before, or are past their longest life: no card prints them
	Grounds  string            `json:"grounds"` // what holds elsewhere
	Decision result.Decision   `json:"decision"`
}

// ZoneCard returns the card of an area, by its id or name, with the legal powers that
// touch it on a policing day, 06:00 to 06:00.
func (a *App) ZoneCard(ctx context.Context, set, zone, on string) (ZoneCard, error) {
	day, err := time.ParseInLocation(time.DateOnly, on, a.zone)
	if err != nil {
		return ZoneCard{}, fault.New(fault.Invalid, "on %q: write a day as 2025-10-03", on)
	}
	body, err := a.Document(ctx, result.ZoneSet, set)
	if err != nil {
		return ZoneCard{}, err
	}
	var doc zoneDocument
	if err := json.Unmarshal(body, &doc); err != nil {
		return ZoneCard{}, fmt.Errorf("zone set %s: %w", set, err)
	}
	var ids []string
	for _, f := range doc.Features {
		c := ZoneCard{ZoneSet: set, Zone: f.ID, On: on, Card: []string{}, Grounds: sheet.GroundsLine, Decision: doc.Decision}
		if err := json.Unmarshal(f.Properties, &c); err != nil {
			return c, fmt.Errorf("zone %s of %s: %w", f.ID, set, err)
		}
		ids = append(ids, f.ID)
		if f.ID != zone && !strings.EqualFold(c.Name, zone) {
			continue
		}
		outline, err := geo.ParseOutline(f.Geometry, 0)
		if err != nil {
			return c, fmt.Errorf("zone %s of %s: %w", f.ID, set, err)
		}
		return c, a.withPowers(ctx, &c, outline, day)
	}
	return ZoneCard{}, fault.New(fault.NotFound, "no zone %q in %s; %s", zone, set, english.ThereAre(ids))
}

// withPowers adds the powers that touch an outline on a policing day to a card.
func (a *App) withPowers(ctx context.Context, c *ZoneCard, outline orb.MultiPolygon, day time.Time) error {
	const dayBegins = 6 // o'clock
	from := day.Add(dayBegins * time.Hour)
	to := day.AddDate(0, 0, 1).Add(dayBegins * time.Hour)
	all, err := a.powersAt(ctx, from.Add(-lastWeek), to, outline.Bound())
	if err != nil {
		return err
	}
	var touching []geo.Power
	for _, p := range all {
		apart, err := zones.Disjoint(p.Land, outline)
		if err != nil {
			return fmt.Errorf("power %s: %w", p.Reference, err)
		}
		if !apart {
			touching = append(touching, p)
		}
	}
	c.Powers, c.Expired = sheet.PowerLines(touching, from, to)
	return nil
}
