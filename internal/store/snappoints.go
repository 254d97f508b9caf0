package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/crime"
	"beatplan/geo"
)

// Positions that are not snapped are nearly as many as offences, and are not sent.
// OFFSET 0 as in selectOffences.
const selectSnapPoints = `
WITH points AS MATERIALIZED (
    SELECT longitude, latitude, count(*) AS offences, bool_or(source = @street OR starts_with(source, @street || ' (')) AS moved
    FROM unnest(@first::bigint[], @last::bigint[]) AS run (first, last)
    CROSS JOIN LATERAL (
        SELECT longitude, latitude, source
        FROM offences
        WHERE cell BETWEEN run.first AND run.last AND NOT withdrawn AND (month, source, coalesce(district, '')) NOT IN ` + leftOut + ` AND month BETWEEN @from AND @to
        OFFSET 0
    ) AS o
    GROUP BY longitude, latitude
)
SELECT longitude, latitude, offences
FROM points
WHERE (SELECT bool_or(moved) OR 2 * sum(offences) FILTER (WHERE offences > 1) >= sum(offences) FROM points)
ORDER BY longitude, latitude`

// SnapPoints returns the positions of the offences of a period on and around a lattice,
// in metres, if these are snapped to points: if some are of data.police.uk, or half of
// them share their position with another. It reads no more than lies near the lattice.
func (s *Store) SnapPoints(ctx context.Context, l geo.Lattice, p crime.Period) ([]crime.SnapPoint, error) {
	runs, err := l.Runs(geo.DefaultResolution)
	if err != nil {
		return nil, err
	}
	first, last := bounds(runs)
	rows, _ := s.db.Query(ctx, selectSnapPoints, pgx.StrictNamedArgs{
		"first": first, "last": last, "from": p.From.Start(time.UTC), "to": p.To.Start(time.UTC), "street": crime.StreetFiles,
	})
	points, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (crime.SnapPoint, error) {
		var point crime.SnapPoint
		err := row.Scan(&point.At[0], &point.At[1], &point.Offences)
		point.At = geo.ToGrid(point.At)
		return point, err
	})
	return points, wrap(err, "positions of %s on lattice %s", p, l.ID())
}
