package api

import "context"

// ListBreaks lists the breaks that are declared.
func (h handlers) ListBreaks(ctx context.Context, _ ListBreaksRequestObject) (ListBreaksResponseObject, error) {
	all, err := h.App.Breaks(ctx)
	if err != nil {
		return nil, err
	}
	return ListBreaks200JSONResponse{Breaks: all}, nil
}

// SetBreak declares one.
func (h handlers) SetBreak(ctx context.Context, r SetBreakRequestObject) (SetBreakResponseObject, error) {
	r.Body.Name = r.Break
	set, err := h.App.SetBreak(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return SetBreak200JSONResponse(set), nil
}

// RetireBreak retires one.
func (h handlers) RetireBreak(ctx context.Context, r RetireBreakRequestObject) (RetireBreakResponseObject, error) {
	return RetireBreak204Response{}, h.App.RetireBreak(ctx, r.Break)
}
