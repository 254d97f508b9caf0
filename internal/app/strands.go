package app

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/meeting"
	"beatplan/study"
)

// StrandTable returns so many months of an area, 1 to 12, to the end of one, against as
// many before: each strand, and each offence type. It reads both periods.
func (a *App) StrandTable(ctx context.Context, area, to string, months int) (meeting.StrandTable, error) {
	t, err := a.tally(ctx, area, to, months)
	if err != nil {
		return meeting.StrandTable{}, err
	}
	return t.table()
}

// tallied is what was counted in two periods of an area.
type tallied struct {
	area          geo.Area
	loaded        study.Loaded
	periods       meeting.Periods
	strands       []crime.Strand
	counts, types []meeting.Tally // of strands, and of offence types
	notes         []string
}

func (t tallied) table() (meeting.StrandTable, error) {
	table, err := meeting.Strands(t.area.Name, t.periods, t.counts, t.types)
	table.Notes = append(table.Notes, t.notes...)
	return table, err
}

// tally counts the strands and the offence types of an area in so many months, 1 to 12,
// to the end of one, and in as many before.
func (a *App) tally(ctx context.Context, area, to string, months int) (tallied, error) {
	var t tallied
	month, err := crime.ParseMonth(to)
	if err != nil {
		return t, fault.New(fault.Invalid, "to: %w", err)
	}
	if months < 1 || months > year {
		return t, fault.New(fault.Invalid, "months: %d: compare 1 to %d months with as many before", months, year)
	}
	if t.area, err = a.Area(ctx, area); err != nil {
		return t, err
	}
	if t.loaded, err = a.loadedOf(ctx, t.area); err != nil {
		return t, err
	}
	n := crime.Month(months)
	after, before := crime.Period{From: month - n + 1, To: month}, crime.Period{From: month - 2*n + 1, To: month - n}
	t.periods = meeting.Periods{After: after, Before: before, Zone: a.zone, Loaded: func(m crime.Month) bool {
		i := slices.IndexFunc(t.loaded.Months, func(c crime.MonthCoverage) bool { return c.Month == m })
		return i >= 0 && t.loaded.Months[i].Days == m.Days()
	}}
	counts, note, err := a.monthlyIn(ctx, t.area, crime.Period{From: t.periods.Before.From, To: t.periods.After.To})
	if err != nil {
		return t, err
	}
	if t.strands, err = a.Strands(ctx); err != nil {
		return t, err
	}
	groups, err := a.Groups(ctx)
	if err != nil {
		return t, err
	}
	operations, err := a.Operations(ctx)
	if err != nil {
		return t, err
	}
	for _, s := range t.strands {
		tally, err := a.tallyStrand(ctx, t, s, groups, counts)
		if err != nil {
			return t, err
		}
		if tally, err = a.atHours(ctx, t, s, groups, operations, tally); err != nil {
			return t, err
		}
		t.counts = append(t.counts, tally)
	}
	t.types = meeting.TallyTypes(counts)
	if t.notes, err = a.breakNotes(ctx, t.periods.Before, t.periods.After); note != "" {
		t.notes = append(t.notes, note)
	}
	return t, err
}

// atHours counts a strand whose operations have a clock by it, where the hours of its
// offences are known.
func (a *App) atHours(ctx context.Context, t tallied, s crime.Strand, groups []crime.Group, operations []crime.Operation, atAll meeting.Tally) (meeting.Tally, error) {
	var clocks []string
	for _, o := range operations {
		if slices.Contains(s.Operations, o.Name) && !slices.Contains(clocks, o.Clock) {
			clocks = append(clocks, o.Clock)
		}
	}
	switch {
	case atAll.Unknown != "" || len(clocks) == 0 || len(clocks) == 1 && clocks[0] == "":
		return atAll, nil
	case len(clocks) > 1:
		return atAll.AtAllHours("its operations have different hours"), nil
	}
	clock, err := a.clock(ctx, clocks[0])
	if err != nil {
		return atAll, err
	}
	on := study.Study{Area: t.area, Period: crime.Period{From: t.periods.Before.From, To: t.periods.After.To}, Question: hotspot.Question{Clock: clock}}
	if err := a.onCalendar(ctx, &on); fault.Of(err) == fault.Invalid { // such as that no bank holiday is loaded
		return atAll.AtAllHours(err.Error()), nil
	} else if err != nil {
		return atAll, err
	}
	var of []crime.Group
	for _, g := range groups {
		if slices.Contains(s.Groups, g.Name) {
			of = append(of, g)
		}
	}
	counts, err := a.monthlyByPosition(ctx, t, of, &on.Question.Clock)
	if err != nil {
		return atAll, err
	}
	hours := fmt.Sprintf("%s hours (%s)", clock.Name, clock.Rule)
	return meeting.AtHours(atAll, meeting.TallyStrand(s, groups, counts), hours, t.periods), nil
}

