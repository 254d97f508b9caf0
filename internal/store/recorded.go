package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"beatplan/crime"
)

const selectRecorded = `
SELECT coalesce(reference, ''), type, flags, coalesce(place, '') AS place, coalesce(location, '') AS location, coalesce(outcome, '') AS outcome,
    from_at, to_at, precision, longitude, latitude
FROM offences
WHERE cell = ANY (@cells::bigint[]) AND NOT withdrawn AND (month, source, coalesce(district, '')) NOT IN ` + leftOut + `
    AND month BETWEEN date_trunc('month', @from::timestamptz - interval '1 day')::date AND @to::timestamptz AND from_at < @to AND (to_at > @from OR from_at >= @from)
ORDER BY from_at, source, key, ordinal`

// Recorded returns the offences in cells of resolution 10 of which some time is in [from,
// to), in order of time.
func (s *Store) Recorded(ctx context.Context, cells []int64, from, to time.Time) ([]crime.Record, error) {
	rows, _ := s.db.Query(ctx, selectRecorded, pgx.StrictNamedArgs{"cells": cells, "from": from, "to": to})
	records, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (crime.Record, error) {
		var r crime.Record
		var at orb.Point
		err := row.Scan(&r.Reference, &r.Type, &r.Flags, &r.Place, &r.Location, &r.Outcome, &r.From, &r.To, &r.Precision, &at[0], &at[1])
		r.Offence.Location = r.Location
		r.From, r.To, r.At = r.From.UTC(), r.To.UTC(), &at
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("offences from %s to %s: %w", from, to, err)
	}
	return records, nil
}

const selectCalls = `
SELECT coalesce(reference, ''), opening, coalesce(closing, ''), coalesce(disposal, ''), coalesce(place, ''), coalesce(location, ''), coalesce(area_code, ''),
    from_at, to_at, precision, longitude, latitude, coalesce(cell, 0)
FROM incidents
WHERE (cardinality(@cells::bigint[]) = 0 OR cell = ANY (@cells)) AND NOT withdrawn AND from_at >= @from AND from_at < @to
ORDER BY from_at, key, ordinal`

// CallsIn returns the incidents that began in [from, to) in cells of resolution 10, or
// wherever they were where there are none, in order of time.
func (s *Store) CallsIn(ctx context.Context, cells []int64, from, to time.Time) ([]crime.IncidentRecord, error) {
	if cells == nil {
		cells = []int64{} // NULL has no cardinality
	}
	rows, _ := s.db.Query(ctx, selectCalls, pgx.StrictNamedArgs{"cells": cells, "from": from, "to": to})
	calls, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (crime.IncidentRecord, error) {
		var i crime.IncidentRecord
		var longitude, latitude *float64
		err := row.Scan(&i.Reference, &i.Opening, &i.Closing, &i.Disposal, &i.Place, &i.Location, &i.AreaCode, &i.From, &i.To, &i.Precision, &longitude, &latitude, (*int64)(&i.Cell))
		i.From, i.To = i.From.UTC(), i.To.UTC()
		if longitude != nil && latitude != nil {
			i.At = &orb.Point{*longitude, *latitude}
		}
		return i, err
	})
	if err != nil {
		return nil, fmt.Errorf("incidents from %s to %s: %w", from, to, err)
	}
	return calls, nil
}
