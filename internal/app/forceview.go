package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"beatplan/geo"
	"beatplan/internal/result"
	"beatplan/study"
	"beatplan/zones"
)

// FocusAreas are the approved focus areas of an operation in every district.
type FocusAreas struct {
	Operation string             `json:"operation"`
	Districts []DistrictFocus    `json:"districts"` // by name
	Tiers     map[zones.Tier]int `json:"tiers"`     // areas of each tier
}

// A DistrictFocus is the set that counts in a district: its own, or else that of a command
// or a force that has zones there.
type DistrictFocus struct {
	District study.AreaRef      `json:"district"`
	ZoneSet  string             `json:"zone_set"`       // empty: none is approved
	Of       *study.AreaRef     `json:"of,omitempty"`   // the area that the set is of
	From     string             `json:"from,omitempty"` // months that it was drawn from
	To       string             `json:"to,omitempty"`
	Hours    string             `json:"hours,omitempty"`
	Decision *result.Decision   `json:"decision,omitempty"` // on the set
	Tiers    map[zones.Tier]int `json:"tiers"`              // areas of each tier in the district
	Hectares float64            `json:"hectares"`           // of these
	Harm     float64            `json:"harm"`               // days recorded in these
}

// FocusAreas returns the approved focus areas of an operation, and which set they are of
// in each district that is loaded. Each polygon has the properties that it has in its
// set, and set and set_of beside.
func (a *App) FocusAreas(ctx context.Context, operation string) (geo.Collection, error) {
	if _, err := a.operation(ctx, operation); err != nil {
		return geo.Collection{}, err
	}
	districts, err := a.store.Areas(ctx, geo.District)
	if err != nil {
		return geo.Collection{}, err
	}
	kept, err := a.store.ApprovedZoneSets(ctx, operation)
	if err != nil {
		return geo.Collection{}, err
	}
	sets := make([]zoneDocument, len(kept))
	for i, r := range kept {
		if err := json.Unmarshal(r.Served(), &sets[i]); err != nil {
			return geo.Collection{}, fmt.Errorf("zone set %s: %w", r.ID, err)
		}
	}
	view := FocusAreas{Operation: operation, Districts: []DistrictFocus{}, Tiers: noTiers()}
	c := geo.Collection{Features: []geo.Feature{}}
	for _, d := range districts {
		f := DistrictFocus{District: study.Ref(d), Tiers: noTiers()}
		if set := countsIn(sets, d); set != nil {
			features, err := f.of(set)
			if err != nil {
				return c, err
			}
			c.Features = append(c.Features, features...)
		}
		for t, n := range f.Tiers {
			view.Tiers[t] += n
		}
		view.Districts = append(view.Districts, f)
	}
	c.Members = map[string]any{"focus_areas": view}
	return c, nil
}

func noTiers() map[zones.Tier]int {
	return map[zones.Tier]int{zones.Primary: 0, zones.Secondary: 0, zones.Tertiary: 0}
}

// countsIn returns the set that counts in a district: its own, or else the one of a larger
// area that has zones there, that of the smaller area first.
func countsIn(sets []zoneDocument, d geo.Area) *zoneDocument {
	for i, s := range sets {
		if s.ZoneSet.Area.Kind == d.Kind && s.ZoneSet.Area.Code == d.Code {
			return &sets[i]
		}
	}
	var found *zoneDocument
	for i, s := range sets {
		if s.ZoneSet.Area.Kind == geo.District || !slices.ContainsFunc(s.districts(), func(code string) bool { return code == d.Code }) {
			continue
		}
		if found == nil || found.ZoneSet.Area.Kind == geo.Force {
			found = &sets[i]
		}
	}
	return found
}

// districts returns the codes of the districts that a set has zones in.
func (z zoneDocument) districts() (codes []string) {
	for _, f := range z.Features {
		var p struct {
			District string `json:"district"`
		}
		if json.Unmarshal(f.Properties, &p) == nil && !slices.Contains(codes, p.District) {
			codes = append(codes, p.District)
		}
	}
	return codes
}

// of says which set counts in the district, and returns its polygons there.
func (f *DistrictFocus) of(z *zoneDocument) ([]geo.Feature, error) {
	s := z.ZoneSet
	f.ZoneSet, f.Of, f.From, f.To, f.Hours, f.Decision = s.ID, &s.Area, s.From.String(), s.To.String(), s.Hours, &z.Decision
	var features []geo.Feature
	for _, one := range z.Features {
		var p map[string]any
		if err := json.Unmarshal(one.Properties, &p); err != nil {
			return nil, fmt.Errorf("zone %s of %s: %w", one.ID, s.ID, err)
		}
		if p["district"] != f.District.Code {
			continue
		}
		outline, err := geo.ParseOutline(one.Geometry, 0)
		if err != nil {
			return nil, fmt.Errorf("zone %s of %s: %w", one.ID, s.ID, err)
		}
		tier, _ := p["tier"].(string)
		area, _ := p["area_m2"].(float64)
		harm, _ := p["harm"].(float64)
		f.Tiers[zones.Tier(tier)]++
		f.Hectares, f.Harm = round(f.Hectares+area/10_000, 2), round(f.Harm+harm, 1)
		p["set"], p["set_of"] = s.ID, s.Area.Name
		features = append(features, geo.Feature{ID: s.ID + ":" + one.ID, Geometry: outline, Properties: p})
	}
	return features, nil
}
