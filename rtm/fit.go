package rtm

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Settings are the choices of a fit. The zero value has the defaults.
type Settings struct {
	// Exposure of each cell, above 0, to which expected events are
	// proportional: residents, street length. None means all cells alike.
	Exposure []float64
	// Families of counts to step under, each by itself. None means NBII.
	Families []Family
	// Cull of the variables before that. None means NoCull.
	Cull Cull
	// Criterion that the stepwise choice makes lowest. None means BIC.
	Criterion Criterion
	// Always are factors whose variables, all of them, are in every model from the start,
	// with coefficients of either sign: what is to be adjusted for.
	Always []string
	// ShrinkBelow is the number of events below which the coefficients of the chosen
	// terms are shrunk towards 0: see [FewEvents]. 0 means never.
	ShrinkBelow int
	// Seed of the random folds of the elastic net's cross-validation.
	Seed uint64
	// Between is called between the steps of a choice and between resamples, by
	// several goroutines at a time. Its error, such as that of a context, ends the
	// work. None means that nothing does.
	Between func() error
	// Resampled is called after each resample with the share of them that are done,
	// above 0 to 1, by several goroutines at a time: not always in order. None means
	// that nobody asks.
	Resampled func(share float64)
}

// A Criterion is what a stepwise choice makes lowest.
type Criterion string

const (
	// BIC is −2 log L + k·ln(cells), as RTMDx has it.
	BIC Criterion = "bic"
	// ExtendedBIC adds ln(variables tried, by the cull or after it) for each term (Chen & Chen 2008, with γ = ½):
	// the best of many variables that have nothing to do with events looks better than
	// any one of them would, and BIC does not know how many were tried. Of worlds where
	// there is nothing to find it finds nothing more often (docs/truth.md).
	ExtendedBIC Criterion = "ebic"
)

// Criteria returns all criteria.
func Criteria() []Criterion { return []Criterion{BIC, ExtendedBIC} }

// maxP is the largest Wald p of a term.
const maxP = 0.05

// Fit chooses a model of the counts (events in each cell of the design, whole
// numbers) stepwise, as the package documentation says; of several families, the
// one whose model has the lowest BIC. The error names a count or an exposure that
// cannot be one, or says that there are no events or too few cells, or that no
// family can be fitted. A variable that parts cells with events cleanly from those
// without, or whose fit fails, is left out with a warning.
func Fit(d *Design, counts []float64, s Settings) (*Model, error) {
	models, err := FitAll(d, counts, s)
	if err != nil {
		return nil, err
	}
	return Best(models), nil
}

// Best returns the model of the lowest BIC; among equals, as the negative binomial
// families are without variables, the last.
func Best(models []*Model) *Model {
	best := models[0]
	for _, m := range models[1:] {
		if m.BIC <= best.BIC+1e-6 {
			best = m
		}
	}
	return best
}

// FitAll is [Fit] that returns the models of all families that could be fitted, in
// the order of the settings. A family that could not be is named in the warnings
// of the others.
func FitAll(d *Design, counts []float64, s Settings) ([]*Model, error) {
	s = s.withDefaults(len(counts))
	usable, warned, err := d.usable(counts, s)
	if err != nil {
		return nil, err
	}
	samples := map[bool]*sample{} // by whether the family pools
	for _, f := range s.Families {
		if samples[f.pools()] == nil {
			sample := newSample(usable, counts, s.Exposure, f.pools())
			samples[f.pools()] = &sample
		}
	}
	kept := usable
	if s.Cull == ElasticNet {
		any := samples[s.Families[0].pools()]
		if kept, err = any.cull(counts, rand.New(rand.NewPCG(s.Seed, 1)), s.Between); err != nil {
			return nil, fmt.Errorf("%w: fit without a cull", err)
		}
	}
	models, errs := make([]*Model, len(s.Families)), make([]error, len(s.Families))
	for i, f := range s.Families {
		sample := samples[f.pools()]
		search := &search{
			sample: sample, family: f, candidates: sample.like(kept), always: sample.always(s.Always), criterion: s.Criterion, shrinkBelow: s.ShrinkBelow,
			between: s.Between, warnings: warnings{slices.Clone(warned.list)},
		}
		models[i], errs[i] = search.run()
	}
	if err := s.Between(); err != nil {
		return nil, err
	}
	return fitted(s.Families, models, errs)
}

