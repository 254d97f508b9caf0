package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/internal/ledger"
	"beatplan/internal/store"
)

func TestImportAreas(t *testing.T) {
	t.Parallel()
	// What the second import has in the place of the first's, and its figures.
	moved := rectangle(0.5, 51.5, 0.6, 51.6)
	moved[0][0][1] = orb.Point{0.59, 51.5} // within the same bounding box
	tests := map[string]struct {
		again geo.Area
		want  ledger.Figures
	}{
		"the same":         {west(), ledger.Figures{Read: 1, Unchanged: 1}},
		"another name":     {geo.Area{Kind: geo.District, Code: "D1", Name: "Wild West", Land: west().Land}, ledger.Figures{Read: 1, Updated: 1}},
		"another border":   {geo.Area{Kind: geo.District, Code: "D1", Name: "West", Land: moved}, ledger.Figures{Read: 1, Updated: 1}},
		"invented":         {geo.Area{Kind: geo.District, Code: "D1", Name: "West", Invented: true, Land: west().Land}, ledger.Figures{Read: 1, Updated: 1}},
		"of another kind":  {geo.Area{Kind: geo.Ward, Code: "D1", Name: "West", Land: west().Land}, ledger.Figures{Read: 1, New: 1}},
		"with a dent, too": {geo.Area{Kind: geo.District, Code: "D9", Name: "West", Land: moved}, ledger.Figures{Read: 1, New: 1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			entries, err := s.ImportAreas(t.Context(), sources([]geo.Area{west()}), "test")
			same(t, ledger.Figures{Read: 1, New: 1}, figures(t, entries, err))
			entries, err = s.ImportAreas(t.Context(), sources([]geo.Area{tt.again}), "test")
			same(t, tt.want, figures(t, entries, err))
			areas, err := s.Areas(t.Context(), tt.again.Kind)
			if err != nil {
				t.Fatal(err)
			}
			same(t, tt.again, areas[len(areas)-1])
		})
	}
}

// TestImportAreasByNumber loads districts by the numbers of a file, and then by their codes.
func TestImportAreasByNumber(t *testing.T) {
	t.Parallel()
	s := open(t)
	numbered, coded := west(), west()
	numbered.Code, coded.Code = "1", "E07000001"
	entries, err := s.ImportAreas(t.Context(), sources([]geo.Area{numbered}), "test")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.ImportAreas(t.Context(), sources([]geo.Area{coded}), "test")
	if fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), "district West (E07000001) is loaded already, as 1 of import 1") || !strings.Contains(err.Error(), "id_property") {
		t.Errorf("error %v, want one that names both and the way out", err)
	}
	if all, err := s.Areas(t.Context(), geo.District); err != nil || len(all) != 1 {
		t.Errorf("%d districts, error %v", len(all), err)
	}
	ward := coded
	ward.Kind = geo.Ward
	other := coded
	other.Name, other.Land = "East", rectangle(0.6, 51.5, 0.7, 51.6)
	for _, good := range []geo.Area{ward, other, numbered} { // of another kind, elsewhere, the same again
		if _, err := s.ImportAreas(t.Context(), sources([]geo.Area{good}), "test"); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Delete(t.Context(), number(t, entries[0]), "test", "by its number"); err != nil {
		t.Fatal(err)
	}
	coded.Code = "E07000002"
	if _, err := s.ImportAreas(t.Context(), sources([]geo.Area{coded}), "test"); err != nil {
		t.Errorf("after the other is gone: %v", err)
	}
	renewed := coded
	renewed.Code = "E07000003" // of another year: both stay
	if _, err := s.ImportAreas(t.Context(), sources([]geo.Area{renewed}), "test"); err != nil {
		t.Error(err)
	}
}

