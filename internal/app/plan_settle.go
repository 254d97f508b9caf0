package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb/planar"

	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/planner"
)

// twoAtOnce marks spots that two units visit at once, by their ids or, whatever the case,
// names that no other spot has.
func twoAtOnce(p planner.Problem, called []string) error {
	spots := p.Spots
	for i, name := range called {
		wanted := strings.TrimSpace(name)
		var meant, all []string
		for k := range spots {
			s := &spots[k]
			label := s.ID
			if s.Name != "" {
				label += " (" + s.Name + ")"
			}
			all = append(all, label)
			if strings.EqualFold(s.ID, wanted) || s.Name != "" && strings.EqualFold(s.Name, wanted) {
				s.Crews, meant = 2, append(meant, s.ID)
			}
		}
		switch {
		case len(meant) > 1:
			return fault.New(fault.Invalid, "double/%d: %s are all called %q: name one by its id", i, english.And(meant), name)
		case len(meant) == 0:
			if l, is := p.LeftOutCalled(wanted); is && l.Name != "" {
				return fault.New(fault.Invalid, "double/%d: %s is %s, which this plan leaves out (%s): give its name, and it is a spot", i, name, l.Name, l.Reason)
			}
			const most = 40
			if more := len(all) - most; more > 0 {
				all = append(all[:most], fmt.Sprintf("%d more", more))
			}
			return fault.New(fault.Invalid, "double/%d: no spot of this plan is called %q; there are %s", i, name, strings.Join(all, ", "))
		}
	}
	return nil
}

// A MustRequest is a call that a plan must make.
type MustRequest struct {
	Place string `json:"place"`          // a site, or NAME@LON,LAT
	Open  string `json:"open,omitempty"` // HH:MM-HH:MM, within which the whole call is; empty: the shift
}

// settle adds what a request says beside units and posts: calls that must be made, and hours
// where the data do not say; and what is known of each spot: its ward, its deprivation and
// when it was last visited. It returns notes.
func (a *App) settle(ctx context.Context, area geo.Area, r PlanRequest, p *planner.Problem, sites []geo.Site) ([]string, error) {
	for i, m := range r.Must {
		e, err := m.call(i, *p, sites)
		if err != nil {
			return nil, err
		}
		p.Engagements = append(p.Engagements, e)
	}
	var profile *planner.Profile
	if r.Profile != "" {
		declared, err := planner.ParseProfile(r.Profile)
		if err != nil {
			return nil, fault.New(fault.Invalid, "%w", err)
		}
		profile = &declared
	}
	notes := p.KnowHours(profile, r.Profile)
	if err := a.lastVisits(ctx, p); err != nil {
		return nil, err
	}
	more, err := a.wardsOf(ctx, area, p)
	return append(notes, more...), err
}

// call returns the engagement of a request.
func (m MustRequest) call(i int, p planner.Problem, sites []geo.Site) (planner.Engagement, error) {
	site, err := siteCalled(m.Place, sites, p.Units[0].Start)
	if err != nil {
		if l, is := p.LeftOutCalled(strings.TrimSpace(m.Place)); is { // it may be homes: nobody but who asks says where it is
			return planner.Engagement{}, fault.New(fault.Unprocessable, "must/%d/place: %s: this plan leaves out %s (%s; %s): give a position (NAME@LON,LAT)", i, m.Place, l.ID, cmp.Or(l.Name, "no name"), l.Reason)
		}
		return planner.Engagement{}, fault.New(fault.Unprocessable, "must %w", err)
	}
	e := planner.Engagement{
		ID: fmt.Sprintf("must:%d", i+1), Name: site.Name, Category: cmp.Or(site.Category, "named-place"), At: *site.At,
		Dwell: 10 * time.Minute, Fixed: true, FourE: []planner.FourE{planner.Engage, planner.Explain}, FourP: planner.Prevent,
		Why: []string{"asked for by whoever made the plan"},
	}
	if m.Open != "" {
		if e.Open, err = heldWithin(p, m.Open); err != nil {
			return e, fault.New(fault.Unprocessable, "must %s: %w", m.Place, err)
		}
	}
	return e, nil
}

// wardsOf says of each spot which ward it is in and, where figures are loaded, how deprived
// its small area is. Where wards are to be capped they must be loaded.
func (a *App) wardsOf(ctx context.Context, area geo.Area, p *planner.Problem) ([]string, error) {
	for _, kind := range []geo.AreaKind{geo.Ward, geo.LSOA} {
		all, err := a.store.Areas(ctx, kind)
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(of geo.Area) bool { return !of.Land.Bound().Intersects(area.Land.Bound()) })
		names := tellApart(all)
		found := make([]string, len(p.Spots)) // codes
		for at, of := range all {
			for i := range p.Spots {
				if s := &p.Spots[i]; found[i] == "" && of.Land.Bound().Contains(s.At) && planar.MultiPolygonContains(of.Land, s.At) {
					found[i] = of.Code
					if kind == geo.Ward {
						s.Ward = names[at]
					}
				}
			}
		}
		if kind == geo.LSOA {
			if err := a.decilesOf(ctx, p, found); err != nil {
				return nil, err
			}
		}
	}
	if p.Fair > 0 {
		for _, s := range p.Spots {
			if s.Ward != "" {
				return nil, nil
			}
		}
		return nil, fault.New(fault.Unprocessable, "fair: no spot is in a ward that is loaded: import areas of kind ward, or plan without a cap")
	}
	return nil, nil
}

func (a *App) decilesOf(ctx context.Context, p *planner.Problem, codes []string) error {
	figures, err := a.store.People(ctx, codes, imdDecile)
	if err != nil {
		return err
	}
	for _, f := range figures {
		for i, code := range codes {
			if code == f.AreaCode && f.Value != nil {
				p.Spots[i].Decile = int(*f.Value)
			}
		}
	}
	return nil
}
