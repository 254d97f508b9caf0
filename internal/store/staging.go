package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
)

const stageOffences = `CREATE TEMPORARY TABLE new_offences AS TABLE offences WITH NO DATA`

const ensureMonths = `SELECT ensure_month(month) FROM (SELECT DISTINCT month FROM new_offences) AS months`

const updateOffences = `
UPDATE offences AS o
SET (content, reference, type, flags, place, from_at, to_at, precision,
        longitude, latitude, cell, area_code, location, outcome, incident, marking, given_x, given_y, given_srid, quality, import_id)
    = (n.content, n.reference, n.type, n.flags, n.place, n.from_at, n.to_at, n.precision,
        n.longitude, n.latitude, n.cell, n.area_code, n.location, n.outcome, n.incident, n.marking, n.given_x, n.given_y, n.given_srid, n.quality, n.import_id)
FROM new_offences AS n
WHERE o.month = n.month AND o.key = n.key AND o.content <> n.content`

const insertOffences = `INSERT INTO offences TABLE new_offences ON CONFLICT DO NOTHING`

func offences() staging[hotspot.Record] {
	return staging[hotspot.Record]{
		kind:   "offences",
		create: stageOffences,
		columns: []string{
			"month", "key", "content", "reference", "type", "flags", "place", "from_at", "to_at", "precision",
			"longitude", "latitude", "cell", "area_code", "location", "outcome",
			"incident", "marking", "given_x", "given_y", "given_srid", "quality",
		},
		values: func(r hotspot.Record) []any {
			var longitude, latitude, cell, x, y, srid any
			if r.At != nil {
				longitude, latitude, cell = r.At.Lon(), r.At.Lat(), int64(r.Cell)
			}
			if r.Given != nil {
				x, y, srid = r.Given.X, r.Given.Y, r.Given.SRID
			}
			return []any{
				r.Month.Start(time.UTC), r.Key, r.Content, known(r.Reference), r.Type, array(r.Flags), known(r.Place),
				r.From, r.To, string(r.Precision), longitude, latitude, cell, known(r.AreaCode), known(r.Location), known(r.Outcome),
				known(r.Incident), known(r.Marking), x, y, srid, array(r.Quality),
			}
		},
		mend: func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Exec(ctx, ensureMonths)
			return err
		},
		update: updateOffences,
		insert: insertOffences,
	}
}

const stageAreas = `CREATE TEMPORARY TABLE new_areas AS TABLE areas WITH NO DATA`

const mendAreas = `
UPDATE new_areas
SET geom = ST_Multi(ST_CollectionExtract(ST_MakeValid(geom), 3))
WHERE NOT ST_IsValid(geom)`

const emptyArea = `SELECT name || ' (' || code || ')' FROM new_areas WHERE ST_IsEmpty(geom) ORDER BY code LIMIT 1`

const updateAreas = `
UPDATE areas AS a
SET (name, invented, geom, import_id) = (n.name, n.invented, n.geom, n.import_id)
FROM new_areas AS n
WHERE a.kind = n.kind AND a.code = n.code AND (a.name, a.invented, a.geom) IS DISTINCT FROM (n.name, n.invented, n.geom)`

const insertAreas = `INSERT INTO areas TABLE new_areas ON CONFLICT DO NOTHING`

func areas() staging[geo.Area] {
	return staging[geo.Area]{
		kind:    "areas",
		create:  stageAreas,
		columns: []string{"kind", "code", "name", "invented", "geom"},
		values:  func(a geo.Area) []any { return []any{string(a.Kind), a.Code, a.Name, a.Invented, a.Land} },
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
		update: updateAreas,
		insert: insertAreas,
	}
}

const stageSites = `CREATE TEMPORARY TABLE new_sites AS TABLE sites WITH NO DATA`

const updateSites = `
UPDATE sites AS s
SET (name, category, position, import_id) = (n.name, n.category, n.position, n.import_id)
FROM new_sites AS n
WHERE s.source = n.source AND s.id = n.id AND (s.name, s.category, s.position) IS DISTINCT FROM (n.name, n.category, n.position)`

const insertSites = `INSERT INTO sites TABLE new_sites ON CONFLICT DO NOTHING`

func sites() staging[geo.Site] {
	return staging[geo.Site]{
		kind:    "sites",
		create:  stageSites,
		columns: []string{"source", "id", "name", "category", "position"},
		values:  func(s geo.Site) []any { return []any{s.Source, s.ID, s.Name, s.Category, s.At} },
		mend:    func(context.Context, pgx.Tx) error { return nil },
		update:  updateSites,
		insert:  insertSites,
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