func TestImportAreasInvalid(t *testing.T) {
	t.Parallel()
	s := open(t)
	bowTie := orb.MultiPolygon{{{{0, 0}, {1, 1}, {1, 0}, {0, 1}, {0, 0}}}}
	crossed := []geo.Area{{Kind: geo.Ward, Code: "W", Name: "Crossed", Land: bowTie}}
	_, err := s.ImportAreas(t.Context(), sources(crossed), "test")
	if fault.Of(err) != fault.Unprocessable || !strings.Contains(err.Error(), "area Crossed (W), self-intersection at 0.5, 0.5") || !strings.Contains(err.Error(), "or have it repaired (repair)") {
		t.Errorf("without being asked to repair: %v", err)
	}
	for _, want := range []ledger.Figures{{Read: 1, New: 1}, {Read: 1, Unchanged: 1}} {
		entries, err := s.RepairAreas(t.Context(), sources(crossed), "test")
		same(t, want, figures(t, entries, err))
		var entry struct{ Mended []string }
		if err := json.Unmarshal(entries[0], &entry); err != nil {
			t.Fatal(err)
		}
		same(t, []string{"Crossed (W): self-intersection at 0.5, 0.5, 0.000 km² as drawn, 6154.388 km² repaired"}, entry.Mended)
	}
	areas, err := s.Areas(t.Context(), geo.Ward)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(areas[0].Land); n != 2 {
		t.Errorf("a bow tie of %d polygons, want its two wings", n)
	}

	line := orb.MultiPolygon{{{{0, 0}, {1, 1}, {2, 2}, {0, 0}}}}
	_, err = s.ImportAreas(t.Context(), sources([]geo.Area{{Kind: geo.Ward, Code: "L", Name: "Line", Land: line}}), "test")
	if fault.Of(err) != fault.Unprocessable {
		t.Errorf("an area without extent: %v", err)
	}
}

