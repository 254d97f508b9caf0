package store_test

import (
	"encoding/json"
	"iter"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/ledger"
	"beatplan/internal/pgtest"
	"beatplan/internal/store"
)

// open returns a store on a new database of the test's own.
func open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), pgtest.ServerURL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// A file is a source of rows that are in memory.
type file[T any] struct {
	rows     []T
	err      error // after the rows
	rejected int
	kept     []ledger.File
}

func (f file[T]) Files() []ledger.File { return f.kept }
func (file[T]) Does(string, float64)   {}
func (file[T]) Name() string           { return "file" }
func (file[T]) Mapping() string        { return "" }
func (f file[T]) Ended() (string, int) { return "digest", f.rejected }

func (f file[T]) Rows() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, row := range f.rows {
			if !yield(row, nil) {
				return
			}
		}
		if f.err != nil {
			var none T
			yield(none, f.err)
		}
	}
}

func sources[T any](rows []T) []store.Incoming[T] { return []store.Incoming[T]{file[T]{rows: rows}} }

// figures returns what became of the rows of the one file of an import.
func figures(t *testing.T, entries []json.RawMessage, err error) ledger.Figures {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var f ledger.Figures
	if err := json.Unmarshal(entries[0], &f); err != nil || len(entries) != 1 {
		t.Fatalf("%d entries, error %v", len(entries), err)
	}
	return f
}

// rectangle returns the land between two corners.
func rectangle(west, south, east, north float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}
}

// The county has two districts side by side, and a ward in the first.
func west() geo.Area {
	return geo.Area{Kind: geo.District, Code: "D1", Name: "West", Land: rectangle(0.5, 51.5, 0.6, 51.6)}
}

func county() []geo.Area {
	return []geo.Area{
		{Kind: geo.Force, Code: "F1", Name: "County", Invented: true, Land: rectangle(0.5, 51.5, 0.7, 51.6)},
		{Kind: geo.District, Code: "D2", Name: "East", Land: rectangle(0.6, 51.5, 0.7, 51.6)},
		west(),
		{Kind: geo.Ward, Code: "W1", Name: "Corner", Land: rectangle(0.5, 51.5, 0.55, 51.55)},
		{Kind: geo.District, Code: "D3", Name: "Abroad", Land: rectangle(0.71, 51.5, 0.8, 51.6)},
	}
}

// withCounty returns a store that has the county.
func withCounty(t *testing.T) *store.Store {
	t.Helper()
	s := open(t)
	if _, err := s.ImportAreas(t.Context(), sources(county()), "test"); err != nil {
		t.Fatal(err)
	}
	return s
}

const january = crime.Month(12 * 2025)

// record returns a record of January 2025 under a key, at a place.
func record(key, offenceType string, at *orb.Point, resolution int) crime.Record {
	r := crime.Record{
		Offence: crime.Offence{
			Type: offenceType, Flags: []string{}, At: at, Precision: crime.InMonth, From: january.Start(time.UTC), To: (january + 1).Start(time.UTC),
		},
		Source: crime.StreetFiles, Key: crime.DigestOf(key), Month: january,
	}
	if at != nil {
		cell, err := geo.CellAt(*at, resolution)
		if err != nil {
			panic(err)
		}
		r.Cell = cell
	}
	return r
}

// same reports how two values differ.
func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
