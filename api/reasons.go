package api

import (
	"context"
	"encoding/json"
)

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

// GetModelCard returns the card of a model, as JSON or in Markdown.
func (h handlers) GetModelCard(ctx context.Context, r GetModelCardRequestObject) (GetModelCardResponseObject, error) {
	c, err := h.App.Card(ctx, r.Model)
	if err != nil {
		return nil, err
	}
	if wants(ctx, "text/markdown", "application/json") {
		return document{contentType: "text/markdown; charset=utf-8", body: c.Markdown()}, nil
	}
	body, err := json.Marshal(c)
	return plainJSON(body), err
}

// GetModelTransparency returns what the model says of itself to the public.
func (h handlers) GetModelTransparency(ctx context.Context, r GetModelTransparencyRequestObject) (GetModelTransparencyResponseObject, error) {
	record, err := h.App.Transparency(ctx, r.Model)
	if err != nil {
		return nil, err
	}
	return GetModelTransparency200JSONResponse(record), nil
}

// GetModelChart returns the drawing of a model's validation.
func (h handlers) GetModelChart(ctx context.Context, r GetModelChartRequestObject) (GetModelChartResponseObject, error) {
	body, err := h.App.ModelChart(ctx, r.Model)
	return document{contentType: "image/svg+xml", body: body}, err
}

// ListFactorActions lists what agencies can do about factors.
func (h handlers) ListFactorActions(ctx context.Context, _ ListFactorActionsRequestObject) (ListFactorActionsResponseObject, error) {
	all, err := h.App.Actions(ctx)
	if err != nil {
		return nil, err
	}
	return ListFactorActions200JSONResponse{Factors: all}, nil
}

// SetFactorActions puts a new version of them in force.
func (h handlers) SetFactorActions(ctx context.Context, r SetFactorActionsRequestObject) (SetFactorActionsResponseObject, error) {
	set, err := h.App.SetActions(ctx, r.Factor, r.Body.Actions)
	if err != nil {
		return nil, err
	}
	return SetFactorActions200JSONResponse(set), nil
}
