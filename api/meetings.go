package api

import (
	"context"
	"net/http"

	"beatplan/meeting"
)

// ListMeetings lists the meetings.
func (h handlers) ListMeetings(ctx context.Context, _ ListMeetingsRequestObject) (ListMeetingsResponseObject, error) {
	all, err := h.App.Meetings(ctx)
	if err != nil {
		return nil, err
	}
	return ListMeetings200JSONResponse{Meetings: all}, nil
}

// OpenMeeting opens one.
func (h handlers) OpenMeeting(ctx context.Context, r OpenMeetingRequestObject) (OpenMeetingResponseObject, error) {
	m, err := h.App.OpenMeeting(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return OpenMeeting200JSONResponse(m), nil
}

// DecideMeeting records a decision.
func (h handlers) DecideMeeting(ctx context.Context, r DecideMeetingRequestObject) (DecideMeetingResponseObject, error) {
	m, err := h.App.DecideMeeting(ctx, r.Meeting, *r.Body)
	if err != nil {
		return nil, err
	}
	return DecideMeeting200JSONResponse(m), nil
}

// CloseMeeting closes one.
func (h handlers) CloseMeeting(ctx context.Context, r CloseMeetingRequestObject) (CloseMeetingResponseObject, error) {
	m, err := h.App.CloseMeeting(ctx, r.Meeting)
	if err != nil {
		return nil, err
	}
	return CloseMeeting200JSONResponse(m), nil
}

// GetMeeting returns what lies on the table.
func (h handlers) GetMeeting(ctx context.Context, r GetMeetingRequestObject) (GetMeetingResponseObject, error) {
	edition := meeting.PoliceEdition
	if r.Params.Edition != nil {
		edition = string(*r.Params.Edition)
	}
	p, err := h.App.MeetingPage(ctx, r.Meeting, edition)
	if err != nil {
		return nil, err
	}
	return GetMeeting200JSONResponse(p), nil
}

// GetMeetingPage returns it as a PDF.
func (h handlers) GetMeetingPage(ctx context.Context, r GetMeetingPageRequestObject) (GetMeetingPageResponseObject, error) {
	edition := meeting.PoliceEdition
	if r.Params.Edition != nil {
		edition = string(*r.Params.Edition)
	}
	made, err := h.App.MeetingFile(ctx, r.Meeting, edition, "pdf")
	if err != nil {
		return nil, err
	}
	return document{contentType: made.Media, body: made.Body, name: "meeting-" + r.Meeting + ".pdf"}, nil
}

func (d document) VisitGetMeetingPageResponse(w http.ResponseWriter) error { return d.write(w) }
