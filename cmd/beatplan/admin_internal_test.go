package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/internal/app"
	"beatplan/internal/obs"
)

// TestUntil has the newest file of a kind that is still here say how old its data are.
func TestUntil(t *testing.T) {
	t.Parallel()
	got := until([]app.Import{
		{Kind: "offences", CutOff: "2025-12-31"},
		{Kind: "offences", CutOff: "2025-11-30"},
		{Kind: "offences", CutOff: "2026-06-30", Gone: "deleted"},
		{Kind: "areas"},
	})
	const newYear = 1767225600 // 2026-01-01T00:00:00Z
	if diff := cmp.Diff([]obs.Reading{{Label: "offences", Value: newYear}}, got); diff != "" {
		t.Error(diff)
	}
}

// TestFiguresByName: figures are read by address and by the server's own names, whatever names
// mean this address besides.
func TestFiguresByName(t *testing.T) {
	t.Parallel()
	h := named([]string{"localhost", "maps.example"}, obs.New().Handler())
	for host, want := range map[string]int{
		"localhost:9090": http.StatusOK, "Maps.example": http.StatusOK, "10.1.2.3:9090": http.StatusOK, "[::1]:9090": http.StatusOK,
		"evil.example": http.StatusForbidden, "localhost.evil.example:9090": http.StatusForbidden, "": http.StatusForbidden,
	} {
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.Host = host
		r.Header.Set("X-Forwarded-Host", "localhost")
		rec := httptest.NewRecorder()
		if h.ServeHTTP(rec, r); rec.Code != want {
			t.Errorf("%q: %d, want %d", host, rec.Code, want)
		}
	}
}
