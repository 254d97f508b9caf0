package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
)

// ledgerEntry is a row of the ledger as JSON; what is not known is left out.
const ledgerEntry = `jsonb_strip_nulls(jsonb_build_object(
    'id', id::text, 'kind', kind, 'filename', filename, 'sha256', file_hash, 'mapping_sha256', mapping_hash,
    'principal', principal, 'imported_at', imported_at, 'cut_off', cut_off, 'mended', mended, 'repeated', repeated, 'republished', republished, 'dropped', dropped, 'staying', staying, 'lists', lists, 'overlaps', overlapping, 'moved', moved,
    'read', read, 'new', new, 'updated', updated, 'unchanged', unchanged, 'rejected', rejected,
    'kept', (SELECT jsonb_object_agg(what, bytes) FROM (SELECT what, sum(octet_length(body)) AS bytes FROM import_files WHERE import = imports.id GROUP BY what) AS f),
    'retention', retention, 'review_on', review_on,
    'gone', gone, 'gone_at', gone_at, 'gone_by', gone_by, 'gone_why', gone_why, 'gone_rows', gone_rows))`

const listImports = `SELECT ` + ledgerEntry + ` FROM imports ORDER BY imports.id DESC LIMIT 500`

// Imports returns the entries of the ledger, newest first, at most 500.
func (s *Store) Imports(ctx context.Context) ([]json.RawMessage, error) {
	rows, _ := s.db.Query(ctx, listImports)
	entries, err := pgx.CollectRows(rows, pgx.RowTo[json.RawMessage])
	return entries, wrap(err, "imports")
}

const listDue = `SELECT ` + ledgerEntry + ` FROM imports WHERE gone IS NULL AND review_on <= @day ORDER BY review_on, imports.id`

// Due returns the entries whose day of review has come by a day.
func (s *Store) Due(ctx context.Context, day time.Time) ([]json.RawMessage, error) {
	rows, _ := s.db.Query(ctx, listDue, pgx.StrictNamedArgs{"day": day})
	entries, err := pgx.CollectRows(rows, pgx.RowTo[json.RawMessage])
	return entries, wrap(err, "imports due for review")
}

const showImport = `SELECT kind, gone IS NOT NULL, ` + ledgerEntry + ` FROM imports WHERE id = @id`

const importHistory = `
SELECT count(*) FILTER (WHERE superseded_by = @id), count(*) FILTER (WHERE import_id = @id)
FROM superseded
WHERE superseded_by = @id OR import_id = @id`

// Import returns an entry of the ledger and what there is of its rows. The error
// is a fault.NotFound where there is no such entry.
func (s *Store) Import(ctx context.Context, id int64) (json.RawMessage, ledger.RowCounts, error) {
	var standing ledger.RowCounts
	t, entry, err := s.find(ctx, s.db, id)
	if err != nil {
		return nil, standing, err
	}
	err = s.db.QueryRow(ctx, importHistory, pgx.StrictNamedArgs{"id": id}).Scan(&standing.Replaced, &standing.Superseded)
	if err == nil {
		err = s.db.QueryRow(ctx, t.count(), id).Scan(&standing.InForce)
	}
	if doubts := doubtsOf(t.name); err == nil && doubts != "" {
		err = s.db.QueryRow(ctx, doubts, pgx.StrictNamedArgs{"id": id}).Scan(&standing.Doubts)
	}
	return entry, standing, wrap(err, "import %d", id)
}

// What is doubtful about the rows of an import that are in force, and how often.
const (
	offenceDoubts = `
SELECT jsonb_object_agg(doubt, n) FROM (
    SELECT unnest(quality || CASE WHEN cell IS NULL THEN ARRAY['` + geo.QualityUnplaced + `'] END || CASE WHEN outside THEN ARRAY['` + crime.QualityOutside + `'] END
        || CASE WHEN piled THEN ARRAY['` + crime.QualityPiled + `'] END) AS doubt, count(*) AS n
    FROM offences WHERE import_id = @id GROUP BY doubt
) AS counted`
	incidentDoubts = `
SELECT jsonb_object_agg(doubt, n) FROM (
    SELECT unnest(quality || CASE WHEN cell IS NULL THEN ARRAY['` + geo.QualityUnplaced + `'] END) AS doubt, count(*) AS n
    FROM incidents WHERE import_id = @id GROUP BY doubt
) AS counted`
	siteDoubts = `
SELECT jsonb_object_agg(doubt, n) FROM (
    SELECT unnest(quality || CASE WHEN position IS NULL THEN ARRAY['` + geo.QualityUnplaced + `'] END) AS doubt, count(*) AS n
    FROM sites WHERE import_id = @id GROUP BY doubt
) AS counted`
)

