package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
)

const insertResult = `
INSERT INTO results (id, kind, area_kind, area_code, summary, document, problem, principal, parent)
VALUES (@id, @kind, @area_kind, @area_code, @summary, @document, @problem, @principal, nullif(@parent, ''))
ON CONFLICT (id) DO NOTHING`

// A document's features can be asked for by place: the zones of a zone set, and the
// stops, spots and other parts of a plan.
const insertPlaces = `
INSERT INTO places (result, number, kind, feature, geom, properties)
SELECT r.id, f.number, coalesce(f.feature -> 'properties' ->> 'kind', 'zone'), f.feature ->> 'id',
    ST_SetSRID(ST_GeomFromGeoJSON(f.feature ->> 'geometry'), 4326), f.feature -> 'properties'
FROM results AS r
CROSS JOIN LATERAL jsonb_array_elements(r.document::jsonb -> 'features') WITH ORDINALITY AS f (feature, number)
WHERE r.id = @id AND r.kind IN ('zone_set', 'plan') AND jsonb_typeof(f.feature -> 'geometry') = 'object'`

// KeepResults keeps results that were made together, each with what belongs beside it and with
// which imports have rows of what they were made from, all or none of it. What is kept
// already stays as it is.
func (s *Store) KeepResults(ctx context.Context, results []result.Result, f ledger.Inputs, principal string) error {
	return pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		for _, r := range results {
			if err := keep(ctx, tx, r, f, principal); err != nil {
				return fmt.Errorf("keep %s %s: %w", r.Kind, r.ID, err)
			}
		}
		return nil
	})
}

func keep(ctx context.Context, tx pgx.Tx, r result.Result, f ledger.Inputs, principal string) error {
	var problem *string
	if r.Problem != nil {
		text := string(r.Problem)
		problem = &text
	}
	tag, err := tx.Exec(ctx, insertResult, pgx.StrictNamedArgs{
		"id": r.ID, "kind": string(r.Kind), "area_kind": string(r.AreaKind), "area_code": r.AreaCode,
		"summary": r.Summary, "document": string(r.Document), "problem": problem, "principal": principal, "parent": r.Parent,
	})
	if violates(err, "results_edited_once") {
		return fault.New(fault.Stale, "somebody has edited %s since: look at its newest version, and edit that", r.Parent)
	}
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, insertPlaces, pgx.StrictNamedArgs{"id": r.ID}); err != nil {
		return err
	}
	if err := keepEdit(ctx, tx, r, principal); err != nil {
		return err
	}
	parts, err := partsOf(r.Cells)
	if err != nil {
		return err
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"surface_parts"}, []string{"surface", "part", "cells", "counts", "harms", "asbs", "risks"},
		pgx.CopyFromSlice(len(parts), func(i int) ([]any, error) {
			p := parts[i]
			return []any{r.ID, p.Part, p.Cells, p.Counts, p.Harms, p.ASBs, p.Risks}, nil
		}))
	if err != nil {
		return err
	}
	return saveLineage(ctx, tx, r.ID, f)
}

const selectProblem = `SELECT problem FROM results WHERE kind = @kind AND id = @id`

// Problem returns what a plan was planned from, as it was kept. A fault.NotFound says
// that there is no such plan, or that nothing was kept beside it.
func (s *Store) Problem(ctx context.Context, plan string) ([]byte, error) {
	return s.problem(ctx, result.Plan, plan)
}

// Working returns what a zone set can be edited from, as it was kept. A fault.NotFound
// says that there is no such set, or that nothing was kept beside it.
func (s *Store) Working(ctx context.Context, set string) ([]byte, error) {
	return s.problem(ctx, result.ZoneSet, set)
}

func (s *Store) problem(ctx context.Context, kind result.Kind, id string) ([]byte, error) {
	var problem *string
	err := s.db.QueryRow(ctx, selectProblem, pgx.StrictNamedArgs{"kind": string(kind), "id": id}).Scan(&problem)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, fault.New(fault.NotFound, "no %s %s", kind, id)
	case err != nil:
		return nil, fmt.Errorf("problem of %s %s: %w", kind, id, err)
	case problem == nil:
		return nil, fault.New(fault.NotFound, "%s %s was made before it was kept what it was made from: make it again", kind, id)
	}
	return []byte(*problem), nil
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
