package api

import (
	"context"
	"encoding/base64"
	"strings"
	"time"
	"unicode/utf8"

	"beatplan/geo"
	"beatplan/internal/app"
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

// ListPowers lists the legal powers over an area.
func (h handlers) ListPowers(ctx context.Context, r ListPowersRequestObject) (ListPowersResponseObject, error) {
	made, err := h.App.Powers(ctx, r.Params.Area, r.Params.On.Format(time.DateOnly))
	return answer(geoJSON, made, err)
}

// ListSites lists the sites of an area.
func (h handlers) ListSites(ctx context.Context, r ListSitesRequestObject) (ListSitesResponseObject, error) {
	q := geo.SiteQuery{Category: value(r.Params.Category), Limit: value(r.Params.Limit)}
	var err error
	if r.Params.Bbox != nil {
		if q.In, err = boxes(*r.Params.Bbox); err != nil {
			return nil, err
		}
	}
	if r.Params.Cursor != nil {
		if q.After, err = siteAfter(*r.Params.Cursor); err != nil {
			return nil, err
		}
	}
	list, err := h.App.Sites(ctx, app.SiteRequest{Area: r.Params.Area, SiteQuery: q})
	if err != nil {
		return nil, err
	}
	d, err := features(list.Features)
	d.cut = true
	if list.More {
		d.next = cursorAfter(list.Sites[len(list.Sites)-1])
	}
	return d, err
}

// cursorAfter names the place in the list of sites that comes after one.
func cursorAfter(s app.Site) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join([]string{s.Category, s.Source, s.ID}, "\x00")))
}

// siteAfter reads what cursorAfter wrote.
func siteAfter(cursor string) (geo.Site, error) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	parts := strings.Split(string(text), "\x00")
	if err != nil || len(parts) != 3 || !utf8.Valid(text) {
		return geo.Site{}, errCursor
	}
	return geo.Site{Category: parts[0], Source: parts[1], ID: parts[2]}, nil
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
