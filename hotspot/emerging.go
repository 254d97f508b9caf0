package hotspot

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// A Shift says whether the share of a place's offences that came in the recent months
// is above or below the share of the whole area.
type Shift string

// The shifts.
const (
	Rising        Shift = "rising"
	Falling       Shift = "falling"
	NoChangeShown Shift = "no change shown"
	ShiftUnknown  Shift = "too few to tell" // as many offences could not have shown a change
)

// An EmergingClass is what a shift means for a place that is hot now, or is not.
type EmergingClass string

// The classes. A place that has none of them has NoClass.
const (
	NewHot       EmergingClass = "new"          // rising, and without an offence before
	Intensifying EmergingClass = "intensifying" // hot, and rising
	Diminishing  EmergingClass = "diminishing"  // hot, and falling
	Persistent   EmergingClass = "persistent"   // hot, and no change shown
	NoClass      EmergingClass = "none"
)

// EmergingClasses returns the classes, those that call for a look first.
func EmergingClasses() []EmergingClass {
	return []EmergingClass{NewHot, Intensifying, Persistent, Diminishing, NoClass}
}

// An Emerging place is what changed there beside the rest of the area.
type Emerging struct {
	Offences   float64 // of all months
	Recent     float64 // of the recent ones
	Dispersion float64 // of its months beside the area's, at least 1: as many offences count as one
	P          float64 // of a recent share so far from the area's, two-sided
	Q          float64 // P adjusted for asking of every place that could show a change; 1 for the others
	Shift      Shift
}

// Class returns the class of a place that is, or is not, hot now.
func (e Emerging) Class(hot bool) EmergingClass {
	switch {
	case e.Shift == Rising && e.Recent == e.Offences:
		return NewHot
	case hot && e.Shift == Rising:
		return Intensifying
	case hot && e.Shift == Falling:
		return Diminishing
	case hot && e.Shift == NoChangeShown:
		return Persistent
	}
	return NoClass
}

// An Emergence is what changed in the places of an area.
type Emergence struct {
	Months, Recent int
	Share          float64 // of all offences of the area, those of the recent months: 0 to 1
	Dispersion     float64 // of months, pooled over the places: 1 is Poisson
	Steps          int     // from a month to the next, that say so
	Tarone         int     // Tarone's number of tests: places that could show a change at 0.05 ÷ so many
	Places         []Emerging
}

// Sentence says in numbers what changed in place i.
func (e Emergence) Sentence(i int) string {
	p := e.Places[i]
	return fmt.Sprintf("%.6g of its %.6g offences came in the last %d of %d months; the area had %.0f%%", p.Recent, p.Offences, e.Recent, e.Months, 100*e.Share)
}

// LeastEmergingMonths is how many months it takes to tell what changed.
const LeastEmergingMonths = 5

// pooledFreedom is how many steps the pooled dispersion counts for in a place's own.
const pooledFreedom = 8

// Emerge says which places rise or fall beside the rest of an area, by the counts of
// each place in each month. Recent is how many of the last months are compared with
// those before; 0 is 3, or a third of fewer than nine.
//
// The recent share of a place's offences is held against that of the area, so that
// season, a rise of the whole force and changes of recording are taken out. The test is
// the exact binomial one. Where a place's months scatter more than chance explains, its
// dispersion makes several offences count as one; a place has few months to say so, so
// its dispersion is drawn to that of all places. Only places that could show a change
// are tested (Tarone 1990, doi 10.2307/2531456), with a false discovery rate of 5% over
// them (Benjamini & Hochberg 1995).
//
// Places may be cells, spots or wards, or the districts of a force; together they are
// the area. The cost grows with places times months.
func Emerge(places [][]float64, recent int) (Emergence, error) {
	e, area, err := emergence(places, recent)
	if err != nil {
		return e, err
	}
	scatters := make([]scatterSum, len(places))
	var pooled scatterSum
	for i, months := range places {
		scatters[i] = steps(months, area, e.Recent)
		pooled = pooled.plus(scatters[i])
	}
	e.Dispersion, e.Steps = pooled.shrunk(), int(pooled.steps)
	e.Places = make([]Emerging, len(places))
	least := make([]float64, len(places))
	for i, months := range places {
		p := &e.Places[i]
		*p = Emerging{
			Offences: sumOf(months), Recent: sumOf(months[e.Months-e.Recent:]), Q: 1, Shift: ShiftUnknown,
			Dispersion: max(1, (scatters[i].squares+pooledFreedom*e.Dispersion)/(scatters[i].steps+pooledFreedom)),
		}
		p.P, least[i] = p.test(e.Share)
	}
	e.Tarone = tarone(least)
	e.discover(least)
	return e, nil
}

