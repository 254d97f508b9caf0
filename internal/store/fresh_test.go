package store_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/store"
)

// TestFreshMonths: offences of a month of which nothing was there fill its partition,
// those of several months or of months that are there are merged, and it makes no
// difference: not to the indexes, nor to what is left behind.
func TestFreshMonths(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	if _, err := s.ImportAreas(t.Context(), sources(county()), "test"); err != nil { // so that tallies have a district
		t.Fatal(err)
	}
	at := orb.Point{0.55, 51.55}
	some := func(from, to int, months ...crime.Month) []crime.Record {
		var records []crime.Record
		for i := from; i < to; i++ {
			r := record(fmt.Sprint(i), "Burglary", &at, geo.DefaultResolution)
			r.Month, r.Source = months[i%len(months)], crime.StreetFiles
			records = append(records, r)
		}
		return records
	}
	load(t, s, some(0, 20, january))
	load(t, s, some(20, 40, january+1, january+2)) // two months that are fresh
	load(t, s, some(40, 60, january+3, january))   // one that is, and one that is not
	load(t, s, some(60, 80, january+1))
	entries, err := s.ImportOffences(t.Context(), sources(some(0, 20, january)), "test")
	if f := figures(t, entries, err); f.Unchanged != 20 {
		t.Errorf("%+v, want nothing new", f)
	}
	type partition struct {
		name    string
		rows    int
		indexes int
	}
	rows, err := pool.Query(t.Context(), `
SELECT c.relname, (SELECT count(*) FROM offences WHERE tableoid = c.oid), (SELECT count(*) FROM pg_index WHERE indrelid = c.oid)
FROM pg_class AS c
WHERE c.relkind = 'r' AND c.relname LIKE '%offences_%'
ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	got := []partition{}
	for rows.Next() {
		var p partition
		if err := rows.Scan(&p.name, &p.rows, &p.indexes); err != nil {
			t.Fatal(err)
		}
		got = append(got, p)
	}
	var differ, piled int
	err = pool.QueryRow(t.Context(), `SELECT (`+talliesDiffer+`),
			(SELECT count(*) FROM offences WHERE piled)`).Scan(&differ, &piled)
	if err != nil || differ > 0 || piled != 80 { // ten and more at one position in each month
		t.Errorf("%d tallies differ from plain counts, %d offences are piled (%v)", differ, piled, err)
	}
	want := []partition{{"offences_2025_01", 30, 2}, {"offences_2025_02", 30, 2}, {"offences_2025_03", 10, 2}, {"offences_2025_04", 10, 2}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(partition{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestAlike: rows of a file that share a key are told apart by the order in which they
// came, by the program and, in a file with more keys than it remembers, by the database.
func TestAlike(t *testing.T) {
	t.Parallel()
	for _, remembered := range []int{0, store.MostAlike} {
		for _, source := range []string{crime.StreetFiles, "records"} {
			s, pool := pooled(t)
			var rows []crime.Record
			for i, key := range []string{"a", "b", "a", "c", "a", "b"} {
				r := record(key, "Burglary", nil, geo.DefaultResolution)
				r.Source, r.Outcome = source, fmt.Sprint(i)
				rows = append(rows, r)
			}
			entries, err := s.ImportOffencesRemembering(t.Context(), sources(rows), remembered)
			if f := figures(t, entries, err); f.New != 6 {
				t.Errorf("%+v, want 6 new", f)
			}
			var got string
			err = pool.QueryRow(t.Context(), "SELECT string_agg(ordinal::text, '' ORDER BY outcome) FROM offences").Scan(&got)
			if err != nil || got != "112132" {
				t.Errorf("%s, %d remembered before: ordinals %s, error %v", source, remembered, got, err)
			}
			var repeated int
			if err := pool.QueryRow(t.Context(), "SELECT repeated FROM imports").Scan(&repeated); err != nil || repeated != 3 {
				t.Errorf("%s: %d rows repeat a key, error %v", source, repeated, err)
			}
		}
	}
}
