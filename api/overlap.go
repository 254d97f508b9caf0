package api

import (
	"context"

	"beatplan/internal/app"
)

// ReportFunded says how funded areas stand.
func (h handlers) ReportFunded(ctx context.Context, r ReportFundedRequestObject) (ReportFundedResponseObject, error) {
	f, _, err := h.App.Funded(ctx, app.FundedRequest{
		Area: r.Params.Area, Group: r.Params.Group, From: value(r.Params.From), To: value(r.Params.To), Clock: value(r.Params.Clock), AllHours: value(r.Params.AllHours),
	})
	if err != nil {
		return nil, err
	}
	return ReportFunded200JSONResponse(f), nil
}

// ReportOverlap says how two offence groups overlap.
func (h handlers) ReportOverlap(ctx context.Context, r ReportOverlapRequestObject) (ReportOverlapResponseObject, error) {
	o, _, err := h.App.Overlap(ctx, app.OverlapRequest{
		Area: r.Params.Area, A: r.Params.A, B: r.Params.B, From: value(r.Params.From), To: value(r.Params.To), Spots: value(r.Params.Spots),
	})
	if err != nil {
		return nil, err
	}
	return ReportOverlap200JSONResponse(o), nil
}

// ListFunded returns the funded areas with how they stand.
func (h handlers) ListFunded(ctx context.Context, r ListFundedRequestObject) (ListFundedResponseObject, error) {
	_, areas, err := h.App.Funded(ctx, app.FundedRequest{
		Area: r.Params.Area, Group: r.Params.Group, From: value(r.Params.From), To: value(r.Params.To), Clock: value(r.Params.Clock), AllHours: value(r.Params.AllHours),
	})
	if err != nil {
		return nil, err
	}
	return features(areas)
}

// ListOverlap returns the hotspots of two groups, and busy places.
func (h handlers) ListOverlap(ctx context.Context, r ListOverlapRequestObject) (ListOverlapResponseObject, error) {
	_, places, err := h.App.Overlap(ctx, app.OverlapRequest{
		Area: r.Params.Area, A: r.Params.A, B: r.Params.B, From: value(r.Params.From), To: value(r.Params.To), Spots: value(r.Params.Spots),
	})
	if err != nil {
		return nil, err
	}
	return features(places)
}
