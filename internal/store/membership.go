package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/ledger"
)

// pile is how many offences of one source and month at one position, to the last
// digit, are a pile.
const pile = 10

// borderland is how far beyond a force's border, in metres, a position is not yet
// outside: the coarsest borders that the Office for National Statistics publishes
// are generalised to so much.
const borderland = 500

// markPiles returns what marks the offences of a table that are piled, and no
// others, among those that a condition holds for. It reads these twice.
func markPiles(table, among string) string {
	return fmt.Sprintf(`
UPDATE %[1]s
SET piled = NOT piled
WHERE %[2]s AND piled <> (cell IS NOT NULL AND NOT withdrawn AND (month, source, longitude, latitude) IN (
    SELECT month, source, longitude, latitude
    FROM %[1]s
    WHERE %[2]s AND NOT withdrawn AND cell IS NOT NULL
    GROUP BY month, source, longitude, latitude
    HAVING count(*) >= %[3]d
))`, table, among, pile)
}

// A territory is the areas that offences are held against, and what is to be known
// of those that come in.
type territory struct {
	speaks    map[hold]bool           // what the offences of a file are of
	street    bool                    // all of these are from street files
	within    string                  // SQL, may be empty: bounds the rows o that the offences of the last file can be known by
	kinds     map[int64]*crime.Record // one of each kind that has come in; nil once the kind is stored
	had       [][]time.Time           // of each file, the months in which there were others before
	all       [][]time.Time           // of each file, its months; none where their tallies are there already
	alike     map[crime.Digest]int    // how often each key has come in the file; nil: too many to remember
	repeated  int64                   // rows of it whose key has come before
	counted   map[place]int           // of a file that may fill a partition, its offences that have not been withdrawn
	standing  map[orb.Point]int       // the same by their positions
	held      map[held]int            // the same by their source and district
	fresh     *crime.Month            // that of a file's first offence, if it may fill its partition; nil: it may not
	partition string                  // SQL, may be empty: makes the offences of the last file a partition
	replaces  bool                    // every file publishes its months again
	files     [][]hold                // what the offences of each file are of
	districts []geo.Area
	located   *geo.Locator // of the districts
	forces    *geo.Locator // nil: no force is loaded
}

const selectTerritory = `
SELECT kind, code, name, invented, geom AS land
FROM areas
WHERE kind IN ('district', 'force')
ORDER BY kind, code`

// newTerritory returns what is loaded.
func newTerritory(ctx context.Context, tx pgx.Tx) (*territory, error) {
	rows, _ := tx.Query(ctx, selectTerritory)
	areas, err := pgx.CollectRows(rows, pgx.RowToStructByName[geo.Area])
	if err != nil {
		return nil, fmt.Errorf("districts and forces: %w", err)
	}
	t := &territory{
		speaks: map[hold]bool{}, kinds: map[int64]*crime.Record{}, alike: map[crime.Digest]int{}, counted: map[place]int{}, standing: map[orb.Point]int{}, held: map[held]int{},
	}
	var districts, forces []orb.MultiPolygon
	for _, a := range areas {
		if a.Kind == geo.Force {
			forces = append(forces, a.Land)
			continue
		}
		t.districts, districts = append(t.districts, a), append(districts, a.Land)
	}
	t.located = geo.NewLocator(districts)
	if len(forces) > 0 {
		t.forces = geo.NewLocator(forces)
	}
	return t, nil
}

// mostAlike is how many keys of a file are remembered to tell rows alike from one
// another: 50 MiB of them. Of a file with more, the database tells.
const mostAlike = 500_000

// A hold is a month of a source.
type hold struct {
	source string
	month  crime.Month
}

// A held is where offences of a month are held: by a source, in a district.
type held struct{ source, district string }

// note takes note of a record in a district and returns its kind, and its place among
// those of the file that share its key.
func (t *territory) note(r crime.Record, district *string) (kind int64, ordinal int) {
	kind = kindOf(r)
	if t.alike != nil {
		t.alike[r.Key]++
		if ordinal = t.alike[r.Key]; ordinal > 1 {
			t.repeated++
		}
		if len(t.alike) > mostAlike {
			t.alike = nil
		}
	}
	if r.Precision != crime.InMonth {
		t.fresh = nil // of such rows the days are held, which the database counts
	}
	if t.fresh != nil && !r.Withdrawn {
		t.counted[place{int64(r.Cell), kind}]++
		t.held[held{r.Source, said(district)}]++
		if r.At != nil {
			t.standing[*r.At]++
		}
	}
	if _, known := t.kinds[kind]; !known {
		one := r // r itself would be on the heap each time
		t.kinds[kind] = &one
	}
	t.street = (t.street || len(t.speaks) == 0) && crime.IsStreet(r.Source)
	t.speaks[hold{r.Source, r.Month}] = true
	return kind, max(ordinal, 1)
}

