package app

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/internal/fault"
	"beatplan/roads"
	"beatplan/study"
)

// Bases is what the verbs need to know of what offences are divided by.
type Bases interface {
	People(ctx context.Context, areaCodes []string, measure string) ([]geo.Figure, error)
	Streets(ctx context.Context, b orb.Bound) ([]roads.Street, error)
}

const (
	residents      = "total_residents" // the measure of people
	leastResidents = 10
	leastStreet    = 0.05 // km
)

// PlaceRates are a cell's rates. Nil is unknown, or too little to divide by.
type PlaceRates struct {
	Residents   *float64 `json:"residents"`
	PerResident *float64 `json:"per_1000_residents"` // of the measure
	StreetKM    *float64 `json:"street_km"`
	PerStreet   *float64 `json:"per_street_km"` // of the measure
}

// A Base is what a rate divides offences by, and in how many cells there is a rate. A
// cell without one is not ranked: unknown is not zero.
type Base struct {
	Of       string  `json:"of"`       // residents or street-length
	Each     float64 `json:"each"`     // how many of them a rate is of: 1,000 residents, 1 km
	Least    float64 `json:"least"`    // a cell with less has no rate
	Cells    int     `json:"cells"`    // that have a rate
	Lattice  string  `json:"lattice"`  // of those: what their statistics rest on
	Unknown  int     `json:"unknown"`  // cells of which the base is not known
	Below    int     `json:"below"`    // cells with less than the least
	Offences float64 `json:"offences"` // in the cells without a rate
}

// Of what a rate is one of each.
const (
	perThousand  = 1000 // residents
	perKilometre = 1
)

// cellRates are the rates of the cells of a lattice; nil where nothing is loaded to
// divide by.
type cellRates struct {
	asked             bool
	residents, street []hotspot.Rate
}

// of returns the rates of one cell.
func (r cellRates) of(i int) *PlaceRates {
	var p PlaceRates
	if r.residents != nil {
		p.Residents, p.PerResident = ratio(r.residents[i])
	}
	if r.street != nil {
		p.StreetKM, p.PerStreet = ratio(r.street[i])
	}
	return &p
}

// rates returns the rates of a measure in each cell of a count. What is not loaded
// is noted.
func (a *App) rates(ctx context.Context, c *study.Study, values []float64) (cellRates, error) {
	r := cellRates{asked: true}
	people, known, err := a.residents(ctx, c)
	if err != nil {
		return r, err
	}
	if people == nil {
		c.Notes = append(c.Notes, "no rates per resident: "+withoutResidents)
	} else {
		c.Notes = append(c.Notes, fmt.Sprintf("rates per resident are of those who live there, not of those who are there: where few live they are high whatever happens, and below %d residents to a cell there is none", leastResidents))
		if r.residents, err = hotspot.Rates(values, people, known, perThousand, leastResidents); err != nil {
			return r, err
		}
	}
	streets, err := a.streetLength(ctx, c)
	if err != nil {
		return r, err
	}
	if streets == nil {
		c.Notes = append(c.Notes, "no rates per street km: "+withoutStreets)
		return r, nil
	}
	r.street, err = hotspot.Rates(values, streets, everywhere(streets), perKilometre, leastStreet)
	return r, err
}

