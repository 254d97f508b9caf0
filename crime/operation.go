package crime

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"beatplan/geo"
)

// What an operation ranks places by.
const (
	ByHarm  = "harm"  // days of imprisonment
	ByCount = "count" // every offence or incident weighs the same
)

// mostAreas is the largest budget of areas: more than a force can attend to.
const mostAreas = 100

// An Operation is a standing task of the force: what it targets, when, and how much of
// it people can attend to.
type Operation struct {
	Name    string   `json:"name"`
	Version int      `json:"version"` // counts up from 1 with every change
	Title   string   `json:"title"`   // as people call it: Op Meteor
	Groups  []string `json:"groups"`  // in order of preference: the first of which enough offences count
	Clock   string   `json:"clock"`   // empty: the hours of the shift that is planned
	Measure string   `json:"measure"` // what ranks places: harm or count
	Never   []string `json:"never"`   // categories of the kinds of place that it never ranks
	Areas   int      `json:"areas"`   // its budget: the most focus areas of a district

	// Premises says that its focus areas lie where licensed premises do, which stand for
	// its hours where these are unknown. Without it, areas are smaller and lie anywhere.
	Premises bool `json:"premises"`
}

// DefaultOperations returns the operations that everybody has, by name. Each never
// ranks the kinds of place at which the offences of its first group do not count.
func DefaultOperations() []Operation {
	operation := func(name, title, clock, measure string, groups ...string) Operation {
		o := Operation{Name: name, Version: 1, Title: title, Groups: groups, Clock: clock, Measure: measure, Never: []string{}, Areas: 10}
		for _, g := range DefaultGroups() {
			if g.Name == groups[0] {
				for _, k := range NeverPlaces(g) {
					o.Never = append(o.Never, k.Category)
				}
			}
		}
		return o
	}
	night := operation("nte", "Night-time economy", "nte", ByHarm, "nte-violence")
	night.Premises = true
	return []Operation{
		operation("asb", "Anti-social behaviour", "", ByCount, "asb"),
		operation("burglary", "Op Meteor: burglary", "", ByHarm, "burglary"),
		operation("business", "Business crime", "", ByHarm, "business"),
		night,
		operation("rural", "Rural crime", "", ByHarm, "rural"),
		operation("sceptre", "Op Sceptre: knife crime", "", ByHarm, "knife", "robbery"),
		operation("vehicle-crime", "Vehicle crime", "", ByHarm, "vehicle-crime"),
	}
}

// Validate returns an error that begins with the field that is wrong and ends with
// what would do.
func (o Operation) Validate() error {
	switch {
	case !IsName(o.Name):
		return fmt.Errorf("name %q: 1 to 40 lower-case letters, digits and hyphens", o.Name)
	case strings.TrimSpace(o.Title) == "":
		return errors.New("title: say what people call the operation")
	case len(o.Groups) == 0:
		return errors.New("groups: name at least one offence group")
	case o.Measure != ByHarm && o.Measure != ByCount:
		return fmt.Errorf("measure %q: it is %s or %s", o.Measure, ByHarm, ByCount)
	case o.Areas < 1 || o.Areas > mostAreas:
		return fmt.Errorf("areas %d: a budget is 1 to %d focus areas", o.Areas, mostAreas)
	}
	var categories []string
	for _, k := range PlaceKinds() {
		categories = append(categories, k.Category)
	}
	for i, category := range o.Never {
		if !slices.Contains(categories, category) {
			return fmt.Errorf("never/%d: no kind of place %q; there are %s", i, category, geo.Names(categories))
		}
	}
	return nil
}

// Weights returns the harm table that the operation ranks by. By count every offence
// weighs 1, and what is called harm is a number of offences.
func (o Operation) Weights() Harm {
	if o.Measure == ByCount {
		return EqualHarm()
	}
	return DefaultHarm()
}

