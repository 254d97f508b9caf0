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

// A naming gives spots names that people find them by, none of them twice.
type naming struct {
	study *Study
	on    map[h3.Cell]map[string]int // how many offences each cell has on each street or road number
	kinds map[h3.Cell]map[string]int // and at each kind of place, such as Parking Area
	used  map[string]bool
	own   []string // of the first spots, those that are named after a street of their own
}

// naming begins a naming of spots. Among the first, those with a street of their own have
// its name before any is near it.
func (s *Study) naming(first []hotspot.Spot) *naming {
	n := &naming{study: s, used: map[string]bool{}}
	n.on, n.kinds = s.locations()
	for _, h := range first {
		own := ""
		if within := n.within(n.on, h); len(within) > 0 && !roadNumber(within[0]) {
			own = n.unused("", streetsOf(within))
		}
		n.own = append(n.own, own)
	}
	return n
}

// name names the i-th spot after the commonest street of its offences that no other is named
// after, or after two, or else with a number. A road number alone is no place, so that one
// is told by a street: A129 by Wick Drive. Where the spot has no street it is near the
// nearest one; where that is a walk away, a kind of place near it: Parking Area near Wick Drive.
func (n *naming) name(i int, h hotspot.Spot) (string, error) {
	const beside, walk = 4, 24 // cells
	if i < len(n.own) && n.own[i] != "" {
		return n.own[i], nil
	}
	within := n.within(n.on, h)
	lead, streets := "near ", streetsOf(within)
	if len(within) > 0 {
		lead = ""
		if roadNumber(within[0]) {
			lead = within[0] + " by "
		}
	}
	var err error
	if len(streets) == 0 {
		if streets, err = n.nearest(h, 1, beside); err != nil {
			return "", err
		}
	}
	if kinds := n.within(n.kinds, h); len(streets) == 0 && len(within) == 0 && len(kinds) > 0 {
		within, lead = kinds, kinds[0]+" near "
		if streets, err = n.nearest(h, beside+1, walk); err != nil {
			return "", err
		}
	}
	if len(streets) == 0 {
		return n.unused("", within), nil
	}
	return n.unused(lead, streets), nil
}

// within returns the streets, or the kinds of place, of a spot, the commonest first.
func (n *naming) within(on map[h3.Cell]map[string]int, h hotspot.Spot) []string {
	return commonest(on, n.study.Lattice.Subset(h.Cells).Cells)
}

// nearest returns the streets that are fewest steps from a spot, the commonest first: where
// it can be, only those that no other spot is named after.
func (n *naming) nearest(h hotspot.Spot, from, to int) ([]string, error) {
	var taken []string
	for k := from; k <= to; k++ {
		around, err := n.study.around(h, k)
		if err != nil {
			return nil, err
		}
		streets := streetsOf(commonest(n.on, around))
		for i, street := range streets {
			streets[i] = strings.TrimPrefix(street, "near ")
		}
		free := slices.DeleteFunc(slices.Clone(streets), func(s string) bool { return n.used[s] || n.used["near "+s] })
		if len(free) > 0 {
			return free, nil
		}
		if len(taken) == 0 {
			taken = streets
		}
	}
	return taken, nil
}

// unused returns the first of some places, with words before it, or a name made of it, that
// is not used yet, and marks it as used. Without places it is empty.
func (n *naming) unused(lead string, places []string) string {
	if len(places) == 0 {
		return ""
	}
	first, and := lead+places[0], " / "
	if lead != "" {
		and = " and "
	}
	var names []string
	for _, other := range places[1:] {
		names = append(names, first+and+other)
	}
	if lead == "near " && n.used[places[0]] { // near Wick Drive would be taken for Wick Drive
		names = append(names, first)
	} else {
		names = slices.Insert(names, 0, first)
	}
	for k := 2; k <= len(n.used)+2; k++ {
		names = append(names, fmt.Sprintf("%s %d", first, k))
	}
	name := names[slices.IndexFunc(names, func(name string) bool { return !n.used[name] })]
	n.used[name] = true
	return name
}

// locations returns how many offences of the group each cell has on each street or road
// number, and at each kind of place, such as a parking area. A town is neither.
func (s *Study) locations() (streets, kinds map[h3.Cell]map[string]int) {
	streets, kinds = map[h3.Cell]map[string]int{}, map[h3.Cell]map[string]int{}
	matches := s.Question.Group.Matcher()
	for _, o := range s.Offences {
		at := crime.Street(o.Location)
		if at == "" || !matches(o) || s.town(at) {
			continue
		}
		on := streets
		if _, kind := crime.KindAt(at, ""); kind {
			on = kinds
		}
		if on[o.Cell] == nil {
			on[o.Cell] = map[string]int{}
		}
		on[o.Cell][strings.ReplaceAll(at, "'S", "'s")] += 1 + o.More
	}
	return streets, kinds
}

// streetsOf returns locations without the numbers of roads among them.
func streetsOf(locations []string) []string {
	return slices.DeleteFunc(slices.Clone(locations), roadNumber)
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
