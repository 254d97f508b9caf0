package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"beatplan/crime"
	"beatplan/internal/pgtest"
	"beatplan/meeting"
	"beatplan/migrations"
)

// TestSkippedVisitsMove migrates visits that were kept when the reason was part of their key:
// a skipped one has the key of one that was made, and where two things stood beside each
// other both still count, whatever the order in which they were recorded.
func TestSkippedVisitsMove(t *testing.T) {
	t.Parallel()
	ctx, url := t.Context(), pgtest.URL(t)
	db, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(ctx) })
	from := time.Date(2025, 4, 4, 17, 5, 0, 0, time.UTC)
	visit := func(place, lost string) meeting.Visit {
		return meeting.Visit{Unit: "N–1", Place: place, Lost: lost, From: from}
	}
	before := func(v meeting.Visit) crime.Digest {
		return crime.DigestOf("visit", v.Unit, v.Place, v.Lost, v.From.Format(time.RFC3339))
	}
	type row struct {
		visit   meeting.Visit
		version int
		hour    int // at which it was recorded
		becomes meeting.Visit
	}
	rows := []row{
		{visit("HS-001", ""), 1, 0, visit("HS-001", "")},
		{visit("HS-001", "an arrest"), 1, 1, visit("", "an arrest")},
		{visit("HS-001", "an arrest"), 2, 2, visit("", "an arrest")},
		{visit("HS-001", "a call"), 1, 0, visit("", "a call")}, // in the same file as the visit that was made
		{visit("HS-002", ""), 1, 4, visit("HS-002", "")},
		{visit("HS-003", "a chase"), 1, 5, visit("HS-003", "a chase")},
		{visit("HS-003", "a chase"), 2, 6, visit("HS-003", "a chase")},
		{visit("HS-004", "a fight"), 1, 8, visit("HS-004", "a fight")},
		{visit("HS-004", "a fire"), 1, 7, visit("", "a fire")},
		{visit("", "a meal"), 1, 9, visit("", "a meal")},
	}
	for _, r := range rows {
		key := before(r.visit)
		_, err := db.Exec(ctx, `
INSERT INTO visits (key, version, unit, agency, funding, place, from_at, minutes, officers, outputs, lost, source, principal, recorded_at)
VALUES ($1, $2, $3, 'police', 'core', $4, $5, 15, 2, '{}', $6, 'form', 'a test', $7)`,
			fmt.Sprintf("%x", key[:]), r.version, r.visit.Unit, r.visit.Place, from, r.visit.Lost, from.Add(time.Duration(r.hour)*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec(ctx, "DELETE FROM goose_db_version WHERE version_id = 107"); err != nil {
		t.Fatal(err)
	}
	if err := migrations.Up(ctx, url); err != nil {
		t.Fatal(err)
	}
	found, _ := db.Query(ctx, "SELECT replace(key::text, '-', '') || ' ' || version || ' ' || place || ' ' || lost FROM visits")
	got, err := pgx.CollectRows(found, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, r := range rows {
		key := r.becomes.Key()
		want = append(want, fmt.Sprintf("%x %d %s %s", key[:], r.version, r.becomes.Place, r.becomes.Lost))
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the visits (-want +got):\n%s", diff)
	}
}

// TestVisitLoggedAtOnce logs one visit as made and as skipped from several telephones at
// once: each becomes a version of it.
func TestVisitLoggedAtOnce(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), open(t)
	const telephones = 8
	errs := make(chan error, telephones)
	for i := range telephones {
		v := meeting.Visit{
			Unit: "N-1", Agency: "police", Funding: meeting.Core, Place: "HS-001", From: time.Date(2025, 4, 4, 17, 5, 0, 0, time.UTC), Minutes: 5 + i,
			Officers: 2, Outputs: map[string]int{}, Source: meeting.FromForm,
		}
		if i%2 == 1 {
			v.Lost = "an arrest"
		}
		go func() {
			_, _, err := s.AddVisits(ctx, []meeting.Visit{v}, "a test")
			errs <- err
		}()
	}
	for range telephones {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	kept, err := s.Visits(ctx, time.Date(2025, 4, 4, 0, 0, 0, 0, time.UTC), time.Date(2025, 4, 5, 0, 0, 0, 0, time.UTC), "")
	if err != nil || len(kept) != 1 {
		t.Errorf("%d visits, want the one; error %v", len(kept), err)
	}
}
