package meeting

import (
	"cmp"
	"math"
	"slices"

	"github.com/uber/h3-go/v4"

	"beatplan/crime"
	"beatplan/geo"
)

// Riskiest returns by category the names of the sites on the cells of highest risk, a share
// of those that have one, the riskiest first: at most so many of each. No site is named
// that is [Private].
func Riskiest(cells []crime.CellValue, resolution int, share float64, sites []geo.Site, most int) (map[string][]string, error) {
	risky := slices.DeleteFunc(slices.Clone(cells), func(v crime.CellValue) bool { return v.Risk == nil })
	slices.SortStableFunc(risky, func(x, y crime.CellValue) int { return cmp.Compare(*y.Risk, *x.Risk) })
	rank := map[h3.Cell]int{}
	for i, v := range risky[:int(math.Ceil(share*float64(len(risky))))] {
		rank[v.Cell] = i
	}
	type placed struct {
		geo.Site
		rank int
	}
	var on []placed
	for _, s := range sites {
		if s.At == nil || s.Name == "" || slices.Contains(Private(), s.Category) {
			continue
		}
		cell, err := geo.CellAt(*s.At, resolution)
		if err != nil {
			return nil, err
		}
		if r, is := rank[cell]; is {
			on = append(on, placed{s, r})
		}
	}
	slices.SortStableFunc(on, func(x, y placed) int { return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(x.Key(), y.Key())) })
	names := map[string][]string{}
	for _, s := range on {
		if of := names[s.Category]; len(of) < most && !slices.Contains(of, s.Name) {
			names[s.Category] = append(of, s.Name)
		}
	}
	return names, nil
}
