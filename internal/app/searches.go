package app

import (
	"context"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/meeting"
)

// Searches keeps stop and searches.
type Searches interface {
	Searches(ctx context.Context, p crime.Period) ([]crime.Search, error)
}

// Searches returns the stop and searches of an area by month, by district where it is of
// several. From and to are months, YYYY-MM.
func (a *App) Searches(ctx context.Context, area, from, to string) (meeting.SearchReport, error) {
	p := crime.Period{}
	var err error
	if p.From, err = crime.ParseMonth(from); err != nil {
		return meeting.SearchReport{}, fault.New(fault.Invalid, "from: %w", err)
	}
	if p.To, err = crime.ParseMonth(to); err != nil {
		return meeting.SearchReport{}, fault.New(fault.Invalid, "to: %w", err)
	}
	if err := p.Validate(); err != nil {
		return meeting.SearchReport{}, fault.New(fault.Invalid, "%w", err)
	}
	of, err := a.Area(ctx, area)
	if err != nil {
		return meeting.SearchReport{}, err
	}
	parts := []geo.Area{of}
	if of.Kind == geo.Force || of.Kind == geo.Command {
		districts, err := a.store.DistrictsWithin(ctx, of)
		if err != nil {
			return meeting.SearchReport{}, err
		}
		if len(districts) > 0 {
			parts = districts
		}
	}
	all, err := a.store.Searches(ctx, p)
	if err != nil {
		return meeting.SearchReport{}, err
	}
	if len(all) == 0 {
		return meeting.SearchReport{}, fault.New(fault.Unprocessable, "no stop and search of %s is loaded: import the force's file of data.police.uk first", p)
	}
	return meeting.SearchesOf(of.Name, p, parts, all), nil
}
