package store

import (
	"cmp"
	"context"
	"iter"

	"github.com/jackc/pgx/v5"
)

// A staging says how rows of one kind come in: copied into a temporary table,
// mended there, merged into the table of the kind.
type staging[T any] struct {
	table
	values func(T) []any                              // of the columns
	mend   func(ctx context.Context, tx pgx.Tx) error // nil: nothing needs mending
}

// merged is how many rows a merge has changed.
type merged struct{ staged, added, updated int64 }

// merge brings the rows of one import in. A row that is there with the same
// values stays what it was, that of the import which brought it; one with other
// values moves to the table superseded. Its cost is that of a copy, an index
// look-up a row and an insertion for each new one.
func (st staging[T]) merge(ctx context.Context, tx pgx.Tx, id int64, rows iter.Seq2[T, error]) (merged, error) {
	var m merged
	if _, err := tx.Exec(ctx, st.create()); err != nil {
		return m, err
	}
	var err error
	if m.staged, err = st.copy(ctx, tx, rows, id); err != nil {
		return m, err
	}
	if st.mend != nil {
		if err := st.mend(ctx, tx); err != nil {
			return m, err
		}
	}
	if _, err := tx.Exec(ctx, "ANALYZE new_"+st.name); err != nil {
		return m, err
	}
	updated, err := tx.Exec(ctx, st.supersede(), id)
	if err != nil {
		return m, err
	}
	inserted, err := tx.Exec(ctx, st.insert())
	if err != nil {
		return m, err
	}
	m.updated = updated.RowsAffected()
	m.added = inserted.RowsAffected() - m.updated
	_, err = tx.Exec(ctx, "DROP TABLE new_"+st.name)
	return m, err
}

// copy fills the temporary table and returns the number of rows. An error of
// theirs comes back as it is, where PostgreSQL would make it one of its own.
func (st staging[T]) copy(ctx context.Context, tx pgx.Tx, rows iter.Seq2[T, error], id int64) (int64, error) {
	next, stop := iter.Pull2(rows)
	defer stop()
	var failed error
	n, err := tx.CopyFrom(ctx, pgx.Identifier{"new_" + st.name}, append([]string{"import_id"}, st.columns...),
		pgx.CopyFromFunc(func() ([]any, error) {
			row, err, more := next()
			if !more || err != nil {
				failed = err
				return nil, err
			}
			return append([]any{id}, st.values(row)...), nil
		}))
	return n, cmp.Or(failed, err)
}