// withDefaults returns the settings with the default of each one left out.
func (s Settings) withDefaults(cells int) Settings {
	if s.Exposure == nil {
		s.Exposure = slices.Repeat([]float64{1}, cells)
	}
	if len(s.Families) == 0 {
		s.Families = []Family{NBII}
	}
	if s.Criterion == "" {
		s.Criterion = BIC
	}
	if s.Between == nil {
		s.Between = func() error { return nil }
	}
	if s.Resampled == nil {
		s.Resampled = func(float64) {}
	}
	return s
}

// usable returns the variables that can be fitted to the counts of the cells, and
// warnings about those that cannot.
func (d *Design) usable(counts []float64, s Settings) ([]column, warnings, error) {
	warned := warnings{slices.Clone(d.Warnings)}
	for _, f := range s.Families {
		if !slices.Contains(Families(), f) {
			return nil, warned, fmt.Errorf("no family %q; there are %v", f, Families())
		}
	}
	if !slices.Contains(Criteria(), s.Criterion) {
		return nil, warned, fmt.Errorf("no criterion %q; there are %v", s.Criterion, Criteria())
	}
	if err := checkSample(d.cells, counts, s.Exposure); err != nil {
		return nil, warned, err
	}
	var where []int
	for i, y := range counts {
		if y > 0 {
			where = append(where, i)
		}
	}
	var usable []column
	for _, c := range d.columns {
		if !c.leftOut && !separates(c, counts, where, &warned) {
			usable = append(usable, c)
		}
	}
	if n := len(d.columns); d.cells < n {
		return nil, warned, fmt.Errorf("%d cells are too few for %d variables: take smaller cells, a larger area or fewer reaches", d.cells, n)
	}
	return usable, warned, nil
}

// sample returns the counts of the cells, for fits of a family, with the variables that
// can be fitted.
func (d *Design) sample(counts []float64, s Settings, f Family) (sample, error) {
	usable, _, err := d.usable(counts, s)
	if err != nil {
		return sample{}, err
	}
	return newSample(usable, counts, s.Exposure, f.pools()), nil
}

// fitted returns the models of the families that have one, each of which names
// those that have none. If there is none at all the error says why.
func fitted(families []Family, models []*Model, errs []error) ([]*Model, error) {
	var some []*Model
	var failed warnings
	for i, m := range models {
		if errs[i] != nil {
			failed.add("family %s left out: %v", families[i], errs[i])
			continue
		}
		some = append(some, m)
	}
	if len(some) == 0 {
		return nil, errors.Join(errs...)
	}
	for _, m := range some {
		m.Warnings = append(m.Warnings, failed.list...)
	}
	return some, nil
}

// separates reports whether every event, or none, is under the influence of a
// column, so that its coefficient would run off without end. Where are the cells with
// events.
func separates(c column, events []float64, where []int, w *warnings) bool {
	influenced, total := 0.0, 0.0
	for _, i := range where {
		total += events[i]
		influenced += events[i] * float64(c.on.bit(i))
	}
	switch influenced {
	case 0:
		w.add("%s left out: no event is under its influence", c.Name())
	case total:
		w.add("%s left out: every event is under its influence", c.Name())
	default:
		return false
	}
	return true
}

// warnings are notes for the reader of a model, each kept once.
type warnings struct{ list []string }

func (w *warnings) add(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(w.list, s) {
		w.list = append(w.list, s)
	}
}

// A search is a stepwise choice under way.
type search struct {
	sample     *sample
	family     Family
	candidates []column // over the units of the sample
	criterion  Criterion
	between    func() error

	shrinkBelow int      // see [Settings]
	null        float64  // log-likelihood of the model before anything was chosen
	always      []column // terms of every model
	exhaustive  bool     // fit every candidate, however little it promises
	path        []Step
	warnings    warnings
}

