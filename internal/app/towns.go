package app

import (
	"context"

	"beatplan/geo"
	"beatplan/zones"
)

// towns returns the towns that the addresses of many premises in an area name, in no order.
// What few name may as well be a street or a shopping centre.
func (a *App) towns(ctx context.Context, area geo.Area) ([]string, error) {
	const many = 20 // premises
	sites, err := a.store.Sites(ctx, area.Land.Bound())
	if err != nil {
		return nil, err
	}
	times := map[string]int{}
	var towns []string
	for _, site := range sites {
		town := zones.TownOf(site.Address)
		if times[town]++; town != "" && times[town] == many {
			towns = append(towns, town)
		}
	}
	return towns, nil
}
