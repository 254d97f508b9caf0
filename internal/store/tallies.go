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

// A tally is how many offences there are that are alike. They are kept apart by the district
// of the offences, so that who may read of some districts can be given the tallies of those.
type tally struct {
	alike
	n int
}

// What offences are alike in: a cell, 0 where the position is unknown, a kind, and a time from and to,
// in microseconds since 1970.
type alike struct{ cell, kind, from, to int64 }

func alikeIn(cell h3.Cell, kind int64, from, to time.Time) alike {
	return alike{int64(cell), kind, from.UnixMicro(), to.UnixMicro()}
}

func (a alike) compare(b alike) int {
	switch { // millions are compared: as soon as one differs, it is known
	case a.cell != b.cell:
		return cmp.Compare(a.cell, b.cell)
	case a.from != b.from:
		return cmp.Compare(a.from, b.from)
	case a.to != b.to:
		return cmp.Compare(a.to, b.to)
	}
	return cmp.Compare(a.kind, b.kind)
}

// block returns the block of a cell; of an unknown one, 0.
func block(cell int64) int64 {
	if cell == 0 {
		return 0
	}
	return int64(geo.Parent(h3.Cell(cell), blocks))
}

// A count has offences by their district, empty where it is unknown, and by what they are alike in.
type count map[string]map[alike]int

func (c count) add(district string, a alike) {
	of := c[district]
	if of == nil {
		of = map[alike]int{}
		c[district] = of
	}
	of[a]++
}

// entrySize is how many bytes a tally has in the table.
const entrySize = 4*8 + 4

func (t tally) appendTo(entries []byte) []byte {
	for _, v := range []int64{t.cell, t.kind, t.from, t.to} {
		entries = binary.BigEndian.AppendUint64(entries, uint64(v))
	}
	return binary.BigEndian.AppendUint32(entries, uint32(t.n))
}

func tallyFrom(entry []byte) tally {
	value := func(i int) int64 { return int64(binary.BigEndian.Uint64(entry[8*i:])) }
	return tally{alike{value(0), value(1), value(2), value(3)}, int(binary.BigEndian.Uint32(entry[4*8:]))}
}

const (
	timesOfMonth = `SELECT coalesce(district, ''), coalesce(cell, 0), kind, from_at, to_at FROM offences WHERE month = @month AND NOT withdrawn AND (month, source, coalesce(district, '')) NOT IN ` + leftOut
	dropTallies  = `DELETE FROM tallies WHERE month = @month`
)

// retally counts the offences of some months anew, those that answers count. It reads these months, one at a
// time: in the program, in a third of the time that the database takes for the same.
func retally(ctx context.Context, tx pgx.Tx, months []time.Time) error {
	for _, month := range distinct(months) {
		counted := count{}
		var district string
		rows, _ := tx.Query(ctx, timesOfMonth, pgx.StrictNamedArgs{"month": month})
		var cell h3.Cell
		var kind int64
		var from, to time.Time
		if _, err := pgx.ForEachRow(rows, []any{&district, (*int64)(&cell), &kind, &from, &to}, func() error {
			counted.add(district, alikeIn(cell, kind, from, to))
			return nil
		}); err != nil {
			return fmt.Errorf("tallies of %s: %w", month.Format("2006-01"), err)
		}
		if err := saveTallies(ctx, tx, month, counted.rows(month)); err != nil {
			return err
		}
	}
	return nil
}

// rows returns the rows of the table for what has been counted of a month.
func (c count) rows(month time.Time) [][]any {
	var of [][]any
	for district, alikes := range c {
		var current int64
		var entries []byte
		flush := func() {
			if len(entries) > 0 {
				of = append(of, []any{current, month, district, entries})
			}
			entries = nil
		}
		for _, a := range slices.SortedFunc(maps.Keys(alikes), alike.compare) {
			if b := block(a.cell); b != current {
				flush()
				current = b
			}
			entries = tally{a, alikes[a]}.appendTo(entries)
		}
		flush()
	}
	return of
}

// saveTallies puts the tallies of a month in the place of what was there.
func saveTallies(ctx context.Context, tx pgx.Tx, month time.Time, rows [][]any) error {
	if _, err := tx.Exec(ctx, dropTallies, pgx.StrictNamedArgs{"month": month}); err != nil {
		return err
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"tallies"}, []string{"block", "month", "district", "entries"}, pgx.CopyFromRows(rows)); err != nil {
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
// of runs of blocks, by cell, time and kind; those of all times are alike unless times
// are asked for. The time it takes grows with the tallies of each month.
func (s *Store) tallies(ctx context.Context, first, last []int64, p crime.Period, kinds map[int64]crime.Offence, times bool) ([]tally, error) {
	rows, _ := s.db.Query(ctx, selectTallies, pgx.StrictNamedArgs{
		"first": first, "last": last, "from": p.From.Start(time.UTC), "to": p.To.Start(time.UTC),
	})
	var all []tally
	var block, current int64
	var entries pgtype.DriverBytes
	begun := 0 // where this block begins in all
	_, err := pgx.ForEachRow(rows, []any{&block, &entries}, func() error {
		if block != current {
			all = append(all[:begun], sum(all[begun:])...)
			begun, current = len(all), block
		}
		for e := range slices.Chunk(entries, entrySize) {
			t := tallyFrom(e)
			if !times {
				t.from, t.to = 0, 0
			}
			if _, asked := kinds[t.kind]; asked {
				all = append(all, t)
			}
		}
		return nil
	})
	return append(all[:begun], sum(all[begun:])...), err
}

// sum sorts tallies and adds those that are alike.
func sum(tallies []tally) []tally {
	slices.SortFunc(tallies, func(a, b tally) int { return a.compare(b.alike) })
	kept := tallies[:0]
	for _, t := range tallies {
		if last := len(kept) - 1; last >= 0 && kept[last].alike == t.alike {
			kept[last].n += t.n
		} else {
			kept = append(kept, t)
		}
	}
	return kept
}
