package rtm

import (
	"fmt"
	"math"
	"slices"
)

// Settings are choices of a fit. The zero value is usual.
type Settings struct {
	// Exposure of each cell, above 0, to which expected events are
	// proportional: residents, street length. None means all cells alike.
	Exposure []float64
}

// maxP is the largest Wald p of a term.
const maxP = 0.05

// Fit chooses a model of the counts (events in each cell of the design, whole
// numbers) stepwise, as the package documentation says. The error names a count
// or an exposure that cannot be one, or says that there are no events or too few
// cells. A variable that parts cells with events cleanly from those without, or
// whose fit fails, is left out with a warning.
func Fit(d *Design, counts []float64, s Settings) (*Model, error) {
	if s.Exposure == nil {
		s.Exposure = slices.Repeat([]float64{1}, len(counts))
	}
	in, err := newSample(d.cells, counts, s.Exposure)
	if err != nil {
		return nil, err
	}
	search := &search{sample: in, warnings: slices.Clone(d.Warnings)}
	for _, c := range d.columns {
		if !c.leftOut && !search.separates(c) {
			search.candidates = append(search.candidates, c)
		}
	}
	if n := len(search.candidates); d.cells < n {
		return nil, fmt.Errorf("%d cells are too few for %d variables: take smaller cells, a larger area or fewer reaches", d.cells, n)
	}
	return search.run()
}

// A search is a stepwise choice under way.
type search struct {
	sample     sample
	candidates []column
	path       []Step
	warnings   []string
}

// A stage is a model that a search has come to.
type stage struct {
	action   string
	terms    []column
	estimate estimate
	bic      float64
}

// separates reports whether every event, or none, is under the influence of a
// column, so that its coefficient would run off without end.
func (s *search) separates(c column) bool {
	under := 0.0
	for i := range c.on.all {
		under += s.sample.events[i]
	}
	switch under {
	case 0:
		s.warn("%s left out: no event is under its influence", c.Name())
	case s.sample.total:
		s.warn("%s left out: every event is under its influence", c.Name())
	default:
		return false
	}
	return true
}

// warn adds a warning, once.
func (s *search) warn(format string, args ...any) {
	if w := fmt.Sprintf(format, args...); !slices.Contains(s.warnings, w) {
		s.warnings = append(s.warnings, w)
	}
}

// run steps from the model without variables to one that no step improves. Each
// step lowers the BIC, so it ends.
func (s *search) run() (*Model, error) {
	null, err := alike(s.sample).table.estimate()
	if err != nil {
		return nil, fmt.Errorf("the model without variables: %w", err)
	}
	at := stage{action: "null", estimate: null, bic: s.bic(null)}
	for {
		s.path = append(s.path, Step{at.action, at.bic})
		next, found := s.step(at)
		if !found {
			return s.model(at), nil
		}
		at = next
	}
}

// step returns the best model that is one variable away, if it is better.
func (s *search) step(at stage) (best stage, found bool) {
	best = at
	consider := func(action string, terms []column, t table) {
		e, err := t.estimate()
		if err != nil {
			s.warn("%s passed over: %v", action, err)
			return
		}
		if bic := s.bic(e); bic < best.bic && e.sound() {
			best, found = stage{action, terms, e, bic}, true
		}
	}
	patterns := s.patterns(at.terms)
	for _, c := range s.candidates {
		if !slices.ContainsFunc(at.terms, func(t column) bool { return t.Factor == c.Factor }) {
			t, _ := patterns.with(c)
			consider("+"+c.Name(), append(slices.Clip(at.terms), c), t)
		}
	}
	for i, c := range at.terms {
		rest := slices.Concat(at.terms[:i], at.terms[i+1:])
		consider("-"+c.Name(), rest, s.patterns(rest).table)
	}
	return best, found
}

// patterns returns the patterns of a model with the given terms.
func (s *search) patterns(terms []column) patterns {
	p := alike(s.sample)
	for _, c := range terms {
		p = p.split(c)
	}
	return p
}

func (s *search) bic(e estimate) float64 {
	cells := float64(len(s.sample.events))
	return -2*(e.likelihood+s.sample.constant) + float64(len(e.b))*math.Log(cells)
}

// sound reports whether all terms point the right way and none is noise.
func (e estimate) sound() bool {
	for i := 1; i < len(e.b); i++ {
		if e.b[i] <= 0 || e.p(i) > maxP {
			return false
		}
	}
	return true
}

// model reports the model that a search ended with.
func (s *search) model(at stage) *Model {
	e, likelihood := at.estimate, at.estimate.likelihood+s.sample.constant
	m := &Model{
		Family:        "poisson",
		Intercept:     e.b[0],
		Terms:         []Term{},
		Path:          s.path,
		LogLikelihood: likelihood,
		AIC:           2*float64(len(e.b)) - 2*likelihood,
		BIC:           at.bic,
		Cells:         len(s.sample.events),
		Events:        int(s.sample.total),
		Warnings:      append([]string{}, s.warnings...),
	}
	for i, c := range at.terms {
		m.Terms = append(m.Terms, e.term(c.Variable, i+1))
	}
	p := s.patterns(at.terms)
	eta := make([]float64, len(p.table.x))
	p.table.predict(eta, e.b)
	for i, y := range s.sample.events {
		mu := s.sample.exposure[i] * math.Exp(eta[p.of[i]])
		m.Pearson += (y - mu) * (y - mu) / mu
		m.Deviance -= 2 * (y - mu)
		if y > 0 {
			m.Deviance += 2 * y * math.Log(y/mu)
		}
	}
	return m
}

// term returns the term of a variable whose coefficient is number i.
func (e estimate) term(v Variable, i int) Term {
	return Term{Variable: v, B: e.b[i], SE: e.se(i), Z: e.b[i] / e.se(i), P: e.p(i), RRV: math.Exp(e.b[i])}
}
