package api

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"beatplan/geo"
	"beatplan/internal/app"
	"beatplan/internal/fault"
	"beatplan/internal/hextile"
)

// mostDrawn is how many bytes of drawn tiles a server keeps, so that what a whole meeting
// looks at is drawn once.
const mostDrawn = 8 << 20

// The tile sets that are not surfaces.
const (
	areaTiles   = "areas"
	siteTiles   = "sites"
	groundTiles = "ground"
	basemap     = "basemap"
)

// deepestZoom returns the zoom from whose tiles clients draw closer views too. That of
// hexagons and streets shows the smallest well; areas have few points, 1.5 m apart in
// tiles of theirs, of which a screen needs a quarter as many.
func deepestZoom(tileset string) int {
	if tileset == areaTiles {
		return 12
	}
	return 14
}

// fields are those of each layer of each tile set.
func fields(tileset string) map[string]map[string]string {
	area := map[string]string{"kind": "String", "code": "String", "name": "String", "invented": "Boolean"}
	switch tileset {
	case areaTiles:
		return map[string]map[string]string{"areas": area, "area-labels": area}
	case siteTiles:
		return map[string]map[string]string{"sites": {"id": "String", "name": "String", "category": "String"}}
	case groundTiles:
		return map[string]map[string]string{
			"streets":      {"name": "String", "class": "String", "bridge": "Boolean"},
			"rails":        {"class": "String", "bridge": "Boolean", "tunnel": "Boolean"},
			"water":        {"name": "String", "kind": "String"},
			"water-names":  {"name": "String"},
			"places":       {"name": "String", "kind": "String", "residents": "Number"},
			"street-names": {"name": "String", "offences": "Number"},
		}
	}
	return map[string]map[string]string{"cells": {
		"cell": "String", "count": "Number", "harm": "Number", "asb": "Number", "risk": "Number", "resolution": "Number",
	}}
}

// GetTileJSON describes a tile set.
func (h handlers) GetTileJSON(ctx context.Context, r GetTileJSONRequestObject) (GetTileJSONResponseObject, error) {
	tileset := strings.TrimSuffix(r.Document, ".json")
	if tileset == basemap {
		return h.aboutBasemap(ctx), nil
	}
	bounds, err := h.bounds(ctx, tileset)
	if err != nil {
		return nil, err
	}
	t := GetTileJSON200JSONResponse{
		Tilejson: N300, Name: &tileset, Tiles: []string{origin(ctx) + "/tiles/" + tileset + "/{z}/{x}/{y}.mvt"},
		Minzoom: 0, Maxzoom: deepestZoom(tileset), Bounds: bounds[:], VectorLayers: vectorLayers(fields(tileset)),
	}
	return t, nil
}

// vectorLayers lists layers with their fields, in order.
func vectorLayers(fields map[string]map[string]string) []VectorLayer {
	all := []VectorLayer{}
	for _, layer := range slices.Sorted(maps.Keys(fields)) {
		of := fields[layer]
		if of == nil {
			of = map[string]string{}
		}
		all = append(all, VectorLayer{Id: layer, Fields: of})
	}
	return all
}

// aboutBasemap describes the background map; without layers there is none.
func (h handlers) aboutBasemap(ctx context.Context) GetTileJSON200JSONResponse {
	name, about := basemap, geo.TileSet{Bounds: [4]float64{-180, -85, 180, 85}}
	if h.Basemap != nil {
		about = h.Basemap.About()
	}
	return GetTileJSON200JSONResponse{
		Tilejson: N300, Name: &name, Attribution: &about.Attribution, Tiles: []string{origin(ctx) + "/tiles/" + name + "/{z}/{x}/{y}.mvt"},
		Minzoom: about.MinZoom, Maxzoom: about.MaxZoom, Bounds: about.Bounds[:], VectorLayers: vectorLayers(about.Layers),
	}
}

// stampOf is a text that changes with what a tile set shows. A surface never changes,
// and what else there is does only with an import or another file.
func (h handlers) stampOf(ctx context.Context, tileset string) (string, error) {
	switch {
	case tileset == basemap && h.Basemap == nil:
		return "", fault.New(fault.NotFound, "this server has no background map: whoever runs it can give it one")
	case tileset == basemap:
		return h.Basemap.About().Stamp, nil
	case slices.Contains([]string{areaTiles, siteTiles, groundTiles}, tileset):
		return h.stamps.now(ctx)
	}
	return "", nil
}

