package app_test

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/app"
	"beatplan/internal/fault"
)

func TestCompareHotspots(t *testing.T) {
	t.Parallel()
	a, m := town{}.settle(t)
	// A force of the town and of empty land beside it.
	take(t, m.Areas, []geo.Area{
		{Kind: geo.Force, Code: "F1", Name: "The Newtowns", Land: orb.MultiPolygon{{{{3, 52}, {3.06, 52}, {3.06, 52.02}, {3, 52.02}, {3, 52}}}}},
		{Kind: geo.District, Code: "T2", Name: "Newertown", Land: orb.MultiPolygon{{{{3.041, 52}, {3.06, 52}, {3.06, 52.02}, {3.041, 52.02}, {3.041, 52}}}}},
	})
	r := app.ComparisonRequest{HotspotRequest: app.HotspotRequest{Area: "The Newtowns", Group: "robbery", From: "2025-03"}, With: "2025-02"}
	c, features, err := a.CompareHotspots(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	// 90 in a March of 31 days less an hour against 90 in 28.
	if c.Before != 90 || c.After != 90 || c.Verdict != hotspot.Comparable || c.Stable || c.Percent != "-9.6%" || c.HarmAfter != c.HarmBefore {
		t.Errorf("%+v", c.Change)
	}
	if len(c.Districts) != 2 || c.Districts[0].After != 90 || c.Districts[1].Verdict != hotspot.TooFew || len(features.Features) != 3 {
		t.Errorf("districts %+v", c.Districts)
	}
	if !strings.Contains(c.Sentence, "robbery in The Newtowns, 2025-03 against 2025-02: comparable; 90 against 90 offences (-9.6% a day)") {
		t.Error(c.Sentence)
	}
	if !strings.Contains(strings.Join(c.Notes, "\n"), "different seasons") {
		t.Errorf("notes %q", c.Notes)
	}
}

func TestCompareRefuses(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	tests := map[string]struct {
		from, to, with, measure string
		kind                    fault.Kind
		want                    string
	}{
		"a year before":    {"2025-03", "", "", "", fault.Unprocessable, "nothing is loaded for 2024-03: compare periods that are loaded whole (from, to, with); there are 2025-01..2025-03"},
		"the same months":  {"2025-02", "", "2025-02", "", fault.Invalid, "2025-02 is not earlier than 2025-02..2025-03"},
		"backwards":        {"2025-03", "2025-02", "", "", fault.Invalid, "ends before it begins"},
		"no period":        {"2025-03", "", "spring", "", fault.Invalid, `with: period "spring"`},
		"beyond the data":  {"2025-03", "2025-05", "2025-01", "", fault.Unprocessable, "nothing is loaded for 2025-04..2025-05 of 2025-03..2025-05"},
		"harm is no count": {"2025-03", "", "2025-02", "harm", fault.Invalid, "an exact comparison is one of counts"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := a.CompareHotspots(t.Context(), app.ComparisonRequest{
				HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery", From: tt.from, To: tt.to, Measure: tt.measure}, With: tt.with,
			})
			if fault.Of(err) != tt.kind || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v (%v), want %q", err, fault.Of(err), tt.want)
			}
		})
	}
}
