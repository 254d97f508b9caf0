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

// Expected returns the events to expect in each cell of a design.
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

// Residuals returns Pearson's residual of each cell: what happened less what was to be
// expected, over the standard deviation that the family says. Where those of
// neighbours are alike (Moran's I above 0), something that the model does not know
// is at work there, and its standard errors are too small.
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

// Blocks returns for each cell which square of the plane it is in, numbered as
// they come. Cells of a block are resampled or held out together, so that what they
// share with their neighbours is not taken for knowledge: a side of the largest
// reach or more keeps most influences within a block.
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

// Stability is what becomes of a model when its data are drawn anew.
type Stability struct {
	Resamples int      `json:"resamples"` // of which a model came
	Factors   []Chosen `json:"factors"`   // every factor that was ever chosen, most often chosen first
	Variables []Chosen `json:"variables"` // every variable, likewise
}

// Chosen is how often something was chosen.
type Chosen struct {
	Name  string  `json:"name"`
	Share float64 `json:"share"` // of the resamples, 0 to 1
}

// An Interval holds 95% of the RRVs that a term has when the model is fitted to the
// resamples. It knows of dispersion and of likeness among neighbours, which the
// standard error does not; like that, it does not know that the data chose the term.
type Interval struct {
	Variable
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Bootstrap draws blocks of cells anew, with replacement, as often as said, and each
// time chooses a model of the family of m, without a cull. The design, counts, and
// settings are those that m was fitted to. The cost is that of as many fits.
func (m *Model) Bootstrap(d *Design, counts []float64, s Settings, blocks []int, resamples int) (*Stability, error) {
	s = s.usual(len(counts))
	_, draw, err := d.redraw(counts, s, blocks, resamples)
	if err != nil {
		return nil, err
	}
	models := make([]*Model, resamples)
	s.resample(resamples, func(i int) {
		if drawn := draw(i); drawn.total > 0 {
			search := search{sample: drawn, family: m.Family, candidates: drawn.columns, criterion: s.Criterion, between: s.Between}
			models[i], _ = search.run() // a resample that has no model is not counted
		}
	})
	if err := s.Between(); err != nil {
		return nil, err
	}
	return stability(models)
}

// Intervals draws blocks of cells anew in the same way, fits the terms of m to each
// draw, and returns what they come to. Nothing is chosen anew, so the cost is that of
// as many fits of one model.
func (m *Model) Intervals(d *Design, counts []float64, s Settings, blocks []int, resamples int) ([]Interval, error) {
	s = s.usual(len(counts))
	sample, draw, err := d.redraw(counts, s, blocks, resamples)
	if err != nil {
		return nil, err
	}
	terms, err := sample.terms(m)
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

// resample does the work of so many resamples, until there is enough of it.
func (s Settings) resample(resamples int, work func(i int)) {
	var done atomic.Int64
	parallel(resamples, func(i int) {
		if s.Between() == nil {
			work(i)
			s.Resampled(float64(done.Add(1)) / float64(resamples))
		}
	})
}

// redraw returns what happened in all cells, and what happened in those of the i-th of
// so many draws of blocks.
func (d *Design) redraw(counts []float64, s Settings, blocks []int, resamples int) (all sample, draw func(i int) *sample, err error) {
	s = s.usual(len(counts))
	if all, _, err = d.sample(counts, s); err != nil {
		return all, nil, err
	}
	n, err := checkBlocks(d.cells, blocks)
	if err != nil {
		return all, nil, err
	}
	rng := rand.New(rand.NewPCG(s.Seed, 2))
	draws := make([][]float64, resamples) // how often each block is there
	for i := range draws {
		draws[i] = make([]float64, n)
		for range n {
			draws[i][rng.IntN(n)]++
		}
	}
	return all, func(i int) *sample {
		drawn := all.weighted(func(cell int) float64 { return draws[i][blocks[cell]] })
		return &drawn
	}, nil
}

// terms returns the columns of a model's terms.
func (s *sample) terms(m *Model) ([]column, error) {
	var terms []column
	for _, t := range m.Terms {
		i := slices.IndexFunc(s.columns, func(c column) bool { return c.Variable == t.Variable })
		if i < 0 {
			return nil, fmt.Errorf("the design has no variable %s that can be fitted", t.Name())
		}
		terms = append(terms, s.columns[i])
	}
	return terms, nil
}

// intervals returns those of the terms over refits, of which some may have failed.
func (m *Model) intervals(refits []estimate) ([]Interval, error) {
	intervals := []Interval{}
	for i, t := range m.Terms {
		var rrv []float64
		for _, e := range refits {
			if e.b != nil {
				rrv = append(rrv, math.Exp(e.b[1+i]))
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

// stability counts what resamples' models have chosen.
func stability(models []*Model) (*Stability, error) {
	factors, variables := map[string]int{}, map[string]int{}
	s := &Stability{}
	for _, model := range models {
		if model == nil {
			continue
		}
		s.Resamples++
		for _, t := range model.Terms {
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

// shares returns how often each of some names was counted, the most often first.
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

// Held is how well models foretell cells that they have not seen.
type Held struct {
	Folds     []Fold    `json:"folds"`
	Deviance  float64   `json:"deviance"`  // Poisson's, of all cells, each under the model of the others
	Null      float64   `json:"null"`      // the same under the mean rate of the others
	Explained float64   `json:"explained"` // 1 − Deviance/Null: 0 and below, the models are of no use elsewhere
	Expected  []float64 `json:"-"`         // events to expect in each cell under the model of the others
}

// A Fold is a model of all cells but some.
type Fold struct {
	Cells    int      `json:"cells"` // held out
	Events   int      `json:"events"`
	Selected []string `json:"selected"` // by the others
}

// CrossValidate holds out blocks of cells by fives of about as many events, chooses a
// model of a family (the first of the settings) on the others, without a cull, and
// foretells them. The cost is that of five fits.
func CrossValidate(d *Design, counts []float64, s Settings, blocks []int) (*Held, error) {
	s = s.usual(len(counts))
	all, _, err := d.sample(counts, s)
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
	h := &Held{Expected: make([]float64, d.cells)}
	for f := range folds {
		if err := h.hold(func(cell int) bool { return fold[blocks[cell]] == f }, d, all, counts, s); err != nil {
			return nil, fmt.Errorf("fold %d of %d: %w", f+1, folds, err)
		}
	}
	h.Explained = 1 - h.Deviance/h.Null
	return h, nil
}

// hold adds a fold.
func (h *Held) hold(held func(cell int) bool, d *Design, all sample, counts []float64, s Settings) error {
	seen := all.weighted(func(cell int) float64 { return indicator(!held(cell)) })
	if seen.total == 0 {
		return errors.New("no event is outside it")
	}
	search := search{sample: &seen, family: s.Families[0], candidates: all.columns, criterion: s.Criterion, between: s.Between}
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

// deviance returns Poisson's deviance of a count from what was to be expected.
func deviance(y, mu float64) float64 {
	if y == 0 {
		return 2 * mu
	}
	return 2 * (y*math.Log(y/mu) - y + mu)
}
