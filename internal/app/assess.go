package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/hotspot"
	"beatplan/rtm"
)

// HighRisk is which cells have the highest scores, by two rules.
type HighRisk struct {
	Shares    []TopShare `json:"shares"`
	Threshold float64    `json:"threshold"` // the mean score and two standard deviations
	Cells     int        `json:"cells"`     // that have as much
}

// TopShare is the cells of highest risk that go into a share of the area.
type TopShare struct {
	Share float64 `json:"share"`
	Cells int     `json:"cells"`
	Least float64 `json:"least"` // the lowest score among them
	Tied  int     `json:"tied"`  // cells of that score, if some of them are left outside
}

// Moran is whether what a model leaves unexplained is alike among neighbours.
type Moran struct {
	I float64 `json:"i"` // Moran's I of Pearson's residuals: above 0, alike
	Z float64 `json:"z"`
	P float64 `json:"p"` // one-sided: of as much or more by chance
}

// CellReasons is why a cell has its score: 1 and what each influence contributes.
type CellReasons struct {
	Cell    h3.Cell           `json:"cell"`
	Risk    float64           `json:"risk"`
	Reasons []rtm.Attribution `json:"reasons"`
}

const (
	explained  = 10  // riskiest cells whose reasons a model carries
	resamples  = 200 // of the places, behind an interval
	blockSide  = 2   // of the largest reach: the side of a block of cells that is held out or drawn
	alikeAbove = 2.6 // z of Moran's I from which on a note says so: 1 in 200 by chance
)

// assess says of a model how sure it is, where it fails, and why the riskiest cells
// are so.
func (f fit) assess(ctx context.Context, m *ModelResult, resamples int) error {
	if err := step(ctx, 0.4); err != nil {
		return err
	}
	m.HighRisk = f.highRisk()
	var err error
	if m.Reasons, err = f.reasons(); err != nil {
		return err
	}
	counts := f.counts
	residuals, err := f.model.Residuals(f.design, counts, f.settings.Exposure)
	if err != nil {
		return err
	}
	near, err := hotspot.LatticeNeighbours(f.Lattice)
	if err != nil {
		return err
	}
	if g, err := hotspot.GlobalMoran(residuals, near); err == nil { // few cells have none
		m.Moran = &Moran{round(g.Value, 6), round(g.Z, 6), g.P}
		if g.Z > alikeAbove {
			m.Notes = append(m.Notes, fmt.Sprintf("what the model leaves unexplained is alike among neighbours (Moran's I %.2f): something that it does not know is at work, and its standard errors are too small", g.Value))
		}
	}
	settings := f.settings
	settings.Families = []rtm.Family{f.model.Family}
	squares := Squares(f.cells)
	if m.HeldOut, err = rtm.CrossValidate(f.design, counts, settings, squares); err != nil {
		m.HeldOut = nil
		m.Notes = append(m.Notes, "no places were held out: "+err.Error())
	} else if m.HeldOut.Explained <= 0 && len(m.Terms) > 0 {
		m.Notes = append(m.Notes, "models of some places foretell others no better than the mean does")
	}
	if robust, err := f.model.Robust(f.design, counts, f.settings.Exposure, squares); err == nil { // few blocks have none
		for i, se := range robust {
			m.Terms[i].RobustSE = se
		}
	}
	if err := step(ctx, 0.7); err != nil {
		return err
	}
	settings.Resampled = resampled(ctx, 0.7)
	if m.Intervals, err = f.model.Intervals(f.design, counts, settings, squares, resamples); err != nil {
		m.Intervals = []rtm.Interval{}
		m.Notes = append(m.Notes, "no block-bootstrap interval of an RRV: "+err.Error())
	}
	if err := step(ctx, 0.8); err != nil || resamples == 0 {
		return err
	}
	settings.Resampled = resampled(ctx, 0.8)
	if m.Stability, err = f.model.Bootstrap(f.design, counts, settings, squares, resamples); err != nil {
		m.Notes = append(m.Notes, "how often each factor would be chosen again is not known: "+err.Error())
	}
	return step(ctx, 0.9)
}

// Squares returns the block of each cell (centres in metres), which are held out and
// drawn together.
func Squares(cells []orb.Point) []int { return rtm.Blocks(cells, blockSide*blocks*blockLength) }

func (f fit) highRisk() HighRisk {
	threshold, outstanding := rtm.Outstanding(f.scores)
	h := HighRisk{Threshold: round(threshold, 6), Cells: len(outstanding), Shares: []TopShare{}}
	for _, share := range shares() {
		high, tied := rtm.HighRisk(f.scores, f.areas, share)
		if len(high) > 0 {
			h.Shares = append(h.Shares, TopShare{share, len(high), round(f.scores[high[len(high)-1]], 6), tied})
		}
	}
	return h
}

// reasons returns those of the riskiest cells, riskiest first.
func (f fit) reasons() ([]CellReasons, error) {
	all := []CellReasons{}
	order, _ := rtm.HighRisk(f.scores, f.areas, 1)
	factors := f.measured()
	for _, i := range order[:min(explained, len(order))] {
		reasons, err := f.model.Attributions(f.design, f.cells, factors, i)
		if err != nil {
			return nil, err
		}
		c := CellReasons{Cell: f.Lattice.Cells[i], Risk: f.scores[i], Reasons: []rtm.Attribution{}}
		for _, r := range reasons {
			at := slices.IndexFunc(f.factors, func(s siteFactor) bool { return s.Name == r.Factor })
			r.Site = f.factors[at].Sites[r.Nearest].Name
			r.Nearest = 0 // which is of the design: a model that is kept has the site
			c.Reasons = append(c.Reasons, r)
		}
		all = append(all, c)
	}
	return all, nil
}

// shares are the shares of the area whose riskiest cells a model names.
func shares() []float64 { return []float64{0.01, 0.05, 0.1} }
