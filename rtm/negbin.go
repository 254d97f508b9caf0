package rtm

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A Family is how counts vary about what a model expects, μ.
type Family string

// The families. In the negative binomial ones the dispersion, 0 or more, says how
// much more counts vary than Poisson's do; at 0 they are Poisson's.
const (
	Poisson Family = "poisson" // variance μ
	NB2     Family = "nb2"     // variance μ + dispersion·μ²; R's glm.nb has θ = 1/dispersion, gamlss calls it NBI
	NBII    Family = "nbii"    // variance μ + dispersion·μ; RTMDx's negative binomial
)

// Families returns all families.
func Families() []Family { return []Family{Poisson, NB2, NBII} }

var errDiverged = errors.New("its fit does not converge on a dispersion")

// Newton's method takes about 5 iterations from Poisson's coefficients.
const (
	maxNewton     = 100
	maxDispersion = 1e12
	minDispersion = 1e-9 // below it counts are Poisson's
)

// fit returns the maximum-likelihood fit of a family.
func (t table) fit(f Family) (estimate, error) {
	e, err := t.poisson()
	if err != nil || f == Poisson {
		return e, err
	}
	return t.negativeBinomial(f, e)
}

// errHopeless says that a fit was given up, since it cannot come to the likelihood that it
// must have to be of use.
var errHopeless = errors.New("it does not raise the likelihood by enough")

// fitFrom is fit that starts from coefficients and the log of a dispersion, where there
// are any, and gives up if the log-likelihood will not come to enough.
func (t table) fitFrom(f Family, start []float64, enough float64) (estimate, error) {
	if start != nil {
		if e, err := t.climb(f, start, enough); err == nil || errors.Is(err, errHopeless) {
			return e, err
		}
	}
	return t.fit(f)
}

// negativeBinomial fits from Poisson's coefficients and the dispersion that the squares of
// the residuals tell. Where the likelihood falls as dispersion departs from 0, counts vary
// no more than Poisson's, and Poisson's fit is the maximum.
func (t table) negativeBinomial(f Family, poisson estimate) (estimate, error) {
	dispersion := t.moments(f, poisson.b)
	if dispersion <= minDispersion {
		return poisson, nil
	}
	return t.climb(f, append(slices.Clone(poisson.b), math.Log(dispersion)), math.Inf(-1))
}

// climb fits by Newton's method in the coefficients and the log of the dispersion
// together. A step that is no ascent is turned towards the gradient (Levenberg 1944), and
// one that goes too far is halved. It gives up where the log-likelihood and twice what a
// step of Newton's promises are not enough: for Poisson counts in two groups the true gain
// is never more than that.
//
// Covariances are from the observed information for NBII and, as R's glm.nb has
// them, from the expected one for NB2, in which coefficients and dispersion are
// independent.
func (t table) climb(f Family, start []float64, enough float64) (estimate, error) {
	k := len(start) - 1
	at := slices.Clone(start)
	c := t.logLikelihood(f, at)
	for range maxNewton {
		step, newton, ok := c.ascent()
		if !ok {
			return estimate{}, errDiverged
		}
		if newton && c.value+floats.Dot(c.gradient, step) < enough { // half of which is the step's promise
			return estimate{}, errHopeless
		}
		next := make([]float64, k+1)
		slack := 1e-13 * (1 + math.Abs(c.value)) // rounding
		for try := 0; ; try++ {
			floats.AddTo(next, at, step)
			if ahead := t.logLikelihood(f, next); ahead.value >= c.value-slack { // not so for NaN
				c = ahead
				break
			}
			if try > 50 {
				return estimate{}, errDiverged
			}
			floats.Scale(0.5, step)
		}
		moved := floats.Distance(at, next, math.Inf(1))
		at = next
		if !(at[k] > math.Log(minDispersion/10) && at[k] < math.Log(maxDispersion)) {
			return estimate{}, errDiverged
		}
		if moved <= 1e-8 { // the next step would be of the order of its square
			return t.atMaximum(f, at, c)
		}
	}
	return estimate{}, errDiverged
}

