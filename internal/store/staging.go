package store

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"beatplan/internal/ledger"
)

// A staging says how rows of one kind come in: copied into a table beside that of the
// kind, mended there, and merged into it; or, where nothing is there yet that they could
// be known by, made a partition of it as they are.
type staging[T any] struct {
	table
	values func(T) []any        // of the columns, and the derived ones
	write  func(*binaryRow, *T) // the same, for rows that come by the million; nil: values
	insert string               // SQL, may be empty: the table's insert, where what is derived is said as rows go in
	mend   mending              // nil: nothing needs mending
	again  republishing         // nil: a file adds to what is loaded, and takes the place of no more than it has
	moving moving               // finds which known rows have moved; nil: this kind is not asked
	cutOff string               // SQL, may be empty: the last day that the rows tell of
	within func() string        // SQL, may be empty, once the rows of a file are mended: limits the rows o that a new one can be known by; nil: nothing does

	// Whether the rows of a file, of which this is the first, may fill a partition that is
	// not there yet. If so, whole looks at them before the first is written, where they are
	// not too many to wait for; and once they are mended, fill makes them the partition and
	// returns the last day that they tell of, or nil where they are to be merged. Nil: the
	// table has no partitions.
	fresh func(ctx context.Context, tx pgx.Tx, first *T) (bool, error)
	whole func(rows []T)
	fill  func(ctx context.Context, tx pgx.Tx) (cutOff *time.Time, err error)
}

// A mending mends rows that are staged, and says what whoever sent them should know.
type mending func(ctx context.Context, tx pgx.Tx) (remarks, error)

// A republishing finds what the staged rows of an import publish again, given the SHA-256
// of the file and of its mapping, and drops what they no longer have of it.
type republishing func(ctx context.Context, tx pgx.Tx, id int64, hash, mapping string) (republication, error)

// A moving says how the staged rows of a file that were known before have moved; nil: none
// has.
type moving func(ctx context.Context, tx pgx.Tx) (*ledger.Moved, error)

// remarks are what is remarkable about the rows of a file.
type remarks struct {
	mended   []string // what those are known as that are not as the file has them
	repeated int64    // rows that are known by what an earlier one is known by
}

// merged is what a merge made of the rows of an import.
type merged struct {
	staged, added, updated, unchanged int64
	cutOff                            *time.Time // the last day that the rows tell of
	moved                             *ledger.Moved
	remarks
	republication
}

// merge brings the rows of one import in. A row that is there with the same
// values stays what it was, that of the import which brought it; one with other
// values moves to the table superseded. Its cost is that of a copy, an index
// look-up a row and an insertion for each new one.
func (st staging[T]) merge(ctx context.Context, tx pgx.Tx, id int64, file Incoming[T], rows <-chan batch[T]) (merged, error) {
	var m merged
	fresh, staged, err := st.stage(ctx, tx, id, rows)
	if err != nil {
		return m, err
	}
	m.staged = staged
	file.Does("comparing the rows with one another and with what is loaded", 0)
	if st.mend != nil {
		if m.remarks, err = st.mend(ctx, tx); err != nil {
			return m, err
		}
	}
	if fresh {
		if m.cutOff, err = st.fill(ctx, tx); err != nil || m.cutOff != nil {
			m.added = m.staged
			return m, err
		}
	}
	if st.cutOff != "" {
		if err := tx.QueryRow(ctx, st.cutOff).Scan(&m.cutOff); err != nil {
			return m, err
		}
	}
	if err := st.settle(ctx, tx, id, file, &m); err != nil {
		return m, err
	}
	inserted, err := st.store(ctx, tx, file)
	if err != nil {
		return m, err
	}
	m.added = inserted - m.updated
	_, err = tx.Exec(ctx, st.drop(fresh))
	return m, err
}

// stage copies the rows of an import beside its table, and says whether they are to be a
// partition that is not there yet.
func (st staging[T]) stage(ctx context.Context, tx pgx.Tx, id int64, rows <-chan batch[T]) (fresh bool, staged int64, err error) {
	first, err := next(ctx, rows)
	if err != nil {
		return false, 0, err
	}
	begun := []batch[T]{first}
	if st.fresh != nil && len(first.rows) > 0 {
		if fresh, err = st.fresh(ctx, tx, &first.rows[0]); err != nil {
			return false, 0, err
		}
	}
	if _, err := tx.Exec(ctx, st.create(fresh)); err != nil {
		return false, 0, err
	}
	if fresh {
		if begun, err = gather(ctx, first, rows); err != nil {
			return false, 0, err
		}
		if begun[len(begun)-1].last {
			for _, b := range begun {
				st.whole(b.rows)
			}
		}
	}
	staged, err = st.copy(ctx, tx, begun, rows, id)
	return fresh, staged, err
}

