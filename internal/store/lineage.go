package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"beatplan/internal/fault"
	"beatplan/internal/ledger"
)

// The first lineage that a result gets is the one that it was made from.
const insertLineage = `
INSERT INTO lineage (result, import_id, kind, source, rows)
SELECT @id, import_id, kind, source, n
FROM (
    SELECT import_id, 'offences' AS kind, source, count(*) AS n
    FROM offences
    WHERE month BETWEEN @from AND @to AND NOT withdrawn AND (month, source, coalesce(district, '')) NOT IN ` + leftOut + ` AND (cardinality(@types::text[]) = 0 OR type = ANY (@types))
        AND longitude BETWEEN @west AND @east AND latitude BETWEEN @south AND @north
    GROUP BY import_id, source
    UNION ALL SELECT import_id, 'sites', source, count(*)
    FROM sites
    WHERE @sites AND category <> 'household' AND coalesce(shape, position) && ST_Expand(ST_MakeEnvelope(@west, @south, @east, @north, 4326), @pad_x, @pad_y)
    GROUP BY import_id, source
    UNION ALL SELECT import_id, 'areas', '', count(*)
    FROM areas
    WHERE kind = @area_kind AND code = @area_code
        OR geom && ST_MakeEnvelope(@west, @south, @east, @north, 4326)
            AND (kind = 'district' AND @area_kind IN ('force', 'command') OR kind = 'lsoa' AND @people::text <> '')
    GROUP BY import_id
    UNION ALL SELECT p.import_id, 'people', '', count(*)
    FROM people AS p
    JOIN areas AS a ON a.kind = 'lsoa' AND a.code = p.area_code
    WHERE p.measure = @people AND a.geom && ST_MakeEnvelope(@west, @south, @east, @north, 4326)
    GROUP BY p.import_id
    UNION ALL SELECT import_id, 'streets', '', count(*)
    FROM streets
    WHERE @streets AND ` + notRail + ` AND line && ST_Expand(ST_MakeEnvelope(@west, @south, @east, @north, 4326), @pad_x, @pad_y)
    GROUP BY import_id
    UNION ALL SELECT import_id, 'events', '', count(*)
    FROM events
    WHERE @calendar AND from_at < @until AND (to_at > @from OR from_at >= @from)
    GROUP BY import_id
    UNION ALL SELECT import_id, 'water', '', count(*)
    FROM water
    WHERE geom && ST_MakeEnvelope(@west, @south, @east, @north, 4326)
    GROUP BY import_id
) AS fed
WHERE NOT EXISTS (SELECT FROM lineage WHERE result = @id)
ON CONFLICT DO NOTHING`

// saveLineage keeps which imports have rows of what a result was made from, unless
// that is kept already. Of offences these are all those of the months and types
// whose positions are within the bound.
func saveLineage(ctx context.Context, tx pgx.Tx, id string, f ledger.Inputs) error {
	b, padded := f.Bound, f.Sites
	_, err := tx.Exec(ctx, insertLineage, pgx.StrictNamedArgs{
		"id": id, "from": f.From, "to": f.To, "types": array(f.Types),
		"west": b.Left(), "east": b.Right(), "south": b.Bottom(), "north": b.Top(),
		"sites": padded != (orb.Bound{}), "pad_x": padded.Right() - b.Right(), "pad_y": padded.Top() - b.Top(),
		"area_kind": string(f.AreaKind), "area_code": f.AreaCode,
		"people": f.People, "streets": f.Streets, "calendar": f.Calendar, "until": f.To.AddDate(0, 1, 0),
	})
	return err
}

const listLineage = `
SELECT i.id::text AS import, l.kind, l.source, i.filename, i.file_hash AS sha256, coalesce(i.cut_off::text, '') AS cut_off, l.rows, coalesce(i.gone, '') AS gone
FROM lineage AS l
JOIN imports AS i ON i.id = l.import_id
WHERE l.result = @id
ORDER BY l.kind, i.id, l.source`

// Lineage returns the imports that a result was made from, by kind.
func (s *Store) Lineage(ctx context.Context, id string) ([]ledger.Source, error) {
	rows, _ := s.db.Query(ctx, listLineage, pgx.StrictNamedArgs{"id": id})
	sources, err := pgx.CollectRows(rows, pgx.RowToStructByName[ledger.Source])
	return sources, wrap(err, "lineage of %s", id)
}

const selectMaker = `SELECT principal, recorded_at FROM results WHERE id = @id`

// Maker returns who made a result, and when it was kept. A fault.NotFound says that
// there is none.
func (s *Store) Maker(ctx context.Context, id string) (principal string, at time.Time, err error) {
	err = s.db.QueryRow(ctx, selectMaker, pgx.StrictNamedArgs{"id": id}).Scan(&principal, &at)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", at, fault.New(fault.NotFound, "no result %s", id)
	}
	return principal, at, wrap(err, "%s", id)
}
