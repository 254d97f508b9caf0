package store_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/pgtest"
	"beatplan/internal/store"
	"beatplan/roads"
)

// number returns the number of an import from its entry in the ledger.
func number(t *testing.T, entry json.RawMessage) int64 {
	t.Helper()
	var e struct{ ID string }
	if err := json.Unmarshal(entry, &e); err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseInt(e.ID, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestDelete holds imports and their deletion against a model: of every key a
// list of versions, each of one import; the last is in force.
func TestDelete(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s, err := store.Open(t.Context(), pool.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	type version struct {
		by      int64
		content string
	}
	rapid.Check(t, func(rt *rapid.T) {
		if _, err := pool.Exec(t.Context(), "TRUNCATE offences, superseded"); err != nil {
			t.Fatal(err)
		}
		versions := map[string][]version{}
		var imports []int64
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			if len(imports) > 0 && rapid.Bool().Draw(rt, "delete") {
				i := rapid.IntRange(0, len(imports)-1).Draw(rt, "which")
				id := imports[i]
				imports = slices.Delete(imports, i, i+1)
				if _, err := s.Delete(t.Context(), id, "test", "a test"); err != nil {
					t.Fatal(err)
				}
				for key := range versions {
					versions[key] = slices.DeleteFunc(versions[key], func(v version) bool { return v.by == id })
				}
				continue
			}
			file := rapid.MapOf(rapid.StringMatching(`[abc]`), rapid.SampledFrom([]string{"charged", "no crime"})).Draw(rt, "file")
			var rows []crime.Record
			for key, content := range file {
				r := record(key, "Burglary", nil, 10)
				r.Outcome, r.Reference = content, key
				rows = append(rows, r)
			}
			entries, err := s.ImportOffences(t.Context(), sources(rows), "test")
			if err != nil {
				t.Fatal(err)
			}
			id := number(t, entries[0])
			imports = append(imports, id)
			for key, content := range file {
				if had := versions[key]; len(had) == 0 || had[len(had)-1].content != content {
					versions[key] = append(had, version{id, content})
				}
			}
		}
		want := map[string]string{}
		older := 0
		for key, all := range versions {
			if n := len(all); n > 0 {
				want[key] = all[n-1].content
				older += n - 1
			}
		}
		got := map[string]string{}
		var key, content string
		rows, _ := pool.Query(t.Context(), "SELECT reference, outcome FROM offences")
		if _, err := pgx.ForEachRow(rows, []any{&key, &content}, func() error { got[key] = content; return nil }); err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(want, got) {
			rt.Fatalf("in force %v, want %v", got, want)
		}
		var kept int
		if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM superseded").Scan(&kept); err != nil || kept != older {
			rt.Fatalf("%d older versions, want %d (%v)", kept, older, err)
		}
	})
}

// TestDeleteRestoresEverything brings back rows of every kind, value for value.
func TestDeleteRestoresEverything(t *testing.T) {
	t.Parallel()
	pool := pgtest.Pool(t)
	s, err := store.Open(t.Context(), pool.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	all := func() []string {
		rows, _ := pool.Query(t.Context(), `
			SELECT o::text FROM offences AS o UNION ALL SELECT s::text FROM sites AS s UNION ALL SELECT a::text FROM areas AS a ORDER BY 1`)
		text, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	at := geo.FromGrid([2]float64{588500, 185000})
	robbery := record("a", "Robbery", &at, geo.DefaultResolution)
	robbery.Flags, robbery.Quality, robbery.Precision = []string{"knife"}, []string{"coarse"}, crime.Instant
	robbery.From = time.Date(2025, 1, 1, 23, 59, 59, 123456000, time.UTC)
	robbery.To, robbery.Given, robbery.Location = robbery.From, &geo.Given{X: 588500, Y: 185000.5, SRID: 27700}, `"High" Street, £1`
	site := geo.Site{
		Source: "list", ID: "1", Name: "The Ship", Category: "pub", At: &at, Shape: orb.MultiLineString{{at, {at[0] + 1e-7/3, at[1] + 1e-3/3}}},
	}
	if _, err := s.ImportOffences(t.Context(), sources([]crime.Record{robbery}), "test"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ImportAreas(t.Context(), sources([]geo.Area{west()}), "test"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ImportSites(t.Context(), sources([]geo.Site{site}), "test"); err != nil {
		t.Fatal(err)
	}
	before := all()

	robbery.Withdrawn, robbery.At, robbery.Cell = true, nil, 0
	robbery.Month++ // of a street file: another offence, which only comes and goes
	site.At, site.Shape = nil, nil
	area := west()
	area.Name = "Wild West"
	one, err := s.ImportOffences(t.Context(), sources([]crime.Record{robbery}), "test")
	if err != nil {
		t.Fatal(err)
	}
	two, err := s.ImportAreas(t.Context(), sources([]geo.Area{area}), "test")
	if err != nil {
		t.Fatal(err)
	}
	three, err := s.ImportSites(t.Context(), sources([]geo.Site{site}), "test")
	if err != nil {
		t.Fatal(err)
	}
	if slices.Equal(before, all()) {
		t.Fatal("nothing has changed")
	}
	var alike bool
	const kinds = "SELECT bool_and(kind = offence_kind(type, flags, place, precision, withdrawn) AND kind IN (SELECT kind FROM kinds)) FROM offences"
	if err := pool.QueryRow(t.Context(), kinds).Scan(&alike); err != nil || !alike {
		t.Errorf("the kinds of offences are not what the database makes of them (%v)", err)
	}
	for _, entries := range [][]json.RawMessage{one, two, three} {
		if _, err := s.Delete(t.Context(), number(t, entries[0]), "test", "wrong file"); err != nil {
			t.Fatal(err)
		}
	}
	same(t, before, all())
}

// TestImportMap takes places, streets and waters in, all or none.
func TestImportMap(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := orb.Point{0.71, 51.54}
	pub := geo.Site{Source: "osm", ID: "n20", Name: "The Ship", Category: "pub", At: &at}
	quay := roads.Street{
		ID: 100, Name: "Quay Street", Class: "residential", Nodes: []int64{1, 2}, Line: orb.LineString{at, {0.711, 51.54}},
		Foot: roads.Both, Cycle: roads.Forward, Vehicle: roads.Forward, Emergency: roads.Both, Private: true, Floods: true, MaxSpeed: 32.2, Bridge: true,
		Closed: []roads.Modes{0, roads.ByVehicle | roads.WithEmergency},
	}
	path := roads.Street{ID: 101, Class: "footway", Nodes: []int64{2, 3}, Line: orb.LineString{{0.711, 51.54}, {0.712, 51.54}}, Foot: roads.Both}
	waters := []geo.Water{
		{ID: "r1", Kind: geo.Inland, Name: "Pond", Shape: rectangle(0.70, 51.50, 0.703, 51.503)},
		{ID: "r2", Kind: geo.Inland, Name: "Lake", Shape: rectangle(0.69, 51.49, 0.71, 51.51)},
		{ID: "w3", Kind: geo.Coast, Shape: orb.LineString{{0.70, 51.51}, {0.71, 51.51}, {0.72, 51.50}}},
	}
	names := []geo.Settlement{{ID: "n7", Kind: "town", Name: "Ostermouth", Residents: 12_000, At: at}}
	broken := quay
	broken.Nodes = []int64{1, 2, 3} // more than its line has points
	if _, err := s.ImportMap(t.Context(), sources([]geo.Site{pub}), sources([]roads.Street{broken}), sources(waters), nil, "test"); err == nil {
		t.Error("a street with a node too many is in")
	}
	if n, err := s.CountSites(t.Context()); n != 0 || err != nil {
		t.Errorf("%d sites of a map that is not in (%v)", n, err)
	}
	entries, err := s.ImportMap(t.Context(), sources([]geo.Site{pub}), sources([]roads.Street{path, quay}), sources(waters), sources(names), "test")
	if err != nil || len(entries) != 4 {
		t.Fatalf("%s, error %v", entries, err)
	}
	shown, err := s.Water(t.Context(), orb.Bound{Min: orb.Point{0.7, 51.5}, Max: orb.Point{0.72, 51.52}}, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	same(t, waters[1:], shown)
	near := orb.Bound{Min: orb.Point{0.70, 51.53}, Max: orb.Point{0.72, 51.55}}
	streets, err := s.Streets(t.Context(), near)
	if err != nil {
		t.Fatal(err)
	}
	same(t, []roads.Street{quay, path}, streets)
	const reach = 60 // metres
	called, err := s.StreetNames(t.Context(), []orb.Point{{0.7115, 51.5401}, {0.7105, 51.5401}, {0.72, 51.55}}, reach)
	if err != nil {
		t.Fatal(err)
	}
	same(t, []string{"Quay Street", "Quay Street", ""}, called) // past the footway, which has no name, 36 m off; far from any
	version := func() string {
		t.Helper()
		v, err := s.StreetsVersion(t.Context(), near)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	before := version()
	changed := quay
	changed.Name = "Old Quay Street"
	if entries, err = s.ImportMap(t.Context(), nil, sources([]roads.Street{changed}), nil, nil, "test"); err != nil {
		t.Fatal(err)
	}
	if version() == before {
		t.Error("another name is the same version of the streets")
	}
	if _, err := s.Delete(t.Context(), number(t, entries[0]), "test", "wrong name"); err != nil {
		t.Fatal(err)
	}
	if version() != before {
		t.Error("what is as it was is another version of the streets")
	}
	if streets, err = s.Streets(t.Context(), near); err != nil {
		t.Fatal(err)
	}
	same(t, []roads.Street{quay, path}, streets)
}

// TestMovesToAnotherMonth corrects the date of an offence of a records system.
func TestMovesToAnotherMonth(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := record("42/1", "Robbery", nil, geo.DefaultResolution)
	r.Source = "records"
	load(t, s, []crime.Record{r})
	r.Month++
	r.From, r.To = r.From.AddDate(0, 1, 0), r.To.AddDate(0, 1, 0)
	load(t, s, []crime.Record{r})
	held, err := s.Coverage(t.Context())
	if err != nil || len(held) != 1 || held[0].Month != january+1 {
		t.Errorf("%v, error %v; want the offence in February alone", held, err)
	}
	r.Withdrawn = true
	load(t, s, []crime.Record{r})
	if held, err = s.Coverage(t.Context()); err != nil || len(held) != 0 {
		t.Errorf("%v, error %v; want none: it is withdrawn", held, err)
	}
}

func TestLedger(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := record("a", "Robbery", nil, geo.DefaultResolution)
	load(t, s, []crime.Record{r})
	r.Outcome = "charged"
	load(t, s, []crime.Record{r})

	_, standing, err := s.Import(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	same(t, ledger.RowCounts{Superseded: 1}, standing)
	entry, standing, err := s.Import(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	same(t, ledger.RowCounts{InForce: 1, Replaced: 1, Doubts: map[string]int{geo.QualityUnplaced: 1}}, standing)
	if !strings.Contains(string(entry), `"cut_off": "2025-01-31"`) {
		t.Errorf("%s; want the last day of January as its cut-off", entry)
	}

	day := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	if _, err := s.Keep(t.Context(), 2, "six years", &day); err != nil {
		t.Fatal(err)
	}
	for review, want := range map[time.Time]int{day.AddDate(0, 0, -1): 0, day: 1, day.AddDate(1, 0, 0): 1} {
		if due, err := s.Due(t.Context(), review); err != nil || len(due) != want {
			t.Errorf("%d due on %s, error %v; want %d", len(due), review, err, want)
		}
	}
	entry, err = s.Dispose(t.Context(), 2, "somebody", "six years are over")
	if err != nil || !strings.Contains(string(entry), `"gone": "disposed"`) || !strings.Contains(string(entry), `"gone_by": "somebody"`) {
		t.Errorf("%s, error %v", entry, err)
	}
	_, standing, err = s.Import(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	same(t, ledger.RowCounts{}, standing) // the older version has gone, too
	if due, err := s.Due(t.Context(), day); err != nil || len(due) != 0 {
		t.Errorf("%d due once disposed of, error %v", len(due), err)
	}
}

func TestLedgerRefuses(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	load(t, s, []crime.Record{record("a", "Robbery", nil, geo.DefaultResolution)})
	if _, err := s.Delete(t.Context(), 2, "test", "a test"); err != nil {
		t.Fatal(err)
	}
	_, _, shown := s.Import(t.Context(), 9)
	_, absent := s.Delete(t.Context(), 9, "test", "a test")
	_, twice := s.Delete(t.Context(), 2, "test", "a test")
	_, disposed := s.Dispose(t.Context(), 2, "test", "a test")
	_, kept := s.Keep(t.Context(), 2, "for ever", nil)
	for name, got := range map[string]struct {
		err  error
		want fault.Kind
	}{
		"show an absent one":   {shown, fault.NotFound},
		"delete an absent one": {absent, fault.NotFound},
		"delete twice":         {twice, fault.Conflict},
		"dispose of a deleted": {disposed, fault.Conflict},
		"keep a deleted":       {kept, fault.NotFound},
	} {
		if fault.Of(got.err) != got.want {
			t.Errorf("%s: %v, want a fault of kind %s", name, got.err, got.want)
		}
	}
}
