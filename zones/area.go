package zones

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// An Area is one focus area, or a place that was left out.
type Area struct {
	ID           string // "Z-01", "L-01"
	Rank         int    // from 1, most harm first; 0 of places left out
	Tier         Tier   // empty of places left out
	DistrictTier Tier   // by its district's own budget; empty when beyond it
	District     string // code
	Name         string // "High Street / Market Place, Ashford"
	Town         string // empty when unknown

	Cells    []h3.Cell        // ascending; of an outline that people drew, those with their centre inside
	Outline  orb.MultiPolygon // WGS 84
	Hectares float64

	Count    int     // offences recorded, without those at excluded places
	Weighted float64 // offences taken for night-time economy
	Rate     float64 // of these a month
	Harm     float64 // days taken for night-time economy, no offence above the setting
	Raw      float64 // days recorded
	Unknown  int     // offences of unknown hour

	Top      Top
	Points   int         // that its offences were recorded at
	Premises float64     // weight of premises near, at the point that has most
	Hot      int         // months
	Months   int         // of so many
	Leading  []Street    // locations with most offences taken for night-time economy, at most five
	Types    []NameCount // of offence, most offences first, at most five
	Monthly  []float64   // offences of each month

	Inside    []Premises  // nearest to its largest point first
	Uncounted []NameCount // excluded places inside, and the offences recorded there

	HarmShare float64 // of the days recorded in its district, 0 to 1
	AreaShare float64 // of its district, 0 to 1

	Included string // why people included it against the tests; empty: they did not
	TierWhy  string // why people changed its tier; empty: they did not

	streets  []Street // what it may be named after, best first
	district int
}

// Top is the point with most offences, of those with as many the easternmost.
type Top struct {
	Name  string
	At    orb.Point
	Count int
	Share float64 // of the area's offences, 0 to 1
}

// A Street is a location and how much of an area is there.
type Street struct {
	Name   string
	Weight float64
}

// A NameCount is a location and its offences.
type NameCount struct {
	Name  string
	Count int
}

// Across returns the diameter in metres of a disc as large as the area.
func (a Area) Across() float64 { return 2 * math.Sqrt(a.Hectares*squareMetres/math.Pi) }

// Measure returns what lies inside an outline that people drew: of offences and
// premises by their positions. It has no name, rank or tier, and may
// leave the districts, which Reshape and Add refuse.
func (g *Ground) Measure(outline orb.MultiPolygon) (Area, error) {
	outline, err := geo.Polygons(outline)
	if err != nil {
		return Area{}, err
	}
	cells, err := g.cellsOf(outline)
	if err != nil {
		return Area{}, err
	}
	if whole, err := geo.Outline(cells); err != nil {
		return Area{}, err
	} else if sameVertices(whole, outline) {
		return g.measureCells(cells)
	}
	near, err := g.cellsNear(outline, cells)
	if err != nil {
		return Area{}, err
	}
	var points, premises []int
	for _, c := range near {
		for _, i := range g.byCell[c] {
			if planar.MultiPolygonContains(outline, g.points[i].At) {
				points = append(points, i)
			}
		}
		for _, i := range g.premises[c] {
			if planar.MultiPolygonContains(outline, g.in.Premises[i].At) {
				premises = append(premises, i)
			}
		}
	}
	a, err := g.measure(cells, points, premises)
	a.Outline, a.Hectares = outline, hectaresIn(outline)
	g.finish(&a)
	return a, err
}

// pointsIn returns the points in an outline.
func (g *Ground) pointsIn(outline orb.MultiPolygon) ([]int, error) {
	cells, err := g.cellsOf(outline)
	if err != nil {
		return nil, err
	}
	near, err := g.cellsNear(outline, cells)
	if err != nil {
		return nil, err
	}
	var points []int
	for _, c := range near {
		for _, i := range g.byCell[c] {
			if planar.MultiPolygonContains(outline, g.points[i].At) {
				points = append(points, i)
			}
		}
	}
	return points, nil
}

// cellsNear returns the cells that may have a part in an outline, ascending.
func (g *Ground) cellsNear(outline orb.MultiPolygon, cells []h3.Cell) ([]h3.Cell, error) {
	fine, err := fineCells(outline)
	if err != nil {
		return nil, err
	}
	within := slices.Clone(cells)
	for c := range fine {
		within = append(within, geo.Parent(c, g.resolution()))
	}
	slices.Sort(within)
	near := map[h3.Cell]bool{}
	for _, c := range slices.Compact(within) {
		disk, err := c.GridDisk(1)
		if err != nil {
			return nil, fmt.Errorf("around cell %s: %w", c, err)
		}
		for _, n := range disk {
			near[n] = true
		}
	}
	return sorted(near), nil
}

// hectaresIn returns the area of an outline on the sphere that H3 measures on.
func hectaresIn(outline orb.MultiPolygon) float64 {
	const authalic = 6_371_007.180918475 // metres
	scale := authalic / orb.EarthRadius
	return orbgeo.Area(outline) * scale * scale / squareMetres
}

