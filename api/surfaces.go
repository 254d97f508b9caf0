package api

import (
	"context"
	"encoding/json"
	"path"

	"beatplan/internal/app"
)

// CreateSurface counts on the cells of an area.
func (h handlers) CreateSurface(ctx context.Context, r CreateSurfaceRequestObject) (CreateSurfaceResponseObject, error) {
	return h.soon(ctx, r.Params.Prefer, *r.Body, func(ctx context.Context) (document, error) {
		s, err := h.App.Cells(ctx, *r.Body)
		if err != nil {
			return document{}, err
		}
		body, err := json.Marshal(s)
		return plainJSON(append(body, '\n')), err // as it is got later
	})
}

// GetSurface returns a surface without its cells.
func (h handlers) GetSurface(ctx context.Context, r GetSurfaceRequestObject) (GetSurfaceResponseObject, error) {
	s, err := h.App.Surface(ctx, r.Surface)
	if err != nil {
		return nil, err
	}
	return GetSurface200JSONResponse(s), nil
}

// GetSurfaceCells returns the cells of a surface.
func (h handlers) GetSurfaceCells(ctx context.Context, r GetSurfaceCellsRequestObject) (GetSurfaceCellsResponseObject, error) {
	cells, err := h.App.SurfaceHexagons(ctx, r.Surface)
	if err != nil {
		return nil, err
	}
	return hexagons(ctx, cells, cut{r.Params.Bbox, r.Params.Cursor, r.Params.Limit})
}

// ListCells counts and returns the cells at once, and keeps nothing. A job keeps a surface of
// them.
func (h handlers) ListCells(ctx context.Context, r ListCellsRequestObject) (ListCellsResponseObject, error) {
	ask := app.SurfaceRequest{
		Area: r.Params.Area, Group: r.Params.Group, From: value(r.Params.From), To: value(r.Params.To), Resolution: value(r.Params.Resolution),
		AllHours: value(r.Params.AllHours), Clock: value(r.Params.Clock),
	}
	page := cut{r.Params.Bbox, r.Params.Cursor, r.Params.Limit}
	ofSurface := func(ctx context.Context, job app.Job) (document, error) {
		cells, err := h.App.CellsOf(ctx, path.Base(job.Results[0]))
		if err != nil {
			return document{}, err
		}
		return hexagons(ctx, cells, page)
	}
	return h.got(ctx, ask, ofSurface, func(ctx context.Context) (document, error) {
		cells, err := h.App.CountedCells(ctx, ask)
		if err != nil {
			return document{}, err
		}
		return hexagons(ctx, cells, page)
	})
}

// value returns what an optional parameter holds, or its zero value.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
