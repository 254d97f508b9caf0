package main

import (
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
