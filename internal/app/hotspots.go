package app

import (
	"cmp"
	"context"
	"strconv"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/internal/result"
	"beatplan/study"
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
	Measure    string `json:"measure"`    // count or harm, in find a rate as well; empty: count
}

// FindRequest asks where offences or harm concentrate.
type FindRequest struct {
	HotspotRequest
	Kernel    string   `json:"kernel"`    // quartic or gaussian; empty: quartic
	Bandwidth string   `json:"bandwidth"` // metres, or rule; empty: the default
	HarmCap   *float64 `json:"harm_cap"`  // the most of all harm that one offence may have; 0: any; nil: the default
	Rates     bool     `json:"rates"`     // per resident and per street km
	Against   string   `json:"against"`   // a group whose density to hold this one against; empty: none
}

// defaultHarmCap is the largest share of all harm that one offence has.
const defaultHarmCap = 0.1

// FindHotspots ranks the cells of an area, and says which stand out. The features
// are the cells that have something or stand out, by rank.
func (a *App) FindHotspots(ctx context.Context, r FindRequest) (study.Hotspots, geo.Collection, error) {
	fail := func(err error) (study.Hotspots, geo.Collection, error) {
		return study.Hotspots{}, geo.Collection{}, err
	}
	var h study.Hotspots
	var err error
	if h.Settings, err = r.settings(); err != nil {
		return fail(err)
	}
	measure, err := hotspot.ParseMeasure(r.Measure)
	if err != nil {
		return fail(fault.New(fault.Invalid, "%w", err))
	}
	r.Measure = string(measure.Amount())
	c, _, err := a.askHotspots(ctx, r.HotspotRequest)
	if err != nil {
		return fail(err)
	}
	if err := cmp.Or(step(ctx, 0.3), capHarm(&c, r.HarmCap)); err != nil {
		return fail(err)
	}
	var rates study.CellRates
	if r.Rates || measure.IsRate() {
		if rates, err = a.rates(ctx, &c, c.Tally.By(measure)); err != nil {
			return fail(err)
		}
	}
	all := c
	var ground study.Basis
	if h.Base, ground, err = a.basis(ctx, &c, measure, &rates); err != nil {
		return fail(err)
	}
	located, err := a.located(ctx, c) // after the forecast, which needs the room
	if err != nil {
		return fail(err)
	}
	if err := step(ctx, 0.6); err != nil {
		return fail(err)
	}
	m, err := c.Statistics(ground, located, &h.Settings)
	if err != nil {
		return fail(refused(err))
	}
	if err := step(ctx, 0.9); err != nil {
		return fail(err)
	}
	c.NotePiles(m.Piles)
	h.Concentrations(ground)
	h.GlobalMoran = m.Global
	clusterOf := h.Cluster(&c, measure, m)
	var contrasts []study.PlaceContrast
	if r.Against != "" {
		if contrasts, err = a.contrasts(ctx, r, c.Lattice.Subset(m.Listed), m.Density, h.Settings); err != nil {
			return fail(err)
		}
	}
	all.Notes = c.Notes
	if h.Footing, err = a.footing(ctx, all, measure); err != nil {
		return fail(err)
	}
	cells := h.List(&c, ground.Values, m, func(p *study.Place, i, listed int) {
		p.Cluster = clusterOf[i]
		if rates.Asked {
			p.PlaceRates = rates.Of(i)
		}
		if contrasts != nil {
			p.PlaceContrast = &contrasts[listed]
		}
	})
	if h.Standing[string(hotspot.HotSpot)] == 0 {
		h.Notes = append(h.Notes, "no cell has clearly more offences than is foretold: they are too few to tell, or lie as they do elsewhere")
	}
	h.ID = "hotspots-" + result.Digest(Version, "hotspots", all.Inputs(), h)
	features, err := cellFeatures(cells, func(i int) any { return h.Places[i] })
	about := h
	about.Places = nil
	features.Members, features.Blank = map[string]any{"hotspots": about}, study.Place{}
	return h, features, err
}

// basis returns what the cells are ranked and tested by: rates with what they are of, or
// amounts with their excess over the forecast.
func (a *App) basis(ctx context.Context, c *study.Study, measure hotspot.Measure, rates *study.CellRates) (*study.Base, study.Basis, error) {
	if measure.IsRate() {
		base, basis, err := c.Rated(measure, rates)
		return base, basis, refused(err)
	}
	f, err := a.forecast(ctx, c, c.Period)
	if err != nil {
		return nil, study.Basis{}, err
	}
	return nil, study.Basis{Measure: measure, Values: c.Tally.By(measure), Excess: f.Excess()}, nil
}

