package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/english"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/meeting"
)

// A HouseholdRequest asks which homes to visit after burglaries.
type HouseholdRequest struct {
	Area   string
	On     string  // YYYY-MM-DD
	Group  string  // of offences; empty: crime.Burglaries
	Metres float64 // around a burglary; 0: as near repeats, 200
	Days   int     // after it; 0: as near repeats, 14
}

const (
	mostCocoon     = 1000 // metres
	mostCocoonDays = 90
)

// Households returns the homes around the burglaries of the last days, with those visited
// since and the near repeats among the burglaries.
func (a *App) Households(ctx context.Context, r HouseholdRequest) (meeting.HouseholdList, error) {
	fail := func(err error) (meeting.HouseholdList, error) { return meeting.HouseholdList{}, err }
	if r.Metres == 0 {
		r.Metres = defaultNear
	}
	if r.Days == 0 {
		r.Days = defaultNearDays
	}
	on, end, err := a.span(r.On, r.On)
	switch {
	case err != nil:
		return fail(fault.New(fault.Invalid, "on %q: write it YYYY-MM-DD", r.On))
	case !(r.Metres > 0 && r.Metres <= mostCocoon):
		return fail(fault.New(fault.Invalid, "metres %g: above 0, at most %d", r.Metres, mostCocoon))
	case r.Days < 1 || r.Days > mostCocoonDays:
		return fail(fault.New(fault.Invalid, "days %d: from 1 to %d", r.Days, mostCocoonDays))
	}
	of, err := a.Area(ctx, r.Area)
	if err != nil {
		return fail(err)
	}
	c := meeting.Cocooning{On: on, Metres: r.Metres, Days: r.Days}
	burglaries, err := a.burglaries(ctx, of, cmp.Or(r.Group, crime.Burglaries), c.From(), end)
	if err != nil {
		return fail(err)
	}
	var around []orb.Point
	for _, b := range burglaries {
		around = append(around, *b.At)
	}
	if c.Homes, c.Known, err = a.store.Households(ctx, around, r.Metres); err != nil {
		return fail(err)
	}
	if c.Wards, err = a.store.Areas(ctx, geo.Ward); err != nil {
		return fail(err)
	}
	if c.Visits, err = a.store.Visits(ctx, time.Time{}, end, ""); err != nil {
		return fail(err)
	}
	l := c.List(of.Name, burglaries)
	if l.Burglaries == 0 && len(burglaries) > 0 {
		return fail(fault.New(fault.Unprocessable, "on: only the month is known of the burglaries in %s, and a list of homes needs their days: import an export of the records system", of.Name))
	}
	return l, nil
}

// burglaries returns the offences of a group, of homes, with a position in an area.
func (a *App) burglaries(ctx context.Context, of geo.Area, name string, from, to time.Time) ([]crime.Record, error) {
	cells, err := cellsOf(meeting.Places{Land: of.Land})
	if err != nil {
		return nil, err
	}
	records, err := a.store.Recorded(ctx, cells, from, to)
	if err != nil {
		return nil, err
	}
	group, err := a.group(ctx, name)
	if err != nil {
		return nil, unknown("group", err)
	}
	if err := onlyBurglaries(group); err != nil {
		return nil, err
	}
	matches, land := group.Matcher(), geo.NewLocator([]orb.MultiPolygon{of.Land})
	var in []crime.Record
	for _, r := range records {
		if _, inside := land.At(*r.At); inside && matches(r.Offence) && meeting.OfHome(r) {
			in = append(in, r)
		}
	}
	return in, nil
}

// onlyBurglaries refuses a group that counts anything else, which a list of homes would call
// a burglary.
func onlyBurglaries(g crime.Group) error {
	burglaries := crime.Group{Types: []string{"Burglary"}}.AllTypes()
	var others []string
	for _, name := range g.Types {
		if name, _ = crime.TypeName(name); !slices.Contains(burglaries, name) {
			others = append(others, name)
		}
	}
	counts := english.And(others)
	if len(g.Types) == 0 {
		counts = "every type"
	}
	if counts == "" {
		return nil
	}
	return fault.New(fault.Unprocessable, "group: %s counts %s, and homes are visited after burglaries alone: name a group of burglaries, such as %s", g.Name, counts, crime.Burglaries)
}
