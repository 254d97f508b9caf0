package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
)

const ensureMonths = `SELECT ensure_month(month) FROM (SELECT DISTINCT month FROM new_offences) AS months`

// numberOffences tells rows of one file that share a key apart, by the order in
// which they came.
const numberOffences = `
UPDATE new_offences AS n
SET ordinal = alike.ordinal
FROM (SELECT ctid, row_number() OVER (PARTITION BY key ORDER BY ctid) AS ordinal FROM new_offences) AS alike
WHERE n.ctid = alike.ctid AND alike.ordinal > 1`

// withinMonths bounds the months of an offence that a new one can be known by. In
// street files a reference means something within its month only; an offence of
// any other source may since have moved to another month.
const withinMonths = `o.month
    BETWEEN (SELECT CASE WHEN bool_and(source = '` + hotspot.StreetFiles + `') THEN min(month) ELSE '-infinity' END FROM new_offences)
    AND (SELECT CASE WHEN bool_and(source = '` + hotspot.StreetFiles + `') THEN max(month) ELSE 'infinity' END FROM new_offences)`

// offencesCutOff is the day of London in which the last of the times ends.
const offencesCutOff = `SELECT max((to_at - interval '1 second') AT TIME ZONE 'Europe/London')::date FROM new_offences`

func offences() staging[hotspot.Record] {
	return staging[hotspot.Record]{
		table: table{name: "offences", key: []string{"key", "ordinal"}, columns: []string{
			"month", "source", "key", "ordinal", "withdrawn", "reference", "type", "flags", "place", "from_at", "to_at", "precision",
			"longitude", "latitude", "cell", "area_code", "location", "outcome",
			"incident", "marking", "given_x", "given_y", "given_srid", "quality",
		}},
		within: withinMonths,
		cutOff: offencesCutOff,
		values: func(r hotspot.Record) []any {
			var longitude, latitude, cell, x, y, srid any
			if r.At != nil {
				longitude, latitude, cell = r.At.Lon(), r.At.Lat(), int64(r.Cell)
			}
			if r.Given != nil {
				x, y, srid = r.Given.X, r.Given.Y, r.Given.SRID
			}
			return []any{
				r.Month.Start(time.UTC), r.Source, [16]byte(r.Key), 1, r.Withdrawn, known(r.Reference), r.Type, array(r.Flags), known(r.Place),
				r.From, r.To, string(r.Precision), longitude, latitude, cell, known(r.AreaCode), known(r.Location), known(r.Outcome),
				known(r.Incident), known(r.Marking), x, y, srid, array(r.Quality),
			}
		},
		mend: func(ctx context.Context, tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, ensureMonths); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, numberOffences)
			return err
		},
	}
}

const mendAreas = `
UPDATE new_areas
SET geom = ST_Multi(ST_CollectionExtract(ST_MakeValid(geom), 3))
WHERE NOT ST_IsValid(geom)`

const emptyArea = `SELECT name || ' (' || code || ')' FROM new_areas WHERE ST_IsEmpty(geom) ORDER BY code LIMIT 1`

func areas() staging[geo.Area] {
	return staging[geo.Area]{
		table:  table{name: "areas", key: []string{"kind", "code"}, columns: []string{"kind", "code", "name", "invented", "geom"}, shape: "geom"},
		values: func(a geo.Area) []any { return []any{string(a.Kind), a.Code, a.Name, a.Invented, a.Land} },
		mend: func(ctx context.Context, tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, mendAreas); err != nil {
				return err
			}
			rows, _ := tx.Query(ctx, emptyArea)
			empty, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err == nil && len(empty) > 0 {
				err = fault.New(fault.Unprocessable, "area %s has a polygon that encloses nothing", empty[0])
			}
			return err
		},
	}
}

func sites() staging[geo.Site] {
	return staging[geo.Site]{
		table:  table{name: "sites", key: []string{"source", "id"}, columns: []string{"source", "id", "name", "category", "position"}, shape: "position"},
		values: func(s geo.Site) []any { return []any{s.Source, s.ID, s.Name, s.Category, s.At} },
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