// settings reads the kernel and the bandwidth of a request.
func (r FindRequest) settings() (study.HotspotSettings, error) {
	s := study.HotspotSettings{
		Rate: study.FalseDiscoveryRate, Neighbours: study.Neighbourhood,
		Kernel: hotspot.Kernel(cmp.Or(r.Kernel, string(hotspot.Quartic))), Bandwidth: hotspot.DefaultBandwidth, Against: r.Against,
	}
	if s.Kernel != hotspot.Quartic && s.Kernel != hotspot.Gaussian {
		return s, fault.New(fault.Invalid, "no kernel %q; there are %s and %s", r.Kernel, hotspot.Quartic, hotspot.Gaussian)
	}
	if r.Against != "" && r.Against == r.Group {
		return s, fault.New(fault.Invalid, "against %s itself: name another group to hold it against", r.Against)
	}
	switch r.Bandwidth {
	case "":
	case "rule":
		s.Rule = true
	default:
		var err error
		if s.Bandwidth, err = strconv.ParseFloat(r.Bandwidth, 64); err != nil || checkBandwidth(s.Bandwidth) != nil {
			return s, fault.New(fault.Invalid, "bandwidth %q: write metres above 0 and at most %d, or rule", r.Bandwidth, mostBandwidth)
		}
	}
	return s, nil
}

// amount reads the name of a measure that adds up, as all verbs but find take it.
func amount(name string) (hotspot.Measure, error) {
	m, err := hotspot.ParseMeasure(name)
	switch {
	case err != nil:
		return "", fault.New(fault.Invalid, "no measure %q; there are %s and %s, and in find %s and %s", name, hotspot.ByCount, hotspot.ByHarm, hotspot.PerResident, hotspot.PerStreet)
	case m.IsRate():
		return "", fault.New(fault.Invalid, "measure %s: rates do not add up, and rank places in find alone; take %s or %s", m, hotspot.ByCount, hotspot.ByHarm)
	}
	return m, nil
}

// countsAlone refuses a measure where only counts have an answer, and says why.
func countsAlone(name, why string) error {
	if m, err := amount(name); err != nil || m != hotspot.ByCount {
		return cmp.Or(err, fault.New(fault.Invalid, "measure %s: %s", m, why))
	}
	return nil
}

// checkBandwidth refuses one that is no distance within a county.
func checkBandwidth(metres float64) error {
	if !(metres > 0 && metres <= mostBandwidth) {
		return fault.New(fault.Invalid, "bandwidth %g m: above 0 and at most %d; %d is usual", metres, mostBandwidth, hotspot.DefaultBandwidth)
	}
	return nil
}

// mostBandwidth is as wide as a large force.
const mostBandwidth = 100_000

// askHotspots counts what a request asks for.
func (a *App) askHotspots(ctx context.Context, r HotspotRequest) (study.Study, hotspot.Measure, error) {
	measure, err := amount(r.Measure)
	if err != nil {
		return study.Study{}, "", err
	}
	c, err := a.ask(ctx, r.surface())
	return c, measure, err
}

// surface returns the request for the count that it rests on.
func (r HotspotRequest) surface() SurfaceRequest {
	return SurfaceRequest{
		Area: r.Area, Group: r.Group, From: r.From, To: r.To, Clock: r.Clock, AllHours: r.AllHours, Resolution: r.Resolution,
	}
}

// footing says what a count rests on.
func (a *App) footing(ctx context.Context, c study.Study, m hotspot.Measure) (study.Footing, error) {
	unplaced, err := a.store.Unplaced(ctx, c.Period, c.Question.Group)
	return c.Footing(m, unplaced), err
}

// located returns the offences of a count, on and around its lattice, with their
// positions and their cells.
func (a *App) located(ctx context.Context, c study.Study) ([]crime.Offence, error) {
	if c.Lattice.Resolution != geo.DefaultResolution {
		return c.Offences, nil // which have them
	}
	offences, err := a.store.Offences(ctx, c.Lattice.Coarser(geo.DefaultResolution-1), c.Period, c.Types, crime.Detail{Times: c.Times})
	if err != nil {
		return nil, err
	}
	offences = crime.WithoutHours(offences, c.Heaps, a.zone)
	for i := range offences {
		if offences[i].Cell, err = geo.CellAt(*offences[i].At, c.Lattice.Resolution); err != nil {
			return nil, err
		}
	}
	return offences, nil
}

// contrasts holds the density at each cell against that of another group, of the
// same months and hours and with the same bandwidth.
func (a *App) contrasts(ctx context.Context, r FindRequest, on geo.Lattice, density []float64, settings study.HotspotSettings) ([]study.PlaceContrast, error) {
	r.Group = r.Against
	c, measure, err := a.askHotspots(ctx, r.HotspotRequest)
	if err != nil {
		return nil, err
	}
	if err := capHarm(&c, r.HarmCap); err != nil {
		return nil, err
	}
	located, err := a.located(ctx, c)
	if err != nil {
		return nil, err
	}
	settings.Rule, c.Lattice = false, on
	other, err := c.Density(measure, located, &settings)
	if err != nil {
		return nil, err
	}
	return study.Contrasts(density, other)
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
