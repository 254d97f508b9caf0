package api

import (
	"context"

	"beatplan/internal/app"
	"beatplan/internal/result"
)

// ListPlans lists plans, newest first.
func (h handlers) ListPlans(ctx context.Context, r ListPlansRequestObject) (ListPlansResponseObject, error) {
	plans, err := h.App.Summaries(ctx, result.Plan, value(r.Params.Area))
	if err != nil {
		return nil, err
	}
	return ListPlans200JSONResponse{Plans: plans}, nil
}

// MakePlan makes a plan.
func (h handlers) MakePlan(ctx context.Context, r MakePlanRequestObject) (MakePlanResponseObject, error) {
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(ctx context.Context) (document, error) {
		_, body, err := h.App.MakePlan(ctx, *r.Body)
		return geoJSON(body), err
	})
}

// ReplanPlan plans the rest of a plan's night anew.
func (h handlers) ReplanPlan(ctx context.Context, r ReplanPlanRequestObject) (ReplanPlanResponseObject, error) {
	return h.soon(ctx, r.Params.Prefer, app.ReplanOrder{Plan: r.Plan, ReplanRequest: *r.Body}, func(ctx context.Context) (document, error) {
		_, body, err := h.App.ReplanPlan(ctx, r.Plan, *r.Body)
		return geoJSON(body), err
	})
}

// GetPlan returns a plan.
func (h handlers) GetPlan(ctx context.Context, r GetPlanRequestObject) (GetPlanResponseObject, error) {
	body, err := h.App.Document(ctx, result.Plan, r.Plan)
	if err != nil {
		return nil, err
	}
	return geoJSON(body), nil
}

// GetFairness says on whom the minutes of a plan fall.
func (h handlers) GetFairness(ctx context.Context, r GetFairnessRequestObject) (GetFairnessResponseObject, error) {
	f, err := h.App.Fairness(ctx, r.Plan)
	if err != nil {
		return nil, err
	}
	return GetFairness200JSONResponse(f), nil
}

// GetPlanFile returns a plan as a file to print, read or edit.
func (h handlers) GetPlanFile(ctx context.Context, r GetPlanFileRequestObject) (GetPlanFileResponseObject, error) {
	file, err := h.App.PlanFile(ctx, r.Plan, string(r.Form), string(value(r.Params.Edition)))
	if err != nil {
		return nil, err
	}
	return document{contentType: file.Media, body: file.Body, name: r.Plan + "." + string(r.Form)}, nil
}
