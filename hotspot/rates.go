package hotspot

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"beatplan/geo"
)

// A Rate is a value for each of something in a place: of those who live there, or
// of its streets.
type Rate struct {
	Base  float64 // how much of it there is: residents, or kilometres
	Value float64 // per unit of the base; 0 too where there is none
	Known bool    // the base is known
	Has   bool    // and large enough to divide by
}

// Rates divides the values of places by their base, for each so many of it: per 1
// km, per 1,000 residents. Below the least base there is no rate: little divided by
// next to nothing is anything. Known says whose base is known; unknown is not 0.
func Rates(values, base []float64, known []bool, each, least float64) ([]Rate, error) {
	if len(base) != len(values) || len(known) != len(values) {
		return nil, fmt.Errorf("%d values, and what %d and %d places have to divide them by", len(values), len(base), len(known))
	}
	if !(each > 0) || !(least > 0) {
		return nil, fmt.Errorf("rates for each %g from %g on: both are above 0", each, least)
	}
	rates := make([]Rate, len(values))
	for i, v := range values {
		if !known[i] {
			continue
		}
		rates[i] = Rate{Base: base[i], Known: true}
		if rate := v / base[i] * each; base[i] >= least && finite(rate) {
			rates[i].Value, rates[i].Has = rate, true
		}
	}
	return rates, nil
}

// Spread gives each cell of a lattice its part of what areas have: that of the area
// that its centre lies in, spread evenly over all of that area's cells, whether of
// the lattice or not. Of an area without a figure (nil), and in none, nothing is
// known. The cost grows with the cells of the areas and of the lattice.
func Spread(l geo.Lattice, lands []orb.MultiPolygon, figures []*float64) (values []float64, known []bool, err error) {
	if len(lands) != len(figures) {
		return nil, nil, fmt.Errorf("%d areas and %d figures", len(lands), len(figures))
	}
	each := make([]float64, len(lands))
	for i, land := range lands {
		if figures[i] == nil {
			continue
		}
		cover, err := geo.Cover(land, l.Resolution)
		if err != nil {
			return nil, nil, err
		}
		each[i] = *figures[i] / float64(len(cover.Cells))
	}
	centres, err := l.Points()
	if err != nil {
		return nil, nil, err
	}
	locator := geo.NewLocator(lands)
	values, known = make([]float64, len(l.Cells)), make([]bool, len(l.Cells))
	for i, centre := range centres {
		if area, in := locator.At(centre); in && figures[area] != nil {
			values[i], known[i] = each[area], true
		}
	}
	return values, known, nil
}

// streetStep is how finely streets are cut at the edges of cells, metres.
const streetStep = 10

// StreetLengths returns how many kilometres of some lines, WGS 84, lie in each cell
// of a lattice, to within ten metres for each time that a line crosses an edge. The
// cost grows with their length.
func StreetLengths(l geo.Lattice, lines []orb.LineString) ([]float64, error) {
	lengths := make([]float64, len(l.Cells))
	for _, line := range lines {
		for k := 1; k < len(line); k++ {
			a, b := line[k-1], line[k]
			metres := orbgeo.Distance(a, b)
			steps := max(1, int(math.Ceil(metres/streetStep)))
			for s := range steps {
				part := (float64(s) + 0.5) / float64(steps)
				cell, err := geo.CellAt(orb.Point{a[0] + part*(b[0]-a[0]), a[1] + part*(b[1]-a[1])}, l.Resolution)
				if err != nil {
					return nil, err
				}
				if i, in := l.Index(cell); in {
					lengths[i] += metres / float64(steps) / 1000
				}
			}
		}
	}
	return lengths, nil
}
