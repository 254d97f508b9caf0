package crime

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

// AntiSocialBehaviour is the type of incidents that are recorded beside
// offences, have no harm weight and are counted apart.
const AntiSocialBehaviour = "Anti-social behaviour"

// A Subgroup is one of the Home Office's subgroups of police recorded crime.
type Subgroup struct {
	Name     string
	Category string  // data.police.uk's coarser name for it
	Days     float64 // harm of one offence, days of imprisonment
	Share    float64 // of its category's recorded offences; the shares of a category add up to 1
}

// Catalogue returns the subgroups with their harm. Days are the Cambridge
// Crime Harm Index (Sherman, Neyroud & Neyroud 2016) averaged over the offences
// of a subgroup. Shares are rounded from police recorded crime in England and
// Wales, year to March 2025 (Office for National Statistics): with them the
// harm of a coarse category is a setting, not a fact about any one offence.
// The table is of the index as published in 2016; its authors updated it in May
// 2023, so figures are not to be compared with those of the newer one.
func Catalogue() []Subgroup {
	return []Subgroup{
		{"Homicide", "Violence and sexual offences", 5475, 0.0002},
		{"Violence with injury", "Violence and sexual offences", 365, 0.2426},
		{"Violence without injury", "Violence and sexual offences", 10, 0.3779},
		{"Stalking and harassment", "Violence and sexual offences", 10, 0.2811},
		{"Death or serious injury - unlawful driving", "Violence and sexual offences", 365, 0.0011},
		{"Rape offences", "Violence and sexual offences", 2555, 0.0336},
		{"Other sexual offences", "Violence and sexual offences", 182.25, 0.0635},
		{"Public order offences", "Public order", 7.5, 1},
		{"Criminal damage", "Criminal damage and arson", 2, 0.95},
		{"Arson", "Criminal damage and arson", 185, 0.05},
		{"Shoplifting", "Shoplifting", 1, 1},
		{"Other theft offences", "Other theft", 2, 1},
		{"Vehicle offences", "Vehicle crime", 5, 1},
		{"Residential burglary", "Burglary", 273.5, 0.68},
		{"Non-residential burglary", "Burglary", 183.5, 0.32},
		{"Possession of drugs", "Drugs", 3, 0.67},
		{"Trafficking of drugs", "Drugs", 5, 0.33},
		{"Theft from the person", "Theft from the person", 2, 1},
		{"Robbery of business property", "Robbery", 365, 0.20},
		{"Robbery of personal property", "Robbery", 365, 0.80},
		{"Possession of weapons offences", "Possession of weapons", 273.75, 1},
		{"Bicycle theft", "Bicycle theft", 2, 1},
		{"Miscellaneous crimes against society", "Other crime", 10, 1},
	}
}

// A RetiredType is a type that only files of older months have.
type RetiredType struct {
	Name  string
	Until Month    // the last month in which it was used
	Of    []string // the subgroups or categories that it has become
}

// RetiredTypes returns the types that were replaced: data.police.uk's categories up
// to April 2013, and the Home Office's subgroups of burglary up to March 2017.
func RetiredTypes() []RetiredType {
	const april2013, march2017 = Month(12*2013 + 3), Month(12*2017 + 2)
	return []RetiredType{
		{"Violent crime", april2013, []string{"Violence and sexual offences"}},
		{"Public disorder and weapons", april2013, []string{"Public order", "Possession of weapons"}},
		{"Domestic burglary", march2017, []string{"Residential burglary"}},
		{"Non-domestic burglary", march2017, []string{"Non-residential burglary"}},
	}
}

// IsBurglary reports whether a type in the catalogue's spelling, of now or of old, is a burglary.
func IsBurglary(offenceType string) bool {
	return category(offenceType) == "Burglary"
}

// TypeName returns the catalogue's spelling of an offence type, and whether the
// catalogue has it: case, spaces and dashes do not matter, nor does & for and. A type that it does not
// have is returned as it is. It compares with every name, so callers that ask for
// each row remember the answers.
func TypeName(offenceType string) (name string, known bool) {
	plain := PlainType(offenceType)
	names := typeNames()
	if i := slices.IndexFunc(names, func(n string) bool { return PlainType(n) == plain }); i >= 0 {
		return names[i], true
	}
	return offenceType, false
}

// PlainType returns the letters and digits of an offence type, in lower case: types
// that differ in nothing else are the same.
func PlainType(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, strings.ReplaceAll(s, "&", "and"))
}

// Harm is a table of weights: the days of imprisonment of one offence of each
// type, for subgroups and for coarse categories.
type Harm struct {
	Version int
	days    map[string]float64
	mixed   map[string]bool
}

// DefaultHarm returns the weights of the catalogue: its subgroups, and for each
// category the mean over its subgroups by share. A retired type has the weight of the one type
// that it became; one that was split into several has none.
func DefaultHarm() Harm {
	h := Harm{Version: 1, days: map[string]float64{}, mixed: map[string]bool{}}
	first := map[string]float64{}
	for _, s := range Catalogue() {
		h.days[s.Category] += s.Share * s.Days
		if days, seen := first[s.Category]; seen && days != s.Days {
			h.mixed[s.Category] = true
		}
		first[s.Category] = s.Days
	}
	for _, s := range Catalogue() {
		h.days[s.Name] = s.Days
	}
	for _, r := range RetiredTypes() {
		if len(r.Of) == 1 { // the mix of several is not known
			h.days[r.Name], h.mixed[r.Name] = h.days[r.Of[0]], h.mixed[r.Of[0]]
		}
	}
	return h
}

// EqualHarm returns a table in which one offence of any type weighs 1, and so does an
// incident of anti-social behaviour: for ranking by count.
func EqualHarm() Harm {
	h := Harm{days: map[string]float64{AntiSocialBehaviour: 1}}
	for _, s := range Catalogue() {
		h.days[s.Name], h.days[s.Category] = 1, 1
	}
	return h
}

// Days returns the harm of one offence of a type in days of imprisonment, and
// whether the type has a weight. Anti-social behaviour has none.
func (h Harm) Days(offenceType string) (days float64, weighted bool) {
	days, weighted = h.days[offenceType]
	return days, weighted
}

// Mixes returns a sentence for each of the types whose weight is a mix over
// subgroups, in the order given.
func (h Harm) Mixes(types []string) []string {
	var notes []string
	for _, t := range types {
		if h.mixed[t] {
			notes = append(notes, fmt.Sprintf("harm of «%s» is a national mix of its subgroups: %g days for every one", t, math.Round(h.days[t]*10)/10))
		}
	}
	return notes
}

// category returns the coarse category of a type, or the type itself where it
// is one or is not in the catalogue.
func category(offenceType string) string {
	for _, r := range RetiredTypes() {
		if r.Name == offenceType && len(r.Of) == 1 {
			offenceType = r.Of[0]
		}
	}
	all := Catalogue()
	if i := slices.IndexFunc(all, func(s Subgroup) bool { return s.Name == offenceType }); i >= 0 {
		return all[i].Category
	}
	return offenceType
}

// Capped returns the table with no type above some days of imprisonment.
func (h Harm) Capped(days float64) Harm {
	capped := h
	capped.days = make(map[string]float64, len(h.days))
	for name, d := range h.days {
		capped.days[name] = min(d, days)
	}
	return capped
}