// A stage is a model that a search has come to.
type stage struct {
	action   string
	terms    []column
	patterns patterns // once it is chosen
	estimate estimate
	bic      float64
	order    int // among those tried in a step: of equals the first is taken; 0: nothing is tried
}

// equals is how far apart, beside its size, a criterion may be by rounding alone.
const equals = 1e-10

// run steps from the model without variables to one that no step improves. Each
// step lowers the criterion, so it ends.
func (s *search) run() (*Model, error) {
	patterns := s.patterns(s.always)
	null, err := patterns.table.fit(s.family)
	if err != nil {
		return nil, fmt.Errorf("the %s model without variables: %w", s.family, err)
	}
	s.null = null.likelihood
	at := stage{action: "null", terms: s.always, patterns: patterns, estimate: null, bic: s.bic(null)}
	for {
		if err := s.between(); err != nil {
			return nil, err
		}
		s.path = append(s.path, Step{at.action, at.bic})
		next, found := s.step(at)
		if !found {
			return s.model(at), nil
		}
		if n := len(at.terms); len(next.terms) > n {
			next.patterns = at.patterns.split(next.terms[n])
		} else {
			next.patterns = s.patterns(next.terms)
		}
		at = next
	}
}

// step returns the best model that is one variable away, if it is better. Of the
// variables that could be added only those are fitted that may be the best.
func (s *search) step(at stage) (best stage, found bool) {
	best, best.order = at, 0
	try := func(tries []stage, errs []error) {
		for i, try := range tries {
			if errors.Is(errs[i], errHopeless) {
				continue
			}
			if errs[i] != nil {
				s.warnings.add("%s passed over: %v", try.action, errs[i])
				continue
			}
			if try.bic = s.bic(try.estimate); s.better(try, best) && try.estimate.sound(len(s.always)) {
				best, found = try, true
			}
		}
	}
	additions := s.screen(at, slices.DeleteFunc(slices.Clone(s.candidates), func(c column) bool {
		return slices.ContainsFunc(at.terms, func(t column) bool { return t.Factor == c.Factor })
	}))
	for len(additions) > 0 {
		least := s.price() + at.bic + s.searched(at) - best.bic - s.searched(best) // that a gain must be to beat the best
		if s.exhaustive {
			least = math.Inf(-1)
		} else if screenSlack*additions[0].gain < least {
			break
		}
		batch := additions[:min(screenBatch, len(additions))]
		additions = additions[len(batch):]
		tries, errs := make([]stage, len(batch)), make([]error, len(batch))
		parallel(len(batch), func(i int) {
			c := batch[i]
			tries[i] = stage{action: "+" + c.Name(), terms: append(slices.Clip(at.terms), c.column), order: 1 + c.at}
			t, _ := at.patterns.with(c.column, c.pooled)
			tries[i].estimate, errs[i] = t.fitFrom(s.family, c.start, at.estimate.likelihood+least/2-equals*math.Abs(best.bic))
		})
		try(tries, errs)
	}
	try(s.removals(at))
	return best, found
}

// better reports whether a stage has a lower criterion than another, by more than rounding,
// or the same and comes before it.
func (s *search) better(try, than stage) bool {
	by := than.bic + s.searched(than) - try.bic - s.searched(try)
	if math.Abs(by) <= equals*(1+math.Abs(than.bic)) {
		return try.order < than.order
	}
	return by > 0
}

// removals fits the models that have one term less.
func (s *search) removals(at stage) (tries []stage, errs []error) {
	chosen := len(at.terms) - len(s.always)
	tries, errs = make([]stage, chosen), make([]error, chosen)
	parallel(len(tries), func(i int) {
		drop := len(s.always) + i
		tries[i] = stage{action: "-" + at.terms[drop].Name(), terms: slices.Concat(at.terms[:drop], at.terms[drop+1:]), order: 1 + len(s.sample.columns) + i}
		tries[i].estimate, errs[i] = at.patterns.table.without(1 + drop).fit(s.family)
	})
	return tries, errs
}

