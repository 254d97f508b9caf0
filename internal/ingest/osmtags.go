package ingest

import "github.com/paulmach/osm"

// osmCategories are the tags that make a category of site, the first of a place's
// before the others. docs/osm.md lists them for users.
func osmCategories() []struct{ key, value, category string } {
	return []struct{ key, value, category string }{
		{"amenity", "nightclub", "nightclub"},
		{"amenity", "pub", "pub"},
		{"amenity", "bar", "bar"},
		{"amenity", "restaurant", "restaurant"},
		{"amenity", "fast_food", "takeaway"},
		{"amenity", "cafe", "cafe"},
		{"amenity", "casino", "casino"},
		{"amenity", "cinema", "cinema"},
		{"amenity", "theatre", "theatre"},
		{"amenity", "atm", "cash-machine"},
		{"amenity", "bank", "bank"},
		{"amenity", "pharmacy", "pharmacy"},
		{"amenity", "hospital", "hospital"},
		{"amenity", "clinic", "clinic"},
		{"amenity", "doctors", "surgery"},
		{"amenity", "social_facility", "care"},
		{"amenity", "taxi", "taxi-rank"},
		{"amenity", "bus_station", "bus-station"},
		{"amenity", "fuel", "forecourt"},
		{"amenity", "parking", "car-park"},
		{"amenity", "school", "school"},
		{"amenity", "college", "college"},
		{"amenity", "university", "university"},
		{"amenity", "library", "library"},
		{"amenity", "community_centre", "community-centre"},
		{"amenity", "place_of_worship", "place-of-worship"},
		{"amenity", "police", "police-station"},
		{"amenity", "prison", "prison"},
		{"amenity", "toilets", "toilets"},
		{"railway", "station", "station"},
		{"railway", "halt", "station"},
		{"highway", "bus_stop", "bus-stop"},
		{"shop", "supermarket", "supermarket"},
		{"shop", "convenience", "convenience-store"},
		{"shop", "alcohol", "off-licence"},
		{"shop", "bookmaker", "betting-shop"},
		{"tourism", "hotel", "hotel"},
		{"tourism", "hostel", "hostel"},
		{"leisure", "park", "park"},
		{"man_made", "surveillance", "cctv"},
	}
}

// osmCategory returns the category of a place, or nothing.
func osmCategory(tags osm.Tags) string {
	if len(tags) == 0 {
		return ""
	}
	for _, c := range osmCategories() {
		if tags.Find(c.key) == c.value {
			return c.category
		}
	}
	return ""
}

// isGround reports whether places of a category are grounds, which reach as far as
// their outline does, rather than buildings.
func isGround(category string) bool {
	switch category {
	case "car-park", "college", "hospital", "park", "prison", "school", "university":
		return true
	}
	return false
}
