package hotspot

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"beatplan/crime"
)

// A Scatter is how much more than chance the months of an area lie from one another,
// and how well that is known.
type Scatter struct {
	Dispersion float64 `json:"dispersion"` // variance ÷ a Poisson number's, at least 1
	Freedom    float64 `json:"freedom"`    // degrees of freedom that it is known with
	Known      Known   `json:"dispersion_from"`
}

// Note says how far months scatter, and how that is known.
func (s Scatter) Note() string {
	if s.Known == NotKnown {
		return fmt.Sprintf("how far months scatter is not known, since too few are loaded: %.1f times as much as chance is assumed", s.Dispersion)
	}
	return fmt.Sprintf("months scatter %.1f times as much as chance (known from %s): the interval allows for it", s.Dispersion, s.Known)
}

// Known says where a dispersion comes from.
type Known string

// The sources of a dispersion.
const (
	KnownFromMonths   Known = "its own months"
	KnownFromBoth     Known = "its own months and those of other areas"
	KnownFromSiblings Known = "other areas only"
	NotKnown          Known = "not known; 2.5 assumed"
)

// What is assumed where nothing says how far months scatter.
const (
	assumedDispersion = 2.5
	assumedFreedom    = 5
)

// mostSiblingSteps is how many steps the months of other areas count for at most.
const mostSiblingSteps = 60

// Each returns how many offences count as one in a 95% interval: the dispersion, and
// more where it is not well known (Student's t in place of the normal quantile).
func (s Scatter) Each() float64 {
	const tail = 1 - Significance/2
	normal := distuv.UnitNormal.Quantile(tail)
	t := distuv.StudentsT{Sigma: 1, Nu: s.Freedom}.Quantile(tail)
	return s.Dispersion * (t / normal) * (t / normal)
}

// MonthScatter returns how far the months of an area scatter, from the steps between
// months that follow one another, since slow trends and the season hardly move a
// step. Months are those that are loaded, in order; siblings are areas of the same
// kind, whose steps are pooled with the area's own, as 60 at most. The steps into the
// first months of the two periods that are compared are left out: a real change must
// not count as scatter.
//
// Where no step is left, the changes of the siblings between the two periods say it;
// where there are none, 2.5 is assumed. The cost grows with the months.
func MonthScatter(months []MonthCount, siblings [][]MonthCount, before, after crime.Period) Scatter {
	cuts := []crime.Month{before.From, after.From}
	own := stepsOfMonths(months, cuts)
	var pool scatterSum
	for _, sibling := range siblings {
		pool = pool.plus(stepsOfMonths(sibling, cuts))
	}
	weight := min(pool.steps, mostSiblingSteps)
	if own.steps+weight == 0 {
		return changesOfSiblings(siblings, before, after)
	}
	s := Scatter{Known: KnownFromMonths, Freedom: stepFreedom * (own.steps + weight)}
	squares := own.squares
	if weight > 0 {
		s.Known = KnownFromBoth
		squares += weight * pool.squares / pool.steps
	}
	s.Dispersion = max(1, squares/(own.steps+weight))
	return s
}

// stepFreedom is the freedom of a step: neighbours share a month, which costs a third.
const stepFreedom = 2. / 3

// stepsOfMonths adds up the squared differences of the daily rates of months that
// follow one another, standardised as Poisson numbers of the mean rate; without an
// offence they are as chance has them.
func stepsOfMonths(months []MonthCount, cuts []crime.Month) (sum scatterSum) {
	var count, days float64
	for _, m := range months {
		count, days = count+m.Count, days+m.Days
	}
	for t := 1; t < len(months); t++ {
		a, b := months[t-1], months[t]
		if b.Month != a.Month+1 || slices.Contains(cuts, b.Month) {
			continue
		}
		square := 1.
		if count > 0 {
			step := a.Count/a.Days - b.Count/b.Days
			square = step * step / (count / days * (1/a.Days + 1/b.Days))
		}
		sum = sum.plus(scatterSum{square, 1})
	}
	return sum
}

// changesOfSiblings returns how much more than chance other areas changed from one
// period to the other, beside them all.
func changesOfSiblings(siblings [][]MonthCount, before, after crime.Period) Scatter {
	var all, later float64
	var each [][2]float64 // offences, and those of the later period
	for _, sibling := range siblings {
		b, a := countIn(sibling, before), countIn(sibling, after)
		if a+b > 0 {
			each = append(each, [2]float64{a + b, a})
			all, later = all+a+b, later+a
		}
	}
	share := later / all
	if len(each) < 2 || !(share > 0 && share < 1) {
		return Scatter{assumedDispersion, assumedFreedom, NotKnown}
	}
	squares := 0.
	for _, e := range each {
		from := e[1] - e[0]*share
		squares += from * from / (e[0] * share * (1 - share))
	}
	freedom := float64(len(each) - 1)
	return Scatter{max(1, squares/freedom), freedom, KnownFromSiblings}
}

// countIn returns the offences of the months of a period.
func countIn(months []MonthCount, p crime.Period) (count float64) {
	for _, m := range months {
		if p.From <= m.Month && m.Month <= p.To {
			count += m.Count
		}
	}
	return count
}
