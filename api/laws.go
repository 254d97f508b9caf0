package api

import (
	"context"

	"beatplan/geo"
)

// ListLaws lists what the law says of each kind of power.
func (h handlers) ListLaws(ctx context.Context, _ ListLawsRequestObject) (ListLawsResponseObject, error) {
	all, err := h.App.Laws(ctx)
	if err != nil {
		return nil, err
	}
	return ListLaws200JSONResponse{Laws: all}, nil
}

// SetLaw puts a new version for one kind in force.
func (h handlers) SetLaw(ctx context.Context, r SetLawRequestObject) (SetLawResponseObject, error) {
	r.Body.Kind = geo.PowerKind(r.Kind)
	set, err := h.App.SetLaw(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return SetLaw200JSONResponse(set), nil
}
