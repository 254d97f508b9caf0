package store

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/geo"
)

// encoded returns the values as pgx writes them, each with its length before it.
func encoded(t *rapid.T, values ...[2]any) []byte {
	t.Helper()
	types := pgtype.NewMap()
	var all []byte
	for _, v := range values {
		at := len(all)
		written, err := types.Encode(v[0].(uint32), pgtype.BinaryFormatCode, v[1], append(all, 0, 0, 0, 0))
		if err != nil {
			t.Fatal(err)
		}
		if written == nil {
			all = append(all, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		all = written
		n := len(all) - at - 4
		copy(all[at:], []byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
	}
	return all
}

func TestRowsAreWrittenAsTheDriverWritesThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zà ]{0,12}`).Draw(t, "text")
		texts := rapid.SliceOfN(rapid.StringMatching(`[a-z]{0,5}`), 0, 4).Draw(t, "texts")
		number := rapid.Int32().Draw(t, "number")
		big := rapid.Int64().Draw(t, "big")
		real := rapid.Float64().Draw(t, "real")
		yes := rapid.Bool().Draw(t, "yes")
		at := time.UnixMicro(rapid.Int64Range(-4e15, 4e15).Draw(t, "at")).UTC()
		var id [16]byte
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))

		var row binaryRow
		row.text(text)
		row.texts(texts)
		row.int32(int(number))
		row.int64(big)
		row.float64(real)
		row.bool(yes)
		row.time(at)
		row.date(at)
		row.uuid(id)
		row.null()
		want := encoded(t, [2]any{uint32(pgtype.TextOID), text}, [2]any{uint32(pgtype.TextArrayOID), array(texts)},
			[2]any{uint32(pgtype.Int4OID), number}, [2]any{uint32(pgtype.Int8OID), big}, [2]any{uint32(pgtype.Float8OID), real},
			[2]any{uint32(pgtype.BoolOID), yes}, [2]any{uint32(pgtype.TimestamptzOID), at}, [2]any{uint32(pgtype.DateOID), at},
			[2]any{uint32(pgtype.UUIDOID), id}, [2]any{uint32(pgtype.TextOID), nil})
		if diff := cmp.Diff(want, row.buf); diff != "" {
			t.Fatal(diff)
		}
		if row.values != 10 {
			t.Fatalf("%d values, of 10", row.values)
		}
	})
}

func TestPositionsThatAreNotKnownAreNulls(t *testing.T) {
	var none, both binaryRow
	none.position(nil, 0, nil)
	both.position(&orb.Point{0.5, 51.5}, 42, &geo.Given{X: 1, Y: 2, SRID: 27700})
	if none.values != 6 || !bytes.Equal(none.buf, bytes.Repeat([]byte{0xff}, 24)) {
		t.Errorf("%d values: %x", none.values, none.buf)
	}
	if both.values != 6 || len(both.buf) != 6*4+5*8+4 {
		t.Errorf("%d values: %x", both.values, both.buf)
	}
}

// However much is read at a time, what is read is the same.
func TestRowReaderGivesWholeRows(t *testing.T) {
	read := func(size int) []byte {
		n := 0
		r := newRowReader(func(row *binaryRow) error {
			if n++; n > 100 {
				return io.EOF
			}
			row.int32(n)
			row.text("row")
			return nil
		})
		var all []byte
		for p := make([]byte, size); ; {
			n, err := r.Read(p)
			all = append(all, p[:n]...)
			if errors.Is(err, io.EOF) {
				return all
			}
			if err != nil || n == 0 {
				t.Fatalf("%d bytes, %v", n, err)
			}
		}
	}
	const header, row, end = 11 + 8, 2 + 8 + 7, 2
	whole := read(1 << 16)
	if len(whole) != header+100*row+end {
		t.Errorf("%d bytes", len(whole))
	}
	for _, size := range []int{1, 7, row, 100} {
		if !bytes.Equal(read(size), whole) {
			t.Errorf("%d bytes at a time are other rows", size)
		}
	}
}

func TestRowReaderEndsWithTheErrorOfItsRows(t *testing.T) {
	broken := errors.New("broken")
	if _, err := io.ReadAll(newRowReader(func(*binaryRow) error { return broken })); !errors.Is(err, broken) {
		t.Error(err)
	}
}
