package rtm

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// An estimate is a table's maximum-likelihood fit.
type estimate struct {
	b          []float64
	covariance *mat.SymDense // of b, and behind it of the log of the dispersion if that has been estimated
	likelihood float64       // log L, less the part that does not depend on the model
	dispersion float64       // see [Family]
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

// sums are the events and the exposure of each row of a table. For cells i that
// share a rate r Poisson's likelihood is Π (eᵢr)^yᵢ·exp(−eᵢr)/yᵢ! =
// r^Σyᵢ·exp(−r·Σeᵢ) times what does not depend on r, so they are all that it takes.
type sums struct{ events, exposure []float64 }

func (t table) sums() sums {
	s := sums{make([]float64, len(t.x)), make([]float64, len(t.x))}
	for r, units := range t.units {
		for _, u := range units {
			s.events[r] += u.cells * u.events
			s.exposure[r] += u.cells * u.exposure
		}
	}
	return s
}

// poisson fits by iteratively reweighted least squares, which for the log link
// is Newton's method (McCullagh and Nelder 1989, section 2.5), starting as R's
// glm does from the observed rates. The cost is rows × variables² an iteration.
func (t table) poisson() (estimate, error) {
	k := len(t.x[0])
	e := estimate{b: make([]float64, k), covariance: mat.NewSymDense(k, nil)}
	s, eta := t.sums(), make([]float64, len(t.x))
	for r := range eta {
		eta[r] = math.Log((s.events[r] + 0.1) / s.exposure[r])
	}
	unsolvable := errCollinear // as the first weights, counts + 0.1, part nothing
	for range maxIterations {
		information, score := t.normal(s, eta)
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
			e.likelihood = s.likelihood(eta)
			return e, root.InverseTo(e.covariance)
		}
	}
	return estimate{}, errDiverges
}

// normal returns both sides of the normal equations at linear predictor eta.
func (t table) normal(s sums, eta []float64) (information *mat.SymDense, score *mat.VecDense) {
	k := len(t.x[0])
	left, right := make([]float64, k*k), make([]float64, k)
	for r, x := range t.x {
		mu := s.exposure[r] * math.Exp(eta[r])
		z := mu*eta[r] + s.events[r] - mu
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
		eta[r] = floats.Dot(x, b[:len(x)])
	}
}

func (s sums) likelihood(eta []float64) float64 {
	sum := 0.0
	for r, y := range s.events {
		sum += y*eta[r] - s.exposure[r]*math.Exp(eta[r])
	}
	return sum
}

// se returns the standard error of coefficient i.
func (e estimate) se(i int) float64 { return math.Sqrt(e.covariance.At(i, i)) }

// p returns the two-sided Wald p of coefficient i.
func (e estimate) p(i int) float64 {
	return twoSided(e.b[i] / e.se(i))
}

// twoSided returns how probable it is that a standard normal is as far from 0 as z.
func twoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }
