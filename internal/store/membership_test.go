package store_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/pgtest"
	"beatplan/internal/store"
)

// pooled returns a store and a pool of connections to its database.
func pooled(t *testing.T) (*store.Store, *pgxpool.Pool) {
	t.Helper()
	pool := pgtest.Pool(t)
	s, err := store.Open(t.Context(), pool.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, pool
}

// star returns a ragged district around a point.
func star(code string, middle orb.Point, rng *rand.Rand) geo.Area {
	const points = 400
	var ring orb.Ring
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / points)
		r := 0.05 + 0.05*rng.Float64()
		ring = append(ring, orb.Point{middle[0] + r*cos, middle[1] + r*sin})
	}
	return geo.Area{Kind: geo.District, Code: code, Name: code, Land: orb.MultiPolygon{{append(ring, ring[0])}}}
}

// TestMembership holds districts and the outside of offences against PostGIS:
// where areas are there before, come later, change and go.
func TestMembership(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	disagreeing := func(when string) {
		t.Helper()
		const sql = `
SELECT count(*), count(district), count(*) FILTER (WHERE outside),
    count(*) FILTER (WHERE district IS DISTINCT FROM (
        SELECT code FROM areas WHERE kind = 'district' AND ST_Covers(geom, ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)) ORDER BY code LIMIT 1)),
    count(*) FILTER (WHERE outside IS DISTINCT FROM CASE WHEN cell IS NOT NULL THEN (
        SELECT NOT bool_or(ST_DWithin(geom::geography, ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geography, CASE WHEN outside THEN 497 ELSE 503 END))
        FROM areas WHERE kind = 'force') END)
FROM offences` // 500 m, on the sphere and on the spheroid
		var all, districts, outside, wrongDistrict, wrongOutside int
		if err := pool.QueryRow(t.Context(), sql).Scan(&all, &districts, &outside, &wrongDistrict, &wrongOutside); err != nil {
			t.Fatal(err)
		}
		var differ int
		if err := pool.QueryRow(t.Context(), talliesDiffer).Scan(&differ); err != nil || differ > 0 {
			t.Errorf("%s: %d tallies differ from plain counts by district (%v)", when, differ, err)
		}
		t.Logf("%s: %d offences, %d in a district, %d outside", when, all, districts, outside)
		if wrongDistrict != 0 || wrongOutside != 0 || all != 1501 {
			t.Errorf("%s: of %d offences PostGIS has %d in other districts and %d otherwise outside", when, all, wrongDistrict, wrongOutside)
		}
	}
	records := append(scatter(), record("nowhere", "Robbery", nil, 0)) // around 0.55, 51.55
	load(t, s, records[:700])
	var known int
	if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM offences WHERE district IS NOT NULL OR outside IS NOT NULL").Scan(&known); err != nil || known != 0 {
		t.Errorf("of %d offences something is known with no area loaded (%v)", known, err)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	first := []geo.Area{star("D1", orb.Point{0.5, 51.55}, rng), star("D2", orb.Point{0.6, 51.5}, rng)}
	if _, err := s.ImportAreas(t.Context(), sources(first), "test"); err != nil {
		t.Fatal(err)
	}
	load(t, s, records[700:])
	disagreeing("districts alone")
	force := geo.Area{Kind: geo.Force, Code: "F1", Name: "County", Land: rectangle(0.5, 51.48, 0.62, 51.6)}
	if _, err := s.ImportAreas(t.Context(), sources([]geo.Area{force}), "test"); err != nil {
		t.Fatal(err)
	}
	disagreeing("with a force")
	changed, err := s.ImportAreas(t.Context(), sources([]geo.Area{star("D1", orb.Point{0.58, 51.6}, rng)}), "test")
	if err != nil {
		t.Fatal(err)
	}
	disagreeing("another outline")
	// A version of an offence is replaced, areas change, and it comes back.
	moved := records[3]
	moved.Outcome = "charged"
	entries, err := s.ImportOffences(t.Context(), sources([]crime.Record{moved}), "test")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Delete(t.Context(), number(t, changed[0]), "test", "the old outline was right"); err != nil {
		t.Fatal(err)
	}
	disagreeing("the old outline again")
	if _, err := s.Delete(t.Context(), number(t, entries[0]), "test", "not charged"); err != nil {
		t.Fatal(err)
	}
	disagreeing("an older version again")
}

// TestPiles puts offences on one point: it is a pile with ten of one source in
// one month.
func TestPiles(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	at, near := orb.Point{0.55, 51.55}, orb.Point{0.55, 51.550001}
	piled := func(want int) {
		t.Helper()
		var n int
		if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM offences WHERE piled").Scan(&n); err != nil || n != want {
			t.Errorf("%d offences piled, want %d (%v)", n, want, err)
		}
	}
	some := func(from, to int, at *orb.Point, month crime.Month) []crime.Record {
		var records []crime.Record
		for i := from; i < to; i++ {
			r := record(fmt.Sprint(i), "Burglary", at, geo.DefaultResolution)
			r.Month, r.Source = month, "records"
			records = append(records, r)
		}
		return records
	}
	load(t, s, some(0, 9, &at, january))
	load(t, s, some(20, 40, nil, january)) // no position is no point
	load(t, s, some(40, 45, &near, january))
	load(t, s, some(50, 59, &at, january+1))
	piled(0)
	tenth, err := s.ImportOffences(t.Context(), sources(some(9, 11, &at, january)), "test")
	if err != nil {
		t.Fatal(err)
	}
	piled(11) // those that were there before as well
	if _, standing, err := s.Import(t.Context(), 1); err != nil || standing.Doubts[crime.QualityPiled] != 9 || len(standing.Doubts) != 1 {
		t.Errorf("%+v, error %v; want nine piled of the first import", standing, err)
	}
	entries, err := s.ImportOffences(t.Context(), sources(some(0, 9, &at, january)), "test")
	if f := figures(t, entries, err); f.Unchanged != 9 {
		t.Errorf("%+v: being piled makes no other version of a row", f)
	}
	piled(11)
	load(t, s, some(0, 1, &at, january+1)) // one moves to February, where there are nine
	piled(20)
	withdrawn := some(1, 2, &at, january)
	withdrawn[0].Withdrawn = true
	last, err := s.ImportOffences(t.Context(), sources(withdrawn), "test")
	if err != nil {
		t.Fatal(err)
	}
	piled(10)
	if _, err := s.Delete(t.Context(), number(t, last[0]), "test", "an offence after all"); err != nil {
		t.Fatal(err)
	}
	piled(20)
	if _, err := s.Delete(t.Context(), number(t, tenth[0]), "test", "a test"); err != nil {
		t.Fatal(err)
	}
	piled(10)
}

// TestPilesAreJoined: a statement that looks piles up for each row compares every row with
// every pile as soon as the piles outgrow the memory for a hash, and an import of ten million
// rows never ends.
func TestPilesAreJoined(t *testing.T) {
	t.Parallel()
	tx, err := pgtest.Pool(t).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }()
	creates, others := store.Statements()
	constants := statements(t)
	for _, sql := range append(creates, constants["makePiles"]) {
		if _, err := tx.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	asked := 0
	for _, sql := range append(others, constants["markPiles"]) {
		if !strings.Contains(sql, "piled") || strings.Contains(sql, "superseded") {
			continue
		}
		asked++
		sql = strings.NewReplacer("$1", "'(0,0)'", "$2", "'(1,0)'", "@month", "'2025-01-01'", "@pile", "10").Replace(sql)
		rows, _ := tx.Query(t.Context(), "EXPLAIN "+sql)
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.Join(plan, "\n"), "SubPlan") {
			t.Errorf("piles are looked up for each row by %s:\n%s", sql, strings.Join(plan, "\n"))
		}
	}
	if asked < 2 {
		t.Errorf("%d statements are about piles, want those of staged and of stored offences", asked)
	}
}

// TestMembers counts by district, by the rows' own codes and by positions.
func TestMembers(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	west, east, oxford := orb.Point{0.52, 51.52}, orb.Point{0.65, 51.55}, orb.Point{-1.34, 51.92}
	var records []crime.Record
	add := func(at *orb.Point, code string) {
		r := record(fmt.Sprint(len(records)), "Robbery", at, geo.DefaultResolution)
		r.AreaCode = code
		records = append(records, r)
	}
	add(&west, "D1")
	add(&west, "W1")   // a ward of the district
	add(&east, "West") // its name: the code is believed
	add(&east, "E01000001")
	add(&oxford, "W1")
	add(&oxford, "")
	add(nil, "D2")
	add(nil, "")
	burglary := record("b", "Burglary", &west, geo.DefaultResolution)
	load(t, s, append(records, burglary))
	var robbery crime.Group
	for _, g := range crime.DefaultGroups() {
		if g.Name == "robbery" {
			robbery = g
		}
	}
	members, err := s.Members(t.Context(), crime.Period{From: january, To: january}, robbery)
	if err != nil {
		t.Fatal(err)
	}
	type of struct {
		code, position string
		outside        bool
	}
	got := map[of]int{}
	counted := map[string]int{}
	for _, m := range members {
		counted[m.District()] += m.Offences
		got[of{m.ByCode, m.ByPosition, m.Outside}] += m.Offences
		if len(m.Beside) > 0 {
			t.Errorf("%+v, and no districts overlap", m)
		}
	}
	same(t, map[of]int{
		{code: "D1", position: "D1"}: 2,
		{code: "D1", position: "D2"}: 1,
		{position: "D2"}:             1,
		{code: "D1", outside: true}:  1,
		{outside: true}:              1,
		{code: "D2"}:                 1,
		{}:                           1,
	}, got)
	same(t, map[string]int{"D1": 4, "D2": 2, "": 2}, counted)
}
