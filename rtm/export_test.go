package rtm

import (
	"math"

	"github.com/paulmach/orb"
)

// Distances returns how far each cell is from the closest feature.
func Distances(cells, features []orb.Point) []float64 {
	return newRuns(cells).distances(newTree(features, nil), nil, math.Inf(1))
}

// Densities returns the kernel density in each cell, for each reach.
func Densities(cells, features []orb.Point, reaches []float64) [][]float64 {
	return newRuns(cells).densities(newTree(features, nil), reaches, false)
}

// Crowded returns what counts as a high density, and how many cells have as much.
func Crowded(density []float64) (threshold float64, cells int) {
	threshold = crowded(density)
	for _, v := range density {
		if v >= threshold {
			cells++
		}
	}
	return threshold, cells
}

// BICOf returns the BIC of a model of so many coefficients and cells.
func BICOf(f Family, likelihood float64, coefficients, cells int) float64 {
	s := search{sample: &sample{cells: float64(cells)}, family: f}
	return s.bic(estimate{b: make([]float64, coefficients), likelihood: likelihood})
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
func Uncollapsed(f Family, d *Design, counts, exposure []float64, variables ...Variable) (b, se []float64, err error) {
	var terms []column
	for _, v := range variables {
		c, err := d.column(v)
		if err != nil {
			return nil, nil, err
		}
		terms = append(terms, c)
	}
	e, err := everyCell(terms, counts, exposure).fit(f)
	for i := range e.b {
		se = append(se, e.se(i))
	}
	return e.b, se, err
}

// A Net is an elastic net on all variables of a design, those left out of fits
// included.
type Net struct {
	sample sample
	net    net
}

// NewNet returns the elastic net of a design. If scaled, each variable is
// divided by its standard deviation over the cells, as glmnet does by default. With
// both signs, each has a twin of the opposite sign.
func NewNet(d *Design, counts []float64, scaled, bothSigns bool) Net {
	columns := d.columns
	if bothSigns {
		for _, c := range d.columns {
			c.Protective = !c.Protective
			columns = append(columns, c)
		}
	}
	s := newSample(columns, counts, onePerCell(counts), true)
	n := Net{s, s.newNet()}
	if scaled {
		n.net.divide(s.deviations())
	}
	return n
}

// deviations returns the standard deviation of each variable over the cells.
func (s *sample) deviations() []float64 {
	var sds []float64
	for _, c := range s.columns {
		under := 0.0
		for i := range c.on.all {
			under += s.units[i].cells
		}
		share := under / s.cells
		sds = append(sds, math.Sqrt(share*(1-share)))
	}
	return sds
}

// divide divides each variable by a number.
func (m net) divide(by []float64) {
	for j, d := range by {
		m.value[j] /= d
		m.events[1+j] /= d
	}
}

// Named returns the coefficients that are not 0, by name, as of variables that
// are 0 and 1.
func (n Net) Named(b []float64) map[string]float64 {
	m := map[string]float64{"(Intercept)": b[0]}
	for j, c := range n.sample.columns {
		if b[1+j] != 0 {
			m[c.Name()] += b[1+j] * n.net.value[j]
		}
	}
	return m
}

func onePerCell(counts []float64) []float64 {
	ones := make([]float64, len(counts))
	for i := range ones {
		ones[i] = 1
	}
	return ones
}

// Solve returns the coefficients under each penalty, the objective, the log
// likelihood without its constant, and the largest residual of the conditions of
// Karush, Kuhn and Tucker.
func (n Net) Solve(mix float64, lambdas ...float64) (b [][]float64, objective, likelihood []float64, residual float64, err error) {
	var penalties []penalty
	for _, l := range lambdas {
		penalties = append(penalties, penalty{l, mix})
	}
	all, err := n.net.solveAll(penalties, exact)
	for i, c := range all {
		mu := n.net.predict(c)
		b = append(b, c)
		objective = append(objective, n.net.objective(c, mu, penalties[i]))
		likelihood = append(likelihood, n.net.likelihood(c, mu)+n.sample.constant)
		residual = max(residual, penalties[i].violation(c, n.net.gradient(mu)))
	}
	return b, objective, likelihood, residual, err
}

// Path returns the penalties that are tried.
func (n Net) Path(mix float64) (lambdas []float64) {
	_, first := n.net.null(mix)
	for _, p := range penaltyLadder(first, mix, penalties) {
		lambdas = append(lambdas, p.lambda)
	}
	return lambdas
}

// CrossValidate returns the log likelihood of held-out cells under each penalty,
// added up over folds.
func (n Net) CrossValidate(fold []int, mix float64, lambdas ...float64) ([]float64, error) {
	return n.CrossValidateWith(len(lambdas), fold, mix, lambdas...)
}

// CrossValidateWith is CrossValidate with patience.
func (n Net) CrossValidateWith(patience int, fold []int, mix float64, lambdas ...float64) ([]float64, error) {
	var penalties []penalty
	for _, l := range lambdas {
		penalties = append(penalties, penalty{l, mix})
	}
	scores, err := n.sample.crossValidate(fold, penalties, patience)
	for i := range scores {
		scores[i] += n.sample.constant
	}
	return scores, err
}

// CrossValidateAsR is CrossValidate as cv.glmnet does it by default: variables are
// divided by their deviations in each fold, each fold has a path of penalties of
// its own, and coefficients between its penalties are interpolated.
func (n Net) CrossValidateAsR(fold []int, mix float64, lambdas ...float64) ([]float64, error) {
	sum := make([]float64, len(lambdas))
	for f := range folds {
		seen, held := n.fold(fold, f)
		left, right := seen.newNet(), held.newNet()
		left.divide(seen.deviations())
		right.divide(seen.deviations())
		_, first := left.null(mix)
		own := penaltyLadder(first, mix, len(lambdas))
		all, err := left.solveAll(own, rough)
		if err != nil {
			return nil, err
		}
		for i, l := range lambdas {
			l = max(min(l, own[0].lambda), own[len(own)-1].lambda)
			k := 1
			for own[k].lambda > l {
				k++
			}
			part := (own[k-1].lambda - l) / (own[k-1].lambda - own[k].lambda)
			b := make(coefficients, len(all[0]))
			for j := range b {
				b[j] = (1-part)*all[k-1][j] + part*all[k][j]
			}
			sum[i] += right.score(b) + held.constant
		}
	}
	return sum, nil
}

func (n Net) fold(fold []int, f int) (seen, held sample) {
	return n.sample.weighted(func(cell int) float64 { return indicator(fold[cell] != f) }),
		n.sample.weighted(func(cell int) float64 { return indicator(fold[cell] == f) })
}

// CrossValidateAt is CrossValidate at λ1 = n·λ·mix and λ2 = n·λ·(1−mix) of the
// cells that are not held out.
func (n Net) CrossValidateAt(fold []int, l1, l2 float64) (float64, error) {
	sum := 0.0
	for f := range folds {
		seen, held := n.fold(fold, f)
		l := (l1 + l2) / seen.cells
		b, err := seen.newNet().solveAll([]penalty{{l, l1 / (l1 + l2)}}, rough)
		if err != nil {
			return 0, err
		}
		sum += held.newNet().score(b[0]) + held.constant
	}
	return sum, nil
}

// DistancesToShapes returns how far each cell is from the closest feature or shape.
func DistancesToShapes(cells, features []orb.Point, shapes []orb.Geometry) []float64 {
	return newRuns(cells).distances(newTree(features, nil), newShapeTree(shapes), math.Inf(1))
}
