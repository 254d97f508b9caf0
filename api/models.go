package api

import (
	"context"

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
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(short context.Context) (document, error) {
		m, err := h.App.FitModel(short, *r.Body)
		if err != nil {
			return document{}, err
		}
		body, err := h.App.Document(ctx, result.Model, m.ID) // it is kept: to read it takes no time
		return plainJSON(body), err
	})
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
