package api

import (
	"context"

	"beatplan/meeting"
)

// ListVisits lists what was delivered.
func (h handlers) ListVisits(ctx context.Context, r ListVisitsRequestObject) (ListVisitsResponseObject, error) {
	l, err := h.App.VisitLog(ctx, r.Params.From, r.Params.To, value(r.Params.Plan))
	if err != nil {
		return nil, err
	}
	return ListVisits200JSONResponse(l), nil
}

// LogVisits logs visits.
func (h handlers) LogVisits(ctx context.Context, r LogVisitsRequestObject) (LogVisitsResponseObject, error) {
	l, err := h.App.LogVisits(ctx, r.Body.Visits)
	if err != nil {
		return nil, err
	}
	return LogVisits200JSONResponse(l), nil
}

// ImportVisits logs the visits of a file.
func (h handlers) ImportVisits(ctx context.Context, r ImportVisitsRequestObject) (ImportVisitsResponseObject, error) {
	l, err := h.Logs.LogVisitFile(ctx, r.Body)
	if err != nil {
		return nil, err
	}
	return ImportVisits200JSONResponse(l), nil
}

// ImportPositions logs the visits that positions show.
func (h handlers) ImportPositions(ctx context.Context, r ImportPositionsRequestObject) (ImportPositionsResponseObject, error) {
	p := r.Params
	funding, officers := meeting.Core, 1
	if p.Funding != nil {
		funding = string(*p.Funding)
	}
	if p.Officers != nil {
		officers = *p.Officers
	}
	l, err := h.Logs.LogPositionFile(ctx, r.Plan, p.Agency, funding, officers, r.Body)
	if err != nil {
		return nil, err
	}
	return ImportPositions200JSONResponse(l), nil
}

// GetDelivery says what became of a plan.
func (h handlers) GetDelivery(ctx context.Context, r GetDeliveryRequestObject) (GetDeliveryResponseObject, error) {
	d, err := h.App.Delivery(ctx, r.Plan)
	if err != nil {
		return nil, err
	}
	return GetDelivery200JSONResponse(d), nil
}

// ReportReturn returns the return.
func (h handlers) ReportReturn(ctx context.Context, r ReportReturnRequestObject) (ReportReturnResponseObject, error) {
	found, err := h.App.Return(ctx, r.Params.From, r.Params.To, value(r.Params.Template))
	if err != nil {
		return nil, err
	}
	return ReportReturn200JSONResponse(found), nil
}
