package store_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/store"
)

// TestImportFiles keeps files with rows, of more than one part, and removes both.
func TestImportFiles(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	whole := bytes.Repeat([]byte("0123456789"), 250_000)
	keeps := func(what string, body []byte) ledger.File {
		return ledger.File{What: what, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }}
	}
	load := func(key string, files ...ledger.File) (id int64, kept map[string]int) {
		t.Helper()
		rows := []crime.Record{record(key, "Robbery", nil, geo.DefaultResolution)}
		entries, err := s.ImportOffences(t.Context(), []store.Incoming[crime.Record]{file[crime.Record]{rows: rows, kept: files}}, "test")
		if err != nil {
			t.Fatal(err)
		}
		var entry struct{ Kept map[string]int }
		if err := json.Unmarshal(entries[0], &entry); err != nil {
			t.Fatal(err)
		}
		return number(t, entries[0]), entry.Kept
	}
	first, kept := load("a", keeps(ledger.Rejects, []byte("line,reason,row\n")), keeps(ledger.Received, whole))
	if kept["rejects"] != 16 || kept["file"] != len(whole) || len(kept) != 2 {
		t.Errorf("kept %v", kept)
	}
	second, kept := load("b", keeps(ledger.Rejects, []byte("b")))
	third, none := load("c")
	if len(kept) != 1 || len(none) != 0 {
		t.Errorf("kept %v, and %v where there is nothing to keep", kept, none)
	}
	got, err := io.ReadAll(s.ImportFile(t.Context(), first, ledger.Received))
	if err != nil || !bytes.Equal(got, whole) {
		t.Errorf("%d bytes, error %v; want the %d that were kept", len(got), err, len(whole))
	}
	half := s.ImportFile(t.Context(), first, ledger.Received)
	if _, err := half.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Delete(t.Context(), first, "test", "a test"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(half); fault.Of(err) != fault.Conflict {
		t.Errorf("a file that goes while it is read: %v", err)
	}
	for _, id := range []int64{second, third} {
		if _, err := s.Dispose(t.Context(), id, "test", "a test"); err != nil {
			t.Fatal(err)
		}
	}
	var left int
	if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM import_files").Scan(&left); err != nil || left > 0 {
		t.Errorf("%d parts of files are left without rows (%v)", left, err)
	}
	unreadable := ledger.File{What: ledger.Received, Open: func() (io.ReadCloser, error) { return nil, errors.New("gone") }}
	rows := []crime.Record{record("d", "Robbery", nil, geo.DefaultResolution)}
	if _, err := s.ImportOffences(t.Context(), []store.Incoming[crime.Record]{file[crime.Record]{rows: rows, kept: []ledger.File{unreadable}}}, "test"); err == nil {
		t.Error("rows came in without the file that was to be kept with them")
	}
}
