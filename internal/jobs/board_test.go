package jobs_test

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/crime"
	"beatplan/internal/app"
)

// TestLongRequests lists jobs without what is long in what they were asked for; the work has it.
func TestLongRequests(t *testing.T) {
	t.Parallel()
	b := newBench(t, nothing)
	visits := make([]crime.Visit, 20_000)
	for i := range visits {
		visits[i].Spot = "S-01"
	}
	for _, r := range []any{
		app.VerdictOrder{Trial: "trial-1", Visits: visits},
		app.HoursRequest{HotspotRequest: app.HotspotRequest{Area: "A"}, Outline: json.RawMessage(`{"type":"Polygon","coordinates":[]}`)},
	} {
		if _, err := b.Order(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	b.enqueue("x")
	kept := b.count("SELECT count(*) FROM river.river_job WHERE args #> '{request,visits,19999}' IS NOT NULL OR args #> '{request,outline,type}' IS NOT NULL OR args #> '{request,mapping}' IS NOT NULL")
	if kept != 3 {
		t.Errorf("%d of 3 have what was asked for", kept)
	}
	listed, err := b.Jobs(t.Context(), math.MaxInt64, 10)
	if err != nil || len(listed) != 3 || listed[0].Kind != "import" || listed[1].Kind != "hours" || listed[2].Kind != "verdict" {
		t.Fatalf("%+v, %v", listed, err)
	}
	for _, job := range listed {
		if len(job.Request) > 1000 || strings.Contains(string(job.Request), "Polygon") || strings.Contains(string(job.Request), "secret") {
			t.Errorf("%s lists %.1000s", job.Kind, job.Request)
		}
		if one, err := b.Job(t.Context(), job.ID); err != nil || !cmp.Equal(one, job) {
			t.Errorf("one of them is (-one +listed)\n%s%v", cmp.Diff(one, job), err)
		}
	}
	if !strings.Contains(string(listed[2].Request), "trial-1") {
		t.Errorf("the verdict lists %s", listed[2].Request)
	}
}

// TestPages lists jobs in pages.
func TestPages(t *testing.T) {
	t.Parallel()
	b := newBench(t, nothing)
	var want []string // newest first
	for range 5 {
		want = append([]string{b.enqueue("x").ID}, want...)
	}
	var got []string
	for before := int64(math.MaxInt64); ; {
		page, err := b.Jobs(t.Context(), before, 2)
		if err != nil || len(page) > 2 {
			t.Fatalf("%d jobs (%v)", len(page), err)
		}
		if len(page) == 0 {
			break
		}
		for _, job := range page {
			got = append(got, job.ID)
		}
		if before, err = strconv.ParseInt(page[len(page)-1].ID, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	if !cmp.Equal(got, want) {
		t.Errorf("in pages %v, want %v", got, want)
	}
}