// sameVertices reports whether two outlines have the same corners to a millionth
// of a degree.
func sameVertices(a, b orb.MultiPolygon) bool {
	return slices.Equal(corners(a), corners(b))
}

func corners(m orb.MultiPolygon) []orb.Point {
	var all []orb.Point
	for _, polygon := range orb.Round(m.Clone(), 1e5).(orb.MultiPolygon) {
		for _, ring := range polygon {
			all = append(all, ring...)
		}
	}
	slices.SortFunc(all, func(a, b orb.Point) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return slices.Compact(all)
}

// measureCells returns what lies in cells.
func (g *Ground) measureCells(cells []h3.Cell) (Area, error) {
	var points, premises []int
	for _, c := range cells {
		points = append(points, g.byCell[c]...)
		premises = append(premises, g.premises[c]...)
	}
	a, err := g.measure(cells, points, premises)
	if err != nil {
		return a, err
	}
	if a.Outline, err = geo.Outline(cells); err != nil {
		return a, err
	}
	for _, c := range cells {
		ha, err := g.hectaresOf(c)
		if err != nil {
			return a, err
		}
		a.Hectares += ha
	}
	g.finish(&a)
	return a, nil
}

// measure adds up points and premises; finish does what needs hectares.
func (g *Ground) measure(cells []h3.Cell, points, premises []int) (Area, error) {
	a := Area{Cells: slices.Clone(cells), Months: g.in.Months, district: -1}
	slices.Sort(a.Cells)
	for _, c := range a.Cells {
		if a.district = g.districtOf(c); a.district >= 0 {
			a.District = g.in.Districts[a.district].Code
			break
		}
	}
	uncounted := map[string]int{}
	leading, streets, types := map[string]float64{}, map[string]float64{}, map[string]float64{}
	months := make([]float64, g.in.Months)
	for _, i := range points {
		p := g.points[i]
		if p.excluded {
			uncounted[p.Name] += p.Count
			continue
		}
		a.Count, a.Unknown, a.Points = a.Count+p.Count, a.Unknown+p.unknown, a.Points+1
		a.Weighted, a.Harm, a.Raw = a.Weighted+p.weighted, a.Harm+p.harm, a.Raw+p.raw
		a.Premises = max(a.Premises, p.Premises)
		if p.Count > a.Top.Count || p.Count == a.Top.Count && after(p.At, a.Top.At) {
			a.Top = Top{Name: tidyName(p.Name), At: p.At, Count: p.Count}
		}
		leading[tidyName(p.Name)] += p.weighted
		streets[g.streetAt(p)] += p.weighted
		for _, o := range p.rows {
			if o.Type != "" {
				types[o.Type]++
			}
		}
		for m, n := range p.months {
			months[m] += n
		}
	}
	a.Rate = a.Weighted / float64(g.in.Months)
	if a.Count > 0 {
		a.Top.Share = float64(a.Top.Count) / float64(a.Count)
	}
	for _, name := range slices.Sorted(maps.Keys(uncounted)) {
		a.Uncounted = append(a.Uncounted, NameCount{name, uncounted[name]})
	}
	for _, i := range premises {
		a.Inside = append(a.Inside, g.in.Premises[i])
	}
	slices.SortStableFunc(a.Inside, func(x, y Premises) int {
		return cmp.Or(cmp.Compare(distance(a.Top.At, x.At), distance(a.Top.At, y.At)), cmp.Compare(x.Name, y.Name))
	})
	a.Monthly = months
	a.Leading = byWeight(leading)
	for _, t := range byWeight(types) {
		a.Types = append(a.Types, NameCount{t.Name, int(t.Weight)})
	}
	a.Types = a.Types[:min(5, len(a.Types))]
	var err error
	if a.Town, err = g.townOf(a); err != nil {
		return a, err
	}
	a.streets = streetsOf(a, streets)
	a.Leading = a.Leading[:min(5, len(a.Leading))]
	return a, nil
}

// after reports whether a lies east of b, or just north of it.
func after(a, b orb.Point) bool { return a[0] > b[0] || a[0] == b[0] && a[1] > b[1] }

// finish says what follows from an area's size.
func (g *Ground) finish(a *Area) {
	s := g.in.Settings
	if a.district < 0 {
		return
	}
	district := g.total[a.district]
	hot := max(s.HotLeast, s.HotTimes*district.norm*a.Hectares)
	a.Hot = 0
	for _, n := range a.Monthly {
		if n >= hot && n > 0 {
			a.Hot++
		}
	}
	if district.raw > 0 {
		a.HarmShare = a.Raw / district.raw
	}
	a.AreaShare = a.Hectares / district.hectares
}

// byWeight returns names by their weight, most first.
func byWeight(weights map[string]float64) []Street {
	streets := make([]Street, 0, len(weights))
	for _, name := range slices.Sorted(maps.Keys(weights)) {
		streets = append(streets, Street{name, weights[name]})
	}
	slices.SortStableFunc(streets, func(a, b Street) int { return cmp.Compare(b.Weight, a.Weight) })
	return streets
}
