package zones_test

import (
	"slices"
	"strings"
	"testing"

	"beatplan/hotspot"
	"beatplan/zones"
)

func TestCard(t *testing.T) {
	t.Parallel()
	a := zones.Area{
		Name: "High Street", Tier: zones.Primary, Hectares: 8, Months: 9, Hot: 8, Count: 279, Weighted: 261, Rate: 29, HarmShare: 0.062, AreaShare: 0.004,
		Top: zones.Top{Name: "Park Road", Share: 0.39}, Unknown: 3, Types: []zones.NameCount{{Name: "Robbery", Count: 200}, {Name: "Violence", Count: 79}},
		Inside:    []zones.Premises{{Name: "The Anchor", Terminal: "Fr,Sa 02:00", Register: "licensing"}, {Name: "The Bell", Register: "fhrs"}, {Register: "lost"}},
		Uncounted: []zones.NameCount{{Name: "Police Station", Count: 29}},
		TierWhy:   "the summer trade", Included: "asked for",
	}
	trend := zones.Trend{Change: hotspot.Rising, Sentence: "many of late"}
	registers := map[string]string{"licensing": "Licensing, May 2025", "fhrs": "Food premises, November 2020"}
	always := []string{
		"8.0 ha, about 320 m across", // 2 √(80,000 ÷ π) = 319.2
		"hot in 8 of 9 months",
		"6.2% of the harm recorded in its district, on 0.40% of its land",
		"largest point: Park Road, 39% of its offences",
		"most recorded: Robbery 200, Violence 79",
		"rising: many of late",
		"3 venues of the night inside; nearest to the largest point: The Anchor (until Fr,Sa 02:00), The Bell, without a name (Licensing, May 2025; Food premises, November 2020)",
		"29 offences recorded at the police station are not counted",
		"primary because people say so: the summer trade",
		"included by people: asked for",
	}
	tests := map[string]struct {
		set  zones.Set
		peak []zones.Band
		own  []string
	}{
		"by premises": {zones.Set{Masked: true}, nil, []string{"29.0 offences a month taken for night-time economy, of 31.0 recorded", "hours unknown: by licensed premises, not by the clock"}},
		"by the clock": {
			zones.Set{Timed: true},
			[]zones.Band{{From: 4*24 + 22, Hours: 4, Share: 0.4}, {From: 0, Hours: 3, Share: 0.1}},
			[]string{"29.0 offences a month at the hours asked for", "half of its harm: Fri 22:00–02:00, Sun night 00:00–03:00", "the hour of 3 of its 279 offences is unknown"},
		},
		"by place": {zones.Set{}, nil, []string{"31.0 offences a month", "hours unknown"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := tt.set.Card(a, trend, tt.peak, registers)
			for _, line := range append(slices.Clone(always), tt.own...) {
				if !slices.Contains(got, line) {
					t.Errorf("no line %q in\n%s", line, strings.Join(got, "\n"))
				}
			}
			if len(got) != len(always)+len(tt.own) {
				t.Errorf("%d lines, want %d", len(got), len(always)+len(tt.own))
			}
		})
	}
	pile := a
	pile.Top.Share = 0.41
	if got := (zones.Set{}).Card(pile, trend, nil, nil); !slices.Contains(got, "largest point: Park Road, 41% of its offences: see whether it is one address") {
		t.Errorf("%q", got)
	}
}

// An area whose offences all come late rises, one whose do not change does not, and in
// too few months nothing can be told.
func TestTrends(t *testing.T) {
	t.Parallel()
	set, _, in := threeAreas(t)
	late := in
	late.Offences = slices.Clone(in.Offences)
	for i, o := range late.Offences {
		if o.Location == "High Street" || o.Location == "Market Place" {
			late.Offences[i].Month = 4 + i%2 // of 0 to 5
		}
	}
	ground, err := zones.Survey(late)
	if err != nil {
		t.Fatal(err)
	}
	if set, err = set.Remeasure(ground); err != nil {
		t.Fatal(err)
	}
	trends, err := ground.Trends(set)
	if err != nil || trends[0].Change != hotspot.Rising || !strings.HasPrefix(trends[0].Sentence, "80 of its 80 offences came in the last 2 of 6 months") {
		t.Errorf("%+v, error %v", trends, err)
	}
	in.Months = 3
	in.Offences = slices.DeleteFunc(slices.Clone(in.Offences), func(o zones.Offence) bool { return o.Month > 2 })
	if ground, err = zones.Survey(in); err != nil {
		t.Fatal(err)
	}
	trends, err = ground.Trends(drawn(t, in))
	if err != nil || trends[0].Change != hotspot.ShiftUnknown || trends[0].Sentence != "3 months: it takes 5 to tell what changes" {
		t.Errorf("%+v, error %v", trends, err)
	}
}