// A Strand is a heading under which the force reports, with what it means by it.
type Strand struct {
	Name       string   `json:"name"`
	Version    int      `json:"version"`    // counts up from 1 with every change
	Title      string   `json:"title"`      // as the report has it
	Definition string   `json:"definition"` // what we mean when we say it
	Operations []string `json:"operations"` // that belong to it
	Groups     []string `json:"groups"`     // of offences that it counts
	Aim        string   `json:"aim"`        // empty: none is set
	Objectives string   `json:"objectives"` // in words; empty: none are set
	Measure    string   `json:"measure"`    // of success, as agreed beforehand; empty: none is
}

// DefaultStrands returns the strands that everybody has, by name: one for each of
// [DefaultOperations].
func DefaultStrands() []Strand {
	strand := func(name, title, definition, operation string, groups ...string) Strand {
		return Strand{Name: name, Version: 1, Title: title, Definition: definition, Operations: []string{operation}, Groups: groups}
	}
	return []Strand{
		strand("anti-social-behaviour", "Anti-social behaviour", "Incidents of nuisance, of disorder and of harm to the surroundings that are reported to the police, whether or not an offence was committed", "asb", "asb"),
		strand("burglary", "Burglary", "Burglary of homes and of other buildings, which Op Meteor works to prevent", "burglary", "burglary"),
		strand("business-crime", "Business crime", "Theft from shops, robbery of businesses and burglary of their premises, in town centres and at forecourts", "business", "business"),
		strand("knife-crime", "Knife crime", "Violence, robbery, threats and sexual offences in which a knife was used or threatened; knives found by searching are an output of patrol", "sceptre", "knife", "weapon-possession"),
		strand("night-time-economy", "Night-time economy", "Violence, public order and damage in public places at night, where people go out to eat, drink and dance", "nte", "nte-violence"),
		strand("rural-crime", "Rural crime", "Burglary, theft, vehicle crime and damage in the countryside: farms, plant, villages and heritage sites", "rural", "rural"),
		strand("vehicle-crime", "Vehicle crime", "Theft of vehicles, theft from them, and interference with them", "vehicle-crime", "vehicle-crime"),
	}
}

// Validate returns an error that begins with the field that is wrong and ends with
// what would do.
func (s Strand) Validate() error {
	switch {
	case !IsName(s.Name):
		return fmt.Errorf("name %q: 1 to 40 lower-case letters, digits and hyphens", s.Name)
	case strings.TrimSpace(s.Title) == "":
		return errors.New("title: say what the report calls the strand")
	case strings.TrimSpace(s.Definition) == "":
		return errors.New("definition: say what we mean when we say it")
	}
	return nil
}

// IsName reports whether a name is one that people can type and addresses can hold.
func IsName(s string) bool { return regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`).MatchString(s) }

// enough is how many offences make a group worth an operation's while.
const enough = 10

// Choose returns the first of the operation's groups of which enough offences
// count, or else the one of which most do, and a note when that is not the one
// preferred. Counted says how many of a group count, where and when it is asked.
func (o Operation) Choose(groups []Group, counted func(Group) float64) (chosen Group, note string, err error) {
	var best Group
	most, preferred := -1.0, 0.0
	for n, name := range o.Groups {
		i := slices.IndexFunc(groups, func(g Group) bool { return g.Name == name })
		if i < 0 {
			continue
		}
		number := counted(groups[i])
		if n == 0 {
			preferred = number
		}
		if number > most || number == 0 && most == 0 {
			best, most = groups[i], number
		}
		if number >= enough {
			break
		}
	}
	switch {
	case most < 0:
		return best, "", fmt.Errorf("operation %s needs one of the offence groups %v", o.Name, o.Groups)
	case best.Name == o.Groups[0]:
		return best, "", nil
	case preferred == 0:
		return best, fmt.Sprintf("no offence here carries what group %s needs, so operation %s uses %s", o.Groups[0], o.Name, best.Name), nil
	}
	return best, fmt.Sprintf("only %.3g offences of group %s count here, fewer than %d, so operation %s uses %s",
		preferred, o.Groups[0], enough, o.Name, best.Name), nil
}