// doubtsOf returns the statement that counts what is doubtful about the rows of a
// table, or nothing.
func doubtsOf(table string) string {
	return map[string]string{"offences": offenceDoubts, "incidents": incidentDoubts, "sites": siteDoubts}[table]
}

// versionsOf finds the versions of what a reference stands for, in force or not.
const versionsOf = `
SELECT v.kind, v.key, i.id::text AS import, coalesce(v.until::text, '') AS replaced_by, i.filename, i.principal, i.imported_at,
    v.row - CASE v.kind WHEN 'offences' THEN @derived::text[] ELSE ARRAY['import_id'] END AS row
FROM (
    SELECT kind, key, import_id, superseded_by AS until, was AS row
    FROM superseded
    WHERE kind IN ('offences', 'incidents', 'partner_counts') AND was ->> 'reference' = @reference
    UNION ALL SELECT 'offences', concat_ws('/', key, ordinal), import_id, NULL, to_jsonb(o) FROM offences AS o WHERE reference = @reference
    UNION ALL SELECT 'incidents', concat_ws('/', key, ordinal), import_id, NULL, to_jsonb(o) FROM incidents AS o WHERE reference = @reference
    UNION ALL SELECT 'partner_counts', concat_ws('/', key, ordinal), import_id, NULL, to_jsonb(o) FROM partner_counts AS o WHERE reference = @reference
) AS v
JOIN imports AS i ON i.id = v.import_id
ORDER BY v.kind, v.key, v.until NULLS LAST
LIMIT 1000`

// History returns every version, at most 1,000, of the offences, incidents and
// partner counts that a reference stands for: by kind and row, oldest first. It
// reads all of them, and all versions that have been replaced.
func (s *Store) History(ctx context.Context, reference string) ([]ledger.Version, error) {
	derived := append(offences(nil).derived, "import_id", "kind") // a row's kind is made of its other columns
	rows, _ := s.db.Query(ctx, versionsOf, pgx.StrictNamedArgs{"reference": reference, "derived": derived})
	versions, err := pgx.CollectRows(rows, pgx.RowToStructByName[ledger.Version])
	return versions, wrap(err, "history of %q", reference)
}

type queryer interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// find returns the entry of an import and the table that it filled.
func (s *Store) find(ctx context.Context, db queryer, id int64) (table, json.RawMessage, error) {
	var kind string
	var gone bool
	var entry json.RawMessage
	err := db.QueryRow(ctx, showImport, pgx.StrictNamedArgs{"id": id}).Scan(&kind, &gone, &entry)
	if errors.Is(err, pgx.ErrNoRows) {
		return table{}, nil, fault.New(fault.NotFound, "no import %d in the ledger: look for it in the list of imports", id)
	}
	if err != nil {
		return table{}, nil, fmt.Errorf("import %d: %w", id, err)
	}
	t, known := tableOf(kind)
	if !known {
		return table{}, nil, fmt.Errorf("import %d is of %s, which no table is for", id, kind)
	}
	return t, entry, nil
}

const keepImport = `
UPDATE imports SET retention = @retention, review_on = @review WHERE id = @id AND gone IS NULL
RETURNING ` + ledgerEntry

// Keep sets how long the rows of an import are to be kept: a class of the force's
// retention schedule and a day of review, nil for none. The error is a
// fault.NotFound where the import is not there, or gone.
func (s *Store) Keep(ctx context.Context, id int64, retention string, review *time.Time) (json.RawMessage, error) {
	rows, _ := s.db.Query(ctx, keepImport, pgx.StrictNamedArgs{"id": id, "retention": retention, "review": review})
	entry, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[json.RawMessage])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "no import %d in the ledger whose rows are here", id)
	}
	return entry, wrap(err, "import %d", id)
}

