package store_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/hotspot"
)

// TestFreshMonths: offences of a month of which nothing was there fill its partition,
// those of several months or of months that are there are merged, and it makes no
// difference: not to the indexes, nor to what is left behind.
func TestFreshMonths(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	at := orb.Point{0.55, 51.55}
	some := func(from, to int, months ...hotspot.Month) []hotspot.Record {
		var records []hotspot.Record
		for i := from; i < to; i++ {
			r := record(fmt.Sprint(i), "Burglary", &at, geo.DefaultResolution)
			r.Month, r.Source = months[i%len(months)], hotspot.StreetFiles
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
	want := []partition{{"offences_2025_01", 30, 2}, {"offences_2025_02", 30, 2}, {"offences_2025_03", 10, 2}, {"offences_2025_04", 10, 2}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(partition{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
