package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/ledger"
	"beatplan/internal/store"
)

// call returns an incident in the west of the county.
func call(t *testing.T, reference, opening, closing string, hour int) crime.IncidentRecord {
	t.Helper()
	at := orb.Point{0.55, 51.55}
	cell, err := geo.CellAt(at, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2025, 10, 3, hour, 0, 0, 0, time.UTC)
	return crime.IncidentRecord{
		Incident: crime.Incident{
			Reference: reference, Opening: opening, Closing: closing, Disposal: crime.LocalPolicing, Place: "public",
			From: from, To: from, Precision: crime.Instant, At: &at, Cell: cell,
		},
		Key: crime.DigestOf(reference), Source: "calls", Given: &geo.Given{X: 0.55, Y: 51.55, SRID: 4326}, Quality: []string{crime.QualityCoarse},
	}
}

func TestIncidents(t *testing.T) {
	t.Parallel()
	s := open(t)
	fight, noise, late := call(t, "1", "Fight", "", 20), call(t, "2", "Noise", crime.AntiSocialBehaviour, 21), call(t, "3", "Noise", "", 23)
	unplaced, hoax := call(t, "", "Noise", "", 20), call(t, "5", "Fight", "", 20)
	unplaced.At, unplaced.Cell, unplaced.Given = nil, 0, nil
	hoax.Withdrawn = true
	all := []crime.IncidentRecord{noise, fight, late, unplaced, unplaced, hoax} // two rows alike are two calls
	for _, want := range []ledger.Figures{{Read: 6, New: 6}, {Read: 6, Unchanged: 6}} {
		entries, err := s.ImportIncidents(t.Context(), sources(all), "test")
		same(t, want, figures(t, entries, err))
	}
	late.Closing = crime.AntiSocialBehaviour
	entries, err := s.ImportIncidents(t.Context(), sources([]crime.IncidentRecord{late}), "test")
	same(t, ledger.Figures{Read: 1, Updated: 1}, figures(t, entries, err))
	if !strings.Contains(string(entries[0]), `"cut_off": "2025-10-04"`) { // of London, where it is past midnight
		t.Errorf("%s", entries[0])
	}

	tests := map[string]struct {
		resolution int
		until      int
		types      []string
		want       []crime.Incident
	}{
		"all":                        {10, 24, nil, []crime.Incident{fight.Incident, noise.Incident, late.Incident}},
		"before 23:00":               {10, 23, nil, []crime.Incident{fight.Incident, noise.Incident}},
		"by what they turned out":    {10, 24, []string{crime.AntiSocialBehaviour}, []crime.Incident{noise.Incident, late.Incident}},
		"by what was said, if alone": {10, 24, []string{"Fight", "Noise"}, []crime.Incident{fight.Incident}},
		"on coarser cells":           {8, 21, nil, []crime.Incident{fight.Incident}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := geo.Cover(west().Land, tt.resolution)
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.Incidents(t.Context(), l, fight.From, time.Date(2025, 10, 3, tt.until, 0, 0, 0, time.UTC), tt.types)
			if err != nil {
				t.Fatal(err)
			}
			for i := range tt.want {
				if tt.want[i].Cell, err = geo.CellAt(*fight.At, tt.resolution); err != nil {
					t.Fatal(err)
				}
			}
			same(t, tt.want, got)
		})
	}
}

// TestIncidentSplits: incidents that come in any number of files, in any order, some of them
// more than once, are those of one file of them; and so they are with the one file after them.
func TestIncidentSplits(t *testing.T) {
	t.Parallel()
	s, pool := pooled(t)
	held := func() []string {
		t.Helper()
		rows, _ := pool.Query(t.Context(), `SELECT (to_jsonb(i) - 'import_id')::text FROM incidents AS i ORDER BY 1`)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		return lines
	}
	emptied := func() {
		t.Helper()
		if _, err := pool.Exec(t.Context(), `DELETE FROM incidents; DELETE FROM superseded; DELETE FROM imports`); err != nil {
			t.Fatal(err)
		}
	}
	load := func(rt *rapid.T, files ...[]crime.IncidentRecord) {
		var all []store.Incoming[crime.IncidentRecord]
		for _, rows := range files {
			all = append(all, file[crime.IncidentRecord]{rows: rows})
		}
		if _, err := s.ImportIncidents(t.Context(), all, "test"); err != nil {
			rt.Fatal(err)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		var whole []crime.IncidentRecord
		for i := range rapid.IntRange(1, size()).Draw(rt, "calls") {
			r := call(t, fmt.Sprint(i), "Noise", "", i%24)
			r.Source = []string{"calls", "other calls"}[i%2]
			r.Location = fmt.Sprint("Street ", i)
			if i%3 == 0 {
				r.Reference = ""
			}
			if i%4 == 0 {
				r.At, r.Cell, r.Given = nil, 0, nil
			}
			r.Key = crime.DigestOf(r.Source, r.Reference, r.Location)
			whole = append(whole, r)
		}
		emptied()
		load(rt, whole)
		want := held()
		emptied()
		inParts(rt, whole, func(files [][]crime.IncidentRecord) { load(rt, files...) })
		if diff := cmp.Diff(want, held()); diff != "" {
			rt.Fatalf("in parts (-whole +parts):\n%s", diff)
		}
		load(rt, whole)
		if diff := cmp.Diff(want, held()); diff != "" {
			rt.Fatalf("in parts and then whole (-whole +after parts):\n%s", diff)
		}
	})
}

func TestPartnerCounts(t *testing.T) {
	t.Parallel()
	s := open(t)
	twelve := 12
	from := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	at := orb.Point{0.55, 51.55}
	cell, err := geo.CellAt(at, geo.DefaultResolution)
	if err != nil {
		t.Fatal(err)
	}
	bell := crime.PartnerCount{
		Key: crime.DigestOf("a"), Source: "ED", Type: "assault", Venue: "The Bell", At: &at, Cell: cell, Given: &geo.Given{X: 0.55, Y: 51.55, SRID: 4326},
		From: from, To: from.AddDate(0, 1, 0), Precision: crime.InMonth, Count: &twelve, Quality: []string{},
	}
	small := crime.PartnerCount{
		Key: crime.DigestOf("b"), Source: "ED", AreaCode: "E01015814", From: from.AddDate(0, 1, 0), To: from.AddDate(0, 1, 1), Precision: crime.Interval,
		Below: 5, Quality: []string{crime.QualitySuppressed},
	}
	for _, want := range []ledger.Figures{{Read: 2, New: 2}, {Read: 2, Unchanged: 2}} {
		entries, err := s.ImportPartnerCounts(t.Context(), sources([]crime.PartnerCount{bell, small}), "test")
		same(t, want, figures(t, entries, err))
	}
	tests := map[string]struct {
		from, to time.Time
		want     []crime.PartnerCount
	}{
		"both":             {from, from.AddDate(0, 2, 0), []crime.PartnerCount{bell, small}},
		"in the month":     {from.AddDate(0, 0, 20), from.AddDate(0, 1, 0), []crime.PartnerCount{bell}},
		"after the month":  {from.AddDate(0, 1, 0), from.AddDate(0, 1, 1), []crime.PartnerCount{small}},
		"after everything": {from.AddDate(0, 1, 1), from.AddDate(0, 9, 0), []crime.PartnerCount{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := s.PartnerCounts(t.Context(), tt.from, tt.to)
			if err != nil {
				t.Fatal(err)
			}
			same(t, tt.want, got)
		})
	}
}
