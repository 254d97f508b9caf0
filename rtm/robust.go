package rtm

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Robust returns the standard error of each term's coefficient that allows for likeness
// of the cells of a block and for any dispersion: the sandwich estimator clustered by
// blocks (Liang & Zeger 1986, doi 10.1093/biomet/73.1.13), times blocks/(blocks − 1). The
// design, counts and exposure are those that m was fitted to. The cost is one visit to
// each cell.
func (m *Model) Robust(d *Design, counts, exposure []float64, blocks []int) ([]float64, error) {
	n, err := checkBlocks(d.cells, blocks)
	if err != nil {
		return nil, err
	}
	expected, err := m.Expected(d, exposure)
	if err != nil {
		return nil, err
	}
	k := 1 + len(m.Terms)
	columns, err := d.terms(m)
	if err != nil {
		return nil, err
	}
	bread, scores := make([]float64, k*k), make([]float64, n*k)
	x := make([]float64, k)
	for i, mu := range expected {
		x[0] = 1
		for j, c := range columns {
			x[1+j] = float64(c.on.bit(i)) * c.sign()
		}
		weight := mu
		switch m.Family {
		case NB2:
			weight = mu / (1 + *m.Dispersion*mu)
		case NBII:
			weight = mu / (1 + *m.Dispersion)
		}
		score := (counts[i] - mu) * weight / mu
		for a, v := range x {
			if v == 0 {
				continue
			}
			scores[blocks[i]*k+a] += v * score
			for b, w := range x {
				bread[a*k+b] += weight * v * w
			}
		}
	}
	var inverse, meat, sandwich mat.Dense
	if err := inverse.Inverse(mat.NewDense(k, k, bread)); err != nil {
		return nil, errors.New("the terms cannot be told apart")
	}
	s := mat.NewDense(n, k, scores)
	meat.Mul(s.T(), s)
	sandwich.Product(&inverse, &meat, &inverse)
	errors := make([]float64, len(m.Terms))
	for i := range errors {
		errors[i] = math.Sqrt(sandwich.At(1+i, 1+i) * float64(n) / float64(n-1))
	}
	return errors, nil
}
