package app

import (
	"context"
	"errors"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/geo"
	"beatplan/internal/fault"
	"beatplan/planner"
	"beatplan/roads"
)

// mostMinutes is how far an isochrone may reach.
const mostMinutes = 60

// An IsochroneRequest asks which streets can be reached from a place.
type IsochroneRequest struct {
	Area       string // whose streets, and those around it
	Place      string // a site, or NAME@LON,LAT
	Mode       string
	Minutes    []int // from the place, each 1 to 60
	Exemptions bool  // vehicles may go where buses and emergency vehicles may
}

// An Isochrone is the streets that can be reached from a place within some minutes.
type Isochrone struct {
	From    string          `json:"from"`
	Mode    planner.Mode    `json:"mode"`
	Note    string          `json:"note,omitempty"` // of the place: a vehicle stops at its gate
	Reaches []IsochroneTime `json:"reaches"`
}

// An IsochroneTime is those of one time.
type IsochroneTime struct {
	Minutes int                 `json:"minutes"`
	Km      float64             `json:"street_km"`
	Lines   orb.MultiLineString `json:"-"` // WGS 84
}

// Isochrone returns the streets that can be reached from a place. The cost is a search of
// the junctions within each time.
func (a *App) Isochrone(ctx context.Context, r IsochroneRequest) (Isochrone, error) {
	area, err := a.Area(ctx, r.Area)
	if err != nil {
		return Isochrone{}, err
	}
	mode, err := planner.ParseMode(r.Mode)
	if err != nil {
		return Isochrone{}, fault.New(fault.Invalid, "%w", err)
	}
	for _, m := range r.Minutes {
		if m < 1 || m > mostMinutes {
			return Isochrone{}, fault.New(fault.Invalid, "%d minutes: give 1 to %d", m, mostMinutes)
		}
	}
	bound := orbgeo.BoundPad(area.Land.Bound(), aroundStreets)
	sites, err := a.store.Sites(ctx, bound)
	if err != nil {
		return Isochrone{}, err
	}
	name, at, err := placeCalled(r.Place, sites, area.Land.Bound().Center())
	if err != nil {
		return Isochrone{}, fault.New(fault.Unprocessable, "%w", err)
	}
	travel, err := a.streetTravel(ctx, area, r.Exemptions)
	if err != nil {
		return Isochrone{}, fault.New(fault.Unprocessable, "%w; import an extract of OpenStreetMap", err)
	}
	n, places, err := travel.places(mode, at)
	var unreached *roads.UnreachedError
	if errors.Is(err, roads.ErrNoStreets) || errors.As(err, &unreached) {
		return Isochrone{}, fault.New(fault.Unprocessable, "%s: %w", name, err)
	} else if err != nil {
		return Isochrone{}, err
	}
	iso := Isochrone{From: name, Mode: mode, Note: places[0].Note, Reaches: []IsochroneTime{}}
	for _, m := range r.Minutes {
		lines := n.Reach(places[0], time.Duration(m)*time.Minute)
		var metres float64
		for _, l := range lines {
			metres += orbgeo.Length(l)
		}
		iso.Reaches = append(iso.Reaches, IsochroneTime{m, float64(int(metres/10)) / 100, lines})
	}
	return iso, nil
}

// Collection returns the streets of each time as a feature.
func (i Isochrone) Collection() geo.Collection {
	c := geo.Collection{Members: map[string]any{"isochrone": i}}
	for _, t := range i.Reaches {
		c.Features = append(c.Features, geo.Feature{Geometry: t.Lines, Properties: map[string]any{
			"kind": "isochrone", "from": i.From, "mode": i.Mode, "minutes": t.Minutes, "street_km": t.Km,
		}})
	}
	return c
}
