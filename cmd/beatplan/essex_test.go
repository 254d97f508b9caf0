package main

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"beatplan/internal/app"
	"beatplan/internal/long"
)

// TestEssexOddRows says what becomes of the odd rows among nine months of Essex's
// own offences.
func TestEssexOddRows(t *testing.T) {
	t.Parallel()
	long.Test(t)
	essex, files := essexFiles(t)
	p := newProgram(t)
	p.essexAreas(essex)
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
		"is marked as outside, in no district": {
			"SELECT count(*) FROM offences WHERE longitude = -1.339532 AND latitude = 51.921968 AND outside AND district IS NULL", 1,
		},
		"a row without a position is neither inside nor outside": {
			"SELECT count(*) FROM offences WHERE cell IS NULL AND outside IS NULL AND district IS NULL AND NOT piled", 1604,
		},
		// Of 119,392 rows, by another count of the same files: 17,953 have the same
		// numbers for a position as nine others of their month.
		"positions with ten or more offences of a month are piles": {"SELECT count(*) FROM offences WHERE piled", 17953},
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

// TestEssexDistricts counts the odd row in Oxfordshire where its own code says,
// once it is known where that is.
func TestEssexDistricts(t *testing.T) {
	t.Parallel()
	long.Test(t)
	essex, files := essexFiles(t)
	p := newProgram(t)
	p.must(append([]string{"import", "offences"}, files...)...)
	var counts app.DistrictCounts
	count := func() {
		t.Helper()
		counts = app.DistrictCounts{}
		if err := json.Unmarshal([]byte(p.must("districts", "--json")), &counts); err != nil {
			t.Fatal(err)
		}
		sum := counts.Nowhere
		for _, d := range counts.Districts {
			sum += d.Offences
			if d.Agree > d.ByCode || d.Agree > d.ByPosition || d.Piled > d.Offences {
				t.Errorf("%+v", d)
			}
		}
		if counts.Offences != 108036 || sum != counts.Offences { // the rest is anti-social behaviour
			t.Errorf("%d offences, %d in districts and in none", counts.Offences, sum)
		}
	}
	if count(); counts.Nowhere != 108036 || counts.Outside != 0 {
		t.Errorf("%d in no district, %d outside; no area is loaded", counts.Nowhere, counts.Outside)
	}
	for kind, file := range map[string]string{"force": "pfa20", "district": "lad24", "lsoa": "lsoa21"} {
		p.must("import", "areas", "--kind", kind, filepath.Join(essex, "areas", file+"_essex.geojson"))
	}
	count()
	// By another count of the same files: of the rows whose code is no LSOA of
	// Essex's, 1,678 have no position in one of its generalised districts either.
	if counts.Nowhere != 1678 || counts.Outside != 6 || len(counts.Districts) != 14 {
		t.Errorf("%d in none of %d districts, %d outside", counts.Nowhere, len(counts.Districts), counts.Outside)
	}
}