func TestImportSites(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := orb.Point{0.55, 51.55}
	ship := geo.Site{Source: "list", ID: "1", Name: "The Ship", Category: "pub", At: &at}
	van := geo.Site{Source: "list", ID: "2", Name: "The Van", Category: "mobile-caterer"}
	shut := ship
	shut.Category = "restaurant"
	parked := van
	parked.At = &orb.Point{0.56, 51.55}
	for _, step := range []struct {
		rows []geo.Site
		want ledger.Figures
	}{
		{[]geo.Site{ship, van}, ledger.Figures{Read: 2, New: 2}},
		{[]geo.Site{van, ship}, ledger.Figures{Read: 2, Unchanged: 2}},
		{[]geo.Site{shut, parked}, ledger.Figures{Read: 2, Updated: 2}},
		{[]geo.Site{shut, van}, ledger.Figures{Read: 2, Updated: 1, Unchanged: 1}},
	} {
		entries, err := s.ImportSites(t.Context(), sources(step.rows), "test")
		same(t, step.want, figures(t, entries, err))
	}
	n, err := s.CountSites(t.Context())
	if n != 2 || err != nil {
		t.Errorf("%d sites, error %v; want 2", n, err)
	}
	sites, err := s.Sites(t.Context(), orb.Bound{Min: orb.Point{0.5, 51.5}, Max: orb.Point{0.6, 51.6}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, []geo.Site{shut}, sites)
}

// TestSiteShapes has a site that reaches into a bound from a middle that is outside.
func TestSiteShapes(t *testing.T) {
	t.Parallel()
	s := open(t)
	middle := orb.Point{0.7, 51.55}
	park := geo.Site{
		Source: "list", ID: "1", Name: "The Park", Category: "park", At: &middle,
		Shape: orb.MultiPolygon{{{{0.55, 51.5}, {0.85, 51.5}, {0.85, 51.6}, {0.55, 51.6}, {0.55, 51.5}}}},
	}
	for _, want := range []ledger.Figures{{Read: 1, New: 1}, {Read: 1, Unchanged: 1}} {
		entries, err := s.ImportSites(t.Context(), sources([]geo.Site{park}), "test")
		same(t, want, figures(t, entries, err))
	}
	for east, want := range map[float64][]geo.Site{0.6: {park}, 0.54: {}} {
		sites, err := s.Sites(t.Context(), orb.Bound{Min: orb.Point{0.5, 51.5}, Max: orb.Point{east, 51.6}})
		if err != nil {
			t.Fatal(err)
		}
		same(t, want, sites)
	}
}

// TestImportOffences holds imports against a map: whatever comes in whatever
// order, figures add up and what is there is the last of every key.
func TestImportOffences(t *testing.T) {
	t.Parallel()
	s := open(t)
	have := map[string]string{}
	rapid.Check(t, func(rt *rapid.T) {
		next := rapid.MapOf(rapid.StringMatching(`[ab]{1,3}`), rapid.SampledFrom([]string{"old", "new"})).Draw(rt, "file")
		want := ledger.Figures{Rejected: rapid.IntRange(0, 3).Draw(rt, "rejected")}
		want.Read = len(next) + want.Rejected
		var rows []crime.Record
		for key, content := range next {
			r := record(key, content, nil, 10)
			r.Outcome = content
			rows = append(rows, r)
			switch had, there := have[key]; {
			case !there:
				want.New++
			case had != content:
				want.Updated++
			default:
				want.Unchanged++
			}
			have[key] = content
		}
		entries, err := s.ImportOffences(t.Context(), []store.Incoming[crime.Record]{file[crime.Record]{rows: rows, rejected: want.Rejected}}, "test")
		same(t, want, figures(t, entries, err))
	})
	held, err := s.Coverage(t.Context())
	if err != nil || len(held.Months()) != 1 || held.Offences() != len(have) {
		t.Errorf("%v, error %v; want %d offences", held, err, len(have))
	}
}

func TestImportFails(t *testing.T) {
	t.Parallel()
	s := open(t)
	broken := errors.New("cut short")
	_, err := s.ImportOffences(t.Context(), []store.Incoming[crime.Record]{
		file[crime.Record]{rows: []crime.Record{record("a", "Burglary", nil, 10)}},
		file[crime.Record]{rows: []crime.Record{record("b", "Burglary", nil, 10)}, err: broken},
	}, "test")
	if !errors.Is(err, broken) {
		t.Errorf("error %v, want the file's own", err)
	}
	held, err := s.Coverage(t.Context())
	if len(held) > 0 || err != nil {
		t.Errorf("%v, error %v; want nothing", held, err)
	}
	entries, err := s.Imports(t.Context())
	if len(entries) > 0 || err != nil {
		t.Errorf("the ledger has %s, error %v; want nothing", entries, err)
	}
}

// A heard file tells what is done with its rows.
type heard struct {
	file[crime.Record]

	hear func(what string)
}

func (h heard) Does(what string, _ float64) { h.hear(what) }

// TestImportStopped stops an import at each thing that it does once the file is read.
func TestImportStopped(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	before := record("before", "Burglary", nil, geo.DefaultResolution)
	before.Source = "records"
	load(t, s, []crime.Record{before})
	next := record("next", "Burglary", nil, geo.DefaultResolution)
	next.Source = "records"
	rows := []crime.Record{before, next}
	var steps []string
	entries, err := s.ImportOffences(t.Context(), []store.Incoming[crime.Record]{heard{file[crime.Record]{rows: rows}, func(what string) { steps = append(steps, what) }}}, "test")
	if err != nil || len(steps) != 3 {
		t.Fatalf("%q, error %v; want that rows are compared, stored and counted", steps, err)
	}
	if _, err := s.Delete(t.Context(), number(t, entries[0]), "test", "a test"); err != nil {
		t.Fatal(err)
	}
	for _, at := range steps {
		ctx, stop := context.WithCancel(t.Context())
		_, err := s.ImportOffences(ctx, []store.Incoming[crime.Record]{heard{file[crime.Record]{rows: rows}, func(what string) {
			if what == at {
				stop()
			}
		}}}, "test")
		stop()
		var offences, imports, coverage int
		count := `SELECT (SELECT count(*) FROM offences), (SELECT count(*) FROM imports), (SELECT sum(month_only) FROM coverage)`
		if scanned := pool.QueryRow(t.Context(), count).Scan(&offences, &imports, &coverage); scanned != nil {
			t.Fatal(scanned)
		}
		if !errors.Is(err, context.Canceled) || offences != 1 || imports != 2 || coverage != 1 {
			t.Errorf("stopped when %s: error %v, and %d offences, %d of them covered, of %d imports", at, err, offences, coverage, imports)
		}
	}
}

// TestImportAtOnce loads one file from several sides.
func TestImportAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	var rows []crime.Record
	for _, key := range []string{"a", "b", "c"} {
		rows = append(rows, record(key, "Burglary", nil, 10))
	}
	var together sync.WaitGroup
	got := make([][]json.RawMessage, 4)
	for i := range got {
		together.Go(func() {
			var err error
			if got[i], err = s.ImportOffences(t.Context(), sources(rows), "test"); err != nil {
				t.Error(err)
			}
		})
	}
	together.Wait()
	var total ledger.Figures
	for _, entries := range got {
		f := figures(t, entries, nil)
		total.New += f.New
		total.Unchanged += f.Unchanged
	}
	same(t, ledger.Figures{New: 3, Unchanged: 9}, total)
}

