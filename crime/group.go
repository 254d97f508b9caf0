package crime

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"beatplan/geo"
)

// Flags that say something of an offence beside its type.
const (
	FlagKnife           = "knife"
	FlagDomestic        = "domestic"
	FlagAlcohol         = "alcohol"
	FlagHate            = "hate"
	FlagBusiness        = "business"
	FlagPoliceGenerated = "police-generated" // exists because officers looked
)

// Flags returns the flags that an offence may have.
func Flags() []string {
	return []string{FlagKnife, FlagDomestic, FlagAlcohol, FlagHate, FlagBusiness, FlagPoliceGenerated}
}

// A Group is a named rule that says which offences are meant. Without a rule in
// a field every offence fits that field.
type Group struct {
	Name         string   `json:"name"`
	Version      int      `json:"version"`    // counts up from 1 with every change
	Definition   string   `json:"definition"` // what we mean when we say it
	Types        []string `json:"types"`      // subgroups or categories; a category takes its subgroups in
	Flags        []string `json:"flags"`      // all of them
	WithoutFlags []string `json:"without_flags"`
	Places       []string `json:"places"` // where the place is known, one of them

	RuralUrban string   `json:"rural_urban,omitempty"` // rural or urban: the class of the census area; empty: both
	Beats      []string `json:"beats,omitempty"`       // areas, such as beats, by code or name: in one of them; none: everywhere
}

// AntiSocial is the group of incidents of anti-social behaviour.
const AntiSocial = "asb"

// Burglaries is the group after whose offences homes are visited, unless another is named.
const Burglaries = "burglary"

// DefaultGroups returns the groups that everybody has, by name.
func DefaultGroups() []Group {
	group := func(name, definition string, types []string) Group {
		return Group{
			Name: name, Version: 1, Definition: definition, Types: types,
			Flags: []string{}, WithoutFlags: []string{}, Places: []string{},
		}
	}
	all := group("all", "Every recorded offence; anti-social behaviour is not one and is counted apart", []string{})
	asb := group(AntiSocial, "Incidents of anti-social behaviour, which are no offences, have no harm weight and are counted", []string{AntiSocialBehaviour})
	damage := group("criminal-damage", "Criminal damage and arson", []string{"Criminal damage and arson"})
	business := group("business", "Theft from shops, robbery of businesses and burglary of their premises. Files that say no more than robbery or burglary hold some of it that nobody can tell from the rest",
		[]string{"Shoplifting", "Robbery of business property", "Non-residential burglary"})
	business.Places = []string{"shop", "licensed-premises", "business", "supermarket", "petrol-station", "shopping-area", "nightclub", "public", "transport"}
	rural := group("rural", "Burglary, theft, vehicle crime and damage on rural land, by the class of its census area: farms, plant, villages, heritage sites. Hare coursing and fly-tipping come as calls or as counts of partners",
		[]string{"Burglary", "Other theft", "Vehicle crime", "Criminal damage and arson"})
	rural.RuralUrban = Rural
	burglary := group(Burglaries, "Burglary of homes and of other buildings", []string{"Burglary"})

	knife := group("knife", "Offences with a knife: violence, robbery, threats and sexual offences flagged so. Possession found by searching shows where officers looked and is not one",
		[]string{"Violence and sexual offences", "Robbery", "Public order"})
	knife.Flags = []string{FlagKnife}
	knife.WithoutFlags = []string{FlagPoliceGenerated}

	night := group("nte-violence", "Violence, public order and damage in public places, not domestic",
		[]string{"Violence and sexual offences", "Public order", "Criminal damage and arson"})
	night.WithoutFlags = []string{FlagDomestic, FlagPoliceGenerated}
	night.Places = []string{"public", "licensed-premises", "transport", "shop"}

	robbery := group("robbery", "Robbery, of persons and of businesses", []string{"Robbery"})
	street := group("street-robbery", "Robbery of personal property in public places", []string{"Robbery of personal property"})
	street.Places = []string{"public", "transport"}

	theft := group("theft-from-person", "Theft from the person: snatched or picked, without force", []string{"Theft from the person"})
	vehicle := group("vehicle-crime", "Theft of and from vehicles", []string{"Vehicle crime"})
	shop := group("shoplifting", "Shoplifting", []string{"Shoplifting"})
	violence := group("violence", "Violence and sexual offences", []string{"Violence and sexual offences"})
	weapon := group("weapon-possession", "Possession of weapons: police-generated, an output of patrol and never its target", []string{"Possession of weapons"})
	return []Group{all, asb, burglary, business, damage, knife, night, robbery, rural, shop, street, theft, vehicle, violence, weapon}
}

