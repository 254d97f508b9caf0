package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"beatplan/crime"
)

// Calendar is what the verbs need to know of events.
type Calendar interface {
	Events(ctx context.Context, from, to time.Time) ([]crime.Event, error)
}

// Events returns the events of which some is in [from, to), in order of time,
// and the eves of bank holidays, which no calendar has to say.
func (a *App) Events(ctx context.Context, from, to time.Time) ([]crime.Event, error) {
	// The last eve may be that of a holiday a day later.
	events, err := a.store.Events(ctx, from, to.In(a.zone).AddDate(0, 0, 1))
	if err != nil {
		return nil, err
	}
	events = append(events, crime.Eves(events, a.zone)...)
	events = slices.DeleteFunc(events, func(e crime.Event) bool { return !e.Overlaps(from, to) })
	slices.SortFunc(events, func(x, y crime.Event) int {
		return cmp.Or(x.From.Compare(y.From), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Key, y.Key))
	})
	return events, nil
}
