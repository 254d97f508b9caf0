package zones_test

import (
	"testing"

	"beatplan/zones"
)

func TestStreetOf(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"1st Floor, 12-14 High St, Ashford, Kent":           "High Street",
		"First Essex Bus, Cherrydown East, Basildon, Essex": "",
		"The Forum, 3 Elmer Square, Southend, Essex":        "Elmer Square",
		"12 - 14 Station Rd., Mill Lane, Town":              "Mill Lane",
		"74A St Botolph'S Street":                           "St Botolph'S Street",
		"Queens Road, Buckhurst Hill, Essex":                "Queens Road",
		"Unit 5 Food Court, Eastgate Centre, Basildon":      "",
		"40 Market Hill":                                    "Market Hill",
		"":                                                  "",
	} {
		if got := zones.StreetOf(address); got != want {
			t.Errorf("%q: street %q, want %q", address, got, want)
		}
	}
}

func TestStreetIn(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]string{
		"High Street":                         "High Street",
		"Deeping":                             "Deeping",
		"A12":                                 "A12",
		"12 HIGH STREET, ASHFORD, TN24 8TD":   "High Street",
		"ST JOHN'S STREET":                    "St John's Street",
		"7 Long  Lane":                        "Long Lane",
		"7 Deeping":                           "", // a number, and no word for a street: maybe somebody's house
		"The Anchor, 3 Quay Street, Southend": "Quay Street",
		"near The Anchor":                     "",
		"":                                    "",
	} {
		if got := zones.StreetIn(location); got != want {
			t.Errorf("%q: street %q, want %q", location, got, want)
		}
	}
}

// Where the records only say what is near, areas are named after the streets of the map;
// without one after what is near.
func TestAreasAreNamedAfterTheStreetMap(t *testing.T) {
	t.Parallel()
	for mapped, want := range map[string]string{"Quay Street": "Quay Street", "": "near The Anchor"} {
		in := sixMonths(t)
		in.Settings.Mask, in.Settings.Pile = false, 1
		in.Offences = recorded(t, at(t, 0.7143, 51.5366), "near The Anchor", 60, 100)
		for i := range in.Offences {
			in.Offences[i].Street = mapped
		}
		if set := drawn(t, in); len(set.Areas) != 1 || set.Areas[0].Name != want {
			t.Errorf("map %q: %s, want %s", mapped, names(set), want)
		}
	}
}

func TestTownOf(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"12-14 High St, Ashford, Kent, TN24 8TD":      "Ashford",
		"10 Broadway, Jaywick, Clacton On Sea, Essex": "Clacton on Sea",
		"658 London Road, Westcliff-On-Sea":           "Westcliff-on-Sea",
		"48 Hoover Drive, Laindon, Basildon,Essex.":   "Basildon",
		"27 High Street, Essex":                       "",
		"Queens Road, Buckhurst Hill, Essex":          "Buckhurst Hill",
		"Unit 7, Essex":                               "",
		"":                                            "",
	} {
		if got := zones.TownOf(address); got != want {
			t.Errorf("%q: town %q, want %q", address, got, want)
		}
	}
}
