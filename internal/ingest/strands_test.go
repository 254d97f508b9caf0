package ingest_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"beatplan/internal/ingest"
	"beatplan/meeting"
)

// The force's own table: its differences and percentages, character for character.
func TestStrandCountsGolden(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("BEATPLAN_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	body, err := os.ReadFile(filepath.Join(shared, "golden", "strands", "twelve-months-to-march.csv"))
	if err != nil {
		t.Skipf("no strand table in %s (set BEATPLAN_SHARED)", shared)
	}
	before, after, counts, err := ingest.StrandCounts(strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	table, err := meeting.StrandsOf(before, after, counts)
	if err != nil {
		t.Fatal(err)
	}
	want, err := csv.NewReader(strings.NewReader(string(body))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := table.Table().Rows
	if len(rows) != len(want)-1 {
		t.Fatalf("%d rows, want %d", len(rows), len(want)-1)
	}
	for i, row := range rows {
		if got, want := strings.Join(row[:5], ","), strings.Join(want[1+i], ","); got != want {
			t.Errorf("%s, printed %s", got, want)
		}
	}
}

func TestStrandCountsRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ file, says string }{
		"nothing":    {"", "the file is empty"},
		"no periods": {"strand,n\nx,1\n", "line 1: 2 columns"},
		"no number":  {"strand,a,b\nx,1,2\ny,1,many\n", `line 3, b: "many" is no count`},
		"below zero": {"strand,a,b\nx,-1,2\n", `line 2, a: "-1" is no count`},
		"ragged":     {"strand,a,b\nx,1\n", "wrong number of fields"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, _, _, err := ingest.StrandCounts(strings.NewReader(tt.file)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v, want %s", err, tt.says)
			}
		})
	}
}

func FuzzStrandCounts(f *testing.F) {
	f.Add("strand,a,b\nKnife crime,1029,1574\n")
	f.Fuzz(func(t *testing.T, file string) {
		_, _, counts, err := ingest.StrandCounts(strings.NewReader(file))
		for _, c := range counts {
			if err == nil && (c.Before < 0 || c.After < 0) {
				t.Errorf("%+v", c)
			}
		}
	})
}
