package rtm

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// OverLeast returns scores over the least of them, which is how RTMDx has them: 1
// is then the least risky cell. Without protective factors, and where some cell is
// under no influence, they stay as they are.
func OverLeast(scores []float64) []float64 {
	over := slices.Clone(scores)
	floats.Scale(1/floats.Min(scores), over)
	return over
}

// HighRisk returns the cells of the highest scores, highest first, as many as go
// into a share of the area of all (above 0, at most 1); of alike scores, those that
// come first. Tied says how many cells have the score of the last of them and might
// as well be among them, or 0 if no other has.
func HighRisk(scores, areas []float64, share float64) (high []int, tied int) {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(scores[j], scores[i]) })
	room := share * floats.Sum(areas) * (1 + 1e-12) // rounding
	for _, i := range order {
		if room -= areas[i]; room < 0 {
			break
		}
		high = append(high, i)
	}
	if n := len(high); 0 < n && n < len(order) && scores[order[n]] == scores[order[n-1]] {
		for _, score := range scores {
			if score == scores[order[n-1]] {
				tied++
			}
		}
	}
	return high, tied
}

// Outstanding returns the score that is two standard deviations above the mean of
// all, and the cells that have as much. Often none has: then nothing stands out.
func Outstanding(scores []float64) (threshold float64, cells []int) {
	threshold = crowded(scores)
	mean := stat.Mean(scores, nil)
	for i, score := range scores {
		if score >= threshold && score > mean {
			cells = append(cells, i)
		}
	}
	return threshold, cells
}

// An Attribution is what an influence does to the score of a cell that is under it.
type Attribution struct {
	Variable
	RRV          float64 `json:"rrv"`
	Contribution float64 `json:"contribution"`   // to the score: with 1, all of them sum to it; below 0 if it protects
	Distance     float64 `json:"distance"`       // of the nearest feature, metres
	Nearest      int     `json:"-"`              // which of the factor's features that is, its shapes after its points; −1 for none
	Within       int     `json:"within"`         // features within the reach
	Site         string  `json:"site,omitempty"` // the name of the nearest; for the caller to say
}

// Attributions returns the influences that cell i of a design is under, strongest first,
// with what lies behind them: cells are the centres and factors those of the design. A score is a
// product; what is above 1 of it is shared out by the logs of the RRVs (Ang 2004,
// doi 10.1016/j.enpol.2003.10.010), which leaves no rest whatever their signs.
func (m *Model) Attributions(d *Design, cells []orb.Point, factors []Factor, i int) ([]Attribution, error) {
	log := 0.0
	reasons := []Attribution{}
	for _, t := range m.Terms {
		c, err := d.column(t.Variable)
		if err != nil {
			return nil, err
		}
		if c.on.bit(i) == 0 {
			continue
		}
		f := slices.IndexFunc(factors, func(f Factor) bool { return f.Name == t.Factor })
		if f < 0 {
			return nil, fmt.Errorf("no factor %s", t.Factor)
		}
		b := t.sign() * t.B
		log += b
		r := Attribution{Variable: t.Variable, RRV: t.RRV, Contribution: b}
		r.Distance, r.Nearest, r.Within = factors[f].near(cells[i], i, t.Reach)
		if r.Nearest < 0 {
			return nil, errors.New("factor " + t.Factor + " has no feature")
		}
		reasons = append(reasons, r)
	}
	times := 1.0 // (score − 1)/log, of which the limit at score 1 is 1
	if log != 0 {
		times = math.Expm1(log) / log
	}
	for k := range reasons {
		reasons[k].Contribution *= times
	}
	slices.SortStableFunc(reasons, func(a, b Attribution) int {
		return cmp.Compare(math.Abs(b.Contribution), math.Abs(a.Contribution))
	})
	return reasons, nil
}

// near returns how far the nearest feature is, which it is, and how many are within
// a reach of a cell. It looks at each.
func (f Factor) near(p orb.Point, cell int, reach float64) (metres float64, nearest, within int) {
	metres, nearest = math.Inf(1), -1
	look := func(i int, d float64) {
		if d < metres {
			metres, nearest = d, i
		}
		if d <= reach {
			within++
		}
	}
	if f.Near != nil {
		for _, n := range f.Near[cell] {
			look(n.Feature, n.Metres)
		}
	}
	for i, q := range f.Features {
		if f.Near != nil {
			break
		}
		look(i, math.Sqrt(squared(p, q)))
	}
	for i, g := range f.Shapes {
		look(len(f.Features)+i, Distance(p, g))
	}
	return metres, nearest, within
}
