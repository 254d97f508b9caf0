package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

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
	from, to, err := a.policingDay(on)
	if err != nil {
		return ZoneCard{}, err
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
		touching, err := a.powersOver(ctx, outline, from, to)
		c.Powers, c.Expired = sheet.PowerLines(touching, from, to)
		return c, err
	}
	return ZoneCard{}, fault.New(fault.NotFound, "no zone %q in %s; %s", zone, set, english.ThereAre(ids))
}
