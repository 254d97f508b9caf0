package app

import (
	"strings"
	"testing"

	"beatplan/hotspot"
	"beatplan/study"
)

func TestVerdict(t *testing.T) {
	t.Parallel()
	type points struct{ by, low, high float64 } // of a ranking's hit rate over KDE's, which is the better rival
	same := points{}
	tests := map[string]struct {
		terms, later   int
		snapped        bool
		rtm, posterior points
		want           string
	}{
		"no factor":          {0, 74, false, same, points{0.1, 0.05, 0.2}, "the model adds nothing: it chose no factor"},
		"better":             {2, 74, false, points{0.1, 0.05, 0.2}, points{0.05, 0.01, 0.1}, "the model adds to prior density (KDE): on 1% of the area risk holds 30.0% of 74 later offences, prior density (KDE) 20.0%: +10.0 points (+5.0 to +20.0)"},
		"better with counts": {2, 74, false, points{0.1, -0.05, 0.2}, points{0.05, 0.01, 0.1}, "the model adds to prior density (KDE): on 1% of the area risk with prior counts"},
		"both better":        {2, 74, false, points{0.1, 0.05, 0.2}, points{0.15, 0.1, 0.2}, "the model adds to prior density (KDE): on 1% of the area risk with prior counts"},
		"too few":            {2, 74, false, points{-0.1, -0.2, 0.05}, points{0.05, -0.01, 0.1}, "too few to tell whether the model adds anything: on 1% of the area risk with prior counts"},
		"worse":              {2, 74, false, points{-0.1, -0.2, -0.05}, points{-0.11, -0.3, -0.05}, "the model adds nothing over prior density (KDE): on 1% of the area risk holds 10.0% of 74 later offences, prior density (KDE) 20.0%: -10.0 points (-20.0 to -5.0); prior density (KDE) clearly holds more on 1%: 20.0% against 10.0%; prior density (KDE) clearly holds more on 5%: 20.0% against 10.0%"},
		"worse, snapped":     {2, 74, true, points{-0.1, -0.2, -0.05}, points{-0.11, -0.3, -0.05}, "the model adds nothing over prior density (KDE): on 1% of the area risk holds 10.0% of 74 later offences, prior density (KDE) 20.0%: -10.0 points (-20.0 to -5.0); prior density (KDE) clearly holds more on 1%: 20.0% against 10.0%"},
		"worse, of twelve":   {2, 12, false, points{-0.1, -0.2, -0.05}, points{-0.003, -0.004, -0.003}, "too few to tell whether the model adds anything, with fewer than 30 later offences: on 1% of the area risk with prior counts"},
		"none, of three":     {0, 3, false, same, same, "the model adds nothing: it chose no factor"},
		"the same":           {2, 74, false, points{-0.1, -0.2, -0.05}, same, "the model adds nothing over prior density (KDE): on 1% of the area risk with prior counts holds 20.0% of 74 later offences, prior density (KDE) 20.0%: +0.0 points"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := func(rate float64) (tested []hotspot.Tested) {
				for _, share := range []float64{verdictShare, wideShare} {
					tested = append(tested, hotspot.Tested{Accuracy: hotspot.Accuracy{Area: share, HitRate: rate}})
				}
				return tested
			}
			v := Validation{Holdout: hotspot.Holdout{
				Later:   tt.later,
				Methods: map[string][]hotspot.Tested{byPrior: at(0.19), byKDE: at(0.2), byForecast: at(0.2), byRisk: at(0.2 + tt.rtm.by), byPosterior: at(0.2 + tt.posterior.by)},
			}}
			for method, p := range map[string]points{byRisk: tt.rtm, byPosterior: tt.posterior} {
				for _, share := range []float64{verdictShare, wideShare} {
					v.Differences = append(v.Differences, hotspot.Difference{
						Area: share, Method: method, Against: byKDE, HitRate: p.by, HitRateLow: p.low, HitRateHigh: p.high, Clear: p.low > 0 || p.high < 0,
					})
				}
			}
			if got := v.verdict(tt.terms, tt.snapped); !strings.HasPrefix(got, tt.want) || tt.snapped && strings.Contains(got, "5%") {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestValidateEmpty: of a test period in which nothing happened nothing is said.
func TestValidateEmpty(t *testing.T) {
	t.Parallel()
	f := fit{Study: &study.Study{}, areas: make([]float64, 7)}
	v, err := (&App{}).validate(t.Context(), f, study.Study{}, false)
	if err != nil || v.Cells != 7 || v.Methods == nil || v.Differences == nil || len(v.Methods) > 0 || !strings.Contains(v.Verdict, "nothing can be said") {
		t.Errorf("%+v, error %v", v, err)
	}
}
