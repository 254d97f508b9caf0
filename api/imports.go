package api

import "context"

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
	u := Upload{Kind: string(r.Params.Kind), Filename: r.Params.Filename, Body: r.Body}
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
