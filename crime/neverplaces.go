package crime

import (
	"slices"
	"strings"
)

// A PlaceKind is a kind of place that the public data name in place of a street:
// "On or near Prison". Records and registers of sites name it by its category.
type PlaceKind struct {
	Location string // as data.police.uk writes it; empty: it has no point of this kind
	Category string // of sites, and of the place of a record
	Role     PlaceRole
	Counts   []string // categories of offence that count there, though the role is Never
	Why      string   // it never counts; empty otherwise
}

// A PlaceRole says what offences at a kind of place say of where to go.
type PlaceRole string

// The roles.
const (
	Never   PlaceRole = "never"   // nothing: it begins and ranks no area and no spot; as a site it may be visited
	Night   PlaceRole = "night"   // people go out there
	Neutral PlaceRole = "neutral" // as much as on a street
)

// PlaceKinds returns the kinds of place, in the closed list of data.police.uk and
// beside it. A location that is not here is a street, a road number or a place
// name. The public list changes with the years: a kind without rows is no error.
func PlaceKinds() []PlaceKind {
	const elsewhere = "offences are recorded where somebody was held, treated or reported them"
	const others = "policed by others, or with no patrol of the force's own"
	return []PlaceKind{
		{Location: "Prison", Category: "prison", Role: Never, Why: elsewhere},
		{Location: "Hospital", Category: "hospital", Role: Never, Why: elsewhere},
		{Location: "Police Station", Category: "police-station", Role: Never, Why: elsewhere},
		{Category: "custody-suite", Role: Never, Why: elsewhere},
		{Location: "Airport/Airfield", Category: "airport", Role: Never, Counts: []string{AntiSocialBehaviour}, Why: others},
		{Location: "Motorway Service Area", Category: "motorway-services", Role: Never, Counts: []string{"Vehicle crime"}, Why: others},
		{Location: "Ferry Terminal", Category: "ferry-terminal", Role: Never, Why: others},
		{Location: "Race Track", Category: "race-track", Role: Never, Why: others},

		{Location: "Nightclub", Category: "nightclub", Role: Night},

		{Location: "Theatre/Concert Hall", Category: "theatre", Role: Neutral}, // many are village halls
		{Location: "Conference/Exhibition Centre", Category: "conference-centre", Role: Neutral},
		{Location: "Shopping Area", Category: "shopping-area", Role: Neutral},
		{Location: "Supermarket", Category: "supermarket", Role: Neutral},
		{Location: "Petrol Station", Category: "petrol-station", Role: Neutral},
		{Location: "Parking Area", Category: "car-park", Role: Neutral},
		{Location: "Bus/Coach Station", Category: "bus-station", Role: Neutral},
		{Location: "Pedestrian Subway", Category: "subway", Role: Neutral},
		{Location: "Park/Open Space", Category: "park", Role: Neutral},
		{Location: "Sports/Recreation Area", Category: "sports-ground", Role: Neutral},
		{Location: "Further/Higher Educational Building", Category: "college", Role: Neutral},
		{Location: "Theme/Adventure Park", Category: "theme-park", Role: Neutral},
	}
}

// never reports whether offences of a group never count at the kind of place.
func (k PlaceKind) never(g Group) bool {
	if k.Role != Never {
		return false
	}
	spared := len(g.Types) > 0 && !slices.ContainsFunc(g.Types, func(t string) bool {
		return !slices.Contains(k.Counts, t) && !slices.Contains(k.Counts, category(t))
	})
	return !spared
}

// NeverPlaces returns the kinds of place at which offences of a group, the target
// of an operation, neither begin nor rank an area or a spot.
func NeverPlaces(g Group) []PlaceKind {
	return slices.DeleteFunc(PlaceKinds(), func(k PlaceKind) bool { return !k.never(g) })
}

// KindAt returns the kind of place of a location or, where that is none, of a
// record's own kind of place. None is a street.
func KindAt(location, place string) (PlaceKind, bool) {
	kinds := PlaceKinds()
	i := slices.IndexFunc(kinds, func(k PlaceKind) bool { return location != "" && k.Location == location })
	if i < 0 {
		i = slices.IndexFunc(kinds, func(k PlaceKind) bool { return place != "" && k.Category == place })
	}
	if i < 0 {
		return PlaceKind{}, false
	}
	return kinds[i], true
}

// Street returns a location of the public data without the words that all begin
// with: "On or near High Street" is High Street.
func Street(location string) string { return strings.TrimPrefix(location, "On or near ") }
