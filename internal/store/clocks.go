package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"beatplan/crime"
	"beatplan/internal/fault"
)

const listClocks = `
SELECT DISTINCT ON (name) name, version, rule
FROM clocks
ORDER BY name, version DESC`

// Clocks returns the version in force of each clock that people have set, by name.
func (s *Store) Clocks(ctx context.Context) ([]crime.ClockRule, error) {
	rows, _ := s.db.Query(ctx, listClocks)
	rules, err := pgx.CollectRows(rows, pgx.RowToStructByName[crime.ClockRule])
	if err != nil {
		return nil, fmt.Errorf("clocks: %w", err)
	}
	return rules, nil
}

const insertClock = `
INSERT INTO clocks (name, version, rule, principal)
VALUES (@name, @version, @rule, @principal)
ON CONFLICT DO NOTHING`

// AddClock adds a version of a clock. A version that is there already is a
// fault.Conflict: versions never change.
func (s *Store) AddClock(ctx context.Context, r crime.ClockRule, principal string) error {
	tag, err := s.db.Exec(ctx, insertClock, pgx.StrictNamedArgs{
		"name": r.Name, "version": r.Version, "rule": r.Rule, "principal": principal,
	})
	if err != nil {
		return fmt.Errorf("add clock %s version %d: %w", r.Name, r.Version, err)
	}
	if tag.RowsAffected() == 0 {
		return fault.New(fault.Conflict, "clock %s has a version %d already", r.Name, r.Version)
	}
	return nil
}
