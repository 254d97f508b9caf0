package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/crime"
	"beatplan/internal/ledger"
)

// leftOut has the month, the source and the district of the offences that answers leave
// out, since they count another source of that month and district.
const leftOut = `(SELECT month, source, district FROM coverage WHERE NOT counted)`

const selectCoverage = `
SELECT month, source, district, month_only, days, counted
FROM coverage
ORDER BY month, source, district`

// Coverage returns what is loaded, by month, source and district. It reads a row for each.
func (s *Store) Coverage(ctx context.Context) (crime.Coverage, error) {
	rows, _ := s.db.Query(ctx, selectCoverage)
	c, err := pgx.CollectRows(rows, holding)
	return c, wrap(err, "coverage")
}

// holding scans one.
func holding(row pgx.CollectableRow) (crime.Holding, error) {
	var h crime.Holding
	var month time.Time
	var days []int
	err := row.Scan(&month, &h.Source, &h.District, &h.MonthOnly, &days, &h.Counted)
	h.Month = crime.MonthOf(month)
	copy(h.Days[:], days)
	return h, err
}

const coverageBeside = `
WITH ` + overlapping + `
SELECT o.month, o.source, t.other,
    CASE WHEN o.precision = 'month' THEN 0 ELSE extract(day FROM o.from_at AT TIME ZONE 'Europe/London')::int END, c.counted, count(*)
FROM overlapping AS t
JOIN offences AS o ON o.district = t.code AND ST_Covers(t.geom, ST_SetSRID(ST_MakePoint(o.longitude, o.latitude), 4326))
JOIN coverage AS c ON (c.month, c.source, c.district) = (o.month, o.source, o.district)
WHERE NOT o.withdrawn AND (cardinality(@districts::text[]) = 0 OR t.other = ANY (@districts))
GROUP BY 1, 2, 3, 4, 5`

// What coverageBeside is of: any change of either writes rows anew.
const coverageStamp = `
SELECT md5(concat(
    (SELECT string_agg(concat(month, source, district, xmin), ',' ORDER BY month, source, district) FROM coverage),
    (SELECT string_agg(concat(code, xmin), ',' ORDER BY code) FROM areas WHERE kind = 'district')))`

// CoverageBeside returns what is held in some districts of offences that are held under
// another which overlaps it; without districts, in all. Where districts overlap it reads
// the offences of those, once for what is loaded.
func (s *Store) CoverageBeside(ctx context.Context, districts []string) (crime.Coverage, error) {
	var stamp string
	if err := s.db.QueryRow(ctx, coverageStamp).Scan(&stamp); err != nil {
		return nil, fmt.Errorf("stamp of the coverage: %w", err)
	}
	return s.beside.Make(strings.Join(append([]string{stamp}, districts...), ","), func() (crime.Coverage, error) { return s.coverageBeside(ctx, districts) })
}

func (s *Store) coverageBeside(ctx context.Context, districts []string) (crime.Coverage, error) {
	rows, _ := s.db.Query(ctx, coverageBeside, pgx.StrictNamedArgs{"districts": array(districts)})
	held, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (crime.Holding, error) {
		var h crime.Holding
		var month time.Time
		var day, n int
		err := row.Scan(&month, &h.Source, &h.District, &day, &h.Counted, &n)
		h.Month = crime.MonthOf(month)
		if day == 0 {
			h.MonthOnly = n
		} else {
			h.Days[day-1] = n
		}
		return h, err
	})
	// A row of the answer is a day; what is kept is a month.
	return crime.Coverage{}.With(held), wrap(err, "offences in districts that overlap")
}

const selectHoldings = `
SELECT source, coalesce(district, '') AS district,
    CASE WHEN precision = 'month' THEN 0 ELSE extract(day FROM from_at AT TIME ZONE 'Europe/London')::int END AS day, count(*)
FROM offences
WHERE month = @month AND NOT withdrawn
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3`

// holdings counts what there is of a month. It reads the month.
func holdings(ctx context.Context, tx pgx.Tx, month time.Time) (crime.Coverage, error) {
	var c crime.Coverage
	rows, _ := tx.Query(ctx, selectHoldings, pgx.StrictNamedArgs{"month": month})
	var source, district string
	var day, n int
	_, err := pgx.ForEachRow(rows, []any{&source, &district, &day, &n}, func() error {
		if last := len(c) - 1; last < 0 || c[last].Source != source || c[last].District != district {
			c = append(c, crime.Holding{Month: crime.MonthOf(month), Source: source, District: district})
		}
		if h := &c[len(c)-1]; day == 0 {
			h.MonthOnly = n
		} else {
			h.Days[day-1] = n
		}
		return nil
	})
	return c, err
}

const dropCoverage = `DELETE FROM coverage WHERE month = @month`

