package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
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
	box := t.Bound(margin)
	blocks, err := geo.Blocks(box, shown)
	if err != nil {
		return geo.Tile{}, fmt.Errorf("tile %d/%d/%d: %w", t.Z, t.X, t.Y, err)
	}
	first, last := bounds(geo.Below(blocks, shown))
	args := pgx.StrictNamedArgs{"surface": surface, "first": first, "last": last}
	var values []crime.CellValue
	if shown < resolution {
		values, err = s.cellValues(ctx, viewedValues, args)
	} else if values, err = s.cellValues(ctx, surfaceValues, args); err == nil {
		values, err = s.withEmpty(ctx, values, lattice, blocks, resolution)
	}
	if err != nil {
		return geo.Tile{}, fmt.Errorf("tile %d/%d/%d of surface %s: %w", t.Z, t.X, t.Y, surface, err)
	}
	drawn, err := drawHexagons(values, t)
	return geo.Tile{MVT: drawn}, err
}

func (s *Store) cellValues(ctx context.Context, sql string, args pgx.StrictNamedArgs) ([]crime.CellValue, error) {
	rows, _ := s.db.Query(ctx, sql, args)
	values, err := pgx.CollectRows(rows, cellValue)
	slices.SortFunc(values, func(a, b crime.CellValue) int { return cmp.Compare(a.Cell, b.Cell) })
	return values, err
}

func cellValue(row pgx.CollectableRow) (c crime.CellValue, err error) {
	err = row.Scan(&c.Cell, &c.Count, &c.Harm, &c.ASB, &c.Risk)
	return c, err
}

// withEmpty adds the cells of a lattice on the ground of blocks that have no value.
func (s *Store) withEmpty(ctx context.Context, values []crime.CellValue, lattice string, blocks []h3.Cell, resolution int) ([]crime.CellValue, error) {
	var parts []int64
	for _, b := range blocks {
		parts = append(parts, int64(geo.Parent(b, resolution-geo.PartsUp)))
	}
	slices.Sort(parts)
	rows, _ := s.db.Query(ctx, latticeParts, pgx.StrictNamedArgs{"lattice": lattice, "parts": slices.Compact(parts)})
	land, err := pgx.CollectRows(rows, pgx.RowTo[[]h3.Cell])
	if err != nil {
		return nil, err
	}
	all := make([]crime.CellValue, 0, len(values))
	for _, cell := range slices.Concat(land...) {
		for len(values) > 0 && values[0].Cell < cell {
			values = values[1:]
		}
		v := crime.CellValue{Cell: cell}
		if len(values) > 0 && values[0].Cell == cell {
			v = values[0]
		}
		all = append(all, v)
	}
	return all, nil
}

const (
	extent = 4096        // units of a tile's side
	margin = 64.0 / 4096 // of a tile's side that is drawn around it, so that borders do not show
)

// drawHexagons draws cells in a tile, but for those beside it.
func drawHexagons(values []crime.CellValue, t maptile.Tile) ([]byte, error) {
	layer := &mvt.Layer{Name: "cells", Version: 2, Extent: extent}
	tile := orb.Bound{Min: orb.Point{-margin * extent, -margin * extent}, Max: orb.Point{(1 + margin) * extent, (1 + margin) * extent}}
	for _, v := range values {
		outline, err := geo.Hexagon(v.Cell)
		if err != nil {
			return nil, err
		}
		for i, p := range outline[0] {
			outline[0][i] = inTile(p, t)
		}
		if !outline.Bound().Intersects(tile) {
			continue
		}
		properties := geojson.Properties{
			"cell": v.Cell.String(), "count": v.Count, "harm": v.Harm, "asb": v.ASB, "resolution": v.Cell.Resolution(),
		}
		if v.Risk != nil {
			properties["risk"] = *v.Risk
		}
		layer.Features = append(layer.Features, &geojson.Feature{Geometry: outline, Properties: properties})
	}
	layer.Clip(tile)
	layer.RemoveEmpty(0, 1)
	if len(layer.Features) == 0 {
		return nil, nil
	}
	return mvt.Marshal(mvt.Layers{layer})
}

// inTile returns where a WGS 84 position is in a tile, in its units, from its left top.
func inTile(p orb.Point, t maptile.Tile) orb.Point {
	side := math.Exp2(float64(t.Z))
	sin := math.Sin(p[1] * math.Pi / 180)
	x := (p[0]/360 + 0.5) * side
	y := (0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)) * side
	return orb.Point{math.Round((x - float64(t.X)) * extent), math.Round((y - float64(t.Y)) * extent)}
}
