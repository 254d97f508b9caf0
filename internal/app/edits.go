package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/zones"
)

// editUndo is the edit that takes back the last version; it stands alone.
const editUndo = "undo"

// mostPoints is how many points an outline that people draw has at most.
const mostPoints = 10_000

// A ZoneEdit is one change that people make to a zone set. What its kind does not need
// is empty.
type ZoneEdit struct {
	Kind        string              `json:"kind"`                   // tier, rename, outline, merge, delete, strike, include, add, budget or undo
	Zone        string              `json:"zone,omitempty"`         // id or name of the area
	With        string              `json:"with,omitempty"`         // of merge: the area that goes into it
	Place       string              `json:"place,omitempty"`        // of include: id of the place that was left out
	Name        string              `json:"name,omitempty"`         // of rename and add
	Tier        zones.Tier          `json:"tier,omitempty"`         // of tier and add
	Outline     json.RawMessage     `json:"outline,omitempty"`      // of outline and add: a GeoJSON Polygon or MultiPolygon
	AllowLarge  bool                `json:"allow_large,omitempty"`  // an outline of more than 10,000 points
	Budget      *zones.PerTier[int] `json:"budget,omitempty"`       // of budget: areas of a district; nil: as before
	ForceBudget *zones.PerTier[int] `json:"force_budget,omitempty"` // of budget: areas of a force; nil: as before
	Why         string              `json:"why,omitempty"`
}

// ZoneEditsRequest asks for a new version of a zone set.
type ZoneEditsRequest struct {
	Edits []ZoneEdit `json:"edits"` // one after the other, all or none of them
	Why   string     `json:"why"`   // of the edits that have no reason of their own
	As    string     `json:"as"`    // who edits; empty: whom the app works for
}

// working is what a zone set is edited from, kept beside its document.
type working struct {
	Request ZoneSetRequest `json:"request"`
	Data    string         `json:"data"` // stands for what was counted
	Set     zones.Set      `json:"set"`
}

func (a *App) working(ctx context.Context, id string) (working, error) {
	var w working
	kept, err := a.store.Working(ctx, id)
	if err != nil {
		return w, err
	}
	if err := json.Unmarshal(kept, &w); err != nil {
		return w, fmt.Errorf("zone set %s: %w", id, err)
	}
	return w, nil
}

// EditZones makes a new version of a zone set and returns it and its GeoJSON. The set
// stays as it is. A fault.Stale says that it has a newer version, which is to be edited
// instead.
func (a *App) EditZones(ctx context.Context, id string, r ZoneEditsRequest) (ZoneSetResult, []byte, error) {
	fail := func(err error) (ZoneSetResult, []byte, error) { return ZoneSetResult{}, nil, err }
	by, err := a.who(r.As)
	if err != nil {
		return fail(err)
	}
	was, _, err := a.ZoneSet(ctx, id)
	if err != nil {
		return fail(err)
	}
	edits, err := r.read()
	if err != nil {
		return fail(err)
	}
	if err := a.newest(ctx, id); err != nil {
		return fail(err)
	}
	before, err := a.working(ctx, id)
	if err != nil {
		return fail(err)
	}
	from := before
	if r.undoes() {
		if was.Parent == "" {
			return fail(fault.New(fault.Unprocessable, "edits/0: %s is as it was drawn: there is nothing to undo", id))
		}
		if from, err = a.working(ctx, was.Parent); err != nil {
			return fail(err)
		}
	}
	d, err := a.zoneGround(ctx, from.Request, &from.Set)
	if err != nil {
		return fail(err)
	}
	set := from.Set
	if d.data != from.Data {
		if set, err = set.Remeasure(d.ground); err != nil {
			return fail(err)
		}
		set.Notes = append(set.Notes, "what is loaded of these months has changed since the areas were drawn: their figures are by what is loaded now")
	}
	for i, e := range edits {
		if set, err = set.Apply(d.ground, e); err != nil {
			return fail(refusedEdit(i, err))
		}
	}
	changed := result.Edit{Why: cmp.Or(strings.TrimSpace(r.Why), "by an edit of its zone set")}
	changed.Made, changed.Lifted = placeDecisions(before.Set, set, d.operation.Name)
	s := d.summary(set)
	s.Version, s.Parent, s.Edits = was.Version+1, id, r.kept()
	if s.Changes, err = changesOf(before.Set, set); err != nil {
		return fail(err)
	}
	return a.As(by).keepZones(ctx, d, s, set, changed)
}

