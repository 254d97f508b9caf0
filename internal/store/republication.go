package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"beatplan/crime"
)

// again is the share of what is loaded of a source's month that a file must hold to
// publish the month again.
const again = 0.8

// A republication is what a file publishes again.
type republication struct {
	what    []string // source and month; of sites, the source
	dropped int64    // rows of these that the file no longer has
	staying int64    // sites that it does not have of lists of which it holds too little
	lists   int64    // that are loaded of the sources of sites, where some stay
}

// What the staged offences speak of: from the first to the last of their days in each
// month, or the whole of one of which a row knows the month alone.
const selectSpoken = `
SELECT source, month,
    CASE WHEN bool_or(precision = 'month') THEN '-infinity' ELSE date_trunc('day', min(from_at), 'Europe/London') END,
    CASE WHEN bool_or(precision = 'month') THEN 'infinity' ELSE date_trunc('day', max(from_at), 'Europe/London') + interval '1 day' END
FROM new_offences
WHERE (source, month) IN (SELECT source, month FROM coverage)
GROUP BY source, month
ORDER BY source, month`

// A spoken is the days of a month of a source that a file speaks of.
type spoken struct {
	source   string
	month    time.Time
	from, to any // the days, the second excluded
}

// loadedThen are the offences loaded of what a file speaks of.
const loadedThen = `SELECT * FROM offences WHERE month = @month AND source = @source AND from_at >= @from::timestamptz AND from_at < @to::timestamptz`

// How much of what is loaded a file holds: of rows with a reference, those that it has;
// of others, as many as it has of their type and time at their position, or at their
// location, whichever are more. Both sides are counted in one pass and not joined: nothing
// is known yet of how many rows a file has, and a nested loop over them takes minutes.
const selectHeld = `
WITH both_sides AS (
    SELECT true AS loaded, key, reference, type, from_at, to_at, coalesce(longitude, 999) AS x, coalesce(latitude, 999) AS y, location
    FROM (` + loadedThen + `) AS loaded
    UNION ALL
    SELECT false, key, reference, type, from_at, to_at, coalesce(longitude, 999), coalesce(latitude, 999), location
    FROM new_offences
    WHERE month = @month AND source = @source
),
refs AS (
    SELECT coalesce(sum(n), 0)::bigint AS n, coalesce(sum(n) FILTER (WHERE there), 0)::bigint AS held
    FROM (
        SELECT count(*) FILTER (WHERE loaded AND reference IS NOT NULL) AS n, bool_or(NOT loaded) AS there
        FROM both_sides GROUP BY key
    ) AS keys
),
places AS (
    SELECT coalesce(sum(least(o, n)), 0)::bigint AS held
    FROM (
        SELECT count(*) FILTER (WHERE loaded) AS o, count(*) FILTER (WHERE NOT loaded) AS n
        FROM both_sides WHERE reference IS NULL GROUP BY type, from_at, to_at, x, y
    ) AS groups
),
locations AS (
    SELECT coalesce(sum(least(o, n)), 0)::bigint AS held
    FROM (
        SELECT count(*) FILTER (WHERE loaded) AS o, count(*) FILTER (WHERE NOT loaded) AS n
        FROM both_sides WHERE reference IS NULL AND location IS NOT NULL GROUP BY type, from_at, to_at, location
    ) AS groups
)
SELECT (SELECT count(*) FROM both_sides WHERE loaded), refs.n, refs.held, greatest(places.held, locations.held)
FROM refs, places, locations`

// A file that has been loaded before, and of which nothing has been published again
// since, is the same file twice: it drops nothing of what came beside it.
const selectRepeated = `
SELECT EXISTS (
    SELECT FROM imports AS e
    WHERE e.kind = 'offences' AND e.file_hash = @hash AND e.mapping_hash IS NOT DISTINCT FROM nullif(@mapping, '') AND e.gone IS NULL AND e.id < @id
        AND NOT EXISTS (SELECT FROM imports AS later WHERE later.id > e.id AND later.gone IS NULL AND @what = ANY (later.republished))
)`

const dropLoaded = `
WITH gone AS (
    DELETE FROM offences AS o
    WHERE o.month = @month AND (o.key, o.ordinal) IN (
        SELECT key, ordinal FROM (` + loadedThen + `) AS loaded
        EXCEPT SELECT key, ordinal FROM new_offences
    )
    RETURNING o.*
)
INSERT INTO superseded (kind, key, import_id, superseded_by, was)
SELECT 'offences', concat_ws('/', key, ordinal), import_id, @id, to_jsonb(gone) FROM gone`

// republish finds the months that the staged offences of a file publish again, and moves
// what they no longer have of them to the history. It reads what is loaded of the days
// of which the file speaks.
func (t *offenceImport) republish(ctx context.Context, tx pgx.Tx, id int64, hash, mapping string) (republication, error) {
	var r republication
	rows, _ := tx.Query(ctx, selectSpoken)
	said, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (spoken, error) {
		var s spoken
		err := row.Scan(&s.source, &s.month, &s.from, &s.to)
		return s, err
	})
	if err != nil {
		return r, err
	}
	for _, s := range said {
		what := s.source + " " + crime.MonthOf(s.month).String()
		span := pgx.StrictNamedArgs{"month": s.month, "source": s.source, "from": s.from, "to": s.to}
		is, err := t.isRepublished(ctx, tx, span, pgx.StrictNamedArgs{"id": id, "hash": hash, "mapping": mapping, "what": what})
		if err != nil {
			return r, err
		}
		if !is {
			continue
		}
		span["id"] = id
		dropped, err := tx.Exec(ctx, dropLoaded, span)
		if err != nil {
			return r, err
		}
		r.what, r.dropped = append(r.what, what), r.dropped+dropped.RowsAffected()
	}
	return r, nil
}

// isRepublished reports whether a file publishes again what is loaded of a span.
func (t *offenceImport) isRepublished(ctx context.Context, tx pgx.Tx, span, file pgx.StrictNamedArgs) (bool, error) {
	var repeated bool
	if err := tx.QueryRow(ctx, selectRepeated, file).Scan(&repeated); err != nil || repeated && !t.replaces {
		return false, err
	}
	var loaded, references, heldReferences, heldOthers int64
	if err := tx.QueryRow(ctx, selectHeld, span).Scan(&loaded, &references, &heldReferences, &heldOthers); err != nil || loaded == 0 {
		return false, err
	}
	byReference := 2*references >= loaded && float64(heldReferences) >= again*float64(references)
	byRow := float64(heldReferences+heldOthers) >= again*float64(loaded)
	if t.replaces || !byReference && !byRow {
		return t.replaces, nil
	}
	return !repeated, nil
}
