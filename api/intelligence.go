package api

import (
	"context"
	"time"
)

// today returns a day that was given, or today in London.
func today(given *string) (string, error) {
	if given != nil {
		return *given, nil
	}
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return "", err
	}
	return time.Now().In(zone).Format(time.DateOnly), nil
}

// ListItems lists intelligence items.
func (h handlers) ListItems(ctx context.Context, r ListItemsRequestObject) (ListItemsResponseObject, error) {
	day, err := today(r.Params.On)
	if err != nil {
		return nil, err
	}
	all, err := h.App.Items(ctx, day, r.Params.All != nil && *r.Params.All)
	if err != nil {
		return nil, err
	}
	return ListItems200JSONResponse{Items: all}, nil
}

// AddItem adds an intelligence item.
func (h handlers) AddItem(ctx context.Context, r AddItemRequestObject) (AddItemResponseObject, error) {
	i, err := h.App.AddItem(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return AddItem200JSONResponse(i), nil
}

// GetItem returns an intelligence item.
func (h handlers) GetItem(ctx context.Context, r GetItemRequestObject) (GetItemResponseObject, error) {
	day, err := today(r.Params.On)
	if err != nil {
		return nil, err
	}
	i, err := h.App.Item(ctx, r.Item, day)
	if err != nil {
		return nil, err
	}
	return GetItem200JSONResponse(i), nil
}

// WithdrawItem ends one.
func (h handlers) WithdrawItem(ctx context.Context, r WithdrawItemRequestObject) (WithdrawItemResponseObject, error) {
	return WithdrawItem204Response{}, h.App.WithdrawItem(ctx, r.Item)
}

// ReadItem keeps that one was read.
func (h handlers) ReadItem(ctx context.Context, r ReadItemRequestObject) (ReadItemResponseObject, error) {
	if err := h.App.ReadItem(ctx, r.Item); err != nil {
		return nil, err
	}
	day, err := today(nil)
	if err != nil {
		return nil, err
	}
	i, err := h.App.Item(ctx, r.Item, day)
	if err != nil {
		return nil, err
	}
	return ReadItem200JSONResponse(i), nil
}
