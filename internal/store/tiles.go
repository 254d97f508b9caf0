package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"beatplan/crime"
	"beatplan/geo"
)

const areasTile = `
WITH tile AS (
    SELECT ST_TileEnvelope(@z, @x, @y) AS envelope, ST_TileEnvelope(@z, @x, @y, margin => 64.0 / 4096) AS reach
), views AS (
    SELECT v.kind, v.code, v.name, v.invented, v.shape, v.label
    FROM area_views AS v, tile
    WHERE v.shape && tile.reach AND v.scale = CASE WHEN @z <= 6 THEN 0 WHEN @z <= 10 THEN 1 ELSE 2 END
        AND (v.kind IN ('force', 'district') OR @z >= 9 AND v.kind = 'ward' OR @z >= 11)
    ORDER BY array_position('{force,district,ward,lsoa}', v.kind), v.code
    LIMIT @most
), polygons AS (
    SELECT kind, code, name, invented, ST_AsMVTGeom(shape, tile.envelope) AS geom FROM views, tile
), labels AS (
    SELECT kind, code, name, invented, ST_AsMVTGeom(label, tile.envelope) AS geom FROM views, tile
)
SELECT coalesce((SELECT ST_AsMVT(polygons, 'areas') FROM polygons WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(labels, 'area-labels') FROM labels WHERE geom IS NOT NULL), '') AS mvt,
    (SELECT count(*) >= @most FROM views) AS more`

// AreasTile returns the tile of the areas: layers areas and area-labels, the
// latter one point an area. Wards come in at zoom 9 and LSOAs at 11.
func (s *Store) AreasTile(ctx context.Context, t maptile.Tile) (geo.Tile, error) {
	return s.tile(ctx, areasTile, pgx.StrictNamedArgs{"z": int(t.Z), "x": int(t.X), "y": int(t.Y)})
}

const sitesTile = `
WITH tile AS (
    SELECT ST_TileEnvelope(@z, @x, @y) AS envelope, ST_Transform(ST_TileEnvelope(@z, @x, @y, margin => 64.0 / 4096), 4326) AS reach
), points AS (
    SELECT s.source || ':' || s.id AS id, s.name, s.category, ST_AsMVTGeom(ST_Transform(s.position, 3857), tile.envelope) AS geom
    FROM sites AS s, tile
    WHERE s.position && tile.reach AND s.category <> 'household' AND (@z >= 12 OR s.category = 'station')
    ORDER BY s.source, s.id
    LIMIT @most
)
SELECT ST_AsMVT(points, 'sites') FILTER (WHERE geom IS NOT NULL) AS mvt, count(*) >= @most AS more FROM points`

// SitesTile returns the tile of the sites: layer sites. Below zoom 12 it has
// the stations alone.
func (s *Store) SitesTile(ctx context.Context, t maptile.Tile) (geo.Tile, error) {
	return s.tile(ctx, sitesTile, pgx.StrictNamedArgs{"z": int(t.Z), "x": int(t.X), "y": int(t.Y)})
}

