package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/meeting"
	"beatplan/rtm"
	"beatplan/zones"
)

func actions() setting[meeting.Action] {
	return setting[meeting.Action]{"action", nil, func(a *meeting.Action) (*string, *int) { return &a.ID, &a.Version }}
}

// AddAction adds an action to the list.
func (a *App) AddAction(ctx context.Context, action meeting.Action) (meeting.Action, error) {
	action.Status = cmp.Or(action.Status, meeting.NotStarted)
	if err := a.checkAction(ctx, &action); err != nil {
		return action, err
	}
	if action.Factor != "" {
		if err := a.checkSpelling(ctx, []string{"factor"}, []string{action.Factor}); err != nil {
			return action, err
		}
	}
	if err := a.findZone(ctx, &action); err != nil {
		return action, err
	}
	return actions().numbered(ctx, a.store, action, a.principal)
}

// checkAction holds an action against what there is: its texts, its strand and its meeting.
func (a *App) checkAction(ctx context.Context, action *meeting.Action) error {
	for field, text := range map[string]string{
		"does": action.Does, "agency": action.Agency, "owner": action.Owner, "place": action.Place, "zone": action.Zone, "factor": action.Factor,
		"risks": action.Risks, "measure": action.Measure, "notes": action.Notes, "evidence": action.Evidence, "partners": strings.Join(action.Partners, " "),
	} {
		if err := fault.Text(field, text); err != nil {
			return err
		}
	}
	if err := action.Validate(); err != nil {
		return fault.New(fault.Unprocessable, "%w", err)
	}
	if action.Strand != "" {
		if _, err := strands().find(ctx, a.store, action.Strand); err != nil {
			return unknown("strand", err)
		}
	}
	if action.Meeting != "" {
		if _, err := meetings().find(ctx, a.store, action.Meeting); err != nil {
			return unknown("meeting", err)
		}
	}
	action.FourE, action.Partners = append([]string{}, action.FourE...), append([]string{}, action.Partners...)
	return nil
}

// findZone finds the zone of an action in the set that it names, by name or id, or by name
// in the sets that count.
func (a *App) findZone(ctx context.Context, action *meeting.Action) error {
	if action.ZoneSet == "" {
		return a.findNamed(ctx, action)
	}
	set, err := a.zonesOf(ctx, action.ZoneSet)
	if err != nil {
		return unknown("zone_set", err)
	}
	zone, err := set.named(action.Zone)
	if err != nil {
		return fault.New(fault.Unprocessable, "zone: %w", err)
	}
	action.Zone, action.Tier = zone.Name, string(zone.Tier)
	return nil
}

// findNamed finds the zone of an action by its name alone: in the set of each area and
// operation that is approved, or else in the newest.
func (a *App) findNamed(ctx context.Context, action *meeting.Action) error {
	if action.Zone == "" {
		return nil
	}
	sets, err := a.ZoneSets(ctx, "")
	if err != nil {
		return err
	}
	var approved, drafts []ZoneSetResult // newest first
	for _, s := range sets {
		switch {
		case s.Decision == nil || s.Decision.Status != result.Approved && s.Decision.Status != result.Withdrawn:
			drafts = append(drafts, s)
		case s.Decision.Status == result.Approved:
			approved = append(approved, s)
		}
	}
	sets = append(approved, drafts...)
	var names []string
	for i, s := range sets {
		if slices.ContainsFunc(sets[:i], func(o ZoneSetResult) bool { return o.Area == s.Area && o.Operation == s.Operation }) {
			continue
		}
		set, err := a.zonesOf(ctx, s.ID)
		if err != nil {
			return err
		}
		for _, z := range set.zones {
			if strings.EqualFold(z.Name, action.Zone) {
				action.Zone, action.Tier, action.ZoneSet = z.Name, string(z.Tier), s.ID
				return nil
			}
			names = append(names, z.Name)
		}
	}
	if len(names) == 0 {
		return fault.New(fault.Unprocessable, "zone: no focus area is drawn, so none is called %q: draw some, or say where in words as the place", action.Zone)
	}
	slices.Sort(names)
	return fault.New(fault.Unprocessable, "zone: no focus area is called %q; %s", action.Zone, english.ThereAre(slices.Compact(names)))
}

// An ActionChange changes an action; what is nil stays as it is.
type ActionChange struct {
	Does     *string `json:"does"`
	Agency   *string `json:"agency"`
	Owner    *string `json:"owner"`
	Due      *string `json:"due"`
	Status   *string `json:"status"`
	Risks    *string `json:"risks"`
	Measure  *string `json:"measure"`
	Notes    *string `json:"notes"`
	Evidence *string `json:"evidence"`
}