// rated limits a count, and its rates, to the cells that have one of a measure, which
// they are then ranked by.
func rated(c *study.Study, measure hotspot.Measure, r *cellRates) (*Base, ground, error) {
	b, rates, missing := &Base{Of: byResidents, Each: perThousand, Least: leastResidents}, r.residents, withoutResidents
	if measure == hotspot.PerStreet {
		b, rates, missing = &Base{Of: byStreets, Each: perKilometre, Least: leastStreet}, r.street, withoutStreets
	}
	g := ground{measure: measure}
	var have []int
	for i, rate := range rates {
		switch {
		case rate.Has:
			have = append(have, i)
			g.values, g.base = append(g.values, rate.Value), append(g.base, rate.Base)
		case rate.Known:
			b.Below++
		default:
			b.Unknown++
		}
	}
	if b.Below > 0 {
		missing = "take larger cells (--resolution, resolution)"
	}
	if len(have) == 0 {
		return nil, g, fault.New(fault.Unprocessable, "no cell of %s is known to have %s or more, so none has a rate %s: %s, or rank by %s or %s",
			c.Area.Name, b.least(), measure, missing, hotspot.ByCount, hotspot.ByHarm)
	}
	all := c.Tally.Offences
	c.Lattice = c.Lattice.Subset(have)
	var err error
	if c.Tally, err = hotspot.Count(c.Lattice, c.Offences, c.Question); err != nil {
		return nil, g, err
	}
	r.residents, r.street = picked(r.residents, have), picked(r.street, have)
	b.Cells, b.Lattice, b.Offences = len(have), c.Lattice.ID(), all-c.Tally.Offences
	if b.Unknown+b.Below > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("%d cells have a rate and are ranked; %d have fewer than %s and of %d it is not known: those have %.6g offences, no rate and no rank",
			b.Cells, b.Below, b.least(), b.Unknown, b.Offences))
	}
	return b, g, nil
}

// least says what a cell must have for a rate.
func (b *Base) least() string {
	if b.Of == byStreets {
		return fmt.Sprintf("%g m of street", 1000*b.Least)
	}
	return fmt.Sprintf("%g residents", b.Least)
}

// picked returns the rates of some cells; nil of nil.
func picked(rates []hotspot.Rate, cells []int) []hotspot.Rate {
	if rates == nil {
		return nil
	}
	some := make([]hotspot.Rate, len(cells))
	for k, i := range cells {
		some[k] = rates[i]
	}
	return some
}

// ratio returns the base and the value of a rate, nil where there is none.
func ratio(r hotspot.Rate) (base, value *float64) {
	if r.Known {
		base = &r.Base
	}
	if r.Has {
		value = &r.Value
	}
	return base, value
}

// What is missing where there is nothing to divide by.
const (
	withoutResidents = "import areas of kind " + string(geo.LSOA) + " and a table of people with " + residents
	withoutStreets   = "import an extract of OpenStreetMap, which has the streets"
)

// residents returns how many live in each cell, who are those of the small areas of
// the census, spread evenly over their cells, and in which cells that is known; nil
// where none are loaded.
func (a *App) residents(ctx context.Context, c *study.Study) (people []float64, known []bool, err error) {
	areas, err := a.store.Areas(ctx, geo.LSOA)
	if err != nil {
		return nil, nil, err
	}
	var codes []string
	var lands []orb.MultiPolygon
	for _, area := range areas {
		if area.Land.Bound().Intersects(c.Area.Land.Bound()) {
			codes, lands = append(codes, area.Code), append(lands, area.Land)
		}
	}
	found, err := a.store.People(ctx, codes, residents)
	if err != nil || len(found) == 0 {
		return nil, nil, err
	}
	byCode := map[string]*float64{}
	for _, f := range found {
		byCode[f.AreaCode] = f.Value
	}
	figures := make([]*float64, len(codes))
	for i, code := range codes {
		figures[i] = byCode[code]
	}
	return hotspot.Spread(c.Lattice, lands, figures)
}

// streetLength returns the kilometres in each cell of the streets that people may walk;
// nil where none are loaded.
func (a *App) streetLength(ctx context.Context, c *study.Study) ([]float64, error) {
	const beyond = 500 // metres: cells stick out of the area
	streets, err := a.store.Streets(ctx, orbgeo.BoundPad(c.Area.Land.Bound(), beyond))
	if err != nil {
		return nil, err
	}
	var lines []orb.LineString
	for _, s := range streets {
		if s.Foot != 0 {
			lines = append(lines, s.Line)
		}
	}
	if len(lines) == 0 {
		return nil, nil
	}
	return hotspot.StreetLengths(c.Lattice, lines)
}

// everywhere says that all of some values are known.
func everywhere(values []float64) []bool {
	known := make([]bool, len(values))
	for i := range known {
		known[i] = true
	}
	return known
}
