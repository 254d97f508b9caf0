package api

import (
	"context"
	"errors"

	"beatplan/internal/fault"
)

// GetHealth says that the process answers.
func (h handlers) GetHealth(context.Context, GetHealthRequestObject) (GetHealthResponseObject, error) {
	return GetHealth200JSONResponse{Status: Ok}, nil
}

// GetReadiness says that the database answers and has the right schema.
func (h handlers) GetReadiness(ctx context.Context, _ GetReadinessRequestObject) (GetReadinessResponseObject, error) {
	err := h.Ready(ctx)
	if fault.Of(err) == fault.Unavailable {
		err = errors.New("not ready: " + err.Error()) // it names the database: for the log alone
	}
	if err != nil {
		return nil, err
	}
	return GetReadiness200JSONResponse{Status: Ready}, nil
}

// GetCoverage says what is loaded.
func (h handlers) GetCoverage(ctx context.Context, r GetCoverageRequestObject) (GetCoverageResponseObject, error) {
	coverage, err := h.App.Coverage(ctx, value(r.Params.Area))
	if err != nil {
		return nil, err
	}
	return GetCoverage200JSONResponse(coverage), nil
}

// GetSourceOrder says which system answers count first.
func (h handlers) GetSourceOrder(ctx context.Context, _ GetSourceOrderRequestObject) (GetSourceOrderResponseObject, error) {
	sources, err := h.App.Sources(ctx)
	if err != nil {
		return nil, err
	}
	return GetSourceOrder200JSONResponse(sources), nil
}

// SetSourceOrder puts another order in force.
func (h handlers) SetSourceOrder(ctx context.Context, r SetSourceOrderRequestObject) (SetSourceOrderResponseObject, error) {
	sources, err := h.App.SetSourceOrder(ctx, r.Body.Systems)
	if err != nil {
		return nil, err
	}
	return SetSourceOrder200JSONResponse(sources), nil
}
