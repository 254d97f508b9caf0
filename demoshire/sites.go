package demoshire

import (
	"fmt"
	"math/rand/v2"

	"beatplan/geo"
)

// A trade is a category of sites: how many residents there are to one, and how
// far its sites crowd in town centres.
type trade struct {
	category string
	per      float64 // residents
	central  float64 // share of the sites in town centres, 0 to 1; the others are where people live
	width    float64 // metres; of a centre, see around
	least    float64 // residents of a town with such sites in its centre
}

func trades() []trade {
	return []trade{
		{"pub", 1_600, 0.55, 300, 0},
		{"nightclub", 30_000, 0.95, 260, 30_000},
		{"takeaway", 1_400, 0.45, 380, 0},
		{"restaurant", 1_700, 0.6, 400, 0},
		{"hotel", 9_000, 0.6, 600, 10_000},
		{"shop", 1_100, 0.45, 350, 0},
		{"supermarket", 5_500, 0.25, 400, 0},
		{"forecourt", 9_000, 0, 0, 0},
		{"cash-machine", 2_200, 0.35, 450, 0},
		{"pharmacy", 4_500, 0.25, 500, 0},
		{"school", 3_000, 0, 0, 0},
		{"care", 4_000, 0, 0, 0},
	}
}

const (
	station = "station"
	source  = "demoshire"
)

// build returns the sites of the county: those of each trade, by category in
// the order of trades, and a station for each main town and the larger villages.
func (p *people) build(towns []Town, rng *rand.Rand) ([]geo.Site, error) {
	var sites []geo.Site
	add := func(category, name string, from lottery) error {
		at, err := p.anywhere(p.lattice.Cells[from.draw(rng)], rng)
		if err != nil {
			return fmt.Errorf("%s %q: %w", category, name, err)
		}
		sites = append(sites, geo.Site{
			Source: source, ID: fmt.Sprintf("DEMO-S%04d", len(sites)+1), Name: name, Category: category, At: &at,
		})
		return nil
	}
	homes := newLottery(p.residents)
	for _, t := range trades() {
		called := names(t.category, rng)
		build := func(n float64, from lottery) error {
			for range whole(n, rng) {
				if err := add(t.category, called.next(), from); err != nil {
					return err
				}
			}
			return nil
		}
		for _, town := range towns {
			if t.central == 0 || town.Residents < t.least {
				continue
			}
			if err := build(t.central*town.Residents/t.per, newLottery(p.around(town, t.width))); err != nil {
				return nil, err
			}
		}
		if err := build((1-t.central)*homes.total()/t.per, homes); err != nil {
			return nil, err
		}
	}
	const halt = 4_500 // residents
	for _, town := range towns {
		if town.Residents < halt {
			continue
		}
		if err := add(station, town.Name+" Station", newLottery(p.around(town, 300))); err != nil {
			return nil, err
		}
	}
	return sites, nil
}

// whole rounds a number up or down by chance, so that its mean stays.
func whole(x float64, rng *rand.Rand) int { return int(x + rng.Float64()) }
