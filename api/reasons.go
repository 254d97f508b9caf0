package api

import "context"

// ExplainCell says why a cell has the score that a model gives it.
func (h handlers) ExplainCell(ctx context.Context, r ExplainCellRequestObject) (ExplainCellResponseObject, error) {
	e, err := h.App.Explain(ctx, r.Model, r.Cell)
	if err != nil {
		return nil, err
	}
	return ExplainCell200JSONResponse(e), nil
}

// CompareModels compares a model with another.
func (h handlers) CompareModels(ctx context.Context, r CompareModelsRequestObject) (CompareModelsResponseObject, error) {
	c, err := h.App.CompareModels(ctx, r.Model, value(r.Params.Other))
	if err != nil {
		return nil, err
	}
	return CompareModels200JSONResponse(c), nil
}

// CompareModelCells returns the cells whose rank is another.
func (h handlers) CompareModelCells(ctx context.Context, r CompareModelCellsRequestObject) (CompareModelCellsResponseObject, error) {
	c, err := h.App.ModelComparisonFeatures(ctx, r.Model, value(r.Params.Other))
	if err != nil {
		return nil, err
	}
	return features(c)
}
