package app

import (
	"context"
	"fmt"
	"slices"

	"beatplan/english"
	"beatplan/hotspot"
	"beatplan/study"
)

// Validation is how well rankings of the cells foretold the offences of the test
// period: by a model, by the offences and their density that came before, and by
// the model and those offences together. It is an evaluation of a ranking like any
// other, with the same figures.
type Validation struct {
	hotspot.Holdout
	Cells    int                `json:"cells"`
	AUC      map[string]float64 `json:"auc"`
	Settings EvaluationSettings `json:"settings"`
	Verdict  string             `json:"verdict"`
}

// The rankings that need a model.
const (
	byRisk   = "rtm"
	byHybrid = "hybrid" // risk × offences of the earlier months
)

// Rows returns the validation as a table, by ranking and share of the area.
func (v Validation) Rows() []TestedRow { return rowsOf(v.Holdout, rivals()) }

// rivals returns the names of the rankings of a validation, the model's own first.
func rivals() []string { return []string{byRisk, byPrior, byKDE, byHybrid} }

// validate tries a model on later months.
func (a *App) validate(ctx context.Context, f fit, later study.Study) (*Validation, error) {
	v := &Validation{
		Cells: len(f.areas), Settings: evaluationSettings(hotspot.DefaultBandwidth, fitSeed), AUC: map[string]float64{},
		Holdout: hotspot.Holdout{Methods: map[string][]hotspot.Tested{}, Differences: []hotspot.Difference{}},
	}
	if later.Tally.Offences == 0 {
		v.Verdict = "nothing happened in the test period, so nothing can be said"
		return v, nil
	}
	earlier, _, err := a.rankings(ctx, *f.Study, []string{byPrior, byKDE}, hotspot.DefaultBandwidth, hotspot.ByCount, later.Period)
	if err != nil {
		return nil, err
	}
	rankings := append(earlier,
		hotspot.Ranking{Name: byRisk, Scores: f.expected()},
		hotspot.Ranking{Name: byHybrid, Scores: hybrid(f.expected(), f.Tally.Counts())})
	if v.Holdout, err = a.holdOut(ctx, f.Study, later, rankings, hotspot.ByCount, hotspot.AreaShares(), v.Settings.Seed); err != nil {
		return nil, err
	}
	if v.AUC, err = f.AUC(later, rankings, hotspot.ByCount); err != nil {
		return nil, err
	}
	v.Verdict = v.verdict(len(f.model.Terms))
	return v, nil
}

// hybrid returns risk × offences: what a place is like and what has happened there.
// One is added to the offences of each cell, so that where nothing has happened yet the
// risk alone ranks.
func hybrid(risk, counts []float64) []float64 {
	scores := make([]float64, len(risk))
	for i := range risk {
		scores[i] = risk[i] * (counts[i] + 1)
	}
	return scores
}

// leastLater is how many later offences a verdict needs. An interval by drawing them
// anew knows only of what happened: of n offences, none of them a gain, up to 3/n may
// be (Hanley & Lippman-Hand 1983), which with 30 is 10 points.
const leastLater = 30

// verdict says in a sentence whether a model of so many terms adds to the offences
// that came before it, where patrols would go.
func (v Validation) verdict(terms int) string {
	const nothing = "the model adds nothing over prior counts"
	if terms == 0 {
		return nothing + ": it chose no factor"
	}
	at := func(method string) hotspot.Tested {
		i := slices.IndexFunc(v.Methods[method], func(t hotspot.Tested) bool { return t.Area == verdictShare })
		return v.Methods[method][i]
	}
	against := func(method string) hotspot.Difference {
		i := slices.IndexFunc(v.Differences, func(d hotspot.Difference) bool {
			return d.Area == verdictShare && d.Method == method && d.Against == byPrior
		})
		return v.Differences[i]
	}
	best := against(byRisk)
	if both := against(byHybrid); better(both, best) {
		best = both
	}
	figures := fmt.Sprintf("on %g%% of the area %s holds %.1f%% of %s, prior counts %.1f%%: %+.1f points (%+.1f to %+.1f); %s holds %.1f%%",
		100*verdictShare, inWords(best.Method), 100*at(best.Method).HitRate, english.Count(float64(v.Later), "later offence"), 100*at(byPrior).HitRate,
		100*best.HitRate, 100*best.HitRateLow, 100*best.HitRateHigh, inWords(byKDE), 100*at(byKDE).HitRate)
	switch {
	case v.Later < leastLater:
		return fmt.Sprintf("too few to tell whether the model adds to prior counts, with fewer than %d later offences: %s", leastLater, figures)
	case best.Clear && best.HitRate > 0:
		return "the model adds to prior counts: " + figures
	case best.HitRateHigh > 1e-9: // a sum of shares is not 0 to the last digit
		return "too few to tell whether the model adds to prior counts: " + figures
	}
	return nothing + ": " + figures
}

// inWords names a ranking for a reader.
func inWords(method string) string {
	switch method {
	case byRisk:
		return "risk"
	case byHybrid:
		return "risk × prior counts"
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