// bounds returns the west, south, east and north of a tile set; the whole world
// where nothing is loaded.
func (h handlers) bounds(ctx context.Context, tileset string) ([4]float64, error) {
	if !slices.Contains([]string{areaTiles, siteTiles, groundTiles}, tileset) {
		s, err := h.App.Surface(ctx, tileset)
		return s.Area.BBox, err
	}
	areas, err := h.App.Areas(ctx, "")
	if err != nil || len(areas) == 0 {
		return [4]float64{-180, -85, 180, 85}, err
	}
	bound := orb.Bound{Min: orb.Point{180, 90}, Max: orb.Point{-180, -90}}
	for _, a := range areas {
		bound = bound.Union(orb.Bound{Min: orb.Point{a.BBox[0], a.BBox[1]}, Max: orb.Point{a.BBox[2], a.BBox[3]}})
	}
	return [4]float64{bound.Left(), bound.Bottom(), bound.Right(), bound.Top()}, nil
}

// GetTile returns one tile.
func (h handlers) GetTile(ctx context.Context, r GetTileRequestObject) (GetTileResponseObject, error) {
	y, err := strconv.Atoi(strings.TrimSuffix(r.Row, ".mvt"))
	side := 1 << r.Z
	if err != nil || r.X >= side || y >= side {
		return nil, fault.New(fault.NotFound, "no tile %d/%d/%s: zoom %d has columns and rows 0 to %d", r.Z, r.X, r.Row, r.Z, side-1)
	}
	tile := maptile.New(uint32(r.X), uint32(y), maptile.Zoom(r.Z))
	stamp, err := h.stampOf(ctx, r.Tileset)
	if err != nil {
		return nil, err
	}
	tag := tagOf([]byte(strings.Join([]string{app.Version, r.Tileset, stamp}, "\n")))
	return document{
		tag: tag,
		draw: func(ctx context.Context) (document, error) {
			drawn, err := h.drawn.Make(fmt.Sprintf("%s %d/%d/%d", tag, tile.Z, tile.X, tile.Y), func() (geo.Tile, error) {
				return h.draw(ctx, r.Tileset, tile)
			})
			return document{contentType: "application/vnd.mapbox-vector-tile", body: drawn.MVT, more: drawn.More}, err
		},
	}, nil
}

// Stamps remembers for a second what the map's data are, so that tiles that have not
// changed cost no query.
type stamps struct {
	of   Tiles
	mu   sync.Mutex
	last string
	read time.Time
}

func (s *stamps) now(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.read) < time.Second {
		return s.last, nil
	}
	stamp, err := s.of.MapStamp(ctx)
	if err != nil {
		return "", err
	}
	s.last, s.read = stamp, time.Now()
	return stamp, nil
}

func (h handlers) draw(ctx context.Context, tileset string, t maptile.Tile) (geo.Tile, error) {
	switch tileset {
	case areaTiles:
		return h.Tiles.AreasTile(ctx, t)
	case siteTiles:
		return h.Tiles.SitesTile(ctx, t)
	case groundTiles:
		return h.Tiles.GroundTile(ctx, t)
	case basemap:
		tile, err := h.Basemap.Tile(t)
		return geo.Tile{MVT: tile}, err
	}
	on, err := h.lattices.of(ctx, tileset)
	if err != nil {
		return geo.Tile{}, err
	}
	return h.surfaces.Tile(ctx, on, t)
}

// Lattices remembers what surfaces are on, which never changes.
type lattices struct {
	surface func(context.Context, string) (app.SurfaceResult, error)
	mu      sync.Mutex
	known   map[string]hextile.Surface // by the surface's id
}

func (l *lattices) of(ctx context.Context, surface string) (hextile.Surface, error) {
	l.mu.Lock()
	on, known := l.known[surface]
	l.mu.Unlock()
	if known {
		return on, nil
	}
	s, err := l.surface(ctx, surface)
	if err != nil {
		return on, err
	}
	on = hextile.Surface{ID: surface, Lattice: s.Lattice, Resolution: s.Resolution}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil || len(l.known) == 1000 { // 1000 is more than a map shows in a day
		l.known = map[string]hextile.Surface{}
	}
	l.known[surface] = on
	return on, nil
}