// atMaximum returns the estimate at a maximum of the likelihood.
func (t table) atMaximum(f Family, at []float64, c logLikelihood) (estimate, error) {
	k := len(at) - 1
	information := c.information()
	if f == NB2 {
		information = t.expectedNB2(at)
	}
	var root mat.Cholesky
	if !root.Factorize(information) || root.Cond() > maxCondition {
		return estimate{}, errDiverged
	}
	e := estimate{b: at[:k:k], covariance: mat.NewSymDense(information.SymmetricDim(), nil), likelihood: c.value, dispersion: math.Exp(at[k])}
	return e, root.InverseTo(e.covariance)
}

// moments returns the dispersion that the squared residuals of Poisson's fit
// tell. It is 0 or less exactly if the likelihood does not rise as the dispersion
// departs from 0.
func (t table) moments(f Family, b []float64) float64 {
	excess, scale := 0.0, t.cells
	if f == NB2 {
		scale = 0
	}
	for r, units := range t.units {
		rate := math.Exp(floats.Dot(t.x[r], b))
		for _, u := range units {
			mu := u.exposure * rate
			over := (u.events-mu)*(u.events-mu) - u.events
			if f == NB2 {
				excess += u.cells * over
				scale += u.cells * mu * mu
			} else {
				excess += u.cells * over / mu
			}
		}
	}
	return excess / scale
}

// A logLikelihood is the value, gradient and Hessian of the log-likelihood at a point.
type logLikelihood struct {
	value    float64
	gradient []float64
	hessian  []float64 // upper triangle, by rows
}

// information returns the Hessian with its sign changed.
func (c logLikelihood) information() *mat.SymDense {
	n := len(c.gradient)
	h := make([]float64, n*n)
	floats.AddScaled(h, -1, c.hessian)
	return mat.NewSymDense(n, h)
}

// ascent returns Newton's step, or if that does not lead upwards one that does.
func (c logLikelihood) ascent() (step []float64, newton, ok bool) {
	n := len(c.gradient)
	gradient := mat.NewVecDense(n, c.gradient)
	information := c.information()
	largest := 0.0
	for i := range n {
		largest = max(largest, math.Abs(information.At(i, i)))
	}
	for damping := 0.0; damping <= 1e3*largest; damping = max(1e-6*largest, 10*damping) {
		damped := mat.NewSymDense(n, nil)
		damped.CopySym(information)
		for i := range n {
			damped.SetSym(i, i, damped.At(i, i)+damping)
		}
		var root mat.Cholesky
		var step mat.VecDense
		if root.Factorize(damped) && root.SolveVecTo(&step, gradient) == nil {
			return step.RawVector().Data, damping == 0, true
		}
	}
	return nil, false, false
}

// logLikelihood returns that of coefficients and log dispersion. The cost
// is a logarithm for each event up to the largest count of each row and exposure,
// and no more than about 40 for each distinct count.
func (t table) logLikelihood(f Family, at []float64) logLikelihood {
	n := len(at)
	k := n - 1
	c := logLikelihood{gradient: make([]float64, n), hessian: make([]float64, n*n)}
	for r, x := range t.x {
		p := rowLogLikelihood(f, t.units[r], floats.Dot(x, at[:k]), at[k])
		c.value += p.value
		c.gradient[k] += p.v
		c.hessian[k*n+k] += p.vv
		for i, xi := range x {
			if xi == 0 {
				continue
			}
			c.gradient[i] += xi * p.u
			c.hessian[i*n+k] += xi * p.uv
			for j := i; j < k; j++ {
				c.hessian[i*n+j] += xi * x[j] * p.uu
			}
		}
	}
	return c
}

// rowDerivatives are the log-likelihood of some cells and its derivatives in the log of
// their rate, u, and in the log of the dispersion, v.
type rowDerivatives struct{ value, u, v, uu, uv, vv float64 }

