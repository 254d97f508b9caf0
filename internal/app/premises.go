package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/meeting"
)

const (
	mostPremises = 20
	mostPlaces   = 15
)

// Triage returns who took on the calls about anti-social behaviour of a week in an area,
// against all weeks that are loaded, with the premises and places behind them.
func (a *App) Triage(ctx context.Context, area, week string) (meeting.Triage, error) {
	from, to, err := a.span(week, week)
	if err != nil {
		return meeting.Triage{}, fault.New(fault.Invalid, "week %q: write its first day, YYYY-MM-DD", week)
	}
	to = from.AddDate(0, 0, 7)
	of, err := a.Area(ctx, area)
	if err != nil {
		return meeting.Triage{}, err
	}
	all, err := a.store.CallsIn(ctx, nil, time.Time{}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return meeting.Triage{}, err
	}
	calls, note := callsIn(of, all)
	if len(calls) == 0 {
		return meeting.Triage{}, fault.New(fault.Unprocessable, "no call about anti-social behaviour is loaded in %s: import incidents first", of.Name)
	}
	t := meeting.TriageOf(of.Name, from, calls)
	if t.Calls == 0 {
		return t, fault.New(fault.Unprocessable, "week: no call is loaded for the week from %s; there are some from %s to %s", week,
			calls[0].From.In(a.zone).Format(time.DateOnly), calls[len(calls)-1].From.In(a.zone).Format(time.DateOnly))
	}
	if note != "" {
		t.Notes = append(t.Notes, note)
	}
	behind := meeting.CallsAt(slices.DeleteFunc(calls, func(c crime.IncidentRecord) bool { return !meeting.InWeek(c, from, to) }))
	sites, err := a.store.Sites(ctx, of.Land.Bound())
	if err != nil {
		return t, err
	}
	t.Premises, t.Places = meeting.NewRegister(sites).Concern(behind, nil, mostPremises, a.zone), meeting.TopPlaces(behind, mostPlaces)
	return t, nil
}

// callsIn returns the calls about anti-social behaviour in an area. Those without a
// position are in a force, and in no smaller area; the note says how many these are.
func callsIn(of geo.Area, all []crime.IncidentRecord) (in []crime.IncidentRecord, note string) {
	land, nowhere := geo.NewLocator([]orb.MultiPolygon{of.Land}), 0
	for _, c := range all {
		switch {
		case c.Type() != crime.AntiSocialBehaviour:
			continue
		case c.At == nil && of.Kind == geo.Force:
			in = append(in, c)
		case c.At == nil:
			nowhere++
		default:
			if _, inside := land.At(*c.At); inside {
				in = append(in, c)
			}
		}
	}
	if nowhere > 0 {
		note = fmt.Sprintf("%d calls without a position are in no area smaller than the force", nowhere)
	}
	return in, note
}

// Premises returns the twenty premises of an area at which most happened in some days,
// both ends included: offences, calls and counts of partners within 30 m or by name. A
// group limits the offences; with anti-social behaviour calls alone count.
func (a *App) Premises(ctx context.Context, area, from, to, group string) (meeting.PremisesList, error) {
	l := meeting.PremisesList{From: from, To: to, Notes: []string{}}
	of, err := a.Area(ctx, area)
	if err != nil {
		return l, err
	}
	l.Area = of.Name
	sites, err := a.store.Sites(ctx, of.Land.Bound())
	if err != nil {
		return l, err
	}
	land := geo.NewLocator([]orb.MultiPolygon{of.Land})
	sites = slices.DeleteFunc(sites, func(s geo.Site) bool {
		if s.At == nil {
			return true
		}
		_, in := land.At(*s.At)
		return !in
	})
	if len(sites) == 0 {
		return l, fault.New(fault.Unprocessable, "no register of premises is loaded in %s: import sites first", of.Name)
	}
	var counts crime.Group // every offence
	if group != "" {
		if counts, err = a.group(ctx, group); err != nil {
			return l, unknown("group", err)
		}
	}
	happened, visits, err := a.happenings(ctx, meeting.Places{Sites: sites}, from, to, counts)
	if err != nil {
		return l, err
	}
	if counts.OfLand() {
		l.Notes = append(l.Notes, fmt.Sprintf("group %s is of %s: what is on other land does not count", counts.Name, counts.Land()))
	}
	l.Premises, l.Places = meeting.NewRegister(sites).Concern(happened, visits, mostPremises, a.zone), meeting.TopPlaces(happened, mostPlaces)
	if slices.ContainsFunc(happened, func(h meeting.Happening) bool { return h.MonthOnly }) {
		l.Notes = append(l.Notes, "of some nothing but the month is known: they are in no hour, and their position may be a street's")
	}
	return l, nil
}

