package app

import (
	"strings"
	"testing"

	"beatplan/hotspot"
	"beatplan/study"
)

func TestVerdict(t *testing.T) {
	t.Parallel()
	type points struct{ by, low, high float64 } // of rtm's and hybrid's hit rates over prior's
	tests := map[string]struct {
		terms, later int
		rtm, hybrid  points
		want         string
	}{
		"no factor":          {0, 74, points{}, points{0.1, 0.05, 0.2}, "the model adds nothing over prior counts: it chose no factor"},
		"better":             {2, 74, points{0.1, 0.05, 0.2}, points{0.05, 0.01, 0.1}, "the model adds to prior counts: on 1% of the area risk holds 30.0% of 74 later offences, prior counts 20.0%: +10.0 points (+5.0 to +20.0); prior density (KDE) holds 19.0%"},
		"better with counts": {2, 74, points{0.1, -0.05, 0.2}, points{0.05, 0.01, 0.1}, "the model adds to prior counts: on 1% of the area risk × prior counts"},
		"both better":        {2, 74, points{0.1, 0.05, 0.2}, points{0.15, 0.1, 0.2}, "the model adds to prior counts: on 1% of the area risk × prior counts"},
		"too few":            {2, 74, points{-0.1, -0.2, 0.05}, points{0.05, -0.01, 0.1}, "too few to tell whether the model adds to prior counts: on 1% of the area risk × prior counts"},
		"worse":              {2, 74, points{-0.1, -0.2, -0.05}, points{-0.11, -0.3, -0.05}, "the model adds nothing over prior counts: on 1% of the area risk holds 10.0% of 74 later offences, prior counts 20.0%: -10.0 points (-20.0 to -5.0); prior density (KDE) holds 19.0%"},
		"perhaps worse":      {2, 74, points{-0.1, -0.2, 0.05}, points{-0.11, -0.3, -0.05}, "too few to tell whether the model adds to prior counts: on 1% of the area risk holds 10.0%"},
		"worse, of twelve":   {2, 12, points{-0.1, -0.2, -0.05}, points{-0.003, -0.004, -0.003}, "too few to tell whether the model adds to prior counts, with fewer than 30 later offences: on 1% of the area risk × prior counts"},
		"better, of three":   {2, 3, points{1, 1, 1}, points{}, "too few to tell whether the model adds to prior counts, with fewer than 30 later offences: on 1% of the area risk holds"},
		"none, of three":     {0, 3, points{}, points{}, "the model adds nothing over prior counts: it chose no factor"},
		"the same":           {2, 74, points{-0.1, -0.2, -0.05}, points{}, "the model adds nothing over prior counts: on 1% of the area risk × prior counts holds 20.0% of 74 later offences, prior counts 20.0%: +0.0 points"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := func(rate float64) []hotspot.Tested {
				return []hotspot.Tested{{Accuracy: hotspot.Accuracy{Area: verdictShare, HitRate: rate}}}
			}
			difference := func(method string, p points) hotspot.Difference {
				return hotspot.Difference{Area: verdictShare, Method: method, Against: byPrior, HitRate: p.by, HitRateLow: p.low, HitRateHigh: p.high, Clear: p.low > 0 || p.high < 0}
			}
			v := Validation{Holdout: hotspot.Holdout{
				Later:       tt.later,
				Methods:     map[string][]hotspot.Tested{byPrior: at(0.2), byKDE: at(0.19), byRisk: at(0.2 + tt.rtm.by), byHybrid: at(0.2 + tt.hybrid.by)},
				Differences: []hotspot.Difference{difference(byRisk, tt.rtm), difference(byHybrid, tt.hybrid)},
			}}
			if got := v.verdict(tt.terms); !strings.HasPrefix(got, tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestValidateEmpty: of a test period in which nothing happened nothing is said.
func TestValidateEmpty(t *testing.T) {
	t.Parallel()
	f := fit{Study: &study.Study{}, areas: make([]float64, 7)}
	v, err := (&App{}).validate(t.Context(), f, study.Study{})
	if err != nil || v.Cells != 7 || v.Methods == nil || v.Differences == nil || len(v.Methods) > 0 || !strings.Contains(v.Verdict, "nothing can be said") {
		t.Errorf("%+v, error %v", v, err)
	}
}
