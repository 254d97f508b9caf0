package app

import (
	"context"
	"encoding/json"

	"beatplan/crime"
	"beatplan/internal/ledger"
	"beatplan/internal/result"
	"beatplan/study"
)

// keepModel keeps a model with the score of each cell and what fed it, all or none
// of it.
func (a *App) keepModel(ctx context.Context, c study.Study, m ModelResult, scores []float64, f ledger.Inputs) error {
	values := make([]crime.CellValue, len(scores))
	for i, score := range scores {
		score = round(score, 6)
		values[i] = crime.CellValue{Cell: c.Lattice.Cells[i], CellTally: c.Tally.Cells[i], Risk: &score}
	}
	s := surfaceOf(&c, values)
	s.ID, s.Kind, s.Model = m.Surface, "risk", m.ID
	s.Tiles = "/tiles/" + s.ID + ".json"
	surface, err := resultOf(result.Surface, s.ID, c.Area, s)
	if err != nil {
		return err
	}
	model, err := resultOf(result.Model, m.ID, c.Area, m)
	if err != nil {
		return err
	}
	if err := a.store.SaveLattice(ctx, c.Lattice); err != nil {
		return err
	}
	surface.Cells = values
	return a.store.KeepResults(ctx, []result.Result{surface, model}, f, a.principal)
}

// Models returns the models of an area, or all where it is empty, newest first,
// each with what people decided on it.
func (a *App) Models(ctx context.Context, area string) ([]ModelResult, error) {
	return summaries[ModelResult](ctx, a, result.Model, area)
}

// Model returns a model that was kept, with what people decided on it.
func (a *App) Model(ctx context.Context, id string) (ModelResult, error) {
	r, err := a.store.Result(ctx, result.Model, id)
	if err != nil {
		return ModelResult{}, err
	}
	return modelOf(r.Served())
}

func modelOf(document []byte) (ModelResult, error) {
	var m ModelResult
	err := json.Unmarshal(document, &m)
	return m, err
}