// happenings reads what happened at places in some days, and the visits. A group that has a
// name limits the offences, and all to its land.
func (a *App) happenings(ctx context.Context, at meeting.Places, from, to string, group crime.Group) ([]meeting.Happening, []meeting.Visit, error) {
	first, end, err := a.span(from, to)
	if err != nil {
		return nil, nil, err
	}
	cells, err := at.Cells()
	if err != nil {
		return nil, nil, err
	}
	records, err := a.store.Recorded(ctx, cells, first, end)
	if err != nil {
		return nil, nil, err
	}
	if takes := group.Matcher(); group.Name != "" {
		records = slices.DeleteFunc(records, func(r crime.Record) bool { return !takes(r.Offence) })
	}
	calls, err := a.store.CallsIn(ctx, cells, first, end)
	if err != nil {
		return nil, nil, err
	}
	counts, err := a.store.PartnerCounts(ctx, first, end)
	if err != nil {
		return nil, nil, err
	}
	visits, err := a.store.Visits(ctx, time.Time{}, end, "")
	if err != nil {
		return nil, nil, err
	}
	all := slices.Concat(meeting.OffencesAt(records), meeting.CallsAt(calls), meeting.PartnerCountsAt(counts))
	on, err := a.landOf(ctx, group)
	if on != nil {
		all = slices.DeleteFunc(all, func(h meeting.Happening) bool { return h.At == nil || !on(*h.At) })
	}
	return all, visits, err
}

// Chronology returns all that is known to have happened at a premises, by its key or its
// name, in some days, both ends included.
func (a *App) Chronology(ctx context.Context, premises, from, to string) (meeting.Chronology, error) {
	sites, err := a.allSites(ctx)
	if err != nil {
		return meeting.Chronology{}, err
	}
	register := meeting.NewRegister(sites)
	found := register.Find(premises)
	hidden := slices.ContainsFunc(sites, func(s geo.Site) bool { return s.Key() == premises })
	switch {
	case len(found) == 0 && hidden:
		return meeting.Chronology{}, fault.New(fault.Unprocessable, "premises: %s has no name, or is a home or a place of health: no chronology is made of it", premises)
	case len(found) == 0:
		return meeting.Chronology{}, fault.New(fault.NotFound, "no premises %q: the list of premises has their names and keys", premises)
	case len(found) > 1:
		return meeting.Chronology{}, fault.New(fault.Unprocessable, "premises: %q may be %s: give the key", premises, candidates(found))
	}
	happened, visits, err := a.happenings(ctx, meeting.Places{Sites: found}, from, to, crime.Group{})
	if err != nil {
		return meeting.Chronology{}, err
	}
	c, _ := register.Chronology(found[0].Key(), happened, visits, a.zone)
	return c, nil
}

// candidates names premises with their keys, a dozen at the most.
func candidates(sites []geo.Site) string {
	const most = 12
	var names []string
	for _, s := range sites[:min(most, len(sites))] {
		names = append(names, fmt.Sprintf("%s (%s)", s.Name, s.Key()))
	}
	if more := len(sites) - most; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}
