package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"beatplan/crime"
	"beatplan/internal/fault"
)

const listGroups = `
SELECT DISTINCT ON (name) rule
FROM offence_groups
ORDER BY name, version DESC`

// Groups returns the version in force of each offence group, by name.
func (s *Store) Groups(ctx context.Context) ([]crime.Group, error) {
	rows, _ := s.db.Query(ctx, listGroups)
	groups, err := pgx.CollectRows(rows, pgx.RowTo[crime.Group])
	if err != nil {
		return nil, fmt.Errorf("offence groups: %w", err)
	}
	return groups, nil
}

const insertGroup = `
INSERT INTO offence_groups (name, version, rule, principal)
VALUES (@name, @version, @rule, @principal)
ON CONFLICT DO NOTHING`

// AddGroup adds a version of an offence group. A version that is there already
// is a fault.Conflict: versions never change.
func (s *Store) AddGroup(ctx context.Context, g crime.Group, principal string) error {
	tag, err := s.db.Exec(ctx, insertGroup, pgx.StrictNamedArgs{
		"name": g.Name, "version": g.Version, "rule": g, "principal": principal,
	})
	if err != nil {
		return fmt.Errorf("add offence group %s version %d: %w", g.Name, g.Version, err)
	}
	if tag.RowsAffected() == 0 {
		return fault.New(fault.Conflict, "offence group %s has a version %d already", g.Name, g.Version)
	}
	return nil
}