// patterns returns the patterns of a model with the given terms.
func (s *search) patterns(terms []column) patterns {
	p := s.sample.alike()
	for _, c := range terms {
		p = p.split(c)
	}
	return p
}

// parameters returns the number of a model's parameters: the dispersion is one.
func (s *search) parameters(e estimate) float64 {
	if s.family == Poisson {
		return float64(len(e.b))
	}
	return float64(len(e.b) + 1)
}

func (s *search) bic(e estimate) float64 {
	return -2*(e.likelihood+s.sample.constant) + s.parameters(e)*math.Log(s.sample.cells)
}

// searched returns what the criterion adds to the BIC of a stage for its terms having
// been searched for, among all variables: a cull has looked at those that it left out.
func (s *search) searched(at stage) float64 {
	if s.criterion != ExtendedBIC {
		return 0
	}
	return float64(len(at.terms)-len(s.always)) * math.Log(float64(max(len(s.sample.columns), 1)))
}

// price returns what a term adds to the criterion.
func (s *search) price() float64 {
	return math.Log(s.sample.cells) + s.searched(stage{terms: make([]column, len(s.always)+1)})
}

// sound reports whether all terms but the first few point the right way and none is
// noise.
func (e estimate) sound(always int) bool {
	for i := 1 + always; i < len(e.b); i++ {
		if !(e.b[i] > 0) || !(e.p(i) <= maxP) {
			return false
		}
	}
	return true
}

// model reports the model that a search ended with.
func (s *search) model(at stage) *Model {
	e, likelihood := at.estimate, at.estimate.likelihood+s.sample.constant
	t := at.patterns.table
	shrinkage := 0.0
	if len(at.terms) > len(s.always) && s.sample.total < float64(s.shrinkBelow) {
		shrinkage = s.shrinkage(at)
		e = t.shrunk(e, len(s.always), shrinkage)
	}
	m := &Model{
		Shrinkage:     shrinkage,
		Family:        s.family,
		Intercept:     e.b[0],
		InterceptSE:   e.se(0),
		Terms:         []Term{},
		Path:          s.path,
		Kept:          []string{},
		LogLikelihood: likelihood,
		AIC:           2*s.parameters(e) - 2*likelihood,
		BIC:           at.bic,
		Cells:         int(s.sample.cells),
		Events:        int(s.sample.total),
	}
	for _, c := range s.candidates {
		m.Kept = append(m.Kept, c.Name())
	}
	for i, c := range at.terms {
		term := e.term(c.Variable, i+1)
		if shrinkage > 0 && i >= len(s.always) {
			term.SE *= shrinkage
			term.Z, term.P = term.B/term.SE, twoSided(term.B/term.SE)
		}
		term.Adjustment = i < len(s.always)
		term.Longest = s.sample.longest(c.Variable)
		m.Terms = append(m.Terms, term)
	}
	if s.family != Poisson {
		m.Dispersion = &e.dispersion
		if e.dispersion == 0 {
			s.warnings.add("counts vary no more than Poisson's about this model: its dispersion is 0")
		}
	}
	eta := make([]float64, len(t.x))
	t.predict(eta, e.b)
	for r, units := range t.units {
		for _, u := range units {
			y, mu := u.events, u.exposure*math.Exp(eta[r])
			m.Pearson += u.cells * (y - mu) * (y - mu) / mu
			m.Deviance += u.cells * deviance(y, mu)
		}
	}
	m.Warnings = append([]string{}, s.warnings.list...)
	return m
}

// term returns the term of a variable whose coefficient is number i.
func (e estimate) term(v Variable, i int) Term {
	return Term{Variable: v, B: e.b[i], SE: e.se(i), Z: e.b[i] / e.se(i), P: e.p(i), RRV: math.Exp(e.b[i])}
}
