package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
)

func partnerCounts() staging[crime.PartnerCount] {
	return staging[crime.PartnerCount]{
		table: table{name: "partner_counts", key: []string{"key", "ordinal"}, columns: []string{
			"key", "ordinal", "source", "reference", "type", "venue", "area_code", "from_at", "to_at", "precision", "count", "below", "quality",
			"longitude", "latitude", "cell", "given_x", "given_y", "given_srid",
		}},
		values: func(c crime.PartnerCount) []any {
			var below any
			if c.Below > 0 {
				below = c.Below
			}
			return append([]any{
				[16]byte(c.Key), 1, c.Source, known(c.Reference), known(c.Type), known(c.Venue), known(c.AreaCode),
				c.From, c.To, string(c.Precision), c.Count, below, array(c.Quality),
			}, position(c.At, c.Cell, c.Given)...)
		},
		cutOff: lastDay("partner_counts"),
		mend:   numbered("partner_counts"),
	}
}

// ImportPartnerCounts does what ImportOffences does with counts of partners, known
// by key.
func (s *Store) ImportPartnerCounts(ctx context.Context, files []Incoming[crime.PartnerCount], principal string) ([]json.RawMessage, error) {
	return load(ctx, s, files, principal, partnerCounts())
}

const selectPartnerCounts = `
SELECT key, source, coalesce(reference, ''), coalesce(type, ''), coalesce(venue, ''), coalesce(area_code, ''),
    from_at, to_at, precision, count, coalesce(below, 0), quality,
    longitude, latitude, coalesce(cell, 0), given_x, given_y, given_srid
FROM partner_counts
WHERE from_at < @to AND (to_at > @from OR from_at >= @from)
ORDER BY from_at, source, key, ordinal`

// PartnerCounts returns the counts of which some time is in [from, to), wherever
// they are of.
func (s *Store) PartnerCounts(ctx context.Context, from, to time.Time) ([]crime.PartnerCount, error) {
	rows, _ := s.db.Query(ctx, selectPartnerCounts, pgx.StrictNamedArgs{"from": from, "to": to})
	counts, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (crime.PartnerCount, error) {
		var c crime.PartnerCount
		var longitude, latitude, x, y *float64
		var cell int64
		var srid *int
		err := row.Scan((*[16]byte)(&c.Key), &c.Source, &c.Reference, &c.Type, &c.Venue, &c.AreaCode,
			&c.From, &c.To, &c.Precision, &c.Count, &c.Below, &c.Quality, &longitude, &latitude, &cell, &x, &y, &srid)
		c.From, c.To, c.Cell = c.From.UTC(), c.To.UTC(), h3.Cell(cell)
		if longitude != nil && latitude != nil {
			c.At = &orb.Point{*longitude, *latitude}
		}
		if x != nil && y != nil && srid != nil {
			c.Given = &geo.Given{X: *x, Y: *y, SRID: *srid}
		}
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("partner counts from %s to %s: %w", from, to, err)
	}
	return counts, nil
}
