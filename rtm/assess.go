package rtm

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"

	"github.com/paulmach/orb"
	"gonum.org/v1/gonum/stat"
)

// Expected returns the expected events in each cell of a design.
func (m *Model) Expected(d *Design, exposure []float64) ([]float64, error) {
	expected, err := m.Scores(d)
	if err != nil {
		return nil, err
	}
	for i := range expected {
		expected[i] *= math.Exp(m.Intercept)
		if exposure != nil {
			expected[i] *= exposure[i]
		}
	}
	return expected, nil
}

// Posterior returns the expected events of each cell in a period as long as that of the
// counts, given its own count as well: the posterior mean of the family's gamma–Poisson
// mixture. With dispersion σ it is (μ + σ·y)/(1 + σ) for NBII and μ·(1 + σ·y)/(1 + σ·μ)
// for NB2. For Poisson it is μ: a count says nothing beyond the model.
func (m *Model) Posterior(d *Design, counts, exposure []float64) ([]float64, error) {
	expected, err := m.Expected(d, exposure)
	if err != nil || m.Dispersion == nil {
		return expected, err
	}
	sigma := *m.Dispersion
	for i, mu := range expected {
		switch m.Family {
		case NBII:
			expected[i] = (mu + sigma*counts[i]) / (1 + sigma)
		case NB2:
			expected[i] = mu * (1 + sigma*counts[i]) / (1 + sigma*mu)
		}
	}
	return expected, nil
}

// BICUnder returns the BIC of the terms of m, of its family, fitted with another
// exposure; nil means all cells alike. It is of the same counts, so the lower of two says
// which exposure the counts follow. The cost is that of a regression.
func (m *Model) BICUnder(d *Design, counts, exposure []float64) (float64, error) {
	s := Settings{Exposure: exposure}.withDefaults(len(counts))
	if err := checkSample(d.cells, counts, s.Exposure); err != nil {
		return 0, err
	}
	columns, err := d.terms(m)
	if err != nil {
		return 0, err
	}
	sample := newSample(columns, counts, s.Exposure, m.Family.pools())
	search := search{sample: &sample, family: m.Family}
	e, err := search.patterns(sample.columns).table.fit(m.Family)
	if err != nil {
		return 0, err
	}
	return search.bic(e), nil
}

// Residuals returns the Pearson residual of each cell: (count − expected) ÷ the
// standard deviation under the family. Where residuals of neighbours are alike
// (Moran's I above 0), the model misses something there and its standard errors
// are too small.
func (m *Model) Residuals(d *Design, counts, exposure []float64) ([]float64, error) {
	residuals, err := m.Expected(d, exposure)
	if err != nil {
		return nil, err
	}
	for i, mu := range residuals {
		variance := mu
		switch m.Family {
		case NB2:
			variance += *m.Dispersion * mu * mu
		case NBII:
			variance += *m.Dispersion * mu
		}
		residuals[i] = (counts[i] - mu) / math.Sqrt(variance)
	}
	return residuals, nil
}

// Blocks returns the number of the spatial block (a square of the plane) of each
// cell. Cells of a block are resampled or held out together, so that likeness
// among neighbours does not pass for accuracy. A side of at least the largest reach
// keeps most influences within a block.
func Blocks(cells []orb.Point, side float64) []int {
	number := map[[2]float64]int{}
	blocks := make([]int, len(cells))
	for i, c := range cells {
		square := [2]float64{math.Floor(c[0] / side), math.Floor(c[1] / side)}
		n, seen := number[square]
		if !seen {
			n = len(number)
			number[square] = n
		}
		blocks[i] = n
	}
	return blocks
}

// leastBlocks is how many blocks resampling or holding out needs.
const leastBlocks = 10

func checkBlocks(cells int, blocks []int) (int, error) {
	if len(blocks) != cells {
		return 0, fmt.Errorf("%d blocks of %d cells", len(blocks), cells)
	}
	n := 1 + slices.Max(blocks)
	if n < leastBlocks {
		return 0, fmt.Errorf("%d blocks are too few, %d are needed: take a larger area or smaller blocks", n, leastBlocks)
	}
	return n, nil
}

// Stability is how often a block bootstrap chooses each factor and variable.
type Stability struct {
	Resamples int      `json:"resamples"` // that gave a model
	Factors   []Chosen `json:"factors"`   // every factor that was ever chosen, most often chosen first
	Variables []Chosen `json:"variables"` // every variable, likewise
}

// Chosen is how often something was chosen.
type Chosen struct {
	Name  string  `json:"name"`
	Share float64 `json:"share"` // of the resamples, 0 to 1
}

