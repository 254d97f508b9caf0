package geo

import "github.com/paulmach/orb"

// A NamedPlace is what a search for a name finds: an area, a site or a street.
type NamedPlace struct {
	Kind   string    `json:"kind"` // kind of area, category of site, or street
	Name   string    `json:"name"`
	Within string    `json:"within"` // the address of a site, the district of a street; empty: unknown
	At     orb.Point `json:"at"`     // WGS 84: a point in it
}
