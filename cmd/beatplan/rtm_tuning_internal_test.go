package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"beatplan/internal/app"
)

func TestTuning(t *testing.T) {
	t.Parallel()
	got, err := tuning{Clock: "nte", Reach: []string{"pub=75,150", "station=300"}, Add: []string{"pub@0.71,51.54"}, Remove: []string{"osm:n1"}, With: []string{"main-road"}, Influence: []string{"auto", "pub=density, dosage"}}.read()
	want := app.Tuning{
		Clock: "nte", Reaches: map[string][]float64{"pub": {75, 150}, "station": {300}},
		Add: []app.Feature{{Category: "pub", At: orb.Point{0.71, 51.54}}}, Remove: []string{"osm:n1"},
		With: []string{"main-road"}, Influences: map[string][]string{"all": {"auto"}, "pub": {"density", "dosage"}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("(-want +got):\n%s%v", diff, err)
	}
	for name, tt := range map[string]struct {
		flags tuning
		says  string
	}{
		"no metres":     {tuning{Reach: []string{"pub"}}, "as in pub=75,150"},
		"metres in all": {tuning{Reach: []string{"pub=all"}}, `"all" is no number of metres`},
		"twice":         {tuning{Reach: []string{"pub=75", "pub=150"}}, "pub is there twice"},
		"hows twice":    {tuning{Influence: []string{"auto", "all=density"}}, "--influence: all is there twice"},
		"no place":      {tuning{Add: []string{"pub"}}, "as in pub@0.71,51.54"},
		"no latitude":   {tuning{Add: []string{"pub@0.71"}}, "write LON,LAT in degrees"},
	} {
		if _, err := tt.flags.read(); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: error %v, want %s", name, err, tt.says)
		}
	}
}

func TestOverLeast(t *testing.T) {
	t.Parallel()
	for want, m := range map[string]app.ModelResult{
		"": {RiskMin: 1, RiskMax: 8}, ", and 20.00 times that of the least risky": {RiskMin: 0.4, RiskMax: 8},
	} {
		if got := overLeast(m); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