// An Interval is the 95% percentile interval of a term's RRV over block-bootstrap
// resamples. Unlike the standard error it allows for overdispersion and for likeness
// among neighbours; like it, it ignores that the data chose the term.
type Interval struct {
	Variable
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Bootstrap draws blocks of cells with replacement, and chooses a model of m's
// family on each resample, without a cull. The design, counts and settings are
// those that m was fitted to. The cost is that of one fit per resample.
func (m *Model) Bootstrap(d *Design, counts []float64, s Settings, blocks []int, resamples int) (*Stability, error) {
	s = s.withDefaults(len(counts))
	usable, _, err := d.usable(counts, s)
	if err != nil {
		return nil, err
	}
	_, draw, err := d.resampler(usable, counts, s, m.Family, blocks, resamples)
	if err != nil {
		return nil, err
	}
	models := make([]*Model, resamples)
	s.resample(resamples, func(i int) {
		if drawn := draw(i); drawn.total > 0 {
			search := search{sample: drawn, family: m.Family, candidates: drawn.columns, always: drawn.always(s.Always), criterion: s.Criterion, between: s.Between}
			models[i], _ = search.run() // a resample that has no model is not counted
		}
	})
	if err := s.Between(); err != nil {
		return nil, err
	}
	return stability(models)
}

// Intervals resamples blocks in the same way and refits the terms of m to each
// resample. No variable is chosen, so the cost is that of one regression per
// resample.
func (m *Model) Intervals(d *Design, counts []float64, s Settings, blocks []int, resamples int) ([]Interval, error) {
	s = s.withDefaults(len(counts))
	columns, err := d.terms(m)
	if err != nil {
		return nil, err
	}
	terms, draw, err := d.resampler(columns, counts, s, m.Family, blocks, resamples)
	if err != nil {
		return nil, err
	}
	refits := make([]estimate, resamples)
	s.resample(resamples, func(i int) {
		if drawn := draw(i); drawn.total > 0 {
			search := search{sample: drawn, family: m.Family}
			refits[i], _ = search.patterns(terms).table.fit(m.Family)
		}
	})
	if err := s.Between(); err != nil {
		return nil, err
	}
	return m.intervals(refits)
}

// resample does the work of each resample, until Between ends it.
func (s Settings) resample(resamples int, work func(i int)) {
	var done atomic.Int64
	parallel(resamples, func(i int) {
		if s.Between() == nil {
			work(i)
			s.Resampled(float64(done.Add(1)) / float64(resamples))
		}
	})
}

// resampler returns some columns over the units of a sample for fits of a family, and a
// function that returns the i-th block-bootstrap resample. The cost of a resample is one
// visit to the units of each block.
func (d *Design) resampler(columns []column, counts []float64, s Settings, f Family, blocks []int, resamples int) (over []column, draw func(i int) *sample, err error) {
	n, err := checkBlocks(d.cells, blocks)
	if err != nil {
		return nil, nil, err
	}
	if err := checkSample(d.cells, counts, s.Exposure); err != nil {
		return nil, nil, err
	}
	rng := rand.New(rand.NewPCG(s.Seed, 2))
	draws := make([][]float64, resamples) // how often each block is there
	for i := range draws {
		draws[i] = make([]float64, n)
		for range n {
			draws[i][rng.IntN(n)]++
		}
	}
	all := newSample(columns, counts, s.Exposure, f.pools())
	parts := all.parts(blocks)
	return all.columns, func(i int) *sample {
		drawn := all.drawn(parts, draws[i])
		return &drawn
	}, nil
}

// terms returns the columns of a model's terms.
func (d *Design) terms(m *Model) ([]column, error) {
	terms := make([]column, len(m.Terms))
	for i, t := range m.Terms {
		var err error
		if terms[i], err = d.column(t.Variable); err != nil {
			return nil, err
		}
	}
	return terms, nil
}

// intervals returns the percentile intervals of the terms over refits, of which some
// may have failed.
func (m *Model) intervals(refits []estimate) ([]Interval, error) {
	intervals := []Interval{}
	for i, t := range m.Terms {
		var rrv []float64
		for _, e := range refits {
			if e.b != nil {
				b := e.b[1+i]
				if m.Shrinkage > 0 && !t.Adjustment {
					b *= m.Shrinkage
				}
				rrv = append(rrv, math.Exp(b))
			}
		}
		if len(rrv) < 2 {
			return nil, fmt.Errorf("%s can be fitted to %d resamples alone: there are too few events", t.Name(), len(rrv))
		}
		slices.Sort(rrv)
		intervals = append(intervals, Interval{
			t.Variable, stat.Quantile(0.025, stat.LinInterp, rrv, nil), stat.Quantile(0.975, stat.LinInterp, rrv, nil),
		})
	}
	return intervals, nil
}

// stability counts the choices of the resamples' models.
func stability(models []*Model) (*Stability, error) {
	factors, variables := map[string]int{}, map[string]int{}
	s := &Stability{}
	for _, model := range models {
		if model == nil {
			continue
		}
		s.Resamples++
		for _, t := range model.Terms {
			if t.Adjustment {
				continue
			}
			factors[t.Factor]++
			variables[t.Name()]++
		}
	}
	if s.Resamples == 0 {
		return nil, errors.New("no resample has a model: there are too few events")
	}
	s.Factors, s.Variables = shares(factors, s.Resamples), shares(variables, s.Resamples)
	return s, nil
}

// shares returns the share of each name, highest first.
func shares(counts map[string]int, of int) []Chosen {
	chosen := []Chosen{}
	for name, n := range counts {
		chosen = append(chosen, Chosen{name, float64(n) / float64(of)})
	}
	slices.SortFunc(chosen, func(a, b Chosen) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Name, b.Name))
	})
	return chosen
}

