package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
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

const surfaceParts = `
SELECT part, cells, counts, harms, asbs, risks
FROM surface_parts
WHERE surface = @surface AND part = ANY (@parts::bigint[])`

const latticeParts = `SELECT part, cells FROM lattice_parts WHERE lattice = @lattice AND part = ANY (@parts::bigint[])`

// SurfaceParts returns what a surface has in each of some parts: all cells of its lattice,
// nothing where a cell has none, or where the parts are coarser than its, their ancestors
// geo.PartsUp resolutions below the parts.
func (s *Store) SurfaceParts(ctx context.Context, surface, lattice string, resolution int, parts []h3.Cell) ([][]crime.CellValue, error) {
	values, land := map[h3.Cell][]crime.CellValue{}, map[h3.Cell][]h3.Cell{}
	var batch pgx.Batch
	batch.Queue(surfaceParts, pgx.StrictNamedArgs{"surface": surface, "parts": parts}).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[surfacePart])
		for _, p := range found {
			values[p.Part] = p.values()
		}
		return err
	})
	if len(parts) > 0 && parts[0].Resolution()+geo.PartsUp == resolution {
		batch.Queue(latticeParts, pgx.StrictNamedArgs{"lattice": lattice, "parts": parts}).Query(func(rows pgx.Rows) error {
			var part h3.Cell
			var cells []h3.Cell
			_, err := pgx.ForEachRow(rows, []any{&part, &cells}, func() error {
				land[part], cells = cells, nil
				return nil
			})
			return err
		})
	}
	if err := s.db.SendBatch(ctx, &batch).Close(); err != nil {
		return nil, wrap(err, "parts of surface %s", surface)
	}
	in := make([][]crime.CellValue, len(parts))
	for i, p := range parts {
		in[i] = values[p]
		if cells, single := land[p]; single {
			in[i] = withEmpty(values[p], cells)
		}
	}
	return in, nil
}

// A surfacePart is what a surface has in a part.
type surfacePart struct {
	Part                h3.Cell
	Cells               []h3.Cell // ascending
	Counts, Harms, ASBs []float64
	Risks               []pgtype.Float8 // nil: none has one
}

func (p surfacePart) values() []crime.CellValue {
	values := make([]crime.CellValue, len(p.Cells))
	for i, c := range p.Cells {
		values[i] = crime.CellValue{Cell: c, CellTally: crime.CellTally{Count: p.Counts[i], Harm: p.Harms[i], ASB: p.ASBs[i]}}
		if p.Risks != nil && p.Risks[i].Valid {
			values[i].Risk = &p.Risks[i].Float64
		}
	}
	return values
}

// add puts the next cell in.
func (p *surfacePart) add(v crime.CellValue) {
	p.Cells = append(p.Cells, v.Cell)
	p.Counts, p.Harms, p.ASBs = append(p.Counts, v.Count), append(p.Harms, v.Harm), append(p.ASBs, v.ASB)
	if v.Risk != nil && p.Risks == nil {
		p.Risks = make([]pgtype.Float8, len(p.Cells)-1)
	}
	if v.Risk != nil {
		p.Risks = append(p.Risks, pgtype.Float8{Float64: *v.Risk, Valid: true})
	} else if p.Risks != nil {
		p.Risks = append(p.Risks, pgtype.Float8{})
	}
}

// partsOf returns the parts of a surface, and of its far views.
func partsOf(cells []crime.CellValue) ([]surfacePart, error) {
	if len(cells) == 0 {
		return nil, nil
	}
	cells = slices.SortedFunc(slices.Values(cells), func(a, b crime.CellValue) int { return cmp.Compare(a.Cell, b.Cell) })
	for i, v := range cells[1:] {
		if v.Cell == cells[i].Cell {
			return nil, fmt.Errorf("cell %s has two values", v.Cell)
		}
	}
	var parts []surfacePart
	for resolution := cells[0].Cell.Resolution(); ; resolution-- {
		for _, v := range cells {
			part := geo.Parent(v.Cell, resolution-geo.PartsUp)
			if len(parts) == 0 || parts[len(parts)-1].Part != part {
				parts = append(parts, surfacePart{Part: part})
			}
			parts[len(parts)-1].add(v)
		}
		if resolution <= geo.CoarsestShown {
			return parts, nil
		}
		cells = fartherOff(cells, resolution-1)
	}
}

// fartherOff returns the ancestors of cells, both ascending: counts, harm and anti-social
// behaviour are summed, and the risk is the highest.
func fartherOff(cells []crime.CellValue, resolution int) []crime.CellValue {
	var shown []crime.CellValue
	for _, v := range cells {
		v.Cell = geo.Parent(v.Cell, resolution)
		if len(shown) == 0 || shown[len(shown)-1].Cell != v.Cell {
			shown = append(shown, v)
			continue
		}
		of := &shown[len(shown)-1]
		of.Count, of.Harm, of.ASB = of.Count+v.Count, of.Harm+v.Harm, of.ASB+v.ASB
		if of.Risk == nil || v.Risk != nil && *v.Risk > *of.Risk {
			of.Risk = v.Risk
		}
	}
	return shown
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

// The resolution of a part comes before its place in the number of a cell.
const surfaceCells = `
SELECT part, cells, counts, harms, asbs, risks
FROM surface_parts
WHERE surface = @surface AND part >> 52 = (SELECT max(part) >> 52 FROM surface_parts WHERE surface = @surface)
ORDER BY part`

// SurfaceCells returns the values of the cells of a surface, ascending. A cell
// of the lattice that is not among them has none of what is counted.
func (s *Store) SurfaceCells(ctx context.Context, id string) ([]crime.CellValue, error) {
	rows, _ := s.db.Query(ctx, surfaceCells, pgx.StrictNamedArgs{"surface": id})
	parts, err := pgx.CollectRows(rows, pgx.RowToStructByName[surfacePart])
	if err != nil {
		return nil, wrap(err, "cells of surface %s", id)
	}
	cells := []crime.CellValue{}
	for _, p := range parts {
		cells = append(cells, p.values()...)
	}
	return cells, nil
}
