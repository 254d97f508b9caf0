package rtm

import "github.com/paulmach/orb"

// Distances returns how far each cell is from the closest feature.
func Distances(cells, features []orb.Point) []float64 {
	return distances(cells, newTree(features))
}

// Densities returns the kernel density in each cell, for each reach.
func Densities(cells, features []orb.Point, reaches []float64) [][]float64 {
	return densities(cells, newTree(features), reaches)
}

// Under returns 1 for each cell under the influence of a variable, 0 for others.
func (d *Design) Under(v Variable) []float64 {
	c, err := d.column(v)
	if err != nil {
		panic(err)
	}
	under := make([]float64, d.cells)
	for i := range c.on.all {
		under[i] = 1
	}
	return under
}

// Uncollapsed fits a model of the given variables with one row for each cell. It
// returns the coefficients, the intercept first, and their standard errors.
func Uncollapsed(d *Design, counts, exposure []float64, variables ...Variable) (b, se []float64, err error) {
	var terms []column
	for _, v := range variables {
		c, err := d.column(v)
		if err != nil {
			return nil, nil, err
		}
		terms = append(terms, c)
	}
	e, err := everyCell(sample{events: counts, exposure: exposure}, terms).estimate()
	for i := range e.b {
		se = append(se, e.se(i))
	}
	return e.b, se, err
}