// rowLogLikelihood returns the log likelihood of cells whose log rate is eta. With
// a = size of the negative binomial, which is 1/dispersion for NB2 and
// μ/dispersion for NBII,
//
//	log P(y) = Σ_{j<y} log(1 + j/a) + y·log μ − (y + a)·log(1 + μ/a) − log y!
func rowLogLikelihood(f Family, units []unit, eta, logDispersion float64) rowDerivatives {
	rate, dispersion := math.Exp(eta), math.Exp(logDispersion)
	var p rowDerivatives
	var rise risingFactorial
	var mu, exposure float64
	a, log1p, share := 1/dispersion, math.Log1p(dispersion), dispersion/(1+dispersion) // the last two of NBII
	for _, u := range units {
		if u.exposure != exposure {
			exposure = u.exposure
			mu = exposure * rate
			if f == NBII {
				a = mu / dispersion
			} else {
				log1p, share = math.Log1p(mu*dispersion), mu/(a+mu)
			}
			rise = risingFactorial{a: a}
		}
		n, y := u.cells, u.events
		rise.extendTo(y)
		p.value += n * (rise.log + y*eta - (y+a)*log1p)
		p.v += n * (rise.first + a*log1p - (y+a)*share)
		if f == NB2 {
			p.u += n * (y - mu) * (1 - share)
			p.uu -= n * (y + a) * share * (1 - share)
			p.uv -= n * (y - mu) * share * (1 - share)
			p.vv += n * (rise.second - a*log1p + 2*a*share - (y+a)*share*(1-share))
			continue
		}
		p.u += n * (y - rise.first - a*log1p)
		p.uu += n * (rise.second - a*log1p)
		p.uv += n * (a*log1p - a*share - rise.second)
		p.vv += n * (rise.second - a*log1p + 2*a*share - (y+a)*share*(1-share))
	}
	return p
}

// expectedNB2 returns the information that counts are expected to hold on the
// coefficients of NB2: Σ μ/(1 + dispersion·μ)·xx'.
func (t table) expectedNB2(at []float64) *mat.SymDense {
	k := len(at) - 1
	information := mat.NewSymDense(k, nil)
	for r, x := range t.x {
		rate, weight := math.Exp(floats.Dot(x, at[:k])), 0.0
		for _, u := range t.units[r] {
			mu := u.exposure * rate
			weight += u.cells * mu / (1 + math.Exp(at[k])*mu)
		}
		information.SymRankOne(information, weight, mat.NewVecDense(k, x))
	}
	return information
}

// A risingFactorial is the log of (1 + 1/a)(1 + 2/a)…(1 + (y−1)/a), which is the rising
// factorial of a over a^y, with its derivatives in log 1/a. As y ascends it goes
// on from where it was.
type risingFactorial struct {
	a, y               float64
	log, first, second float64
}

// Terms are added up until j is mostTerms; of more of them than that the sum is
// had from Stirling's series, in which what is left out is below 1e-12 by then.
const mostTerms = 40

// extendTo moves on to y, which is a whole number and not below the last one.
func (r *risingFactorial) extendTo(y float64) {
	if r.y == 0 && y > 0 {
		r.y = 1 // the first term is 0
	}
	for r.y < y && (r.y < mostTerms || y-r.y < mostTerms) {
		j := r.y
		r.log += math.Log1p(j / r.a)
		r.first += j / (r.a + j)
		r.second += j * r.a / ((r.a + j) * (r.a + j))
		r.y++
	}
	if r.y == y {
		return
	}
	// Differences of log Γ, of ψ and of ψ' between p = a + j of the first term
	// that is wanting and q = a + y.
	p, q, n := r.a+r.y, r.a+y, y-r.y
	difference := func(power float64) float64 { return math.Pow(q, -power) - math.Pow(p, -power) }
	log := math.Log1p(n / p)
	psi := log - difference(1)/2 - difference(2)/12 + difference(4)/120
	trigamma := difference(1) + difference(2)/2 + difference(3)/6 - difference(5)/30
	r.log += (p-0.5)*log + n*math.Log1p(y/r.a) - n + difference(1)/12 - difference(3)/360 + difference(5)/1260
	r.first += n - r.a*psi
	r.second += r.a*psi + r.a*r.a*trigamma
	r.y = y
}