// relinkVersions takes the versions of an import out of the history: what they
// had replaced is then replaced by what replaced them.
const relinkVersions = `
WITH gone AS (DELETE FROM superseded WHERE import_id = @id RETURNING kind, key, superseded_by)
UPDATE superseded AS older
SET superseded_by = gone.superseded_by
FROM gone
WHERE older.kind = gone.kind AND older.key = gone.key AND older.superseded_by = @id`

const dropReplaced = `DELETE FROM superseded WHERE superseded_by = @id`

const endWith = `
UPDATE imports
SET gone = @gone, gone_at = now(), gone_by = @by, gone_why = @why, gone_rows = @rows
WHERE id = @id
RETURNING ` + ledgerEntry

// Delete undoes an import: its rows go with the files kept with them, what they had
// replaced comes back, and the ledger remembers. The tables are then as if it had never been, but that
// rows which a later import found unchanged have gone as well. The error is a
// fault.Conflict where the rows are gone already, or results are about them.
func (s *Store) Delete(ctx context.Context, id int64, by, why string) (json.RawMessage, error) {
	return s.end(ctx, id, "deleted", by, why, func(ctx context.Context, tx pgx.Tx, t table) (int64, error) {
		if _, err := tx.Exec(ctx, relinkVersions, pgx.StrictNamedArgs{"id": id}); err != nil {
			return 0, err
		}
		removed, err := tx.Exec(ctx, t.remove(), id)
		if err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, t.relink(), id); err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, t.restore(), id); err != nil {
			return 0, err
		}
		_, err = tx.Exec(ctx, dropReplaced, pgx.StrictNamedArgs{"id": id})
		return removed.RowsAffected(), err
	})
}

// Dispose removes the rows of an import, its files, and every older version of them, since
// the time to keep them is over. What is left is a tombstone: the entry of the
// ledger. The error is a fault.Conflict as that of Delete is.
func (s *Store) Dispose(ctx context.Context, id int64, by, why string) (json.RawMessage, error) {
	return s.end(ctx, id, "disposed", by, why, func(ctx context.Context, tx pgx.Tx, t table) (int64, error) {
		if _, err := tx.Exec(ctx, t.forget(), id); err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, relinkVersions, pgx.StrictNamedArgs{"id": id}); err != nil {
			return 0, err
		}
		removed, err := tx.Exec(ctx, t.remove(), id)
		return removed.RowsAffected(), err
	})
}

// end ends an import in one transaction.
func (s *Store) end(
	ctx context.Context, id int64, gone, by, why string, remove func(context.Context, pgx.Tx, table) (int64, error),
) (json.RawMessage, error) {
	var entry json.RawMessage
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) error {
		if err := alone(ctx, tx); err != nil {
			return err
		}
		t, was, err := s.find(ctx, tx, id)
		if err != nil {
			return err
		}
		var already struct{ Gone string }
		if err := json.Unmarshal(was, &already); err != nil {
			return err
		}
		if already.Gone != "" {
			return fault.New(fault.Conflict, "the rows of import %d have been %s already", id, already.Gone)
		}
		mend, err := touched(ctx, tx, t, id)
		if err != nil {
			return err
		}
		n, err := remove(ctx, tx, t)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, dropFiles, pgx.StrictNamedArgs{"import": id}); err != nil {
			return err
		}
		if err := mend(ctx, tx); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, endWith, pgx.StrictNamedArgs{"id": id, "gone": gone, "by": by, "why": why, "rows": n})
		entry, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[json.RawMessage])
		return err
	})
	if refused, is := errors.AsType[*fault.Error](err); is { // which says which import
		return nil, refused
	}
	const foreignKeyViolation = "23503"
	if refused, is := errors.AsType[*pgconn.PgError](err); is && refused.Code == foreignKeyViolation {
		return nil, fault.New(fault.Conflict, "surfaces, models, zones or plans are about areas of import %d: its rows stay", id)
	}
	return entry, wrap(err, "import %d", id)
}
