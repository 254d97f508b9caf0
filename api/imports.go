package api

import (
	"context"

	"beatplan/internal/fault"
)

// ListImports returns the ledger.
func (h handlers) ListImports(ctx context.Context, _ ListImportsRequestObject) (ListImportsResponseObject, error) {
	imports, err := h.Imports.Imports(ctx)
	if err != nil {
		return nil, err
	}
	return ListImports200JSONResponse{Imports: imports}, nil
}

// CreateImport loads one file.
func (h handlers) CreateImport(ctx context.Context, r CreateImportRequestObject) (CreateImportResponseObject, error) {
	switch {
	case (r.Params.AreaKind != nil || r.Params.IdProperty != nil || r.Params.NameProperty != nil) && r.Params.Kind != Areas:
		return nil, fault.New(fault.Invalid, "area_kind, id_property and name_property are for areas alone: leave them out, or say kind=areas")
	case r.Params.Mapping != nil && r.Params.Kind != Sites:
		return nil, fault.New(fault.Invalid, "mapping is for sites alone: leave it out, or say kind=sites")
	}
	u := Upload{Kind: string(r.Params.Kind), Filename: r.Params.Filename, Body: r.Body}
	u.Code, u.Name = value(r.Params.IdProperty), value(r.Params.NameProperty)
	if r.Params.AreaKind != nil {
		u.AreaKind = string(*r.Params.AreaKind)
	}
	if r.Params.Mapping != nil {
		u.Mapping = string(*r.Params.Mapping)
	}
	done, err := h.Imports.Load(ctx, u)
	if err != nil {
		return nil, err
	}
	return CreateImport200JSONResponse(done), nil
}
