package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"beatplan/internal/fault"
	"beatplan/internal/ledger"
)

const newestVersions = `
SELECT DISTINCT ON (name) name, version, body, retired
FROM versioned
WHERE kind = @kind
ORDER BY name, version DESC`

// Newest returns the newest version of each name of a kind, retired ones too, by name.
func (s *Store) Newest(ctx context.Context, kind string) ([]ledger.Setting, error) {
	rows, _ := s.db.Query(ctx, newestVersions, pgx.StrictNamedArgs{"kind": kind})
	settings, err := pgx.CollectRows(rows, pgx.RowToStructByName[ledger.Setting])
	return settings, wrap(err, "versions of kind %s", kind)
}

const everyVersion = `
SELECT name, version, body, retired, principal, recorded_at
FROM versioned
WHERE kind = @kind
ORDER BY recorded_at, name, version`

// AllVersions returns every version of every name of a kind, the oldest first.
func (s *Store) AllVersions(ctx context.Context, kind string) ([]ledger.Change, error) {
	rows, _ := s.db.Query(ctx, everyVersion, pgx.StrictNamedArgs{"kind": kind})
	changes, err := pgx.CollectRows(rows, pgx.RowToStructByName[ledger.Change])
	return changes, wrap(err, "versions of kind %s", kind)
}

const insertVersion = `
INSERT INTO versioned (kind, name, version, body, retired, principal)
VALUES (@kind, @name, @version, @body, @retired, @principal)
ON CONFLICT DO NOTHING`

// AddVersion adds a version of a name. One that is there already is a
// fault.Conflict: versions never change. With an order of sources it counts anew what
// answers count, which takes about a second for a month in which that changes.
func (s *Store) AddVersion(ctx context.Context, kind string, v ledger.Setting, principal string) error {
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if kind == ledger.SourceOrder {
			if err := alone(ctx, tx); err != nil { // which count by the order
				return err
			}
		}
		tag, err := tx.Exec(ctx, insertVersion, pgx.StrictNamedArgs{
			"kind": kind, "name": v.Name, "version": v.Version, "body": v.Body, "retired": v.Retired, "principal": principal,
		})
		if err == nil && tag.RowsAffected() == 0 {
			err = fault.New(fault.Conflict, "somebody else has just set version %d: look at it and try again", v.Version)
		}
		if err == nil && kind == ledger.SourceOrder {
			err = reorder(ctx, tx)
		}
		return err
	})
	return wrap(err, "%s %s", kind, v.Name)
}

const changesOf = `
SELECT name, version, body, retired, principal, recorded_at
FROM versioned
WHERE kind = @kind AND name = @name
ORDER BY version DESC
LIMIT 100`

// Changes returns the versions of a name, newest first, at most 100.
func (s *Store) Changes(ctx context.Context, kind, name string) ([]ledger.Change, error) {
	rows, _ := s.db.Query(ctx, changesOf, pgx.StrictNamedArgs{"kind": kind, "name": name})
	changes, err := pgx.CollectRows(rows, pgx.RowToStructByName[ledger.Change])
	return changes, wrap(err, "versions of %s %s", kind, name)
}

const liveResults = `
SELECT r.id
FROM results AS r
CROSS JOIN LATERAL (SELECT verdict FROM decisions WHERE result = r.id ORDER BY id DESC LIMIT 1) AS last
WHERE r.summary ->> @member = @value AND last.verdict = 'approved'
ORDER BY r.recorded_at DESC, r.id
LIMIT 5`

// Live returns the ids of results that are approved and whose summary has a value,
// newest first, at most 5.
func (s *Store) Live(ctx context.Context, member, value string) ([]string, error) {
	rows, _ := s.db.Query(ctx, liveResults, pgx.StrictNamedArgs{"member": member, "value": value})
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return ids, wrap(err, "approved results of %s %s", member, value)
}
