package store

import (
	"context"
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

// An offenceImport is the areas that offences are held against, and what is to be known
// of those that come in.
type offenceImport struct {
	speaks    map[hold]bool           // what the offences of a file are of
	street    bool                    // all of these are from street files
	within    string                  // SQL, may be empty: bounds the rows o that the offences of the last file can be known by
	kindOf    map[likeness]int64      // of those that have come in
	kinds     map[int64]*crime.Record // one of each kind that has come in; nil once the kind is stored
	had       [][]time.Time           // of each file, the months in which there were others before
	all       [][]time.Time           // of each file, its months; none where their tallies are there already
	alike     map[crime.Digest]int    // how often each key has come in the file; nil: too many to remember
	repeated  int64                   // rows of it whose key has come before
	counted   count                   // of a file that may fill a partition, its offences that have not been withdrawn
	standing  map[orb.Point]int       // the same by their positions
	marked    bool                    // these were counted before the first was written, so that rows know whether they are piled
	held      map[held]int            // the same by their source and district
	fresh     *crime.Month            // that of a file's first offence, if it may fill its partition; nil: it may not
	tallied   chan [][]any            // receives the tallies of the last file's month, whose partition its offences fill; nil: they are merged
	replaces  bool                    // every file publishes its months again
	files     [][]hold                // what the offences of each file are of
	districts []geo.Area
	located   *geo.Locator // of the districts
	forces    *geo.Locator // nil: no force is loaded
}

const selectLocated = `
SELECT kind, code, name, invented, geom AS land
FROM areas
WHERE kind IN ('district', 'force')
ORDER BY kind, code`

// newOffenceImport returns what is loaded.
func newOffenceImport(ctx context.Context, tx pgx.Tx) (*offenceImport, error) {
	rows, _ := tx.Query(ctx, selectLocated)
	areas, err := pgx.CollectRows(rows, pgx.RowToStructByName[geo.Area])
	if err != nil {
		return nil, fmt.Errorf("districts and forces: %w", err)
	}
	t := &offenceImport{
		speaks: map[hold]bool{}, kindOf: map[likeness]int64{}, kinds: map[int64]*crime.Record{}, alike: map[crime.Digest]int{}, counted: count{}, standing: map[orb.Point]int{}, held: map[held]int{},
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
func (t *offenceImport) note(r *crime.Record, district *string) (kind int64, ordinal int) {
	like := likenessOf(r)
	kind, known := t.kindOf[like]
	if !known {
		kind = like.kind()
		t.kindOf[like] = kind
	}
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
		t.counted.add(said(district), alikeIn(r.Cell, kind, r.From, r.To))
		t.held[held{r.Source, said(district)}]++
		if r.At != nil && !t.marked {
			t.standing[*r.At]++
		}
	}
	if !known {
		one := *r // r itself would keep its whole batch
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

// isFresh reports whether the offences of a file, of which this is the first, may fill the
// partition of a month: they are of a street file, which has one month, and of that nothing
// has ever been there. Filling it and indexing it afterwards takes less than half the time of
// copying, inserting and indexing row by row.
func (t *offenceImport) isFresh(ctx context.Context, tx pgx.Tx, first *crime.Record) (bool, error) {
	t.fresh, t.marked = nil, false
	if !crime.IsStreet(first.Source) {
		return false, nil
	}
	month := first.Month // rows are not kept for it
	var there bool
	if err := tx.QueryRow(ctx, monthIsThere, pgx.StrictNamedArgs{"month": month.Start(time.UTC)}).Scan(&there); err != nil || there {
		return false, err
	}
	t.fresh = &month
	return true, nil
}

// count counts some of the offences of a file by their positions, before the first is
// written: then so are all others.
func (t *offenceImport) count(rows []crime.Record) {
	t.marked = true
	for i := range rows {
		if r := &rows[i]; r.At != nil && !r.Withdrawn {
			t.standing[*r.At]++
		}
	}
}

const keepPartition = `SELECT keep_partition(@month)`

// fill makes the staged offences the partition of their month, if they can be, and returns
// its last day.
func (t *offenceImport) fill(ctx context.Context, tx pgx.Tx) (*time.Time, error) {
	if t.tallied == nil {
		return nil, nil
	}
	month := t.fresh.Start(time.UTC)
	if _, err := tx.Exec(ctx, keepPartition, pgx.StrictNamedArgs{"month": month}); err != nil {
		return nil, err
	}
	if err := saveTallies(ctx, tx, month, <-t.tallied); err != nil {
		return nil, err
	}
	c := t.coverage(*t.fresh)
	c.Choose(nil) // of one system, whatever the order
	clear(t.held)
	last := month.AddDate(0, 1, -1)
	return &last, saveCoverage(ctx, tx, month, c)
}

const markPilesAt = `
UPDATE new_offences
SET piled = true
FROM unnest(@longitudes::float8[], @latitudes::float8[]) AS pile (longitude, latitude)
WHERE new_offences.longitude = pile.longitude AND new_offences.latitude = pile.latitude AND NOT withdrawn`

// pile finds the piles of the last file, and marks those of a street file that fills a
// partition, where its rows do not.
func (t *offenceImport) pile(ctx context.Context, tx pgx.Tx) error {
	defer clear(t.standing)
	if t.tallied != nil && t.marked {
		return nil
	}
	if t.tallied == nil {
		for _, sql := range []string{dropPiles, makePiles} { // those of the file before
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, stagePiles, pgx.StrictNamedArgs{"pile": pile})
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

// write writes a record as the table has it, of which it takes note.
func (t *offenceImport) write(row *binaryRow, r *crime.Record) {
	district, outside := t.at(r.At)
	kind, ordinal := t.note(r, district)
	row.date(r.Month.Start(time.UTC))
	row.text(r.Source)
	row.uuid(r.Key)
	row.int32(ordinal)
	row.bool(r.Withdrawn)
	row.known(r.Reference)
	row.int64(kind)
	row.text(r.Type)
	row.texts(r.Flags)
	row.known(r.Offence.Place)
	row.time(r.From)
	row.time(r.To)
	row.text(string(r.Precision))
	row.known(r.AreaCode)
	row.known(r.Location)
	row.known(r.Outcome)
	row.known(r.Incident)
	row.known(r.Marking)
	row.texts(r.Quality)
	row.position(r.At, r.Cell, r.Given)
	row.known(said(district))
	if outside == nil {
		row.null()
	} else {
		row.bool(*outside)
	}
	row.bool(t.marked && !r.Withdrawn && r.At != nil && t.standing[*r.At] >= pile)
}

// prepare makes room for the offences of a file, of which note has been taken.
func (t *offenceImport) prepare(ctx context.Context, tx pgx.Tx) error {
	var months []time.Time
	t.files = append(t.files, slices.Collect(maps.Keys(t.speaks)))
	for of := range t.speaks {
		months = append(months, of.month.Start(time.UTC))
	}
	months = distinct(months)
	clear(t.speaks)
	t.within = within(months, t.street)
	if t.tallied = nil; t.fresh != nil && t.within != "" && len(months) == 1 && months[0].Equal(t.fresh.Start(time.UTC)) {
		t.had, t.all = append(t.had, nil), append(t.all, nil)
		t.tallied = make(chan [][]any, 1)
		go func(counted count, tallied chan<- [][]any) { // while the database makes the indexes
			tallied <- counted.rows(months[0])
		}(t.counted, t.tallied)
		t.counted = count{}
	} else {
		had, err := dates(ctx, tx, monthsHeld, pgx.StrictNamedArgs{"months": months})
		if err != nil {
			return err
		}
		t.had, t.all = append(t.had, had), append(t.all, months)
		clear(t.counted)
		clear(t.held)
		if _, err = tx.Exec(ctx, ensureMonths, pgx.StrictNamedArgs{"months": months}); err != nil {
			return err
		}
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
func (t *offenceImport) coverage(m crime.Month) crime.Coverage {
	var c crime.Coverage
	for in, n := range t.held {
		c = append(c, crime.Holding{Month: m, Source: in.source, District: in.district, MonthOnly: n})
	}
	return c
}

// The references that were known before, by whether they have moved: by nine months or
// more, which is about a year where numbers start again each year and some years have more
// of them, or by 2,000 metres, on a sphere.
const selectMoved = `
SELECT count(*), count(*) FILTER (WHERE later AND far), count(*) FILTER (WHERE later AND NOT far), count(*) FILTER (WHERE far AND NOT later)
FROM (
    SELECT abs((extract(year FROM n.month) - extract(year FROM o.month)) * 12 + extract(month FROM n.month) - extract(month FROM o.month)) >= 9 AS later,
        coalesce(sqrt(((n.longitude - o.longitude) * cosd(o.latitude)) ^ 2 + (n.latitude - o.latitude) ^ 2) * 111195 >= 2000, false) AS far
    FROM new_offences AS n
    JOIN offences AS o ON (o.key, o.ordinal) = (n.key, n.ordinal)
    WHERE n.reference IS NOT NULL
) AS known`

// moved says how the staged offences whose reference was known before have moved. Street
// files are not asked: a reference of theirs is of its month.
func (t *offenceImport) moved(ctx context.Context, tx pgx.Tx) (*ledger.Moved, error) {
	var m ledger.Moved
	if t.within != "" {
		return nil, nil
	}
	err := tx.QueryRow(ctx, selectMoved).Scan(&m.Known, &m.MonthAndPlace, &m.Month, &m.Place)
	if err != nil || m.MonthAndPlace+m.Month+m.Place == 0 {
		return nil, err
	}
	return &m, nil
}

// distinguish tells the rows of the last file apart that share a key, and returns how
// many have one that came before.
func (t *offenceImport) distinguish(ctx context.Context, tx pgx.Tx) (remarks, error) {
	told, repeated := t.alike != nil, t.repeated
	t.alike, t.repeated = map[crime.Digest]int{}, 0
	if !told {
		return numbered("offences")(ctx, tx)
	}
	return remarks{repeated: repeated}, nil
}

// at returns the district of a position and whether it is outside every force,
// nil where either is not known.
func (t *offenceImport) at(p *orb.Point) (district *string, outside *bool) {
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
