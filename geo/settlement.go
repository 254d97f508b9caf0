package geo

import "github.com/paulmach/orb"

// A Settlement is a place where people live, by the name that it goes by.
type Settlement struct {
	ID        string // unique
	Kind      string // one of [SettlementKinds]
	Name      string
	Residents int       // about; 0: unknown
	At        orb.Point // WGS 84: its middle
}

// SettlementKinds returns the kinds of settlements in OpenStreetMap's words, those that
// are known farthest away first.
func SettlementKinds() []string { return []string{"city", "town", "village", "suburb", "hamlet"} }
