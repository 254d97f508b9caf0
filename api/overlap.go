package api

import (
	"context"

	"beatplan/internal/app"
)

// ReportFunded says how funded areas stand.
func (h handlers) ReportFunded(ctx context.Context, r ReportFundedRequestObject) (ReportFundedResponseObject, error) {
	f, _, err := h.App.Funded(ctx, fundedRequest(r.Params))
	if err != nil {
		return nil, err
	}
	return ReportFunded200JSONResponse(f), nil
}

// ReportOverlap says how two offence groups overlap.
func (h handlers) ReportOverlap(ctx context.Context, r ReportOverlapRequestObject) (ReportOverlapResponseObject, error) {
	o, _, err := h.App.Overlap(ctx, overlapRequest(r.Params))
	if err != nil {
		return nil, err
	}
	return ReportOverlap200JSONResponse(o), nil
}

// ListFunded returns the funded areas with how they stand.
func (h handlers) ListFunded(ctx context.Context, r ListFundedRequestObject) (ListFundedResponseObject, error) {
	_, areas, err := h.App.Funded(ctx, fundedRequest(ReportFundedParams(r.Params)))
	if err != nil {
		return nil, err
	}
	return features(areas)
}

// ListOverlap returns the hotspots of two groups, and busy places.
func (h handlers) ListOverlap(ctx context.Context, r ListOverlapRequestObject) (ListOverlapResponseObject, error) {
	_, places, err := h.App.Overlap(ctx, overlapRequest(ReportOverlapParams(r.Params)))
	if err != nil {
		return nil, err
	}
	return features(places)
}

func fundedRequest(p ReportFundedParams) app.FundedRequest {
	return app.FundedRequest{
		Area: p.Area, Group: p.Group, From: value(p.From), To: value(p.To), Clock: value(p.Clock), AllHours: value(p.AllHours),
	}
}

func overlapRequest(p ReportOverlapParams) app.OverlapRequest {
	return app.OverlapRequest{Area: p.Area, A: p.A, B: p.B, From: value(p.From), To: value(p.To), Spots: value(p.Spots)}
}
