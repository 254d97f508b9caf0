package app

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	orbgeo "github.com/paulmach/orb/geo"

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

	Budget      *zones.PerTier[int] `json:"budget,omitempty"`       // areas of a district; nil: the operation's
	ForceBudget *zones.PerTier[int] `json:"force_budget,omitempty"` // areas of a force; nil: the default
	Cap         *float64            `json:"cap_ha,omitempty"`       // hectares, the most of one area; nil: the default
}

// A ZoneSetResult says what a set of focus areas is, without their outlines.
type ZoneSetResult struct {
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

	Version int          `json:"version"`          // 1 is as drawn
	Parent  string       `json:"parent,omitempty"` // the zone set that was edited; empty: it was drawn
	Edits   []ZoneEdit   `json:"edits"`            // that made it of its parent, without outlines
	Changes []ZoneChange `json:"changes"`          // from its parent

	Zones     int        `json:"zones"`
	Harm      float64    `json:"harm"`       // of the whole area, days of imprisonment
	HarmShare float64    `json:"harm_share"` // that the zones hold
	AreaShare float64    `json:"area_share"` // that the zones cover
	Tiers     []TierHold `json:"tiers"`      // what each tier holds
	ByRank    []Hold     `json:"by_rank"`    // what the first area holds, the first two, and so on, beyond the budget too

	Registers []string       `json:"registers"` // that premises are from: "Food premises, November 2020"
	Settings  zones.Settings `json:"settings"`
	Notes     []string       `json:"notes"`

	Decision *result.Decision `json:"decision,omitempty"` // what people decided on it; nil: not looked up
}

// A Hold is what some areas hold together.
type Hold struct {
	Zones     int     `json:"zones"`
	Hectares  float64 `json:"hectares"`
	Harm      float64 `json:"harm"`       // days recorded
	HarmShare float64 `json:"harm_share"` // of the whole area's, 0 to 1
	AreaShare float64 `json:"area_share"` // of the whole area, 0 to 1
}

// A TierHold is what the areas of a tier hold together.
type TierHold struct {
	Tier zones.Tier `json:"tier"`
	Hold
}

func holdOf(h zones.Hold) Hold {
	return Hold{h.Areas, round(h.Hectares, 2), round(h.Harm, 1), round(h.HarmShare, 4), round(h.AreaShare, 6)}
}

// DrawZones draws the focus areas of an area for an operation, keeps them as a
// draft and returns the set and its GeoJSON. Places that people struck out stay out,
// and places that they included are in.
func (a *App) DrawZones(ctx context.Context, r ZoneSetRequest) (ZoneSetResult, []byte, error) {
	d, err := a.zoneGround(ctx, r, nil)
	if err != nil {
		return ZoneSetResult{}, nil, err
	}
	if err := step(ctx, 0.5); err != nil {
		return ZoneSetResult{}, nil, err
	}
	set, err := zones.Draw(d.ground)
	if err != nil {
		return ZoneSetResult{}, nil, fault.New(fault.Unprocessable, "%w", err)
	}
	if len(set.Areas) == 0 {
		return ZoneSetResult{}, nil, noArea(&d.study, set)
	}
	if err := step(ctx, 0.8); err != nil {
		return ZoneSetResult{}, nil, err
	}
	s := d.summary(set)
	s.Version, s.Edits, s.Changes = 1, []ZoneEdit{}, []ZoneChange{}
	return a.keepZones(ctx, d, s, set, result.Edit{})
}

// keepZones keeps a zone set as a draft, and returns it and its GeoJSON.
func (a *App) keepZones(ctx context.Context, d *zoneGround, s ZoneSetResult, set zones.Set, edit result.Edit) (ZoneSetResult, []byte, error) {
	features, err := d.features(s, set)
	if err != nil {
		return s, nil, err
	}
	left := leftOutOf(set)
	s.ID = "zones-" + result.Digest(Version, "zones", d.study.Inputs(), s, features, left)
	kept := result.Result{ID: s.ID, Kind: result.ZoneSet, AreaKind: d.study.Area.Kind, AreaCode: d.study.Area.Code, Parent: s.Parent, Edit: edit}
	document := geo.Collection{Members: map[string]any{"zone_set": s, "left_out": left}, Features: features}
	for to, from := range map[*[]byte]any{
		(*[]byte)(&kept.Summary): s, &kept.Document: document, &kept.Problem: working{d.request, d.data, set},
	} {
		if *to, err = json.Marshal(from); err != nil {
			return s, nil, fmt.Errorf("zone set %s: %w", s.ID, err)
		}
	}
	f := lineageOf(&d.study)
	f.Sites = orbgeo.BoundPad(f.Bound, aroundPremises)
	if err := a.store.KeepResults(ctx, []result.Result{kept}, f, a.principal); err != nil {
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

// summary says what a set is, without its id and its versions.
func (d *zoneGround) summary(set zones.Set) ZoneSetResult {
	c, o := &d.study, d.operation
	s := ZoneSetResult{
		Area: study.Ref(c.Area), Operation: o.Name, OperationVersion: o.Version, Measure: o.Measure, Group: c.Question.Group.Name, GroupVersion: c.Question.Group.Version,
		From: c.Period.From, To: c.Period.To, Clock: c.Question.Clock.Name, Hours: c.Tally.Hours,
		Resolution: c.Lattice.Resolution, Lattice: c.Lattice.ID(),
		Zones: len(set.Areas), Harm: round(set.Raw, 1), ByRank: []Hold{},
		Registers: slices.AppendSeq([]string{}, maps.Values(d.registers)), Settings: set.Settings, Notes: append(append([]string{}, c.Notes...), set.Notes...),
	}
	slices.Sort(s.Registers)
	for _, t := range []zones.Tier{zones.Primary, zones.Secondary, zones.Tertiary} {
		h := set.Held(t)
		s.Tiers = append(s.Tiers, TierHold{t, holdOf(h)})
		s.HarmShare, s.AreaShare = s.HarmShare+h.HarmShare, s.AreaShare+h.AreaShare
	}
	s.HarmShare, s.AreaShare = round(s.HarmShare, 4), round(s.AreaShare, 4)
	for _, h := range set.HeldByRank() {
		s.ByRank = append(s.ByRank, holdOf(h))
	}
	return s
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
func (a *App) ZoneSet(ctx context.Context, id string) (ZoneSetResult, []byte, error) {
	var s ZoneSetResult
	body, err := a.served(ctx, result.ZoneSet, id, &s)
	return s, body, err
}

// ZoneSets returns the zone sets of an area, or all where it is empty, newest first.
func (a *App) ZoneSets(ctx context.Context, area string) ([]ZoneSetResult, error) {
	return summaries[ZoneSetResult](ctx, a, result.ZoneSet, area)
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
