package rtm

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// A net is a non-negative elastic-net Poisson regression on all variables of a
// sample. It minimises over coefficients that are 0 or more
//
//	−(1/n)·Σ (y·η − e·exp η) + λ·(mix·Σb + (1 − mix)/2·Σb²)
//
// with a free intercept: glmnet's objective (Friedman, Hastie and Tibshirani
// 2010, doi 10.18637/jss.v033.i01) without standardising and with lower limits
// of 0. Goeman's λ1 is n·λ·mix and his λ2 is n·λ·(1 − mix).
type net struct {
	cells    float64
	exposure []float64 // of each row of distinct values
	groups   []group
	value    []float64 // of each variable where it is not 0
	events   []float64 // Σ y·x of the intercept, which is 1, and of each variable
}

// newNet returns the regression of a sample on all its variables.
func (s *sample) newNet() net {
	m := net{
		cells: s.cells, exposure: make([]float64, s.rows), groups: s.groups,
		value: make([]float64, len(s.columns)), events: make([]float64, 1+len(s.columns)),
	}
	if m.groups == nil {
		m.groups = s.newGroups()
	}
	for i, u := range s.units {
		m.exposure[s.row[i]] += u.cells * u.exposure
		m.events[0] += u.cells * u.events
	}
	for j, c := range s.columns {
		m.value[j] = c.sign()
		for i := range c.on.from(s.pooled) { // the others have no events
			m.events[1+j] += m.value[j] * s.units[i].cells * s.units[i].events
		}
	}
	return m
}

// A penalty is the weight of the L1 and L2 terms.
type penalty struct {
	lambda float64 // above 0
	mix    float64 // share of it on Σb, above 0 and at most 1; the rest is on Σb²/2
}

func (p penalty) l1() float64 { return p.lambda * p.mix }
func (p penalty) l2() float64 { return p.lambda * (1 - p.mix) }

// coefficients are those of a net, the intercept first.
type coefficients []float64

var errNetDiverged = errors.New("the elastic net does not converge")

const (
	maxNetSteps  = 200
	maxNetSweeps = 10_000

	// The largest KKT violation of a solution where cells have one event on
	// average; it scales with the mean. Cross-validation needs no exact solutions.
	exact = 1e-9
	rough = 1e-7
)

// null returns the coefficients of the intercept-only model, and the least λ at
// which all other coefficients are 0.
func (m net) null(mix float64) (b coefficients, lambda float64) {
	b = make(coefficients, 1+len(m.value))
	b[0] = math.Log(m.events[0] / floats.Sum(m.exposure))
	return b, max(0, slices.Max(append(m.gradient(m.predict(b))[1:], 0))) / mix
}

// penaltyLadder returns n penalties from λ down to a ten-thousandth of it, in equal steps
// of its logarithm, as glmnet has them.
func penaltyLadder(lambda, mix float64, n int) []penalty {
	p := make([]penalty, n)
	for i := range p {
		p[i] = penalty{lambda * math.Pow(1e-4, float64(i)/float64(n-1)), mix}
	}
	return p
}

// likelihood returns the log-likelihood without the terms that hold no coefficient.
func (m net) likelihood(b coefficients, mu []float64) float64 {
	return floats.Dot(m.events, b) - floats.Sum(mu)
}

// objective returns what is to be minimised.
func (m net) objective(b coefficients, mu []float64, p penalty) float64 {
	sum := -m.likelihood(b, mu) / m.cells
	for _, x := range b[1:] {
		sum += p.l1()*x + p.l2()/2*x*x
	}
	return sum
}

// violation returns the largest violation of the KKT conditions: the derivative is
// 0 in the intercept and in each non-zero coefficient, and pushes all others
// below 0.
func (p penalty) violation(b coefficients, gradient []float64) float64 {
	worst := math.Abs(gradient[0])
	for j, x := range b[1:] {
		d := gradient[1+j] - p.l1() - p.l2()*x
		if x > 0 {
			d = math.Abs(d)
		}
		worst = max(worst, d)
	}
	return worst
}

