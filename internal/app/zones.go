package app

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
	"beatplan/zones"
)

// ZoneSetRequest asks for the focus areas of an area.
type ZoneSetRequest struct {
	Area       string `json:"area"`
	Operation  string `json:"operation"`
	From       string `json:"from"`
	To         string `json:"to"`
	AllHours   bool   `json:"all_hours"`
	AnyPlace   bool   `json:"any_place"`  // where hours are unknown, licensed premises near do not matter
	Resolution int    `json:"resolution"` // 0: the default
}

// A ZoneSet says what a set of focus areas is, without their outlines.
type ZoneSet struct {
	ID               string        `json:"id"`
	Area             study.AreaRef `json:"area"`
	Operation        string        `json:"operation"`
	OperationVersion int           `json:"operation_version"`
	Measure          string        `json:"measure"` // what ranks places: harm or count
	Group            string        `json:"group"`
	GroupVersion     int           `json:"group_version"`
	From             crime.Month   `json:"from"`
	To               crime.Month   `json:"to"`
	Clock            string        `json:"clock"`
	Hours            string        `json:"hours"`
	Resolution       int           `json:"resolution"`
	Lattice          string        `json:"lattice"`

	Zones     int     `json:"zones"`
	Harm      float64 `json:"harm"`       // of the whole area, days of imprisonment
	HarmShare float64 `json:"harm_share"` // that the zones hold
	AreaShare float64 `json:"area_share"` // that the zones cover

	Settings zones.Settings `json:"settings"`
	Notes    []string       `json:"notes"`

	Decision *result.Decision `json:"decision,omitempty"` // what people decided on it; nil: not looked up
}

// DrawZones draws the focus areas of an area for an operation, keeps them as a
// proposal and returns the set and its GeoJSON.
func (a *App) DrawZones(ctx context.Context, r ZoneSetRequest) (ZoneSet, []byte, error) {
	area, err := a.Area(ctx, r.Area)
	if err != nil {
		return ZoneSet{}, nil, err
	}
	operation, err := a.operation(ctx, r.Operation)
	if err != nil {
		return ZoneSet{}, nil, err
	}
	clock, err := a.clock(ctx, operation.Clock)
	if err != nil {
		return ZoneSet{}, nil, err
	}
	c, err := a.count(ctx, basis{
		area: area, from: r.From, to: r.To, resolution: r.Resolution, clock: clock, allHours: r.AllHours, group: a.target(ctx, operation), weights: weights(operation),
	})
	if err != nil {
		return ZoneSet{}, nil, err
	}
	if err := step(ctx, 0.5); err != nil {
		return ZoneSet{}, nil, err
	}
	settings, drawn, err := a.draw(ctx, &c, operation, r)
	if err != nil {
		return ZoneSet{}, nil, err
	}
	if err := step(ctx, 0.8); err != nil {
		return ZoneSet{}, nil, err
	}
	s := zoneSetOf(&c, operation, settings, drawn)
	features, err := zoneFeatures(&c, s, drawn)
	if err != nil {
		return ZoneSet{}, nil, err
	}
	left := leftOutOf(drawn)
	s.ID = "zones-" + result.Digest(Version, "zones", c.Inputs(), s, features, left)
	document, err := json.Marshal(geo.Collection{Members: map[string]any{"zone_set": s, "left_out": left}, Features: features})
	if err != nil {
		return ZoneSet{}, nil, fmt.Errorf("zone set %s: %w", s.ID, err)
	}
	summary, err := json.Marshal(s)
	if err != nil {
		return ZoneSet{}, nil, fmt.Errorf("zone set %s: %w", s.ID, err)
	}
	kept := result.Result{ID: s.ID, Kind: result.ZoneSet, AreaKind: area.Kind, AreaCode: area.Code, Summary: summary, Document: document}
	if err := a.store.KeepResults(ctx, []result.Result{kept}, lineageOf(&c), a.principal); err != nil {
		return s, nil, err
	}
	served, err := a.served(ctx, result.ZoneSet, s.ID, &s)
	return s, served, err
}

