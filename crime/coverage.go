package crime

import (
	"cmp"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"time"
)

// mostDays is how many days a month may have.
const mostDays = 31

// A Holding is what one source holds of one month in one district.
type Holding struct {
	Month     Month
	Source    string        // publisher and system, as [Record.Source]
	District  string        // code of the district that the positions lie in; empty: in none, or unknown
	MonthOnly int           // offences of which only the month is known
	Days      [mostDays]int // the others, by the day on which they begin; 0 is the first of the month
	Counted   bool          // answers count it; false where they count another source of this month and district
}

// Timed returns how many offences have a day.
func (h Holding) Timed() int {
	n := 0
	for _, day := range h.Days {
		n += day
	}
	return n
}

// Offences returns how many there are.
func (h Holding) Offences() int { return h.MonthOnly + h.Timed() }

// plus returns what two holdings hold together, as one of the first's month and district.
func (h Holding) plus(o Holding) Holding {
	h.MonthOnly += o.MonthOnly
	for day, n := range o.Days {
		h.Days[day] += n
	}
	h.Counted = h.Counted || o.Counted
	return h
}

// Days is a set of days of one month: bit 0 is the first.
type Days uint32

// Days returns all days of the month.
func (m Month) Days() Days { return 1<<(m+1).Start(time.UTC).AddDate(0, 0, -1).Day() - 1 }

// Len returns how many days there are.
func (d Days) Len() int { return bits.OnesCount32(uint32(d)) }

// String returns the days as runs, such as 1-7, 10, 12-30.
func (d Days) String() string {
	var runs []string
	for day := range mostDays {
		if d&(1<<day) == 0 || day > 0 && d&(1<<(day-1)) != 0 {
			continue
		}
		last := day + bits.TrailingZeros32(^uint32(d>>day)) - 1
		if last == day {
			runs = append(runs, fmt.Sprint(day+1))
		} else {
			runs = append(runs, fmt.Sprintf("%d-%d", day+1, last+1))
		}
	}
	return strings.Join(runs, ", ")
}

// Coverage is what is loaded, in any order.
type Coverage []Holding

// Counted returns what answers count of some districts; without districts, of all.
func (c Coverage) Counted(districts ...string) Coverage {
	var in Coverage
	for _, h := range c {
		if h.Counted && (len(districts) == 0 || slices.Contains(districts, h.District)) {
			in = append(in, h)
		}
	}
	return in
}

// With returns a coverage and another together: of one month, source and district there is
// one holding.
func (c Coverage) With(others Coverage) Coverage {
	type of struct {
		slot   Slot
		source string
	}
	all, at := Coverage{}, map[of]int{}
	for _, h := range slices.Concat(c, others) {
		key := of{Slot{h.Month, h.District}, h.Source}
		if i, there := at[key]; there {
			all[i] = all[i].plus(h)
			continue
		}
		at[key] = len(all)
		all = append(all, h)
	}
	return all
}

// Offences returns how many there are.
func (c Coverage) Offences() int {
	n := 0
	for _, h := range c {
		n += h.Offences()
	}
	return n
}

// Months returns the months that hold something, in order.
func (c Coverage) Months() []Month {
	months := map[Month]bool{}
	for _, h := range c {
		months[h.Month] = true
	}
	return slices.Sorted(maps.Keys(months))
}

// A Slot is a month of a district.
type Slot struct {
	Month    Month
	District string
}

// Covered returns the days that the sources of a coverage cover, by month and district.
//
// A source that knows days covers those from its first offence anywhere to its last, and
// on to the ends of these months where chance could have left them empty once in twenty
// times. In a district it covers of these all but runs of days that chance would leave
// empty less than once in 10,000 times, at the district's own daily rate. A source that
// knows months alone covers whole months in the same way. The time that this takes grows
// with the days held.
func (c Coverage) Covered() map[Slot]Days {
	covered := map[Slot]Days{}
	for _, held := range c.BySource() {
		everywhere := map[Slot]Holding{}
		own := map[Slot]Holding{}
		districts := map[string]bool{}
		for _, h := range held {
			at, all := Slot{h.Month, h.District}, Slot{Month: h.Month}
			own[at], everywhere[all] = own[at].plus(h), everywhere[all].plus(h)
			districts[h.District] = true
		}
		for _, stretches := range stretches(everywhere) {
			somewhere := filled(stretches, everywhere, "", atEdge)
			for district := range districts {
				here := filled(stretches, own, district, inGap)
				for i, s := range stretches {
					if somewhere[i] && here[i] {
						covered[Slot{s.month, district}] |= s.days
					}
				}
			}
		}
	}
	return covered
}

// BySource returns the holdings of each source.
func (c Coverage) BySource() map[string]Coverage {
	all := map[string]Coverage{}
	for _, h := range c {
		all[h.Source] = append(all[h.Source], h)
	}
	return all
}

// A stretch is a day, or where only months are known a month.
type stretch struct {
	month Month
	days  Days
	day   int // -1: the month
}

// stretches returns the days, and the months, of which a source holds something.
func stretches(everywhere map[Slot]Holding) [2][]stretch {
	var all [2][]stretch
	for _, at := range slices.SortedFunc(maps.Keys(everywhere), func(a, b Slot) int { return cmp.Compare(a.Month, b.Month) }) {
		m, h := at.Month, everywhere[at]
		if h.MonthOnly > h.Timed() {
			all[1] = append(all[1], stretch{m, m.Days(), -1})
			continue
		}
		for day := range m.Days().Len() {
			all[0] = append(all[0], stretch{m, 1 << day, day})
		}
	}
	return all
}

