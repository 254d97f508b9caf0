package api

import (
	"cmp"
	"context"
	"time"

	"beatplan/internal/app"
	"beatplan/internal/fault"
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
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(ctx context.Context) (document, error) {
		_, body, err := h.App.DrawZones(ctx, *r.Body)
		return geoJSON(body), err
	})
}

// GetZoneSet returns the zones of a set.
func (h handlers) GetZoneSet(ctx context.Context, r GetZoneSetRequestObject) (GetZoneSetResponseObject, error) {
	body, err := h.App.Document(ctx, result.ZoneSet, r.ZoneSet)
	if err != nil {
		return nil, err
	}
	return geoJSON(body), nil
}

// EditZones makes a new version of a zone set.
func (h handlers) EditZones(ctx context.Context, r EditZonesRequestObject) (EditZonesResponseObject, error) {
	if tag := value(r.Params.IfMatch); tag != "" {
		body, err := h.App.Document(ctx, result.ZoneSet, r.ZoneSet)
		if err != nil {
			return nil, err
		}
		if !matches(tag, body) {
			return nil, fault.New(fault.Stale, "%s is not as If-Match has it: somebody has decided on it since; read it again", r.ZoneSet)
		}
	}
	_, body, err := h.App.EditZones(ctx, r.ZoneSet, *r.Body)
	if err != nil {
		return nil, err
	}
	return geoJSON(body), nil
}

// ListZoneSetVersions lists the versions of a zone set.
func (h handlers) ListZoneSetVersions(ctx context.Context, r ListZoneSetVersionsRequestObject) (ListZoneSetVersionsResponseObject, error) {
	versions, err := h.App.ZoneSetVersions(ctx, r.ZoneSet)
	if err != nil {
		return nil, err
	}
	return ListZoneSetVersions200JSONResponse{Versions: versions}, nil
}

// CompareZoneSets says what changes from one zone set to another.
func (h handlers) CompareZoneSets(ctx context.Context, r CompareZoneSetsRequestObject) (CompareZoneSetsResponseObject, error) {
	d, err := h.App.ZoneSetDifference(ctx, r.ZoneSet, value(r.Params.Against))
	if err != nil {
		return nil, err
	}
	return CompareZoneSets200JSONResponse(d), nil
}

// ListFocusAreas returns the approved focus areas of every district.
func (h handlers) ListFocusAreas(ctx context.Context, r ListFocusAreasRequestObject) (ListFocusAreasResponseObject, error) {
	c, err := h.App.FocusAreas(ctx, r.Params.Operation)
	if err != nil {
		return nil, err
	}
	return features(c)
}

// ListStrikes lists what people decided of places.
func (h handlers) ListStrikes(ctx context.Context, r ListStrikesRequestObject) (ListStrikesResponseObject, error) {
	c, err := h.App.Strikes(ctx, value(r.Params.Area), value(r.Params.Operation), value(r.Params.Lifted))
	if err != nil {
		return nil, err
	}
	return features(c)
}

// Strike keeps a decision on a place.
func (h handlers) Strike(ctx context.Context, r StrikeRequestObject) (StrikeResponseObject, error) {
	d, err := h.App.Strike(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	return Strike200JSONResponse(d), nil
}

// LiftStrike ends a decision on a place.
func (h handlers) LiftStrike(ctx context.Context, r LiftStrikeRequestObject) (LiftStrikeResponseObject, error) {
	d, err := h.App.LiftStrike(ctx, r.Strike, *r.Body)
	if err != nil {
		return nil, err
	}
	return LiftStrike200JSONResponse(d), nil
}

// GetBriefing returns the briefing on a focus area.
func (h handlers) GetBriefing(ctx context.Context, r GetBriefingRequestObject) (GetBriefingResponseObject, error) {
	day, err := today(r.Params.On)
	if err != nil {
		return nil, err
	}
	asked := app.BriefRequest{Set: r.ZoneSet, Zone: r.Zone, Day: day, Edition: string(value(r.Params.Edition)), Form: cmp.Or(string(value(r.Params.Form)), "pdf")}
	made, err := h.App.Brief(ctx, asked)
	if err != nil {
		return nil, err
	}
	return document{contentType: made.Media, body: made.Body, name: "briefing-" + asked.Zone + "." + asked.Form}, nil
}

// GetZoneCard returns the card of one zone.
func (h handlers) GetZoneCard(ctx context.Context, r GetZoneCardRequestObject) (GetZoneCardResponseObject, error) {
	on := r.Params.On.Format(time.DateOnly)
	c, err := h.App.ZoneCard(ctx, r.ZoneSet, r.Zone, on)
	if err != nil {
		return nil, err
	}
	return GetZoneCard200JSONResponse(c), nil
}
