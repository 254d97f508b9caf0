package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
)

const insertResult = `
INSERT INTO results (id, kind, area_kind, area_code, summary, document, principal)
VALUES (@id, @kind, @area_kind, @area_code, @summary, @document, @principal)
ON CONFLICT (id) DO NOTHING`

// SaveResult keeps a result unless it is kept already.
func (s *Store) SaveResult(ctx context.Context, r result.Result, principal string) error {
	_, err := s.db.Exec(ctx, insertResult, resultArgs(r, principal))
	return wrap(err, "save %s %s", r.Kind, r.ID)
}

// SaveSurface keeps a surface and the values of its cells, unless it is kept
// already.
func (s *Store) SaveSurface(ctx context.Context, r result.Result, cells []crime.CellValue, principal string) error {
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error { return saveSurface(ctx, tx, r, cells, principal) })
	return wrap(err, "save surface %s", r.ID)
}

func saveSurface(ctx context.Context, tx pgx.Tx, r result.Result, cells []crime.CellValue, principal string) error {
	tag, err := tx.Exec(ctx, insertResult, resultArgs(r, principal))
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"surface_cells"}, []string{"surface", "cell", "count", "harm", "asb", "risk"},
		pgx.CopyFromSlice(len(cells), func(i int) ([]any, error) {
			c := cells[i]
			return []any{r.ID, int64(c.Cell), c.Count, c.Harm, c.ASB, c.Risk}, nil
		}))
	return err
}

// SaveModel keeps a model, its surface with the values of its cells, and which imports
// have rows of what it was made from, all or none of it, unless it is kept already.
func (s *Store) SaveModel(ctx context.Context, model, surface result.Result, cells []crime.CellValue, f ledger.Footing, principal string) error {
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if err := saveSurface(ctx, tx, surface, cells, principal); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, insertResult, resultArgs(model, principal)); err != nil {
			return err
		}
		return saveLineage(ctx, tx, model.ID, f)
	})
	return wrap(err, "save model %s", model.ID)
}

func resultArgs(r result.Result, principal string) pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{
		"id": r.ID, "kind": string(r.Kind), "area_kind": string(r.AreaKind), "area_code": r.AreaCode,
		"summary": r.Summary, "document": string(r.Document), "principal": principal,
	}
}

const selectResult = `
SELECT id, kind, area_kind, area_code, summary, document, ` + lastDecision + ` AS decision
FROM results AS r
WHERE kind = @kind AND id = @id`

// Result returns the result of a kind with an id. A fault.NotFound says that
// there is none.
func (s *Store) Result(ctx context.Context, kind result.Kind, id string) (result.Result, error) {
	rows, _ := s.db.Query(ctx, selectResult, pgx.StrictNamedArgs{"kind": string(kind), "id": id})
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[result.Result])
	if errors.Is(err, pgx.ErrNoRows) {
		return r, fault.New(fault.NotFound, "no %s %s", kind, id)
	}
	return r, wrap(err, "%s %s", kind, id)
}

const listResults = `
SELECT id, kind, area_kind, area_code, summary || jsonb_build_object('recorded_by', principal, 'recorded_at', recorded_at) AS summary,
    ''::bytea AS document, ` + lastDecision + ` AS decision
FROM results AS r
WHERE kind = @kind AND (@area_code = '' OR (area_kind = @area_kind AND area_code = @area_code))
ORDER BY recorded_at DESC, id
LIMIT 500`

// Results returns the summaries of the results of a kind for an area, or for
// every area where it is nil, newest first, at most 500. To each summary it adds
// recorded_by, recorded_at and the decision that counts.
func (s *Store) Results(ctx context.Context, kind result.Kind, a *geo.Area) ([]json.RawMessage, error) {
	args := pgx.StrictNamedArgs{"kind": string(kind), "area_kind": "", "area_code": ""}
	if a != nil {
		args["area_kind"], args["area_code"] = string(a.Kind), a.Code
	}
	rows, _ := s.db.Query(ctx, listResults, args)
	summaries, err := pgx.CollectRows(rows, listed)
	return summaries, wrap(err, "results of kind %s", kind)
}

// listed scans a result and returns what lists show of it.
func listed(row pgx.CollectableRow) (json.RawMessage, error) {
	r, err := pgx.RowToStructByName[result.Result](row)
	if err != nil {
		return nil, err
	}
	return r.Listed(), nil
}

const surfaceCells = `
SELECT cell, count, harm, asb, risk
FROM surface_cells
WHERE surface = @surface
ORDER BY cell`

// SurfaceCells returns the values of the cells of a surface, ascending. A cell
// of the lattice that is not among them has none of what is counted.
func (s *Store) SurfaceCells(ctx context.Context, id string) ([]crime.CellValue, error) {
	rows, _ := s.db.Query(ctx, surfaceCells, pgx.StrictNamedArgs{"surface": id})
	cells, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (crime.CellValue, error) {
		var c crime.CellValue
		var cell int64
		err := row.Scan(&cell, &c.Count, &c.Harm, &c.ASB, &c.Risk)
		c.Cell = h3.Cell(cell)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("cells of surface %s: %w", id, err)
	}
	return cells, nil
}