// within bounds the months of an offence that a new one can be known by. In street
// files a reference means something within its month only; an offence of any other
// source may since have moved to another month.
func within(months []time.Time, street bool) string {
	if !street || len(months) == 0 {
		return ""
	}
	return fmt.Sprintf("o.month BETWEEN '%s' AND '%s'", months[0].Format(time.DateOnly), months[len(months)-1].Format(time.DateOnly))
}

const monthIsThere = `SELECT to_regclass(to_char(@month::date, '"offences_"YYYY_MM')) IS NOT NULL`

// isFresh reports whether the offences of a file, of which this is the first, may fill
// the partition of a month: they are of a street file, which has one month, and of that
// nothing has ever been there. Filling it and indexing it afterwards takes less than half the time of
// copying, inserting and indexing row by row.
func (t *territory) isFresh(ctx context.Context, tx pgx.Tx, first crime.Record) (bool, error) {
	t.fresh = nil
	if !crime.IsStreet(first.Source) {
		return false, nil
	}
	var there bool
	if err := tx.QueryRow(ctx, monthIsThere, pgx.StrictNamedArgs{"month": first.Month.Start(time.UTC)}).Scan(&there); err != nil {
		return false, err
	}
	if !there {
		t.fresh = &first.Month
	}
	return !there, nil
}

// partitionOf makes the staged offences the partition of a month, under the name that
// ensure_month would give it.
func partitionOf(month time.Time) string {
	name := month.Format("offences_2006_01")
	return fmt.Sprintf(`
ALTER TABLE new_offences RENAME TO %[1]s;
ALTER TABLE offences ATTACH PARTITION %[1]s FOR VALUES FROM ('%[2]s') TO ('%[3]s')`,
		name, month.Format(time.DateOnly), month.AddDate(0, 1, 0).Format(time.DateOnly))
}

const markPilesAt = `
UPDATE new_offences
SET piled = true
FROM unnest(@longitudes::float8[], @latitudes::float8[]) AS pile (longitude, latitude)
WHERE new_offences.longitude = pile.longitude AND new_offences.latitude = pile.latitude AND NOT withdrawn`

// pile marks the offences of the last file that are piled.
func (t *territory) pile(ctx context.Context, tx pgx.Tx) error {
	defer clear(t.standing)
	if t.partition == "" {
		_, err := tx.Exec(ctx, markPiles("new_offences", "true"))
		return err
	}
	var longitudes, latitudes []float64
	for at, n := range t.standing { // all of one source and month
		if n >= pile {
			longitudes, latitudes = append(longitudes, at.Lon()), append(latitudes, at.Lat())
		}
	}
	_, err := tx.Exec(ctx, markPilesAt, pgx.StrictNamedArgs{"longitudes": longitudes, "latitudes": latitudes})
	return err
}

// prepare makes room for the offences of a file, of which note has been taken.
func (t *territory) prepare(ctx context.Context, tx pgx.Tx) error {
	var months []time.Time
	t.files = append(t.files, slices.Collect(maps.Keys(t.speaks)))
	for of := range t.speaks {
		months = append(months, of.month.Start(time.UTC))
	}
	months = distinct(months)
	clear(t.speaks)
	t.within = within(months, t.street)
	had, err := dates(ctx, tx, monthsHeld, pgx.StrictNamedArgs{"months": months})
	if err != nil {
		return err
	}
	t.had, t.all = append(t.had, had), append(t.all, nil)
	if t.partition = ""; t.fresh != nil && t.within != "" && len(months) == 1 && months[0].Equal(t.fresh.Start(time.UTC)) {
		t.partition = partitionOf(months[0])
		if err = saveTallies(ctx, tx, months[0], t.counted); err == nil {
			c := t.coverage(*t.fresh)
			c.Choose(nil) // of one system, whatever the order
			err = saveCoverage(ctx, tx, months[0], c)
		}
	} else {
		t.all[len(t.all)-1] = months
		_, err = tx.Exec(ctx, ensureMonths, pgx.StrictNamedArgs{"months": months})
	}
	clear(t.counted)
	clear(t.held)
	if err != nil {
		return err
	}
	for _, kind := range slices.Sorted(maps.Keys(t.kinds)) {
		r := t.kinds[kind]
		if r == nil {
			continue
		}
		_, err := tx.Exec(ctx, insertKind, pgx.StrictNamedArgs{
			"kind": kind, "type": r.Type, "flags": array(r.Flags), "place": known(r.Offence.Place), "precision": string(r.Precision), "withdrawn": r.Withdrawn,
		})
		if err != nil {
			return err
		}
		t.kinds[kind] = nil
	}
	return nil
}