// emergence checks the counts, and returns the months, the recent share and the counts
// of the area by month.
func emergence(places [][]float64, recent int) (e Emergence, area []float64, err error) {
	if len(places) == 0 || len(places[0]) < LeastEmergingMonths {
		return e, nil, fmt.Errorf("what changed takes places with %d months or more, since fewer cannot show a change", LeastEmergingMonths)
	}
	e.Months, e.Recent = len(places[0]), recent
	if recent == 0 {
		e.Recent = recentMonths(e.Months)
	}
	if e.Recent < 1 || e.Recent >= e.Months {
		return e, nil, fmt.Errorf("%d recent months of %d: at least one, and fewer than all", e.Recent, e.Months)
	}
	area = make([]float64, e.Months)
	for i, months := range places {
		if len(months) != e.Months {
			return e, nil, fmt.Errorf("place %d has %d months, and place 0 has %d", i, len(months), e.Months)
		}
		for t, n := range months {
			if !(n >= 0) || math.IsInf(n, 0) {
				return e, nil, fmt.Errorf("place %d has %g offences in month %d: offences are 0 or more", i, n, t)
			}
			area[t] += n
		}
	}
	if all := sumOf(area); all > 0 {
		e.Share = sumOf(area[e.Months-e.Recent:]) / all
	}
	return e, area, nil
}

// test returns the p of a place's recent offences against the area's share, and the
// least p that as many offences can have. Tails are those of a binomial distribution,
// by the incomplete beta function, which takes parts of offences.
func (e Emerging) test(share float64) (p, least float64) {
	if share <= 0 || share >= 1 { // every place has what the area has
		return 1, 1
	}
	recent, before := e.Recent/e.Dispersion, (e.Offences-e.Recent)/e.Dispersion
	up, down := 1., 1.
	if recent > 0 {
		up = mathext.RegIncBeta(recent, before+1, share)
	}
	if before > 0 {
		down = mathext.RegIncBeta(before, recent+1, 1-share)
	}
	return min(1, 2*min(up, down)), min(1, 2*math.Pow(min(share, 1-share), recent+before))
}

// tarone returns the smallest number K of tests such that no more than K places could
// have a p of at most 0.05 ÷ K.
func tarone(least []float64) int {
	sorted := slices.Sorted(slices.Values(least))
	for k := 1; ; k++ {
		if could := atMostCount(sorted, Significance/float64(k)); could <= k {
			return k
		}
	}
}

// atMostCount returns how many of ascending values are at most so high.
func atMostCount(sorted []float64, most float64) int {
	n, _ := slices.BinarySearchFunc(sorted, most, func(v, most float64) int {
		if v <= most {
			return -1
		}
		return 1
	})
	return n
}

// discover adjusts the p of the places that could show a change, and says which do.
func (e *Emergence) discover(least []float64) {
	var tested []int
	var p []float64
	for i := range e.Places {
		if least[i] <= Significance/float64(e.Tarone) {
			tested, p = append(tested, i), append(p, e.Places[i].P)
		}
	}
	for k, q := range BenjaminiHochberg(p) {
		place := &e.Places[tested[k]]
		place.Q, place.Shift = q, NoChangeShown
		switch {
		case q > Significance:
		case place.Recent > e.Share*place.Offences:
			place.Shift = Rising
		default:
			place.Shift = Falling
		}
	}
}
