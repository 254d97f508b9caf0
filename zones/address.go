package zones

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/uber/h3-go/v4"
)

// streetWords end the name of a street.
func streetWords() []string {
	return []string{
		"Road", "Street", "Avenue", "Lane", "Drive", "Way", "Place", "Walk", "Green", "Square", "Hill", "Terrace", "Row", "Parade",
		"Broadway", "Esplanade", "Causeway", "Yard", "Quay", "Close", "Court", "Approach", "Rd", "St", "Arcade", "Mews", "Hythe", "Gate",
		"Strand", "Precinct",
	}
}

// StreetOf returns the street of an address without the number: the last part
// between commas that ends as streets do, but for the town. Empty means that none
// does.
//
//	"1st Floor, 12-14 High St, Ashford, Kent" -> "High Street"
func StreetOf(address string) string {
	street, _ := streetAndTown(address)
	return street
}

// TownOf returns the town of an address: the part before the county or the
// postcode. Empty means that it names none.
//
//	"12-14 High St, Ashford, Kent, TN24 8TD" -> "Ashford"
func TownOf(address string) string {
	_, town := streetAndTown(address)
	return town
}

// StreetIn returns the street that a recorded location names, without house numbers.
// Empty means that it names none: it is empty, or says what is near.
//
//	"High Street" -> "High Street"
//	"12 HIGH STREET, ASHFORD, TN24 8TD" -> "High Street"
//	"near The Crown" -> ""
func StreetIn(location string) string {
	location = strings.Join(strings.Fields(location), " ")
	switch {
	case location == "" || isNear(location):
		return ""
	case strings.Contains(location, ",") || hasDigit(location[:1]):
		return tidyName(StreetOf(location))
	}
	return tidyName(location)
}

// isNear reports whether a location says what it is near, and not where it is.
func isNear(location string) bool {
	const near = "near "
	return len(location) > len(near) && strings.EqualFold(location[:len(near)], near)
}

func streetAndTown(address string) (street, town string) {
	var parts []string
	for _, part := range strings.Split(address, ",") {
		if part = strings.Trim(strings.Join(strings.Fields(part), " "), ". "); part != "" {
			parts = append(parts, part)
		}
	}
	ended := false // by a county or a postcode
	for len(parts) > 0 && endsAddress(parts[len(parts)-1]) {
		parts, ended = parts[:len(parts)-1], true
	}
	if len(parts) == 0 {
		return "", ""
	}
	last, before := parts[len(parts)-1], parts[:len(parts)-1]
	if asStreet(last) == "" || ended && lastStreet(before) != "" && !hasDigit(last) { // Buckhurst Hill is a town
		if !hasDigit(last) {
			town = tidyTown(last)
		}
		return lastStreet(before), town
	}
	return asStreet(last), ""
}

// lastStreet returns the last of the parts of an address that is a street.
func lastStreet(parts []string) string {
	for _, part := range slices.Backward(parts) {
		if street := asStreet(part); street != "" {
			return street
		}
	}
	return ""
}

