package study

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"beatplan/crime"
	"beatplan/english"
)

// Loaded is what is loaded of an area: which days of which months, from which sources.
// The zero value knows of nothing.
type Loaded struct {
	Held       crime.Coverage        // all that is loaded, of whatever area
	Districts  []string              // codes of the districts that the area is of; none: all
	Months     []crime.MonthCoverage // of the area, in order
	Overlaps   []crime.Overlap       // of the area
	Suspicions []crime.Suspicion     // of the area

	names map[string]string // of districts, by code
}

// NewLoaded returns what is loaded of some districts, or of all where there are none,
// given the names of districts by their codes.
func NewLoaded(held crime.Coverage, districts []string, names map[string]string) Loaded {
	l := Loaded{Held: held, Districts: districts, names: names}
	l.Overlaps = slices.DeleteFunc(held.Overlaps(), func(o crime.Overlap) bool { return !l.Has(o.District) })
	l.Suspicions = slices.DeleteFunc(held.Suspicions(), func(s crime.Suspicion) bool { return !l.Has(s.District) })
	if len(districts) == 0 {
		districts = slices.Sorted(maps.Keys(names))
	}
	l.Months = held.Of(districts...)
	return l
}

// Has reports whether a district is one of the area.
func (l Loaded) Has(district string) bool {
	return len(l.Districts) == 0 || slices.Contains(l.Districts, district)
}

// Name returns the name of a district, or its code where it has none.
func (l Loaded) Name(district string) string { return cmp.Or(l.names[district], district) }

// in returns what is covered of the months of a period.
func (l Loaded) in(p crime.Period) []crime.MonthCoverage {
	var in []crime.MonthCoverage
	for _, m := range l.Months {
		if p.From <= m.Month && m.Month <= p.To {
			in = append(in, m)
		}
	}
	return in
}

// Days returns how many days of a period are covered in some of the area at least, with
// clock changes where they are whole months. Where none is, and the offences lie across
// the border of the area, it is the length of the period.
func (l Loaded) Days(p crime.Period, zone *time.Location) float64 {
	days := 0.0
	for _, m := range l.in(p) {
		if m.Some == m.Month.Days() {
			days += crime.Period{From: m.Month, To: m.Month}.Duration(zone).Hours() / 24
		} else {
			days += float64(m.Some.Len())
		}
	}
	if days == 0 {
		return p.Duration(zone).Hours() / 24
	}
	return days
}

// Covered returns those of some months, which are in order, of which a day is covered in
// some of the area: another is not a month without offences. Where that is none, and the
// offences lie across the border of the area, or nothing is known, it returns all.
func (l Loaded) Covered(months []crime.Month) []crime.Month {
	var covered []crime.Month
	for _, m := range months {
		if slices.ContainsFunc(l.Months, func(o crime.MonthCoverage) bool { return o.Month == m && o.Some != 0 }) {
			covered = append(covered, m)
		}
	}
	if len(covered) == 0 {
		return months
	}
	return covered
}