func TestImports(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	if _, err := s.ImportSites(t.Context(), []store.Incoming[geo.Site]{file[geo.Site]{rejected: 2}}, "somebody"); err != nil {
		t.Fatal(err)
	}
	entries, err := s.Imports(t.Context())
	if err != nil || len(entries) != 2 {
		t.Fatalf("%d entries, error %v; want 2", len(entries), err)
	}
	var newest map[string]any
	if err := json.Unmarshal(entries[0], &newest); err != nil {
		t.Fatal(err)
	}
	delete(newest, "imported_at")
	same(t, map[string]any{
		"id": "2", "kind": "sites", "filename": "file", "sha256": "digest", "principal": "somebody",
		"read": 2., "new": 0., "updated": 0., "unchanged": 0., "rejected": 2., "retention": "unclassified",
	}, newest)
}

// TestSitesIn follows the list of the sites of an area from page to page, and asks for those
// of a category and those in a box. What is beside the area, without a position or a home is
// in no list.
func TestSitesIn(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	sites := []geo.Site{
		{Source: "list", ID: "nowhere", Category: "pub"},
		{Source: "list", ID: "abroad", Category: "pub", At: &orb.Point{0.75, 51.55}},
		{Source: "list", ID: "home", Category: "household", At: &orb.Point{0.55, 51.55}},
	}
	for i := range 10 {
		at := orb.Point{0.51 + 0.005*float64(i), 51.55}
		sites = append(sites, geo.Site{Source: "list", ID: fmt.Sprint(i), Category: []string{"pub", "club"}[i%2], At: &at})
	}
	if _, err := s.ImportSites(t.Context(), sources(sites), "test"); err != nil {
		t.Fatal(err)
	}
	ids := func(q geo.SiteQuery) (ids []string, last geo.Site) {
		t.Helper()
		q.Area = west()
		found, err := s.SitesIn(t.Context(), q)
		if err != nil || q.Limit > 0 && len(found) > q.Limit {
			t.Fatalf("%d sites, error %v", len(found), err)
		}
		for _, f := range found {
			ids, last = append(ids, f.ID), f
		}
		return ids, last
	}
	want := []string{"1", "3", "5", "7", "9", "0", "2", "4", "6", "8"}
	all, _ := ids(geo.SiteQuery{})
	same(t, want, all)
	var paged []string
	for page, last := ids(geo.SiteQuery{Limit: 3}); len(page) > 0; page, last = ids(geo.SiteQuery{Limit: 3, After: last}) {
		paged = append(paged, page...)
	}
	same(t, want, paged)
	clubs, _ := ids(geo.SiteQuery{Category: "club"})
	same(t, want[:5], clubs)
	near, _ := ids(geo.SiteQuery{In: []orb.Bound{{Min: orb.Point{0.505, 51}, Max: orb.Point{0.517, 52}}, {Min: orb.Point{0.554, 51}, Max: orb.Point{1, 52}}}})
	same(t, []string{"1", "9", "0"}, near)
	categories, err := s.SiteCategories(t.Context(), west())
	if err != nil {
		t.Fatal(err)
	}
	same(t, []string{"club", "pub"}, categories)
}
