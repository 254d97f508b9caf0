package app

import (
	"context"
	"fmt"

	"beatplan/english"
	"beatplan/hotspot"
	"beatplan/study"
)

// Validation is how well rankings of the cells foretold the offences of the test
// period: by a model, by the model and the offences that came before together, by those
// offences and their density alone, and by the forecast. It is an evaluation of a
// ranking like any other, with the same figures.
type Validation struct {
	hotspot.Holdout
	Cells    int                `json:"cells"`
	AUC      map[string]float64 `json:"auc"`
	Settings EvaluationSettings `json:"settings"`
	Verdict  string             `json:"verdict"`
}

// The rankings that need a model.
const (
	byRisk      = "rtm"
	byPosterior = "posterior" // the model's mean, moved by the offences of the earlier months
)

// Rows returns the validation as a table, by ranking and share of the area.
func (v Validation) Rows() []TestedRow { return rowsOf(v.Holdout, rivals()) }

// rivals returns the names of the rankings of a validation, the model's own first.
func rivals() []string { return []string{byRisk, byPosterior, byPrior, byKDE, byForecast} }

// validate tries a model on later months. Snapped says that offences were moved to snap
// points.
func (a *App) validate(ctx context.Context, f fit, later study.Study, snapped bool) (*Validation, error) {
	v := &Validation{
		Cells: len(f.areas), Settings: evaluationSettings(hotspot.DefaultBandwidth, fitSeed), AUC: map[string]float64{},
		Holdout: hotspot.Holdout{Methods: map[string][]hotspot.Tested{}, Differences: []hotspot.Difference{}},
	}
	if later.Tally.Offences == 0 {
		v.Verdict = "nothing happened in the test period, so nothing can be said"
		return v, nil
	}
	rankings, _, err := a.rankings(ctx, *f.Study, []string{byPrior, byKDE, byForecast}, hotspot.DefaultBandwidth, hotspot.ByCount, later.Period)
	if err != nil {
		return nil, err
	}
	posterior, err := f.model.Posterior(f.design, f.counts, f.settings.Exposure)
	if err != nil {
		return nil, err
	}
	rankings = append(rankings, hotspot.Ranking{Name: byRisk, Scores: f.expected()}, hotspot.Ranking{Name: byPosterior, Scores: posterior})
	if v.Holdout, err = a.holdOut(ctx, f.Study, later, rankings, hotspot.ByCount, hotspot.AreaShares(), v.Settings.Seed); err != nil {
		return nil, err
	}
	if v.AUC, err = f.AUC(later, rankings, hotspot.ByCount); err != nil {
		return nil, err
	}
	v.Verdict = v.verdict(len(chosenTerms(f.model.Terms)), snapped)
	return v, nil
}

// leastLater is how many later offences a verdict needs. An interval by drawing them
// anew knows only of what happened: of n offences, none of them a gain, up to 3/n may
// be (Hanley & Lippman-Hand 1983), which with 30 is 10 points.
const leastLater = 30

// wideShare is the second share of the area at which a model is judged. On public data
// it says more about snap points than about places, so it is left out there.
const wideShare = 0.05

// verdict says whether a model of so many terms adds to what ranked places before it:
// the better of prior counts and their density. It names every ranking that the model
// clearly loses to.
func (v Validation) verdict(terms int, snapped bool) string {
	const nothing = "the model adds nothing"
	if terms == 0 {
		return nothing + ": it chose no factor"
	}
	rival := byPrior
	if v.at(byKDE, verdictShare).HitRate > v.at(byPrior, verdictShare).HitRate {
		rival = byKDE
	}
	best := v.difference(byRisk, rival, verdictShare)
	if both := v.difference(byPosterior, rival, verdictShare); better(both, best) {
		best = both
	}
	figures := fmt.Sprintf("on %g%% of the area %s holds %.1f%% of %s, %s %.1f%%: %s points (%s to %s)",
		100*verdictShare, inWords(best.Method), 100*v.at(best.Method, verdictShare).HitRate, english.Count(float64(v.Later), "later offence"),
		inWords(rival), 100*v.at(rival, verdictShare).HitRate, english.Points(best.HitRate), english.Points(best.HitRateLow), english.Points(best.HitRateHigh))
	figures += v.losses(best.Method, snapped)
	switch {
	case v.Later < leastLater:
		return fmt.Sprintf("too few to tell whether the model adds anything, with fewer than %d later offences: %s", leastLater, figures)
	case best.Clear && best.HitRate > 0:
		return fmt.Sprintf("the model adds to %s: %s", inWords(rival), figures)
	case best.HitRateHigh > 1e-9: // a sum of shares is not 0 to the last digit
		return "too few to tell whether the model adds anything: " + figures
	}
	return fmt.Sprintf("%s over %s: %s", nothing, inWords(rival), figures)
}

// losses names the rankings that clearly hold more than a model's, at each share.
func (v Validation) losses(method string, snapped bool) string {
	said := ""
	for _, share := range []float64{verdictShare, wideShare} {
		if share == wideShare && snapped {
			continue
		}
		for _, rival := range []string{byPrior, byKDE, byForecast} {
			if d := v.difference(method, rival, share); d.Clear && d.HitRate < 0 {
				said += fmt.Sprintf("; %s clearly holds more on %g%%: %.1f%% against %.1f%%", inWords(rival), 100*share, 100*v.at(rival, share).HitRate, 100*v.at(method, share).HitRate)
			}
		}
	}
	return said
}

// at returns how well a ranking did at a share of the area; nothing where it was not
// tried.
func (v Validation) at(method string, share float64) hotspot.Tested {
	for _, t := range v.Methods[method] {
		if t.Area == share {
			return t
		}
	}
	return hotspot.Tested{}
}

// difference returns how much better a ranking did than another at a share of the area.
func (v Validation) difference(method, against string, share float64) hotspot.Difference {
	for _, d := range v.Differences {
		if d.Area == share && d.Method == method && d.Against == against {
			return d
		}
	}
	return hotspot.Difference{Area: share, Method: method, Against: against}
}

// inWords names a ranking for a reader.
func inWords(method string) string {
	switch method {
	case byRisk:
		return "risk"
	case byPosterior:
		return "risk with prior counts"
	case byForecast:
		return "the forecast"
	case byPrior:
		return "prior counts"
	case byKDE:
		return "prior density (KDE)"
	}
	return method
}

// better reports whether a difference says more for its ranking than another: one
// that is a clear gain before one that is not; of gains the larger, of others the one
// whose interval reaches higher.
func better(d, other hotspot.Difference) bool {
	gain := func(d hotspot.Difference) bool { return d.Clear && d.HitRate > 0 }
	switch {
	case gain(d) != gain(other):
		return gain(d)
	case gain(d):
		return d.HitRate > other.HitRate
	}
	return d.HitRateHigh > other.HitRateHigh
}
