package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
)

const ensureMonths = `SELECT ensure_month(month) FROM unnest(@months::date[]) AS month`

const insertKind = `
INSERT INTO kinds (kind, type, flags, place, precision, withdrawn)
VALUES (@kind, @type, @flags, @place, @precision, @withdrawn)
ON CONFLICT DO NOTHING`

// A likeness is what offences of one kind have in common.
type likeness struct {
	typ, flags, place, precision string
	withdrawn                    bool
}

func likenessOf(r *crime.Record) likeness {
	return likeness{r.Type, strings.Join(r.Flags, ","), r.Offence.Place, string(r.Precision), r.Withdrawn}
}

// kind returns the kind, as the function offence_kind does.
func (l likeness) kind() int64 {
	d := crime.DigestOf(l.typ, l.flags, l.place, l.precision, strconv.FormatBool(l.withdrawn))
	return int64(binary.BigEndian.Uint64(d[:]))
}

// lastDay returns the SQL for the day of London in which the last of the times of new
// rows ends.
func lastDay(table string) string {
	return fmt.Sprintf(`SELECT (greatest(max(to_at) - interval '1 second', max(from_at)) AT TIME ZONE 'Europe/London')::date FROM new_%s`, table)
}

// offences come into an import, which gets to know which of their months had
// some before.
func offences(in *offenceImport) staging[crime.Record] {
	t := table{name: "offences", key: []string{"key", "ordinal"}, columns: []string{
		"month", "source", "key", "ordinal", "withdrawn", "reference", "kind", "type", "flags", "place", "from_at", "to_at", "precision",
		"area_code", "location", "outcome", "incident", "marking", "quality",
		"longitude", "latitude", "cell", "given_x", "given_y", "given_srid",
	}, derived: []string{"district", "outside", "piled"}}
	return staging[crime.Record]{
		table:  t,
		write:  in.write,
		insert: insertPiled(t),
		within: func() string { return in.within },
		fresh:  in.isFresh,
		whole:  in.count,
		fill:   in.fill,
		cutOff: lastDay("offences"),
		again: func(ctx context.Context, tx pgx.Tx, id int64, hash, mapping string) (republication, error) {
			return in.republish(ctx, tx, id, hash, mapping)
		},
		moving: in.moved,
		mend: func(ctx context.Context, tx pgx.Tx) (remarks, error) {
			if err := in.prepare(ctx, tx); err != nil {
				return remarks{}, err
			}
			if err := in.pile(ctx, tx); err != nil {
				return remarks{}, err
			}
			return in.distinguish(ctx, tx)
		},
	}
}

func areas(repair bool) staging[geo.Area] {
	return staging[geo.Area]{
		table:  table{name: "areas", key: []string{"kind", "code"}, columns: []string{"kind", "code", "name", "invented", "geom"}, shapes: []string{"geom"}},
		values: func(a geo.Area) []any { return []any{string(a.Kind), a.Code, a.Name, a.Invented, a.Land} },
		mend:   mended("areas", "area", "name || ' (' || code || ')'", repair),
	}
}

// mended returns what makes the polygons of a table valid where these may be repaired, and
// calls rows what they are known as, with what was wrong, and the land that they enclosed and
// enclose. One that may not be repaired, or encloses nothing, is a fault.Unprocessable.
func mended(table, what, knownAs string, repair bool) mending {
	const why = `lower(regexp_replace(ST_IsValidReason(geom), '\[(\S+) (\S+)\]', ' at \1, \2'))`
	first := func(ctx context.Context, tx pgx.Tx, says, where string) (string, error) {
		rows, _ := tx.Query(ctx, fmt.Sprintf("SELECT %s FROM new_%s WHERE %s ORDER BY 1 LIMIT 1", says, table, where))
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil || len(found) == 0 {
			return "", err
		}
		return found[0], nil
	}
	return func(ctx context.Context, tx pgx.Tx) (remarks, error) {
		empty, err := first(ctx, tx, knownAs, "NOT ST_IsValid(geom) AND ST_IsEmpty(ST_CollectionExtract(ST_MakeValid(geom), 3))")
		if err == nil && empty != "" {
			err = fault.New(fault.Unprocessable, "%s %s has a polygon that encloses nothing", what, empty)
		}
		if err != nil {
			return remarks{}, err
		}
		if !repair {
			broken, err := first(ctx, tx, knownAs+" || ', ' || "+why, "NOT ST_IsValid(geom)")
			if err == nil && broken != "" {
				err = fault.New(fault.Unprocessable, "%s %s: what it encloses is not certain; mend the file, or have it repaired (repair), which says what changed", what, broken)
			}
			return remarks{}, err
		}
		rows, _ := tx.Query(ctx, fmt.Sprintf(`
WITH drawn AS (SELECT ctid AS at, ST_Area(geom::geography) AS area, %[3]s AS why FROM new_%[1]s WHERE NOT ST_IsValid(geom))
UPDATE new_%[1]s SET geom = ST_Multi(ST_CollectionExtract(ST_MakeValid(geom), 3))
FROM drawn
WHERE new_%[1]s.ctid = drawn.at
RETURNING %[2]s || ': ' || why || ', ' || round((drawn.area / 1e6)::numeric, 3) || ' km² as drawn, ' || round((ST_Area(geom::geography) / 1e6)::numeric, 3) || ' km² repaired'`, table, knownAs, why))
		others, err := pgx.CollectRows(rows, pgx.RowTo[string])
		slices.Sort(others)
		return remarks{mended: others}, err
	}
}

// sites come into an import, which drops what a list no longer has.
func sites(in *siteImport) staging[geo.Site] {
	return staging[geo.Site]{
		table: table{name: "sites", key: []string{"source", "id"}, columns: []string{
			"source", "id", "name", "address", "category", "position", "shape", "opening", "terminal", "capacity",
			"given_x", "given_y", "given_srid", "quality",
		}, shapes: []string{"position", "shape"}},
		mend: func(ctx context.Context, tx pgx.Tx) (remarks, error) { return in.keep(ctx, tx) },
		again: func(ctx context.Context, tx pgx.Tx, id int64, _, _ string) (republication, error) {
			return in.republish(ctx, tx, id)
		},
		values: func(s geo.Site) []any {
			x, y, srid := numbers(s.Given)
			return []any{
				s.Source, s.ID, s.Name, known(s.Address), s.Category, s.At, s.Shape, known(s.Opening.String()), known(s.Terminal.String()), s.Capacity,
				x, y, srid, array(s.Quality),
			}
		},
	}
}

// known returns s, or NULL where it is empty.
func known(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// array returns s as an array that is never NULL.
func array(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
