package store_test

import (
	"fmt"
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
// what stood apart becomes versions of one visit, in the order in which they were recorded.
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
	rows := []struct {
		visit   meeting.Visit
		version int
	}{
		{visit("HS-001", ""), 1},
		{visit("HS-001", "an arrest"), 1},
		{visit("HS-001", "an arrest"), 2},
		{visit("HS-001", "a call"), 1},
		{visit("HS-002", ""), 1},
		{visit("", "a meal"), 1},
	}
	for i, r := range rows {
		key := before(r.visit)
		_, err := db.Exec(ctx, `
INSERT INTO visits (key, version, unit, agency, funding, place, from_at, minutes, officers, outputs, lost, source, principal, recorded_at)
VALUES ($1, $2, $3, 'police', 'core', $4, $5, 15, 2, '{}', $6, 'form', 'a test', $7)`,
			fmt.Sprintf("%x", key[:]), r.version, r.visit.Unit, r.visit.Place, from, r.visit.Lost, from.Add(time.Duration(i)*time.Hour))
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
	found, _ := db.Query(ctx, "SELECT replace(key::text, '-', '') || ' ' || version || ' ' || place || ' ' || lost FROM visits ORDER BY recorded_at")
	got, err := pgx.CollectRows(found, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for i, version := range []int{1, 2, 3, 4, 1, 1} {
		key := rows[i].visit.Key()
		want = append(want, fmt.Sprintf("%x %d %s %s", key[:], version, rows[i].visit.Place, rows[i].visit.Lost))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the visits (-want +got):\n%s", diff)
	}
}