// settle settles what the staged rows have to do with those that are loaded: what they publish
// again, what has moved, what stays as it was and what they replace.
func (st staging[T]) settle(ctx context.Context, tx pgx.Tx, id int64, file Incoming[T], m *merged) error {
	within := ""
	if st.within != nil {
		within = st.within()
	}
	var some bool
	if err := tx.QueryRow(ctx, st.some(within)).Scan(&some); err != nil {
		return err
	}
	if !some {
		return nil
	}
	var err error
	if st.again != nil {
		hash, _ := file.Ended()
		if m.republication, err = st.again(ctx, tx, id, hash, file.Mapping()); err != nil {
			return err
		}
	}
	if st.moving != nil {
		if m.moved, err = st.moving(ctx, tx); err != nil {
			return err
		}
	}
	same, err := tx.Exec(ctx, st.same(within))
	if err != nil {
		return err
	}
	m.unchanged = same.RowsAffected()
	updated, err := tx.Exec(ctx, st.supersede(within), id)
	if err != nil {
		return err
	}
	m.updated = updated.RowsAffected()
	return nil
}

// store brings the rows in that are staged and returns their number. It takes some
// 400,000 offences at a time, so that it can say how far it is.
func (st staging[T]) store(ctx context.Context, tx pgx.Tx, file Incoming[T]) (int64, error) {
	const step = 16_384 // blocks
	var blocks, inserted int64
	if err := tx.QueryRow(ctx, st.blocks()).Scan(&blocks); err != nil {
		return 0, err
	}
	insert := cmp.Or(st.insert, st.table.insert())
	for from := int64(0); from < blocks; from += step {
		file.Does("storing the rows", float64(from)/float64(blocks))
		some, err := tx.Exec(ctx, insert, startOf(from), startOf(from+step))
		if err != nil {
			return 0, err
		}
		inserted += some.RowsAffected()
	}
	return inserted, nil
}

// startOf returns where a block of a table begins.
func startOf(n int64) pgtype.TID { return pgtype.TID{BlockNumber: uint32(n), Valid: true} }

// next waits for the next batch.
func next[T any](ctx context.Context, rows <-chan batch[T]) (batch[T], error) {
	b, more := <-rows
	if !more {
		return b, ctx.Err()
	}
	return b, nil
}

// mostGathered is how many rows of a file are waited for before the first is written: a
// month of most forces, 30 MiB.
const mostGathered = 50_000

// gather waits for a file's first batches: for all, where they have not too many rows.
func gather[T any](ctx context.Context, first batch[T], rows <-chan batch[T]) ([]batch[T], error) {
	gathered := []batch[T]{first}
	for n := len(first.rows); !first.last && first.err == nil && n < mostGathered; n += len(first.rows) {
		var err error
		if first, err = next(ctx, rows); err != nil {
			return nil, err
		}
		gathered = append(gathered, first)
	}
	return gathered, nil
}

// copy fills the table beside with the rows of one file, from those that have begun it on,
// and returns their number. An error of theirs comes back as it is, where PostgreSQL would
// make it one of its own.
func (st staging[T]) copy(ctx context.Context, tx pgx.Tx, begun []batch[T], rows <-chan batch[T], id int64) (n int64, err error) {
	b, begun := begun[0], begun[1:]
	take := func() (*T, error) {
		for len(b.rows) == 0 {
			var err error
			switch {
			case b.last || b.err != nil:
				return nil, cmp.Or(b.err, io.EOF)
			case len(begun) > 0:
				b, begun = begun[0], begun[1:]
			default:
				b, err = next(ctx, rows)
			}
			if err != nil {
				return nil, err
			}
		}
		row := &b.rows[0]
		b.rows = b.rows[1:]
		return row, nil
	}
	columns := slices.Concat([]string{"import_id"}, st.columns, st.derived)
	if st.write != nil {
		n, err = copyRows(ctx, tx, "new_"+st.name, columns, func(r *binaryRow) error {
			row, err := take()
			if err == nil {
				r.int64(id)
				st.write(r, row)
			}
			return err
		})
		return n, cmp.Or(b.err, err)
	}
	n, err = tx.CopyFrom(ctx, pgx.Identifier{"new_" + st.name}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		row, err := take()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return append([]any{id}, st.values(*row)...), nil
	}))
	return n, cmp.Or(b.err, err)
}

// A batch is some rows of a file.
type batch[T any] struct {
	rows []T
	last bool  // no more of this file
	err  error // after the rows: that ends the file
}

// ahead reads the rows of files, one after another, while those before are merged
// and at most some 16,000 rows ahead of them. The channel is closed when
// nothing is read any more: after the last row, an error, or the end of ctx.
func ahead[T any](ctx context.Context, files []Incoming[T]) <-chan batch[T] {
	const size, batches = 500, 32 // a month of Essex can wait while the database takes in the one before
	read := make(chan batch[T], batches)
	send := func(b batch[T]) bool {
		select {
		case read <- b:
			return b.err == nil
		case <-ctx.Done():
			return false
		}
	}
	go func() {
		defer close(read)
		for _, file := range files {
			rows := make([]T, 0, size)
			for row, err := range file.Rows() {
				if err != nil {
					send(batch[T]{rows: rows, err: err})
					return
				}
				if rows = append(rows, row); len(rows) == size {
					if !send(batch[T]{rows: rows}) {
						return
					}
					rows = make([]T, 0, size)
				}
			}
			if !send(batch[T]{rows: rows, last: true}) {
				return
			}
		}
	}()
	return read
}
