package app

import (
	"cmp"
	"context"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/study"
)

var errNothingLoaded = fault.New(fault.Unprocessable, "no offences are loaded: import some first")

// months returns the months of which something is loaded, in order; a fault where
// there is none.
func (a *App) months(ctx context.Context) ([]crime.Month, error) {
	c, err := a.store.Coverage(ctx)
	months := c.Counted().Months()
	if err == nil && len(months) == 0 {
		err = errNothingLoaded
	}
	return months, err
}

// loaded returns the months of which something is loaded in the country around a
// lattice, in order. Another force's data may reach further.
func (a *App) loaded(ctx context.Context, l geo.Lattice) ([]crime.Month, error) {
	months, err := a.months(ctx)
	if err != nil {
		return nil, err
	}
	around, err := a.store.MonthsAround(ctx, l, months)
	if err == nil && len(around) == 0 { // perhaps all that is loaded has no position
		return months, nil
	}
	return around, err
}

// period returns the months from and to name, or all that are loaded where they
// are empty. A period without a single one of these is a fault that says which
// there are.
func period(from, to string, months []crime.Month) (crime.Period, error) {
	p := study.Span(months)
	var err error
	if from != "" {
		if p.From, err = crime.ParseMonth(from); err != nil {
			return p, fault.New(fault.Invalid, "from: %w", err)
		}
	}
	if to != "" {
		if p.To, err = crime.ParseMonth(to); err != nil {
			return p, fault.New(fault.Invalid, "to: %w", err)
		}
	}
	if oneEnd := (from == "") != (to == ""); oneEnd && p.From > p.To {
		return p, fault.New(fault.Unprocessable, "no offences are loaded for %s; there are some for %s", cmp.Or(from, to), study.Span(months))
	}
	return p, checkPeriod(p, months)
}

func checkPeriod(p crime.Period, months []crime.Month) error {
	if err := p.Validate(); err != nil {
		return fault.New(fault.Invalid, "%w", err)
	}
	if len(study.Within(p, months)) == 0 {
		return fault.New(fault.Unprocessable, "no offences are loaded for %s; there are some for %s", p, study.Span(months))
	}
	return nil
}
