package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestEssexOddRows says what becomes of the odd rows among nine months of Essex's
// own offences.
func TestEssexOddRows(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("BEATPLAN_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(shared, "data", "essex", "offences", "*.csv.gz"))
	if err != nil || len(files) == 0 {
		t.Skipf("no offences of Essex in %s (set BEATPLAN_SHARED)", shared)
	}
	p := newProgram(t)
	load := func() { p.must(append([]string{"import", "offences"}, files...)...) }
	load()
	load() // again: nothing of this changes
	for what, tt := range map[string]struct {
		sql  string
		want int
	}{
		"every row is kept": {"SELECT count(*) FROM offences", 119392},
		"a row in West Oxfordshire stays there, with the code that says so": {
			"SELECT count(*) FROM offences WHERE longitude = -1.339532 AND latitude = 51.921968 AND area_code LIKE 'E01%' AND cell IS NOT NULL AND quality = '{}'", 1,
		},
		"rows without a position have none, and no cell": {
			"SELECT count(*) FROM offences WHERE longitude IS NULL AND latitude IS NULL AND cell IS NULL", 1604,
		},
		"no position is made up": {"SELECT count(*) FROM offences WHERE longitude = 0 OR latitude = 0", 0},
		"a Crime ID that comes twice is two offences, one without a position": {
			"SELECT count(*) FROM offences WHERE reference LIKE 'b755847787e5%' AND ordinal = CASE WHEN cell IS NULL THEN 2 ELSE 1 END", 2,
		},
		"no other reference comes twice": {
			"SELECT count(*) FROM (SELECT FROM offences WHERE reference IS NOT NULL GROUP BY month, reference HAVING count(*) > 1) AS twice", 1,
		},
		"rows alike in every column are all kept": {
			"SELECT coalesce(sum(n), 0)::int FROM (SELECT count(*) AS n FROM offences WHERE reference IS NULL GROUP BY key HAVING count(*) > 1) AS alike", 4090,
		},
		"and are numbered":       {"SELECT max(ordinal) FROM offences", 20},
		"nothing was superseded": {"SELECT count(*) FROM superseded", 0},
	} {
		if got := query[int](p, tt.sql)[0]; got != tt.want {
			t.Errorf("%s: %d, want %d", what, got, tt.want)
		}
	}
}
