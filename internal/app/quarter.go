package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/meeting"
)

// Quarter returns the quarterly paper of a force, or another area, for the three months to
// the end of one. Without an area it is of the only force that is loaded. It names the
// weeks of which a day is not loaded.
func (a *App) Quarter(ctx context.Context, area, to string) (meeting.Quarter, error) {
	if area == "" {
		forces, err := a.store.Areas(ctx, geo.Force)
		if err != nil {
			return meeting.Quarter{}, err
		}
		if len(forces) != 1 {
			return meeting.Quarter{}, fault.New(fault.Invalid, "area: %d forces are loaded: name one", len(forces))
		}
		area = forces[0].Code
	}
	t, err := a.tally(ctx, area, to, year)
	if err != nil {
		return meeting.Quarter{}, err
	}
	quarter := crime.Period{From: t.periods.After.To - 2, To: t.periods.After.To}
	end := (quarter.To + 1).Start(a.zone)
	q := meeting.Quarter{
		Area: t.area.Name, Edition: meeting.PoliceEdition, From: quarter.From, To: quarter.To, Date: end, Risks: []string{},
		Missing: meeting.MissingWeeks(quarter, a.zone, func(day time.Time) bool {
			i := slices.IndexFunc(t.loaded.Months, func(c crime.MonthCoverage) bool { return c.Month == crime.MonthOf(day) })
			return i >= 0 && t.loaded.Months[i].Days&(1<<(day.Day()-1)) != 0
		}),
	}
	if q.Trends, err = t.table(); err != nil {
		return q, err
	}
	l, err := a.ActionList(ctx, meeting.ActionFilter{})
	if err != nil {
		return q, err
	}
	for i, s := range t.strands {
		strand := meeting.QuarterStrand{Strand: s, Row: q.Trends.Strands[i], Actions: []meeting.Action{}}
		strand.Count(t.counts[i], quarter, t.periods)
		for _, action := range l.Actions {
			if action.Strand == s.Name {
				strand.Actions = append(strand.Actions, action)
			}
		}
		q.Strands = append(q.Strands, strand)
	}
	q.Dashboard = meeting.DashboardOf(l.Actions, end.AddDate(0, 0, -1).Format(time.DateOnly))
	for _, action := range l.Actions {
		if action.Risks != "" && action.Status != meeting.Completed {
			q.Risks = append(q.Risks, fmt.Sprintf("%s (%s, due %s): %s", action.Does, action.Owner, action.Due, action.Risks))
		}
		if q.Case == nil && action.Status == meeting.Completed && action.Evidence != "" {
			q.Case = &action
		}
	}
	switch searches, err := a.Searches(ctx, area, quarter.From.String(), quarter.To.String()); {
	case err == nil:
		q.Searches = &searches.All
	case fault.Of(err) != fault.Unprocessable: // none is loaded
		return q, err
	}
	visits, err := a.store.Visits(ctx, quarter.From.Start(a.zone), end, "")
	q.Return = meeting.ReturnOf(quarter.From.String(), quarter.To.String(), visits)
	return q, err
}
