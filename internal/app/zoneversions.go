package app

import (
	"context"
	"encoding/json"
	"fmt"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/zones"
)

// A ZoneChange is what became of one area between two zone sets.
type ZoneChange struct {
	Name     string     `json:"name"`
	Was      string     `json:"was,omitempty"`    // its earlier name, if it has another now
	Before   zones.Tier `json:"before,omitempty"` // empty: it is new
	After    zones.Tier `json:"after,omitempty"`  // empty: it is gone
	Hectares float64    `json:"hectares"`         // more than before
	Shared   float64    `json:"shared"`           // of the land of both, what they have in common, 0 to 1
	Words    string     `json:"words"`            // Lucy Road: secondary → primary, +0.8 ha
}

// changesOf returns what changed between two sets.
func changesOf(before, after zones.Set) ([]ZoneChange, error) {
	changes, err := zones.Difference(before, after)
	if err != nil {
		return nil, err
	}
	all := make([]ZoneChange, len(changes))
	for i, c := range changes {
		all[i] = ZoneChange{c.Name, c.Was, c.Before, c.After, round(c.Hectares, 2), round(c.Shared, 4), c.String()}
	}
	return all, nil
}

// A ZoneDifference is what changed between two zone sets.
type ZoneDifference struct {
	ZoneSet   string           `json:"zone_set"`
	Against   string           `json:"against"`    // the earlier set
	Decision  *result.Decision `json:"decision"`   // on that set
	HarmShare [2]float64       `json:"harm_share"` // that the zones of each hold, the earlier first, 0 to 1
	Changes   []ZoneChange     `json:"changes"`
}

// ZoneSetDifference returns what changed from another zone set; where none is named from
// the approved one of its area and operation, or else from the one that it was edited
// from. A fault.Unprocessable says that there is nothing to hold it against.
func (a *App) ZoneSetDifference(ctx context.Context, id, against string) (ZoneDifference, error) {
	d := ZoneDifference{ZoneSet: id, Against: against}
	s, body, err := a.ZoneSet(ctx, id)
	if err != nil {
		return d, err
	}
	if against == "" {
		approved, err := a.approvedZones(ctx, s)
		if err != nil {
			return d, err
		}
		if d.Against = s.Parent; approved != nil && approved.ID != id {
			d.Against = approved.ID
		}
		if d.Against == "" {
			return d, fault.New(fault.Unprocessable, "against: no other set of %s is approved for %s, and %s was drawn, not edited: name a set to hold it against", s.Operation, s.Area.Name, id)
		}
	}
	other, earlier, err := a.ZoneSet(ctx, d.Against)
	if err != nil {
		return d, err
	}
	d.Decision, d.HarmShare = other.Decision, [2]float64{other.HarmShare, s.HarmShare}
	now, err := drawnAreas(body)
	if err != nil {
		return d, err
	}
	was, err := drawnAreas(earlier)
	if err != nil {
		return d, err
	}
	d.Changes, err = changesOf(was, now)
	return d, err
}

// approvedZones returns the approved set of the area and operation of another, nil where
// there is none.
func (a *App) approvedZones(ctx context.Context, s ZoneSetResult) (*ZoneSetResult, error) {
	area := geo.Area{Kind: s.Area.Kind, Code: s.Area.Code}
	approved, err := a.store.Approved(ctx, result.ZoneSet, area)
	if err != nil {
		return nil, err
	}
	for _, summary := range approved {
		var other ZoneSetResult
		if err := json.Unmarshal(summary, &other); err != nil {
			return nil, fmt.Errorf("approved zone set of %s: %w", s.Area.Name, err)
		}
		if other.Operation == s.Operation {
			return &other, nil
		}
	}
	return nil, nil
}

// A zoneDocument is what is read of a zone set's GeoJSON.
type zoneDocument struct {
	ZoneSet  ZoneSetResult   `json:"zone_set"`
	Decision result.Decision `json:"decision"`
	Features []struct {
		ID         string          `json:"id"`
		Geometry   json.RawMessage `json:"geometry"`
		Properties json.RawMessage `json:"properties"`
	} `json:"features"`
}

// drawnAreas reads the areas of a zone set's GeoJSON: their names, tiers and outlines.
func drawnAreas(body []byte) (zones.Set, error) {
	var set zones.Set
	var doc zoneDocument
	if err := json.Unmarshal(body, &doc); err != nil {
		return set, fmt.Errorf("a zone set's GeoJSON: %w", err)
	}
	for _, f := range doc.Features {
		var p struct {
			Name string     `json:"name"`
			Tier zones.Tier `json:"tier"`
			Area float64    `json:"area_m2"`
		}
		if err := json.Unmarshal(f.Properties, &p); err != nil {
			return set, fmt.Errorf("zone %s: %w", f.ID, err)
		}
		outline, err := geo.ParseOutline(f.Geometry, 0)
		if err != nil {
			return set, fmt.Errorf("zone %s: %w", f.ID, err)
		}
		set.Areas = append(set.Areas, zones.Area{ID: f.ID, Name: p.Name, Tier: p.Tier, Outline: outline, Hectares: p.Area / 10_000})
	}
	return set, nil
}

// ZoneSetVersions returns the versions of a zone set, the first one first: each with what
// changed from the one before.
func (a *App) ZoneSetVersions(ctx context.Context, id string) ([]json.RawMessage, error) {
	return a.store.ZoneSetVersions(ctx, id)
}

// Edited is what people made of zone sets.
type Edited interface {
	Working(ctx context.Context, set string) ([]byte, error)
	ZoneSetVersions(ctx context.Context, id string) ([]json.RawMessage, error)
	ApprovedZoneSets(ctx context.Context, operation string) ([]result.Result, error)
	PlaceDecisions(ctx context.Context, operation string, a *geo.Area, lifted bool) ([]result.PlaceDecision, error)
	DecidePlace(ctx context.Context, d result.PlaceDecision) (int64, error)
	LiftPlace(ctx context.Context, id int64, why, principal string) error
}
