package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
)

// OFFSET keeps the planner, which knows nothing of a surface just made, to the index: it
// would read all cells for every run.
const surfaceValues = `
SELECT v.cell, v.count, v.harm, v.asb, v.risk
FROM unnest(@first::bigint[], @last::bigint[]) AS run (first, last)
CROSS JOIN LATERAL (
    SELECT cell, count, harm, asb, risk FROM surface_cells WHERE surface = @surface AND cell BETWEEN run.first AND run.last OFFSET 0
) AS v`

const viewedValues = `
SELECT v.cell, v.count, v.harm, v.asb, v.risk
FROM unnest(@first::bigint[], @last::bigint[]) AS run (first, last)
CROSS JOIN LATERAL (
    SELECT cell, count, harm, asb, risk FROM surface_views WHERE surface = @surface AND cell BETWEEN run.first AND run.last OFFSET 0
) AS v`

const latticeParts = `SELECT cells FROM lattice_parts WHERE lattice = @lattice AND part = ANY (@parts::bigint[]) ORDER BY part`

// SurfaceTile returns the tile of a surface on a lattice: layer cells. Where
// single cells would be too small to see it has their ancestors, with counts
// and harm summed and the highest risk; else it has the lattice's empty cells
// too. It reads the cells of the tile's own ground and takes as long however large the
// surface is.
func (s *Store) SurfaceTile(ctx context.Context, surface, lattice string, resolution int, t maptile.Tile) (geo.Tile, error) {
	shown := tileResolution(t.Z, resolution)
	blocks, err := geo.Blocks(t.Bound(margin), shown)
	if err != nil {
		return geo.Tile{}, fmt.Errorf("tile %d/%d/%d: %w", t.Z, t.X, t.Y, err)
	}
	runs := geo.Below(blocks, shown)
	first, last := bounds(runs)
	args := pgx.StrictNamedArgs{"surface": surface, "first": first, "last": last}
	var values []crime.CellValue
	var land []h3.Cell
	var batch pgx.Batch
	if shown < resolution {
		batch.Queue(viewedValues, args).Query(collect(&values, cellValue))
	} else {
		batch.Queue(surfaceValues, args).Query(collect(&values, cellValue))
		parts, err := geo.Parts(blocks, resolution)
		if err != nil {
			return geo.Tile{}, fmt.Errorf("tile %d/%d/%d: %w", t.Z, t.X, t.Y, err)
		}
		batch.Queue(latticeParts, pgx.StrictNamedArgs{"lattice": lattice, "parts": parts}).Query(func(rows pgx.Rows) error {
			found, err := pgx.CollectRows(rows, pgx.RowTo[[]h3.Cell])
			land = slices.Concat(found...)
			return err
		})
	}
	if err := s.db.SendBatch(ctx, &batch).Close(); err != nil {
		return geo.Tile{}, fmt.Errorf("tile %d/%d/%d of surface %s: %w", t.Z, t.X, t.Y, surface, err)
	}
	slices.SortFunc(values, func(a, b crime.CellValue) int { return cmp.Compare(a.Cell, b.Cell) })
	if shown == resolution {
		values = withEmpty(values, geo.Within(land, runs))
	}
	more := len(values) > mostHexagons
	drawn, err := drawHexagons(values[:min(len(values), mostHexagons)], t)
	return geo.Tile{MVT: drawn, More: more}, err
}

// collect returns what puts all rows of an answer into a slice.
func collect[T any](into *[]T, read pgx.RowToFunc[T]) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, read)
		return err
	}
}

func cellValue(row pgx.CollectableRow) (c crime.CellValue, err error) {
	err = row.Scan(&c.Cell, &c.Count, &c.Harm, &c.ASB, &c.Risk)
	return c, err
}

// withEmpty returns the values of the cells of some land, both ascending: nothing where
// a cell has none.
func withEmpty(values []crime.CellValue, land []h3.Cell) []crime.CellValue {
	all := make([]crime.CellValue, 0, len(land))
	for _, cell := range land {
		for len(values) > 0 && values[0].Cell < cell {
			values = values[1:]
		}
		v := crime.CellValue{Cell: cell}
		if len(values) > 0 && values[0].Cell == cell {
			v = values[0]
		}
		all = append(all, v)
	}
	return all
}

const (
	extent = 4096        // units of a tile's side
	margin = 64.0 / 4096 // of a tile's side that is drawn around it, so that borders do not show
)

// drawHexagons draws cells in a tile, but for those beside it.
func drawHexagons(values []crime.CellValue, t maptile.Tile) ([]byte, error) {
	layer := mvtLayer{name: "cells", keys: []string{"cell", "count", "harm", "asb", "resolution", "risk"}}
	tile := orb.Bound{Min: orb.Point{-margin * extent, -margin * extent}, Max: orb.Point{(1 + margin) * extent, (1 + margin) * extent}}
	for _, v := range values {
		outline, err := geo.Hexagon(v.Cell)
		if err != nil {
			return nil, err
		}
		ring := outline[0]
		for i, p := range ring {
			ring[i] = inTile(p, t)
		}
		bound := ring.Bound()
		if !bound.Intersects(tile) {
			continue
		}
		if !tile.Contains(bound.Min) || !tile.Contains(bound.Max) {
			if ring = clip.Ring(tile, ring); len(ring) < 4 || planar.Area(ring) == 0 {
				continue // it only touches
			}
		}
		layer.text(0, v.Cell.String())
		layer.number(1, v.Count)
		layer.number(2, v.Harm)
		layer.number(3, v.ASB)
		layer.number(4, float64(v.Cell.Resolution()))
		if v.Risk != nil {
			layer.number(5, *v.Risk)
		}
		ring.Reverse() // rows count downwards: what ran against the clock runs with it
		layer.polygon(ring)
	}
	return layer.tile(), nil
}

// inTile returns where a WGS 84 position is in a tile, in its units, from its left top.
func inTile(p orb.Point, t maptile.Tile) orb.Point {
	side := math.Exp2(float64(t.Z))
	sin := math.Sin(p[1] * math.Pi / 180)
	x := (p[0]/360 + 0.5) * side
	y := (0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)) * side
	return orb.Point{math.Round((x - float64(t.X)) * extent), math.Round((y - float64(t.Y)) * extent)}
}
