package api

import "context"

// ListDecisions lists the decisions on a result.
func (h handlers) ListDecisions(ctx context.Context, r ListDecisionsRequestObject) (ListDecisionsResponseObject, error) {
	decisions, err := h.App.Decisions(ctx, r.Params.Result)
	if err != nil {
		return nil, err
	}
	return ListDecisions200JSONResponse{Result: r.Params.Result, Decisions: decisions}, nil
}

// Decide keeps a decision.
func (h handlers) Decide(ctx context.Context, r DecideRequestObject) (DecideResponseObject, error) {
	day, err := today(nil)
	if err != nil {
		return nil, err
	}
	r.Body.Day = day
	decisions, err := h.App.Decide(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return Decide200JSONResponse{Result: r.Body.Result, Decisions: decisions}, nil
}
