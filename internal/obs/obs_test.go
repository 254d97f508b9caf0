package obs_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"beatplan/internal/obs"
)

// TestFigures looks at what has been counted and at what is read.
func TestFigures(t *testing.T) {
	t.Parallel()
	f := obs.New()
	f.Request("GET", "/v1/areas", 200, 30*time.Millisecond)
	f.Request("GET", "/v1/areas", 200, 300*time.Millisecond)
	f.Read("jobs", "Jobs.", "state", func(context.Context) ([]obs.Reading, error) {
		return []obs.Reading{{"running", 2}, {"waiting", 5}}, nil
	})
	f.Read("broken", "Nothing.", "state", func(context.Context) ([]obs.Reading, error) { return nil, errors.New("gone") })
	rec := httptest.NewRecorder()
	f.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	said := rec.Body.String()
	for _, want := range []string{
		`beatplan_request_seconds_count{method="GET",route="/v1/areas",status="200"} 2`,
		`beatplan_request_seconds_bucket{method="GET",route="/v1/areas",status="200",le="0.1"} 1`,
		`jobs{state="running"} 2`, `jobs{state="waiting"} 5`, "go_goroutines ",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("no %s", want)
		}
	}
	if rec.Code != 200 || strings.Contains(said, "broken") {
		t.Errorf("%d, with what cannot be read", rec.Code)
	}
}
