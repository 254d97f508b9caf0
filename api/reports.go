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

// ReportTriage returns the triage of a week.
func (h handlers) ReportTriage(ctx context.Context, r ReportTriageRequestObject) (ReportTriageResponseObject, error) {
	t, err := h.App.Triage(ctx, r.Params.Area, r.Params.Week)
	if err != nil {
		return nil, err
	}
	return ReportTriage200JSONResponse(t), nil
}

// ReportPremises returns the premises of concern.
func (h handlers) ReportPremises(ctx context.Context, r ReportPremisesRequestObject) (ReportPremisesResponseObject, error) {
	l, err := h.App.Premises(ctx, r.Params.Area, r.Params.From, r.Params.To, value(r.Params.Group))
	if err != nil {
		return nil, err
	}
	return ReportPremises200JSONResponse(l), nil
}

// ReportChronology returns that of a premises.
func (h handlers) ReportChronology(ctx context.Context, r ReportChronologyRequestObject) (ReportChronologyResponseObject, error) {
	c, err := h.App.Chronology(ctx, r.Params.Premises, r.Params.From, r.Params.To)
	if err != nil {
		return nil, err
	}
	return ReportChronology200JSONResponse(c), nil
}
