package crime_test

import (
	"strings"
	"testing"

	"beatplan/crime"
)

func TestGroupLand(t *testing.T) {
	t.Parallel()
	rule := func(class string, beats ...string) crime.Group {
		g := group(t, "rural")
		g.RuralUrban, g.Beats = class, beats
		return g
	}
	tests := map[string]struct {
		group crime.Group
		land  string
		wrong string // field; empty: nothing
	}{
		"everywhere":      {rule(""), "", ""},
		"rural":           {rule("rural"), "rural land", ""},
		"beats":           {rule("", "North", "South"), "North, South", ""},
		"urban in a beat": {rule("urban", "North"), "urban land in North", ""},
		"another class":   {rule("coastal"), "coastal land", "rural_urban"},
		"no name":         {rule("", "North", ""), "North, ", "beats/1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.group.Land(); got != tt.land || tt.group.OfLand() != (tt.land != "") {
				t.Errorf("land %q, of land: %t; want %q", got, tt.group.OfLand(), tt.land)
			}
			err := tt.group.Validate()
			if (err == nil) != (tt.wrong == "") || err != nil && !strings.HasPrefix(err.Error(), tt.wrong) {
				t.Errorf("%v, want %q", err, tt.wrong)
			}
		})
	}
}

// The words are those of the 2021 and the 2011 classification.
func TestIsClass(t *testing.T) {
	t.Parallel()
	for words, class := range map[string]string{
		"Rural": crime.Rural, "Urban": crime.Urban, "Larger rural: Nearer to a major town or city": crime.Rural,
		"Urban: Further from a major town or city": crime.Urban, "Rural town and fringe in a sparse setting": crime.Rural,
		"Urban major conurbation": crime.Urban, "": "",
	} {
		for _, c := range []string{crime.Rural, crime.Urban} {
			if got := crime.IsClass(words, c); got != (c == class) {
				t.Errorf("%q is %s: %t", words, c, got)
			}
		}
	}
}
