package api

import (
	"context"

	"beatplan/geo"
)

// ListAreas lists areas.
func (h handlers) ListAreas(ctx context.Context, r ListAreasRequestObject) (ListAreasResponseObject, error) {
	var kind geo.AreaKind
	if r.Params.Kind != nil {
		kind = geo.AreaKind(*r.Params.Kind)
	}
	areas, err := h.App.Areas(ctx, kind)
	if err != nil {
		return nil, err
	}
	return ListAreas200JSONResponse{Areas: areas}, nil
}

// ListSites lists the sites of an area.
func (h handlers) ListSites(ctx context.Context, r ListSitesRequestObject) (ListSitesResponseObject, error) {
	_, _, sites, err := h.App.Sites(ctx, r.Params.Area, value(r.Params.Category))
	if err != nil {
		return nil, err
	}
	return features(sites)
}

// MakeArea makes an area of others.
func (h handlers) MakeArea(ctx context.Context, r MakeAreaRequestObject) (MakeAreaResponseObject, error) {
	made, err := h.Imports.MakeArea(ctx, h.App, *r.Body)
	if err != nil {
		return nil, err
	}
	return MakeArea200JSONResponse(made), nil
}

// GetArea returns an area with its land.
func (h handlers) GetArea(ctx context.Context, r GetAreaRequestObject) (GetAreaResponseObject, error) {
	c, err := h.App.AreaFeature(ctx, r.Area)
	if err != nil {
		return nil, err
	}
	return features(c)
}

// mostPlaces is how many places a search answers with.
const mostPlaces = 20

// FindPlaces finds areas, sites and streets by name.
func (h handlers) FindPlaces(ctx context.Context, r FindPlacesRequestObject) (FindPlacesResponseObject, error) {
	places, err := h.Names.FindPlaces(ctx, r.Params.Q, mostPlaces)
	if err != nil {
		return nil, err
	}
	return FindPlaces200JSONResponse{Places: places}, nil
}
