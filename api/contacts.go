package api

import "context"

// ListContacts lists the contacts in force.
func (h handlers) ListContacts(ctx context.Context, _ ListContactsRequestObject) (ListContactsResponseObject, error) {
	all, err := h.App.Contacts(ctx)
	if err != nil {
		return nil, err
	}
	return ListContacts200JSONResponse{Contacts: all}, nil
}

// SetContact puts a new version of one in force.
func (h handlers) SetContact(ctx context.Context, r SetContactRequestObject) (SetContactResponseObject, error) {
	r.Body.Name = r.Contact
	set, err := h.App.SetContact(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return SetContact200JSONResponse(set), nil
}

// RetireContact retires one.
func (h handlers) RetireContact(ctx context.Context, r RetireContactRequestObject) (RetireContactResponseObject, error) {
	return RetireContact204Response{}, h.App.RetireContact(ctx, r.Contact)
}
