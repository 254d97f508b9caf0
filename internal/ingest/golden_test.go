package ingest_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/hotspot"
	"beatplan/internal/ingest"
)

var update = flag.Bool("update", false, "write the golden files")

// TestGolden holds what becomes of each row of dirty files against files that
// people have read: those that are accepted, with where, when and what is
// doubtful, and those that are rejected, with the reason.
func TestGolden(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]func(s ingest.Source, dir string) *ingest.File[hotspot.Record]{
		"street": func(s ingest.Source, dir string) *ingest.File[hotspot.Record] {
			return ingest.Offences(s, dir, london(t))
		},
		"records": func(s ingest.Source, dir string) *ingest.File[hotspot.Record] {
			return ingest.MappedOffences(s, dir, mapping(t, mappingText), london(t), utc("2026-01-01 00:00"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, err := ingest.Path(filepath.Join("testdata", name+".csv"))
			if err != nil {
				t.Fatal(err)
			}
			f := file(source, t.TempDir())
			rows, err := read(f)
			if err != nil {
				t.Fatal(err)
			}
			var accepted strings.Builder
			for _, r := range rows {
				fmt.Fprintf(&accepted, "%s\n", told(r))
			}
			path, err := f.KeepRejects()
			if err != nil {
				t.Fatal(err)
			}
			rejected, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+".accepted", accepted.String())
			golden(t, name+".rejects.csv", string(rejected))
		})
	}
}

// told returns a record in a line.
func told(r hotspot.Record) string {
	at := "unknown"
	if r.At != nil {
		at = fmt.Sprintf("%.4f %.4f", r.At.Lon(), r.At.Lat())
	}
	const minute = "2006-01-02T15:04Z"
	return fmt.Sprintf("%s | %s | %s to %s, %s | %s | %v", r.Reference, r.Type, r.From.Format(minute), r.To.Format(minute), r.Precision, at, r.Quality)
}

// golden compares a text with a golden file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
