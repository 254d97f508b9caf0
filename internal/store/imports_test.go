package store_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/internal/store"
)

// records returns n burglaries of January 2025, a hundred metres apart along a
// parallel through Chelmsford.
func records(t *testing.T, n int) []hotspot.Record {
	t.Helper()
	rows := make([]hotspot.Record, n)
	month := hotspot.Month(12 * 2025)
	for i := range rows {
		at := orb.Point{0.47 + 0.00145*float64(i), 51.73}
		cell, err := geo.CellAt(at, geo.DefaultResolution)
		if err != nil {
			t.Fatal(err)
		}
		rows[i] = hotspot.Record{
			Offence: hotspot.Offence{
				Type: "Burglary", At: &at, Cell: cell, Precision: hotspot.InMonth,
				From: month.Start(time.UTC), To: (month + 1).Start(time.UTC),
			},
			Key: "k" + strconv.Itoa(i) + "#1", Content: "c" + strconv.Itoa(i), Month: month,
		}
	}
	return rows
}

// land holds every one of the records.
func land() orb.MultiPolygon {
	return orb.MultiPolygon{{{{0.46, 51.72}, {0.51, 51.72}, {0.51, 51.74}, {0.46, 51.74}, {0.46, 51.72}}}}
}

// imported imports files of offences and returns the figures of the first.
func imported(t *testing.T, s *store.Store, files ...store.Source[hotspot.Record]) result.Figures {
	t.Helper()
	entries, err := s.ImportOffences(t.Context(), files, "the test")
	if err != nil {
		t.Fatal(err)
	}
	var f result.Figures
	if err := json.Unmarshal(entries[0], &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestImportOffences(t *testing.T) {
	t.Parallel()
	s := open(t)
	rows := records(t, 5)
	first := file[hotspot.Record]{name: "a.csv", rows: rows, rejected: 2}
	if diff := cmp.Diff(result.Figures{Read: 7, New: 5, Rejected: 2}, imported(t, s, first)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(result.Figures{Read: 7, Unchanged: 5, Rejected: 2}, imported(t, s, first)); diff != "" {
		t.Errorf("again: %s", diff)
	}
	changed := records(t, 6)
	changed[1].Content, changed[1].Outcome = "other", "Charged"
	if diff := cmp.Diff(result.Figures{Read: 6, New: 1, Updated: 1, Unchanged: 4}, imported(t, s, file[hotspot.Record]{name: "b.csv", rows: changed})); diff != "" {
		t.Errorf("changed: %s", diff)
	}
	months, err := s.Months(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]hotspot.Holding{{Month: 12 * 2025, Offences: 6}}, months); diff != "" {
		t.Error(diff)
	}
}

func TestImportFails(t *testing.T) {
	t.Parallel()
	s := open(t)
	cut := fault.New(fault.Invalid, "b.csv is cut short")
	_, err := s.ImportOffences(t.Context(), []store.Source[hotspot.Record]{
		file[hotspot.Record]{name: "a.csv", rows: records(t, 3)},
		file[hotspot.Record]{name: "b.csv", rows: records(t, 5), err: cut},
	}, "the test")
	if !errors.Is(err, cut) || fault.Of(err) != fault.Invalid {
		t.Errorf("%v, want %v", err, cut)
	}
	months, err := s.Months(t.Context())
	if err != nil || len(months) != 0 {
		t.Errorf("%v, %v: want no offence of either file", months, err)
	}
	entries, err := s.Imports(t.Context())
	if err != nil || len(entries) != 0 {
		t.Errorf("%s, %v: want an empty ledger", entries, err)
	}
}

func TestOffencesOnLattice(t *testing.T) {
	t.Parallel()
	s := open(t)
	rows := records(t, 20)
	imported(t, s, file[hotspot.Record]{name: "a.csv", rows: rows})
	for resolution := 9; resolution <= 11; resolution++ {
		l, err := geo.Cover(land(), resolution)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Offences(t.Context(), l, hotspot.Period{From: 12 * 2025, To: 12 * 2025}, nil)
		if err != nil {
			t.Fatal(err)
		}
		on := 0
		for _, o := range got {
			if o.Cell.Resolution() != resolution {
				t.Fatalf("cell %v at resolution %d, want %d", o.Cell, o.Cell.Resolution(), resolution)
			}
			if _, is := l.Index(o.Cell); is {
				on++
			}
		}
		if on != len(rows) {
			t.Errorf("%d on the lattice of resolution %d, want %d", on, resolution, len(rows))
		}
	}
}

func TestSurfaceTile(t *testing.T) {
	t.Parallel()
	s := open(t)
	area := geo.Area{Kind: geo.District, Code: "E1", Name: "One", Land: land()}
	if _, err := s.ImportAreas(t.Context(), []store.Source[geo.Area]{file[geo.Area]{name: "a", rows: []geo.Area{area}}}, "the test"); err != nil {
		t.Fatal(err)
	}
	l, err := geo.Cover(land(), geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	var values []hotspot.CellValue
	total := 0.0
	for i, c := range l.Cells[:len(l.Cells)/2] {
		values = append(values, hotspot.CellValue{Cell: c, CellTally: hotspot.CellTally{Count: float64(i % 7), Harm: 0.5}})
		total += float64(i % 7)
	}
	r := result.Result{ID: "s1", Kind: result.Surface, AreaKind: area.Kind, AreaCode: area.Code, Summary: []byte(`{}`), Document: []byte(`{}`)}
	for range 2 { // the second time changes nothing
		if err := s.SaveLattice(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if err := s.SaveSurface(t.Context(), r, values, "the test"); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := s.SurfaceCells(t.Context(), "s1"); err != nil || cmp.Diff(values, kept) != "" {
		t.Errorf("%v %s", err, cmp.Diff(values, kept))
	}
	for _, zoom := range []maptile.Zoom{6, 7, 8} {
		tile, err := s.SurfaceTile(t.Context(), "s1", l.ID(), l.Resolution, maptile.At(orb.Point{0.485, 51.73}, zoom))
		if err != nil {
			t.Fatal(err)
		}
		layers, err := mvt.Unmarshal(tile)
		if err != nil || len(layers) != 1 || layers[0].Name != "cells" {
			t.Fatalf("zoom %d: %v, %v", zoom, layers, err)
		}
		got := 0.0
		for _, f := range layers[0].Features {
			got += f.Properties.MustFloat64("count")
		}
		if got != total {
			t.Errorf("zoom %d has the sum %v, want %v", zoom, got, total)
		}
	}
}