// saveCoverage puts what is held of a month in the place of what was there.
func saveCoverage(ctx context.Context, tx pgx.Tx, month time.Time, c crime.Coverage) error {
	if _, err := tx.Exec(ctx, dropCoverage, pgx.StrictNamedArgs{"month": month}); err != nil {
		return err
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"coverage"}, []string{"month", "source", "district", "month_only", "days", "counted"},
		pgx.CopyFromSlice(len(c), func(i int) ([]any, error) {
			h := c[i]
			return []any{month, h.Source, h.District, h.MonthOnly, h.Days[:], h.Counted}, nil
		}))
	return err
}

// cover counts anew what is held of some months, and what answers count of it. It reads
// these months.
func cover(ctx context.Context, tx pgx.Tx, months []time.Time) error {
	order, err := sourceOrder(ctx, tx)
	if err != nil {
		return err
	}
	for _, month := range distinct(months) {
		c, err := holdings(ctx, tx, month)
		if err == nil {
			c.Choose(order)
			err = saveCoverage(ctx, tx, month, c)
		}
		if err != nil {
			return fmt.Errorf("coverage of %s: %w", month.Format("2006-01"), err)
		}
	}
	return nil
}

// recount does the same, and counts what answers count.
func recount(ctx context.Context, tx pgx.Tx, months []time.Time) error {
	if err := cover(ctx, tx, months); err != nil {
		return err
	}
	return retally(ctx, tx, months)
}

const monthsLeftOut = `SELECT DISTINCT month FROM coverage WHERE NOT counted`

// recountDistricts does the same when the districts of offences may have changed. It counts
// the months where some have; of the others, those of which answers leave something out,
// before or after.
func recountDistricts(ctx context.Context, tx pgx.Tx, months, changed []time.Time) error {
	before, err := dates(ctx, tx, monthsLeftOut)
	if err != nil {
		return err
	}
	if err := cover(ctx, tx, months); err != nil {
		return err
	}
	after, err := dates(ctx, tx, monthsLeftOut)
	if err != nil {
		return err
	}
	return retally(ctx, tx, slices.Concat(changed, before, after))
}

// distinct returns times in order, each once.
func distinct(times []time.Time) []time.Time {
	return slices.CompactFunc(slices.SortedFunc(slices.Values(times), time.Time.Compare), time.Time.Equal)
}

const noteOverlaps = `UPDATE imports SET overlapping = @overlaps WHERE id = @id RETURNING ` + ledgerEntry

// overlaps notes of each import what other systems hold of its months as well, and puts
// its entry, which says so, in the place of what it was.
func (t *offenceImport) overlaps(ctx context.Context, tx pgx.Tx, entries []json.RawMessage) error {
	left, err := leftOutIn(ctx, tx)
	if err != nil || len(left) == 0 {
		return err
	}
	ids, err := idsOf(entries)
	if err != nil {
		return err
	}
	for i, id := range ids {
		found := overlapsOf(left, t.files[i])
		if len(found) == 0 {
			continue
		}
		rows, _ := tx.Query(ctx, noteOverlaps, pgx.StrictNamedArgs{"id": id, "overlaps": found})
		if entries[i], err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[json.RawMessage]); err != nil {
			return err
		}
	}
	return nil
}

const selectOverlapping = `
SELECT month, source, district, month_only, days, counted
FROM coverage
WHERE (month, district) IN (SELECT month, district FROM coverage WHERE NOT counted)
ORDER BY month, source, district`

// leftOutIn returns where answers leave something out.
func leftOutIn(ctx context.Context, tx pgx.Tx) ([]crime.Overlap, error) {
	rows, _ := tx.Query(ctx, selectOverlapping)
	c, err := pgx.CollectRows(rows, holding)
	return crime.Coverage(c).Overlaps(), err
}

// overlapsOf returns the overlaps that months of sources are part of, by the system that
// is counted and the source that is not.
func overlapsOf(overlaps []crime.Overlap, holds []hold) []ledger.Overlap {
	type pair struct{ counted, other string }
	found, months := map[pair]*ledger.Overlap{}, map[pair]map[crime.Month]bool{}
	for _, o := range overlaps {
		for _, h := range o.LeftOut {
			if !slices.ContainsFunc(holds, func(of hold) bool {
				return of.month == o.Month && (of.source == h.Source || crime.System(of.source) == o.Counted)
			}) {
				continue
			}
			of := pair{o.Counted, h.Source}
			if found[of] == nil {
				found[of], months[of] = &ledger.Overlap{Districts: []string{}, Counted: o.Counted, LeftOut: h.Source}, map[crime.Month]bool{}
			}
			one := found[of]
			one.Offences += h.Offences()
			months[of][o.Month] = true
			if o.District != "" && !slices.Contains(one.Districts, o.District) {
				one.Districts = append(one.Districts, o.District)
			}
		}
	}
	var all []ledger.Overlap
	for of, one := range found {
		one.Months = crime.Runs(slices.Sorted(maps.Keys(months[of])))
		all = append(all, *one)
	}
	slices.SortFunc(all, func(a, b ledger.Overlap) int {
		return cmp.Or(cmp.Compare(a.Counted, b.Counted), cmp.Compare(a.LeftOut, b.LeftOut))
	})
	return all
}