// A CrossValidation is how well models predict spatial blocks that they were not
// fitted to.
type CrossValidation struct {
	Folds     []Fold    `json:"folds"`
	Deviance  float64   `json:"deviance"`  // Poisson, of all cells, each under the model of the other folds
	Null      float64   `json:"null"`      // the same under the mean rate of the other folds
	Explained float64   `json:"explained"` // 1 − Deviance/Null: at 0 or below, the models are of no use elsewhere
	Expected  []float64 `json:"-"`         // expected events in each cell under the model of the other folds
}

// A Fold is a group of blocks that was held out.
type Fold struct {
	Cells    int      `json:"cells"` // held out
	Events   int      `json:"events"`
	Selected []string `json:"selected"` // variables of the model of the other folds
}

// CrossValidate is spatial block cross-validation in five folds of about equal
// events: it chooses a model of the first family of the settings on four folds,
// without a cull, and predicts the fifth. The cost is that of five fits.
func CrossValidate(d *Design, counts []float64, s Settings, blocks []int) (*CrossValidation, error) {
	s = s.withDefaults(len(counts))
	all, err := d.sample(counts, s, s.Families[0])
	if err != nil {
		return nil, err
	}
	n, err := checkBlocks(d.cells, blocks)
	if err != nil {
		return nil, err
	}
	events := make([]float64, n)
	for i, y := range counts {
		events[blocks[i]] += y
	}
	fold := stratify(events, rand.New(rand.NewPCG(s.Seed, 3)))
	h := &CrossValidation{Expected: make([]float64, d.cells)}
	for f := range folds {
		if err := h.holdOut(func(cell int) bool { return fold[blocks[cell]] == f }, d, all, counts, s); err != nil {
			return nil, fmt.Errorf("fold %d of %d: %w", f+1, folds, err)
		}
	}
	h.Explained = 1 - h.Deviance/h.Null
	return h, nil
}

// holdOut adds a fold.
func (h *CrossValidation) holdOut(held func(cell int) bool, d *Design, all sample, counts []float64, s Settings) error {
	seen := all.weighted(func(cell int) float64 { return indicator(!held(cell)) })
	if seen.total == 0 {
		return errors.New("no event is outside it")
	}
	search := search{sample: &seen, family: s.Families[0], candidates: all.columns, always: all.always(s.Always), criterion: s.Criterion, between: s.Between}
	m, err := search.run()
	if err != nil {
		return err
	}
	expected, err := m.Expected(d, s.Exposure)
	if err != nil {
		return err
	}
	exposure := 0.0
	for _, u := range seen.units {
		exposure += u.cells * u.exposure
	}
	fold := Fold{Selected: []string{}}
	for _, t := range m.Terms {
		fold.Selected = append(fold.Selected, t.Name())
	}
	for i, y := range counts {
		if !held(i) {
			continue
		}
		fold.Cells++
		fold.Events += int(y)
		h.Expected[i] = expected[i]
		h.Deviance += deviance(y, expected[i])
		h.Null += deviance(y, s.Exposure[i]*seen.total/exposure)
	}
	h.Folds = append(h.Folds, fold)
	return nil
}

// deviance returns the Poisson deviance of a count from its expectation.
func deviance(y, mu float64) float64 {
	if y == 0 {
		return 2 * mu
	}
	return 2 * (y*math.Log(y/mu) - y + mu)
}
