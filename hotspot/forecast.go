package hotspot

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A CellMonth is what was recorded in a cell in one month of a training period.
type CellMonth struct {
	Cell     int     // position in the lattice
	Month    int     // position among the months
	Offences float64 // of the group; with a clock, shares of offences add up
	Others   float64 // all other rows recorded; see [CellMonths] for what belongs here
}

// A Training is what a [Forecast] learns from.
type Training struct {
	Neighbours Neighbours  // the cells of the lattice that touch; weights are not used
	Days       []float64   // length of each month, in order; months that are missing in between are left out
	Counts     []CellMonth // what has an offence of the group or another row, each cell and month at most once
	Risk       []float64   // a risk terrain model's mean of each cell, above 0, in any unit; nil: none
}

// Defaults of k and δ where there are too few offences to learn them from, and what
// counts as too few.
const (
	defaultWeight   = 5.  // k
	defaultEvidence = 0.3 // δ
	leastEarly      = 30  // offences of the earlier months
	leastLate       = 15  // and of the later ones
	leastMonthsFit  = 3
	leastFit        = 150 // offences from which on μ is fitted
)

// monthDays is the length of the month that k is in, days.
const monthDays = 30.44

// levelError is how far the level of all offences may be off in a period to come,
// as a share: its standard deviation.
const levelError = 0.2

// A Forecast says how many offences are expected in each cell of a lattice in a
// period to come: the posterior mean of a gamma–Poisson model (empirical Bayes;
// Clayton & Kaldor 1987, doi 10.2307/2532003). The prior mean μ of a cell comes from
// the other offences in and around it, by a Poisson regression that never sees the
// cell's own count; the count then moves it.
type Forecast struct {
	// K is the weight of the prior mean in offences, and Delta how much of the evidence
	// lasts, 0.1 to 1: both chosen by how well the earlier training months foretell the
	// later ones, or 5 and 0.3 where there are too few offences for it (Learned is false).
	K, Delta float64
	Learned  bool

	// Coefficients are those of the Poisson regression, of standardised covariates, the
	// constant first; nil where there were too few offences for one, and the prior mean is
	// in proportion to all other offences.
	Coefficients []float64

	Offences   float64   // of the group in the training months
	Dispersion float64   // of months, pooled over the cells: 1 is Poisson, 1.5 is assumed where unknown
	Means      []float64 // μ of each cell: offences in the training months
	Counts     []float64 // offences of the group in each cell
	Others     []float64 // other rows in each cell
	Notes      []string  // what a reader must know, for people

	days float64 // of the training months
}

// NewForecast learns a forecast from training months. The lattice should be that of
// the whole force, whatever the area asked for, so that a cell has one number in
// every map; [Forecast.Order] ranks the cells of an area.
//
// The error names what is wrong with the input. Few offences are no error: see Notes.
// With no offence at all every cell expects 0, and the order is that of the others.
//
// The cost is that of the neighbours, of two regressions on the distinct rows among
// the cells (5,000 to 20,000 on 275,000 cells of Essex) and of a few hundred
// likelihoods on as many: 0.1 to 0.3 s on one processor. With a risk in the training every
// cell may be a row of its own, which costs ten times as much.
func NewForecast(t Training) (*Forecast, error) {
	if err := t.validate(); err != nil {
		return nil, err
	}
	months := len(t.Days)
	early := months - max(1, months/3)
	all := t.sums(0, months)
	f := &Forecast{
		K: defaultWeight, Delta: defaultEvidence, Offences: all.offences,
		Dispersion: t.dispersion(), days: all.days,
	}
	cells := t.Neighbours.Len()
	defer func() { f.Counts, f.Others = all.own.dense(cells), all.others.dense(cells) }() // learning needs the room
	switch {
	case f.Offences == 0:
		f.Means = make([]float64, cells)
		if all.rest > 0 {
			f.note("no offence: nothing is expected, and the order is that of all other offences")
		} else {
			f.note("no offence of any kind: nothing is expected, and no cell is put before another")
		}
		return f, nil
	case f.Offences < leastFit && all.rest > 0:
		f.Means = inProportion(f.Offences, all.others.dense(cells), all.rest)
		f.note("%.6g offences: the order is that of all other offences", f.Offences)
		return f, nil
	}
	rows := t.rows(all)
	var means []float64
	f.Coefficients, means = rows.regress()
	f.Means = rows.spread(means)
	rows = fitRows{}
	first, last := t.sums(0, early), t.sums(early, months)
	if months < leastMonthsFit || first.offences < leastEarly || last.offences < leastLate {
		f.note("%.6g offences in %d months: too few to learn from how much a cell's own count should weigh (k %g and δ %g are assumed)", f.Offences, months, f.K, f.Delta)
		return f, nil
	}
	f.K, f.Delta = t.learn(first, last.own)
	f.Learned = true
	return f, nil
}

