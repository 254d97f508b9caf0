package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/geo"
)

// plainTallies are what tallies are to be, counted by the database.
const plainTallies = `
SELECT CASE WHEN cell = 0 THEN 0 ELSE h3_parent(cell, 7) END AS block, month, district,
    string_agg(int8send(cell) || int8send(kind) || int8send(from_us) || int8send(to_us) || int4send(n), '' ORDER BY cell, from_us, to_us, kind) AS entries
FROM (
    SELECT month, coalesce(district, '') AS district, coalesce(cell, 0) AS cell, kind, (extract(epoch FROM from_at) * 1000000)::bigint AS from_us, (extract(epoch FROM to_at) * 1000000)::bigint AS to_us, count(*)::int AS n
    FROM offences
    WHERE NOT withdrawn AND (month, source, coalesce(district, '')) IN (SELECT month, source, district FROM coverage WHERE counted)
    GROUP BY 1, 2, 3, 4, 5, 6
) AS counted
GROUP BY 1, 2, 3`

// talliesDiffer counts the tallies that are not as [plainTallies] has them.
const talliesDiffer = `
WITH plain AS (` + plainTallies + `), kept AS (SELECT block, month, district, entries FROM tallies)
SELECT count(*) FROM ((TABLE plain EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE plain)) AS d`

// TestTallies holds tallies, and what is counted from them, against plain counts of
// the offences through imports, new versions, withdrawals, deletions and disposals.
func TestTallies(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	places := []*orb.Point{nil, {0.5, 51.5}, {0.501, 51.5}, {0.55, 51.55}}
	lattice, err := geo.Cover(west().Land, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	period := crime.Period{From: january, To: january + 1}
	type count struct {
		Type string
		N    int
	}
	rapid.Check(t, func(rt *rapid.T) {
		// Without partitions, so that street files of a month that is new fill them.
		if _, err := pool.Exec(t.Context(), `TRUNCATE offences, superseded, tallies, coverage;
			DO $$ DECLARE p regclass; BEGIN FOR p IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'offences'::regclass LOOP EXECUTE 'DROP TABLE ' || p; END LOOP; END $$`); err != nil {
			t.Fatal(err)
		}
		var imports []int64
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			switch do := rapid.SampledFrom([]string{"import", "import", "delete", "dispose"}).Draw(rt, "do"); {
			case do == "import":
				var rows []crime.Record
				source := rapid.SampledFrom([]string{crime.StreetFiles, "records"}).Draw(rt, "source")
				month := rapid.IntRange(0, 2).Draw(rt, "month")
				for _, key := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-f]`), 1, 6, rapid.ID).Draw(rt, "keys") {
					r := record(key, rapid.SampledFrom([]string{"Burglary", "Robbery"}).Draw(rt, "type"), rapid.SampledFrom(places).Draw(rt, "at"), geo.DefaultResolution)
					r.Source, r.Month, r.Withdrawn = source, january+crime.Month(month), rapid.IntRange(0, 3).Draw(rt, "withdrawn") == 0
					r.Key = crime.DigestOf(source, key)
					r.Flags = rapid.SampledFrom([][]string{{}, {crime.FlagDomestic}}).Draw(rt, "flags")
					r.Offence.Place = rapid.SampledFrom([]string{"", "street"}).Draw(rt, "kind of place")
					if r.Precision = rapid.SampledFrom([]crime.Precision{crime.Instant, crime.Interval, crime.InMonth}).Draw(rt, "precision"); r.Precision != crime.InMonth {
						r.From = r.From.Add(time.Duration(rapid.Int64Range(0, 3).Draw(rt, "minutes")) * time.Minute)
						r.To = r.From
					}
					if r.Precision == crime.Interval {
						r.To = r.From.Add(time.Duration(rapid.Int64Range(1, 40).Draw(rt, "quarters")) * 15 * time.Minute)
					}
					if source == crime.StreetFiles { // where a reference means one thing within its month
						r.Key = crime.DigestOf(source, key, r.Month.String())
					} else if rapid.Bool().Draw(rt, "in another month") {
						r.Month++
					}
					rows = append(rows, r)
				}
				entries, err := s.ImportOffences(t.Context(), sources(rows), "test")
				if err != nil {
					t.Fatal(err)
				}
				imports = append(imports, number(t, entries[0]))
			case len(imports) > 0:
				i := rapid.IntRange(0, len(imports)-1).Draw(rt, "which")
				end := s.Delete
				if do == "dispose" {
					end = s.Dispose
				}
				if _, err := end(t.Context(), imports[i], "test", "a test"); err != nil {
					t.Fatal(err)
				}
				imports = slices.Delete(imports, i, i+1)
			}
		}
		var differ int
		err := pool.QueryRow(t.Context(), talliesDiffer).Scan(&differ)
		if err != nil || differ > 0 {
			rt.Fatalf("%d tallies differ from plain counts (%v)", differ, err)
		}
		rows, _ := pool.Query(t.Context(), `SELECT type, count(*)::int FROM offences
			WHERE NOT withdrawn AND (month, source, coalesce(district, '')) IN (SELECT month, source, district FROM coverage WHERE counted)
				AND cell IS NOT NULL AND month BETWEEN '2025-01-01' AND '2025-02-01' GROUP BY type ORDER BY type`)
		want, err := pgx.CollectRows(rows, pgx.RowToStructByPos[count])
		if err != nil {
			t.Fatal(err)
		}
		// No record has an incident, so that with incidents the same offences are read row by row.
		slow, err := s.Offences(t.Context(), lattice, period, nil, crime.Detail{Times: true, Incidents: true})
		if err != nil {
			t.Fatal(err)
		}
		timed, err := s.Offences(t.Context(), lattice, period, nil, crime.Detail{Times: true})
		if diff := cmp.Diff(slow, timed); err != nil || diff != "" {
			rt.Fatalf("with times: %v (-row by row +from tallies):\n%s", err, diff)
		}
		offences, err := s.Offences(t.Context(), lattice, period, nil, crime.Detail{})
		if err != nil {
			t.Fatal(err)
		}
		got := []count{{Type: "Burglary"}, {Type: "Robbery"}}
		for _, o := range offences {
			got[slices.IndexFunc(got, func(c count) bool { return c.Type == o.Type })].N += 1 + o.More
		}
		got = slices.DeleteFunc(got, func(c count) bool { return c.N == 0 })
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("counts of two months (-want +got):\n%s", diff)
		}
	})
}
