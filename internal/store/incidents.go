package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
)

func incidents() staging[crime.IncidentRecord] {
	return staging[crime.IncidentRecord]{
		table: table{name: "incidents", key: []string{"key", "ordinal"}, columns: []string{
			"key", "ordinal", "source", "reference", "withdrawn", "opening", "closing", "disposal", "place",
			"from_at", "to_at", "precision", "area_code", "location", "marking", "quality",
			"longitude", "latitude", "cell", "given_x", "given_y", "given_srid",
		}},
		values: func(r crime.IncidentRecord) []any {
			return append([]any{
				[16]byte(r.Key), 1, r.Source, known(r.Reference), r.Withdrawn, r.Opening, known(r.Closing), known(string(r.Disposal)), known(r.Place),
				r.From, r.To, string(r.Precision), known(r.AreaCode), known(r.Location), known(r.Marking), array(r.Quality),
			}, position(r.At, r.Cell, r.Given)...)
		},
		cutOff: lastDay("incidents"),
		mend:   numbered("incidents"),
	}
}

// numbered returns what tells rows of one file that share a key apart, by the
// order in which they came.
func numbered(table string) mending {
	return func(ctx context.Context, tx pgx.Tx) (remarks, error) {
		tag, err := tx.Exec(ctx, fmt.Sprintf(`
UPDATE new_%[1]s AS n
SET ordinal = alike.ordinal
FROM (SELECT ctid, row_number() OVER (PARTITION BY key ORDER BY ctid) AS ordinal FROM new_%[1]s) AS alike
WHERE n.ctid = alike.ctid AND alike.ordinal > 1`, table))
		return remarks{repeated: tag.RowsAffected()}, err
	}
}

// position returns longitude, latitude and cell, and the numbers and the SRID of
// the position as it was given; NULL where there are none.
func position(at *orb.Point, cell h3.Cell, given *geo.Given) []any {
	values := make([]any, 6)
	if at != nil {
		values[0], values[1], values[2] = at.Lon(), at.Lat(), int64(cell)
	}
	values[3], values[4], values[5] = numbers(given)
	return values
}

// numbers returns a position as it was given; NULLs for none.
func numbers(g *geo.Given) (x, y, srid any) {
	if g == nil {
		return nil, nil, nil
	}
	return g.X, g.Y, g.SRID
}

// ImportIncidents does what ImportOffences does with incidents, known by key.
func (s *Store) ImportIncidents(ctx context.Context, files []Incoming[crime.IncidentRecord], principal string) ([]json.RawMessage, error) {
	return load(ctx, s, files, principal, incidents())
}

// OFFSET 0 keeps the subquery whole, as in selectOffences.
const selectIncidents = `
SELECT coalesce(i.reference, ''), i.opening, coalesce(i.closing, ''), coalesce(i.disposal, ''), coalesce(i.place, ''),
    i.from_at, i.to_at, i.precision, i.longitude, i.latitude, i.cell
FROM unnest(@first::bigint[], @last::bigint[]) AS run (first, last)
CROSS JOIN LATERAL (
    SELECT *
    FROM incidents
    WHERE cell BETWEEN run.first AND run.last AND NOT withdrawn AND from_at >= @from AND from_at < @to
        AND (cardinality(@types::text[]) = 0 OR coalesce(closing, opening) = ANY (@types))
    OFFSET 0
) AS i
ORDER BY i.from_at, i.key, i.ordinal`

// Incidents returns the incidents that began in [from, to) on and around a
// lattice, each with its cell at the lattice's resolution, in an order that does
// not change. Types limits them to types; none means every type.
func (s *Store) Incidents(ctx context.Context, l geo.Lattice, from, to time.Time, types []string) ([]crime.Incident, error) {
	runs, err := l.Runs(geo.DefaultResolution)
	if err != nil {
		return nil, err
	}
	first, last := make([]int64, len(runs)), make([]int64, len(runs))
	for i, r := range runs {
		first[i], last[i] = int64(r.First), int64(r.Last)
	}
	rows, _ := s.db.Query(ctx, selectIncidents, pgx.StrictNamedArgs{"first": first, "last": last, "from": from, "to": to, "types": array(types)})
	incidents, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (crime.Incident, error) {
		var i crime.Incident
		var at orb.Point
		err := row.Scan(&i.Reference, &i.Opening, &i.Closing, &i.Disposal, &i.Place, &i.From, &i.To, &i.Precision, &at[0], &at[1], (*int64)(&i.Cell))
		i.From, i.To, i.At = i.From.UTC(), i.To.UTC(), &at
		if err == nil && l.Resolution != geo.DefaultResolution {
			i.Cell, err = geo.CellAt(at, l.Resolution)
		}
		return i, err
	})
	if err != nil {
		return nil, fmt.Errorf("incidents from %s to %s on lattice %s: %w", from, to, l.ID(), err)
	}
	return incidents, nil
}
