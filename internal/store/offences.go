package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
)

// OFFSET 0 keeps the subquery whole: one index scan for each run of cells, where
// the planner would compare every offence with every run. What is not asked for
// is the same for all, so that they come as one row.
const selectOffences = `
SELECT o.kind, o.cell,
    CASE WHEN @times THEN o.from_at ELSE 'epoch' END, CASE WHEN @times THEN o.to_at ELSE 'epoch' END,
    CASE WHEN @places THEN o.longitude END, CASE WHEN @places THEN o.latitude END,
    CASE WHEN @incidents AND o.incident IS NOT NULL THEN o.source || ' ' || o.incident ELSE '' END,
    CASE WHEN @locations THEN coalesce(o.location, '') ELSE '' END,
    count(*) - 1
FROM unnest(@first::bigint[], @last::bigint[]) AS run (first, last)
CROSS JOIN LATERAL (
    SELECT *
    FROM offences
    WHERE cell BETWEEN run.first AND run.last AND NOT withdrawn AND (month, source, coalesce(district, '')) NOT IN ` + leftOut + `
        AND month BETWEEN @from AND @to AND (cardinality(@types::text[]) = 0 OR type = ANY (@types))
    OFFSET 0
) AS o
GROUP BY o.kind, o.cell, 3, 4, 5, 6, 7, 8
ORDER BY o.cell, 3, 4, 5, 6`