// weights returns what an operation weighs offences by.
func weights(o crime.Operation) *crime.Harm {
	harm := o.Weights()
	return &harm
}

// target returns the choice of an operation's offence group, without what police
// generate themselves.
func (a *App) target(ctx context.Context, o crime.Operation) chooser {
	return func(counted func(crime.Group) float64) (crime.Group, string, error) {
		groups, err := a.Groups(ctx)
		if err != nil {
			return crime.Group{}, "", err
		}
		g, note, err := o.Choose(groups, func(g crime.Group) float64 { return counted(g.Targets()) })
		if err != nil {
			return g, "", fault.New(fault.Unprocessable, "%w", err)
		}
		return g.Targets(), note, nil
	}
}

func zoneSetOf(c *study.Study, o crime.Operation, settings zones.Settings, drawn zones.Set) ZoneSet {
	var size, harm float64
	for _, z := range drawn.Areas {
		size += z.Hectares
		harm += z.Raw
	}
	return ZoneSet{
		Area: study.Ref(c.Area), Operation: o.Name, OperationVersion: o.Version, Measure: o.Measure, Group: c.Question.Group.Name, GroupVersion: c.Question.Group.Version,
		From: c.Period.From, To: c.Period.To, Clock: c.Question.Clock.Name, Hours: c.Tally.Hours,
		Resolution: c.Lattice.Resolution, Lattice: c.Lattice.ID(),
		Zones: len(drawn.Areas), Harm: round(drawn.Raw, 1), HarmShare: round(harm/drawn.Raw, 4), AreaShare: round(size/drawn.Hectares, 4),
		Settings: settings, Notes: slices.Concat([]string{}, c.Notes, drawn.Notes),
	}
}

// Document returns a kept result as it is served and exported: with what people have
// decided on it.
func (a *App) Document(ctx context.Context, kind result.Kind, id string) ([]byte, error) {
	r, err := a.store.Result(ctx, kind, id)
	if err != nil {
		return nil, err
	}
	return r.Served(), nil
}

// served does so too, and reads into v what lists show of it.
func (a *App) served(ctx context.Context, kind result.Kind, id string, v any) ([]byte, error) {
	r, err := a.store.Result(ctx, kind, id)
	if err != nil {
		return nil, err
	}
	return r.Served(), json.Unmarshal(r.Listed(), v)
}

// ZoneSet returns a zone set that was kept, and its GeoJSON, each with what people
// decided on it.
func (a *App) ZoneSet(ctx context.Context, id string) (ZoneSet, []byte, error) {
	var s ZoneSet
	body, err := a.served(ctx, result.ZoneSet, id, &s)
	return s, body, err
}

// ZoneSets returns the zone sets of an area, or all where it is empty, newest first.
func (a *App) ZoneSets(ctx context.Context, area string) ([]ZoneSet, error) {
	return summaries[ZoneSet](ctx, a, result.ZoneSet, area)
}

// summaries returns what lists show of the results of a kind.
func summaries[T any](ctx context.Context, a *App, kind result.Kind, area string) ([]T, error) {
	bodies, err := a.Summaries(ctx, kind, area)
	if err != nil {
		return nil, err
	}
	all := make([]T, len(bodies))
	for i, body := range bodies {
		if err := json.Unmarshal(body, &all[i]); err != nil {
			return nil, fmt.Errorf("summary of a %s: %w", kind, err)
		}
	}
	return all, nil
}

// Summaries returns what lists show of the results of a kind, newest first, for
// an area or for all where it is empty.
func (a *App) Summaries(ctx context.Context, kind result.Kind, area string) ([]json.RawMessage, error) {
	if area == "" {
		return a.store.Results(ctx, kind, nil)
	}
	found, err := a.Area(ctx, area)
	if err != nil {
		return nil, err
	}
	return a.store.Results(ctx, kind, &found)
}

// round returns v with so many decimals: what a reader needs, and the same bytes
// on every machine.
func round(v float64, decimals int) float64 {
	scale := math.Pow(10, float64(decimals))
	return math.Round(v*scale) / scale
}
