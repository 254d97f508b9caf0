package zones

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// A Ground is the input laid out: what Draw draws on, and what an edited outline
// is measured by. It must not be used by several goroutines at once.
type Ground struct {
	in       Input
	points   []Point
	timed    bool // some offence has an hour
	capped   int  // offences that count for less than their weight
	byCell   map[h3.Cell][]int
	premises map[h3.Cell][]int
	owner    map[h3.Cell]int     // district of the cells that matter
	hectares map[h3.Cell]float64 // of those cells
	struck   map[h3.Cell]bool
	included map[h3.Cell]bool
	total    []whole // of each district
}

// A whole is what a district has in all.
type whole struct {
	raw      float64 // days recorded, at excluded places too
	count    int     // offences, without those at excluded places
	norm     float64 // of these a hectare and month, where there is any
	hectares float64
}

// Survey lays out an input. The cost grows with offences times the premises
// within reach of each point. The error names the setting or the number that is
// out of its range.
func Survey(in Input) (*Ground, error) {
	if len(in.Districts) == 0 {
		return nil, errors.New("no district to draw areas in")
	}
	if in.Months < 1 {
		return nil, fmt.Errorf("%d months: areas are drawn from at least one", in.Months)
	}
	g := &Ground{
		in: in, byCell: map[h3.Cell][]int{}, premises: map[h3.Cell][]int{}, owner: map[h3.Cell]int{}, hectares: map[h3.Cell]float64{},
		struck: map[h3.Cell]bool{}, included: map[h3.Cell]bool{},
		total: make([]whole, len(in.Districts)),
	}
	resolution := in.Districts[0].Lattice.Resolution
	for _, d := range in.Districts {
		if d.Lattice.Resolution != resolution {
			return nil, fmt.Errorf("districts at resolutions %d and %d: draw them at one", resolution, d.Lattice.Resolution)
		}
		if len(d.Lattice.Cells) == 0 {
			return nil, fmt.Errorf("district %s has no cells", d.Name)
		}
	}
	largest, err := in.Districts[0].Lattice.AreaOf(0)
	if err != nil {
		return nil, err
	}
	if err := in.Settings.check(largest); err != nil {
		return nil, err
	}
	if err := g.gather(); err != nil {
		return nil, err
	}
	for i, p := range in.Premises {
		cell, err := geo.CellAt(p.At, resolution)
		if err != nil {
			return nil, err
		}
		g.premises[cell] = append(g.premises[cell], i)
	}
	if err := g.decide(); err != nil {
		return nil, err
	}
	g.share()
	return g, g.measureDistricts()
}

// decide lays out what people decided.
func (g *Ground) decide() error {
	for _, p := range slices.Concat(g.in.Struck, g.in.Included) {
		if strings.TrimSpace(p.Reason) == "" {
			return fmt.Errorf("%s is struck out or included without a reason: say why", p.Name)
		}
	}
	for _, p := range g.in.Struck {
		cells, err := g.cellsOf(p.Outline)
		if err != nil {
			return fmt.Errorf("%s, struck out: %w", p.Name, err)
		}
		for _, c := range cells {
			g.struck[c] = true
		}
	}
	for _, p := range g.in.Included {
		cells, err := g.cellsOf(p.Outline)
		if err != nil {
			return fmt.Errorf("%s, included: %w", p.Name, err)
		}
		for _, c := range cells {
			if g.struck[c] {
				return fmt.Errorf("%s is included, but some of it is struck out: decide on one", p.Name)
			}
			g.included[c] = true
		}
	}
	return nil
}

// cellsOf returns the cells whose centres an outline holds, ascending; of an outline
// that holds none, the cell that its middle is in.
func (g *Ground) cellsOf(outline orb.MultiPolygon) ([]h3.Cell, error) {
	l, err := geo.Cover(outline, g.resolution())
	if err != nil || len(l.Cells) > 0 {
		return l.Cells, err
	}
	c, err := geo.CellAt(geo.Middle(outline), g.resolution())
	return []h3.Cell{c}, err
}

func (g *Ground) resolution() int { return g.in.Districts[0].Lattice.Resolution }

// measureDistricts adds up what each district has.
func (g *Ground) measureDistricts() error {
	settled := make([]float64, len(g.in.Districts)) // hectares of cells with an offence
	seen := map[h3.Cell]bool{}
	for _, p := range g.points {
		if p.district < 0 {
			continue
		}
		t := &g.total[p.district]
		t.raw += p.raw
		if p.excluded {
			continue
		}
		t.count += p.Count
		if seen[p.Cell] {
			continue
		}
		seen[p.Cell] = true
		ha, err := g.hectaresOf(p.Cell)
		if err != nil {
			return err
		}
		settled[p.district] += ha
	}
	for d := range g.total {
		t := &g.total[d]
		if settled[d] > 0 {
			t.norm = float64(t.count) / settled[d] / float64(g.in.Months)
		}
		areas, err := g.in.Districts[d].Lattice.Areas()
		if err != nil {
			return err
		}
		for _, m2 := range areas {
			t.hectares += m2 / squareMetres
		}
	}
	return nil
}

// hectaresOf returns the area of a cell.
func (g *Ground) hectaresOf(c h3.Cell) (float64, error) {
	if ha, known := g.hectares[c]; known {
		return ha, nil
	}
	m2, err := h3.CellAreaM2(c)
	if err != nil {
		return 0, fmt.Errorf("area of cell %s: %w", c, err)
	}
	g.hectares[c] = m2 / squareMetres
	return m2 / squareMetres, nil
}

// districtOf returns the district that a cell belongs to, the first that has it,
// or -1.
func (g *Ground) districtOf(c h3.Cell) int {
	if d, known := g.owner[c]; known {
		return d
	}
	d := slices.IndexFunc(g.in.Districts, func(d District) bool { _, in := d.Lattice.Index(c); return in })
	g.owner[c] = d
	return d
}

// Points returns what offences were recorded at, by longitude and latitude.
func (g *Ground) Points() []Point { return g.points }

// Unknown returns how many offences have no hour, of how many: with those that the
// clock leaves out.
func (g *Ground) Unknown() (unknown, all int) {
	for _, p := range g.points {
		unknown += p.unknown
	}
	return unknown, len(g.in.Offences)
}
