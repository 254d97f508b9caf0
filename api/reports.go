package api

import (
	"cmp"
	"context"
	"net/http"

	"beatplan/internal/app"
	"beatplan/meeting"
)

// ReportQuarter returns the quarterly paper.
func (h handlers) ReportQuarter(ctx context.Context, r ReportQuarterRequestObject) (ReportQuarterResponseObject, error) {
	q, err := h.App.Quarter(ctx, value(r.Params.Area), r.Params.To)
	if err != nil {
		return nil, err
	}
	if value(r.Params.Edition) == meeting.PublicEdition {
		q = q.Public()
	}
	return ReportQuarter200JSONResponse(q), nil
}

// GetReportFile returns a report to print, to edit or to calculate with.
func (h handlers) GetReportFile(ctx context.Context, r GetReportFileRequestObject) (GetReportFileResponseObject, error) {
	p := r.Params
	day, err := today(p.On)
	if err != nil {
		return nil, err
	}
	file, err := h.App.ReportFile(ctx, app.ReportRequest{
		Report: string(r.Report), Edition: string(value(p.Edition)), Area: value(p.Area), From: value(p.From), To: value(p.To), Week: value(p.Week),
		Group: value(p.Group), Premises: value(p.Premises), Plan: value(p.Plan), Template: value(p.Template), On: day, Months: value(p.Months),
	}, string(r.Form))
	if err != nil {
		return nil, err
	}
	return document{contentType: file.Media, body: file.Body, name: string(r.Report) + "." + string(r.Form)}, nil
}

func (d document) VisitGetReportFileResponse(w http.ResponseWriter) error { return d.write(w) }

// ReportStrands returns a strand table.
func (h handlers) ReportStrands(ctx context.Context, r ReportStrandsRequestObject) (ReportStrandsResponseObject, error) {
	t, err := h.App.StrandTable(ctx, r.Params.Area, r.Params.To, cmp.Or(value(r.Params.Months), 12))
	if err != nil {
		return nil, err
	}
	if value(r.Params.Edition) == meeting.PublicEdition {
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
	if value(r.Params.Edition) == meeting.PublicEdition {
		t = t.Public()
	}
	return ReportTriage200JSONResponse(t), nil
}

// ReportHouseholds returns the homes to visit.
func (h handlers) ReportHouseholds(ctx context.Context, r ReportHouseholdsRequestObject) (ReportHouseholdsResponseObject, error) {
	day, err := today(r.Params.On)
	if err != nil {
		return nil, err
	}
	l, err := h.App.Households(ctx, app.HouseholdRequest{Area: r.Params.Area, On: day, Group: value(r.Params.Group), Metres: value(r.Params.Metres), Days: value(r.Params.Days)})
	if err != nil {
		return nil, err
	}
	return ReportHouseholds200JSONResponse(l), nil
}

// ReportSearches returns stop and searches by month and area.
func (h handlers) ReportSearches(ctx context.Context, r ReportSearchesRequestObject) (ReportSearchesResponseObject, error) {
	s, err := h.App.Searches(ctx, r.Params.Area, r.Params.From, r.Params.To)
	if err != nil {
		return nil, err
	}
	return ReportSearches200JSONResponse(s), nil
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
