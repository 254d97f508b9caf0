package zones

import (
	"fmt"
	"slices"
	"strings"

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
// between commas that ends as streets do. Empty means that none does.
//
//	"1st Floor, 12-14 High St, Ashford, Kent" -> "High Street"
func StreetOf(address string) string {
	words := streetWords()
	parts := strings.Split(address, ",")
	for _, part := range slices.Backward(parts) {
		fields := strings.Fields(part)
		for len(fields) > 0 && (strings.ContainsAny(fields[0], "0123456789") || fields[0] == "-" || fields[0] == "&") {
			fields = fields[1:]
		}
		if len(fields) == 0 {
			continue
		}
		last := strings.TrimRight(fields[len(fields)-1], ".")
		if !slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, last) }) {
			continue
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
	return ""
}

// tidyName undoes what capitals did to a location: "St John'S Street".
func tidyName(location string) string { return strings.ReplaceAll(location, "'S", "'s") }

// townOf returns the commonest town of the premises inside an area, or else of
// those within three cells. Of towns as common, the first by name.
func (g *Ground) townOf(a Area) (string, error) {
	commonest := func(premises []Premises) string {
		times, best := map[string]int{}, ""
		for _, p := range premises {
			if p.Town != "" {
				times[p.Town]++
			}
		}
		for town, n := range times {
			if best == "" || n > times[best] || n == times[best] && town < best {
				best = town
			}
		}
		return best
	}
	if town := commonest(a.Inside); town != "" {
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
	return commonest(premises), nil
}

// streetsOf returns the streets that an area may be named after, best first: by
// their share of its offences taken for night-time economy and of its premises.
func (g *Ground) streetsOf(a Area) []Street {
	scores := map[string]float64{}
	spelling := map[string]string{} // as offences have it, or else premises
	add := func(name string, share float64) {
		key := strings.ToLower(name)
		if key == "" || strings.EqualFold(name, a.Town) {
			return
		}
		if spelling[key] == "" {
			spelling[key] = name
		}
		scores[spelling[key]] += share
	}
	for _, l := range a.Leading {
		if !g.in.Kinds[l.Name] && !g.in.Never[l.Name] && a.Weighted > 0 {
			add(l.Name, l.Weight/a.Weighted)
		}
	}
	for _, p := range a.Inside {
		add(tidyName(p.Street), 1/float64(len(a.Inside)))
	}
	return byWeight(scores)
}

// nameFor names an area after its best street that no other is named after, with
// the next one where that is nearly as good.
func nameFor(a Area, used map[string]bool) string {
	const nearly = 0.6
	suffix := ""
	if a.Town != "" {
		suffix = ", " + a.Town
	}
	for i, street := range a.streets {
		name := street.Name
		if i+1 < len(a.streets) && a.streets[i+1].Weight >= nearly*street.Weight {
			name += " / " + a.streets[i+1].Name
		}
		if !used[name+suffix] {
			return name + suffix
		}
	}
	name := "place without a name"
	switch named := slices.IndexFunc(a.Leading, func(l Street) bool { return l.Name != "" }); {
	case len(a.streets) > 0:
		name = a.streets[0].Name
	case named >= 0:
		name = strings.ToLower(a.Leading[named].Name)
	}
	for n := 1; ; n++ {
		numbered := name + suffix
		if n > 1 {
			numbered = fmt.Sprintf("%s %d%s", name, n, suffix)
		}
		if !used[numbered] {
			return numbered
		}
	}
}
