package api

import "context"

// ReportStrands returns a strand table.
func (h handlers) ReportStrands(ctx context.Context, r ReportStrandsRequestObject) (ReportStrandsResponseObject, error) {
	t, err := h.App.StrandTable(ctx, r.Params.Area, r.Params.To)
	if err != nil {
		return nil, err
	}
	if r.Params.Edition != nil && *r.Params.Edition == "public" {
		t = t.Public()
	}
	return ReportStrands200JSONResponse(t), nil
}
