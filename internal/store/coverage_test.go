package store_test

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/ledger"
)

// plainCoverage is what is held, counted by the database.
const plainCoverage = `
SELECT month, source, coalesce(district, ''), CASE WHEN precision = 'month' THEN 0 ELSE extract(day FROM from_at AT TIME ZONE 'Europe/London')::int END, count(*)
FROM offences
WHERE NOT withdrawn
GROUP BY 1, 2, 3, 4`

// storedCoverage is the same of the table.
const storedCoverage = `
SELECT month, source, district, d.day::int, d.n
FROM coverage, LATERAL (
    SELECT 0 AS day, month_only::bigint AS n
    UNION ALL SELECT u.day, u.n FROM unnest(days) WITH ORDINALITY AS u (n, day)
) AS d
WHERE d.n > 0`

// TestTwoSources has a month of a district from two systems: answers count one, and the
// other where the first has gone.
func TestTwoSources(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	area := west()
	if _, err := s.ImportAreas(t.Context(), sources([]geo.Area{area}), "test"); err != nil {
		t.Fatal(err)
	}
	at := area.Land.Bound().Center()
	lattice, err := geo.Cover(area.Land, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	period := crime.Period{From: january, To: january}
	offences := func() (plain, timed int) {
		t.Helper()
		for _, detail := range []crime.Detail{{}, {Times: true}} {
			found, err := s.Offences(t.Context(), lattice, period, nil, detail)
			if err != nil {
				t.Fatal(err)
			}
			plain, timed = timed, 0
			for _, o := range found {
				timed += 1 + o.More
			}
		}
		return plain, timed
	}
	some := func(n int, source string) []crime.Record {
		var rows []crime.Record
		for i := range n {
			r := record(string(rune('a'+i)), "Robbery", &at, geo.DefaultResolution)
			r.Source, r.Key = source, crime.DigestOf(source, r.Reference, string(rune('a'+i)))
			if crime.IsStreet(source) {
				r.Precision = crime.InMonth
			}
			rows = append(rows, r)
		}
		return rows
	}
	load(t, s, some(8, "street (Testshire Police)"))
	load(t, s, some(3, "rms"))
	if plain, timed := offences(); plain != 8 || timed != 8 {
		t.Errorf("%d and %d offences; want the 8 of the street files: the records are less than half", plain, timed)
	}
	entries, err := s.ImportOffences(t.Context(), sources(some(6, "rms")), "test")
	if err != nil {
		t.Fatal(err)
	}
	if plain, timed := offences(); plain != 6 || timed != 6 {
		t.Errorf("%d and %d offences; want the 6 records", plain, timed)
	}
	held, err := s.Coverage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if o := held.Overlaps(); len(o) != 1 || o[0].Counted != "rms" || o[0].LeftOut[0].Offences() != 8 || o[0].District != area.Code {
		t.Errorf("overlaps %+v, want the 8 of the street files left out", o)
	}
	if _, err := s.Delete(t.Context(), number(t, entries[0]), "test", "a test"); err != nil {
		t.Fatal(err)
	}
	if plain, timed := offences(); plain != 8 || timed != 8 {
		t.Errorf("%d and %d offences; want the 8 again, since 3 records are left", plain, timed)
	}
	sets := func(version int, systems string) {
		t.Helper()
		body := []byte(`{"version": ` + strconv.Itoa(version) + `, "systems": ` + systems + `}`)
		if err := s.AddVersion(t.Context(), ledger.SourceOrder, ledger.Setting{Name: ledger.SourceOrder, Version: version, Body: body}, "test"); err != nil {
			t.Fatal(err)
		}
	}
	sets(1, `["rms"]`)
	if plain, timed := offences(); plain != 3 || timed != 3 {
		t.Errorf("%d and %d offences; want the 3 of the system that comes first in the order", plain, timed)
	}
	load(t, s, some(9, "street (Testshire Police)"))
	if plain, timed := offences(); plain != 3 || timed != 3 {
		t.Errorf("%d and %d offences; want 3: an import counts by the order", plain, timed)
	}
	sets(2, `[]`)
	if plain, timed := offences(); plain != 9 || timed != 9 {
		t.Errorf("%d and %d offences; want the 9 again without an order", plain, timed)
	}
	var differ int
	err = pool.QueryRow(t.Context(), `WITH plain AS (`+plainCoverage+`), stored AS (`+storedCoverage+`)
		SELECT count(*) FROM ((TABLE plain EXCEPT TABLE stored) UNION ALL (TABLE stored EXCEPT TABLE plain)) AS d`).Scan(&differ)
	if err != nil || differ > 0 {
		t.Errorf("%d entries of coverage differ from plain counts (%v)", differ, err)
	}
}

// TestCoverageFollowsAreas: districts that come after the offences hold them.
func TestCoverageFollowsAreas(t *testing.T) {
	t.Parallel()
	s := open(t)
	area := west()
	at := area.Land.Bound().Center()
	r := record("1", "Robbery", &at, geo.DefaultResolution)
	load(t, s, []crime.Record{r})
	districts := func() (codes []string) {
		t.Helper()
		held, err := s.Coverage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range held {
			codes = append(codes, h.District)
		}
		return codes
	}
	before := districts()
	entries, err := s.ImportAreas(t.Context(), sources([]geo.Area{area}), "test")
	if err != nil {
		t.Fatal(err)
	}
	after := districts()
	if _, err := s.Delete(t.Context(), number(t, entries[0]), "test", "a test"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{""}, {area.Code}, {""}}, [][]string{before, after, districts()}); diff != "" {
		t.Errorf("districts before, with and without the area (-want +got):\n%s", diff)
	}
}

// TestCoverageBeside asks what the east holds of the offences of a district that was merged
// of both: offences are read once for what is loaded, and again where that has changed.
func TestCoverageBeside(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	merged := geo.Area{Kind: geo.District, Code: "D0", Name: "Merged", Land: rectangle(0.5, 51.5, 0.7, 51.6)}
	if _, err := s.ImportAreas(t.Context(), sources(append(county(), merged)), "test"); err != nil {
		t.Fatal(err)
	}
	at := orb.Point{0.65, 51.55}
	held := func(want int) {
		t.Helper()
		c, err := s.CoverageBeside(t.Context(), []string{"D2"})
		if err != nil || c.Offences() != want {
			t.Errorf("%d offences, error %v; want %d", c.Offences(), err, want)
		}
	}
	held(0)
	load(t, s, []crime.Record{record("a", "Robbery", &at, geo.DefaultResolution)})
	held(1)
	tx, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context()) //nolint:errcheck // it may have been
	if _, err := tx.Exec(t.Context(), "LOCK TABLE offences IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	held(1)
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	load(t, s, []crime.Record{record("a", "Robbery", &at, geo.DefaultResolution), record("b", "Robbery", &at, geo.DefaultResolution)})
	held(2)
	merged.Land = rectangle(0.5, 51.5, 0.64, 51.6) // and not the offences any more
	if _, err := s.ImportAreas(t.Context(), sources([]geo.Area{merged}), "test"); err != nil {
		t.Fatal(err)
	}
	held(0)
}
