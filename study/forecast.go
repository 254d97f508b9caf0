package study

import (
	"cmp"
	"fmt"
	"slices"

	"beatplan/crime"
	"beatplan/geo"
	"beatplan/hotspot"
)

// A Forecast is what the cells of a study's area expect in a period to come, of
// offences and of harm. It is learned on a wider lattice, that of the force, so that a
// cell has one number in every map.
type Forecast struct {
	Days float64               // in the period to come
	Of   *hotspot.Forecast     // of the group, by cell of the wider lattice
	Harm []hotspot.Expectation // days of imprisonment; nil until [Forecast.ExpectHarm]

	study      *Study
	months     Months
	neighbours hotspot.Neighbours
	at         []int // position of each cell of the study in the wider lattice; nil: its own, since both are one
	categories []category
}

// A category is one type of offence of the group, with its own forecast.
type category struct {
	name   string
	weight float64 // days of imprisonment of one offence
	of     *hotspot.Forecast
}

// Months is what a forecast learns from: the offences of every type on a wider lattice,
// by month.
type Months struct {
	Lattice  geo.Lattice
	Days     []float64         // length of each month
	Offences [][]crime.Offence // of each month
	Risk     []float64         // a terrain model's mean of each cell, above 0, in any unit; nil: none
}

// Forecast learns what the cells of the study's lattice expect of the group in a period
// of so many days. Each cell of the study must be one of the wider lattice. The cost is
// that of [hotspot.NewForecast].
func (s *Study) Forecast(m Months, days float64) (*Forecast, error) {
	f := &Forecast{Days: days, study: s, months: m}
	if !slices.Equal(s.Lattice.Cells, m.Lattice.Cells) {
		f.at = make([]int, len(s.Lattice.Cells))
	}
	for i := range f.at {
		at, known := m.Lattice.Index(s.Lattice.Cells[i])
		if !known {
			return nil, fmt.Errorf("cell %s is not on the lattice that the forecast is learned on", s.Lattice.Cells[i])
		}
		f.at[i] = at
	}
	var err error
	if f.neighbours, err = hotspot.LatticeNeighbours(m.Lattice); err != nil {
		return nil, err
	}
	if f.Of, err = f.learn(s.Question.Group, m.Offences, m.Risk); err != nil {
		return nil, err
	}
	return f, nil
}

// cells returns how many cells the study has.
func (f *Forecast) cells() int { return len(f.study.Lattice.Cells) }

// wide returns the position of a cell of the study in the wider lattice.
func (f *Forecast) wide(i int) int {
	if f.at == nil {
		return i
	}
	return f.at[i]
}

// Cell returns the offences that a cell of the study expects.
func (f *Forecast) Cell(i int) hotspot.Expectation { return f.Of.Cell(f.wide(i), f.Days) }

func (f *Forecast) learn(g crime.Group, months [][]crime.Offence, risk []float64) (*hotspot.Forecast, error) {
	q := f.study.Question
	q.Group = g
	return hotspot.NewForecast(hotspot.Training{
		Neighbours: f.neighbours, Days: f.months.Days, Counts: hotspot.CellMonths(f.months.Lattice, months, q), Risk: risk,
	})
}

// ExpectHarm adds the harm that is expected: the sum over the types of the group, each
// with a forecast of its own, since a place of many offences is not always one of much
// harm. The cost is that of as many forecasts.
func (f *Forecast) ExpectHarm() error {
	if err := f.learnCategories(); err != nil {
		return err
	}
	f.Harm = make([]hotspot.Expectation, f.cells())
	for i := range f.Harm {
		f.Harm[i] = f.harm(func(of *hotspot.Forecast) hotspot.Expectation { return of.Cell(f.wide(i), f.Days) })
	}
	return nil
}

// ofType returns a group's rule for one of its types alone.
func ofType(g crime.Group, name string) crime.Group {
	g.Types = []string{name}
	return g
}

// ofType returns the offences of each month without those that belong to a category by
// name but are recorded as one of its subgroups, which have a forecast of their own.
func (m Months) ofType(g crime.Group, name string) [][]crime.Offence {
	belongs := ofType(g, name).Matcher()
	months := make([][]crime.Offence, len(m.Offences))
	for i, offences := range m.Offences {
		months[i] = slices.DeleteFunc(slices.Clone(offences), func(o crime.Offence) bool { return o.Type != name && belongs(o) })
	}
	return months
}