// An activeSet holds the variables whose coefficients may move, and the Hessian
// over n in the intercept and in these.
type activeSet struct {
	variables []int // the variables
	hessian   [][]float64
}

// activeVariables returns the variables whose coefficient is not 0, or might not
// stay 0 under a slightly weaker penalty.
func (p penalty) activeVariables(b coefficients, gradient []float64) []int {
	var of []int
	for j, x := range b[1:] {
		if x > 0 || gradient[1+j] > 0.7*p.l1() {
			of = append(of, j)
		}
	}
	return of
}

// covers reports whether the set holds every variable whose coefficient is not 0 or
// would not stay 0.
func (s activeSet) covers(b coefficients, gradient []float64, p penalty) bool {
	at := 0
	for j, x := range b[1:] {
		known := at < len(s.variables) && s.variables[at] == j
		if known {
			at++
		}
		if !known && (x > 0 || gradient[1+j] > p.l1()) {
			return false
		}
	}
	return s.hessian != nil
}

// solve returns the coefficients under a penalty by a quasi-Newton method with a
// warm start. Each step minimises a quadratic model with the current gradient and
// the last Hessian, and is halved while it overshoots. The Hessian is computed
// anew when convergence slows. The KKT violation of the result is at most the
// tolerance.
func (m net) solve(p penalty, start coefficients, tolerance float64, h *activeSet) (coefficients, error) {
	b := append(coefficients{}, start...)
	mu := m.predict(b)
	value := m.objective(b, mu, p)
	last := math.Inf(1)
	enough := tolerance * max(1, m.events[0]/m.cells)
	for range maxNetSteps {
		g := m.gradient(mu)
		residual := p.violation(b, g)
		if residual <= enough {
			return b, nil
		}
		if !h.covers(b, g, p) || residual > 0.2*last {
			h.variables = p.activeVariables(b, g)
			h.hessian = m.hessian(mu, h.variables)
		}
		last = residual
		next, err := h.descend(g, b, p, enough/10)
		if err != nil {
			return nil, err
		}
		for try := 0; ; try++ {
			m.predictInto(mu, next)
			ahead := m.objective(next, mu, p)
			if ahead <= value+1e-14*(1+math.Abs(value)) {
				value = ahead
				break
			}
			if try > 40 {
				return nil, errNetDiverged
			}
			for j := range next {
				next[j] = (next[j] + b[j]) / 2
			}
		}
		b = next
	}
	return nil, errNetDiverged
}

// descend minimises the quadratic model over the active set until no slope is
// above enough. Sweeps of coordinate descent find the non-zero coefficients; a
// Newton step between sweeps takes these to their joint minimum, which sweeps
// alone approach slowly where variables overlap.
func (s activeSet) descend(gradient []float64, from coefficients, p penalty, enough float64) (coefficients, error) {
	q := quadratic{h: s.hessian, g: []float64{gradient[0]}, b: coefficients{from[0]}, penalty: p}
	for _, j := range s.variables {
		q.g, q.b = append(q.g, gradient[1+j]), append(q.b, from[1+j])
	}
	for range maxNetSweeps {
		if q.sweep() <= enough {
			b := slices.Clone(from)
			b[0] = q.b[0]
			for k, j := range s.variables {
				b[1+j] = q.b[1+k]
			}
			return b, nil
		}
		for q.jump() {
		}
	}
	return nil, errNetDiverged
}

// A quadratic is the model of an objective that is being minimised: at b, the log
// likelihood over n has gradient g.
type quadratic struct {
	h [][]float64
	g []float64
	b coefficients
	penalty
}

// slope returns the derivative of the objective in coefficient j, sign changed.
func (q *quadratic) slope(j int) float64 {
	if j == 0 {
		return q.g[0]
	}
	return q.g[j] - q.l1() - q.l2()*q.b[j]
}

