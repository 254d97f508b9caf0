package study

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/hotspot"
)

// nameOf names a spot after the commonest street of its offences that no other is named
// after, or after two, or else with a number. A road number alone is no place, so that one
// is told by a street: A129 by Wick Drive. Where the spot has no street it is near the
// nearest one, if there is one in reach.
func (s *Study) nameOf(h hotspot.Spot, on map[h3.Cell]map[string]int, used map[string]bool) (string, error) {
	const reach = 4 // cells
	found := commonest(on, s.Lattice.Subset(h.Cells).Cells)
	streets := slices.DeleteFunc(slices.Clone(found), roadNumber)
	inside := len(streets) > 0
	for k := 1; len(streets) == 0 && k <= reach; k++ {
		around, err := s.around(h, k)
		if err != nil {
			return "", err
		}
		streets = slices.DeleteFunc(commonest(on, around), roadNumber)
	}
	switch {
	case len(streets) == 0:
		streets = found // a road number, or nothing
	case len(found) > 0 && roadNumber(found[0]):
		for i, street := range streets {
			streets[i] = strings.TrimPrefix(street, "near ")
		}
		streets[0] = found[0] + " by " + streets[0]
	case !inside:
		for i, street := range streets {
			streets[i] = "near " + strings.TrimPrefix(street, "near ")
		}
	}
	return unusedName(streets, used), nil
}

// unusedName returns the first of some names, or a name made of it, that is not used yet,
// and marks it as used. Without names it is empty.
func unusedName(streets []string, used map[string]bool) string {
	if len(streets) == 0 {
		return ""
	}
	names := []string{streets[0]}
	for _, other := range streets[1:] {
		if rest, near := strings.CutPrefix(other, "near "); near && strings.HasPrefix(streets[0], "near ") {
			names = append(names, streets[0]+" and "+rest)
			continue
		}
		names = append(names, streets[0]+" / "+other)
	}
	for n := 2; n <= len(used)+2; n++ {
		names = append(names, fmt.Sprintf("%s %d", streets[0], n))
	}
	name := names[slices.IndexFunc(names, func(n string) bool { return !used[n] })]
	used[name] = true
	return name
}

// streets returns how many offences of the group each cell has on each street or road
// number. Kinds of place, such as a parking area, are no streets, and nor is a town.
func (s *Study) streets() map[h3.Cell]map[string]int {
	all, matches := map[h3.Cell]map[string]int{}, s.Question.Group.Matcher()
	for _, o := range s.Offences {
		street := crime.Street(o.Location)
		if _, kind := crime.KindAt(street, ""); kind || street == "" || !matches(o) || s.town(street) {
			continue
		}
		if all[o.Cell] == nil {
			all[o.Cell] = map[string]int{}
		}
		all[o.Cell][strings.ReplaceAll(street, "'S", "'s")] += 1 + o.More
	}
	return all
}

// commonest returns the streets of some cells, each given once, those with the most
// offences first.
func commonest(on map[h3.Cell]map[string]int, cells []h3.Cell) []string {
	times := map[string]int{}
	for _, c := range cells {
		for street, n := range on[c] {
			times[street] += n
		}
	}
	return slices.SortedFunc(maps.Keys(times), func(a, b string) int {
		return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(a, b))
	})
}

// town reports whether a location is the name of a whole town, as some of the public
// data's points are.
func (s *Study) town(location string) bool {
	return strings.EqualFold(location, s.Area.Name) || slices.ContainsFunc(s.Towns, func(t string) bool { return strings.EqualFold(location, t) })
}

// around returns the cells at most so many steps from a spot's, and the spot's own.
func (s *Study) around(h hotspot.Spot, steps int) ([]h3.Cell, error) {
	var cells []h3.Cell
	for _, i := range h.Cells {
		disk, err := s.Lattice.Cells[i].GridDisk(steps)
		if err != nil {
			return nil, fmt.Errorf("cells around %s: %w", s.Lattice.Cells[i], err)
		}
		cells = append(cells, disk...)
	}
	slices.Sort(cells)
	return slices.Compact(cells), nil
}

var roadNumbers = regexp.MustCompile(`^[ABM][0-9]+(\([A-Z]\))?$`)

// roadNumber reports whether a location is the number of a road, kilometres long: A129.
func roadNumber(location string) bool { return roadNumbers.MatchString(location) }
