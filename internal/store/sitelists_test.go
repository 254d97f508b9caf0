package store_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/geo"
	"beatplan/internal/store"
)

// listOf returns a list of so many sites of two categories, some without a position.
func listOf(n int) []geo.Site {
	sites := make([]geo.Site, n)
	for i := range sites {
		sites[i] = geo.Site{Source: "register", ID: fmt.Sprint(i), Name: fmt.Sprint("Place ", i), Category: []string{"pub", "restaurant"}[i%2]}
		if i%5 < 4 {
			sites[i].At = &orb.Point{0.5 + float64(i)/1000, 51.55}
		}
	}
	return sites
}

// A siteEntry is what the ledger says of a list.
type siteEntry struct {
	ID                               int64 `json:"id,string"`
	New, Updated, Unchanged, Dropped int
	Staying, Lists                   int
	Republished                      []string
}

// list loads files and returns the entry of the last.
func list(t *testing.T, s *store.Store, replaces bool, files ...[]geo.Site) siteEntry {
	t.Helper()
	entries := lists(t, s, replaces, files...)
	return entries[len(entries)-1]
}

func lists(t *testing.T, s *store.Store, replaces bool, files ...[]geo.Site) []siteEntry {
	t.Helper()
	into := s.ImportSites
	if replaces {
		into = s.ReplaceSites
	}
	var from []store.Incoming[geo.Site]
	for _, rows := range files {
		from = append(from, file[geo.Site]{rows: rows})
	}
	entries, err := into(t.Context(), from, "test")
	if err != nil {
		t.Fatal(err)
	}
	es := make([]siteEntry, len(entries))
	for i, entry := range entries {
		if err := json.Unmarshal(entry, &es[i]); err != nil {
			t.Fatal(err)
		}
	}
	return es
}

func withoutSites(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	if _, err := pool.Exec(t.Context(), `DELETE FROM sites; DELETE FROM superseded; DELETE FROM imports`); err != nil {
		t.Fatal(err)
	}
}

