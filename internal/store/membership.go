package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/internal/ledger"
)

// pile is how many offences of one source and month at one position, to the last
// digit, are a pile.
const pile = 10

// borderland is how far beyond a force's border, in metres, a position is not yet
// outside: the coarsest borders that the Office for National Statistics publishes
// are generalised to so much.
const borderland = 500

// stagePiles finds where the staged offences of a file are in piles. They are not marked there,
// which would write most of them anew, but as they go into their table.
const (
	dropPiles  = `DROP TABLE IF EXISTS new_piles`
	makePiles  = `CREATE TEMPORARY TABLE new_piles (month date, source text, longitude float8, latitude float8) ON COMMIT DROP`
	stagePiles = `
INSERT INTO new_piles
SELECT month, source, longitude, latitude
FROM new_offences
WHERE NOT withdrawn AND cell IS NOT NULL
GROUP BY month, source, longitude, latitude
HAVING count(*) >= @pile`
)

// insertPiled brings in the staged offences of some blocks, which it marks.
func insertPiled(t table) string {
	columns := slices.Concat([]string{"import_id"}, t.columns, []string{"district", "outside"})
	return fmt.Sprintf(`
INSERT INTO offences (%s, piled)
SELECT %s, NOT n.withdrawn AND pile.month IS NOT NULL
FROM new_offences AS n
LEFT JOIN new_piles AS pile USING (month, source, longitude, latitude)
WHERE `+inBlocks, strings.Join(columns, ", "), of("n", columns))
}

// markPiles marks the offences of a month that are piled, and no others. It sorts them by
// where they are: were the piles looked up for each, a month of many piles would be compared
// with each.
const markPiles = `
UPDATE offences AS o
SET piled = now.piled
FROM (
    SELECT key, ordinal,
        NOT withdrawn AND cell IS NOT NULL AND count(*) FILTER (WHERE NOT withdrawn) OVER (PARTITION BY source, longitude, latitude) >= @pile AS piled
    FROM offences
    WHERE month = @month
) AS now
WHERE o.month = @month AND (o.key, o.ordinal) = (now.key, now.ordinal) AND o.piled <> now.piled`

const selectMembership = `
SELECT key, ordinal, longitude, latitude, district, outside
FROM offences
WHERE month = @month AND cell IS NOT NULL`

const updateMembership = `
UPDATE offences AS o
SET district = n.district, outside = n.outside
FROM unnest(@keys::uuid[], @ordinals::int[], @districts::text[], @outside::boolean[]) AS n (key, ordinal, district, outside)
WHERE o.month = @month AND o.key = n.key AND o.ordinal = n.ordinal`