// Short returns the codes of the districts that lack days, in some months, which others
// have.
func (l Loaded) Short(months []crime.Month) []string {
	short := map[string]bool{}
	for _, m := range l.Months {
		if slices.Contains(months, m.Month) {
			for _, district := range m.Short {
				short[district] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(short))
}

// Alike returns those of some months of which the districts of the area have the same
// days; all months where that is less than two thirds of them.
func (l Loaded) Alike(months []crime.Month) []crime.Month {
	alike := slices.DeleteFunc(slices.Clone(months), func(m crime.Month) bool { return len(l.Short([]crime.Month{m})) > 0 })
	if 3*len(alike) < 2*len(months) {
		return months
	}
	return alike
}

// Whole returns those of some months that are not known to be loaded in part.
func (l Loaded) Whole(months []crime.Month) []crime.Month {
	return slices.DeleteFunc(months, func(m crime.Month) bool {
		return slices.ContainsFunc(l.Months, func(o crime.MonthCoverage) bool { return o.Month == m && o.Days != m.Days() })
	})
}

// MissingDay returns the first day, YYYY-MM-DD, from one to before another that is not
// covered in all of the area, or nothing.
func (l Loaded) MissingDay(from, to time.Time) string {
	for day := from; day.Before(to); day = day.AddDate(0, 0, 1) {
		m := crime.MonthOf(day)
		for _, month := range l.in(crime.Period{From: m, To: m}) {
			if month.Days&(1<<(day.Day()-1)) == 0 {
				return day.Format(time.DateOnly)
			}
		}
	}
	return ""
}

// Ends returns the first and the last day, YYYY-MM-DD, that some of the area is covered;
// nothing where none is.
func (l Loaded) Ends() (from, to string) {
	for _, m := range l.Months {
		first := m.Month.Start(time.UTC)
		for day := range m.Month.Days().Len() {
			if m.Some&(1<<day) == 0 {
				continue
			}
			to = first.AddDate(0, 0, day).Format(time.DateOnly)
			from = cmp.Or(from, to)
		}
	}
	return from, to
}

// Even returns an error that names the gap where a month of a period is not covered at
// all, or the districts of the area do not have the same days of it: a rate by the day
// would be of a part of the area.
func (l Loaded) Even(p crime.Period) error {
	for _, m := range l.in(p) {
		if m.Some == 0 {
			return fmt.Errorf("nothing is loaded for %s: load it, or ask for other months", m.Month)
		}
		if m.Days != m.Some {
			return fmt.Errorf("%s: load the rest, or ask for its districts by themselves or for other months",
				l.Partial(crime.Period{From: m.Month, To: m.Month})[0])
		}
	}
	return nil
}

// Notes says what whoever counts a period must know of what is loaded: months in part,
// systems that hold the same, and feeds that may have broken.
func (l Loaded) Notes(p crime.Period) []string {
	return slices.Concat(l.Partial(p), l.twice(p), l.broken(p))
}

// Partial names the months of a period that are loaded in part.
func (l Loaded) Partial(p crime.Period) (notes []string) {
	for _, m := range l.in(p) {
		switch {
		case m.Days == m.Month.Days() || m.Some == 0: // of the latter it is said that nothing is loaded
			continue
		case len(m.Short) == 0:
			notes = append(notes, fmt.Sprintf("%s is loaded in part: %s", m.Month, dayWords(m.Days)))
			continue
		}
		var names []string
		for _, code := range m.Short {
			names = append(names, l.Name(code))
		}
		notes = append(notes, fmt.Sprintf("%s is loaded in part: not all days of %s are, and others have %s", m.Month, english.And(names), dayWords(m.Some)))
	}
	return notes
}

// Missing names the months of a period of which nothing is loaded, or not all days.
func (l Loaded) Missing(p crime.Period) []string {
	var empty []crime.Month
	for m := p.From; m <= p.To; m++ {
		if !slices.ContainsFunc(l.Months, func(c crime.MonthCoverage) bool { return c.Month == m && c.Some != 0 }) {
			empty = append(empty, m)
		}
	}
	missing := l.Partial(p)
	if len(empty) > 0 {
		missing = append(missing, fmt.Sprintf("nothing is loaded for %s", crime.Runs(empty)))
	}
	return missing
}

// dayWords names days of a month.
func dayWords(d crime.Days) string {
	if d.Len() == 1 {
		return "day " + d.String()
	}
	return "days " + d.String()
}

// twice names what several systems hold of a period.
func (l Loaded) twice(p crime.Period) (notes []string) {
	type pair struct{ counted, other string }
	months, left := map[pair]map[crime.Month]bool{}, map[pair]int{}
	for _, o := range l.Overlaps {
		if o.Month < p.From || o.Month > p.To {
			continue
		}
		for _, h := range o.LeftOut {
			of := pair{o.Counted, h.Source}
			if months[of] == nil {
				months[of] = map[crime.Month]bool{}
			}
			months[of][o.Month] = true
			left[of] += h.Offences()
		}
	}
	for _, of := range slices.SortedFunc(maps.Keys(months), func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.counted, b.counted), cmp.Compare(a.other, b.other))
	}) {
		notes = append(notes, fmt.Sprintf("two sources, %s and %s, hold %s: %s is counted, %s of %s left out",
			of.counted, of.other, crime.Runs(slices.Sorted(maps.Keys(months[of]))), of.counted, english.Count(float64(left[of]), "offence"), of.other))
	}
	return notes
}

// broken names the months of a period in which a feed may have broken.
func (l Loaded) broken(p crime.Period) (notes []string) {
	for _, s := range l.Suspicions {
		if s.Month < p.From || s.Month > p.To {
			continue
		}
		in := ""
		if s.District != "" {
			in = " in " + l.Name(s.District)
		}
		notes = append(notes, fmt.Sprintf("the feed of %s may have broken: %s has %s of all types%s, and about %.0f are usual",
			s.Source, s.Month, english.Count(float64(s.Offences()), "offence"), in, s.Usual))
	}
	return notes
}
