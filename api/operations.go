package api

import "context"

// ListOperations lists the operations in force.
func (h handlers) ListOperations(ctx context.Context, _ ListOperationsRequestObject) (ListOperationsResponseObject, error) {
	all, err := h.App.Operations(ctx)
	if err != nil {
		return nil, err
	}
	return ListOperations200JSONResponse{Operations: all}, nil
}

// SetOperation puts a new version of one in force.
func (h handlers) SetOperation(ctx context.Context, r SetOperationRequestObject) (SetOperationResponseObject, error) {
	r.Body.Name = r.Operation
	set, err := h.App.SetOperation(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return SetOperation200JSONResponse(set), nil
}

// RetireOperation retires one.
func (h handlers) RetireOperation(ctx context.Context, r RetireOperationRequestObject) (RetireOperationResponseObject, error) {
	return RetireOperation204Response{}, h.App.RetireOperation(ctx, r.Operation)
}

// ListStrands lists the strands in force.
func (h handlers) ListStrands(ctx context.Context, _ ListStrandsRequestObject) (ListStrandsResponseObject, error) {
	all, err := h.App.Strands(ctx)
	if err != nil {
		return nil, err
	}
	return ListStrands200JSONResponse{Strands: all}, nil
}

// SetStrand puts a new version of one in force.
func (h handlers) SetStrand(ctx context.Context, r SetStrandRequestObject) (SetStrandResponseObject, error) {
	r.Body.Name = r.Strand
	set, err := h.App.SetStrand(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return SetStrand200JSONResponse(set), nil
}

// RetireStrand retires one.
func (h handlers) RetireStrand(ctx context.Context, r RetireStrandRequestObject) (RetireStrandResponseObject, error) {
	return RetireStrand204Response{}, h.App.RetireStrand(ctx, r.Strand)
}

// ListOffenceGroups lists the offence groups in force.
func (h handlers) ListOffenceGroups(ctx context.Context, _ ListOffenceGroupsRequestObject) (ListOffenceGroupsResponseObject, error) {
	all, err := h.App.Groups(ctx)
	if err != nil {
		return nil, err
	}
	return ListOffenceGroups200JSONResponse{Groups: all}, nil
}

// SetOffenceGroup puts a new version of one in force.
func (h handlers) SetOffenceGroup(ctx context.Context, r SetOffenceGroupRequestObject) (SetOffenceGroupResponseObject, error) {
	r.Body.Name = r.Group
	set, err := h.App.SetGroup(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return SetOffenceGroup200JSONResponse(set), nil
}

// RetireOffenceGroup retires one.
func (h handlers) RetireOffenceGroup(ctx context.Context, r RetireOffenceGroupRequestObject) (RetireOffenceGroupResponseObject, error) {
	return RetireOffenceGroup204Response{}, h.App.RetireGroup(ctx, r.Group)
}