// SetAction puts a new version of an action in force and returns it.
func (a *App) SetAction(ctx context.Context, id string, c ActionChange) (meeting.Action, error) {
	action, err := a.action(ctx, id)
	if err != nil {
		return action, err
	}
	for _, change := range []struct{ to, value *string }{
		{&action.Does, c.Does},
		{&action.Agency, c.Agency},
		{&action.Owner, c.Owner},
		{&action.Due, c.Due},
		{&action.Status, c.Status},
		{&action.Risks, c.Risks},
		{&action.Measure, c.Measure},
		{&action.Notes, c.Notes},
		{&action.Evidence, c.Evidence},
	} {
		if change.value != nil {
			*change.to = *change.value
		}
	}
	if err := a.checkAction(ctx, &action); err != nil {
		return action, err
	}
	return actions().set(ctx, a.store, action, a.principal)
}

// action returns the action of a number.
func (a *App) action(ctx context.Context, id string) (meeting.Action, error) {
	all, err := actions().inForce(ctx, a.store)
	if err != nil {
		return meeting.Action{}, err
	}
	i := slices.IndexFunc(all, func(a meeting.Action) bool { return a.ID == id })
	if i < 0 {
		return meeting.Action{}, fault.New(fault.NotFound, "no action %s", id)
	}
	return all[i], nil
}

// DropAction takes an action off the list: it was a mistake. What is done is completed.
func (a *App) DropAction(ctx context.Context, id string) error {
	if _, err := a.action(ctx, id); err != nil {
		return err
	}
	return actions().retire(ctx, a.store, id, a.principal)
}

// ActionList returns the actions that a filter takes: by owner, then by due date.
func (a *App) ActionList(ctx context.Context, f meeting.ActionFilter) (meeting.ActionList, error) {
	all, err := actions().inForce(ctx, a.store)
	if err != nil {
		return meeting.ActionList{}, err
	}
	all = slices.DeleteFunc(actions().byNumber(all), func(action meeting.Action) bool { return !f.Takes(action) })
	slices.SortStableFunc(all, func(x, y meeting.Action) int { return cmp.Or(cmp.Compare(x.Owner, y.Owner), cmp.Compare(x.Due, y.Due)) })
	return meeting.ActionList{Actions: append([]meeting.Action{}, all...)}, nil
}

// ActionDashboard returns how far all actions have come on a day, YYYY-MM-DD.
func (a *App) ActionDashboard(ctx context.Context, day string) (meeting.Dashboard, error) {
	l, err := a.ActionList(ctx, meeting.ActionFilter{})
	return meeting.DashboardOf(l.Actions, day), err
}

// keptZones are the focus areas of a set, and what was left out.
type keptZones struct {
	set   ZoneSetResult
	zones []keptZone
	left  []leftOutPlace
}

// named finds a zone of the set by its id or its name.
func (k keptZones) named(zone string) (keptZone, error) {
	var names []string
	for _, z := range k.zones {
		if z.Zone == zone || strings.EqualFold(z.Name, zone) {
			return z, nil
		}
		names = append(names, z.Name)
	}
	return keptZone{}, fmt.Errorf("no zone %q in set %s; %s", zone, k.set.ID, english.ThereAre(names))
}

type keptZone struct {
	Zone  string     `json:"zone"`
	Name  string     `json:"name"`
	Tier  zones.Tier `json:"tier"`
	Harm  float64    `json:"harm"`
	Taken float64    `json:"taken_harm"`
	Share float64    `json:"share"`
	Area  float64    `json:"area_m2"`
	Count float64    `json:"count"`
	Trend trend      `json:"trend"`
	land  orb.MultiPolygon
}

