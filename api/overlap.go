package api

import (
	"context"

	"beatplan/internal/app"
)

// ReportFunded says how funded areas stand.
func (h handlers) ReportFunded(ctx context.Context, r ReportFundedRequestObject) (ReportFundedResponseObject, error) {
	asked := fundedRequest(r.Params)
	return h.got(ctx, asked, h.answered(plainJSON), func(ctx context.Context) (document, error) {
		f, _, err := h.App.Funded(ctx, asked)
		return answer(plainJSON, f, err)
	})
}

// ReportOverlap says how two offence groups overlap.
func (h handlers) ReportOverlap(ctx context.Context, r ReportOverlapRequestObject) (ReportOverlapResponseObject, error) {
	asked := overlapRequest(r.Params)
	return h.got(ctx, asked, h.answered(plainJSON), func(ctx context.Context) (document, error) {
		o, _, err := h.App.Overlap(ctx, asked)
		return answer(plainJSON, o, err)
	})
}

// ListFunded returns the funded areas with how they stand.
func (h handlers) ListFunded(ctx context.Context, r ListFundedRequestObject) (ListFundedResponseObject, error) {
	asked := fundedRequest(ReportFundedParams(r.Params))
	return h.got(ctx, app.FundedAreas{FundedRequest: asked}, h.answered(geoJSON), func(ctx context.Context) (document, error) {
		_, areas, err := h.App.Funded(ctx, asked)
		return answer(geoJSON, areas, err)
	})
}

// ListOverlap returns the hotspots of two groups, and busy places.
func (h handlers) ListOverlap(ctx context.Context, r ListOverlapRequestObject) (ListOverlapResponseObject, error) {
	asked := overlapRequest(ReportOverlapParams(r.Params))
	return h.got(ctx, app.OverlapPlaces{OverlapRequest: asked}, h.answered(geoJSON), func(ctx context.Context) (document, error) {
		_, places, err := h.App.Overlap(ctx, asked)
		return answer(geoJSON, places, err)
	})
}

func fundedRequest(p ReportFundedParams) app.FundedRequest {
	return app.FundedRequest{
		Area: p.Area, Group: p.Group, From: value(p.From), To: value(p.To), Clock: value(p.Clock), AllHours: value(p.AllHours),
	}
}

func overlapRequest(p ReportOverlapParams) app.OverlapRequest {
	return app.OverlapRequest{Area: p.Area, A: p.A, B: p.B, From: value(p.From), To: value(p.To), Spots: value(p.Spots)}
}