func (f *Forecast) note(format string, values ...any) {
	f.Notes = append(f.Notes, fmt.Sprintf(format, values...))
}

// inProportion shares offences among cells by their other rows, those without any
// getting a tenth of what the mean cell has.
func inProportion(offences float64, others []float64, rest float64) []float64 {
	least := rest / float64(len(others)) / 10
	means := make([]float64, len(others))
	for i, o := range others {
		means[i] = offences * (o + least) / (rest + least*float64(len(others)))
	}
	return means
}

func (t Training) validate() error {
	cells := t.Neighbours.Len()
	if cells == 0 || len(t.Days) == 0 {
		return errors.New("a forecast needs cells and at least one month to learn from")
	}
	for m, days := range t.Days {
		if !(days > 0) || math.IsInf(days, 0) {
			return fmt.Errorf("month %d has %g days: a month has more than 0", m, days)
		}
	}
	for i, c := range t.Counts {
		switch {
		case c.Cell < 0 || c.Cell >= cells || c.Month < 0 || c.Month >= len(t.Days):
			return fmt.Errorf("count %d is of cell %d in month %d: there are %d cells and %d months", i, c.Cell, c.Month, cells, len(t.Days))
		case !(c.Offences >= 0) || !(c.Others >= 0) || math.IsInf(c.Offences+c.Others, 0):
			return fmt.Errorf("count %d is %g offences and %g others: both are 0 or more", i, c.Offences, c.Others)
		}
	}
	if t.Risk != nil && len(t.Risk) != cells {
		return fmt.Errorf("the risk of %d cells; there are %d", len(t.Risk), cells)
	}
	for i, r := range t.Risk {
		if !(r > 0) || math.IsInf(r, 0) {
			return fmt.Errorf("the risk of cell %d is %g: it is above 0", i, r)
		}
	}
	return nil
}

// Sums are what was recorded over some months.
type sums struct {
	own, others    sparse  // by cell
	offences, rest float64 // over all cells
	days           float64
}

// sums adds up the months from one to another, which is not included.
func (t Training) sums(from, to int) sums {
	var s sums
	for _, days := range t.Days[from:to] {
		s.days += days
	}
	of := func(number func(CellMonth) float64, sum *float64) sparse {
		return newSparse(t.Neighbours.Len(), func(yield func(int, float64) bool) {
			*sum = 0
			for _, c := range t.Counts {
				if c.Month >= from && c.Month < to {
					*sum += number(c)
					if !yield(c.Cell, number(c)) {
						return
					}
				}
			}
		})
	}
	s.own = of(func(c CellMonth) float64 { return c.Offences }, &s.offences)
	s.others = of(func(c CellMonth) float64 { return c.Others }, &s.rest)
	return s
}

// dispersion returns that of the months of a cell, pooled over all cells: at least 1.
func (t Training) dispersion() float64 {
	totals := make([]float64, len(t.Days))
	for _, c := range t.Counts {
		totals[c.Month] += c.Offences
	}
	ordered := slices.Clone(t.Counts)
	slices.SortStableFunc(ordered, func(a, b CellMonth) int { return cmp.Compare(a.Cell, b.Cell) })
	var pooled scatterSum
	row := make([]float64, len(t.Days))
	for len(ordered) > 0 {
		cell, n := ordered[0].Cell, 0
		clear(row)
		for n < len(ordered) && ordered[n].Cell == cell {
			row[ordered[n].Month] += ordered[n].Offences
			n++
		}
		ordered = ordered[n:]
		pooled = pooled.plus(steps(row, totals, recentMonths(len(t.Days))))
	}
	return max(1, pooled.shrunk())
}

// weight returns φ of a cell: the prior mean's weight in offences.
func (f *Forecast) weight(i int) float64 {
	return f.K * math.Sqrt(f.Means[i]/(f.days/monthDays))
}

