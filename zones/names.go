package zones

import (
	"fmt"
	"slices"
	"strings"
)

// streetsOf returns the streets that an area may be named after, best first: by
// their share of its offences taken for night-time economy, which are given by street,
// and of its premises. Where neither has a street it is what offences are near.
func streetsOf(a Area, offences map[string]float64) []Street {
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
	for _, s := range byWeight(offences) {
		if a.Weighted > 0 {
			add(s.Name, s.Weight/a.Weighted)
		}
	}
	for _, p := range a.Inside {
		add(tidyName(p.Street), 1/float64(len(a.Inside)))
	}
	if len(scores) > 0 {
		return byWeight(scores)
	}
	for _, l := range a.Leading {
		if isNear(l.Name) {
			add(l.Name, l.Weight)
		}
	}
	return byWeight(scores)
}

// bothNames joins two names: High Street / Quay Lane, or of places that are only near,
// near The Anchor and The Bell.
func bothNames(first, second string) string {
	if rest, near := strings.CutPrefix(second, "near "); near && strings.HasPrefix(first, "near ") {
		return first + " and " + rest
	}
	return first + " / " + second
}

// nameFor names an area after its best street that no other is named after, with
// the next one where that is nearly as good; without streets, after its commonest
// location or its district.
func (g *Ground) nameFor(a Area, used map[string]bool) string {
	const nearly = 0.6
	suffix := ""
	if a.Town != "" {
		suffix = ", " + a.Town
	}
	for i, street := range a.streets {
		name := street.Name
		if i+1 < len(a.streets) && a.streets[i+1].Weight >= nearly*street.Weight {
			name = bothNames(name, a.streets[i+1].Name)
		}
		if !used[name+suffix] {
			return name + suffix
		}
	}
	name := "place without a name"
	if a.district >= 0 {
		name = g.in.Districts[a.district].Name
	}
	switch named := slices.IndexFunc(a.Leading, func(l Street) bool { return l.Name != "" }); {
	case len(a.streets) > 0:
		name = a.streets[0].Name
	case named >= 0:
		name = strings.ToLower(a.Leading[named].Name)
	}
	if strings.EqualFold(name, a.Town) {
		suffix = ""
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
