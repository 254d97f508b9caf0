package store

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/result"
)

const insertPlaceDecision = `
INSERT INTO place_decisions (operation, area_kind, area_code, verdict, name, why, outline, result, principal)
VALUES (@operation, @area_kind, @area_code, @verdict, @name, @why, @outline, nullif(@result, ''), @principal)
RETURNING id`

const liftInEdit = `
UPDATE place_decisions
SET lifted_by = @principal, lifted_at = now(), lifted_why = @why, lifted_in = @result
WHERE lifted_by IS NULL AND operation = @operation AND verdict = @verdict AND outline && @outline AND ST_Equals(outline, @outline)`

// keepEdit keeps what an edited zone set decides of places.
func keepEdit(ctx context.Context, tx pgx.Tx, r result.Result, principal string) error {
	for _, d := range r.Edit.Lifted {
		_, err := tx.Exec(ctx, liftInEdit, pgx.StrictNamedArgs{
			"principal": principal, "why": r.Edit.Why, "result": r.ID, "operation": d.Operation, "verdict": string(d.Verdict), "outline": d.Outline,
		})
		if err != nil {
			return err
		}
	}
	for _, d := range r.Edit.Made {
		d.Result, d.By, d.AreaKind, d.AreaCode = r.ID, principal, r.AreaKind, r.AreaCode
		if _, err := addPlaceDecision(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

// rower is what a statement that returns one row is run on.
type rower interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func addPlaceDecision(ctx context.Context, db rower, d result.PlaceDecision) (id int64, err error) {
	err = db.QueryRow(ctx, insertPlaceDecision, pgx.StrictNamedArgs{
		"operation": d.Operation, "area_kind": string(d.AreaKind), "area_code": d.AreaCode, "verdict": string(d.Verdict),
		"name": d.Name, "why": d.Why, "outline": d.Outline, "result": d.Result, "principal": d.By,
	}).Scan(&id)
	return id, err
}

// DecidePlace keeps a decision on a place that was made in no zone set, and returns its
// id.
func (s *Store) DecidePlace(ctx context.Context, d result.PlaceDecision) (int64, error) {
	id, err := addPlaceDecision(ctx, s.db, d)
	return id, wrap(err, "decision on %s", d.Name)
}

const listPlaceDecisions = `
SELECT id, operation, area_kind, area_code, verdict, name, why, outline, coalesce(result, '') AS result, principal AS by,
    date_trunc('second', decided_at) AS at, coalesce(lifted_by, '') AS lifted_by,
    coalesce(date_trunc('second', lifted_at), '0001-01-01 00:00:00Z') AS lifted_at, coalesce(lifted_why, '') AS lifted_why
FROM place_decisions AS d
WHERE (@operation = '' OR operation = @operation)
    AND (@lifted OR lifted_by IS NULL)
    AND (@area_code = '' OR EXISTS (
        SELECT FROM areas AS a
        WHERE a.kind = @area_kind AND a.code = @area_code AND a.geom && d.outline AND ST_Intersects(a.geom, d.outline)
    ))
ORDER BY id
LIMIT 10000`

// PlaceDecisions returns what people decided of the places of an operation that lie in
// an area, the first one first, at most 10,000: those in force, or those that have been
// lifted as well. No area, or an empty operation: of any.
func (s *Store) PlaceDecisions(ctx context.Context, operation string, a *geo.Area, lifted bool) ([]result.PlaceDecision, error) {
	args := pgx.StrictNamedArgs{"operation": operation, "lifted": lifted, "area_kind": "", "area_code": ""}
	if a != nil {
		args["area_kind"], args["area_code"] = string(a.Kind), a.Code
	}
	rows, _ := s.db.Query(ctx, listPlaceDecisions, args)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[result.PlaceDecision])
	for i := range all {
		all[i].At = all[i].At.UTC()
		all[i].LiftedAt = all[i].LiftedAt.UTC()
	}
	return all, wrap(err, "decisions on places of operation %s", operation)
}

const liftPlaceDecision = `
UPDATE place_decisions
SET lifted_by = @principal, lifted_at = now(), lifted_why = @why
WHERE id = @id AND lifted_by IS NULL`

const placeDecisionExists = `SELECT EXISTS (SELECT FROM place_decisions WHERE id = @id)`

// LiftPlace ends a decision on a place. A fault.NotFound says that there is none, and
// a fault.Conflict that it is lifted already.
func (s *Store) LiftPlace(ctx context.Context, id int64, why, principal string) error {
	tag, err := s.db.Exec(ctx, liftPlaceDecision, pgx.StrictNamedArgs{"id": id, "why": why, "principal": principal})
	if err == nil && tag.RowsAffected() == 0 {
		var exists bool
		err = s.db.QueryRow(ctx, placeDecisionExists, pgx.StrictNamedArgs{"id": id}).Scan(&exists)
		switch {
		case err == nil && exists:
			err = fault.New(fault.Conflict, "it is lifted already")
		case err == nil:
			err = fault.New(fault.NotFound, "there is none")
		}
	}
	return wrap(err, "decision %d on a place", id)
}

const listVersions = `
WITH RECURSIVE earlier AS (
    SELECT id, parent, 0 AS back FROM results WHERE id = @id AND kind = 'zone_set'
    UNION ALL SELECT p.id, p.parent, e.back + 1 FROM results AS p JOIN earlier AS e ON p.id = e.parent
), family AS (
    (SELECT id, 1 AS number FROM earlier ORDER BY back DESC LIMIT 1)
    UNION ALL SELECT r.id, f.number + 1 FROM results AS r JOIN family AS f ON r.parent = f.id AND r.kind = 'zone_set'
)
SELECT r.id, r.kind, r.area_kind, r.area_code, r.summary || jsonb_build_object('recorded_by', r.principal, 'recorded_at', r.recorded_at) AS summary,
    ''::bytea AS document, ` + lastDecision + ` AS decision
FROM results AS r
JOIN family AS f ON f.id = r.id
ORDER BY f.number`

// ZoneSetVersions returns the summaries of a zone set, of those that it was edited from
// and of those that were edited from it, the first one first. A fault.NotFound says
// that there is no such set.
func (s *Store) ZoneSetVersions(ctx context.Context, id string) ([]json.RawMessage, error) {
	rows, _ := s.db.Query(ctx, listVersions, pgx.StrictNamedArgs{"id": id})
	versions, err := pgx.CollectRows(rows, listed)
	if err == nil && len(versions) == 0 {
		err = fault.New(fault.NotFound, "no such zone set")
	}
	return versions, wrap(err, "versions of %s", id)
}

const approvedZoneSets = `
SELECT DISTINCT ON (r.area_kind, r.area_code) r.id, r.kind, r.area_kind, r.area_code, r.summary, r.document, ` + lastDecision + ` AS decision
FROM results AS r
CROSS JOIN LATERAL (SELECT id, verdict FROM decisions WHERE result = r.id ORDER BY id DESC LIMIT 1) AS last
WHERE r.kind = 'zone_set' AND r.summary ->> 'operation' = @operation AND last.verdict = 'approved'
ORDER BY r.area_kind, r.area_code, last.id DESC
LIMIT 1000`

// ApprovedZoneSets returns for each area the zone set of an operation that was approved
// last, by kind and code of the area, at most 1,000.
func (s *Store) ApprovedZoneSets(ctx context.Context, operation string) ([]result.Result, error) {
	rows, _ := s.db.Query(ctx, approvedZoneSets, pgx.StrictNamedArgs{"operation": operation})
	sets, err := pgx.CollectRows(rows, pgx.RowToStructByName[result.Result])
	return sets, wrap(err, "approved zone sets of operation %s", operation)
}

// violates reports whether an error is that of a unique constraint.
func violates(err error, constraint string) bool {
	refused, ok := errors.AsType[*pgconn.PgError](err)
	return ok && refused.ConstraintName == constraint
}
