package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/hotspot"
)

// OFFSET 0 keeps the subquery whole: one index scan for each run of cells, where
// the planner would compare every offence with every run.
const selectOffences = `
SELECT o.type, o.flags, coalesce(o.place, ''), o.from_at, o.to_at, o.precision, o.longitude, o.latitude, o.cell
FROM unnest(@first::bigint[], @last::bigint[]) AS run (first, last)
CROSS JOIN LATERAL (
    SELECT *
    FROM offences
    WHERE cell BETWEEN run.first AND run.last AND NOT withdrawn
        AND month BETWEEN @from AND @to AND (cardinality(@types::text[]) = 0 OR type = ANY (@types))
    OFFSET 0
) AS o
ORDER BY o.month, o.key, o.ordinal`

// Offences returns the offences of a period on and around a lattice, each with
// its cell at the lattice's resolution, in an order that does not change. Types
// limits them to types; none means every type. It reads no more than lies near
// the lattice.
func (s *Store) Offences(ctx context.Context, l geo.Lattice, p hotspot.Period, types []string) ([]hotspot.Offence, error) {
	runs, err := l.Runs(geo.DefaultResolution)
	if err != nil {
		return nil, err
	}
	first, last := make([]int64, len(runs)), make([]int64, len(runs))
	for i, r := range runs {
		first[i], last[i] = int64(r.First), int64(r.Last)
	}
	rows, _ := s.db.Query(ctx, selectOffences, pgx.StrictNamedArgs{
		"first": first, "last": last, "from": p.From.Start(time.UTC), "to": p.To.Start(time.UTC), "types": array(types),
	})
	offences, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (hotspot.Offence, error) {
		var o hotspot.Offence
		var at orb.Point
		err := row.Scan(&o.Type, &o.Flags, &o.Place, &o.From, &o.To, &o.Precision, &at[0], &at[1], (*int64)(&o.Cell))
		o.At = &at
		if err == nil && l.Resolution != geo.DefaultResolution {
			o.Cell, err = geo.CellAt(at, l.Resolution)
		}
		return o, err
	})
	if err != nil {
		return nil, fmt.Errorf("offences of %s on lattice %s: %w", p, l.ID(), err)
	}
	return offences, nil
}

const unplacedOffences = `
SELECT type, flags, coalesce(place, '') AS place, precision, count(*) AS n
FROM offences
WHERE cell IS NULL AND NOT withdrawn AND month BETWEEN @from AND @to AND (cardinality(@types::text[]) = 0 OR type = ANY (@types))
GROUP BY type, flags, place, precision
ORDER BY type, flags, place, precision`

// Unplaced returns how many offences of a group in a period have no position,
// wherever they happened.
func (s *Store) Unplaced(ctx context.Context, p hotspot.Period, g hotspot.Group) (int, error) {
	rows, _ := s.db.Query(ctx, unplacedOffences, pgx.StrictNamedArgs{
		"from": p.From.Start(time.UTC), "to": p.To.Start(time.UTC), "types": array(g.AllTypes()),
	})
	total := 0
	var o hotspot.Offence
	var n int
	_, err := pgx.ForEachRow(rows, []any{&o.Type, &o.Flags, &o.Place, &o.Precision, &n}, func() error {
		if g.Matches(o) {
			total += n
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("offences of %s without a position in %s: %w", g.Name, p, err)
	}
	return total, nil
}

const listMonths = `
SELECT month, count(*) AS offences, count(*) FILTER (WHERE precision <> 'month') AS timed,
    count(*) FILTER (WHERE cell IS NULL) AS unplaced
FROM offences
WHERE NOT withdrawn
GROUP BY month
ORDER BY month`

// Months returns what is loaded, month by month.
func (s *Store) Months(ctx context.Context) ([]hotspot.Holding, error) {
	rows, _ := s.db.Query(ctx, listMonths)
	holdings, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (hotspot.Holding, error) {
		var h hotspot.Holding
		var first time.Time
		err := row.Scan(&first, &h.Offences, &h.Timed, &h.Unplaced)
		h.Month = hotspot.MonthOf(first)
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("months loaded: %w", err)
	}
	return holdings, nil
}