// listed is all that is loaded of sites, but for the imports that brought them.
func listed(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	rows, _ := pool.Query(t.Context(), `SELECT (to_jsonb(o) - 'import_id')::text FROM sites AS o ORDER BY 1`)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// TestSiteSplits: a list that comes in any number of files, in any order, some of them more
// than once, one or several at a time, gives the same sites as one file of it; and so does
// the one file after them.
func TestSiteSplits(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	rapid.Check(t, func(rt *rapid.T) {
		whole := listOf(rapid.IntRange(1, size()).Draw(rt, "sites"))
		withoutSites(t, pool)
		list(t, s, false, whole)
		want := listed(t, pool)

		withoutSites(t, pool)
		parts := inParts(rt, whole, func(files [][]geo.Site) { list(t, s, false, files...) })
		if diff := cmp.Diff(want, listed(t, pool)); diff != "" {
			rt.Fatalf("in parts (-whole +parts):\n%s", diff)
		}
		list(t, s, false, parts...)
		for _, e := range lists(t, s, true, parts...) {
			if e.Dropped+e.New+e.Updated > 0 {
				rt.Fatalf("in parts that are together all: %+v", e)
			}
		}
		if diff := cmp.Diff(want, listed(t, pool)); diff != "" {
			rt.Fatalf("in parts that are together all (-whole +parts):\n%s", diff)
		}
		if e := list(t, s, rapid.Bool().Draw(rt, "said"), whole); e.Dropped+e.New+e.Updated > 0 {
			rt.Fatalf("in parts and then whole: %+v", e)
		}
	})
}

// TestSiteRepublications: a list that takes the place of another, which is said or shows in
// what it holds, gives its own sites, whatever came before, and however often it is loaded;
// and without it, what came before is back.
func TestSiteRepublications(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	rapid.Check(t, func(rt *rapid.T) {
		sites := listOf(rapid.IntRange(2, size()).Draw(rt, "sites"))
		// An edition of the list, which has its first two sites and so both categories.
		edition := func(what string, leaves int) []geo.Site {
			file := slices.Clone(sites)
			for range min(leaves, len(sites)-2) {
				i := rapid.IntRange(2, len(file)-1).Draw(rt, what+" without")
				file = slices.Delete(file, i, i+1)
			}
			for i := range file {
				file[i].Address = rapid.SampledFrom([]string{"", "1 High Street"}).Draw(rt, what+" address")
			}
			return file
		}
		left := rapid.IntRange(0, len(sites)/2).Draw(rt, "later without how many")
		later := edition("later", left)
		withoutSites(t, pool)
		list(t, s, false, later)
		want := listed(t, pool)

		withoutSites(t, pool)
		files, loaded := rapid.IntRange(0, 3).Draw(rt, "files before"), len(sites)
		for range files {
			without := rapid.IntRange(0, len(sites)/2).Draw(rt, "earlier without how many")
			list(t, s, false, edition("earlier", without))
			loaded = len(sites) - min(without, len(sites)-2)
		}
		before := listed(t, pool)
		said := files != 1 || 5*left > loaded || rapid.Bool().Draw(rt, "said")
		last := list(t, s, said, later)
		if diff := cmp.Diff(want, listed(t, pool)); diff != "" {
			rt.Fatalf("in the place of others (-later file alone +after others):\n%s", diff)
		}
		for range rapid.IntRange(0, 2).Draw(rt, "once more") {
			again := list(t, s, false, later)
			if diff := cmp.Diff(want, listed(t, pool)); diff != "" || again.New+again.Updated+again.Dropped > 0 {
				rt.Fatalf("and once more, %+v (-once +twice):\n%s", again, diff)
			}
		}
		if _, err := s.Delete(t.Context(), last.ID, "test", "a test"); err != nil {
			t.Fatal(err)
		}
		if last.Unchanged > 0 || len(before) == 0 { // sites found unchanged are those of the earlier file
			return
		}
		if diff := cmp.Diff(before, listed(t, pool)); diff != "" {
			rt.Fatalf("undone (-before +after):\n%s", diff)
		}
	})
}

// TestSiteLists has what tells a new edition of a list from another list of its source.
func TestSiteLists(t *testing.T) {
	t.Parallel()
	as := func(sites []geo.Site, change func(*geo.Site)) []geo.Site {
		sites = slices.Clone(sites)
		for i := range sites {
			change(&sites[i])
		}
		return sites
	}
	all := listOf(10)
	pubs := func(s geo.Site) bool { return s.Category == "pub" }
	oneOfKind := as(all, func(s *geo.Site) { s.Category = "pub" })
	oneOfKind[9].Category = "restaurant"
	elsewhere := as(all, func(s *geo.Site) { s.ID, s.Name = "other "+s.ID, "Other "+s.Name })
	tests := map[string]struct {
		first, second, third []geo.Site // the third is loaded last; the second may be none
		replaces             bool
		dropped, afterwards  int
		again                bool
	}{
		"four fifths":                          {first: all, third: all[2:], dropped: 2, afterwards: 8, again: true},
		"less":                                 {first: all, third: all[3:], afterwards: 10},
		"all but one of three":                 {first: all[:3], third: all[1:3], dropped: 1, afterwards: 2, again: true},
		"one of two":                           {first: all[:2], third: all[1:2], afterwards: 2},
		"less, but said":                       {first: all, third: all[6:], replaces: true, dropped: 6, afterwards: 4, again: true},
		"the last of a category":               {first: oneOfKind, third: oneOfKind[:9], dropped: 1, afterwards: 9, again: true},
		"the last of a category, and said":     {first: oneOfKind, third: oneOfKind[:9], replaces: true, dropped: 1, afterwards: 9, again: true},
		"other sites":                          {first: all, third: elsewhere, afterwards: 20},
		"other sites, and said":                {first: all, third: elsewhere, replaces: true, dropped: 10, afterwards: 10, again: true},
		"another source, and said":             {first: all, third: as(elsewhere, func(s *geo.Site) { s.Source = "cctv" }), replaces: true, afterwards: 20},
		"a category alone, and said":           {first: all, third: slices.DeleteFunc(slices.Clone(all), pubs)[1:], replaces: true, dropped: 1, afterwards: 9, again: true},
		"numbered anew":                        {first: all, third: as(all[:9], func(s *geo.Site) { s.ID = "new " + s.ID }), dropped: 10, afterwards: 9, again: true},
		"a small list of its source beside":    {first: elsewhere, second: all[:1], third: elsewhere[1:], dropped: 1, afterwards: 10, again: true},
		"nothing, and said":                    {first: all, third: nil, replaces: true, afterwards: 10},
		"the edition before the last one":      {first: all, second: all[1:], third: all, afterwards: 10, again: true},
		"an edition of two that came in parts": {first: all[:5], second: all[5:], third: all[1:], dropped: 1, afterwards: 9, again: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, pool := pooled(t)
			list(t, s, false, tt.first)
			if tt.second != nil {
				list(t, s, false, tt.second)
			}
			before := listed(t, pool)
			e := list(t, s, tt.replaces, tt.third)
			if n := len(listed(t, pool)); n != tt.afterwards || e.Dropped != tt.dropped || (len(e.Republished) > 0) != tt.again {
				t.Errorf("%d sites, %d dropped, published again: %v; want %d, %d, %t", n, e.Dropped, e.Republished, tt.afterwards, tt.dropped, tt.again)
			}
			if _, err := s.Delete(t.Context(), e.ID, "test", "a test"); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, listed(t, pool)); diff != "" {
				t.Errorf("undone (-before +after):\n%s", diff)
			}
		})
	}
}

// TestSitesStay says of a file that holds some of a list how much of it stays, and how many
// lists that would be taken away with it are loaded; and neither of a map.
func TestSitesStay(t *testing.T) {
	t.Parallel()
	s := open(t)
	all := listOf(20)
	list(t, s, false, all[:10])
	if e := list(t, s, false, all[8:16]); e.Staying != 8 || e.Lists != 1 {
		t.Errorf("beside one list: %+v, want 8 that stay, of 1 list", e)
	}
	if e := list(t, s, false, all[14:]); e.Staying != 4 || e.Lists != 2 {
		t.Errorf("beside two lists: %+v, want 4 that stay, of 2 lists", e)
	}
	entries, err := s.ImportMap(t.Context(), sources(all[:5]), nil, nil, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	var e siteEntry
	if err := json.Unmarshal(entries[0], &e); err != nil || e.Staying != 0 || e.Lists != 0 {
		t.Errorf("of a map: %+v, error %v; want none that stay", e, err)
	}
}
