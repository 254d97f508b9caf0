package app

import (
	"slices"
	"strings"
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

// TestFairnessWordsHaveCommas writes minutes in the sentence as the table below it does.
func TestFairnessWordsHaveCommas(t *testing.T) {
	t.Parallel()
	f := Fairness{Minutes: 1121, Wards: []FairShare{{Of: "Quay", Minutes: 600, MinutesShare: 0.535}}}
	if words := f.words("Newtown"); !strings.Contains(words, "of the 1,121 planned minutes at spots") {
		t.Errorf("%q, want 1,121 planned minutes", words)
	}
}
