package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
)

const latticePartIDs = `SELECT part FROM lattice_parts WHERE lattice = @lattice ORDER BY part`

// LatticeParts returns the parts that a lattice has cells of, ascending: their ancestors
// geo.PartsUp resolutions up.
func (s *Store) LatticeParts(ctx context.Context, lattice string) ([]h3.Cell, error) {
	rows, _ := s.db.Query(ctx, latticePartIDs, pgx.StrictNamedArgs{"lattice": lattice})
	parts, err := pgx.CollectRows(rows, pgx.RowTo[h3.Cell])
	return parts, wrap(err, "parts of lattice %s", lattice)
}

// OFFSET keeps the planner, which knows nothing of a surface just made, to the index: it
// would read all cells for every part.
const surfaceValues = `
SELECT v.cell, v.count, v.harm, v.asb, v.risk
FROM unnest(@first::bigint[], @last::bigint[]) AS run (first, last)
CROSS JOIN LATERAL (
    SELECT cell, count, harm, asb, risk FROM surface_cells WHERE surface = @surface AND cell BETWEEN run.first AND run.last ORDER BY cell OFFSET 0
) AS v`

const viewedValues = `
SELECT v.cell, v.count, v.harm, v.asb, v.risk
FROM unnest(@first::bigint[], @last::bigint[]) AS run (first, last)
CROSS JOIN LATERAL (
    SELECT cell, count, harm, asb, risk FROM surface_views WHERE surface = @surface AND cell BETWEEN run.first AND run.last ORDER BY cell OFFSET 0
) AS v`

const latticeParts = `SELECT cells FROM lattice_parts WHERE lattice = @lattice AND part = ANY (@parts::bigint[]) ORDER BY part`

// SurfaceParts returns what a surface has in each of some parts, ascending: all cells of
// its lattice, nothing where a cell has none, or where the parts are coarser than its,
// their ancestors geo.PartsUp resolutions below the parts.
func (s *Store) SurfaceParts(ctx context.Context, surface, lattice string, resolution int, parts []h3.Cell) ([][]crime.CellValue, error) {
	if len(parts) == 0 {
		return nil, nil
	}
	shown := parts[0].Resolution() + geo.PartsUp
	first, last := bounds(geo.Below(parts, shown))
	args := pgx.StrictNamedArgs{"surface": surface, "first": first, "last": last}
	var values []crime.CellValue
	var land []h3.Cell
	var batch pgx.Batch
	if shown < resolution {
		batch.Queue(viewedValues, args).Query(collect(&values, cellValue))
	} else {
		batch.Queue(surfaceValues, args).Query(collect(&values, cellValue))
		batch.Queue(latticeParts, pgx.StrictNamedArgs{"lattice": lattice, "parts": parts}).Query(func(rows pgx.Rows) error {
			found, err := pgx.CollectRows(rows, pgx.RowTo[[]h3.Cell])
			land = slices.Concat(found...)
			return err
		})
	}
	if err := s.db.SendBatch(ctx, &batch).Close(); err != nil {
		return nil, fmt.Errorf("parts of surface %s: %w", surface, err)
	}
	if shown == resolution {
		values = withEmpty(values, land)
	}
	return byPart(values, parts), nil
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

// byPart cuts values into those of each of some parts, all ascending.
func byPart(values []crime.CellValue, parts []h3.Cell) [][]crime.CellValue {
	cut := make([][]crime.CellValue, len(parts))
	for i, p := range parts {
		end := slices.IndexFunc(values, func(v crime.CellValue) bool { return geo.Parent(v.Cell, p.Resolution()) != p })
		if end < 0 {
			end = len(values)
		}
		cut[i], values = slices.Clone(values[:end]), values[end:] // each may be forgotten for itself
	}
	return cut
}
