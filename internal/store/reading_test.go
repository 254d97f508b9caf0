package store_test

import (
	"cmp"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
)

// TestWithdrawnOffencesAreNotRead, whatever is asked of those that are.
func TestWithdrawnOffencesAreNotRead(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := orb.Point{0.52, 51.52}
	stands, withdrawn := record("stands", "Robbery", &at, geo.DefaultResolution), record("withdrawn", "Robbery", &at, geo.DefaultResolution)
	withdrawn.Withdrawn = true
	load(t, s, []crime.Record{stands, withdrawn})
	lattice, err := geo.Cover(west().Land, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	finer, err := geo.Cover(rectangle(0.51, 51.51, 0.53, 51.53), geo.DefaultResolution+1)
	if err != nil {
		t.Fatal(err)
	}
	for name, ask := range map[string]struct {
		lattice geo.Lattice
		detail  crime.Detail
	}{
		"counts alone": {lattice, crime.Detail{}},
		"hours":        {lattice, crime.Detail{Times: true}},
		"incidents":    {lattice, crime.Detail{Incidents: true}},
		"positions":    {finer, crime.Detail{}},
	} {
		offences, err := s.Offences(t.Context(), ask.lattice, crime.Period{From: january, To: january}, nil, ask.detail)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, o := range offences {
			n += 1 + o.More
		}
		if n != 1 {
			t.Errorf("%s: %d offences, want the one that stands", name, n)
		}
	}
}

// TestSurfaceCellsAscend, in whatever order they were kept.
func TestSurfaceCellsAscend(t *testing.T) {
	t.Parallel()
	s := withCounty(t)
	lattice, err := geo.Cover(west().Land, 9)
	if err != nil {
		t.Fatal(err)
	}
	r := plan("surface-1", west())
	r.Kind = result.Surface
	for _, cell := range slices.Backward(lattice.Cells) {
		r.Cells = append(r.Cells, crime.CellValue{Cell: cell})
	}
	if err := s.KeepResults(t.Context(), []result.Result{r}, ledger.Inputs{}, "test"); err != nil {
		t.Fatal(err)
	}
	got, err := s.SurfaceCells(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	ascend := func(a, b crime.CellValue) int { return cmp.Compare(a.Cell, b.Cell) }
	if len(got) != len(lattice.Cells) || !slices.IsSortedFunc(got, ascend) {
		t.Errorf("%d cells, ascending: %v", len(got), slices.IsSortedFunc(got, ascend))
	}
}

// TestVersionsAreRelinkedWithinTheirKind disposes of an import of sites between two
// others: the older version of its site is now followed by the newer, and a row of
// another kind that is known by the same key stays as it was.
func TestVersionsAreRelinkedWithinTheirKind(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	var ids []int64
	for _, id := range []string{"a", "b", "c"} {
		entries, err := s.ImportSites(t.Context(), sources([]geo.Site{{Source: "list", ID: id, Name: id, Category: "pub"}}), "test")
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, number(t, entries[0]))
	}
	for _, row := range []struct {
		kind        string
		from, until int64
	}{{"sites", ids[0], ids[1]}, {"sites", ids[1], ids[2]}, {"areas", ids[0], ids[1]}} {
		_, err := pool.Exec(t.Context(), `INSERT INTO superseded (kind, key, import_id, superseded_by, was) VALUES ($1, 'k', $2, $3, '{}')`, row.kind, row.from, row.until)
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Dispose(t.Context(), ids[1], "test", "a test"); err != nil {
		t.Fatal(err)
	}
	type link struct {
		Kind        string
		From, Until int64
	}
	rows, _ := pool.Query(t.Context(), `SELECT kind, import_id, superseded_by FROM superseded ORDER BY kind`)
	got, err := pgx.CollectRows(rows, pgx.RowToStructByPos[link])
	if err != nil {
		t.Fatal(err)
	}
	same(t, []link{{"areas", ids[0], ids[1]}, {"sites", ids[0], ids[2]}}, got)
}
