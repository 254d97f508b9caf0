package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"beatplan/geo"
)

// A name is found where one of its words begins with what is searched for.
const findPlaces = `
WITH found AS (
    SELECT CASE kind WHEN 'ward' THEN 2 ELSE 0 END AS class, kind, name, '' AS within, ST_PointOnSurface(geom) AS at
    FROM areas
    WHERE kind <> 'lsoa' AND (name ILIKE @start OR name ILIKE @word)
    UNION ALL
    SELECT 1, s.kind, s.name, coalesce(a.name, ''), s.position
    FROM settlements AS s
    LEFT JOIN areas AS a ON a.kind = 'district' AND ST_Intersects(a.geom, s.position)
    WHERE s.name ILIKE @start OR s.name ILIKE @word
    UNION ALL
    SELECT 3, category, name, coalesce(address, ''), position
    FROM sites
    WHERE position IS NOT NULL AND category <> 'household' AND (name ILIKE @start OR name ILIKE @word)
    UNION ALL
    SELECT 4, 'water', w.name, coalesce(a.name, ''), (array_agg(p.position ORDER BY w.area DESC, w.id))[1]
    FROM water AS w
    CROSS JOIN LATERAL ST_PointOnSurface(w.geom) AS p (position)
    LEFT JOIN areas AS a ON a.kind = 'district' AND ST_Intersects(a.geom, p.position)
    WHERE w.kind = 'inland' AND (w.name ILIKE @start OR w.name ILIKE @word)
    GROUP BY w.name, a.name
    UNION ALL
    SELECT 4, 'street', s.name, coalesce(a.name, ''), ST_Centroid(ST_Collect(s.line))
    FROM streets AS s
    LEFT JOIN areas AS a ON a.kind = 'district' AND ST_Intersects(a.geom, ST_StartPoint(s.line))
    WHERE (s.name ILIKE @start OR s.name ILIKE @word) AND s.` + notRail + `
    GROUP BY s.name, a.name
    UNION ALL
    SELECT 4, 'street', regexp_replace(o.location, '^On or near ', ''), coalesce(a.name, ''), ST_SetSRID(ST_MakePoint(avg(o.longitude), avg(o.latitude)), 4326)
    FROM offences AS o
    LEFT JOIN areas AS a ON a.kind = 'district' AND a.code = o.district
    WHERE NOT EXISTS (SELECT FROM streets WHERE ` + notRail + `) AND NOT o.withdrawn AND o.longitude IS NOT NULL
        AND o.location ILIKE 'On or near ' || @start AND regexp_replace(o.location, '^On or near ', '') <> ALL (@kinds::text[])
    GROUP BY 3, 4
)
SELECT kind, name, within, at
FROM found
ORDER BY name NOT ILIKE @start, class, name, within, ST_X(at), ST_Y(at)
LIMIT @limit`

// likeEscaper takes the meaning of a pattern from a text.
var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// FindPlaces returns areas, settlements, sites, waters and streets by name: those that begin
// with the text first. A name that several waters of a district have is found at the largest. Without a map of streets the locations of offences stand for them.
// It reads all names: some tens of milliseconds for a county.
func (s *Store) FindPlaces(ctx context.Context, text string, limit int) ([]geo.NamedPlace, error) {
	like := likeEscaper.Replace(text) + "%"
	rows, _ := s.db.Query(ctx, findPlaces, pgx.StrictNamedArgs{"start": like, "word": "% " + like, "kinds": kindsOfPlace(), "limit": limit})
	places, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (geo.NamedPlace, error) {
		var p geo.NamedPlace
		err := row.Scan(&p.Kind, &p.Name, &p.Within, &p.At)
		return p, err
	})
	return places, wrap(err, "places named %q", text)
}