// zonesOf reads a zone set that was kept.
func (a *App) zonesOf(ctx context.Context, id string) (keptZones, error) {
	var k keptZones
	body, err := a.served(ctx, result.ZoneSet, id, &k.set)
	if err != nil {
		return k, err
	}
	var document struct {
		Left     []leftOutPlace `json:"left_out"`
		Features []struct {
			Geometry   *geojson.Geometry `json:"geometry"`
			Properties keptZone          `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(body, &document); err != nil {
		return k, fmt.Errorf("zone set %s: %w", id, err)
	}
	k.left = document.Left
	for _, f := range document.Features {
		switch land := f.Geometry.Geometry().(type) {
		case orb.Polygon:
			f.Properties.land = orb.MultiPolygon{land}
		case orb.MultiPolygon:
			f.Properties.land = land
		}
		k.zones = append(k.zones, f.Properties)
	}
	return k, nil
}

// SuggestActions returns the actions that a zone set or a model leads to, by its id.
func (a *App) SuggestActions(ctx context.Context, of string) (meeting.Suggestions, error) {
	if strings.HasPrefix(of, "model-") {
		return a.suggestForModel(ctx, of)
	}
	return a.suggestForZones(ctx, of)
}

// placesOfFactor is how many places of each factor of a model are named, and riskiest the
// share of the cells that they are on.
const (
	placesOfFactor = 3
	riskiest       = 0.01
)

// suggestForModel returns, for each factor of a model, the actions of those who own it at
// the named sites of the factor on the cells of highest risk.
func (a *App) suggestForModel(ctx context.Context, id string) (meeting.Suggestions, error) {
	s := meeting.Suggestions{Model: id, Actions: []meeting.Suggestion{}, Problems: []meeting.ProblemAddress{}}
	m, err := a.Model(ctx, id)
	if err != nil {
		return s, err
	}
	leads, err := a.leads(ctx, m)
	if err != nil {
		return s, err
	}
	cells, err := a.store.SurfaceCells(ctx, m.Surface)
	if err != nil {
		return s, err
	}
	area, err := a.Area(ctx, string(m.Area.Kind)+":"+m.Area.Code)
	if err != nil {
		return s, err
	}
	sites, err := a.store.Sites(ctx, area.Land.Bound())
	if err != nil {
		return s, err
	}
	places, err := meeting.Riskiest(cells, m.Resolution, riskiest, sites, placesOfFactor)
	if err != nil {
		return s, err
	}
	for _, l := range leads {
		i := slices.IndexFunc(m.Terms, func(t rtm.Term) bool { return t.Factor == l.Factor })
		if m.Terms[i].Protective {
			continue // it goes with less
		}
		at := places[l.Factor]
		if len(at) == 0 {
			at = []string{""}
		}
		for _, place := range at {
			for _, action := range l.Actions {
				s.Actions = append(s.Actions, meeting.Suggestion{
					FourP: action.FourP, Agency: action.Agency, Does: action.Does, Factor: l.Factor, Place: place,
					Why: fmt.Sprintf("in the model of %s, places by a %s (%s, %.0f m) hold %.1f times as much as those without; that acting on it lowers this is not shown",
						m.Group, english.Category(l.Factor), m.Terms[i].Influence, m.Terms[i].Reach, m.Terms[i].RRV),
				})
			}
		}
	}
	return s, nil
}

// suggestForZones returns the actions that the templates for risk factors suggest for the
// primary and secondary zones of a set, by the sites that each holds, and the addresses
// that were left out, with the action that each has.
func (a *App) suggestForZones(ctx context.Context, zoneSet string) (meeting.Suggestions, error) {
	s := meeting.Suggestions{ZoneSet: zoneSet, Actions: []meeting.Suggestion{}, Problems: []meeting.ProblemAddress{}}
	set, err := a.zonesOf(ctx, zoneSet)
	if err != nil {
		return s, err
	}
	templates, err := a.Actions(ctx)
	if err != nil {
		return s, err
	}
	for i := range templates {
		templates[i].Actions = templates[i].For(set.set.Group)
	}
	kept, err := a.ActionList(ctx, meeting.ActionFilter{Problems: true})
	if err != nil {
		return s, err
	}
	for _, z := range set.zones {
		if z.Tier != zones.Primary && z.Tier != zones.Secondary {
			continue
		}
		sites, err := a.store.Sites(ctx, z.land.Bound())
		if err != nil {
			return s, err
		}
		land, holds := geo.NewLocator([]orb.MultiPolygon{z.land}), map[string]int{}
		for _, site := range sites {
			if site.At == nil {
				continue
			}
			if _, in := land.At(*site.At); in {
				holds[site.Category]++
			}
		}
		s.Actions = append(s.Actions, meeting.Suggest(z.Name, string(z.Tier), holds, templates)...)
	}
	for _, l := range set.left {
		if l.Reason != zones.OneAddress && l.Reason != zones.ExcludedPlace {
			continue
		}
		p := meeting.ProblemAddress{Place: l.Name, Reason: cmp.Or(l.Detail, string(l.Reason))}
		if i := slices.IndexFunc(kept.Actions, func(action meeting.Action) bool { return action.Place == l.Name }); i >= 0 {
			p.Action = kept.Actions[i].ID
		}
		s.Problems = append(s.Problems, p)
	}
	return s, nil
}
