package study_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// A spot has a name that people find it by: a road number and a whole town are told by the
// nearest street, and so is a place whose offences name none.
func TestSpotsHaveTheNameOfAStreet(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ there, elsewhere, want string }{
		"a street":                     {"High Street", "Side Street", "High Street"},
		"a road number":                {"A129", "Side Street", "A129 by Side Street"},
		"a motorway":                   {"A1(M)", "near The Crown", "A1(M) by The Crown"},
		"the town itself":              {"Town", "Side Street", "near Side Street"},
		"a town in it":                 {"Littleham", "Side Street", "near Side Street"},
		"a kind of place":              {"Parking Area", "Side Street", "near Side Street"},
		"a road number, and no more":   {"A129", "A129", "A129"},
		"a kind of place, and no more": {"Parking Area", "Supermarket", "Parking Area"},
		"nothing":                      {"Town", "Parking Area", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			town := town(t)
			town.Towns = []string{"LITTLEHAM"}
			for i := range town.Offences {
				o := &town.Offences[i]
				at, _ := town.Lattice.Index(o.Cell)
				o.Location = "On or near " + tt.elsewhere
				if slices.Contains(town.planted, at) {
					o.Location = "On or near " + tt.there
				}
			}
			f, err := town.ShiftForecast(town.learning)
			if err != nil {
				t.Fatal(err)
			}
			start := time.Date(2025, 1, 3, 18, 0, 0, 0, time.UTC)
			spots, _, err := town.ShiftSpots(f, start, start.Add(8*time.Hour), 1, nil)
			if err != nil {
				t.Fatal(err)
			}
			if spots[0].Name != tt.want {
				t.Errorf("%q, want %q", spots[0].Name, tt.want)
			}
		})
	}
}

// "near Side Street" and "Side Street" are not two spots of one plan: who has no street of
// their own are near one that no other is named after.
func TestNoSpotIsNearTheStreetOfAnother(t *testing.T) {
	t.Parallel()
	town := town(t)
	for i := range town.Offences {
		o := &town.Offences[i]
		at, _ := town.Lattice.Index(o.Cell)
		o.Location = fmt.Sprintf("On or near %c Street", 'A'+rune(at%7))
		if slices.Contains(town.planted, at) {
			o.Location = "On or near Parking Area"
		}
	}
	f, err := town.ShiftForecast(town.learning)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2025, 1, 3, 18, 0, 0, 0, time.UTC)
	spots, _, err := town.ShiftSpots(f, start, start.Add(8*time.Hour), 4, nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range spots {
		names = append(names, s.Name)
	}
	near := 0
	for _, name := range names {
		street, is := strings.CutPrefix(name, "near ")
		if is {
			near++
		}
		if is && slices.Contains(names, street) {
			t.Errorf("%q and %q are two spots of %q", name, street, names)
		}
	}
	if near == 0 || near == len(names) {
		t.Errorf("%q: some are to be near a street, some on one", names)
	}
}
