package api

import "context"

// ListClocks lists the clocks in force.
func (h handlers) ListClocks(ctx context.Context, _ ListClocksRequestObject) (ListClocksResponseObject, error) {
	clocks, err := h.App.Clocks(ctx)
	if err != nil {
		return nil, err
	}
	return ListClocks200JSONResponse{Clocks: clocks}, nil
}

// SetClock puts a new version of a clock in force.
func (h handlers) SetClock(ctx context.Context, r SetClockRequestObject) (SetClockResponseObject, error) {
	clock, err := h.App.SetClock(ctx, r.Clock, r.Body.Rule)
	if err != nil {
		return nil, err
	}
	return SetClock200JSONResponse(clock), nil
}

// RetireClock retires a clock.
func (h handlers) RetireClock(ctx context.Context, r RetireClockRequestObject) (RetireClockResponseObject, error) {
	return RetireClock204Response{}, h.App.RetireClock(ctx, r.Clock)
}
