package geo

import "github.com/paulmach/orb"

// A NamedPlace is what a search for a name finds: an area, a settlement, a site, a water or a street.
type NamedPlace struct {
	Kind   string    `json:"kind"` // kind of area or of settlement, category of site, water or street
	Name   string    `json:"name"`
	Within string    `json:"within"` // the address of a site, the district of the others; empty: unknown
	At     orb.Point `json:"at"`     // WGS 84: a point in it
}
