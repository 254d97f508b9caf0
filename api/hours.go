package api

import "context"

// TellHours says when offences happened.
func (h handlers) TellHours(ctx context.Context, r TellHoursRequestObject) (TellHoursResponseObject, error) {
	hours, _, err := h.App.TellHours(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return TellHours200JSONResponse(hours), nil
}
