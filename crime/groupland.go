package crime

import (
	"fmt"
	"slices"
	"strings"
)

// Classes of land in a group's rule, after the Office for National Statistics'
// rural-urban classification of census areas.
const (
	Rural = "rural"
	Urban = "urban"
)

// OfLand reports whether the group is of a part of the land alone: of a rural-urban
// class, or of some beats.
func (g Group) OfLand() bool { return g.RuralUrban != "" || len(g.Beats) > 0 }

// Land says in words what land the group is of: rural land in North beat. Empty: all.
func (g Group) Land() string {
	words := strings.Join(g.Beats, ", ")
	switch {
	case g.RuralUrban != "" && words != "":
		return g.RuralUrban + " land in " + words
	case g.RuralUrban != "":
		return g.RuralUrban + " land"
	}
	return words
}

// ClassMeasures returns the names under which tables of people hold the rural-urban
// class of a census area, the most usual first.
func ClassMeasures() []string {
	return []string{"ruc", "urban_rural_flag", "rural_urban_flag", "ruc21_name", "ruc21nm", "ruc11", "classification"}
}

// IsClass reports whether a census area's class, in its publisher's words, is rural or
// urban: "Larger rural: nearer to a major town or city" is rural.
func IsClass(words, class string) bool {
	return strings.Contains(strings.ToLower(words), class)
}

// validateLand returns an error that names what is wrong with the rule of land.
func (g Group) validateLand() error {
	if g.RuralUrban != "" && g.RuralUrban != Rural && g.RuralUrban != Urban {
		return fmt.Errorf("rural_urban %q: it is %s or %s, or empty for both", g.RuralUrban, Rural, Urban)
	}
	if i := slices.Index(g.Beats, ""); i >= 0 {
		return fmt.Errorf("beats/%d: name an area", i)
	}
	return nil
}
