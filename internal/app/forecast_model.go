package app

import (
	"context"
	"fmt"
	"math"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/study"
)

// riskStep is how finely the log of a model's mean is taken, so that cells that are all but
// alike stay one row of a regression.
const riskStep = 0.05

// modelMean returns what is in proportion to the mean of the approved terrain model of the
// force around a study, its group and its hours, by cell of a lattice of that force: a
// covariate of the forecast. It is nil where there is none on these cells; a model that has
// learned from later months than the study's takes no part. The note says which does.
func (a *App) modelMean(ctx context.Context, s *study.Study, wide geo.Lattice) (risk []float64, note string, err error) {
	force, err := a.forceOf(ctx, s)
	if err != nil || force == nil {
		return nil, "", err
	}
	clock := ""
	if !s.Question.AllHours && !s.Question.Clock.All() {
		clock = s.Question.Clock.Name
	}
	m, err := a.liveModel(ctx, *force, s.Question.Group.Name, clock)
	if fault.Of(err) == fault.NotFound {
		return nil, "", nil
	}
	if err != nil || m.Resolution != wide.Resolution {
		return nil, "", err
	}
	train, err := crime.ParsePeriod(m.Train)
	if err != nil {
		return nil, "", err
	}
	if train.To > s.Period.To {
		return nil, fmt.Sprintf("the approved terrain model (%s) has learned from months after %s, and takes no part in the forecast", m.ID, s.Period), nil
	}
	scored, err := a.store.SurfaceCells(ctx, m.Surface)
	if err != nil {
		return nil, "", err
	}
	score := make(map[h3.Cell]float64, len(scored))
	for _, v := range scored {
		if v.Risk != nil {
			score[v.Cell] = *v.Risk
		}
	}
	exposure, err := a.exposureOfModel(ctx, m, *force, wide)
	if err != nil {
		return nil, "", err
	}
	risk = make([]float64, len(wide.Cells))
	for i, c := range wide.Cells {
		if !(score[c] > 0) {
			return nil, fmt.Sprintf("the approved terrain model (%s) does not have all cells of the force, and takes no part in the forecast", m.ID), nil
		}
		risk[i] = math.Exp(riskStep * math.Round(math.Log(score[c]*exposure[i])/riskStep))
	}
	return risk, fmt.Sprintf("the mean of the approved terrain model (%s) takes part in the forecast", m.ID), nil
}

// exposureOfModel returns the exposure of each cell of a lattice that a model has, 1 where it
// has none.
func (a *App) exposureOfModel(ctx context.Context, m ModelResult, force geo.Area, wide geo.Lattice) ([]float64, error) {
	if m.Exposure != nil {
		_, values, missing, err := a.exposureOf(ctx, &study.Study{Area: force, Lattice: wide}, m.Exposure.Of)
		if err == nil && values == nil {
			err = fault.New(fault.Unprocessable, "model %s is of %s, and %s", m.ID, m.Exposure.Of, missing)
		}
		return values, err
	}
	ones := make([]float64, len(wide.Cells))
	for i := range ones {
		ones[i] = 1
	}
	return ones, nil
}