// coverage returns what is held of a month that a street file fills.
func (t *territory) coverage(m crime.Month) crime.Coverage {
	var c crime.Coverage
	for in, n := range t.held {
		c = append(c, crime.Holding{Month: m, Source: in.source, District: in.district, MonthOnly: n})
	}
	return c
}

// distinguish tells the rows of the last file apart that share a key, and returns how
// many have one that came before.
func (t *territory) distinguish(ctx context.Context, tx pgx.Tx) (remarks, error) {
	told, repeated := t.alike != nil, t.repeated
	t.alike, t.repeated = map[crime.Digest]int{}, 0
	if !told {
		return numbered("offences")(ctx, tx)
	}
	return remarks{repeated: repeated}, nil
}

// at returns the district of a position and whether it is outside every force,
// nil where either is not known.
func (t *territory) at(p *orb.Point) (district *string, outside *bool) {
	if p == nil {
		return nil, nil
	}
	if i, found := t.located.At(*p); found {
		district = &t.districts[i].Code
	}
	if t.forces != nil {
		out := !t.forces.Near(*p, borderland)
		outside = &out
	}
	return district, outside
}

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
// It reads these months, one at a time, and writes what has changed.
func relocate(ctx context.Context, tx pgx.Tx, months []time.Time) error {
	t, err := newTerritory(ctx, tx)
	if err != nil {
		return err
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
			_, err = tx.Exec(ctx, updateMembership, pgx.StrictNamedArgs{
				"month": month, "keys": keys, "ordinals": ordinals, "districts": districts, "outside": outsides,
			})
		}
		if err != nil {
			return fmt.Errorf("where the offences of %s are: %w", month.Format("2006-01"), err)
		}
	}
	return nil
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
	if err := relocate(ctx, tx, months); err != nil {
		return err
	}
	return recountDistricts(ctx, tx, months)
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
		if _, err := tx.Exec(ctx, markPiles("offences", "month = @month"), pgx.StrictNamedArgs{"month": month}); err != nil {
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
			if err := relocate(ctx, tx, back); err != nil {
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

const selectMembers = `
WITH ` + own + `
SELECT o.kind, own.district, o.district, o.outside, o.piled, count(*)
FROM offences AS o
LEFT JOIN own ON own.code = o.area_code
WHERE NOT o.withdrawn AND o.month BETWEEN @from AND @to AND (o.month, o.source, coalesce(o.district, '')) NOT IN ` + leftOut + `
GROUP BY o.kind, own.district, o.district, o.outside, o.piled`

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
	_, err = pgx.ForEachRow(rows, []any{&kind, &byCode, &at, &outside, &m.Piled, &m.Offences}, func() error {
		if o, known := kinds[kind]; known && g.Matches(o) {
			m.ByCode, m.ByPosition, m.Outside = said(byCode), said(at), outside != nil && *outside
			all = append(all, m)
		}
		return nil
	})
	return all, wrap(err, "offences by district in %s", p)
}

const selectMonthly = `
WITH ` + own + `
SELECT o.month, o.kind, coalesce(own.district, o.district, ''), count(*)
FROM offences AS o
LEFT JOIN own ON own.code = o.area_code
WHERE NOT o.withdrawn AND o.month BETWEEN @from AND @to AND (o.month, o.source, coalesce(o.district, '')) NOT IN ` + leftOut + `
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3`

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
	_, err = pgx.ForEachRow(rows, []any{&month, &kind, &c.District, &c.Offences}, func() error {
		if o, known := kinds[kind]; known {
			c.Month, c.Kind = crime.MonthOf(month), o
			all = append(all, c)
		}
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