// relocate holds the offences of some months against the areas as they are now.
// It reads these months, one at a time, writes what has changed, and returns those where
// something has.
func relocate(ctx context.Context, tx pgx.Tx, months []time.Time) (changed []time.Time, err error) {
	t, err := newOffenceImport(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, month := range months {
		var keys [][16]byte
		var ordinals []int32
		var districts []*string
		var outsides []*bool
		rows, _ := tx.Query(ctx, selectMembership, pgx.StrictNamedArgs{"month": month})
		var key [16]byte
		var ordinal int32
		var at orb.Point
		var was *string
		var wasOutside *bool
		_, err := pgx.ForEachRow(rows, []any{&key, &ordinal, &at[0], &at[1], &was, &wasOutside}, func() error {
			district, outside := t.at(&at)
			if !equal(was, district) || !equal(wasOutside, outside) {
				keys, ordinals = append(keys, key), append(ordinals, ordinal)
				districts, outsides = append(districts, district), append(outsides, outside)
			}
			return nil
		})
		if err == nil && len(keys) > 0 {
			changed = append(changed, month)
			_, err = tx.Exec(ctx, updateMembership, pgx.StrictNamedArgs{
				"month": month, "keys": keys, "ordinals": ordinals, "districts": districts, "outside": outsides,
			})
		}
		if err != nil {
			return nil, fmt.Errorf("where the offences of %s are: %w", month.Format("2006-01"), err)
		}
	}
	return changed, nil
}

const partitionMonths = `
SELECT to_date(right(c.relname, 7), 'YYYY_MM') AS month
FROM pg_inherits AS i
JOIN pg_class AS c ON c.oid = i.inhrelid
WHERE i.inhparent = 'offences'::regclass
ORDER BY month`

// relocateAll does it with all that there are.
func relocateAll(ctx context.Context, tx pgx.Tx) error {
	months, err := dates(ctx, tx, partitionMonths)
	if err != nil {
		return err
	}
	changed, err := relocate(ctx, tx, months)
	if err != nil {
		return err
	}
	return recountDistricts(ctx, tx, months, changed)
}

func equal[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

// monthsHeld are those of some months in which there are offences. OFFSET 0 keeps
// it from reading them all.
const monthsHeld = `
SELECT months.month
FROM unnest(@months::date[]) AS months (month)
CROSS JOIN LATERAL (SELECT FROM offences WHERE offences.month = months.month OFFSET 0 LIMIT 1) AS one`

// monthsReplaced are the months of the offences that imports have replaced.
const monthsReplaced = `
SELECT DISTINCT (was ->> 'month')::date
FROM superseded
WHERE kind = 'offences' AND superseded_by = ANY (@imports::bigint[])`

// monthsReplacedBy returns the months of what the imports of some entries have
// replaced.
func monthsReplacedBy(ctx context.Context, tx pgx.Tx, entries []json.RawMessage) ([]time.Time, error) {
	imports, err := idsOf(entries)
	if err != nil {
		return nil, err
	}
	return dates(ctx, tx, monthsReplaced, pgx.StrictNamedArgs{"imports": imports})
}

// changedBy returns what there is of the files, by their order, that brought rows or
// other versions of them: most of a file that is loaded again is as it was.
func changedBy(entries []json.RawMessage, of [][]time.Time) ([]time.Time, error) {
	var all []time.Time
	for i, entry := range entries {
		var e ledger.Figures
		if err := json.Unmarshal(entry, &e); err != nil {
			return nil, err
		}
		if e.New+e.Updated > 0 {
			all = append(all, of[i]...)
		}
	}
	return all, nil
}

// idsOf returns the numbers of entries of the ledger.
func idsOf(entries []json.RawMessage) ([]int64, error) {
	ids := make([]int64, len(entries))
	for i, entry := range entries {
		var e struct {
			ID int64 `json:"id,string"`
		}
		if err := json.Unmarshal(entry, &e); err != nil {
			return nil, err
		}
		ids[i] = e.ID
	}
	return ids, nil
}

// dates collects the dates that a statement returns.
func dates(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]time.Time, error) {
	rows, _ := tx.Query(ctx, sql, args...)
	return pgx.CollectRows(rows, pgx.RowTo[time.Time])
}

// repile marks the piles of some months anew. A statement for all of them would
// look for all piles in each.
func repile(ctx context.Context, tx pgx.Tx, months []time.Time) error {
	done := map[time.Time]bool{}
	for _, month := range months {
		if done[month] {
			continue
		}
		done[month] = true
		if _, err := tx.Exec(ctx, markPiles, pgx.StrictNamedArgs{"month": month, "pile": pile}); err != nil {
			return err
		}
	}
	return nil
}

const monthsOf = `SELECT DISTINCT month FROM offences WHERE import_id = @import`

// touched returns what must be done when the rows of an import have gone, and what
// they replaced is back: offences are held anew against areas that have changed,
// and against one another.
func touched(ctx context.Context, tx pgx.Tx, t table, id int64) (func(context.Context, pgx.Tx) error, error) {
	switch t.name {
	case "areas":
		return relocateAll, nil
	case "offences":
		months, err := dates(ctx, tx, monthsOf, pgx.StrictNamedArgs{"import": id})
		if err != nil {
			return nil, err
		}
		back, err := dates(ctx, tx, monthsReplaced, pgx.StrictNamedArgs{"imports": []int64{id}})
		return func(ctx context.Context, tx pgx.Tx) error {
			if _, err := relocate(ctx, tx, back); err != nil {
				return err
			}
			if err := repile(ctx, tx, append(months, back...)); err != nil {
				return err
			}
			return recount(ctx, tx, append(months, back...))
		}, err
	}
	return func(context.Context, pgx.Tx) error { return nil }, nil
}

// own is, of each code that rows give as their own, the district that it lies in:
// a district by its code or its name, a ward or an LSOA by a point of its own, or
// the nearest that it touches where borders are generalised.
const own = `
own AS (
    SELECT DISTINCT ON (code) code, district
    FROM (
        SELECT a.code, d.code AS district
        FROM areas AS a
        CROSS JOIN LATERAL (
            SELECT code
            FROM areas
            WHERE kind = 'district' AND ST_Intersects(geom, a.geom)
            ORDER BY ST_Distance(geom, ST_PointOnSurface(a.geom)), code
            LIMIT 1
        ) AS d
        WHERE a.kind IN ('ward', 'lsoa')
        UNION ALL
        SELECT unnest(ARRAY[code, name]), code FROM areas WHERE kind = 'district'
    ) AS known
    ORDER BY code, district
)`

// overlapping is the districts that overlap one another, such as a merged one and the one
// that it replaced, with the land of the second. Where none do, as is usual, it costs next
// to nothing.
const overlapping = `
overlapping AS MATERIALIZED (
    SELECT a.code, b.code AS other, b.geom
    FROM areas AS a
    JOIN areas AS b ON a.kind = b.kind AND a.code <> b.code AND a.geom && b.geom
    WHERE a.kind = 'district'
        AND (ST_Covers(a.geom, ST_PointOnSurface(b.geom)) OR ST_Covers(b.geom, ST_PointOnSurface(a.geom)))
)`

// beside is, of each offence, the other districts that overlap its own and hold its
// position.
const beside = overlapping + `,
twice AS (
    SELECT o.month, o.key, o.ordinal, array_agg(t.other ORDER BY t.other) AS beside
    FROM overlapping AS t
    JOIN offences AS o ON o.month BETWEEN @from AND @to AND ST_Covers(t.geom, ST_SetSRID(ST_MakePoint(o.longitude, o.latitude), 4326))
    LEFT JOIN own ON own.code = o.area_code
    WHERE coalesce(own.district, o.district) = t.code
    GROUP BY o.month, o.key, o.ordinal
)`

const selectMembers = `
WITH ` + own + `,` + beside + `
SELECT o.kind, own.district, o.district, o.outside, o.piled, coalesce(twice.beside, '{}'), count(*)
FROM offences AS o
LEFT JOIN own ON own.code = o.area_code
LEFT JOIN twice ON (twice.month, twice.key, twice.ordinal) = (o.month, o.key, o.ordinal)
WHERE NOT o.withdrawn AND o.month BETWEEN @from AND @to AND (o.month, o.source, coalesce(o.district, '')) NOT IN ` + leftOut + `
GROUP BY o.kind, own.district, o.district, o.outside, o.piled, twice.beside`

// Members returns how many offences of a group in a period are of each district,
// by their rows' own codes and by their positions, as far as either is known. It
// reads the period.
func (s *Store) Members(ctx context.Context, p crime.Period, g crime.Group) ([]crime.Members, error) {
	kinds, err := s.kinds(ctx, g.AllTypes())
	if err != nil {
		return nil, err
	}
	rows, _ := s.db.Query(ctx, selectMembers, pgx.StrictNamedArgs{"from": p.From.Start(time.UTC), "to": p.To.Start(time.UTC)})
	var all []crime.Members
	var kind int64
	var byCode, at *string
	var outside *bool
	var m crime.Members
	matches := g.Matcher()
	_, err = pgx.ForEachRow(rows, []any{&kind, &byCode, &at, &outside, &m.Piled, &m.Beside, &m.Offences}, func() error {
		if o, known := kinds[kind]; known && matches(o) {
			m.ByCode, m.ByPosition, m.Outside = said(byCode), said(at), outside != nil && *outside
			if len(m.Beside) == 0 {
				m.Beside = nil
			}
			all = append(all, m)
		}
		m.Beside = nil // the next has its own
		return nil
	})
	return all, wrap(err, "offences by district in %s", p)
}

const selectMonthly = `
WITH ` + own + `,` + beside + `
SELECT o.month, o.kind, coalesce(own.district, o.district, ''), coalesce(twice.beside, '{}'), count(*)
FROM offences AS o
LEFT JOIN own ON own.code = o.area_code
LEFT JOIN twice ON (twice.month, twice.key, twice.ordinal) = (o.month, o.key, o.ordinal)
WHERE NOT o.withdrawn AND o.month BETWEEN @from AND @to AND (o.month, o.source, coalesce(o.district, '')) NOT IN ` + leftOut + `
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4`

// Monthly returns how many offences of each kind each district has in each month of a
// period. It reads the period.
func (s *Store) Monthly(ctx context.Context, p crime.Period) ([]crime.MonthlyCount, error) {
	kinds, err := s.kinds(ctx, nil)
	if err != nil {
		return nil, err
	}
	rows, _ := s.db.Query(ctx, selectMonthly, pgx.StrictNamedArgs{"from": p.From.Start(time.UTC), "to": p.To.Start(time.UTC)})
	var all []crime.MonthlyCount
	var kind int64
	var month time.Time
	var c crime.MonthlyCount
	_, err = pgx.ForEachRow(rows, []any{&month, &kind, &c.District, &c.Beside, &c.Offences}, func() error {
		if o, known := kinds[kind]; known {
			c.Month, c.Kind = crime.MonthOf(month), o
			all = append(all, c)
		}
		c.Beside = nil // the next has its own
		return nil
	})
	return all, wrap(err, "offences by month in %s", p)
}

// said returns what known made NULL of an empty string.
func said(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
