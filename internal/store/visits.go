package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/meeting"
)

// lockVisits holds the log until the transaction ends. Two telephones that log one visit at
// once would otherwise both make its next version.
const lockVisits = "SELECT pg_advisory_xact_lock(hashtext('visits'))"

// A visit that is there already with the same values is left as it is; one with other
// values gets a version.
const addVisits = `
WITH given AS (
    SELECT key, coalesce(nullif(plan, ''), NULL) AS plan, unit, agency, funding, place, "from" AS from_at, minutes, officers, outputs, lost, source
    FROM jsonb_to_recordset(@visits) AS v (
        key uuid, plan text, unit text, agency text, funding text, place text, "from" timestamptz, minutes int, officers int, outputs jsonb, lost text, source text
    )
), was AS (
    SELECT DISTINCT ON (key) key, version, plan, unit, agency, funding, place, from_at, minutes, officers, outputs, lost, source
    FROM visits
    WHERE key IN (SELECT key FROM given)
    ORDER BY key, version DESC
), added AS (
    INSERT INTO visits (key, version, plan, unit, agency, funding, place, from_at, minutes, officers, outputs, lost, source, principal)
    SELECT g.key, coalesce(w.version, 0) + 1, g.plan, g.unit, g.agency, g.funding, g.place, g.from_at, g.minutes, g.officers, g.outputs, g.lost, g.source, @principal
    FROM given AS g
    LEFT JOIN was AS w USING (key)
    WHERE w.key IS NULL OR (g.plan, g.agency, g.funding, g.minutes, g.officers, g.outputs, g.lost) IS DISTINCT FROM (w.plan, w.agency, w.funding, w.minutes, w.officers, w.outputs, w.lost)
    RETURNING version
)
SELECT count(*) FILTER (WHERE version = 1), count(*) FILTER (WHERE version > 1) FROM added`

// AddVisits keeps visits, and returns how many of them are new and how many have other
// values than before. No two may be of one unit, place and time.
func (s *Store) AddVisits(ctx context.Context, visits []meeting.Visit, principal string) (added, changed int, err error) {
	type row struct {
		Key string `json:"key"`
		meeting.Visit
	}
	rows := make([]row, len(visits))
	for i, v := range visits {
		key := v.Key()
		rows[i] = row{fmt.Sprintf("%x", key[:]), v}
	}
	body, err := json.Marshal(rows)
	if err == nil {
		err = pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, lockVisits); err != nil {
				return err
			}
			return tx.QueryRow(ctx, addVisits, pgx.StrictNamedArgs{"visits": string(body), "principal": principal}).Scan(&added, &changed)
		})
	}
	return added, changed, wrap(err, "visits")
}

const selectVisits = `
SELECT plan, unit, agency, funding, place, from_at, minutes, officers, outputs, lost, source, principal
FROM (SELECT DISTINCT ON (key) * FROM visits WHERE from_at >= @from AND from_at < @to AND (@plan = '' OR plan = @plan) ORDER BY key, version DESC) AS newest
ORDER BY from_at, unit, place`

// Visits returns the visits that began in [from, to), of a plan where that is not empty,
// in order of time.
func (s *Store) Visits(ctx context.Context, from, to time.Time, plan string) ([]meeting.Visit, error) {
	rows, _ := s.db.Query(ctx, selectVisits, pgx.StrictNamedArgs{"from": from, "to": to, "plan": plan})
	visits, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (meeting.Visit, error) {
		var v meeting.Visit
		var of *string
		err := row.Scan(&of, &v.Unit, &v.Agency, &v.Funding, &v.Place, &v.From, &v.Minutes, &v.Officers, &v.Outputs, &v.Lost, &v.Source, &v.By)
		v.Plan, v.From = said(of), v.From.UTC()
		return v.Named(), err
	})
	return visits, wrap(err, "visits from %s to %s", from, to)
}
