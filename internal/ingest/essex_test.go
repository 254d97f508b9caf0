package ingest_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"beatplan/geo"
	"beatplan/internal/ingest"
)

// essex returns the real files that match a pattern, or skips.
func essex(t *testing.T, pattern string) []ingest.Input {
	t.Helper()
	root := os.Getenv("BEATPLAN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	paths, err := filepath.Glob(filepath.Join(root, "data", "essex", pattern))
	if err != nil || len(paths) == 0 {
		t.Skipf("no %s in %s (set BEATPLAN_SHARED)", pattern, root)
	}
	sources := make([]ingest.Input, len(paths))
	for i, path := range paths {
		if sources[i], err = ingest.Path(path); err != nil {
			t.Fatal(err)
		}
	}
	return sources
}

// count reads a file of which every row must be good and returns their number.
func count[T any](t *testing.T, f *ingest.File[T]) int {
	t.Helper()
	rows, err := read(f)
	if _, rejected := f.Ended(); err != nil || rejected != 0 {
		t.Errorf("%s: %d rejected, %v", f.Name(), rejected, err)
	}
	return len(rows)
}

func TestEssexOffences(t *testing.T) {
	t.Parallel()
	got := 0
	for _, s := range essex(t, "offences/*.csv.gz") {
		got += count(t, ingest.Offences(s, "", ingest.NewMemory(london(t)), time.Now()))
	}
	if got != 119392 {
		t.Errorf("%d offences, want 119392", got)
	}
}

func TestEssexSites(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		file string
		want int
	}{
		"fhrs": {"sites/fhrs_essex_*.csv", 14190},
		"rail": {"sites/rail_stations_essex.csv", 74},
	}
	for mapping, tt := range tests {
		t.Run(mapping, func(t *testing.T) {
			t.Parallel()
			if got := count(t, ingest.Sites(essex(t, tt.file)[0], "", knownMapping(t, mapping))); got != tt.want {
				t.Errorf("%d sites, want %d", got, tt.want)
			}
		})
	}
}

func TestEssexAreas(t *testing.T) {
	t.Parallel()
	tests := map[geo.AreaKind]string{
		geo.Force: "pfa20", geo.District: "lad24", geo.Ward: "wards22", geo.LSOA: "lsoa21",
	}
	for kind, file := range tests {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			f := ingest.Areas(essex(t, "areas/"+file+"_essex.geojson")[0], "", kind, ingest.AreaProperties{})
			if got := count(t, f); got == 0 {
				t.Error("no areas")
			}
		})
	}
}
