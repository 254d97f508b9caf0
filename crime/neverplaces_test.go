package crime_test

import (
	"slices"
	"testing"

	"beatplan/crime"
)

func TestNeverPlacesDependOnTheTarget(t *testing.T) {
	t.Parallel()
	violence := crime.Group{Types: []string{"Violence and sexual offences", "Public order"}}
	tests := map[string]struct {
		group crime.Group
		want  []string // categories
	}{
		"violence":      {violence, []string{"prison", "hospital", "police-station", "custody-suite", "airport", "motorway-services", "ferry-terminal", "race-track"}},
		"everything":    {crime.Group{}, []string{"prison", "hospital", "police-station", "custody-suite", "airport", "motorway-services", "ferry-terminal", "race-track"}},
		"vehicle crime": {crime.Group{Types: []string{"Vehicle crime"}}, []string{"prison", "hospital", "police-station", "custody-suite", "airport", "ferry-terminal", "race-track"}},
		"vehicle offences, a subgroup": {
			crime.Group{Types: []string{"Vehicle offences"}},
			[]string{"prison", "hospital", "police-station", "custody-suite", "airport", "ferry-terminal", "race-track"},
		},
		"anti-social behaviour": {
			crime.Group{Types: []string{crime.AntiSocialBehaviour}},
			[]string{"prison", "hospital", "police-station", "custody-suite", "motorway-services", "ferry-terminal", "race-track"},
		},
		"vehicle crime and violence": {
			crime.Group{Types: []string{"Vehicle crime", "Public order"}},
			[]string{"prison", "hospital", "police-station", "custody-suite", "airport", "motorway-services", "ferry-terminal", "race-track"},
		},
	}
	for name, tt := range tests {
		var got []string
		for _, k := range crime.NeverPlaces(tt.group) {
			got = append(got, k.Category)
			if k.Why == "" {
				t.Errorf("%s: %s without a reason", name, k.Category)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestKindAt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		location, place string
		want            string
		role            crime.PlaceRole
	}{
		"public":                {"Prison", "", "prison", crime.Never},
		"a record's own":        {"Visitors' hall", "hospital", "hospital", crime.Never},
		"nightclub":             {"Nightclub", "", "nightclub", crime.Night},
		"car park":              {"Parking Area", "", "car-park", crime.Neutral},
		"a street":              {"High Street", "public", "", ""},
		"named after a court":   {"Crown Court", "", "", ""},
		"custody has no points": {"", "custody-suite", "custody-suite", crime.Never},
		"nothing":               {"", "", "", ""},
	}
	for name, tt := range tests {
		k, found := crime.KindAt(tt.location, tt.place)
		if k.Category != tt.want || k.Role != tt.role || found != (tt.want != "") {
			t.Errorf("%s: %+v, %v; want %s", name, k, found, tt.want)
		}
	}
	if got := crime.Street("On or near High Street"); got != "High Street" {
		t.Errorf("street %q", got)
	}
}
