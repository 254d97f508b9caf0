package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"beatplan/internal/fault"
	"beatplan/rtm"
)

const listActions = `
SELECT DISTINCT ON (factor) factor, version, actions
FROM factor_actions
ORDER BY factor, version DESC`

// Actions returns the version in force of the actions for each factor for which
// people have set some, by factor.
func (s *Store) Actions(ctx context.Context) ([]rtm.Actions, error) {
	rows, _ := s.db.Query(ctx, listActions)
	actions, err := pgx.CollectRows(rows, pgx.RowToStructByName[rtm.Actions])
	return actions, wrap(err, "actions for factors")
}

const insertActions = `
INSERT INTO factor_actions (factor, version, actions, principal)
VALUES (@factor, @version, @actions, @principal)
ON CONFLICT DO NOTHING`

// AddActions adds a version of the actions for a factor. A version that is there
// already is a fault.Conflict: versions never change.
func (s *Store) AddActions(ctx context.Context, a rtm.Actions, principal string) error {
	tag, err := s.db.Exec(ctx, insertActions, pgx.StrictNamedArgs{
		"factor": a.Factor, "version": a.Version, "actions": a.Actions, "principal": principal,
	})
	if err != nil {
		return wrap(err, "add actions for %s, version %d", a.Factor, a.Version)
	}
	if tag.RowsAffected() == 0 {
		return fault.New(fault.Conflict, "actions for %s have a version %d already", a.Factor, a.Version)
	}
	return nil
}
