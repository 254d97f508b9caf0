package api

import (
	"context"

	"beatplan/meeting"
)

// ListMeetingActions lists the actions of 4P plans.
func (h handlers) ListMeetingActions(ctx context.Context, r ListMeetingActionsRequestObject) (ListMeetingActionsResponseObject, error) {
	p := r.Params
	l, err := h.App.ActionList(ctx, meeting.ActionFilter{
		Zone: value(p.Zone), Strand: value(p.Strand), Agency: value(p.Agency), Owner: value(p.Owner), Status: value(p.Status),
		Problems: p.Problems != nil && *p.Problems,
	})
	if err != nil {
		return nil, err
	}
	return ListMeetingActions200JSONResponse(l), nil
}

// AddAction adds one.
func (h handlers) AddAction(ctx context.Context, r AddActionRequestObject) (AddActionResponseObject, error) {
	a, err := h.App.AddAction(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return AddAction200JSONResponse(a), nil
}

// SetMeetingAction changes one.
func (h handlers) SetMeetingAction(ctx context.Context, r SetMeetingActionRequestObject) (SetMeetingActionResponseObject, error) {
	a, err := h.App.SetAction(ctx, r.Action, *r.Body)
	if err != nil {
		return nil, err
	}
	return SetMeetingAction200JSONResponse(a), nil
}

// DropAction takes one off the list.
func (h handlers) DropAction(ctx context.Context, r DropActionRequestObject) (DropActionResponseObject, error) {
	return DropAction204Response{}, h.App.DropAction(ctx, r.Action)
}

// SuggestActions suggests actions for a zone set.
func (h handlers) SuggestActions(ctx context.Context, r SuggestActionsRequestObject) (SuggestActionsResponseObject, error) {
	s, err := h.App.SuggestActions(ctx, r.ZoneSet)
	if err != nil {
		return nil, err
	}
	return SuggestActions200JSONResponse(s), nil
}

// SuggestModelActions suggests actions for the factors of a model.
func (h handlers) SuggestModelActions(ctx context.Context, r SuggestModelActionsRequestObject) (SuggestModelActionsResponseObject, error) {
	s, err := h.App.SuggestActions(ctx, r.Model)
	if err != nil {
		return nil, err
	}
	return SuggestModelActions200JSONResponse(s), nil
}

// ReportDashboard says how far the actions have come.
func (h handlers) ReportDashboard(ctx context.Context, r ReportDashboardRequestObject) (ReportDashboardResponseObject, error) {
	day, err := today(r.Params.On)
	if err != nil {
		return nil, err
	}
	d, err := h.App.ActionDashboard(ctx, day)
	if err != nil {
		return nil, err
	}
	return ReportDashboard200JSONResponse(d), nil
}
