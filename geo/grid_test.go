package geo_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/geo"
)

// shared returns a file of the golden and real data, or skips where that
// folder is absent.
func shared(t *testing.T, name ...string) string {
	t.Helper()
	root := os.Getenv("BEATPLAN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	path := filepath.Join(append([]string{root}, name...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no reference data: %v (set BEATPLAN_SHARED)", err)
	}
	return path
}

func rows(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		out = append(out, row)
	}
	return out
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// PROJ without its OSTN15 grid uses the same Helmert shift, so the two agree
// far better than either agrees with OSTN15.
func TestToGridAgainstPROJ(t *testing.T) {
	t.Parallel()
	for _, row := range rows(t, shared(t, "golden", "hotspot", "essex_projected.csv")) {
		p := orb.Point{number(t, row["lon"]), number(t, row["lat"])}
		got := geo.ToGrid(p)
		want := orb.Point{number(t, row["e27700"]), number(t, row["n27700"])}
		if d := math.Hypot(got[0]-want[0], got[1]-want[1]); d > 0.01 {
			t.Errorf("%s: %v, PROJ has %v: %.4f m apart", row["id"], got, want, d)
		}
	}
}

func TestGridRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{
			rapid.Float64Range(-7, 3).Draw(t, "lon"),
			rapid.Float64Range(49.5, 60).Draw(t, "lat"),
		}
		back := geo.FromGrid(geo.ToGrid(p))
		// 5 mm is 4.5e-8 of a degree of latitude.
		if math.Abs(back[0]-p[0]) > 1e-7 || math.Abs(back[1]-p[1]) > 5e-8 {
			t.Fatalf("%v came back as %v", p, back)
		}
	})
}