// learnCategories learns a forecast for each type of the group that has a harm weight.
func (f *Forecast) learnCategories() error {
	group, seen := f.study.Question.Group, map[string]bool{}
	var types []string
	for _, offences := range f.months.Offences {
		for _, name := range crime.TypesOf(group, offences) {
			if !seen[name] {
				seen[name] = true
				types = append(types, name)
			}
		}
	}
	for _, name := range types {
		weight, known := f.study.Question.Harm.Days(name)
		if !known || weight == 0 {
			continue
		}
		c := category{name: name, weight: weight, of: f.Of}
		if len(types) > 1 {
			var err error
			if c.of, err = f.learn(ofType(group, name), f.months.ofType(group, name), nil); err != nil {
				return fmt.Errorf("forecast of %s: %w", name, err)
			}
		}
		f.categories = append(f.categories, c)
	}
	return nil
}

// harm adds up the harm of the categories.
func (f *Forecast) harm(of func(*hotspot.Forecast) hotspot.Expectation) hotspot.Expectation {
	each, weights := make([]hotspot.Expectation, len(f.categories)), make([]float64, len(f.categories))
	for i, c := range f.categories {
		each[i], weights[i] = of(c.of), c.weight
	}
	sum, _ := hotspot.ExpectedHarm(each, weights) // as many weights as categories
	return sum
}

// Set returns the offences and the harm that some cells of the study expect together.
func (f *Forecast) Set(cells []int) (offences, harm hotspot.Expectation) {
	wide := make([]int, len(cells))
	for k, i := range cells {
		wide[k] = f.wide(i)
	}
	return f.Of.Set(wide, f.Days), f.harm(func(of *hotspot.Forecast) hotspot.Expectation { return of.Set(wide, f.Days) })
}

// Seen returns the offences of the group in a cell of the study in the training months,
// and all other rows.
func (f *Forecast) Seen(i int) (offences, others float64) {
	return f.Of.Counts[f.wide(i)], f.Of.Others[f.wide(i)]
}

// Order returns the cells of the study, those that expect the most of a measure first.
// Cells that expect the same number of offences are in the order of the forecast.
func (f *Forecast) Order(m hotspot.Measure) []int {
	order := f.Of.Order(f.at)
	if f.at != nil {
		back := make(map[int]int, len(f.at))
		for i, at := range f.at {
			back[at] = i
		}
		for k, at := range order {
			order[k] = back[at]
		}
	}
	if m == hotspot.ByHarm {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(f.Harm[b].Mean, f.Harm[a].Mean) })
	}
	return order
}

// Scores returns a score of each cell that ranks the cells as [Forecast.Order] does:
// what it expects, or where nothing is expected anywhere its rank by other offences.
func (f *Forecast) Scores(m hotspot.Measure) []float64 {
	if f.Of.Offences == 0 {
		return f.PriorScores()
	}
	scores := make([]float64, f.cells())
	for i := range scores {
		scores[i] = f.Cell(i).Mean
		if m == hotspot.ByHarm {
			scores[i] = f.Harm[i].Mean
		}
	}
	return scores
}

// PriorScores returns a score of each cell that ranks the cells by their offences in the
// training months and, where these are equal, by all other offences.
func (f *Forecast) PriorScores() []float64 {
	order := make([]int, f.cells())
	for i := range order {
		order[i] = i
	}
	byPrior := func(a, b int) int {
		y1, o1 := f.Seen(a)
		y2, o2 := f.Seen(b)
		return cmp.Or(cmp.Compare(y1, y2), cmp.Compare(o1, o2))
	}
	slices.SortFunc(order, byPrior)
	scores := make([]float64, len(order))
	for k, i := range order {
		scores[i] = float64(k)
		if k > 0 && byPrior(order[k-1], i) == 0 {
			scores[i] = scores[order[k-1]]
		}
	}
	return scores
}

// Hot returns which cells of the study are hot: the best hundredth of them, and those
// with more offences than their surroundings foretell at a false discovery rate.
func (f *Forecast) Hot(rate float64) []bool {
	hot := make([]bool, f.cells())
	order := f.Order(hotspot.ByCount)
	for _, i := range order[:len(order)/100] {
		hot[i] = true
	}
	for i, e := range f.Excess() {
		hot[i] = hot[i] || e.Q <= rate
	}
	return hot
}

// Excess returns how probable as many offences as each cell of the study has are by what
// its surroundings foretell (see [hotspot.Forecast.Excess]).
func (f *Forecast) Excess() hotspot.Excess { return f.Of.Excess(f.at) }

// Values returns the cells of the study with what they expect, as a map shows them.
func (f *Forecast) Values() []crime.CellValue {
	values := make([]crime.CellValue, f.cells())
	for i, c := range f.study.Lattice.Cells {
		values[i] = crime.CellValue{Cell: c, CellTally: crime.CellTally{Count: f.Cell(i).Mean, Harm: f.Harm[i].Mean}}
	}
	return values
}
