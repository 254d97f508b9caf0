package zones

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
	"beatplan/hotspot"
)

// A Tier says how much attention a focus area gets.
type Tier string

// The tiers, most harm first.
const (
	Primary   Tier = "primary"
	Secondary Tier = "secondary"
	Tertiary  Tier = "tertiary"
)

// BasinSettings says what makes a zone. Every share is 0 to 1.
type BasinSettings struct {
	HarmShare     float64 `json:"harm_share"`      // cells are taken until they hold this share of the harm
	AreaShare     float64 `json:"area_share"`      // and never more than this share of the area
	Prominence    float64 `json:"prominence"`      // a peak this many times its saddle stays a zone of its own; at least 1
	LeastCells    int     `json:"least_cells"`     // a zone has no fewer cells
	LeastOffences float64 `json:"least_offences"`  // and no fewer offences
	MostZones     int     `json:"most_zones"`      // the zones with least harm beyond this number are dropped
	PrimaryUpTo   float64 `json:"primary_up_to"`   // of the zones' harm, from the top
	SecondaryUpTo float64 `json:"secondary_up_to"` // of the zones' harm, from the top
}

// DefaultBasinSettings returns settings that suit a district at resolution 10.
func DefaultBasinSettings() BasinSettings {
	return BasinSettings{
		HarmShare: 0.5, AreaShare: 0.03, Prominence: 1.5,
		LeastCells: 3, LeastOffences: 10, MostZones: 20,
		PrimaryUpTo: 0.5, SecondaryUpTo: 0.8,
	}
}

// check returns an error that names a setting out of its range.
func (s BasinSettings) check() error {
	shares := map[string]float64{
		"harm_share": s.HarmShare, "area_share": s.AreaShare, "primary_up_to": s.PrimaryUpTo, "secondary_up_to": s.SecondaryUpTo,
	}
	for _, name := range slices.Sorted(maps.Keys(shares)) {
		if v := shares[name]; !(v >= 0 && v <= 1) {
			return fmt.Errorf("%s %g: a share is 0 to 1", name, v)
		}
	}
	switch {
	case s.SecondaryUpTo < s.PrimaryUpTo:
		return fmt.Errorf("secondary_up_to %g is less than primary_up_to %g", s.SecondaryUpTo, s.PrimaryUpTo)
	case !(s.Prominence >= 1):
		return fmt.Errorf("prominence %g: a peak is at least 1 times its saddle", s.Prominence)
	case s.MostZones < 1:
		return fmt.Errorf("most_zones %d: allow at least 1", s.MostZones)
	}
	return nil
}

// A Basin is one focus area.
type Basin struct {
	Rank    int // from 1, most harm first
	Tier    Tier
	Cells   []h3.Cell        // ascending; they hang together
	Outline orb.MultiPolygon // WGS 84, one polygon
	Area    float64          // square metres
	Count   float64          // offences
	Harm    float64          // days of imprisonment
	ASB     float64          // incidents of anti-social behaviour
	Share   float64          // of the harm of the whole area, 0 to 1
}

// ErrNoZone is the answer where harm is too thin for any focus area.
var ErrNoZone = errors.New("no place holds enough harm for a focus area")

// Basins returns the focus areas of a lattice from what was counted on it, ranked
// by harm. The same tally gives the same zones. The cost is that of finding the
// neighbours of the cells. The error is ErrNoZone, or names the setting that is
// out of its range.
func Basins(l geo.Lattice, t hotspot.Tally, s BasinSettings) ([]Basin, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if len(t.Cells) != len(l.Cells) {
		return nil, fmt.Errorf("a tally of %d cells is not of a lattice of %d", len(t.Cells), len(l.Cells))
	}
	if t.Harm <= 0 {
		return nil, fmt.Errorf("no harm in any of %d cells: %w", len(l.Cells), ErrNoZone)
	}
	neighbours, err := l.Neighbours()
	if err != nil {
		return nil, err
	}
	areas, err := l.Areas()
	if err != nil {
		return nil, err
	}
	height := heights(t, neighbours)
	highest := limit(height, areas, t, s)
	if len(highest) == 0 {
		return nil, fmt.Errorf("no place stands out within harm_share %g and area_share %g: %w", s.HarmShare, s.AreaShare, ErrNoZone)
	}
	var zones []Basin
	for _, cells := range basins(height, neighbours, s.Prominence, highest) {
		z := measure(cells, l, t, areas)
		if len(cells) >= s.LeastCells && z.Count >= s.LeastOffences {
			zones = append(zones, z)
		}
	}
	if len(zones) == 0 {
		return nil, fmt.Errorf("no %d adjoining cells have %g offences: %w", s.LeastCells, s.LeastOffences, ErrNoZone)
	}
	slices.SortFunc(zones, func(a, b Basin) int {
		return cmp.Or(cmp.Compare(b.Harm, a.Harm), cmp.Compare(a.Cells[0], b.Cells[0]))
	})
	zones = zones[:min(len(zones), s.MostZones)]
	grade(zones, s)
	for i := range zones {
		if zones[i].Outline, err = geo.Outline(zones[i].Cells); err != nil {
			return nil, err
		}
	}
	return zones, nil
}

