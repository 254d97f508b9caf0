package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

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
	from, to pgtype.Timestamptz // the second excluded
}

// The days of which a file speaks, as the statements below are given them.
const spans = `
spans AS (
    SELECT * FROM unnest(@months::date[], @sources::text[], @from::timestamptz[], @to::timestamptz[]) AS span (month, source, from_at, to_at)
)`

// ofSpan limits the offences o to what is loaded of a span, and to the partitions of them all.
const ofSpan = `o.month = ANY (@months) AND (o.month, o.source) = (span.month, span.source) AND o.from_at >= span.from_at AND o.from_at < span.to_at`

// How much of what is loaded a file holds, of each span of which something is: of rows with a
// reference, those that it has; of others, as many as it has of their type and time at their
// position, or at their location, whichever are more. Both sides are counted in one pass over
// all spans and not joined: nothing is known yet of how many rows a file has, and a nested
// loop over them takes minutes, as a pass for each of many months does.
const selectHeld = `
WITH ` + spans + `,
both_sides AS (
    SELECT true AS loaded, o.month, o.source, o.key, o.reference, o.type, o.from_at, o.to_at, coalesce(o.longitude, 999) AS x, coalesce(o.latitude, 999) AS y, o.location
    FROM spans AS span
    JOIN offences AS o ON ` + ofSpan + `
    UNION ALL
    SELECT false, month, source, key, reference, type, from_at, to_at, coalesce(longitude, 999), coalesce(latitude, 999), location
    FROM new_offences
    WHERE (month, source) IN (SELECT month, source FROM spans)
),
refs AS (
    SELECT month, source, sum(loaded) AS loaded, sum(n) AS n, sum(n) FILTER (WHERE there) AS held
    FROM (
        SELECT month, source, count(*) FILTER (WHERE loaded) AS loaded, count(*) FILTER (WHERE loaded AND reference IS NOT NULL) AS n, bool_or(NOT loaded) AS there
        FROM both_sides GROUP BY month, source, key
    ) AS keys
    GROUP BY month, source
),
places AS (
    SELECT month, source, sum(least(o, n)) AS held
    FROM (
        SELECT month, source, count(*) FILTER (WHERE loaded) AS o, count(*) FILTER (WHERE NOT loaded) AS n
        FROM both_sides WHERE reference IS NULL GROUP BY month, source, type, from_at, to_at, x, y
    ) AS groups
    GROUP BY month, source
),
locations AS (
    SELECT month, source, sum(least(o, n)) AS held
    FROM (
        SELECT month, source, count(*) FILTER (WHERE loaded) AS o, count(*) FILTER (WHERE NOT loaded) AS n
        FROM both_sides WHERE reference IS NULL AND location IS NOT NULL GROUP BY month, source, type, from_at, to_at, location
    ) AS groups
    GROUP BY month, source
)
SELECT month, source, refs.loaded::bigint, refs.n::bigint, coalesce(refs.held, 0)::bigint, coalesce(greatest(places.held, locations.held), 0)::bigint
FROM refs
LEFT JOIN places USING (month, source)
LEFT JOIN locations USING (month, source)
WHERE refs.loaded > 0
ORDER BY source, month`

// A file that has been loaded before, and of which nothing has been published again
// since, is the same file twice: it drops nothing of what came beside it.
const selectRepeated = `
SELECT EXISTS (
    SELECT FROM imports AS e
    WHERE e.kind = 'offences' AND e.file_hash = @hash AND e.mapping_hash IS NOT DISTINCT FROM nullif(@mapping, '') AND e.gone IS NULL AND e.id < @id
        AND NOT EXISTS (SELECT FROM imports AS later WHERE later.id > e.id AND later.gone IS NULL AND @what = ANY (later.republished))
)`

const dropLoaded = `
WITH ` + spans + `,
gone AS (
    DELETE FROM offences AS o
    USING spans AS span
    WHERE ` + ofSpan + ` AND NOT EXISTS (SELECT FROM new_offences AS n WHERE (n.key, n.ordinal) = (o.key, o.ordinal))
    RETURNING o.*
)
INSERT INTO superseded (kind, key, import_id, superseded_by, was)
SELECT 'offences', concat_ws('/', key, ordinal), import_id, @id, to_jsonb(gone) FROM gone`

// argsOf returns what a file speaks of as the statements take it.
func argsOf(said []spoken) pgx.StrictNamedArgs {
	var months []time.Time
	var sources []string
	var from, to []pgtype.Timestamptz
	for _, s := range said {
		months, sources = append(months, s.month), append(sources, s.source)
		from, to = append(from, s.from), append(to, s.to)
	}
	return pgx.StrictNamedArgs{"months": months, "sources": sources, "from": from, "to": to}
}

// republish finds the months that the staged offences of a file publish again, and moves
// what they no longer have of them to the history. It reads what is loaded of the days
// of which the file speaks, once.
func (t *offenceImport) republish(ctx context.Context, tx pgx.Tx, id int64, hash, mapping string) (republication, error) {
	var r republication
	rows, _ := tx.Query(ctx, selectSpoken)
	said, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s spoken, err error) {
		return s, row.Scan(&s.source, &s.month, &s.from, &s.to)
	})
	if err != nil || len(said) == 0 {
		return r, err
	}
	held, err := heldOf(ctx, tx, said)
	if err != nil {
		return r, err
	}
	var published []spoken
	for _, s := range said {
		h, some := held[monthOf{s.month, s.source}]
		if !some || !t.replaces && !h.most() {
			continue
		}
		what := s.source + " " + crime.MonthOf(s.month).String()
		var repeated bool
		if err := tx.QueryRow(ctx, selectRepeated, pgx.StrictNamedArgs{"id": id, "hash": hash, "mapping": mapping, "what": what}).Scan(&repeated); err != nil {
			return r, err
		}
		if t.replaces || !repeated {
			published, r.what = append(published, s), append(r.what, what)
		}
	}
	if len(published) == 0 {
		return r, nil
	}
	args := argsOf(published)
	args["id"] = id
	dropped, err := tx.Exec(ctx, dropLoaded, args)
	r.dropped = dropped.RowsAffected()
	return r, err
}

// A monthOf is a month of a source.
type monthOf struct {
	month  time.Time
	source string
}

// A share is how much a file holds of what is loaded of a month.
type share struct{ loaded, references, heldReferences, heldOthers int64 }

// most reports whether that is so much that the file publishes the month again.
func (s share) most() bool {
	byReference := 2*s.references >= s.loaded && float64(s.heldReferences) >= again*float64(s.references)
	return byReference || float64(s.heldReferences+s.heldOthers) >= again*float64(s.loaded)
}

// heldOf returns how much the staged offences hold of what is loaded of some days, for each
// month of a source of which something is.
func heldOf(ctx context.Context, tx pgx.Tx, said []spoken) (map[monthOf]share, error) {
	held := map[monthOf]share{}
	rows, _ := tx.Query(ctx, selectHeld, argsOf(said))
	var of monthOf
	var s share
	_, err := pgx.ForEachRow(rows, []any{&of.month, &of.source, &s.loaded, &s.references, &s.heldReferences, &s.heldOthers}, func() error {
		held[of] = s
		return nil
	})
	return held, err
}