// curvature returns the second derivative in coefficient j.
func (q *quadratic) curvature(j int) float64 {
	if j == 0 {
		return q.h[0][0]
	}
	return q.h[j][j] + q.l2()
}

// move takes coefficient j to x.
func (q *quadratic) move(j int, x float64) {
	floats.AddScaled(q.g, q.b[j]-x, q.h[j])
	q.b[j] = x
}

// sweep minimises in each coefficient in turn, and returns the steepest slope that
// it found.
func (q *quadratic) sweep() (steepest float64) {
	for j, was := range q.b {
		curvature := q.curvature(j)
		if curvature == 0 {
			continue
		}
		x := was + q.slope(j)/curvature
		if j > 0 {
			x = max(0, x)
		}
		if x != was {
			q.move(j, x)
			steepest = max(steepest, curvature*math.Abs(x-was))
		}
	}
	return steepest
}

// jump takes the non-zero coefficients to their joint minimum, or as far as the
// first of them reaches 0, and reports whether one did.
func (q *quadratic) jump() (stopped bool) {
	free := []int{0}
	for j, x := range q.b {
		if j > 0 && x > 0 {
			free = append(free, j)
		}
	}
	left, step := make([][]float64, len(free)), make([]float64, len(free))
	for i, j := range free {
		step[i] = q.slope(j)
		left[i] = make([]float64, i+1)
		for k, l := range free[:i] {
			left[i][k] = q.h[l][j]
		}
		left[i][i] = q.curvature(j)
	}
	if !solvePositive(left, step) {
		return false // sweeps do without
	}
	part, first := 1.0, 0
	for i, j := range free {
		if d := step[i]; j > 0 && q.b[j]+part*d < 0 {
			part, first = -q.b[j]/d, j
		}
	}
	for i, j := range free {
		x := q.b[j] + part*step[i]
		if j > 0 {
			x = max(0, x)
		}
		if j == first && j > 0 {
			x = 0
		}
		q.move(j, x)
	}
	return first > 0
}

// solvePositive sets b to the solution of a·x = b, of which it is given the lower triangle by
// rows, and overwrites it (Cholesky). It reports whether a is positive definite.
func solvePositive(a [][]float64, b []float64) bool {
	for i, row := range a {
		for k, above := range a[:i] {
			row[k] = (row[k] - floats.Dot(row[:k], above[:k])) / above[k]
			b[i] -= row[k] * b[k]
		}
		pivot := row[i] - floats.Dot(row[:i], row[:i])
		if !(pivot > 1e-14*row[i]) {
			return false
		}
		row[i] = math.Sqrt(pivot)
		b[i] /= row[i]
	}
	for i := len(b) - 1; i >= 0; i-- {
		b[i] /= a[i][i]
		floats.AddScaled(b[:i], -b[i], a[i][:i])
	}
	return true
}

// A path is the regularisation path of a net: its solutions under weaker and weaker
// penalties.
type path struct {
	net
	tolerance float64
	solutions []coefficients
	active    activeSet
}

// extend adds the solutions under more penalties, each with a warm start
// extrapolated from the last two.
func (t *path) extend(penalties []penalty) error {
	for _, p := range penalties {
		var start coefficients
		switch n := len(t.solutions); n {
		case 0:
			start, _ = t.null(1)
		case 1:
			start = t.solutions[0]
		default:
			start = slices.Clone(t.solutions[n-1])
			floats.Scale(2, start)
			floats.Sub(start, t.solutions[n-2])
			for j := 1; j < len(start); j++ {
				start[j] = max(0, start[j])
			}
		}
		b, err := t.solve(p, start, t.tolerance, &t.active)
		if err != nil {
			return err
		}
		t.solutions = append(t.solutions, b)
	}
	return nil
}

// solveAll returns the coefficients under each of some penalties that grow weaker.
func (m net) solveAll(penalties []penalty, tolerance float64) ([]coefficients, error) {
	t := path{net: m, tolerance: tolerance}
	err := t.extend(penalties)
	return t.solutions, err
}
