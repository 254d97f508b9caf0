package demoshire

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/uber/h3-go/v4"

	"beatplan/geo"
)

// mostResidents is how many live in a small area at the most: the census has from
// 1,000 to 3,000 in one of its lower layer super output areas.
const mostResidents = 2_200

// A smallArea is one of the areas by which a census counts: cells of one ward.
type smallArea struct {
	geo.Area
	cells     []int
	residents float64 // a whole number
	decile    int     // of deprivation among the county's; 1 is the most deprived tenth
}

// census divides the wards into small areas, and the residents of each evenly among
// its cells: that is all that a census tells of them, and here it is the truth.
func (p *people) census(seed uint64) error {
	cells := make([][]int, len(p.wards))
	for cell, ward := range p.ward {
		cells[ward] = append(cells[ward], cell)
	}
	for w, ward := range p.wards {
		for n, part := range p.halve(cells[w]) {
			a := smallArea{cells: part, Area: geo.Area{
				Kind: geo.LSOA, Code: fmt.Sprintf("DEMO-L%03d", len(p.small)+1), Name: fmt.Sprintf("%s %02d", ward.Name, n+1), Invented: true,
			}}
			ids := make([]h3.Cell, len(part))
			for i, cell := range part {
				ids[i] = p.lattice.Cells[cell]
			}
			var err error
			if a.Land, err = geo.Outline(ids); err != nil {
				return fmt.Errorf("small area %s: %w", a.Code, err)
			}
			a.residents = math.Max(1, math.Round(p.living(part)))
			for _, cell := range part {
				p.residents[cell] = a.residents / float64(len(part))
			}
			p.small = append(p.small, a)
		}
	}
	p.rank(noise{seed: seed + 600, scale: 3_000, octaves: 3})
	return nil
}

// living returns how many live in some cells.
func (p *people) living(cells []int) float64 {
	sum := 0.0
	for _, cell := range cells {
		sum += p.residents[cell]
	}
	return sum
}

// halve cuts cells across the longer way, so that as many live in each half, until
// no part has more residents than a small area may.
func (p *people) halve(cells []int) [][]int {
	total := p.living(cells)
	if total <= mostResidents || len(cells) < 2 {
		return [][]int{cells}
	}
	var from, to [2]float64
	for axis := range from {
		from[axis], to[axis] = math.Inf(1), math.Inf(-1)
		for _, cell := range cells {
			from[axis], to[axis] = min(from[axis], p.centres[cell][axis]), max(to[axis], p.centres[cell][axis])
		}
	}
	axis := 0
	if to[1]-from[1] > to[0]-from[0] {
		axis = 1
	}
	sorted := slices.Clone(cells)
	slices.SortFunc(sorted, func(a, b int) int {
		return cmp.Or(cmp.Compare(p.centres[a][axis], p.centres[b][axis]), cmp.Compare(a, b))
	})
	cut, sum := 0, 0.0
	for cut < len(sorted)-1 && sum < total/2 {
		sum += p.residents[sorted[cut]]
		cut++
	}
	return append(p.halve(sorted[:cut]), p.halve(sorted[cut:])...)
}

// rank gives small areas their tenths of deprivation, which has nothing to do with
// offences here.
func (p *people) rank(deprivation noise) {
	order := make([]int, len(p.small))
	level := make([]float64, len(p.small))
	for i, a := range p.small {
		order[i] = i
		level[i] = deprivation.at(p.centres[a.cells[0]])
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(level[a], level[b]), cmp.Compare(a, b)) })
	for rank, i := range order {
		p.small[i].decile = 1 + 10*rank/len(order)
	}
}
