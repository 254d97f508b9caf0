package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/geo"
)

func water() staging[geo.Water] {
	return staging[geo.Water]{
		table: table{name: "water", key: []string{"id"}, columns: []string{"id", "kind", "name", "area", "geom"}, shapes: []string{"geom"}},
		values: func(w geo.Water) []any {
			var area any
			if w.Kind == geo.Inland {
				area = orbgeo.Area(w.Shape)
			}
			return []any{w.ID, string(w.Kind), w.Name, area, w.Shape}
		},
		mend: mended("water", "water", "id", true),
	}
}

const selectWater = `
SELECT id, kind, name, geom AS shape
FROM water
WHERE geom && ST_MakeEnvelope(@west, @south, @east, @north, 4326) AND (kind = 'coast' OR area >= @least)
ORDER BY id`

// Water returns the coasts that may touch a bound, and the inland waters of at
// least so many square metres, by id.
func (s *Store) Water(ctx context.Context, b orb.Bound, least float64) ([]geo.Water, error) {
	rows, _ := s.db.Query(ctx, selectWater, pgx.StrictNamedArgs{
		"west": b.Left(), "south": b.Bottom(), "east": b.Right(), "north": b.Top(), "least": least,
	})
	waters, err := pgx.CollectRows(rows, pgx.RowToStructByName[geo.Water])
	return waters, wrap(err, "water in %v", b)
}
