package app

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/roads"
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

// rates returns the rates of a measure in each cell of a count. What is not loaded
// is noted.
func (a *App) rates(ctx context.Context, c *counted, values []float64) ([]PlaceRates, error) {
	all := make([]PlaceRates, len(values))
	people, err := a.perResident(ctx, c, values)
	if err != nil {
		return nil, err
	}
	streets, err := a.perStreet(ctx, c, values)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if people != nil {
			all[i].Residents, all[i].PerResident = ratio(people[i])
		}
		if streets != nil {
			all[i].StreetKM, all[i].PerStreet = ratio(streets[i])
		}
	}
	return all, nil
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

// perResident returns the rates for each thousand residents; nothing where none are
// loaded.
func (a *App) perResident(ctx context.Context, c *counted, values []float64) ([]hotspot.Rate, error) {
	base, known, err := a.residents(ctx, c)
	if err != nil {
		return nil, err
	}
	if base == nil {
		c.notes = append(c.notes, "no rates per resident: "+withoutResidents)
		return nil, nil
	}
	c.notes = append(c.notes, fmt.Sprintf("rates per resident are of those who live there, not of those who are there: where few live they are high whatever happens, and below %d residents to a cell there is none", leastResidents))
	return hotspot.Rates(values, base, known, 1000, leastResidents)
}

// What is missing where there is nothing to divide by.
const (
	withoutResidents = "import areas of kind " + string(geo.LSOA) + " and a table of people with " + residents
	withoutStreets   = "import an extract of OpenStreetMap, which has the streets"
)

// residents returns how many live in each cell, who are those of the small areas of
// the census, spread evenly over their cells, and in which cells that is known; nil
// where none are loaded.
func (a *App) residents(ctx context.Context, c *counted) (people []float64, known []bool, err error) {
	areas, err := a.store.Areas(ctx, geo.LSOA)
	if err != nil {
		return nil, nil, err
	}
	var codes []string
	var lands []orb.MultiPolygon
	for _, area := range areas {
		if area.Land.Bound().Intersects(c.area.Land.Bound()) {
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
	return hotspot.Spread(c.lattice, lands, figures)
}

// perStreet returns the rates for each kilometre of street; nothing where none are
// loaded.
func (a *App) perStreet(ctx context.Context, c *counted, values []float64) ([]hotspot.Rate, error) {
	base, err := a.streetLength(ctx, c)
	if err != nil {
		return nil, err
	}
	if base == nil {
		c.notes = append(c.notes, "no rates per street km: "+withoutStreets)
		return nil, nil
	}
	return hotspot.Rates(values, base, everywhere(base), 1, leastStreet)
}

// streetLength returns the kilometres in each cell of the streets that people may walk;
// nil where none are loaded.
func (a *App) streetLength(ctx context.Context, c *counted) ([]float64, error) {
	const beyond = 500 // metres: cells stick out of the area
	streets, err := a.store.Streets(ctx, orbgeo.BoundPad(c.area.Land.Bound(), beyond))
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
	return hotspot.StreetLengths(c.lattice, lines)
}

// everywhere says that all of some values are known.
func everywhere(values []float64) []bool {
	known := make([]bool, len(values))
	for i := range known {
		known[i] = true
	}
	return known
}
