package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/roads"
)

func streets() staging[roads.Street] {
	return staging[roads.Street]{
		table: table{name: "streets", key: []string{"id"}, columns: []string{
			"id", "name", "class", "nodes", "foot", "cycle", "vehicle", "emergency", "private", "floods", "max_speed", "closed", "bridge", "tunnel", "lit", "line",
		}, shapes: []string{"line"}},
		values: func(s roads.Street) []any {
			var speed any
			if s.MaxSpeed > 0 {
				speed = s.MaxSpeed
			}
			return []any{
				s.ID, s.Name, s.Class, s.Nodes, int16(s.Foot), int16(s.Cycle), int16(s.Vehicle), int16(s.Emergency),
				s.Private, s.Floods, speed, s.Closed, s.Bridge, s.Tunnel, s.Lit, s.Line,
			}
		},
	}
}

// ImportMap does what ImportOffences does with the sites, the streets, the waters and the
// settlements of maps, all or none of them: sites known by source and id, the others by
// id.
func (s *Store) ImportMap(
	ctx context.Context, places []Incoming[geo.Site], ways []Incoming[roads.Street], waters []Incoming[geo.Water], names []Incoming[geo.Settlement], principal string,
) ([]json.RawMessage, error) {
	var entries []json.RawMessage
	err := s.importing(ctx, func(tx pgx.Tx) error {
		first, err := loadAll(ctx, tx, places, principal, sites(&siteImport{extract: true}))
		if err != nil {
			return err
		}
		second, err := loadAll(ctx, tx, ways, principal, streets())
		if err != nil {
			return err
		}
		third, err := loadAll(ctx, tx, waters, principal, water())
		if err != nil {
			return err
		}
		fourth, err := loadAll(ctx, tx, names, principal, settlements())
		entries = slices.Concat(first, second, third, fourth)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("import map: %w", err)
	}
	return entries, nil
}

// notRail leaves rails out, which are kept beside the streets: those of [roads.Rails].
const notRail = `class NOT IN ('rail', 'light_rail', 'subway', 'tram')`

const selectStreets = `
SELECT id, name, class, nodes, foot, cycle, vehicle, emergency, private, floods, coalesce(max_speed, 0) AS max_speed, closed, bridge, tunnel, lit, line
FROM streets
WHERE line && ST_MakeEnvelope(@west, @south, @east, @north, 4326) AND ` + notRail + `
ORDER BY id`

// Streets returns the streets that may touch a bound, by id.
func (s *Store) Streets(ctx context.Context, b orb.Bound) ([]roads.Street, error) {
	rows, _ := s.db.Query(ctx, selectStreets, pgx.StrictNamedArgs{"west": b.Left(), "south": b.Bottom(), "east": b.Right(), "north": b.Top()})
	streets, err := pgx.CollectRows(rows, pgx.RowToStructByName[roads.Street])
	return streets, wrap(err, "streets in %v", b)
}

// What an import brought never changes, so it and the id stand for a street's content.
const selectStreetsVersion = `
SELECT count(*) || '-' || to_hex(coalesce(bit_xor(hashint8extended(id, import_id)), 0))
FROM streets
WHERE line && ST_MakeEnvelope(@west, @south, @east, @north, 4326) AND ` + notRail

// StreetsVersion returns what stands for the streets that may touch a bound: it changes
// when they do.
func (s *Store) StreetsVersion(ctx context.Context, b orb.Bound) (version string, err error) {
	err = s.db.QueryRow(ctx, selectStreetsVersion, pgx.StrictNamedArgs{"west": b.Left(), "south": b.Bottom(), "east": b.Right(), "north": b.Top()}).Scan(&version)
	return version, wrap(err, "version of the streets in %v", b)
}

const selectStreetNames = `
SELECT coalesce(s.name, '') AS name
FROM unnest(@lons::float8[], @lats::float8[]) WITH ORDINALITY AS p (lon, lat, i)
LEFT JOIN LATERAL (
    SELECT t.name
    FROM streets AS t
    WHERE t.name <> '' AND t.` + notRail + ` AND t.line && ST_Expand(ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326), @metres / (111000 * cos(radians(p.lat))), @metres / 111000)
      AND ST_DWithin(t.line::geography, ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326)::geography, @metres)
    ORDER BY ST_Distance(t.line::geography, ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326)::geography), t.name
    LIMIT 1) AS s ON true
ORDER BY p.i`

// StreetNames returns for each position the name of the nearest street that has one and
// is at most so many metres away; empty where there is none.
func (s *Store) StreetNames(ctx context.Context, positions []orb.Point, metres float64) ([]string, error) {
	lons, lats := make([]float64, len(positions)), make([]float64, len(positions))
	for i, p := range positions {
		lons[i], lats[i] = p.Lon(), p.Lat()
	}
	rows, _ := s.db.Query(ctx, selectStreetNames, pgx.StrictNamedArgs{"lons": lons, "lats": lats, "metres": metres})
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return names, wrap(err, "names of the streets at %d positions", len(positions))
}
