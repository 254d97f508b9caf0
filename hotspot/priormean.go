package hotspot

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// fitRows are the distinct rows of a regression over the cells of a lattice: cells
// that are alike in all that matters are one row.
type fitRows struct {
	of      []int32   // row of each cell
	number  []float64 // cells of each row
	own     []float64 // offences of each cell of the row
	designs []float64 // the constant and the standardised covariates of each row
	width   int       // of a row of designs
}

// surroundings are what the covariates of a cell are made of. Its own count is in
// none of them.
type surroundings struct{ own, others, near, nearOthers, second, risk float64 }

// covariates are the functions of the surroundings that the prior mean is fitted on.
func (s surroundings) covariates(withRisk bool) []float64 {
	some := 0.
	if s.others > 0 {
		some = 1
	}
	x := []float64{math.Log1p(s.others), some, math.Log1p(s.near), math.Log1p(s.nearOthers), math.Log1p(s.second)}
	if withRisk {
		x = append(x, math.Log(s.risk))
	}
	return x
}

// rows returns the rows of the cells, for what was recorded over some months.
func (t Training) rows(s sums) fitRows {
	cells := t.Neighbours.Len()
	near, nearOthers := s.own.around(t.Neighbours), s.others.around(t.Neighbours)
	second := near.around(t.Neighbours)
	r := fitRows{of: make([]int32, cells), width: 1 + len(surroundings{}.covariates(t.Risk != nil))}
	index := map[surroundings]int32{}
	var kinds []surroundings
	for i := range cells {
		at := surroundings{own: s.own.at(i), others: s.others.at(i), near: near.at(i), nearOthers: nearOthers.at(i)}
		at.second = max(0, second.at(i)-float64(len(t.Neighbours.Of(i)))*at.own)
		if t.Risk != nil {
			at.risk = t.Risk[i]
		}
		row := int32(0)
		if i > 0 {
			row = r.of[i-1]
		}
		if i == 0 || at != kinds[row] { // most are as the one before
			var known bool
			if row, known = index[at]; !known {
				row = int32(len(kinds))
				index[at] = row
				kinds = append(kinds, at)
				r.number = append(r.number, 0)
				r.own = append(r.own, at.own)
			}
		}
		r.of[i] = row
		r.number[row]++
	}
	for _, at := range kinds {
		r.designs = append(append(r.designs, 1), at.covariates(t.Risk != nil)...)
	}
	r.standardise()
	return r
}

// design returns the constant and the covariates of a row.
func (r fitRows) design(row int) []float64 { return r.designs[row*r.width : (row+1)*r.width] }

// standardise gives the covariates mean 0 and standard deviation 1 over the cells;
// one that does not vary becomes 0.
func (r fitRows) standardise() {
	const constant = 1e-9
	cells := float64(len(r.of))
	for k := 1; k < r.width; k++ {
		var mean, variance float64
		for row, n := range r.number {
			mean += n * r.design(row)[k] / cells
		}
		for row, n := range r.number {
			from := r.design(row)[k] - mean
			variance += n * from * from / cells
		}
		sd := math.Sqrt(variance)
		if sd < constant {
			sd = 1
		}
		for row := range r.number {
			r.design(row)[k] = (r.design(row)[k] - mean) / sd
		}
	}
}

// spread gives each cell the value of its row.
func (r fitRows) spread(values []float64) []float64 {
	cells := make([]float64, len(r.of))
	for i, row := range r.of {
		cells[i] = values[row]
	}
	return cells
}

// regress fits the mean of the cells' own counts by Poisson regression with a ridge
// of ½Σb² on all but the constant, by Newton's method with step halving. It returns
// the coefficients and the mean of each row. There is at least one offence.
func (r fitRows) regress() (b, means []float64) {
	const (
		most    = 60   // steps
		enough  = 1e-9 // relative decrease at which it stops
		halving = 40
	)
	var offences float64
	for row, n := range r.number {
		offences += n * r.own[row]
	}
	b = make([]float64, r.width)
	b[0] = math.Log(offences / float64(len(r.of)))
	value, means := r.loss(b)
	for range most {
		step := r.step(b, means)
		next, part := make([]float64, r.width), 1.
		var lower float64
		for range halving {
			for k := range b {
				next[k] = b[k] - part*step[k]
			}
			if lower, means = r.loss(next); lower <= value {
				break
			}
			part /= 2
		}
		if !(lower <= value) { // rounding alone is left
			_, means = r.loss(b)
			break
		}
		decrease := value - lower
		b, value = next, lower
		if decrease < enough*math.Abs(value) {
			break
		}
	}
	return b, means
}

// loss returns the negative log-likelihood with the ridge, less what does not depend
// on the coefficients, and the mean of each row.
func (r fitRows) loss(b []float64) (value float64, means []float64) {
	const least, most = -30, 15 // of the linear predictor
	means = make([]float64, len(r.number))
	for row, n := range r.number {
		eta := 0.
		for k, x := range r.design(row) {
			eta += b[k] * x
		}
		eta = min(most, max(least, eta))
		means[row] = math.Exp(eta)
		value += n * (means[row] - r.own[row]*eta)
	}
	for _, v := range b[1:] {
		value += v * v / 2
	}
	return value, means
}

// step returns the Newton step: the inverse Hessian times the gradient.
func (r fitRows) step(b, means []float64) []float64 {
	gradient, hessian := make([]float64, r.width), mat.NewSymDense(r.width, nil)
	upper := make([]float64, r.width*r.width)
	for row, n := range r.number {
		x := r.design(row)
		residual, weight := n*(means[row]-r.own[row]), n*means[row]
		for k, v := range x {
			gradient[k] += residual * v
			for l := k; l < r.width; l++ {
				upper[k*r.width+l] += weight * v * x[l]
			}
		}
	}
	for k := range b {
		for l := k; l < r.width; l++ {
			hessian.SetSym(k, l, upper[k*r.width+l])
		}
		if k > 0 {
			gradient[k] += b[k]
			hessian.SetSym(k, k, hessian.At(k, k)+1)
		}
	}
	var cholesky mat.Cholesky
	step := mat.NewVecDense(r.width, nil)
	if !cholesky.Factorize(hessian) || cholesky.SolveVecTo(step, mat.NewVecDense(r.width, gradient)) != nil {
		return gradient // as good as no offence anywhere: downhill will do
	}
	return step.RawVector().Data
}
