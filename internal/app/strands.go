package app

import (
	"context"
	"fmt"
	"slices"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/meeting"
)

// StrandTable returns twelve months of an area, to the end of a month, against the
// twelve before: each strand, and each offence type. It reads both periods.
func (a *App) StrandTable(ctx context.Context, area, to string) (meeting.StrandTable, error) {
	month, err := crime.ParseMonth(to)
	if err != nil {
		return meeting.StrandTable{}, fault.New(fault.Invalid, "to: %w", err)
	}
	of, err := a.Area(ctx, area)
	if err != nil {
		return meeting.StrandTable{}, err
	}
	loaded, err := a.loadedOf(ctx, of)
	if err != nil {
		return meeting.StrandTable{}, err
	}
	p := meeting.Periods{After: meeting.Year(month), Before: meeting.Year(month - year), Zone: a.zone, Loaded: func(m crime.Month) bool {
		i := slices.IndexFunc(loaded.Months, func(c crime.MonthCoverage) bool { return c.Month == m })
		return i >= 0 && loaded.Months[i].Days == m.Days()
	}}
	counts, note, err := a.monthlyIn(ctx, of, crime.Period{From: p.Before.From, To: p.After.To})
	if err != nil {
		return meeting.StrandTable{}, err
	}
	all, err := a.Strands(ctx)
	if err != nil {
		return meeting.StrandTable{}, err
	}
	groups, err := a.Groups(ctx)
	if err != nil {
		return meeting.StrandTable{}, err
	}
	var strands []meeting.Tally
	for _, s := range all {
		strands = append(strands, meeting.TallyStrand(s, groups, counts))
	}
	t, err := meeting.Strands(of.Name, p, strands, meeting.TallyTypes(counts))
	if err == nil && note != "" {
		t.Notes = append(t.Notes, note)
	}
	return t, err
}

// monthlyIn returns the counts of an area's districts. What has no district counts in
// the only force that is loaded; the note says how much that is.
func (a *App) monthlyIn(ctx context.Context, of geo.Area, p crime.Period) ([]crime.MonthlyCount, string, error) {
	districts, err := a.store.DistrictsOf(ctx, of)
	if err != nil {
		return nil, "", err
	}
	if of.Kind != geo.Force && !(of.Kind == geo.District && slices.Contains(districts, of.Code)) && len(districts) < 2 {
		return nil, "", fault.New(fault.Unprocessable, "area: %s is a %s: strand tables are of forces, districts and unions of districts", of.Name, of.Kind)
	}
	alone := false
	if of.Kind == geo.Force {
		forces, err := a.store.Areas(ctx, geo.Force)
		if err != nil {
			return nil, "", err
		}
		alone = len(forces) == 1
	}
	all, err := a.store.Monthly(ctx, p)
	if err != nil {
		return nil, "", err
	}
	var in []crime.MonthlyCount
	nowhere := 0
	for _, c := range all {
		switch {
		case c.District == "" && alone:
			nowhere += c.Offences
			in = append(in, c)
		case slices.Contains(districts, c.District):
			in = append(in, c)
		}
	}
	note := ""
	if nowhere > 0 {
		note = fmt.Sprintf("%d offences of no known district count in %s, the only force loaded", nowhere, of.Name)
	}
	return in, note, nil
}
