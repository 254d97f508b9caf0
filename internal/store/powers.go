package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"beatplan/geo"
)

func powers(repair bool) staging[geo.Power] {
	return staging[geo.Power]{
		table: table{name: "powers", key: []string{"authority", "reference"}, columns: []string{
			"authority", "reference", "kind", "text", "from_at", "to_at", "extended", "geom",
		}, shapes: []string{"geom"}},
		values: func(p geo.Power) []any {
			var to any
			if !p.To.IsZero() {
				to = p.To
			}
			return []any{p.Authority, p.Reference, string(p.Kind), p.Text, p.From, to, p.Extended, p.Land}
		},
		mend: mended("powers", "power", "reference || ' of ' || authority", repair),
	}
}

// ImportPowers does what ImportAreas does with legal powers, known by authority
// and reference.
func (s *Store) ImportPowers(ctx context.Context, files []Incoming[geo.Power], principal string) ([]json.RawMessage, error) {
	return load(ctx, s, files, principal, powers(false))
}

// RepairPowers does the same, and repairs polygons that are not valid.
func (s *Store) RepairPowers(ctx context.Context, files []Incoming[geo.Power], principal string) ([]json.RawMessage, error) {
	return load(ctx, s, files, principal, powers(true))
}

const selectPowers = `
SELECT kind, authority, reference, text, from_at, to_at, extended, geom, import_id
FROM powers
WHERE from_at < @to AND (to_at IS NULL OR to_at > @from) AND ST_Intersects(geom, ST_MakeEnvelope(@west, @south, @east, @north, 4326))
ORDER BY kind, from_at, authority, reference`

// PowersAt returns the powers that are in force at some time in [from, to) in
// some place of a bound, by kind.
func (s *Store) PowersAt(ctx context.Context, from, to time.Time, b orb.Bound) ([]geo.Power, error) {
	rows, _ := s.db.Query(ctx, selectPowers, pgx.StrictNamedArgs{
		"from": from, "to": to, "west": b.Left(), "south": b.Bottom(), "east": b.Right(), "north": b.Top(),
	})
	powers, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (geo.Power, error) {
		var p geo.Power
		var to *time.Time
		err := row.Scan(&p.Kind, &p.Authority, &p.Reference, &p.Text, &p.From, &to, &p.Extended, &p.Land, &p.Import)
		p.From = p.From.UTC()
		if to != nil {
			p.To = to.UTC()
		}
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("powers from %s to %s in %v: %w", from, to, b, err)
	}
	return powers, nil
}