// How many offences chance would have put into a run without any, that it counts as not
// loaded.
const (
	inGap  = 9.2 // of which e^-9.2 is 1 in 10,000
	atEdge = 3.0 // e^-3 is 1 in 20
)

// filled says of which stretches a district's offences are loaded: all but those in runs
// without any in which there would have been so many by chance; at the ends, as many as
// edge.
func filled(stretches []stretch, held map[Slot]Holding, district string, edge float64) []bool {
	counts := make([]int, len(stretches))
	first, last, n := -1, -1, 0
	for i, s := range stretches {
		h := held[Slot{s.month, district}]
		if counts[i] = h.Offences(); s.day >= 0 {
			counts[i] = h.Days[s.day]
		}
		if counts[i] > 0 {
			if first < 0 {
				first = i
			}
			last, n = i, n+counts[i]
		}
	}
	is := make([]bool, len(stretches))
	if n == 0 {
		return is
	}
	rate := float64(n-1) / float64(max(1, last-first)) // of a Poisson process seen from one event to another
	for i := 0; i < len(counts); i++ {
		from := i
		for i < len(counts) && counts[i] == 0 {
			i++
		}
		most := inGap
		if from == 0 || i == len(counts) {
			most = edge
		}
		empty := rate*float64(i-from) < most
		for ; from < i; from++ {
			is[from] = empty
		}
		if i < len(counts) {
			is[i] = true
		}
	}
	return is
}

// A MonthCoverage is what is covered of one month of an area.
type MonthCoverage struct {
	Month Month
	Days  Days     // in every district of which anything is loaded in any month
	Some  Days     // in one of them at least
	Short []string // codes of those that lack days which others have
}

// Of returns what is covered of an area of some districts, in each month that their
// sources hold anywhere; of none, or where nothing is known of them, of whatever is
// loaded. It says what answers count.
func (c Coverage) Of(districts ...string) []MonthCoverage {
	all := c.Counted()
	in := c.Counted(districts...)
	if len(districts) == 0 || len(in) == 0 {
		for i := range all {
			all[i].District = ""
		}
		in = all
	}
	covered := all.Covered()
	have, sources := map[string]bool{}, map[string]bool{}
	for _, h := range in {
		have[h.District], sources[h.Source] = true, true
	}
	all = slices.DeleteFunc(all, func(h Holding) bool { return !sources[h.Source] })
	var months []MonthCoverage
	for _, m := range all.Months() {
		one := MonthCoverage{Month: m, Days: m.Days()}
		for district := range have {
			days := covered[Slot{m, district}]
			one.Days, one.Some = one.Days&days, one.Some|days
		}
		for _, district := range slices.Sorted(maps.Keys(have)) {
			if covered[Slot{m, district}] != one.Some {
				one.Short = append(one.Short, district)
			}
		}
		months = append(months, one)
	}
	return months
}

// A Suspicion is that a feed broke: a month has far less than others of its district and
// source.
type Suspicion struct {
	Holding
	Usual float64 // median of the district's other months of the source, for as many days
}

// What makes a month suspicious.
const (
	otherMonths = 3
	leastUsual  = 10 // offences: fewer are halved by chance
)

// Suspicions returns the months whose total is under half the median of the other months
// of their district and source, day for day, of which there are three or more; by
// district, source and month. It looks at what answers count. A month of which the source
// has something elsewhere, and nothing of the district, has a total of 0.
func (c Coverage) Suspicions() []Suspicion {
	in := c.Counted()
	covered := in.Covered()
	elsewhere := map[string]map[Month]Days{} // that a source covers of some district
	some := map[Slot]bool{}                  // of which any source counts
	for _, h := range in {
		at := Slot{h.Month, h.District}
		some[at] = true
		if elsewhere[h.Source] == nil {
			elsewhere[h.Source] = map[Month]Days{}
		}
		elsewhere[h.Source][h.Month] |= covered[at]
	}
	type series struct{ district, source string }
	all := map[series]Coverage{}
	for _, h := range in {
		s := series{h.District, h.Source}
		all[s] = append(all[s], h)
	}
	var suspicions []Suspicion
	for of, held := range all {
		for m := range elsewhere[of.source] {
			if at := (Slot{m, of.district}); !some[at] {
				held = append(held, Holding{Month: m, Source: of.source, District: of.district, Counted: true})
			}
		}
		for i, h := range held {
			var others []float64 // a day
			for k, o := range held {
				if days := covered[Slot{o.Month, o.District}].Len(); k != i && days > 0 {
					others = append(others, float64(o.Offences())/float64(days))
				}
			}
			days := covered[Slot{h.Month, h.District}]
			if h.Offences() == 0 {
				days = elsewhere[h.Source][h.Month]
			}
			usual := median(others) * float64(days.Len())
			if len(others) >= otherMonths && usual >= leastUsual && float64(h.Offences()) < usual/2 {
				suspicions = append(suspicions, Suspicion{h, usual})
			}
		}
	}
	slices.SortFunc(suspicions, func(a, b Suspicion) int {
		return cmp.Or(cmp.Compare(a.District, b.District), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Month, b.Month))
	})
	return suspicions
}

// median returns the middle of some values; 0 of none.
func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	if n == 0 {
		return 0
	}
	return (values[(n-1)/2] + values[n/2]) / 2
}