// Offences returns the offences of a period on and around a lattice, each with
// its cell at the lattice's resolution, in an order that does not change; those
// alike come as one. Types limits them to types; none means every type. Without
// times, From and To mean nothing, and far more are alike. Positions come where
// they are asked for, or the resolution is not the one that cells are stored at. It reads no more
// than lies near the lattice.
func (s *Store) Offences(ctx context.Context, l geo.Lattice, p crime.Period, types []string, d crime.Detail) ([]crime.Offence, error) {
	runs, err := l.Runs(geo.DefaultResolution)
	if err != nil {
		return nil, err
	}
	places := d.Places || l.Resolution != geo.DefaultResolution
	if !d.Incidents && !places {
		return s.counts(ctx, runs, p, types, d.Times)
	}
	kinds, err := s.kinds(ctx, types)
	if err != nil {
		return nil, err
	}
	first, last := bounds(runs)
	rows, _ := s.db.Query(ctx, selectOffences, pgx.StrictNamedArgs{
		"first": first, "last": last, "from": p.From.Start(time.UTC), "to": p.To.Start(time.UTC), "types": array(types),
		"times": d.Times, "incidents": d.Incidents, "places": places, "locations": d.Places,
	})
	locations := map[string]string{} // one of each: there are far fewer streets than offences
	offences := []crime.Offence{}
	var kind, cell int64
	var from, to time.Time
	var longitude, latitude *float64
	var together, location string
	var more int
	_, err = pgx.ForEachRow(rows, []any{&kind, &cell, &from, &to, &longitude, &latitude, &together, &location, &more}, func() (err error) {
		o, known := kinds[kind]
		if !known { // it came in just now
			return nil
		}
		o.Cell, o.From, o.To, o.Together, o.More = h3.Cell(cell), from, to, together, more
		if one, known := locations[location]; known {
			o.Location = one
		} else {
			o.Location, locations[location] = location, location
		}
		if places {
			o.At = &orb.Point{*longitude, *latitude}
			o.Cell, err = geo.CellAt(*o.At, l.Resolution)
		}
		offences = append(offences, o)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("offences of %s on lattice %s: %w", p, l.ID(), err)
	}
	orderAlike(offences)
	return offences, nil
}

const selectKinds = `
SELECT kind, type, flags, coalesce(place, '') AS place, precision
FROM kinds
WHERE cardinality(@types::text[]) = 0 OR type = ANY (@types)
ORDER BY kind`

// kinds returns what the kinds of offence stand for that are of some types; none
// means every type.
func (s *Store) kinds(ctx context.Context, types []string) (map[int64]crime.Offence, error) {
	rows, _ := s.db.Query(ctx, selectKinds, pgx.StrictNamedArgs{"types": array(types)})
	kinds := map[int64]crime.Offence{}
	var kind int64
	var o crime.Offence
	_, err := pgx.ForEachRow(rows, []any{&kind, &o.Type, &o.Flags, &o.Place, &o.Precision}, func() error {
		kinds[kind] = o
		o.Flags = nil // the next has its own
		return nil
	})
	return kinds, wrap(err, "kinds of offence")
}

// counts returns the offences of runs of cells without positions, with times where these
// are asked for.
func (s *Store) counts(ctx context.Context, runs []geo.Run, p crime.Period, types []string, times bool) ([]crime.Offence, error) {
	kinds, err := s.kinds(ctx, types)
	if err != nil {
		return nil, err
	}
	first, last := bounds(runs)
	for i := range runs {
		first[i], last[i] = block(first[i]), block(last[i])
	}
	tallies, err := s.tallies(ctx, first, last, p, kinds, times)
	if err != nil {
		return nil, fmt.Errorf("offences of %s: %w", p, err)
	}
	offences := make([]crime.Offence, len(tallies))
	for i, t := range tallies {
		o := kinds[t.kind]
		o.Cell, o.More = h3.Cell(t.cell), t.n-1
		if times {
			o.From, o.To = time.UnixMicro(t.from), time.UnixMicro(t.to)
		}
		offences[i] = o
	}
	if times {
		orderAlike(offences)
	}
	return offences, nil
}

// orderAlike puts offences that share a cell, a time and a position in an order that does not
// change.
func orderAlike(offences []crime.Offence) {
	for len(offences) > 0 {
		n := 1
		for n < len(offences) && inOnePlace(offences[0], offences[n]) {
			n++
		}
		slices.SortFunc(offences[:n], func(a, b crime.Offence) int {
			place := strings.Compare(a.Place, b.Place)
			if a.Place == "" || b.Place == "" {
				place = -place // an unknown one comes last
			}
			return cmp.Or(
				strings.Compare(a.Type, b.Type), slices.Compare(a.Flags, b.Flags), place, cmp.Compare(a.Precision, b.Precision),
				strings.Compare(a.Together, b.Together), strings.Compare(a.Location, b.Location),
			)
		})
		offences = offences[n:]
	}
}

// inOnePlace reports whether two offences share a cell, a time and a position.
func inOnePlace(a, b crime.Offence) bool {
	return a.Cell == b.Cell && a.From.Equal(b.From) && a.To.Equal(b.To) && (a.At == nil || *a.At == *b.At)
}

// Unplaced returns how many offences of a group in a period have no position,
// wherever they happened.
func (s *Store) Unplaced(ctx context.Context, p crime.Period, g crime.Group) (int, error) {
	kinds, err := s.kinds(ctx, g.AllTypes())
	if err != nil {
		return 0, err
	}
	matches := g.Matcher()
	maps.DeleteFunc(kinds, func(_ int64, o crime.Offence) bool { return !matches(o) })
	nowhere := []int64{0}
	tallies, err := s.tallies(ctx, nowhere, nowhere, p, kinds, false)
	if err != nil {
		return 0, fmt.Errorf("offences of %s without a position in %s: %w", g.Name, p, err)
	}
	total := 0
	for _, t := range tallies {
		total += t.n
	}
	return total, nil
}

// month scans one.
func month(row pgx.CollectableRow) (crime.Month, error) {
	var first time.Time
	err := row.Scan(&first)
	return crime.MonthOf(first), err
}

const monthsAround = `
SELECT DISTINCT month
FROM unnest(@first::bigint[], @last::bigint[]) AS run (first, last)
JOIN tallies ON block BETWEEN run.first AND run.last
WHERE month = ANY (@months)
ORDER BY month`

// MonthsAround returns which of some months have offences in the country around
// a lattice: those of which something is loaded there.
func (s *Store) MonthsAround(ctx context.Context, l geo.Lattice, months []crime.Month) ([]crime.Month, error) {
	runs, err := l.Around(blocks)
	if err != nil {
		return nil, err
	}
	first, last := bounds(runs)
	starts := make([]time.Time, len(months))
	for i, m := range months {
		starts[i] = m.Start(time.UTC)
	}
	rows, _ := s.db.Query(ctx, monthsAround, pgx.StrictNamedArgs{"months": starts, "first": first, "last": last})
	found, err := pgx.CollectRows(rows, month)
	return found, wrap(err, "months around lattice %s", l.ID())
}

// bounds returns the ends of runs.
func bounds(runs []geo.Run) (first, last []int64) {
	first, last = make([]int64, len(runs)), make([]int64, len(runs))
	for i, r := range runs {
		first[i], last[i] = int64(r.First), int64(r.Last)
	}
	return first, last
}