// The streets of a far view are the main ones; service roads and paths come in last.
// Names of streets are those of the map. Where it has none, the commonest locations
// of the data's own points stand for them ("On or near High Street"), each where it is
// within a coarse cell, whichever tile is asked for. A name has one point, and so stands
// once, however many tiles its water lies in.
const groundTile = `
WITH tile AS (
    SELECT ST_TileEnvelope(@z, @x, @y) AS envelope, ST_Transform(ST_TileEnvelope(@z, @x, @y, margin => 64.0 / 4096), 4326) AS reach
), classes (class, least) AS (
    VALUES ('motorway', 5), ('trunk', 6), ('primary', 8), ('secondary', 9), ('tertiary', 11), ('unclassified', 12), ('residential', 12),
        ('living_street', 12), ('pedestrian', 12), ('road', 12), ('service', 14), ('footway', 14), ('cycleway', 14), ('path', 14),
        ('track', 14), ('bridleway', 14), ('steps', 14)
), rails AS (
    SELECT s.class, s.bridge, s.tunnel, ST_AsMVTGeom(ST_Transform(s.line, 3857), tile.envelope) AS geom
    FROM streets AS s, tile
    WHERE NOT s.` + notRail + ` AND s.line && tile.reach AND @z >= CASE s.class WHEN 'rail' THEN 8 ELSE 11 END
    ORDER BY s.id
    LIMIT @most
), streets AS (
    SELECT name, class, bridge, ST_AsMVTGeom(ST_Transform(line, 3857), tile.envelope) AS geom
    FROM tile, (
        SELECT s.id, s.name, c.class, s.bridge, s.line, c.least
        FROM tile
        CROSS JOIN streets AS s
        JOIN classes AS c ON c.class = replace(s.class, '_link', '') AND c.least <= @z
        WHERE s.line && tile.reach
        ORDER BY c.least, s.id
        LIMIT @most
    ) AS main
    ORDER BY least DESC, id
), water_names AS (
    SELECT w.name, ST_AsMVTGeom(ST_Transform(ST_PointOnSurface(w.geom), 3857), tile.envelope, buffer => 0) AS geom
    FROM water AS w, tile
    WHERE w.kind = 'inland' AND w.name <> '' AND w.geom && tile.reach AND w.area >= 40075016.0 ^ 2 / 4.0 ^ (@z + 8) * 4
    ORDER BY w.area DESC, w.id
), water AS (
    SELECT w.name, w.kind, ST_AsMVTGeom(ST_Transform(w.geom, 3857), tile.envelope) AS geom
    FROM water AS w, tile
    WHERE w.kind = 'inland' AND w.geom && tile.reach AND w.area >= 40075016.0 ^ 2 / 4.0 ^ (@z + 8) * 4
    ORDER BY w.id
), places AS (
    SELECT s.name, s.kind, s.residents, ST_AsMVTGeom(ST_Transform(s.position, 3857), tile.envelope, buffer => 0) AS geom
    FROM settlements AS s, tile
    WHERE s.position && tile.reach AND @z >= CASE s.kind WHEN 'city' THEN 4 WHEN 'town' THEN 8 WHEN 'village' THEN 10 WHEN 'suburb' THEN 11 ELSE 13 END
    ORDER BY array_position('{city,town,village,suburb,hamlet}', s.kind), s.residents DESC NULLS LAST, s.id
    LIMIT @most
), located AS (
    SELECT regexp_replace(o.location, '^On or near ', '') AS name, avg(o.longitude) AS longitude, avg(o.latitude) AS latitude, count(*) AS offences
    FROM unnest(@first::bigint[], @last::bigint[]) AS run (first, last)
    JOIN offences AS o ON o.cell BETWEEN run.first AND run.last
    WHERE o.location LIKE 'On or near _%' AND regexp_replace(o.location, '^On or near ', '') <> ALL (@kinds::text[]) AND NOT o.withdrawn
        AND NOT EXISTS (SELECT FROM streets)
    GROUP BY 1, h3_parent(o.cell, @coarse)
), names AS (
    SELECT l.name, l.offences, ST_AsMVTGeom(ST_Transform(p.position, 3857), tile.envelope, buffer => 0) AS geom
    FROM tile, located AS l, ST_SetSRID(ST_MakePoint(l.longitude, l.latitude), 4326) AS p (position)
    WHERE p.position && tile.reach
    ORDER BY l.offences DESC, l.name, p.position
    LIMIT 120
)
SELECT coalesce((SELECT ST_AsMVT(water, 'water') FROM water WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(water_names, 'water-names') FROM water_names WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(places, 'places') FROM places WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(rails, 'rails') FROM rails WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(streets, 'streets') FROM streets WHERE geom IS NOT NULL), '')
    || coalesce((SELECT ST_AsMVT(names, 'street-names') FROM names WHERE geom IS NOT NULL), '') AS mvt,
    (SELECT count(*) >= @most FROM streets) OR (SELECT count(*) >= @most FROM rails) OR (SELECT count(*) >= @most FROM places) AS more`

// namesFrom is the zoom from which names that offences tell of are shown.
const namesFrom = 13

// GroundTile returns the tile of what lies on the ground: layers streets, rails, water,
// water-names, places and street-names, the last three of points; street-names only from
// zoom 13 where no map is loaded. Settlements come in by their kind, cities at zoom 4 and
// hamlets at 13. Streets come in by class, from the motorways at zoom 5 to paths at 14, railways
// at 8 and trams at 11.
func (s *Store) GroundTile(ctx context.Context, t maptile.Tile) (geo.Tile, error) {
	const coarse = 8 // a tile of zoom 13 has some 10 such cells
	var runs []geo.Run
	if t.Z >= namesFrom {
		near, err := geo.Cover(orb.MultiPolygon{t.Bound(0.2).ToPolygon()}, coarse)
		if err != nil {
			return geo.Tile{}, fmt.Errorf("cells of tile %d/%d/%d: %w", t.Z, t.X, t.Y, err)
		}
		if runs, err = near.Runs(geo.DefaultResolution); err != nil {
			return geo.Tile{}, fmt.Errorf("cells of tile %d/%d/%d: %w", t.Z, t.X, t.Y, err)
		}
	}
	first, last := bounds(runs)
	return s.tile(ctx, groundTile, pgx.StrictNamedArgs{
		"z": int(t.Z), "x": int(t.X), "y": int(t.Y), "kinds": kindsOfPlace(), "first": first, "last": last, "coarse": coarse,
	})
}

// kindsOfPlace returns the locations of the public data that name a kind of place
// and no street.
func kindsOfPlace() []string {
	var names []string
	for _, k := range crime.PlaceKinds() {
		if k.Location != "" {
			names = append(names, k.Location)
		}
	}
	return append(names, "No Location")
}

// mostFeatures is how many features a layer of a tile has at most: about half a megabyte.
const mostFeatures = 6000

func (s *Store) tile(ctx context.Context, sql string, args pgx.StrictNamedArgs) (geo.Tile, error) {
	args["most"] = mostFeatures
	rows, _ := s.db.Query(ctx, sql, args)
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[geo.Tile])
	return t, wrap(err, "tile %d/%d/%d", args["z"], args["x"], args["y"])
}

const mapStamp = `SELECT concat_ws('-', max(id), count(*), count(gone)) FROM imports`

// MapStamp returns a text that changes with the areas, sites, streets and waters: with
// every import, and whenever one goes.
func (s *Store) MapStamp(ctx context.Context) (string, error) {
	rows, _ := s.db.Query(ctx, mapStamp)
	stamp, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
	return stamp, wrap(err, "stamp of the imports")
}