// An Expectation is how many offences, or days of harm, a period is expected to have
// in a cell or a set of cells.
type Expectation struct {
	Mean     float64
	Variance float64
}

// Interval returns the whole numbers between which the outcome will be with a
// probability of about level (0.8, 0.95): quantiles of the negative binomial of the
// mean and the variance, each the least number that reaches it. Print it as "about".
func (e Expectation) Interval(level float64) (low, high int) {
	d := negativeBinomialOf(e.Mean, e.Variance)
	return int(d.quantile((1 - level) / 2)), int(d.quantile((1 + level) / 2))
}

// Holds returns the part of an outcome, 0 to 1, that lies within the interval of a
// level. An outcome at one of its ends is in it in part, so that of many forecasts
// that are right the mean is the level, though counts are whole (randomised ends).
func (e Expectation) Holds(outcome int, level float64) float64 {
	d := negativeBinomialOf(e.Mean, e.Variance)
	below, reached := d.atMost(float64(outcome-1)), d.atMost(float64(outcome))
	if reached <= below { // so far out that nothing is left
		return 0
	}
	return max(0, min(reached, (1+level)/2)-max(below, (1-level)/2)) / (reached - below)
}

// Cell returns what cell i expects of a period of so many days.
func (f *Forecast) Cell(i int, days float64) Expectation {
	mu := f.Means[i]
	if mu == 0 {
		return Expectation{}
	}
	shape := f.Counts[i] + f.weight(i)
	mean := shape / (1 + f.weight(i)/mu) * days / f.days
	return Expectation{mean, f.Dispersion*mean + mean*mean/(f.Delta*shape)}
}

// Expected returns what each cell expects of a period of so many days: the scores of
// the ranking forecast, whatever the days.
func (f *Forecast) Expected(days float64) []float64 {
	expected := make([]float64, len(f.Means))
	for i := range expected {
		expected[i] = f.Cell(i, days).Mean
	}
	return expected
}

// Set returns what some cells expect together. Beside their own variance it has that
// of the level of all offences, which no training months tell: 20% of the mean.
func (f *Forecast) Set(cells []int, days float64) Expectation {
	var sum Expectation
	for _, i := range cells {
		e := f.Cell(i, days)
		sum.Mean += e.Mean
		sum.Variance += e.Variance
	}
	level := levelError * sum.Mean
	sum.Variance += level * level
	return sum
}

// ExpectedHarm adds up what categories of offences expect, each weighed by the days
// of imprisonment of one offence. Few heavy categories decide it.
func ExpectedHarm(categories []Expectation, days []float64) (Expectation, error) {
	if len(categories) != len(days) {
		return Expectation{}, fmt.Errorf("%d categories and the harm of %d", len(categories), len(days))
	}
	var sum Expectation
	for c, e := range categories {
		sum.Mean += days[c] * e.Mean
		sum.Variance += days[c] * days[c] * e.Variance
	}
	return sum, nil
}

// Order returns some cells, those that expect the most first; nil means all of them.
// Equal ones are in the order of their own count, then of other offences, then of
// their position.
func (f *Forecast) Order(cells []int) []int {
	expected := f.Expected(f.days)
	order := slices.Clone(cells)
	if cells == nil {
		for i := range expected {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(
			cmp.Compare(expected[b], expected[a]), cmp.Compare(f.Counts[b], f.Counts[a]),
			cmp.Compare(f.Others[b], f.Others[a]), cmp.Compare(a, b),
		)
	})
	return order
}

// Excess returns, for each of some cells, how probable at least as many offences are
// as the cell has, by what its surroundings foretell without its own count: the upper
// tail of a negative binomial distribution of mean μ and size φ. It is by their positions
// among the cells asked for, over which Q is adjusted (Benjamini & Hochberg 1995). Nil
// means all cells.
func (f *Forecast) Excess(cells []int) Excess {
	p, places := map[int]float64{}, len(f.Means)
	add := func(k, i int) {
		if f.Counts[i] > 0 {
			p[k] = negativeBinomial{f.Means[i], f.weight(i)}.atLeast(f.Counts[i])
		}
	}
	if cells == nil {
		for i := range f.Means {
			add(i, i)
		}
		return newExcess(p, places)
	}
	for k, i := range cells {
		add(k, i)
	}
	return newExcess(p, len(cells))
}
