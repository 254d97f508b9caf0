package zones

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/uber/h3-go/v4"
	"gonum.org/v1/gonum/stat/distuv"
)

// A FundedStatus says what has become of a place that money is already spent on.
type FundedStatus string

// The statuses.
const (
	StillHot     FundedStatus = "still hot"
	Cooled       FundedStatus = "cooled"
	TooFewToTell FundedStatus = "too few to tell"
)

// A Funded place is measured against what is usual where offences happen, and
// against the best use of as many hectares.
type Funded struct {
	Area
	Standing  FundedStatus
	Rank      int     // by offences a hectare, from 1
	Share     float64 // of all offences, 0 to 1
	Expected  float64 // offences, if it had the usual of the land where offences happen
	Low, High float64 // 95% interval of the offences over the expected
	Elsewhere int     // offences in the busiest cells outside all funded places, of as many hectares
}

// A FundedReport is what is said of all funded places together.
type FundedReport struct {
	Places   []Funded // by rank
	Offences int      // in all districts, without those at excluded places
	Inside   int      // in the funded places, each once
	Hectares float64  // of the funded places
	Best     int      // offences in the busiest cells anywhere, of as many hectares
	Missed   []Spot   // the busiest places outside, best first
}

// Funded measures places that money is already spent on, against the settled
// hectares of all districts: land where any offence is recorded, as [Settled] has
// it. A place is still hot where its offences are above 1.25 times what is usual
// there, cooled where they are below, and neither where the 95% interval of a
// Poisson count (Garwood 1936) has 1.25 in it. The cost is that of measuring each
// place and of sorting the cells.
func (g *Ground) Funded(places []Place, settled float64, missed int) (FundedReport, error) {
	var r FundedReport
	inside := map[int]bool{} // points
	taken := map[h3.Cell]bool{}
	for _, t := range g.total {
		r.Offences += t.count
	}
	if !(settled > 0) {
		return r, fmt.Errorf("%g ha of settled land: it must be above 0", settled)
	}
	for _, p := range places {
		a, err := g.Measure(p.Outline)
		if err != nil {
			return r, fmt.Errorf("%s: %w", p.Name, err)
		}
		a.Name = p.Name
		points, err := g.pointsIn(p.Outline)
		if err != nil {
			return r, fmt.Errorf("%s: %w", p.Name, err)
		}
		for _, i := range points {
			if !inside[i] && !g.points[i].excluded {
				inside[i] = true
				r.Inside += g.points[i].Count
			}
		}
		for _, c := range a.Cells {
			taken[c] = true
		}
		r.Hectares += a.Hectares
		r.Places = append(r.Places, funded(a, r.Offences, settled))
	}
	slices.SortStableFunc(r.Places, func(a, b Funded) int {
		return cmp.Or(cmp.Compare(float64(b.Count)/b.Hectares, float64(a.Count)/a.Hectares), cmp.Compare(a.Name, b.Name))
	})
	busiest, err := g.busiest()
	if err != nil {
		return r, err
	}
	r.Best = held(busiest, r.Hectares, nil)
	for i := range r.Places {
		r.Places[i].Rank = i + 1
		r.Places[i].Elsewhere = held(busiest, r.Places[i].Hectares, taken)
	}
	r.Missed, err = g.missed(inside, missed)
	return r, err
}

// funded says how a place stands.
func funded(a Area, all int, settled float64) Funded {
	f := Funded{Area: a, Standing: TooFewToTell}
	if all == 0 {
		return f
	}
	f.Share = float64(a.Count) / float64(all)
	f.Expected = float64(all) / settled * a.Hectares
	low, high := poissonInterval(a.Count)
	f.Low, f.High = low/f.Expected, high/f.Expected
	const hot = 1.25
	switch {
	case f.Low > hot:
		f.Standing = StillHot
	case f.High < hot:
		f.Standing = Cooled
	}
	return f
}

// poissonInterval returns the exact 95% interval of the mean of a Poisson count
// (Garwood 1936): half the chi-squared quantiles of 2n and 2n + 2 degrees of freedom.
func poissonInterval(n int) (low, high float64) {
	const tail = 0.025
	if n > 0 {
		low = distuv.ChiSquared{K: 2 * float64(n)}.Quantile(tail) / 2
	}
	return low, distuv.ChiSquared{K: 2*float64(n) + 2}.Quantile(1-tail) / 2
}

// A busyCell is a cell with offences.
type busyCell struct {
	id       h3.Cell
	count    int
	hectares float64
}

// busiest returns the cells with an offence, most offences a hectare first.
func (g *Ground) busiest() ([]busyCell, error) {
	counts := map[h3.Cell]int{}
	for _, p := range g.points {
		if p.district >= 0 && !p.excluded {
			counts[p.Cell] += p.Count
		}
	}
	var cells []busyCell
	for c, n := range counts {
		ha, err := g.hectaresOf(c)
		if err != nil {
			return nil, err
		}
		cells = append(cells, busyCell{c, n, ha})
	}
	slices.SortFunc(cells, func(a, b busyCell) int {
		return cmp.Or(cmp.Compare(float64(b.count)/b.hectares, float64(a.count)/a.hectares), cmp.Compare(a.id, b.id))
	})
	return cells, nil
}

// held returns the offences in the first cells of at most so many hectares, of the
// last one the part that fits, without the cells that are taken.
func held(cells []busyCell, hectares float64, taken map[h3.Cell]bool) int {
	sum := 0.0
	for _, c := range cells {
		if taken[c.id] {
			continue
		}
		part := min(1, hectares/c.hectares)
		sum += part * float64(c.count)
		if hectares -= c.hectares; hectares <= 0 {
			break
		}
	}
	return int(sum + 0.5)
}

// missed returns the busiest patrol spots outside of some points.
func (g *Ground) missed(inside map[int]bool, most int) ([]Spot, error) {
	var outside []Offence
	for i, p := range g.points {
		if p.district >= 0 && !p.excluded && !inside[i] {
			outside = append(outside, p.rows...)
		}
	}
	if len(outside) == 0 || most < 1 {
		return nil, nil
	}
	rules := PatrolSpots(most)
	rules.Never, rules.Kinds = g.in.Never, g.in.Kinds
	return FindSpots(outside, outside, g.in.Months, rules)
}
