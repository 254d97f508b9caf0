package store

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/principal"
	"beatplan/internal/result"
)

// The lock makes decisions on one result come one after the other. What was decided
// last is read by a statement of its own, after the wait: this one would see it as it
// was before.
const lockResult = `
SELECT principal
FROM results
WHERE id = @id
FOR UPDATE`

const lastVerdict = `
SELECT coalesce((SELECT verdict FROM decisions WHERE result = @id ORDER BY id DESC LIMIT 1), '')`

const insertDecision = `
INSERT INTO decisions (result, verdict, why, principal, verified)
VALUES (@id, @verdict, @why, @principal, @verified)`

// lastDecision is the one on the result r that counts.
const lastDecision = `coalesce((
    SELECT jsonb_build_object(
        'status', verdict, 'by', principal, 'at', to_char(decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'why', why, 'verified', verified
    )
    FROM decisions
    WHERE result = r.id
    ORDER BY decisions.id DESC
    LIMIT 1
), '{"status": "draft"}')`

var errNoResult = fault.New(fault.NotFound, "there is no such surface, model, zone set or plan")

// Decide keeps a decision on a result, made now. Who made a result cannot
// approve it, and what is decided already is not decided again: both are a
// fault.Conflict. A fault.NotFound says that there is no such result.
func (s *Store) Decide(ctx context.Context, id string, d result.Decision) error {
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if err := decidable(ctx, tx, id, d); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, insertDecision, pgx.StrictNamedArgs{
			"id": id, "verdict": string(d.Status), "why": d.Why, "principal": d.By, "verified": d.Verified,
		})
		return err
	})
	return wrap(err, "%s", id)
}

// Decidable returns the fault with which Decide would refuse a decision now.
func (s *Store) Decidable(ctx context.Context, id string, d result.Decision) error {
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error { return decidable(ctx, tx, id, d) })
	return wrap(err, "%s", id)
}

// decidable locks a result and returns a fault if it cannot be decided so.
func decidable(ctx context.Context, tx pgx.Tx, id string, d result.Decision) error {
	var maker string
	var last result.Status
	err := tx.QueryRow(ctx, lockResult, pgx.StrictNamedArgs{"id": id}).Scan(&maker)
	if errors.Is(err, pgx.ErrNoRows) {
		return errNoResult
	}
	if err == nil {
		err = tx.QueryRow(ctx, lastVerdict, pgx.StrictNamedArgs{"id": id}).Scan(&last)
	}
	switch {
	case err != nil:
		return err
	case d.Status == result.Approved && principal.Same(maker, d.By):
		return fault.New(fault.Conflict, "%s made it: somebody else must approve it", maker)
	case d.Status == last:
		return fault.New(fault.Conflict, "it is %s already", d.Status)
	case d.Status == result.Withdrawn && last != result.Approved && last != result.Proposed:
		return fault.New(fault.Conflict, "it is not approved: there is nothing to withdraw")
	case d.Status == result.Proposed && last == result.Approved:
		return fault.New(fault.Conflict, "it is approved already: there is nothing to propose")
	}
	return nil
}

const listDecisions = `
SELECT verdict AS status, why, principal AS by, verified, date_trunc('second', decided_at) AS at
FROM decisions
WHERE result = @id
ORDER BY id`

const resultExists = `SELECT EXISTS (SELECT FROM results WHERE id = @id)`

// Decisions returns the decisions on a result, the first one first. A fault.NotFound
// says that there is no such result.
func (s *Store) Decisions(ctx context.Context, id string) ([]result.Decision, error) {
	rows, _ := s.db.Query(ctx, listDecisions, pgx.StrictNamedArgs{"id": id})
	decisions, err := pgx.CollectRows(rows, pgx.RowToStructByName[result.Decision])
	if err == nil && len(decisions) == 0 {
		var exists bool
		err = s.db.QueryRow(ctx, resultExists, pgx.StrictNamedArgs{"id": id}).Scan(&exists)
		if err == nil && !exists {
			return nil, wrap(errNoResult, "%s", id)
		}
	}
	for i := range decisions {
		decisions[i].At = decisions[i].At.UTC()
	}
	return decisions, wrap(err, "decisions on %s", id)
}

const approvedResults = `
SELECT r.id, r.kind, r.area_kind, r.area_code, r.summary, ''::bytea AS document, ` + lastDecision + ` AS decision
FROM results AS r
CROSS JOIN LATERAL (SELECT id, verdict FROM decisions WHERE result = r.id ORDER BY id DESC LIMIT 1) AS last
WHERE r.kind = @kind AND r.area_kind = @area_kind AND r.area_code = @area_code AND last.verdict = 'approved'
ORDER BY last.id DESC
LIMIT 500`

// Approved returns the summaries of the results of a kind for an area that are
// approved, the last one approved first, at most 500.
func (s *Store) Approved(ctx context.Context, kind result.Kind, a geo.Area) ([]json.RawMessage, error) {
	rows, _ := s.db.Query(ctx, approvedResults, pgx.StrictNamedArgs{"kind": string(kind), "area_kind": string(a.Kind), "area_code": a.Code})
	summaries, err := pgx.CollectRows(rows, listed)
	return summaries, wrap(err, "approved results of kind %s", kind)
}
