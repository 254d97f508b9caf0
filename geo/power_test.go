package geo_test

import (
	"strings"
	"testing"
	"time"

	"beatplan/geo"
)

func TestPowerValidate(t *testing.T) {
	t.Parallel()
	from := time.Date(2025, 10, 3, 17, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		kind     geo.PowerKind
		lasts    time.Duration // 0: no end
		extended bool
		want     string
	}{
		"dispersal":                  {geo.Dispersal, 48 * time.Hour, false, ""},
		"dispersal, too long":        {geo.Dispersal, 48*time.Hour + time.Second, false, "it lasts 48h0m1s: a dispersal lasts 48 hours at the most"},
		"dispersal, extended":        {geo.Dispersal, 24 * time.Hour, true, "a dispersal cannot be; make it anew"},
		"dispersal without an end":   {geo.Dispersal, 0, false, "no to: a dispersal lasts 48 hours at the most"},
		"s60":                        {geo.Section60, 24 * time.Hour, false, ""},
		"s60, too long":              {geo.Section60, 25 * time.Hour, false, "a s60 lasts 24 hours at the most unless it is extended"},
		"s60, extended":              {geo.Section60, 48 * time.Hour, true, ""},
		"s60, extended for too long": {geo.Section60, 49 * time.Hour, true, "48 hours at the most, extended"},
		"pspo":                       {geo.PSPO, 3 * 365 * 24 * time.Hour, false, ""},
		"cumulative impact, no end":  {geo.CumulativeImpact, 0, false, ""},
		"closure that ends too soon": {geo.Closure, -time.Hour, false, "it ends before it begins"},
		"a kind that is none":        {"curfew", time.Hour, false, `no kind of power "curfew"; there are dispersal, s60`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := geo.Power{Kind: tt.kind, Authority: "Essex Police", Reference: "1", From: from, Extended: tt.extended}
			if tt.lasts != 0 {
				p.To = from.Add(tt.lasts)
			}
			holds(t, p.Validate(), tt.want)
		})
	}
	holds(t, geo.Power{Kind: geo.PSPO, Reference: "1", From: from}.Validate(), "no authority")
	holds(t, geo.Power{Kind: geo.PSPO, Authority: "Council", From: from}.Validate(), "no reference")
	holds(t, geo.Power{Kind: geo.PSPO, Authority: "Council", Reference: "1"}.Validate(), "no from")
}

// holds checks that an error says something, or that there is none.
func holds(t *testing.T, err error, want string) {
	t.Helper()
	if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
}
