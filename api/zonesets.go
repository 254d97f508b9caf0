package api

import (
	"context"

	"beatplan/internal/result"
)

// ListZoneSets lists zone sets, newest first.
func (h handlers) ListZoneSets(ctx context.Context, r ListZoneSetsRequestObject) (ListZoneSetsResponseObject, error) {
	sets, err := h.App.Summaries(ctx, result.ZoneSet, value(r.Params.Area))
	if err != nil {
		return nil, err
	}
	return ListZoneSets200JSONResponse{ZoneSets: sets}, nil
}

// DrawZones draws a zone set.
func (h handlers) DrawZones(ctx context.Context, r DrawZonesRequestObject) (DrawZonesResponseObject, error) {
	if later(r.Params.Prefer) {
		job, err := h.Jobs.Draw(ctx, *r.Body)
		return DrawZones202JSONResponse{accepted(job)}, err
	}
	_, body, err := h.App.DrawZones(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return geoJSON(body), nil
}

// GetZoneSet returns the zones of a set.
func (h handlers) GetZoneSet(ctx context.Context, r GetZoneSetRequestObject) (GetZoneSetResponseObject, error) {
	body, err := h.App.Document(ctx, result.ZoneSet, r.ZoneSet)
	if err != nil {
		return nil, err
	}
	return geoJSON(body), nil
}