// newest refuses a set that has been edited: another edit of it would part the versions.
func (a *App) newest(ctx context.Context, id string) error {
	versions, err := a.ZoneSetVersions(ctx, id)
	if err != nil {
		return err
	}
	var last struct {
		ID string `json:"id"`
		By string `json:"recorded_by"`
	}
	if err := json.Unmarshal(versions[len(versions)-1], &last); err != nil {
		return fmt.Errorf("versions of zone set %s: %w", id, err)
	}
	if last.ID != id {
		return fault.New(fault.Stale, "%s has been edited since, last by %s: edit its newest version, %s", id, last.By, last.ID)
	}
	return nil
}

// undoes reports whether the last version is to be taken back.
func (r ZoneEditsRequest) undoes() bool { return len(r.Edits) == 1 && r.Edits[0].Kind == editUndo }

// kept returns the edits as they are kept: each with its reason, and without outlines,
// which the document has.
func (r ZoneEditsRequest) kept() []ZoneEdit {
	edits := slices.Clone(r.Edits)
	for i := range edits {
		edits[i].Why = strings.TrimSpace(cmp.Or(edits[i].Why, r.Why))
		edits[i].Outline = nil
	}
	return edits
}

// read reads the edits of a request. Undoing is none of them.
func (r ZoneEditsRequest) read() ([]zones.Edit, error) {
	if len(r.Edits) == 0 {
		return nil, fault.New(fault.Unprocessable, "edits: say what to change")
	}
	if err := fault.Text("why", r.Why); err != nil {
		return nil, err
	}
	if r.undoes() {
		return nil, nil
	}
	edits := make([]zones.Edit, len(r.Edits))
	for i, e := range r.Edits {
		for field, text := range map[string]string{"name": e.Name, "why": e.Why} {
			if err := fault.Text(fmt.Sprintf("edits/%d/%s", i, field), text); err != nil {
				return nil, err
			}
		}
		if e.Kind == editUndo {
			return nil, fault.New(fault.Unprocessable, "edits/%d: undo stands alone: it takes back the last version", i)
		}
		edits[i] = zones.Edit{
			Kind: zones.EditKind(e.Kind), Zone: e.Zone, With: e.With, Place: e.Place, Name: e.Name, Tier: e.Tier,
			Budget: e.Budget, Force: e.ForceBudget, Why: strings.TrimSpace(cmp.Or(e.Why, r.Why)),
		}
		if edits[i].Kind != zones.EditOutline && edits[i].Kind != zones.EditAdd {
			continue
		}
		var err error
		if edits[i].Outline, err = outlineOf(fmt.Sprintf("edits/%d/outline", i), e.Outline, e.AllowLarge); err != nil {
			return nil, err
		}
	}
	return edits, nil
}

// outlineOf reads an outline that people drew.
func outlineOf(field string, geometry json.RawMessage, large bool) (orb.MultiPolygon, error) {
	most := mostPoints
	if large {
		most = 0
	}
	if len(geometry) == 0 {
		return nil, fault.New(fault.Unprocessable, "%s: give the outline, a GeoJSON Polygon or MultiPolygon", field)
	}
	outline, err := geo.ParseOutline(geometry, most)
	if errors.Is(err, geo.ErrTooManyPoints) {
		return nil, fault.New(fault.Unprocessable, "%s: %w: draw it more simply, or allow it (allow_large)", field, err)
	}
	if err != nil {
		return nil, fault.New(fault.Unprocessable, "%s: %w", field, err)
	}
	return outline, nil
}

// refusedEdit says which edit is refused, and which part of it.
func refusedEdit(i int, err error) error {
	if r, is := errors.AsType[*zones.Refusal](err); is {
		return fault.New(fault.Unprocessable, "edits/%d/%s: %w", i, r.Field, err)
	}
	return err
}

// placeDecisions returns the decisions on places that an edit made and lifted.
func placeDecisions(before, after zones.Set, operation string) (made, lifted []result.PlaceDecision) {
	for verdict, places := range map[result.Verdict][2][]zones.Place{
		result.Struck: {before.Struck, after.Struck}, result.Included: {before.Chosen, after.Chosen},
	} {
		made = append(made, missing(places[1], places[0], verdict, operation)...)
		lifted = append(lifted, missing(places[0], places[1], verdict, operation)...)
	}
	slices.SortFunc(made, func(a, b result.PlaceDecision) int { return cmp.Compare(a.Verdict, b.Verdict) })
	return made, lifted
}

// missing returns those of some places that are not among others.
func missing(places, others []zones.Place, verdict result.Verdict, operation string) (all []result.PlaceDecision) {
	for _, p := range places {
		same := func(o zones.Place) bool {
			return o.Name == p.Name && o.Reason == p.Reason && orb.Equal(o.Outline, p.Outline)
		}
		if !slices.ContainsFunc(others, same) {
			all = append(all, result.PlaceDecision{Operation: operation, Verdict: verdict, Name: p.Name, Why: p.Reason, Outline: p.Outline})
		}
	}
	return all
}
