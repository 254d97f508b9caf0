package main

import (
	"testing"

	"beatplan/internal/app"
)

func TestReadCrew(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]app.Crew{
		"constable":              {Role: "constable"},
		"2*constable":            {Role: "constable", Count: 2},
		"pcso:designated:foot:3": {Role: "pcso", Designated: true, Mode: "foot", Officers: 3},
	} {
		if got, err := readCrew(text); got != want || err != nil {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "sheriff", "0*pcso", "two*pcso", "pcso:boat", "pcso:0", "cctv"} {
		if crew, err := readCrew(text); err == nil {
			t.Errorf("%q: %+v", text, crew)
		}
	}
}
