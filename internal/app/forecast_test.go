package app_test

import (
	"math"
	"strings"
	"testing"

	"beatplan/internal/app"
	"beatplan/internal/fault"
)

func TestForecastHotspots(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	r := app.ForecastRequest{HotspotRequest: app.HotspotRequest{Area: "Newtown", Group: "robbery"}, Share: 0.1}
	f, features, err := a.ForecastHotspots(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if f.Train != "2025-01..2025-03" || f.Period != "2025-04..2025-06" || f.Days != 91 {
		t.Errorf("learned from %s for %s, %g days", f.Train, f.Period, f.Days)
	}
	// 270 robberies in the three months before: as many are expected, give or take the
	// length of the months.
	if n := f.Total.Offences; math.Abs(n.Mean/270-1) > 0.1 || n.Low95 > n.Low80 || n.Low80 > n.High80 || n.High80 > n.High95 {
		t.Errorf("%+v are expected", n)
	}
	if len(f.Cells) != len(features.Features) || len(f.Cells) == 0 || f.Cells[0].Rank != 1 {
		t.Errorf("%d cells, %d features", len(f.Cells), len(features.Features))
	}
	for i := 1; i < len(f.Held); i++ {
		if f.Held[i].HeldOf < f.Held[i-1].HeldOf || f.Held[i].HeldOf > 1+1e-9 {
			t.Errorf("%g%% of the area holds %g of all", 100*f.Held[i].Share, f.Held[i].HeldOf)
		}
	}
	if s, err := a.Surface(t.Context(), f.Surface); err != nil || s.Kind != "forecast" || math.Abs(s.Offences-f.Total.Offences.Mean) > 1e-6 {
		t.Errorf("the surface %+v (%v)", s, err)
	}
	if again, _, err := a.ForecastHotspots(t.Context(), r); err != nil || again.ID != f.ID || again.Surface != f.Surface {
		t.Errorf("the same question gives %s and %s, then %s and %s (%v)", f.ID, f.Surface, again.ID, again.Surface, err)
	}
}

func TestForecastHotspotsRefuses(t *testing.T) {
	t.Parallel()
	a := town{}.app(t)
	tests := map[string]struct {
		r    app.ForecastRequest
		kind fault.Kind
		want string
	}{
		"months before":     {app.ForecastRequest{HotspotRequest: app.HotspotRequest{From: "2024-10", To: "2024-12"}}, fault.Invalid, "is not after the months to learn from"},
		"months seen":       {app.ForecastRequest{HotspotRequest: app.HotspotRequest{From: "2025-02", To: "2025-04"}, Train: "2025-01..2025-03"}, fault.Invalid, "overlap the training months"},
		"years ahead":       {app.ForecastRequest{HotspotRequest: app.HotspotRequest{From: "2031-01", To: "2031-03"}}, fault.Invalid, "nobody can say"},
		"a share above 1":   {app.ForecastRequest{Share: 2}, fault.Invalid, "share 2"},
		"police-generated":  {app.ForecastRequest{HotspotRequest: app.HotspotRequest{Group: "weapon-possession"}}, fault.Unprocessable, "never forecast"},
		"a rate":            {app.ForecastRequest{HotspotRequest: app.HotspotRequest{Measure: "per-resident"}}, fault.Invalid, "rates do not add up"},
		"training unloaded": {app.ForecastRequest{Train: "2019-01..2019-03"}, fault.Unprocessable, "no offences are loaded for 2019-01"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.r.Area = "Newtown"
			if tt.r.Group == "" {
				tt.r.Group = "robbery"
			}
			_, _, err := a.ForecastHotspots(t.Context(), tt.r)
			if fault.Of(err) != tt.kind || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}
