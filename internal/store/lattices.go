package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

const hasLattice = `SELECT EXISTS (SELECT FROM lattices WHERE id = @id)`

const insertLattice = `
INSERT INTO lattices (id, resolution)
VALUES (@id, @resolution)
ON CONFLICT DO NOTHING`

// SaveLattice stores a lattice, which the tiles of surfaces on it are drawn from, unless
// it is there.
func (s *Store) SaveLattice(ctx context.Context, l geo.Lattice) error {
	var there bool
	if err := s.db.QueryRow(ctx, hasLattice, pgx.StrictNamedArgs{"id": l.ID()}).Scan(&there); err != nil || there {
		return wrap(err, "look for lattice %s", l.ID())
	}
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, waitForLocks); err != nil { // another may be saving the same
			return err
		}
		tag, err := tx.Exec(ctx, insertLattice, pgx.StrictNamedArgs{"id": l.ID(), "resolution": l.Resolution})
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		rest := l.Cells
		_, err = tx.CopyFrom(ctx, pgx.Identifier{"lattice_parts"}, []string{"lattice", "part", "cells"}, pgx.CopyFromFunc(func() ([]any, error) {
			if len(rest) == 0 {
				return nil, nil
			}
			part := geo.Parent(rest[0], l.Resolution-geo.PartsUp)
			end := slices.IndexFunc(rest, func(c h3.Cell) bool { return geo.Parent(c, l.Resolution-geo.PartsUp) != part })
			if end < 0 {
				end = len(rest)
			}
			cells := rest[:end]
			rest = rest[end:]
			return []any{l.ID(), int64(part), cells}, nil
		}))
		return err
	})
	return wrap(err, "save lattice %s", l.ID())
}
