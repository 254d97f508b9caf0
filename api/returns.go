package api

import (
	"context"

	"beatplan/meeting"
)

// ListReturnTemplates lists the templates of the return.
func (h handlers) ListReturnTemplates(ctx context.Context, _ ListReturnTemplatesRequestObject) (ListReturnTemplatesResponseObject, error) {
	all, err := h.App.ReturnTemplates(ctx)
	if err != nil {
		return nil, err
	}
	return ListReturnTemplates200JSONResponse{Templates: all}, nil
}

// SetReturnTemplate puts a new version of one in force.
func (h handlers) SetReturnTemplate(ctx context.Context, r SetReturnTemplateRequestObject) (SetReturnTemplateResponseObject, error) {
	t := meeting.ReturnTemplate{Name: r.Template, Title: r.Body.Title, Columns: r.Body.Columns}
	set, err := h.App.SetReturnTemplate(ctx, t)
	if err != nil {
		return nil, err
	}
	return SetReturnTemplate200JSONResponse(set), nil
}

// RetireReturnTemplate retires one.
func (h handlers) RetireReturnTemplate(ctx context.Context, r RetireReturnTemplateRequestObject) (RetireReturnTemplateResponseObject, error) {
	return RetireReturnTemplate204Response{}, h.App.RetireReturnTemplate(ctx, r.Template)
}
