package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/uber/h3-go/v4"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
)

// HotspotRequest is what every question about hotspots asks.
type HotspotRequest struct {
	Area       string `json:"area"`
	Group      string `json:"group"`
	From       string `json:"from"`       // YYYY-MM; empty: the first month loaded
	To         string `json:"to"`         // YYYY-MM; empty: the last month loaded
	Clock      string `json:"clock"`      // empty: all
	AllHours   bool   `json:"all_hours"`  // count month-only offences at all hours, labelled so
	Resolution int    `json:"resolution"` // 0: the default
	Measure    string `json:"measure"`    // count or harm; empty: count
}

// A Footing is what an answer about hotspots rests on.
type Footing struct {
	ID           string          `json:"id"`
	Area         AreaRef         `json:"area"`
	Group        string          `json:"group"`
	GroupVersion int             `json:"group_version"`
	From         hotspot.Month   `json:"from"`
	To           hotspot.Month   `json:"to"`
	Clock        string          `json:"clock"`
	Hours        string          `json:"hours"`
	Measure      hotspot.Measure `json:"measure"`
	Resolution   int             `json:"resolution"`
	Lattice      string          `json:"lattice"`
	Cells        int             `json:"cells"`
	ZeroShare    float64         `json:"zero_share"` // of the cells, those without an offence
	Offences     float64         `json:"offences"`
	Harm         float64         `json:"harm"` // days of imprisonment
	Elsewhen     float64         `json:"elsewhen"`
	Unplaced     int             `json:"unplaced"`
	MonthOnly    int             `json:"left_out"` // month-only, where the clock needs hours
	Notes        []string        `json:"notes"`
}

// Hotspots says where offences or harm concentrate.
type Hotspots struct {
	Footing
	Settings HotspotSettings `json:"settings"`
	Hot      int             `json:"hot"`  // cells significantly high
	Cold     int             `json:"cold"` // and low
	Places   []Place         `json:"places"`
}

// HotspotSettings are what a map of hotspots was made with.
type HotspotSettings struct {
	Rate       float64 `json:"false_discovery_rate"`
	Neighbours string  `json:"neighbours"`
}

// A Place is one cell among cells of equal size.
type Place struct {
	Cell   string  `json:"cell"`
	Rank   int     `json:"rank"` // by the measure: 1 + how many cells have more; 0: it has none
	Count  float64 `json:"count"`
	Harm   float64 `json:"harm"`
	ASB    float64 `json:"asb"`
	GiStar float64 `json:"gi_star"` // standard deviations
	P      float64 `json:"p"`
	Q      float64 `json:"q"`      // adjusted over the map
	Stands string  `json:"stands"` // hot, cold or not
}

// falseDiscoveryRate is how many of the places that stand out may do so by chance.
const falseDiscoveryRate = 0.05

// FindHotspots ranks the cells of an area, and says which stand out. The features
// are the cells that have something or stand out, by rank.
func (a *App) FindHotspots(ctx context.Context, r HotspotRequest) (Hotspots, geo.Collection, error) {
	c, measure, err := a.askHotspots(ctx, r)
	if err != nil {
		return Hotspots{}, geo.Collection{}, err
	}
	h := Hotspots{Settings: HotspotSettings{Rate: falseDiscoveryRate, Neighbours: "the cells that touch, and the cell itself"}}
	values := c.tally.By(measure)
	locals, note, err := standOut(c.lattice, values)
	if err != nil {
		return h, geo.Collection{}, err
	}
	if note != "" {
		c.notes = append(c.notes, note)
	}
	if h.Footing, err = a.footing(ctx, c, measure); err != nil {
		return h, geo.Collection{}, err
	}
	var cells []h3.Cell
	add := func(i, rank int) {
		t, l := c.tally.Cells[i], locals[i]
		p := Place{
			Cell: c.lattice.Cells[i].String(), Rank: rank, Count: t.Count, Harm: t.Harm, ASB: t.ASB,
			GiStar: l.Z, P: l.P, Q: l.Q, Stands: "not",
		}
		switch l.Sign(falseDiscoveryRate) {
		case 1:
			p.Stands = "hot"
			h.Hot++
		case -1:
			p.Stands = "cold"
			h.Cold++
		}
		h.Places = append(h.Places, p)
		cells = append(cells, c.lattice.Cells[i])
	}
	order, ranks := hotspot.Ranks(values)
	for k, i := range order {
		add(i, ranks[k])
	}
	for i, v := range values {
		if v <= 0 && (c.tally.Cells[i] != (hotspot.CellTally{}) || locals[i].Sign(falseDiscoveryRate) != 0) {
			add(i, 0)
		}
	}
	h.ID = "hotspots-" + result.Digest(Version, "hotspots", c.inputs(), h)
	features, err := cellFeatures(cells, func(i int) any { return h.Places[i] })
	about := h
	about.Places = nil
	features.Members = map[string]any{"hotspots": about}
	return h, features, err
}

// askHotspots counts what a request asks for.
func (a *App) askHotspots(ctx context.Context, r HotspotRequest) (counted, hotspot.Measure, error) {
	measure, err := hotspot.ParseMeasure(r.Measure)
	if err != nil {
		return counted{}, "", fault.New(fault.Invalid, "%w", err)
	}
	c, err := a.ask(ctx, SurfaceRequest{
		Area: r.Area, Group: r.Group, From: r.From, To: r.To, Clock: r.Clock, AllHours: r.AllHours, Resolution: r.Resolution,
	})
	return c, measure, err
}

// footing says what a count rests on.
func (a *App) footing(ctx context.Context, c counted, m hotspot.Measure) (Footing, error) {
	t := c.tally
	unplaced, err := a.store.Unplaced(ctx, c.period, c.question.Group)
	return Footing{
		Area: ref(c.area), Group: c.question.Group.Name, GroupVersion: c.question.Group.Version,
		From: c.period.From, To: c.period.To, Clock: c.question.Clock.Name, Hours: t.Hours, Measure: m,
		Resolution: c.lattice.Resolution, Lattice: c.lattice.ID(),
		Cells: len(c.lattice.Cells), ZeroShare: 1 - float64(t.Nonzero())/float64(len(c.lattice.Cells)),
		Offences: t.Offences, Harm: t.Harm, Elsewhen: t.Elsewhen, Unplaced: unplaced, MonthOnly: t.MonthOnly,
		Notes: append([]string{}, c.notes...),
	}, err
}

// standOut returns Gi* of each cell, or no result for any and a note that says why.
func standOut(l geo.Lattice, values []float64) ([]hotspot.Local, string, error) {
	neighbours, err := hotspot.LatticeNeighbours(l)
	if err != nil {
		return nil, "", err
	}
	locals, err := hotspot.GiStar(values, neighbours)
	if errors.Is(err, hotspot.ErrAlike) {
		locals = make([]hotspot.Local, len(values))
		for i := range locals {
			locals[i] = hotspot.Local{P: 1, Q: 1}
		}
		return locals, fmt.Sprintf("all %d cells have the same: none can stand out", len(values)), nil
	}
	return locals, "", err
}

// cellFeatures returns cells as hexagons, each with its properties.
func cellFeatures(cells []h3.Cell, properties func(i int) any) (geo.Collection, error) {
	c := geo.Collection{Features: make([]geo.Feature, len(cells))}
	for i, cell := range cells {
		hexagon, err := geo.Hexagon(cell)
		if err != nil {
			return geo.Collection{}, err
		}
		c.Features[i] = geo.Feature{ID: cell.String(), Geometry: hexagon, Properties: properties(i)}
	}
	return c, nil
}
