package main

import (
	"os"
	"path/filepath"
	"testing"
)

// essexFiles returns the directory of Essex's real data and its street files, or skips
// where there are none.
func essexFiles(t testing.TB) (dir string, offences []string) {
	t.Helper()
	shared := os.Getenv("BEATPLAN_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	dir = filepath.Join(shared, "data", "essex")
	offences, err := filepath.Glob(filepath.Join(dir, "offences", "*.csv.gz"))
	if err != nil || len(offences) == 0 {
		t.Skipf("no offences of Essex in %s (set BEATPLAN_SHARED)", shared)
	}
	return dir, offences
}

// essexAreas imports the force and its districts.
func (p program) essexAreas(dir string) {
	p.t.Helper()
	p.must("import", "areas", "--kind", "force", filepath.Join(dir, "areas", "pfa20_essex.geojson"))
	p.must("import", "areas", "--kind", "district", filepath.Join(dir, "areas", "lad24_essex.geojson"))
}