// heights returns for each cell the harm of it and its neighbours together.
func heights(t hotspot.Tally, neighbours [][]int) []float64 {
	height := make([]float64, len(t.Cells))
	for i, c := range t.Cells {
		height[i] = c.Harm
		for _, j := range neighbours[i] {
			height[i] += t.Cells[j].Harm
		}
	}
	return height
}

// limit returns the cells to draw from, highest first: as many as hold the
// share of harm that is asked for, within the share of area allowed. Cells of
// one height are taken together: their order says nothing.
func limit(height, areas []float64, t hotspot.Tally, s BasinSettings) []int {
	order := make([]int, 0, t.Nonzero())
	var whole float64
	for i, h := range height {
		whole += areas[i]
		if h > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(height[b], height[a]), cmp.Compare(a, b))
	})
	var harm, area float64
	higher := 0 // how many are higher than this one
	for n, i := range order {
		if n == 0 || height[i] < height[order[n-1]] {
			higher = n
		}
		if area += areas[i]; harm >= s.HarmShare*t.Harm && higher == n || area > s.AreaShare*whole {
			return order[:higher]
		}
		harm += t.Cells[i].Harm
	}
	return order
}

// basins shares out cells, given highest first, among the peaks that stand
// clear. Each basin hangs together; its cells are ascending.
func basins(height []float64, neighbours [][]int, prominence float64, highestFirst []int) [][]int {
	const none = -1
	higher := make([]int, len(height)) // the way up: a cell of the same basin, or itself at the peak
	for i := range higher {
		higher[i] = none
	}
	peakOf := func(i int) int {
		for higher[i] != i {
			higher[i] = higher[higher[i]] // halve the path for those who come after
			i = higher[i]
		}
		return i
	}
	before := func(a, b int) bool { // a was taken before b
		return height[a] > height[b] || height[a] == height[b] && a < b
	}
	for _, i := range highestFirst {
		best := none
		for _, j := range neighbours[i] {
			if higher[j] != none && (best == none || before(j, best)) {
				best = j
			}
		}
		if best == none {
			higher[i] = i
			continue
		}
		higher[i] = peakOf(best)
		for _, j := range neighbours[i] { // i is the saddle between the basins that it touches
			if higher[j] == none {
				continue
			}
			a, b := peakOf(i), peakOf(j)
			if before(b, a) {
				a, b = b, a
			}
			if a != b && height[b] < prominence*height[i] {
				higher[b] = a
			}
		}
	}
	cells := map[int][]int{}
	var peaks []int
	for _, i := range highestFirst {
		p := peakOf(i)
		if cells[p] == nil {
			peaks = append(peaks, p)
		}
		cells[p] = append(cells[p], i)
	}
	out := make([][]int, 0, len(peaks))
	for _, p := range peaks {
		slices.Sort(cells[p])
		out = append(out, cells[p])
	}
	return out
}

func measure(cells []int, l geo.Lattice, t hotspot.Tally, areas []float64) Basin {
	var z Basin
	for _, i := range cells {
		z.Cells = append(z.Cells, l.Cells[i])
		z.Area += areas[i]
		z.Count += t.Cells[i].Count
		z.Harm += t.Cells[i].Harm
		z.ASB += t.Cells[i].ASB
	}
	z.Share = z.Harm / t.Harm
	return z
}

// grade gives zones, most harm first, their ranks and tiers. A zone's tier is
// that of the point at which its harm begins in the running sum, so that the
// first is primary however much it holds.
func grade(zones []Basin, s BasinSettings) {
	var total, above float64
	for _, z := range zones {
		total += z.Harm
	}
	for i := range zones {
		switch {
		case above < s.PrimaryUpTo*total:
			zones[i].Tier = Primary
		case above < s.SecondaryUpTo*total:
			zones[i].Tier = Secondary
		default:
			zones[i].Tier = Tertiary
		}
		zones[i].Rank = i + 1
		above += zones[i].Harm
	}
}
