package study_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beatplan/crime"
	"beatplan/study"
)

// TestCovered has two districts, of one of which nothing is loaded for the last month.
func TestCovered(t *testing.T) {
	t.Parallel()
	january := crime.Month(2025 * 12)
	var held crime.Coverage
	for m := range crime.Month(4) {
		held = append(held, crime.Holding{Month: january + m, Source: "street", District: "E", MonthOnly: 100, Counted: true})
		if m < 3 {
			held = append(held, crime.Holding{Month: january + m, Source: "street", District: "W", MonthOnly: 100, Counted: true})
		}
	}
	all := held.Months()
	tests := map[string]struct {
		districts []string
		of, want  []crime.Month
	}{
		"one that lacks a month": {[]string{"W"}, all, all[:3]},
		"one that has all":       {[]string{"E"}, all, all},
		"both":                   {[]string{"E", "W"}, all, all},
		"nothing known of it":    {[]string{"X"}, all, all},
		"none of these months":   {[]string{"W"}, all[3:], all[3:]},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := study.NewLoaded(held, tt.districts, nil).Covered(slices.Clone(tt.of))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
