package app

import (
	"context"
	"errors"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/geo"
	"beatplan/hotspot"
	"beatplan/roads"
	"beatplan/study"
)

// Bases is what the verbs need to know of what offences are divided by.
type Bases interface {
	People(ctx context.Context, areaCodes []string, measure string) ([]geo.Figure, error)
	Streets(ctx context.Context, b orb.Bound) ([]roads.Street, error)
	StreetsVersion(ctx context.Context, b orb.Bound) (string, error)
}

// rates returns the rates of a measure in each cell of a count. What is not loaded
// is noted.
func (a *App) rates(ctx context.Context, c *study.Study, values []float64) (study.CellRates, error) {
	people, known, err := a.residents(ctx, c)
	if err != nil {
		return study.CellRates{}, err
	}
	streets, err := a.streetLength(ctx, c)
	if err != nil {
		return study.CellRates{}, err
	}
	return c.Rates(values, people, known, streets)
}

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
	found, err := a.store.People(ctx, codes, study.Residents)
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

// streetLength returns the kilometres in each cell of the streets that people may walk,
// those that lead nowhere left out; nil where none are loaded.
func (a *App) streetLength(ctx context.Context, c *study.Study) ([]float64, error) {
	const beyond = 500 // metres: cells stick out of the area
	streets, err := a.streetMap(ctx, orbgeo.BoundPad(c.Area.Land.Bound(), beyond))
	if err != nil {
		return nil, err
	}
	n, err := streets.network(roads.OnFoot)
	if errors.Is(err, roads.ErrNoStreets) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return hotspot.StreetLengths(c.Lattice, n.Lines())
}
