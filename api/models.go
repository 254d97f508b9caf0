package api

import (
	"context"

	"beatplan/internal/app"
	"beatplan/internal/result"
)

// ListModels lists models, newest first.
func (h handlers) ListModels(ctx context.Context, r ListModelsRequestObject) (ListModelsResponseObject, error) {
	models, err := h.App.Summaries(ctx, result.Model, value(r.Params.Area))
	if err != nil {
		return nil, err
	}
	return ListModels200JSONResponse{Models: models}, nil
}

// FitModel fits a model.
func (h handlers) FitModel(ctx context.Context, r FitModelRequestObject) (FitModelResponseObject, error) {
	body, left, err := soon(ctx, h.Within, r.Params.Prefer, func(short context.Context) ([]byte, error) {
		m, err := h.App.FitModel(short, *r.Body)
		if err != nil {
			return nil, err
		}
		return h.App.Document(ctx, result.Model, m.ID) // it is kept: to read it takes no time
	}, func(ctx context.Context) (app.Job, error) { return h.Jobs.Fit(ctx, *r.Body) })
	switch {
	case err != nil:
		return nil, err
	case left != nil:
		return FitModel202JSONResponse{*left}, nil
	}
	return plainJSON(body), nil
}

// GetModel returns a model.
func (h handlers) GetModel(ctx context.Context, r GetModelRequestObject) (GetModelResponseObject, error) {
	body, err := h.App.Document(ctx, result.Model, r.Model)
	if err != nil {
		return nil, err
	}
	return plainJSON(body), nil
}

// GetModelCells returns the risk of every cell.
func (h handlers) GetModelCells(ctx context.Context, r GetModelCellsRequestObject) (GetModelCellsResponseObject, error) {
	cells, err := h.App.ModelHexagons(ctx, r.Model)
	if err != nil {
		return nil, err
	}
	return hexagons(ctx, cells, cut{r.Params.Bbox, r.Params.Cursor, r.Params.Limit})
}
