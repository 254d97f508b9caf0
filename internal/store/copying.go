package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// A binaryRow writes one row in COPY's binary format: each value with its length before
// it, of the type that the column has. It takes a third of the time that pgx needs to find
// out how each value is to be written.
type binaryRow struct {
	buf    []byte
	values uint16
}

// textOID is PostgreSQL's number for the type text.
const textOID = 25

// The days and microseconds of PostgreSQL count from 2000.
var postgresEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func (r *binaryRow) null() { r.size(-1) }

func (r *binaryRow) nulls(n int) {
	for range n {
		r.null()
	}
}

// size begins a value of so many bytes; of -1, NULL.
func (r *binaryRow) size(n int) {
	r.buf = binary.BigEndian.AppendUint32(r.buf, uint32(n))
	r.values++
}

func (r *binaryRow) text(s string) {
	r.size(len(s))
	r.buf = append(r.buf, s...)
}

// known writes a text, or NULL where it is empty.
func (r *binaryRow) known(s string) {
	if s == "" {
		r.null()
		return
	}
	r.text(s)
}

// texts writes an array, which is never NULL.
func (r *binaryRow) texts(all []string) {
	n := 4 * 5
	for _, s := range all {
		n += 4 + len(s)
	}
	r.size(n)
	for _, header := range []int{1, 0, textOID, len(all), 1} { // one dimension, no NULLs, of texts, so many, counted from 1
		r.buf = binary.BigEndian.AppendUint32(r.buf, uint32(header))
	}
	for _, s := range all {
		r.buf = binary.BigEndian.AppendUint32(r.buf, uint32(len(s)))
		r.buf = append(r.buf, s...)
	}
}

func (r *binaryRow) uuid(id [16]byte) {
	r.size(len(id))
	r.buf = append(r.buf, id[:]...)
}

func (r *binaryRow) bool(b bool) {
	r.size(1)
	var bit byte
	if b {
		bit = 1
	}
	r.buf = append(r.buf, bit)
}

func (r *binaryRow) int32(n int) {
	r.size(4)
	r.buf = binary.BigEndian.AppendUint32(r.buf, uint32(n))
}

func (r *binaryRow) int64(n int64) {
	r.size(8)
	r.buf = binary.BigEndian.AppendUint64(r.buf, uint64(n))
}

func (r *binaryRow) float64(f float64) {
	r.size(8)
	r.buf = binary.BigEndian.AppendUint64(r.buf, math.Float64bits(f))
}

// date writes the day that a time of UTC is in.
func (r *binaryRow) date(t time.Time) {
	const day = 24 * 60 * 60
	r.int32(int(math.Floor(float64(t.Unix()-postgresEpoch.Unix()) / day)))
}

// time writes a timestamp with time zone, to the microsecond below.
func (r *binaryRow) time(t time.Time) { r.int64(t.UnixMicro() - postgresEpoch.UnixMicro()) }

// position writes longitude, latitude and cell, and the position as it was given, each
// NULL where it is not known.
func (r *binaryRow) position(at *orb.Point, cell h3.Cell, given *geo.Given) {
	if at == nil {
		r.nulls(3)
	} else {
		r.float64(at.Lon())
		r.float64(at.Lat())
		r.int64(int64(cell))
	}
	if given == nil {
		r.nulls(3)
		return
	}
	r.float64(given.X)
	r.float64(given.Y)
	r.int32(given.SRID)
}

// A rowReader reads rows as the data of a COPY.
type rowReader struct {
	next  func(*binaryRow) error // writes a row; io.EOF: there are no more
	row   binaryRow
	taken int // bytes of the buffer that have been read
	done  bool
}

// newRowReader begins with the header.
func newRowReader(next func(*binaryRow) error) *rowReader {
	header := append([]byte("PGCOPY\n\xff\r\n\x00"), 0, 0, 0, 0, 0, 0, 0, 0) // no flags, no extension
	return &rowReader{next: next, row: binaryRow{buf: header}}
}

// Read fills p, but for the last time.
func (r *rowReader) Read(p []byte) (int, error) {
	r.row.buf = append(r.row.buf[:0], r.row.buf[r.taken:]...) // what is left is less than a row
	for len(r.row.buf) < len(p) && !r.done {
		if err := r.add(); err != nil {
			return 0, err
		}
	}
	r.taken = copy(p, r.row.buf)
	if r.taken == 0 {
		return 0, io.EOF
	}
	return r.taken, nil
}

// add adds a row, or the end.
func (r *rowReader) add() error {
	at := len(r.row.buf)
	r.row.buf, r.row.values = append(r.row.buf, 0, 0), 0
	err := r.next(&r.row)
	if r.done = errors.Is(err, io.EOF); r.done {
		r.row.values, err = math.MaxUint16, nil // -1
	}
	binary.BigEndian.PutUint16(r.row.buf[at:], r.row.values)
	return err
}

// copyRows copies rows into columns of a table and returns their number.
func copyRows(ctx context.Context, tx pgx.Tx, table string, columns []string, next func(*binaryRow) error) (int64, error) {
	into := fmt.Sprintf("COPY %s (%s) FROM STDIN BINARY", table, strings.Join(columns, ", "))
	copied, err := tx.Conn().PgConn().CopyFrom(ctx, newRowReader(next), into)
	return copied.RowsAffected(), err
}