// tallyStrand counts a strand: by the districts of the offences or, where one of its
// groups is of a part of the land, by their positions.
func (a *App) tallyStrand(ctx context.Context, t tallied, s crime.Strand, groups []crime.Group, counts []crime.MonthlyCount) (meeting.Tally, error) {
	var ofLand []crime.Group
	for _, g := range groups {
		if g.OfLand() && slices.Contains(s.Groups, g.Name) {
			ofLand = append(ofLand, g)
		}
	}
	if len(ofLand) == 0 {
		return meeting.TallyStrand(s, groups, counts), nil
	}
	counts, err := a.monthlyByPosition(ctx, t, ofLand, nil)
	tally := meeting.TallyStrand(s, groups, counts)
	if fault.Of(err) == fault.Unprocessable { // such as that no class of the land is loaded
		tally.Unknown, err = err.Error(), nil
	}
	return tally, err
}

// monthlyByPosition returns the counts of an area by the positions of the offences, and on
// the land of which groups they are; with a clock those of the groups' types alone, and how
// many were at its hours. It reads each month that is loaded. The hours of a heap at one
// minute of the day are unknown.
func (a *App) monthlyByPosition(ctx context.Context, t tallied, groups []crime.Group, clock *crime.Clock) ([]crime.MonthlyCount, error) {
	whole, err := a.lattice(ctx, t.area, geo.DefaultResolution)
	if err != nil {
		return nil, err
	}
	lands := make([]geo.Lattice, len(groups))
	for i, g := range groups {
		if lands[i], _, err = a.onLand(ctx, whole.Land, g); err != nil {
			return nil, err
		}
	}
	var types []string // none: every type
	if clock != nil && !slices.ContainsFunc(groups, func(g crime.Group) bool { return len(g.AllTypes()) == 0 }) {
		for _, g := range groups {
			types = append(types, g.AllTypes()...)
		}
	}
	months := map[crime.Month][]crime.Offence{}
	var all []crime.Offence
	for _, m := range t.loaded.Months {
		if m.Month < t.periods.Before.From || m.Month > t.periods.After.To {
			continue
		}
		offences, err := a.store.Offences(ctx, whole.Land, crime.Period{From: m.Month, To: m.Month}, types, crime.Detail{Times: clock != nil})
		if err != nil {
			return nil, err
		}
		months[m.Month] = slices.DeleteFunc(offences, func(o crime.Offence) bool {
			_, in := whole.Land.Index(o.Cell)
			return !in
		})
		if clock != nil {
			all = append(all, months[m.Month]...)
		}
	}
	heaps := crime.Heaps(all, a.zone)
	var counts []crime.MonthlyCount
	for _, m := range slices.Sorted(maps.Keys(months)) {
		for _, o := range crime.WithoutHours(months[m], heaps, a.zone) {
			on := []string{}
			for i, g := range groups {
				if _, in := lands[i].Index(o.Cell); in {
					on = append(on, g.Name)
				}
			}
			c := crime.MonthlyCount{Month: m, Kind: o, Offences: 1 + o.More, Groups: on}
			if clock != nil {
				share, known := clock.Share(o, a.zone)
				c.Elsewhen, c.Timeless = (1-share)*float64(c.Offences), !known
			}
			counts = append(counts, c)
		}
	}
	return counts, nil
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
		case slices.ContainsFunc(append(c.Beside, c.District), func(code string) bool { return slices.Contains(districts, code) }):
			in = append(in, c)
		}
	}
	note := ""
	if nowhere > 0 {
		note = fmt.Sprintf("%d offences of no known district count in %s, the only force loaded", nowhere, of.Name)
	}
	return in, note, nil
}