// asStreet returns a part of an address as a street, or nothing if it is none.
func asStreet(part string) string {
	fields := strings.Fields(part)
	for len(fields) > 0 && (hasDigit(fields[0]) || fields[0] == "-" || fields[0] == "&") {
		fields = fields[1:]
	}
	if len(fields) == 0 || hasDigit(strings.Join(fields, " ")) { // Unit 5 Food Court
		return ""
	}
	last := strings.TrimRight(fields[len(fields)-1], ".")
	if !slices.ContainsFunc(streetWords(), func(w string) bool { return strings.EqualFold(w, last) }) {
		return ""
	}
	switch strings.ToLower(last) {
	case "rd":
		last = "Road"
	case "st":
		last = "Street"
	}
	fields[len(fields)-1] = last
	return strings.Join(fields, " ")
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

func endsAddress(part string) bool {
	return postcode.MatchString(strings.ToUpper(part)) || slices.ContainsFunc(counties(), func(c string) bool { return strings.EqualFold(c, part) })
}

// counties end an address after the town, or stand for none.
func counties() []string {
	return []string{
		"Bedfordshire", "Berkshire", "Buckinghamshire", "Cambridgeshire", "Cheshire", "Cleveland", "Cornwall", "Cumbria", "Derbyshire",
		"Devon", "Dorset", "Durham", "East Sussex", "Essex", "Gloucestershire", "Greater London", "Greater Manchester", "Hampshire",
		"Herefordshire", "Hertfordshire", "Kent", "Lancashire", "Leicestershire", "Lincolnshire", "Merseyside", "Middlesex", "Norfolk",
		"North Yorkshire", "Northamptonshire", "Northumberland", "Nottinghamshire", "Oxfordshire", "Rutland", "Shropshire", "Somerset",
		"South Yorkshire", "Staffordshire", "Suffolk", "Surrey", "Sussex", "Tyne and Wear", "Warwickshire", "West Midlands", "West Sussex",
		"West Yorkshire", "Wiltshire", "Worcestershire", "England", "Wales", "United Kingdom", "UK",
	}
}

var postcode = regexp.MustCompile(`^[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}$`)

// tidyTown writes the small words of a town's name small: Clacton-on-Sea.
func tidyTown(town string) string {
	for _, small := range []string{"On", "Upon", "Le", "The", "In", "By"} {
		for _, gap := range []string{" ", "-"} {
			town = strings.ReplaceAll(town, gap+small+gap, gap+strings.ToLower(small)+gap)
		}
	}
	return town
}

// tidyName undoes what capitals did to a location: "St John'S Street", "HIGH STREET". Words
// with a digit, as A12, stay as they are.
func tidyName(location string) string {
	if len(location) > 3 && location == strings.ToUpper(location) {
		words := strings.Fields(strings.ReplaceAll(location, "-", "- "))
		for i, w := range words {
			if !hasDigit(w) {
				first, size := utf8.DecodeRuneInString(w)
				words[i] = string(first) + strings.ToLower(w[size:])
			}
		}
		return strings.ReplaceAll(strings.Join(words, " "), "- ", "-")
	}
	return strings.ReplaceAll(location, "'S", "'s")
}

// townOf returns the commonest town of the premises inside an area, or else of
// those within three cells. Of towns as common, the first by name.
func (g *Ground) townOf(a Area) (string, error) {
	if town := commonestTown(a.Inside); town != "" {
		return town, nil
	}
	const around = 3 // cells
	seen := map[h3.Cell]bool{}
	var premises []Premises
	for _, c := range a.Cells {
		disk, err := c.GridDisk(around)
		if err != nil {
			return "", fmt.Errorf("around cell %s: %w", c, err)
		}
		for _, n := range disk {
			if seen[n] {
				continue
			}
			seen[n] = true
			for _, i := range g.premises[n] {
				premises = append(premises, g.in.Premises[i])
			}
		}
	}
	return commonestTown(premises), nil
}

// commonestTown returns the town of most premises, in the spelling that most have.
// Of towns as common, the first by name.
func commonestTown(premises []Premises) string {
	spellings := map[string]map[string]int{}
	times := map[string]int{}
	for _, p := range premises {
		if p.Town == "" {
			continue
		}
		key := strings.ToLower(strings.ReplaceAll(p.Town, "-", " "))
		if spellings[key] == nil {
			spellings[key] = map[string]int{}
		}
		spellings[key][p.Town]++
		times[key]++
	}
	return most(spellings[most(times)])
}

// most returns the name that is counted most often, of several the first.
func most(times map[string]int) string {
	best := ""
	for _, name := range slices.Sorted(maps.Keys(times)) {
		if times[name] > times[best] {
			best = name
		}
	}
	return best
}
