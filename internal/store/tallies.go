package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
)

// blocks is the H3 resolution of the blocks that tallies come in: coarse enough that
// a district is some dozens, and every run of cells that a lattice asks for is of
// whole ones.
const blocks = geo.MinResolution

// A tally is how many offences of a kind there are in a cell.
type tally struct {
	place
	n int
}

// A place is a cell, 0 where the position is unknown, and a kind.
type place struct{ cell, kind int64 }

func (p place) compare(q place) int {
	if byCell := cmp.Compare(p.cell, q.cell); byCell != 0 {
		return byCell
	}
	return cmp.Compare(p.kind, q.kind)
}

// block returns the block of a cell; of an unknown one, 0.
func block(cell int64) int64 {
	if cell == 0 {
		return 0
	}
	return int64(geo.Parent(h3.Cell(cell), blocks))
}

// entrySize is how many bytes a tally has in the table.
const entrySize = 8 + 8 + 4

func (t tally) appendTo(entries []byte) []byte {
	entries = binary.BigEndian.AppendUint64(entries, uint64(t.cell))
	entries = binary.BigEndian.AppendUint64(entries, uint64(t.kind))
	return binary.BigEndian.AppendUint32(entries, uint32(t.n))
}

func tallyFrom(entry []byte) tally {
	return tally{
		place{int64(binary.BigEndian.Uint64(entry)), int64(binary.BigEndian.Uint64(entry[8:]))},
		int(binary.BigEndian.Uint32(entry[16:])),
	}
}

const (
	placesOfMonth = `SELECT coalesce(cell, 0), kind FROM offences WHERE month = @month AND NOT withdrawn AND (month, source, coalesce(district, '')) NOT IN ` + leftOut
	dropTallies   = `DELETE FROM tallies WHERE month = @month`
)

// retally counts the offences of some months anew, those that answers count. It reads these months, one at a
// time: in the program, in a third of the time that the database takes for the same.
func retally(ctx context.Context, tx pgx.Tx, months []time.Time) error {
	for _, month := range distinct(months) {
		counted := map[place]int{}
		rows, _ := tx.Query(ctx, placesOfMonth, pgx.StrictNamedArgs{"month": month})
		var p place
		if _, err := pgx.ForEachRow(rows, []any{&p.cell, &p.kind}, func() error {
			counted[p]++
			return nil
		}); err != nil {
			return fmt.Errorf("tallies of %s: %w", month.Format("2006-01"), err)
		}
		if err := saveTallies(ctx, tx, month, counted); err != nil {
			return err
		}
	}
	return nil
}

// saveTallies puts what has been counted of a month in the place of what was there.
func saveTallies(ctx context.Context, tx pgx.Tx, month time.Time, counted map[place]int) error {
	if _, err := tx.Exec(ctx, dropTallies, pgx.StrictNamedArgs{"month": month}); err != nil {
		return err
	}
	var of [][]any
	var current int64
	var entries []byte
	flush := func() {
		if len(entries) > 0 {
			of = append(of, []any{current, month, entries})
		}
		entries = nil
	}
	for _, p := range slices.SortedFunc(maps.Keys(counted), place.compare) {
		if b := block(p.cell); b != current {
			flush()
			current = b
		}
		entries = tally{p, counted[p]}.appendTo(entries)
	}
	flush()
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"tallies"}, []string{"block", "month", "entries"}, pgx.CopyFromRows(of)); err != nil {
		return fmt.Errorf("tallies of %s: %w", month.Format("2006-01"), err)
	}
	return nil
}

// OFFSET 0 keeps the planner from reading all tallies for many blocks.
const selectTallies = `
SELECT t.block, t.entries
FROM unnest(@first::bigint[], @last::bigint[]) AS run (first, last)
CROSS JOIN LATERAL (
    SELECT block, entries FROM tallies WHERE block BETWEEN run.first AND run.last AND month BETWEEN @from AND @to OFFSET 0
) AS t
ORDER BY t.block`

// tallies returns how many offences of some kinds there are in a period in each cell
// of runs of blocks, by cell and kind. The time it takes grows with the cells and
// kinds of each month, and not with the offences.
func (s *Store) tallies(ctx context.Context, first, last []int64, p crime.Period, kinds map[int64]crime.Offence) ([]tally, error) {
	rows, _ := s.db.Query(ctx, selectTallies, pgx.StrictNamedArgs{
		"first": first, "last": last, "from": p.From.Start(time.UTC), "to": p.To.Start(time.UTC),
	})
	var all, sum, next []tally // of the blocks before; of this one, over the months read
	var block, current int64
	var entries pgtype.DriverBytes
	_, err := pgx.ForEachRow(rows, []any{&block, &entries}, func() error {
		if block != current {
			all, sum, current = append(all, sum...), sum[:0], block
		}
		next = appendSum(next[:0], sum, entries, kinds)
		sum, next = next, sum
		return nil
	})
	return append(all, sum...), err
}

// appendSum appends to all the sum of tallies and of those entries that are of some
// kinds. They are by cell and kind, as the sum is.
func appendSum(all, tallies []tally, entries []byte, kinds map[int64]crime.Offence) []tally {
	for e := range slices.Chunk(entries, entrySize) {
		t := tallyFrom(e)
		if _, asked := kinds[t.kind]; !asked {
			continue
		}
		for len(tallies) > 0 && tallies[0].compare(t.place) < 0 {
			all, tallies = append(all, tallies[0]), tallies[1:]
		}
		if len(tallies) > 0 && tallies[0].place == t.place {
			t.n += tallies[0].n
			tallies = tallies[1:]
		}
		all = append(all, t)
	}
	return append(all, tallies...)
}
