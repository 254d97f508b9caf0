package rtm

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A table is a Poisson regression's data: for each row the values of the
// explaining variables, the first of which is 1, and the number, events and
// exposure of the cells that have those values. For cells i that share a rate r
// the likelihood is Π (eᵢr)^yᵢ·exp(−eᵢr)/yᵢ! = r^Σyᵢ·exp(−r·Σeᵢ) times what does
// not depend on r, so the sums are all that it takes.
type table struct {
	x                [][]float64
	cells            []int
	events, exposure []float64
}

// add appends a row and returns its number.
func (t *table) add(x []float64, cells int, events, exposure float64) int32 {
	t.x = append(t.x, x)
	t.cells = append(t.cells, cells)
	t.events = append(t.events, events)
	t.exposure = append(t.exposure, exposure)
	return int32(len(t.x) - 1)
}

// An estimate is a table's maximum-likelihood fit.
type estimate struct {
	b          []float64
	covariance *mat.SymDense
	likelihood float64 // log L, less the part that does not depend on b
}

var (
	errCollinear = errors.New("it is a combination of the variables chosen before it")
	errDiverges  = errors.New("its fit does not converge: events and influence part too cleanly")
)

// Poisson regressions take about 6 iterations. Where no maximum exists a
// coefficient moves by about 1 in each, without end.
const (
	maxIterations = 25
	tolerance     = 1e-9 // change of a coefficient, log relative risk
	maxCondition  = 1e12
)

// estimate fits by iteratively reweighted least squares, which for the log link
// is Newton's method (McCullagh and Nelder 1989, section 2.5), starting as R's
// glm does from the observed rates. The cost is rows × variables² an iteration.
func (t table) estimate() (estimate, error) {
	k := len(t.x[0])
	e := estimate{b: make([]float64, k), covariance: mat.NewSymDense(k, nil)}
	eta := make([]float64, len(t.x))
	for r := range eta {
		eta[r] = math.Log((t.events[r] + 0.1) / t.exposure[r])
	}
	unsolvable := errCollinear // as the first weights, counts + 0.1, part nothing
	for range maxIterations {
		information, score := t.normal(eta)
		var root mat.Cholesky
		var b mat.VecDense
		if !root.Factorize(information) || root.Cond() > maxCondition || root.SolveVecTo(&b, score) != nil {
			return estimate{}, unsolvable
		}
		unsolvable = errDiverges
		moved := floats.Distance(e.b, b.RawVector().Data, math.Inf(1))
		copy(e.b, b.RawVector().Data)
		t.predict(eta, e.b)
		if moved <= tolerance {
			e.likelihood = t.likelihood(eta)
			return e, root.InverseTo(e.covariance)
		}
	}
	return estimate{}, errDiverges
}

// normal returns both sides of the normal equations at linear predictor eta.
func (t table) normal(eta []float64) (information *mat.SymDense, score *mat.VecDense) {
	k := len(t.x[0])
	left, right := make([]float64, k*k), make([]float64, k)
	for r, x := range t.x {
		mu := t.exposure[r] * math.Exp(eta[r])
		z := mu*eta[r] + t.events[r] - mu
		for i, xi := range x {
			if xi == 0 {
				continue
			}
			right[i] += xi * z
			for j := i; j < k; j++ {
				left[i*k+j] += mu * xi * x[j]
			}
		}
	}
	return mat.NewSymDense(k, left), mat.NewVecDense(k, right)
}

// predict sets eta to the log of each row's rate.
func (t table) predict(eta, b []float64) {
	for r, x := range t.x {
		eta[r] = floats.Dot(x, b)
	}
}

func (t table) likelihood(eta []float64) float64 {
	sum := 0.0
	for r := range t.x {
		sum += t.events[r]*eta[r] - t.exposure[r]*math.Exp(eta[r])
	}
	return sum
}

// se returns the standard error of coefficient i.
func (e estimate) se(i int) float64 { return math.Sqrt(e.covariance.At(i, i)) }

// p returns the two-sided Wald p of coefficient i.
func (e estimate) p(i int) float64 {
	return math.Erfc(math.Abs(e.b[i]/e.se(i)) / math.Sqrt2)
}
