package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/crime"
)

func events() staging[crime.Event] {
	return staging[crime.Event]{
		table: table{name: "events", key: []string{"kind", "key"}, columns: []string{"kind", "key", "name", "from_at", "to_at", "venue", "area_code"}},
		values: func(e crime.Event) []any {
			return []any{string(e.Kind), e.Key, e.Name, e.From, e.To, known(e.Venue), known(e.AreaCode)}
		},
	}
}

// ImportEvents does what ImportOffences does with events, known by kind and key.
func (s *Store) ImportEvents(ctx context.Context, files []Incoming[crime.Event], principal string) ([]json.RawMessage, error) {
	return load(ctx, s, files, principal, events())
}

const selectEvents = `
SELECT key, kind, name, from_at, to_at, coalesce(venue, ''), coalesce(area_code, '')
FROM events
WHERE from_at < @to AND (to_at > @from OR from_at >= @from)
ORDER BY from_at, kind, key`

// Events returns the events of which some is in [from, to), in order of time.
func (s *Store) Events(ctx context.Context, from, to time.Time) ([]crime.Event, error) {
	rows, _ := s.db.Query(ctx, selectEvents, pgx.StrictNamedArgs{"from": from, "to": to})
	events, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (crime.Event, error) {
		var e crime.Event
		err := row.Scan(&e.Key, &e.Kind, &e.Name, &e.From, &e.To, &e.Venue, &e.AreaCode)
		e.From, e.To = e.From.UTC(), e.To.UTC()
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("events from %s to %s: %w", from, to, err)
	}
	return events, nil
}
