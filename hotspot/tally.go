package hotspot

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"beatplan/crime"
	"beatplan/geo"
)

// A Question says what to count on a lattice.
type Question struct {
	Group    crime.Group
	Harm     crime.Harm
	Clock    crime.Clock
	AllHours bool // count at all hours what the clock would need hours for, and label it so
	Zone     *time.Location
}

// ErrHoursUnknown is the answer to a clock's question on data without hours.
var ErrHoursUnknown = errors.New("these offences carry no time of day")

// A Tally is a count over a lattice. Every offence of the group that was put in
// is counted in a cell or accounted for beside them:
//
//	Offences + Elsewhen + Unplaced + Outside + MonthOnly = offences of the group
type Tally struct {
	Cells []crime.CellTally // as in the lattice

	Offences, Harm, ASB float64 // sums over the cells
	Elsewhen            float64 // on the lattice, at hours that the clock leaves out
	Unplaced            int     // without a position
	Outside             int     // in no cell of the lattice
	MonthOnly           int     // on the lattice, left out because a clock needs hours
	ASBMonthOnly        int     // incidents of anti-social behaviour on the lattice, left out for the same reason
	PoliceGenerated     int     // of those counted, the ones that exist because officers looked
	Unweighted          int     // of those counted, the ones whose type has no harm weight

	Hours string // what the clock means here
}

// Count counts offences and harm in each cell of a lattice, in time
// proportional to the number of offences times the log of the number of cells.
// Where the clock makes a choice and no offence of the group has a time of day,
// the error is ErrHoursUnknown unless the question allows all hours; Hours then
// says so.
func Count(l geo.Lattice, offences []crime.Offence, q Question) (Tally, error) {
	t := Tally{Cells: make([]crime.CellTally, len(l.Cells)), Hours: q.Clock.Name + " hours"}
	clock := q.Clock
	switch {
	case clock.All():
		t.Hours = "all hours"
	case q.AllHours:
		clock, _ = crime.NamedClock("all")
		t.Hours = "all hours, not night-time"
	}
	isOfGroup, always := q.Group.Matcher(), clock.All()
	seen, timed := 0, 0
	for _, o := range offences {
		ofGroup, asb := isOfGroup(o), o.Type == crime.AntiSocialBehaviour
		if !ofGroup && !asb {
			continue
		}
		i, inside := l.Index(o.Cell)
		number := 1 + o.More
		share, known := 1.0, true
		if !always {
			share, known = clock.Share(o, q.Zone)
		}
		share *= float64(number)
		switch {
		case !inside || !asb:
		case known:
			t.Cells[i].ASB += share
			t.ASB += share
		default:
			t.ASBMonthOnly += number
		}
		if !ofGroup {
			continue
		}
		seen++
		if o.Precision != crime.InMonth {
			timed++
		}
		switch {
		case o.Cell == 0:
			t.Unplaced += number
			continue
		case !inside:
			t.Outside += number
			continue
		case !known:
			t.MonthOnly += number
			continue
		}
		t.add(i, o, share, q.Harm)
	}
	if seen > 0 && timed == 0 && !q.Clock.All() {
		if t.MonthOnly > 0 {
			return Tally{}, fmt.Errorf("clock %s: %w", q.Clock.Name, ErrHoursUnknown)
		}
		t.Hours = "hours unknown, not night-time"
	}
	return t, nil
}

// add counts a share of an offence, and of those alike, in a cell and the rest of
// them as elsewhen.
func (t *Tally) add(i int, o crime.Offence, share float64, harm crime.Harm) {
	number := 1 + o.More
	t.Elsewhen += float64(number) - share
	if share == 0 {
		return
	}
	days, weighted := harm.Days(o.Type)
	if !weighted {
		t.Unweighted += number
	}
	if slices.Contains(o.Flags, crime.FlagPoliceGenerated) {
		t.PoliceGenerated += number
	}
	t.Cells[i].Count += share
	t.Cells[i].Harm += share * days
	t.Offences += share
	t.Harm += share * days
}

// Counts returns the counts of the cells, in lattice order.
func (t Tally) Counts() []float64 {
	counts := make([]float64, len(t.Cells))
	for i, c := range t.Cells {
		counts[i] = c.Count
	}
	return counts
}

// Harms returns the harm of the cells, in lattice order.
func (t Tally) Harms() []float64 {
	harms := make([]float64, len(t.Cells))
	for i, c := range t.Cells {
		harms[i] = c.Harm
	}
	return harms
}

// Nonzero returns how many cells have an offence of the group.
func (t Tally) Nonzero() int {
	n := 0
	for _, c := range t.Cells {
		if c.Count > 0 {
			n++
		}
	}
	return n
}

// Values returns the cells of the tally that have anything, in lattice order.
func (t Tally) Values(l geo.Lattice) []crime.CellValue {
	var values []crime.CellValue
	for i, c := range t.Cells {
		if c != (crime.CellTally{}) {
			values = append(values, crime.CellValue{Cell: l.Cells[i], CellTally: c})
		}
	}
	return values
}

// Coarser returns the ancestors of cells at a resolution, ascending as the cells
// are: counts, harm and anti-social behaviour summed, and the highest risk.
func Coarser(values []crime.CellValue, resolution int) []crime.CellValue {
	var coarser []crime.CellValue
	for _, v := range values {
		v.Cell = geo.Parent(v.Cell, resolution)
		last := len(coarser) - 1
		if last < 0 || coarser[last].Cell != v.Cell {
			coarser = append(coarser, v)
			continue
		}
		same := &coarser[last]
		same.Count += v.Count
		same.Harm += v.Harm
		same.ASB += v.ASB
		if same.Risk == nil || v.Risk != nil && *v.Risk > *same.Risk {
			same.Risk = v.Risk
		}
	}
	return coarser
}

// Breaks returns at most n ascending class boundaries above 0 for values: the
// first is the least positive value, the others part the positive values into
// classes whose sums are about equal, so that the top class is where the most of
// it is. Each is rounded down to what a legend shows, tenths below 100 and whole
// numbers above, so that no two look alike and none has an empty class; the first
// alone may be less than a tenth. Without a positive value there are none.
func Breaks(values []float64, n int) []float64 {
	var positive []float64
	var sum float64
	for _, v := range values {
		if v > 0 {
			positive = append(positive, v)
			sum += v
		}
	}
	if len(positive) == 0 {
		return []float64{}
	}
	slices.Sort(positive)
	least := positive[0]
	if b := legible(least); b > 0 {
		least = b
	}
	breaks := []float64{least}
	var below float64
	for _, v := range positive {
		if b := legible(v); len(breaks) < n && below >= sum*float64(len(breaks))/float64(n) && b > breaks[len(breaks)-1] {
			breaks = append(breaks, b)
		}
		below += v
	}
	return breaks
}

// legible rounds a boundary down to tenths, or from 100 to whole numbers.
func legible(v float64) float64 {
	if v < 100 {
		return math.Floor(v*10) / 10
	}
	return math.Floor(v)
}
