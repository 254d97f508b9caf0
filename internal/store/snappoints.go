package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/hotspot"
)

// Positions that are not snapped are nearly as many as offences, and are not sent.
const selectSnapPoints = `
WITH points AS MATERIALIZED (
    SELECT longitude, latitude, count(*) AS offences, bool_or(source = @street) AS moved
    FROM offences
    WHERE month BETWEEN @from AND @to AND NOT withdrawn
        AND longitude BETWEEN @west AND @east AND latitude BETWEEN @south AND @north
    GROUP BY longitude, latitude
)
SELECT longitude, latitude, offences
FROM points
WHERE (SELECT bool_or(moved) OR 2 * sum(offences) FILTER (WHERE offences > 1) >= sum(offences) FROM points)
ORDER BY longitude, latitude`

// SnapPoints returns the positions of the offences of a period in a bound, in metres, if
// these are snapped to points: if some are of data.police.uk, or half of them share
// their position with another. It reads the period.
func (s *Store) SnapPoints(ctx context.Context, p hotspot.Period, b orb.Bound) ([]hotspot.SnapPoint, error) {
	rows, _ := s.db.Query(ctx, selectSnapPoints, pgx.StrictNamedArgs{
		"from": p.From.Start(time.UTC), "to": p.To.Start(time.UTC), "street": hotspot.StreetFiles,
		"west": b.Left(), "east": b.Right(), "south": b.Bottom(), "north": b.Top(),
	})
	points, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (hotspot.SnapPoint, error) {
		var point hotspot.SnapPoint
		err := row.Scan(&point.At[0], &point.At[1], &point.Offences)
		point.At = geo.ToGrid(point.At)
		return point, err
	})
	return points, wrap(err, "positions of %s in %v", p, b)
}
