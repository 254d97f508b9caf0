package api

import (
	"context"

	"beatplan/internal/app"
)

// ReportOverlap says how two offence groups overlap.
func (h handlers) ReportOverlap(ctx context.Context, r ReportOverlapRequestObject) (ReportOverlapResponseObject, error) {
	o, err := h.App.Overlap(ctx, app.OverlapRequest{
		Area: r.Params.Area, A: r.Params.A, B: r.Params.B, From: value(r.Params.From), To: value(r.Params.To), Spots: value(r.Params.Spots),
	})
	if err != nil {
		return nil, err
	}
	return ReportOverlap200JSONResponse(o), nil
}
