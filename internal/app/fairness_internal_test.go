package app

import (
	"slices"
	"testing"

	"beatplan/geo"
)

// TestTellApart gives each area a name of its own: two wards of one name are two wards.
func TestTellApart(t *testing.T) {
	t.Parallel()
	wards := []geo.Area{{Name: "Central", Code: "E1"}, {Name: "Quay", Code: "E2"}, {Name: "Central", Code: "E3"}}
	if got, want := tellApart(wards), []string{"Central (E1)", "Quay", "Central (E3)"}; !slices.Equal(got, want) {
		t.Errorf("the wards are called %q, want %q", got, want)
	}
}
