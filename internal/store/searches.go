package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"beatplan/crime"
)

func searches() staging[crime.Search] {
	return staging[crime.Search]{
		table: table{name: "searches", key: []string{"key", "ordinal"}, columns: []string{"key", "ordinal", "month", "longitude", "latitude", "object", "outcome"}},
		values: func(s crime.Search) []any {
			var longitude, latitude any
			if s.At != nil {
				longitude, latitude = s.At.Lon(), s.At.Lat()
			}
			return []any{[16]byte(s.Key), 1, s.Month.Start(time.UTC), longitude, latitude, known(s.Object), known(s.Outcome)}
		},
		cutOff: `SELECT (max(month) + interval '1 month' - interval '1 day')::date FROM new_searches`,
		mend: func(ctx context.Context, tx pgx.Tx) (remarks, error) {
			_, err := numbered("searches")(ctx, tx) // many are alike in all that is kept: that is nothing to remark on
			return remarks{}, err
		},
	}
}

// ImportSearches does what ImportOffences does with stop and searches, known by all that
// is kept of them and, among those alike, their order in a file.
func (s *Store) ImportSearches(ctx context.Context, files []Incoming[crime.Search], principal string) ([]json.RawMessage, error) {
	return load(ctx, s, files, principal, searches())
}

const selectSearches = `
SELECT month, longitude, latitude, coalesce(object, ''), coalesce(outcome, '')
FROM searches
WHERE month BETWEEN @from AND @to
ORDER BY month, key, ordinal`

// Searches returns the stop and searches of a period, wherever they were.
func (s *Store) Searches(ctx context.Context, p crime.Period) ([]crime.Search, error) {
	rows, _ := s.db.Query(ctx, selectSearches, pgx.StrictNamedArgs{"from": p.From.Start(time.UTC), "to": p.To.Start(time.UTC)})
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (crime.Search, error) {
		var one crime.Search
		var month time.Time
		var longitude, latitude *float64
		err := row.Scan(&month, &longitude, &latitude, &one.Object, &one.Outcome)
		one.Month = crime.MonthOf(month)
		if longitude != nil && latitude != nil {
			one.At = &orb.Point{*longitude, *latitude}
		}
		return one, err
	})
	if err != nil {
		return nil, fmt.Errorf("searches of %s: %w", p, err)
	}
	return all, nil
}
