package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/paulmach/orb/project"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

const hasLattice = `SELECT EXISTS (SELECT FROM lattices WHERE id = @id)`

const insertLattice = `
INSERT INTO lattices (id, resolution, cells)
VALUES (@id, @resolution, @cells)
ON CONFLICT DO NOTHING`

const createHexagons = `
CREATE TEMPORARY TABLE new_hexagons (cell bigint, resolution smallint, wkb bytea) ON COMMIT DROP`

const mergeHexagons = `
INSERT INTO hexagons (cell, resolution, geom)
SELECT cell, resolution, ST_GeomFromWKB(wkb, 3857)
FROM new_hexagons
ORDER BY cell
ON CONFLICT DO NOTHING`

// SaveLattice stores a lattice and the hexagons that its tiles are drawn from,
// unless it is there.
func (s *Store) SaveLattice(ctx context.Context, l geo.Lattice) error {
	var there bool
	if err := s.db.QueryRow(ctx, hasLattice, pgx.StrictNamedArgs{"id": l.ID()}).Scan(&there); err != nil || there {
		return wrap(err, "look for lattice %s", l.ID())
	}
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, waitForLocks); err != nil { // another may be saving the same
			return err
		}
		if _, err := tx.Exec(ctx, createHexagons); err != nil {
			return err
		}
		cells := withAncestors(l)
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"new_hexagons"}, []string{"cell", "resolution", "wkb"},
			pgx.CopyFromSlice(len(cells), func(i int) ([]any, error) {
				hexagon, err := geo.Hexagon(cells[i])
				if err != nil {
					return nil, err
				}
				outline, err := wkb.Marshal(project.Polygon(hexagon, project.WGS84.ToMercator))
				return []any{int64(cells[i]), cells[i].Resolution(), outline}, err
			}))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, mergeHexagons); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, insertLattice, pgx.StrictNamedArgs{"id": l.ID(), "resolution": l.Resolution, "cells": l.Cells})
		return err
	})
	return wrap(err, "save lattice %s", l.ID())
}

// withAncestors returns the cells of a lattice and their ancestors down to the
// coarsest resolution that a tile shows.
func withAncestors(l geo.Lattice) []h3.Cell {
	all := l.Cells
	level := l
	for r := l.Resolution - 1; r >= geo.CoarsestShown; r-- {
		level = level.Coarser(r)
		all = append(all[:len(all):len(all)], level.Cells...)
	}
	return all
}