// Validate returns an error that names what is wrong with the rule.
func (g Group) Validate() error {
	if !IsName(g.Name) {
		return fmt.Errorf("name %q: 1 to 40 lower-case letters, digits and hyphens", g.Name)
	}
	if strings.TrimSpace(g.Definition) == "" {
		return errors.New("definition: say what we mean when we say it")
	}
	if err := knownFlags("flags", g.Flags); err != nil {
		return err
	}
	if err := knownFlags("without_flags", g.WithoutFlags); err != nil {
		return err
	}
	for i, f := range g.WithoutFlags {
		if slices.Contains(g.Flags, f) {
			return fmt.Errorf("without_flags/%d: flags asks for %s: no offence has it and has it not", i, f)
		}
	}
	for i, t := range g.Types {
		if _, known := TypeName(t); !known {
			return fmt.Errorf("types/%d: no offence type or category %q; there are %s, and the subgroups of these", i, t, geo.Names(categories()))
		}
	}
	if g.Unweighted() && len(g.Types) > 1 {
		return errors.New("types: anti-social behaviour cannot be added to offences: it has no harm weight")
	}
	return g.validateLand()
}

// Unweighted reports whether the group is of incidents of anti-social behaviour, which have no
// harm weight: ranked by harm, every place has none.
func (g Group) Unweighted() bool { return slices.Contains(g.AllTypes(), AntiSocialBehaviour) }

func knownFlags(field string, flags []string) error {
	known := Flags()
	for i, f := range flags {
		if !slices.Contains(known, f) {
			return fmt.Errorf("%s/%d: no flag %q; there are %s", field, i, f, geo.Names(known))
		}
	}
	return nil
}

// categories returns those that a group can name, anti-social behaviour first.
func categories() []string {
	names := []string{AntiSocialBehaviour}
	for _, s := range Catalogue() {
		if !slices.Contains(names, s.Category) {
			names = append(names, s.Category)
		}
	}
	return names
}

func typeNames() []string {
	names := []string{AntiSocialBehaviour}
	for _, s := range Catalogue() {
		names = append(names, s.Name, s.Category)
	}
	for _, r := range RetiredTypes() {
		names = append(names, r.Name)
	}
	return names
}

// AllTypes returns the types that the rule takes in, in the catalogue's spelling:
// categories with their subgroups, and retired types that have become nothing else.
// Nothing means every type but anti-social behaviour.
func (g Group) AllTypes() []string {
	var types []string
	for _, t := range g.Types {
		t, _ = TypeName(t)
		types = append(types, t)
		for _, s := range Catalogue() {
			if s.Category == t {
				types = append(types, s.Name)
			}
		}
	}
	for _, r := range RetiredTypes() {
		if every(r.Of, func(t string) bool { return slices.Contains(types, t) }) {
			types = append(types, r.Name)
		}
	}
	slices.Sort(types)
	return slices.Compact(types)
}

func every(names []string, ok func(string) bool) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return !ok(n) })
}

// Coarser returns the categories and retired types that the rule takes a part of and not
// the whole: of an offence of which no more is known nobody can say whether it is meant.
func (g Group) Coarser() []string {
	types := g.AllTypes()
	taken := func(t string) bool { return slices.Contains(types, t) }
	var coarser []string
	for _, s := range Catalogue() {
		if taken(s.Name) && !taken(s.Category) && !slices.Contains(coarser, s.Category) {
			coarser = append(coarser, s.Category)
		}
	}
	for _, r := range RetiredTypes() {
		part := slices.ContainsFunc(r.Of, func(t string) bool { return taken(t) || slices.Contains(coarser, t) })
		if part && !taken(r.Name) {
			coarser = append(coarser, r.Name)
		}
	}
	return coarser
}

// Matcher returns a function that says whether an offence is one of the group.
func (g Group) Matcher() func(Offence) bool {
	types := map[string]bool{}
	for _, t := range g.AllTypes() {
		types[t] = true
	}
	return func(o Offence) bool {
		switch {
		case len(types) == 0 && o.Type == AntiSocialBehaviour,
			len(types) > 0 && !types[o.Type],
			len(g.Places) > 0 && o.Place != "" && !slices.Contains(g.Places, o.Place):
			return false
		}
		for _, f := range g.Flags {
			if !slices.Contains(o.Flags, f) {
				return false
			}
		}
		return !slices.ContainsFunc(g.WithoutFlags, func(f string) bool { return slices.Contains(o.Flags, f) })
	}
}

// Matches reports whether an offence is one of the group. Who asks of many offences
// asks for the [Group.Matcher] once.
func (g Group) Matches(o Offence) bool { return g.Matcher()(o) }

// Targets returns the group as the target of patrols: without what police
// generate themselves.
func (g Group) Targets() Group {
	if !slices.Contains(g.WithoutFlags, FlagPoliceGenerated) {
		g.WithoutFlags = append(slices.Clone(g.WithoutFlags), FlagPoliceGenerated)
	}
	return g
}

// PoliceGenerated reports whether offences of a type mostly exist because
// officers looked: drugs and weapons found by searching.
func PoliceGenerated(offenceType string) bool {
	c := category(offenceType)
	return c == "Drugs" || c == "Possession of weapons"
}

// TypesOf returns the types of the offences that belong to a group, by name.
func TypesOf(g Group, offences []Offence) []string {
	matches := g.Matcher()
	seen := map[string]bool{}
	for _, o := range offences {
		if !seen[o.Type] && matches(o) {
			seen[o.Type] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
